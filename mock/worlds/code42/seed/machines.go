package seed

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/brianvoe/gofakeit/v7"

	"github.com/understudy/understudy/mock/internal/company"
	"github.com/understudy/understudy/mock/internal/limits"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

var releases = []state.Release{
	state.NewestRelease,
	{Product: "10.4.1", Build: 12, Version: 1525200010412},
	{Product: "8.2.2", Build: 26, Version: 1525200006822},
}

func (f *filler) pinnedDevices() error {
	return limits.Each("devices", f.from.Devices, f.pinnedDevice)
}

func (f *filler) pinnedDevice(d Device) error {
	f.office(380, "device "+d.Name, 0)
	n := state.NewDevice{ID: d.ID, GUID: d.GUID, UserUID: f.userByID[d.User], Name: d.Name, LastConnected: &f.epoch}
	n.Reported = map[string]string{state.FullDiskAccess: "true"} // the SDK's tests ask for it
	var owner *company.Person
	for i, u := range f.from.Users {
		if u.ID == d.User {
			owner = &f.firm.Pinned[i]
		}
	}
	for _, m := range slices.Backward(f.firm.Model.Machines) { // the last one is the newest
		if m.OS == d.OS && !m.Desktop {
			n.Agent = f.agent(f.world.Fake.For("pinned device", uint64(d.ID)), company.Machine{Model: &m, Version: len(m.Versions) - 1}, owner, d.Service)
			break
		}
	}
	n.Agent.OSHostname = d.Name
	made, err := f.tx.AddDevice(n)
	if err != nil {
		return err
	}
	f.checkIn = append(f.checkIn, agentOf{device: made.ID, owner: owner, running: true}) // the SDK's tests need it to be connected
	return f.backup(f.world.Fake.For("pinned archive", uint64(d.ID)), made, d.Archive, d.Destination)
}

// owned is a machine with the index of who has it.
type owned struct {
	company.Machine
	person int
}

// machines are as many of the firm's machines as the world has devices: those in use and of stories first, laptops before desktops, then those
// that they have replaced, then further ones. They are in the order in which they were bought.
func (f *filler) machines(count int) []owned {
	var list []owned
	for i := range f.firm.People {
		for _, m := range f.firm.People[i].Machines {
			if m.Until == 0 || m.Until > f.firm.Spec.Now-firstDay { // or nobody has heard of it here
				list = append(list, owned{m, i})
			}
		}
	}
	slices.SortStableFunc(list, func(a, b owned) int { return cmp.Or(cmp.Compare(f.lasts(b), f.lasts(a)), b.carried()-a.carried()) })
	others := f.others()
	for n := 0; len(list) < count; n++ {
		i := others[n%len(others)]
		list = append(list, owned{f.firm.Further(&f.firm.People[i], n/len(others)), i})
	}
	list = list[:max(0, count)]
	slices.SortStableFunc(list, func(a, b owned) int { return cmp.Compare(a.From, b.From) })
	return list
}

// others are those who have no part in a story, as indices in the firm's People: all people, if everybody has one.
func (f *filler) others() (list []int) {
	all := make([]int, len(f.firm.People))
	for i := range all {
		if all[i] = i; f.parts[&f.firm.People[i]].person == nil {
			list = append(list, i)
		}
	}
	if len(list) == 0 {
		return all
	}
	return list
}

// lasts is the last day of a machine's use, or a day that never comes; those that stories need come before all others.
func (f *filler) lasts(o owned) company.Date {
	switch part := f.parts[&f.firm.People[o.person]]; {
	case part.plays(&o.Machine):
		return 1<<30 + 1
	case o.Until == 0:
		return 1 << 30
	}
	return o.Until
}

// carried is 1 of a laptop, and 0 of a desktop.
func (o owned) carried() int {
	if o.Model.Desktop {
		return 0
	}
	return 1
}

// devices adds the devices that are not pinned.
func (f *filler) devices() error {
	return f.tx.CountAtOnce(func() error {
		for n, m := range f.machines(f.from.Sizes.Devices - len(f.from.Devices)) {
			if err := f.device(n, m); err != nil {
				return err
			}
		}
		return nil
	})
}

func (f *filler) device(n int, m owned) error {
	p, fake := &f.firm.People[m.person], f.world.Fake.For("device", uint64(n))
	service := state.ServiceBackup
	if fake.IntN(4) == 0 {
		service = state.ServiceIncydr
	}
	agent := agentOf{owner: p, running: fake.IntN(4) == 0, stopped: m.Until}
	if agent.stopped == 0 {
		agent.gone = goneBy(p, f.epoch)
	}
	dormant := m.Until == 0 && fake.IntN(20) == 0      // it lies in a drawer
	fate := fake.IntN(336)                             // of those in use one in 24 is blocked, and one in 84 signed out: nothing has come from it since
	if p.Level >= company.Leads || p.Job.Vault != "" { // they would be missed
		fate = noFate
	}
	stopped := 1 + fake.IntN(12)
	switch {
	case m.Until == 0 && (fate < 14 || fate >= 332):
		dormant, stopped = true, stopped*5
	case dormant && fate%3 == 0: // somebody forgot to take it out of service
		stopped = 30 + 2*fate
	}
	if m.Model.Desktop {
		agent.running = fake.IntN(8) > 0
	}
	part := f.parts[p]
	if part.person != nil { // who has left may have been blocked, and not deactivated
		agent.running, dormant, fate, service = false, agent.stopped != 0, noFate, state.ServiceBackup
	}
	agent.lag = time.Duration(1+fake.IntN(900)) * time.Second
	if dormant && agent.stopped == 0 {
		agent.stopped = company.DateOf(f.epoch.In(p.Site.Location())) - company.Date(stopped) //nolint:gosec // some days
	}
	seen, online := agent.seen(f.firm, f.epoch)
	seen = part.seen(&m.Machine, seen, f.epoch)
	f.on(m.From, p.Site, 10*time.Hour+time.Duration(fake.IntN(18000))*time.Second)
	if seen.Before(f.tx.Now) {
		seen = f.tx.Now
	}
	d, err := f.tx.AddDevice(state.NewDevice{
		GUID: part.guid(&m.Machine), UserUID: f.people[m.person], Agent: f.agent(fake, m.Machine, p, service), LastConnected: &seen, Offline: !online, Dormant: dormant,
		Reported: withheld(n),
	})
	if err != nil {
		return err
	}
	if part.endsWith(&m.Machine) {
		part.broken = d.ID
		f.parts[p] = part
	}
	if agent.device = d.ID; agent.stopped == 0 {
		f.checkIn = append(f.checkIn, agent)
	}
	if service == state.ServiceBackup && (n%30 != 29 || part.person != nil) && len(f.from.Destinations) > 0 { // the others have never begun
		if err := f.backup(fake, d, "", f.from.Destinations[n%len(f.from.Destinations)].GUID); err != nil {
			return err
		}
	}
	return f.giveBack(d, p, &m.Machine, fate, fake)
}

// noFate is that of a device that stays in use.
const noFate = 100

// withheld takes full disk access from every fourth Mac: its agent says nothing of it then.
func withheld(n int) map[string]string {
	if n%4 == 1 {
		return map[string]string{state.FullDiskAccess: ""}
	}
	return nil
}

// giveBack takes machines out of service that were replaced, or whose owner has left.
func (f *filler) giveBack(d state.Device, p *company.Person, m *company.Machine, fate int, fake *gofakeit.Faker) error {
	id, storied, evening := fmt.Sprint(d.ID), f.parts[p], p.Leaves()
	switch {
	case storied.plays(m):
		return nil // see stories
	case m.Until != 0 && m.Until < f.firm.Spec.Now:
		f.on(min(p.Site.From(m.Until+company.Date(fake.IntN(10))), f.firm.Spec.Now), p.Site, 20*time.Hour+time.Duration(fake.IntN(7200))*time.Second)
	case !evening.IsZero() && evening.Before(f.epoch):
		f.tx.Now = evening
	case fate < 14:
		f.tx.Now = d.LastConnected.Add(time.Second)
		return f.tx.SetDeviceBlocked(id, true)
	case fate >= 332:
		f.tx.Now = d.LastConnected.Add(time.Second)
		return f.tx.DeauthorizeDevice(id)
	default:
		return nil
	}
	if f.tx.Now.Before(d.LastConnected) {
		f.tx.Now = d.LastConnected.Add(time.Second)
	}
	return f.tx.DeactivateDevice(id)
}

// desk is the address of a machine in the office. Who has a desktop too has it beside the laptop.
func desk(p *company.Person, m company.Machine) string {
	address := p.Desk()
	if m.Model.Desktop {
		address = fmt.Sprint(address[:strings.LastIndexByte(address, '.')+1], 220+p.N%34)
	}
	return address
}

func (f *filler) agent(fake *gofakeit.Faker, m company.Machine, p *company.Person, service string) state.Agent {
	local := desk(p, m) + ":4247"
	java := "11.0.24"
	return state.Agent{
		Service: service, Release: releases[max(0, fake.IntN(12)-9)], OSName: m.Model.OS, OSVersion: &m.Model.Versions[m.Version].Name,
		OSArch: &m.Model.Arch, OSHostname: m.Host, Address: &local, RemoteAddress: &p.Site.Address, JavaVersion: &java, Model: &m.Model.Name,
		TimeZone: &p.Site.Zone,
	}
}

const gigabyte = 1 << 30

// backup gives a device an archive, last completed within some hours before the device was heard of last.
func (f *filler) backup(fake *gofakeit.Faker, d state.Device, guid, destination string) error {
	last, odd := state.BackupBy(d.ID, d.LastConnected), int64(fake.IntN(12*3600))
	if last.Before(d.Created) {
		last = d.LastConnected
	}
	size := int64(1+fake.IntN(200))*gigabyte - odd*20011
	a := state.Archive{
		GUID: guid, DeviceGUID: d.GUID, DestinationGUID: destination, Format: state.ArchiveV1, Bytes: size / 100 * (30 + odd%81), // earlier versions take room too
		SelectedFiles: int64(1000 + fake.IntN(200000)), SelectedBytes: size, SendRate: int64(fake.IntN(5_000_000)),
		CompletionRate: int64(fake.IntN(5_000_000)), LastBackup: &last, LastCompleted: &last,
	}
	if guid == "" && f.parts[f.who[d.UserID]].person == nil {
		falters(&a, d, odd)
	}
	_, err := f.tx.AddArchive(a)
	return err
}

// falters makes some backups those that administrators look for: of 25 there is one that is the first and still on its way, one that has
// stopped though the agent connects, and one that goes on without ever being complete; and of 40 one that nothing was ever selected for.
func falters(a *state.Archive, d state.Device, odd int64) {
	before := func(days int64) *time.Time {
		if at := a.LastBackup.AddDate(0, 0, -int(days)); at.After(d.Created) {
			return &at
		}
		return nil
	}
	todo := func(percent int64) (files, bytes int64) {
		return a.SelectedFiles*percent/100 + 1, a.SelectedBytes/100*percent + odd
	}
	switch {
	case d.ID%25 == 7:
		a.Course, a.LastCompleted = state.Trails, nil
		a.TodoFiles, a.TodoBytes = todo(20 + odd%60)
		a.Bytes -= a.Bytes / 100 * (20 + odd%60)
	case d.ID%40 == 11:
		a.Course, a.LastBackup, a.LastCompleted, a.SendRate, a.CompletionRate = state.Stopped, nil, nil, 0, 0
		a.SelectedFiles, a.SelectedBytes, a.Bytes = 0, 0, 60_000+odd*3
	case d.ID%25 == 12:
		if at := before(10 + odd%50); at != nil {
			a.Course, a.LastBackup, a.LastCompleted = state.Stopped, at, at
			a.TodoFiles, a.TodoBytes = todo(1 + odd%9)
		}
	case d.ID%25 == 17:
		a.Course, a.LastCompleted = state.Trails, before(20+odd%90)
		a.TodoFiles, a.TodoBytes = todo(1 + odd%4)
	}
}
