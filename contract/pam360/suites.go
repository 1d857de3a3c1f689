package pam360

import "github.com/understudy/understudy/contract"

// Suites are all families, in the order of the specification's files, and then what goes through all of them. A
// family's suite is called like the family, and so is its file. Beside it is what its reads show in any tenant.
var Suites = []func() contract.Family{
	contract.Of[AccessControl],
	contract.Of[AccessControlReads],
	contract.Of[Accounts],
	contract.Of[AccountReads],
	contract.Of[Audit],
	contract.Of[AuditReads],
	contract.Of[Authentication],
	contract.Of[Passwords],
	contract.Of[ResourceGroups],
	contract.Of[ResourceGroupReads],
	contract.Of[Resources],
	contract.Of[ResourceLists],
	contract.Of[ResourceReads],
	contract.Of[Sharing],
	contract.Of[Trash],
	contract.Of[TrashReads],
	contract.Of[UserGroups],
	contract.Of[UserGroupReads],
	contract.Of[Users],
	contract.Of[UserReads],
	contract.Of[Samples],
	contract.Of[Documented],
	contract.Of[Authority],
	contract.Of[BadInput],
	contract.Of[BadInputReads],
	contract.Of[Traps],
}
