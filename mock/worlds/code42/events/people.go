package events

import (
	"slices"
	"strings"
)

// settle enters the people, their accounts and their devices.
func (m *maker) settle(spec Spec) {
	t := m.t
	devices, busy := 1, 0 // number 0 is no device
	for _, p := range spec.People {
		devices += len(p.Devices)
		busy += p.times()
	}
	t.people, t.devices = make([]person, 0, len(spec.People)), make([]device, 1, devices)
	m.pool, m.stayed, m.byGUID = make([]uint32, 0, busy), make([]uint32, 0, busy), make(map[string]uint32, devices)
	for i, p := range spec.People {
		name, domain, _ := strings.Cut(p.Username, "@")
		made := person{
			uid: p.UID, username: p.Username, corporate: p.Username, personal: name + "@personal.example.net", left: p.Left,
			departing: p.Departing, highRisk: p.HighRisk, devices: make([]uint32, 0, len(p.Devices)),
		}
		for _, d := range p.Devices {
			n := uint32(len(t.devices))
			m.byGUID[d.GUID] = n
			made.devices = append(made.devices, n)
			t.devices = append(t.devices, m.device(d, uint32(i), name, domain))
		}
		t.people = append(t.people, made)
		for range p.times() {
			m.pool = append(m.pool, uint32(i))
			if !p.Left {
				m.stayed = append(m.stayed, uint32(i))
			}
		}
	}
}

// times is how much busier than others a person is.
func (p *Person) times() int {
	if p.Departing || p.HighRisk {
		return 3 // or the story would drown in other people's work
	}
	return 1
}

func (m *maker) device(d Device, owner uint32, user, domain string) device {
	made := device{
		guid: d.GUID, host: d.Host, domain: strings.ToLower(d.Host) + "." + domain, user: user, office: d.PublicAddress,
		private: append(slices.Clone(d.PrivateIPs), "127.0.0.1"), owner: owner,
	}
	// Home addresses are of a block that is set aside for documentation, RFC 5737.
	made.home = "203.0.113." + itoa(1+m.t.ids.Uint64("home "+d.GUID, 0)%250)
	switch d.OS {
	case "mac":
		made.system, made.os = mac, "macOS "+d.OSVersion
	case "linux":
		made.system, made.os = linux, "Linux "+d.OSVersion
	default:
		made.os = "Windows 10"
		if d.OSVersion >= "10.0.22" { // Windows 11 still calls itself version 10.0
			made.os = "Windows 11"
		}
	}
	return made
}

// home is a person's folder on a machine.
func (d *device) folder(parts ...string) string {
	base := [...]string{"C:/Users/", "/Users/", "/home/"}[d.system] + d.user
	for _, p := range parts {
		base += "/" + p
	}
	return base + "/"
}

// volume is where a removable medium appears.
func (d *device) volume(name string) string {
	return [...]string{"E:/", "/Volumes/" + name + "/", "/media/" + d.user + "/" + name + "/"}[d.system]
}
