package code42

import "github.com/understudy/understudy/contract"

// Suites are all families, in the order of the specification's files. A new
// family adds its line here: contract.Of[Users].
var Suites = []func() contract.Family{
	contract.Of[Auth],
	contract.Of[APIClients],
	contract.Of[Discovery],
	contract.Of[Customer],
	contract.Of[Users],
	contract.Of[UserLists],
	contract.Of[UserStates],
	contract.Of[Roles],
	contract.Of[Orgs],
	contract.Of[OrgStates],
	contract.Of[Devices],
	contract.Of[DeviceLists],
	contract.Of[LegalHold],
	contract.Of[LegalHoldAPIClient],
	contract.Of[RiskProfiles],
	contract.Of[Watchlists],
	contract.Of[DetectionLists],
	contract.Of[SavedSearches],
	contract.Of[FileEvents],
	contract.Of[FileEventTerms],
	contract.Of[BadInput],
}
