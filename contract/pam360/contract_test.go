package pam360_test

import (
	"testing"

	"github.com/understudy/understudy/contract"
	"github.com/understudy/understudy/contract/inprocess"
	"github.com/understudy/understudy/contract/pam360"
)

// TestContract runs the suites against the target the environment describes,
// and ends with the operations no test has exercised.
func TestContract(t *testing.T) {
	t.Parallel()
	contract.Run(t, contract.FromEnv(t, pam360.API, inprocess.Start), pam360.Suites...)
}

// TestWhatIsDocumentedPassesStrictMode: what the vendor's pages print is not forgiven, it is documented. It is about the mock alone.
func TestWhatIsDocumentedPassesStrictMode(t *testing.T) {
	t.Parallel()
	contract.RunPart(t, contract.OfTheMock(t, pam360.API, inprocess.StartStrict), contract.Of[pam360.Documented], contract.Of[pam360.Samples])
}

// TestTheSuitesPassInASmallWorldOfAnotherSeed: what a test needs it makes, asks for, or finds pinned. These are the suites that look at rows.
func TestTheSuitesPassInASmallWorldOfAnotherSeed(t *testing.T) {
	t.Parallel()
	contract.RunPart(t, contract.OfTheMock(t, pam360.API, inprocess.StartSmall),
		contract.Of[pam360.Audit], contract.Of[pam360.ResourceGroups], contract.Of[pam360.Resources], contract.Of[pam360.ResourceLists],
		contract.Of[pam360.Trash], contract.Of[pam360.Users])
}
