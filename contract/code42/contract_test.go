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
