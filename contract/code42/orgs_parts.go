package code42

import "github.com/understudy/understudy/contract"

func (s *Orgs) TestSettingsOnlyWhenAskedFor() {
	guid := s.newOrg(s.topOrg()).At("orgGuid").Str()
	plain := s.org(guid)
	s.False(plain.At("deviceDefaults").Exists())
	s.False(plain.At("orgInheritDto").Exists())
	full := data(s.admin.Get(byGUID(guid), contract.Query{"incSettings": "True", "incDeviceDefaults": "True", "incInheritedOrgInfo": "True"}))
	s.True(full.At("deviceDefaults", "serviceBackupConfig").Exists())
	s.True(full.At("orgInheritDto").Exists())
	settings := full.At("settings")
	settings.At("maxSeats").Int()
	settings.At("maxBytes").Int()
	s.EqualValues(14, settings.At("archiveHoldDays").Int())
	settings.At("defaultUserMaxBytes").Int()
	s.GreaterOrEqual(settings.At("destinations").Len(), 1, "where deviceDefaults are, the SDK needs destinations")
	s.Zero(settings.At("recipients").Len(), "a list, though empty")
}

// The members are those of published answers; the vendor's description declares all of them for all three documents.
func (s *Orgs) TestSettingsHaveEveryPublishedMember() {
	for _, path := range []string{"/api/v1/Org/my", byGUID(s.topOrg().At("orgGuid").Str())} {
		org := data(s.admin.Get(path, contract.Query{"incSettings": "true"}))
		for document, members := range map[string][]string{
			"settingsInherited": settingsOfAll, "settingsSummary": append(settingsOfAll, "reportLastSent"),
			"settings": append(settingsOfAll, "reportLastSent", "isDefaultRolesInherited", "allDestinations", "isUsingDestinationDefaults",
				"isUsingQuotaDefaults", "isUsingReportingDefaults", "isNativeClientsEnabled", "securityKeyInherit"),
		} {
			for _, member := range members {
				s.True(org.At(document, member).Exists(), "%s.%s of %s", document, member, path)
			}
		}
		s.Len(org.At("settings", "reportSchedule").Str(), 7, "a letter for each weekday")
	}
}

// settingsOfAll are the members that all three documents have.
var settingsOfAll = []string{
	"maxSeats", "maxBytes", "archiveHoldDays", "defaultUserMaxBytes", "defaultUserMobileQuota", "webRestoreUserLimitMb", "webRestoreAdminLimitMb",
	"warnInDays", "alertInDays", "recipients", "reportSchedule", "sendReports", "usernameIsAnEmail", "ldapServerIds", "radiusServerIds",
	"ssoIdentityProviderUids", "securityKeyType", "securityKeyLocked", "autoOfferSelf", "allowLocalFolders", "defaultRoles", "isSimpleOrg", "destinations",
}

func (s *Orgs) TestDefaultsComeFromTheTopOrg() {
	top := s.topOrg()
	inherited := data(s.admin.Get(byGUID(s.newOrg(top).At("orgGuid").Str()), contract.Query{"incInheritedOrgInfo": true})).At("orgInheritDto")
	s.True(inherited.At("orgUidProvidingOrg").IsNull(), "no organization has settings of its own")
	for _, what := range []string{"Destinations", "DeviceDefaults"} {
		s.Equal(top.At("orgUid").Str(), inherited.At("orgUidProviding"+what).Str())
		s.Equal(top.At("orgName").Str(), inherited.At("orgNameProviding"+what).Str())
	}
}

func (s *Orgs) TestBackupUsageOfAnOrgAddsUpItsDevices() {
	s.Needs(contract.CapSeedData)
	s.fork()
	asked := contract.Query{"incBackupUsage": true, "incWindowsUsmtFiles": true}
	read := func(guid string) contract.Value { return data(s.admin.Get(byGUID(guid), asked)) }
	empty := read(s.newOrg(s.topOrg()).At("orgGuid").Str())
	s.EqualValues(0, empty.At("coldBytes").Int())
	s.Equal("", empty.At("windowsUsmtFiles", "CUSTOM", "filename").Str())

	before := read(rootOrgGUID)
	use := s.device(pinnedDeviceGUID).At("backupUsage", 0)
	total := before.At("backupUsage").Find("targetDestinationGuid", pinnedTarget)
	s.Greater(total.At("archiveBytes").Int(), use.At("archiveBytes").Int())
	done(s.admin.Post("/api/v4/computer-deactivation/update", map[string]any{"id": pinnedDeviceID}))
	after := read(rootOrgGUID)
	less := after.At("backupUsage").Find("targetDestinationGuid", pinnedTarget)
	for _, member := range []string{"archiveBytes", "selectedBytes", "selectedFiles", "billableBytes"} {
		s.Equal(total.At(member).Int()-use.At(member).Int(), less.At(member).Int(), member)
	}
	s.Equal(before.At("coldBytes").Int()+use.At("archiveBytes").Int(), after.At("coldBytes").Int(), "its archive is in cold storage")
	s.Equal(before.At("archiveSizes").String(), after.At("archiveSizes").String(), "where it takes the same room")
	listed := data(s.admin.Get("/api/v1/Org", asked, contract.Query{"pgSize": 1000})).At("orgs").Find("orgGuid", rootOrgGUID)
	s.Equal(after.At("backupUsage").String(), listed.At("backupUsage").String())
}

func (s *Orgs) TestCountsOnlyWhenAskedFor() {
	org := s.newOrg(s.topOrg())
	s.newUser(org)
	s.newOrg(org)
	s.False(s.org(org.At("orgGuid").Str()).At("userCount").Exists())
	counted := data(s.admin.Get(byGUID(org.At("orgGuid").Str()), contract.Query{"incCounts": true}))
	s.EqualValues(1, counted.At("userCount").Int())
	s.EqualValues(0, counted.At("computerCount").Int())
	s.EqualValues(2, counted.At("orgCount").Int(), "itself included")
	for _, member := range []string{"licensedUserCount", "planCount", "shareDeviceCount", "backupDeviceCount", "backupComputerCount"} {
		s.EqualValues(0, counted.At(member).Int(), member)
	}
	s.Equal("{}", counted.At("hierarchyCounts").String(), "as in published answers")
}
