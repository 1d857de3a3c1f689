package code42

import (
	"fmt"

	"github.com/understudy/understudy/contract"
)

// Devices is the contract of devices: finding them, their state, their agents.
type Devices struct {
	suite
	guid  string // of the device that the test changes
	id    int64
	owner string
}

// lent is a device that a test may change: the pinned one in a tenant of its own, or the one that a real tenant provides, which is put
// back afterwards.
func (s *Devices) lent() contract.Value {
	s.T().Helper()
	s.Needs(contract.CapDevice, contract.CapWrite)
	s.guid = s.Tenant().Access.Device
	if s.Target().Has(contract.CapFork) {
		s.Needs(contract.CapSeedData)
		s.fork()
		s.guid = pinnedDeviceGUID
	}
	device := s.device(s.guid)
	s.id, s.owner = device.At("computerId").Int(), device.At("userUid").Str()
	return device
}

func byNumber(id any) string { return contract.Path("/api/v1/Computer/%v", id) }

func (s *Devices) is(status string, active, blocked bool) contract.Value {
	s.T().Helper()
	device := s.device(s.guid)
	s.Equal(status, device.At("status").Str())
	s.Equal(active, device.At("active").Bool())
	s.Equal(blocked, device.At("blocked").Bool())
	s.Equal(device.String(), data(s.admin.Get("/api/v1/Computer", contract.Query{"q": s.guid, "incBackupUsage": true})).At("computers", 0).String())
	return device
}

func (s *Devices) TestADeviceByNumberAndByGUID() {
	s.Needs(contract.CapSeedData)
	byID, byGUID := data(s.admin.Get(byNumber(pinnedDeviceID))), data(s.admin.Get(byNumber(pinnedDeviceGUID), contract.Query{"idType": "guid"}))
	s.Equal(byID.String(), byGUID.String())
	s.EqualValues(pinnedDeviceID, byID.At("computerId").Int())
	s.Equal(pinnedDeviceGUID, byID.At("guid").Str())
	s.EqualValues(pinnedUserID, byID.At("userId").Int())
	s.Equal(pinnedUserUID, byID.At("userUid").Str())
	s.Equal(rootOrgUID, byID.At("orgUid").Str())
	byID.At("version").Int()
	s.Equal("CrashPlan", byID.At("service").Str())
}

func (s *Devices) TestDeviceNotFound() {
	for _, path := range []string{byNumber(nobody), byNumber("0"), byNumber("-1"), byNumber("no-number"), byNumber("99999999999999999999")} {
		for _, query := range []contract.Query{{}, {"idType": "guid"}} {
			s.Equal("SYSTEM", refusedTwice(func() *contract.Response { return s.admin.Get(path, query) }, 404).At("name").Str())
		}
	}
	for _, property := range []string{"fullDiskAccess", "noSuchProperty"} {
		refusedTwice(func() *contract.Response {
			return s.admin.Get("/api/v14/agent-state/view-by-device-guid", contract.Query{"deviceGuid": nobody, "propertyName": property})
		}, 404)
	}
}

func (s *Devices) TestADeviceThatIsNotThereIsNotChanged() {
	for _, send := range []func() *contract.Response{
		func() *contract.Response { return s.admin.Put("/api/v1/ComputerBlock/999999999", nil) },
		func() *contract.Response { return s.admin.Delete("/api/v1/ComputerBlock/999999999") },
		func() *contract.Response { return s.admin.Put("/api/v1/ComputerDeauthorization/999999999", nil) },
		func() *contract.Response {
			return s.admin.Post("/api/v4/computer-deactivation/update", map[string]any{"id": 999999999})
		},
		func() *contract.Response {
			return s.admin.Post("/api/v4/computer-deactivation/remove", map[string]any{"id": 999999999})
		},
		func() *contract.Response {
			return s.admin.Post("/api/v4/device-upgrade/upgrade-device", map[string]any{"deviceGuid": nobody})
		},
	} {
		refusedTwice(send, 404)
	}
}

func (s *Devices) TestBackupUsageOnlyWhenAskedFor() {
	s.Needs(contract.CapSeedData)
	s.False(data(s.admin.Get(byNumber(pinnedDeviceID))).At("backupUsage").Exists())
	for _, yes := range []any{true, "True"} {
		usage := data(s.admin.Get(byNumber(pinnedDeviceID), contract.Query{"incBackupUsage": yes})).At("backupUsage", 0)
		s.Equal(pinnedTarget, usage.At("targetComputerGuid").Str())
		s.Equal(pinnedArchive, usage.At("archiveGuid").Str())
		s.True(usage.At("activity", "connected").Bool())
		usage.At("percentComplete").Float()
	}
}

func (s *Devices) TestBlockAndUnblockDevice() {
	s.lent()
	path := contract.Path("/api/v1/ComputerBlock/%v", s.id)
	for range 2 {
		s.admin.Put(path, nil).Status(201)
		s.is("Active, Blocked", true, true)
	}
	for range 2 {
		s.admin.Delete(path).Status(204)
		s.is("Active", true, false)
	}
	s.admin.Put(path, contract.Raw{}).Status(201) // no body, and so no content type
	s.is("Active, Blocked", true, true)
}

func (s *Devices) TestADeactivatedDeviceStaysReadable() {
	before := s.lent()
	for _, id := range []any{s.id, fmt.Sprint(s.id)} { // the command line sends text
		s.admin.Loose().Post("/api/v4/computer-deactivation/update", map[string]any{"id": id}).Status(204)
		device := s.is("Deactivated", false, false)
		s.Equal(before.At("backupUsage").Len(), device.At("backupUsage").Len(), "its archives stay listed")
		for i, usage := range device.At("backupUsage").Items() {
			s.Equal(before.At("backupUsage", i, "archiveGuid").Str(), usage.At("archiveGuid").Str())
			s.False(usage.At("activity", "connected").Bool())
		}
	}
	s.Run("agent state", func() {
		s.Needs(contract.CapSeedData)
		s.Equal("true", s.agentState(s.guid, "fullDiskAccess").At("value").Str())
	})
	s.True(data(s.admin.Get(byNumber(s.id), contract.Query{"incSettings": true})).At("settings").Exists())
	s.Contains(s.all(allDevices.where(contract.Query{"active": "False", "userUid": s.owner})), s.guid)
	s.NotContains(s.all(allDevices.where(contract.Query{"active": "True", "userUid": s.owner})), s.guid)
	s.True(s.user(s.owner).At("active").Bool())

	for _, id := range []any{fmt.Sprint(s.id), s.id} {
		s.admin.Loose().Post("/api/v4/computer-deactivation/remove", map[string]any{"id": id}).Status(204)
		s.Equal(before.At("backupUsage").Len(), s.is("Active", true, false).At("backupUsage").Len())
	}
}

func (s *Devices) TestADeactivatedDeviceMayBeBlocked() {
	s.lent()
	s.admin.Post("/api/v4/computer-deactivation/update", map[string]any{"id": s.id}).Status(204)
	s.admin.Put(contract.Path("/api/v1/ComputerBlock/%v", s.id), nil).Status(201)
	s.is("Deactivated, Blocked", false, true)
}

func (s *Devices) TestDeauthorizeShowsInTheStatusAlone() {
	before := s.lent()
	for range 2 {
		s.admin.Put(contract.Path("/api/v1/ComputerDeauthorization/%v", s.id), nil).Status(204)
		after := s.is("Active, Deauthorized", true, false)
		s.Equal(before.At("lastConnected").Str(), after.At("lastConnected").Str())
	}
	s.admin.Put(contract.Path("/api/v1/ComputerBlock/%v", s.id), nil).Status(201)
	s.is("Active, Blocked, Deauthorized", true, true)
}

func (s *Devices) TestUpgradeIsReadBack() {
	s.Needs(contract.CapSeedData)
	s.fork()
	devices := data(s.admin.Get("/api/v1/Computer", contract.Query{"active": true, "pgSize": 500})).At("computers").Items()
	newest := int64(0)
	for _, device := range devices {
		newest = max(newest, device.At("version").Int())
	}
	upgraded := 0
	for _, device := range devices[:20] {
		guid := device.At("guid").Str()
		s.True(s.admin.Post("/api/v4/device-upgrade/upgrade-device", map[string]any{"deviceGuid": guid}).Status(200).At("data").IsNull())
		s.Equal(newest, s.device(guid).At("version").Int())
		if device.At("version").Int() < newest {
			s.NotEqual(device.At("productVersion").Str(), s.device(guid).At("productVersion").Str())
			upgraded++
		}
	}
	s.Positive(upgraded)
}

func (s *Devices) agentState(guid, property string) contract.Value {
	s.T().Helper()
	return data(s.admin.Get("/api/v14/agent-state/view-by-device-guid", contract.Query{"deviceGuid": guid, "propertyName": property}))
}

func (s *Devices) TestAgentStateOfTheSDKsFixtureDevice() {
	s.Needs(contract.CapSeedData)
	state := s.agentState(pinnedDeviceGUID, "fullDiskAccess")
	s.Equal("fullDiskAccess", state.At("name").Str())
	s.Equal("true", state.At("value").Str())
}

func (s *Devices) TestAPropertyThatWasNeverReportedIs404() {
	s.Needs(contract.CapSeedData)
	for _, query := range []contract.Query{
		{"deviceGuid": pinnedDeviceGUID, "propertyName": "noSuchProperty"}, {"deviceGuid": nobody, "propertyName": "fullDiskAccess"},
	} {
		refusedTwice(func() *contract.Response { return s.admin.Get("/api/v14/agent-state/view-by-device-guid", query) }, 404)
	}
}
