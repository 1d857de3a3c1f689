package code42

import "github.com/understudy/understudy/contract"

// Suites are all families, in the order of the specification's files, with
// what else there is of each below it, and then what goes through all of them.
// A family's suite is called like the family, and so is its file.
var Suites = []func() contract.Family{
	contract.Of[Auth],
	contract.Of[APIClients],
	contract.Of[AuthReads],
	contract.Of[DepartingEmployee],
	contract.Of[DetectionListsUser],
	contract.Of[DetectionReads],
	contract.Of[Devices],
	contract.Of[DeviceLists],
	contract.Of[DeviceReads],
	contract.Of[Discovery],
	contract.Of[FileEvents],
	contract.Of[FileEventTerms],
	contract.Of[FileEventReads],
	contract.Of[HighRiskEmployee],
	contract.Of[LegalHoldAPIClient],
	contract.Of[LegalHoldAPIClientReads],
	contract.Of[LegalHoldLocal],
	contract.Of[LegalHoldReads],
	contract.Of[Orgs],
	contract.Of[OrgStates],
	contract.Of[OrgReads],
	contract.Of[Roles],
	contract.Of[RoleReads],
	contract.Of[SavedSearches],
	contract.Of[Tenant],
	contract.Of[UserRiskProfiles],
	contract.Of[RiskProfileReads],
	contract.Of[Users],
	contract.Of[UserLists],
	contract.Of[UserStates],
	contract.Of[UserReads],
	contract.Of[Watchlists],
	contract.Of[WatchlistReads],
	contract.Of[Authority],
	contract.Of[BadInput],
}
