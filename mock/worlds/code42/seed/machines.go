package seed

import (
	"fmt"
	"strings"
	"time"

	"github.com/brianvoe/gofakeit/v7"

	"github.com/understudy/understudy/mock/internal/limits"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// platform is one kind of machine that people have.
type platform struct {
	os, version, arch, model, prefix string
}

var platforms = []platform{
	{"win", "10.0.22631", "amd64", "Latitude 7440", "DESKTOP-"},
	{"win", "10.0.19045", "amd64", "ThinkPad T14", "LAPTOP-"},
	{"mac", "14.6.1", "arm64", "MacBookPro18,3", "MAC-"},
	{"mac", "15.1", "arm64", "Mac14,7", "MBP-"},
	{"linux", "6.8.0-45-generic", "amd64", "XPS 13 9340", "ux-"},
}

var releases = []state.Release{
	state.NewestRelease,
	{Product: "10.4.1", Build: 12, Version: 1525200010412},
	{Product: "8.2.2", Build: 26, Version: 1525200006822},
}

func (f *filler) pinnedDevices() error {
	return limits.Each("devices", f.from.Devices, f.pinnedDevice)
}

func (f *filler) pinnedDevice(d Device) error {
	f.at(380, 0)
	n := state.NewDevice{ID: d.ID, GUID: d.GUID, UserUID: f.userByID[d.User], Name: d.Name, LastConnected: &f.epoch}
	n.Reported = map[string]string{state.FullDiskAccess: "true"} // the SDK's tests ask for it
	for _, p := range platforms {
		if p.os == d.OS {
			n.Agent = f.agent(f.world.Fake.For("pinned device", uint64(d.ID)), p, d.Service)
			break
		}
	}
	n.Agent.OSHostname = d.Name
	made, err := f.tx.AddDevice(n)
	if err != nil {
		return err
	}
	return f.backup(f.world.Fake.For("pinned archive", uint64(d.ID)), made, d.Archive, d.Destination)
}

// devices adds the devices that are not pinned: most people have one or two, some machines have been given back.
func (f *filler) devices() error {
	for n := len(f.from.Devices); n < f.from.Sizes.Devices; n++ {
		fake := f.world.Fake.For("device", uint64(n))
		owner := f.people[n%len(f.people)]
		p := platforms[fake.IntN(len(platforms))]
		service := state.ServiceBackup
		if fake.IntN(4) == 0 {
			service = state.ServiceIncydr
		}
		f.at(10+fake.IntN(600), -time.Duration(fake.IntN(86400))*time.Second)
		seen, offline := f.epoch.Add(-time.Duration(fake.IntN(3600))*time.Second), fake.IntN(9) == 0
		if offline {
			seen = seen.Add(-time.Duration(1+fake.IntN(8)) * day)
		}
		agent := f.agent(fake, p, service)
		d, err := f.tx.AddDevice(state.NewDevice{UserUID: owner, Agent: agent, LastConnected: &seen, Offline: offline, Reported: withheld(n)})
		if err != nil {
			return err
		}
		if service == state.ServiceBackup && n%30 != 29 && len(f.from.Destinations) > 0 { // the others have never begun
			if err := f.backup(fake, d, "", f.from.Destinations[n%len(f.from.Destinations)].GUID); err != nil {
				return err
			}
		}
		if err := f.giveBack(d, n); err != nil {
			return err
		}
	}
	return nil
}

// withheld takes full disk access from every fourth Mac: its agent says nothing of it then.
func withheld(n int) map[string]string {
	if n%4 == 1 {
		return map[string]string{state.FullDiskAccess: ""}
	}
	return nil
}

func (f *filler) giveBack(d state.Device, n int) error {
	id := fmt.Sprint(d.ID)
	switch {
	case n%20 == 19:
		return f.tx.DeactivateDevice(id)
	case n%50 == 48:
		return f.tx.SetDeviceBlocked(id, true)
	case n%70 == 66:
		return f.tx.DeauthorizeDevice(id)
	}
	return nil
}

func (f *filler) agent(fake *gofakeit.Faker, p platform, service string) state.Agent {
	local := fmt.Sprintf("10.%d.%d.%d:4247", fake.IntN(20), fake.IntN(250), 2+fake.IntN(250))
	remote := fmt.Sprintf("198.51.100.%d", 1+fake.IntN(250))
	java, zone := "11.0.24", "America/Chicago"
	version, arch, model := p.version, p.arch, p.model
	return state.Agent{
		Service: service, Release: releases[fake.IntN(len(releases))], OSName: p.os, OSVersion: &version, OSArch: &arch,
		OSHostname: p.prefix + strings.ToUpper(fake.LetterN(3)) + fake.DigitN(4), Address: &local, RemoteAddress: &remote,
		JavaVersion: &java, Model: &model, TimeZone: &zone,
	}
}

const gigabyte = 1 << 30

// backup gives a device an archive that was last completed within two days before the epoch.
func (f *filler) backup(fake *gofakeit.Faker, d state.Device, guid, destination string) error {
	last := f.epoch.Add(-time.Duration(fake.IntN(2*86400)) * time.Second)
	size := int64(1+fake.IntN(200)) * gigabyte
	a := state.Archive{
		GUID: guid, DeviceGUID: d.GUID, DestinationGUID: destination, Format: state.ArchiveV1, Bytes: size / 3,
		SelectedFiles: int64(1000 + fake.IntN(200000)), SelectedBytes: size, SendRate: int64(fake.IntN(5_000_000)),
		CompletionRate: int64(fake.IntN(5_000_000)), LastBackup: &last, LastCompleted: &last, LastMaintained: &last,
	}
	if guid == "" && d.ID%25 == 7 { // the first backup is still on its way
		a.LastCompleted, a.LastMaintained, a.TodoFiles, a.TodoBytes = nil, nil, a.SelectedFiles/2, size/2
	}
	_, err := f.tx.AddArchive(a)
	return err
}
