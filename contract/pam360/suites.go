package pam360

import "github.com/understudy/understudy/contract"

// Suites are all families, in the order of the specification's files. A new
// family adds its line here: contract.Of[Resources].
var Suites = []func() contract.Family{
	contract.Of[Accounts],
	contract.Of[Authentication],
	contract.Of[Passwords],
	contract.Of[Resources],
	contract.Of[ResourceLists],
	contract.Of[BadInput],
	contract.Of[Traps],
}
