package pam360

import "github.com/understudy/understudy/contract"

// Suites are all families, in the order of the specification's files, and then what goes through all of them. A
// family's suite is called like the family, and so is its file.
var Suites = []func() contract.Family{
	contract.Of[AccessControl],
	contract.Of[Accounts],
	contract.Of[Audit],
	contract.Of[Authentication],
	contract.Of[Passwords],
	contract.Of[ResourceGroups],
	contract.Of[Resources],
	contract.Of[ResourceLists],
	contract.Of[Sharing],
	contract.Of[Trash],
	contract.Of[UserGroups],
	contract.Of[Users],
	contract.Of[Samples],
	contract.Of[Documented],
	contract.Of[Authority],
	contract.Of[BadInput],
	contract.Of[Traps],
}
