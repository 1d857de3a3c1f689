package code42

import (
	"slices"
	"strings"

	"github.com/understudy/understudy/contract"
)

// DeviceReads is the contract of the devices that a tenant has, whichever they are.
type DeviceReads struct{ suite }

// withUsage is the list with what the devices have backed up.
var withUsage = allDevices.where(contract.Query{"incBackupUsage": true})

// lively are the members of a device that change by themselves.
var lively = []string{"lastConnected", "modificationDate", "alertState", "alertStates", "backupUsage", "address", "remoteAddress"}

func (s *DeviceReads) TestEveryDeviceIsWhole() {
	for _, row := range s.sample(allDevices) {
		s.Positive(row.At("computerId").Int())
		s.Positive(row.At("userId").Int())
		s.Positive(row.At("orgId").Int())
		s.Regexp(`^\d{1,19}$`, row.At("guid").Str())
		s.Regexp(uid, row.At("userUid").Str())
		s.Regexp(`^\d{1,19}$`, row.At("orgUid").Str())
		row.At("version").Int()
		s.Contains([]string{"CrashPlan", "Artemis", ""}, row.At("service").Str())
		s.state(row, "Deauthorized")
		s.times(row, milliseconds)
		s.False(row.At("backupUsage").Exists(), "it is not asked for")
		s.False(row.At("settings").Exists(), "they are not asked for")
		s.Equal(row.At("alertState").Text() == "0", row.At("alertStates", 0).Str() == "OK")
		for _, member := range []string{"name", "osHostname", "osName", "lastConnected", "loginDate", "notes", "computerExtRef", "parentComputerId"} {
			s.True(row.At(member).Exists(), member)
		}
	}
}

func (s *DeviceReads) TestADeviceReadsTheSameEveryWay() {
	for _, row := range some(s.sample(allDevices), 6) {
		guid, want := row.At("guid").Str(), without(row, lively...)
		listed := data(s.admin.Get("/api/v1/Computer", contract.Query{"guid": guid}))
		s.EqualValues(1, listed.At("totalCount").Int(), guid)
		for name, found := range map[string]contract.Value{
			"by number": data(s.admin.Get(byNumber(row.At("computerId").Text()))),
			"by guid":   data(s.admin.Get(byNumber(guid), contract.Query{"idType": "guid"})),
			"listed":    listed.At("computers", 0),
			"found":     data(s.admin.Get("/api/v1/Computer", contract.Query{"q": guid})).At("computers", 0),
		} {
			s.Equal(want, without(found, lively...), "%s %s", guid, name)
		}
	}
}

// TestADevicesUserExists: in the organization that the device is in.
func (s *DeviceReads) TestADevicesUserExists() {
	users := map[string]contract.Value{}
	for _, user := range s.sample(allUsers) {
		users[user.At("userUid").Str()] = user
	}
	for asked, devices := 0, s.sample(allDevices); len(devices) > 0; devices = devices[1:] {
		id := devices[0].At("userUid").Str()
		if _, ok := users[id]; !ok {
			if asked++; asked > 20 {
				continue
			}
			users[id] = s.user(id)
		}
		for _, member := range []string{"userId", "orgId", "orgUid"} {
			s.Equal(users[id].At(member).Text(), devices[0].At(member).Text(), "%s of the device %s", member, devices[0].At("guid").Str())
		}
	}
}

func (s *DeviceReads) TestFiltersKeepWhatTheyAsk() {
	s.halves(allDevices, "active", func(d contract.Value) bool { return d.At("active").Bool() })
	s.halves(allDevices, "blocked", func(d contract.Value) bool { return d.At("blocked").Bool() })
	rows := s.sample(allDevices)
	device := rows[len(rows)/2]
	for _, member := range []string{"guid", "userUid"} {
		s.filters(allDevices, contract.Query{member: device.At(member).Str()}, is(member, device.At(member).Str()))
	}
	name := device.At("name").Str()
	for _, part := range []string{name, strings.ToLower(name), name[:len(name)/2+1]} {
		s.filters(allDevices, contract.Query{"q": part}, func(d contract.Value) bool { return hasText(d, part, "name", "osHostname", "guid") })
	}
	none := func(contract.Value) bool { return false }
	for _, filter := range []contract.Query{
		{"guid": nobody}, {"userUid": nobody}, {"targetComputerGuid": nobody}, {"q": "no such text"},
		{"guid": device.At("guid").Str(), "active": !device.At("active").Bool()},
	} {
		s.Zero(s.filters(allDevices, filter, none), "%v", filter)
	}
}

func (s *DeviceReads) TestADestinationsDevices() {
	for _, row := range s.sample(withUsage) {
		if row.At("backupUsage").Len() == 0 {
			continue
		}
		target := row.At("backupUsage", 0, "targetComputerGuid").Str()
		s.Positive(s.filters(withUsage, contract.Query{"targetComputerGuid": target}, func(d contract.Value) bool {
			return d.At("backupUsage").Find("targetComputerGuid", target).Exists()
		}))
		return
	}
	s.Lacks("a device that backs up")
}

func (s *DeviceReads) TestAnOrganizationsDevices() {
	tree := s.orgTree()
	for _, device := range some(s.sample(allDevices), 3) {
		org, number := device.At("orgUid").Str(), device.At("orgId").Int()
		below := func(d contract.Value) bool { return tree.within(d.At("orgUid").Str(), org) }
		n := s.filters(allDevices, contract.Query{"orgUid": org}, below)
		s.Equal(n, s.filters(allDevices, contract.Query{"orgId": number}, below))
		s.filters(allDevices, contract.Query{"orgId": number, "incChildOrgs": false}, is("orgUid", org))
		s.filters(allDevices, contract.Query{"orgUid": org, "active": false}, func(d contract.Value) bool { return below(d) && !d.At("active").Bool() })
	}
	s.filters(allDevices, contract.Query{"orgId": 0}, func(contract.Value) bool { return true })
}

// latest is when a device last backed up anything, "" if never.
func latest(d contract.Value) (last string) {
	for _, use := range d.At("backupUsage").Items() {
		if !use.At("lastBackup").IsNull() {
			last = max(last, use.At("lastBackup").Str())
		}
	}
	return last
}

// TestSortOrders: within an answer a list is in order, whatever the devices do meanwhile; names are stable from one to the next.
func (s *DeviceReads) TestSortOrders() {
	_, total, whole := s.head(allDevices)
	if total == 0 {
		s.Lacks("a device")
	}
	for key, of := range map[string]func(contract.Value) string{
		"name": func(d contract.Value) string { return strings.ToLower(d.At("name").Str()) }, "lastBackup": latest,
	} {
		for name, filter := range map[string]contract.Query{"all": {}, "active": {"active": true}} {
			sorted := withUsage.and(filter).and(contract.Query{"srtKey": key})
			read := func(dir string) (keys, ids []string) {
				rows, _, _ := s.head(sorted.and(contract.Query{"srtDir": dir}))
				for _, d := range rows {
					keys = append(keys, of(d))
				}
				return keys, allDevices.idsOf(rows)
			}
			rising, up := read("asc")
			s.IsNonDecreasing(append([]string{""}, rising...), "%s by %s", name, key)
			falling, down := read("desc")
			s.IsNonIncreasing(append(falling, ""), "%s by %s", name, key)
			if key != "name" {
				continue
			}
			_, again := read("asc")
			s.Equal(up, again, "ties are stable")
			if whole {
				slices.Reverse(down)
				s.Equal(up, down, "%s by %s: one direction is the other turned round", name, key)
				page, _ := s.page(sorted, 2, 3)
				s.Equal(up[min(3, len(up)):min(6, len(up))], page)
			}
		}
	}
}

func (s *DeviceReads) TestAlertsAreCountedOfAllPages() {
	rows, _, whole := s.head(allDevices)
	if !whole {
		s.Suite.Suite.Lacks("so few devices that they fit on a page")
	}
	s.agree(func() string {
		states := map[string]int64{}
		for _, d := range data(s.admin.Get("/api/v1/Computer", contract.Query{"pgSize": headSize})).At("computers").Items() {
			states[d.At("alertState").Text()]++
		}
		return text(len(rows), " ", states["1"], " ", states["2"])
	}, func() string {
		page := data(s.admin.Get("/api/v1/Computer", contract.Query{"pgSize": 1, "incCounts": "True"}))
		return text(page.At("totalCount").Int(), " ", page.At("warningCount").Int(), " ", page.At("criticalCount").Int())
	})
	s.False(data(s.admin.Get("/api/v1/Computer", contract.Query{"pgSize": 1, "incCounts": "False"})).At("warningCount").Exists())
}

func (s *DeviceReads) TestUsageAndSettingsOfADevice() {
	seen := 0
	for _, row := range some(s.sample(allDevices), 4) {
		one := byNumber(row.At("computerId").Text())
		full := data(s.admin.Get(one, contract.Query{"incBackupUsage": true, "incHistory": true, "incSettings": true}))
		for _, asked := range []contract.Query{{"incAll": "true"}, {"incAll": "True"}, {"incAll": "1"}} {
			s.agree(func() string {
				return data(s.admin.Get(one, contract.Query{"incBackupUsage": true, "incHistory": true, "incSettings": true})).String()
			}, func() string { return data(s.admin.Loose().Get(one, asked)).String() }, one)
		}
		s.times(full, milliseconds)
		for _, use := range full.At("backupUsage").Items() {
			seen++
			s.Regexp(`^\d{1,19}$`, use.At("targetComputerGuid").Str())
			s.Regexp(`^\d{1,19}$`, use.At("archiveGuid").Str())
			use.At("percentComplete").Float()
			use.At("activity", "connected").Bool()
			for _, day := range use.At("history").Items() {
				s.Regexp(`^\d{4}-\d\d-\d\d$`, day.At("date").Str())
				day.At("archiveBytes").Int()
			}
		}
		destinations := full.At("availableDestinations")
		if sets := full.At("settings", "serviceBackupConfig", "backupConfig", "backupSets"); sets.Exists() {
			for _, set := range sets.Items() {
				if _, list := set.At("destinations").Any().([]any); !list {
					continue // a set that was cleared
				}
				for _, destination := range set.At("destinations").Items() {
					s.True(destinations.Find("guid", destination.At("@id").Str()).Exists(), "a set names available destinations only")
				}
			}
		}
		s.Regexp(`^\d+$`, full.At("settings", "configDateMs").Str(), "numbers are text in this document")
	}
	if seen == 0 {
		s.Lacks("a device that backs up")
	}
}
