package code42_test

import (
	"testing"

	"github.com/understudy/understudy/contract"
	"github.com/understudy/understudy/contract/code42"
	"github.com/understudy/understudy/contract/inprocess"
)

// TestContract runs the suites against the target the environment describes,
// and ends with the operations no test has exercised.
func TestContract(t *testing.T) {
	t.Parallel()
	contract.Run(t, contract.FromEnv(t, code42.API, inprocess.Start), code42.Suites...)
}

// TestTheSuitesPassInASmallWorldOfAnotherSeed: what a test needs it makes, asks for, or finds pinned. These are the suites that look at rows.
func TestTheSuitesPassInASmallWorldOfAnotherSeed(t *testing.T) {
	t.Parallel()
	contract.RunPart(t, contract.OfTheMock(t, code42.API, inprocess.StartSmall),
		contract.Of[code42.DepartingEmployee], contract.Of[code42.Devices], contract.Of[code42.DeviceLists], contract.Of[code42.FileEvents],
		contract.Of[code42.HighRiskEmployee], contract.Of[code42.LegalHoldLocal], contract.Of[code42.Orgs], contract.Of[code42.OrgStates],
		contract.Of[code42.UserLists], contract.Of[code42.UserRiskProfiles], contract.Of[code42.Watchlists])
}
