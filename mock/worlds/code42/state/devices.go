package state

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
)

// Device is a computer with the vendor's agent on it.
type Device struct {
	ID                            int64
	GUID                          string // 18 digits
	Name                          string
	UserID, OrgID                 int64
	Above                         []int64 // that organization and those above it, but for the root
	Active, Blocked, Deauthorized bool
	Online                        bool      // the agent holds a connection
	Dormant                       bool      // the machine lies in a drawer: its agent never checks in again
	Back                          time.Time // since when its agent may check in again, after it could not; zero: it always could, or cannot
	Targets                       []string  // the destinations where it has an archive. Replaced, never written to.
	BackedUp                      time.Time // when it last did, wherever; zero: never
	BacksUp                       bool      // it does so by itself, to a destination at least
	ExtRef, Notes                 *string
	LastConnected, LoggedIn       time.Time
	Created, Modified             time.Time
	Agent                         Agent
	// Reported are the properties that the agent has told of its state, by name. Replaced, never written to.
	Reported map[string]string
	// Settings is the settings document that a client has stored, if one has. Replaced, never written to.
	Settings map[string]any
}

// Agent is what a device's agent says of itself and of the machine.
type Agent struct {
	Service                      string // CrashPlan, Artemis (which is Incydr), or ""
	Release                      Release
	OSName                       string // win, mac or linux
	OSVersion, OSArch            *string
	OSHostname                   string
	Address, RemoteAddress       *string
	JavaVersion, Model, TimeZone *string
}

// The services that an agent can be of.
const (
	ServiceBackup = "CrashPlan"
	ServiceIncydr = "Artemis"
)

// Release is one version of the agent, in the three spellings that clients see.
type Release struct {
	Product string
	Build   int
	Version int64
}

// NewestRelease is what an upgrade brings.
var NewestRelease = Release{Product: "11.2.1", Build: 21, Version: 1525200011210}

// Status is the vendor's wording of the device's state. A deactivated device is never called deauthorized.
func (d Device) Status() string {
	status := Status(d.Active, d.Blocked)
	if d.Active && d.Deauthorized {
		status += ", Deauthorized"
	}
	return status
}

// connected tells whether the agent holds a connection: see Agents, and for those that are none of these, the row.
func (d Device) connected() bool { return d.Active && d.Online }

func deviceKey(id int64) store.Key { return store.Int(id) }

var devices = store.NewTable("device", func(d Device) store.Key { return deviceKey(d.ID) },
	store.Index[Device]{Name: "guid", Unique: true, Keys: func(d Device) []store.Key { return []store.Key{store.Str(d.GUID)} }},
	store.Index[Device]{Name: "user", Keys: func(d Device) []store.Key { return []store.Key{store.Int(d.UserID)} }},
	store.Index[Device]{Name: "org", Keys: func(d Device) []store.Key { return []store.Key{store.Int(d.OrgID)} }},
	store.Index[Device]{Name: "under", Keys: func(d Device) []store.Key { return orgKeys(d.Above) }},
	store.Index[Device]{Name: "target", Keys: func(d Device) (keys []store.Key) {
		for _, guid := range d.Targets {
			keys = append(keys, store.Str(guid))
		}
		return keys
	}},
	store.Index[Device]{Name: "active", Keys: func(d Device) []store.Key { return []store.Key{store.Flag(d.Active)} }},
	store.Index[Device]{Name: "blocked", Keys: func(d Device) []store.Key { return []store.Key{store.Flag(d.Blocked)} }},
	store.Index[Device]{Name: "silent", Keys: Device.silentKeys},
	store.Index[Device]{Name: "sorted", Keys: Device.sortedKeys},
	store.Glance[Device](func(d Device) string { return glanceOf(&d.Name, &d.Agent.OSHostname, &d.GUID) }))

// NewDevice is what an agent's first sign-in brings. Zero ID and GUID are allocated, a blank name is the host's; without a
// LastConnected the agent was heard of now. Reported is added to what agents of this kind report anyway. Once the world has Agents, what
// is none of these must be Dormant.
type NewDevice struct {
	ID            int64
	GUID, UserUID string
	Name          string
	Agent         Agent
	LastConnected *time.Time
	Offline       bool
	Dormant       bool
	Reported      map[string]string
}

const firstDeviceID = 300000

// AddDevice registers a device of a user. No operation does it: agents do, which are no part of this API.
func (tx *Tx) AddDevice(n NewDevice) (Device, error) {
	owner, err := tx.UserByUID(n.UserUID)
	if err != nil {
		return Device{}, err
	}
	d := Device{
		GUID: n.GUID, Name: cmp.Or(n.Name, n.Agent.OSHostname), UserID: owner.ID, OrgID: owner.OrgID, Above: owner.Above, Active: true,
		Online: !n.Offline, Dormant: n.Dormant, LastConnected: tx.Now, LoggedIn: tx.Now, Created: tx.Now, Modified: tx.Now, Agent: n.Agent, Reported: n.Agent.reports(n.Reported),
	}
	if n.LastConnected != nil {
		d.LastConnected = *n.LastConnected
	}
	if d.ID, err = pickID(tx, devices, n.ID, "device", firstDeviceID); err != nil {
		return Device{}, err
	}
	if d.GUID == "" {
		d.GUID = tx.newUID("device")
	}
	if err := devices.Put(tx.Tx, d); err != nil {
		return Device{}, err
	}
	if err := tx.countServingTx(d, 1); err != nil {
		return Device{}, err
	}
	return d, tx.audit("device_added", owner)
}

// DeviceChange holds the new values of an update; nil leaves a value as it is.
type DeviceChange struct {
	Name, ExtRef, Notes *string
	Settings            map[string]any
}

// UpdateDevice changes what an administrator may change of a device, in any state of it: the command line renames devices
// that it has deactivated.
func (tx *Tx) UpdateDevice(id string, c DeviceChange) (Device, error) {
	return tx.act(id, "device_updated", func(d *Device) error {
		set(&d.Name, c.Name)
		setOptional(&d.ExtRef, c.ExtRef)
		setOptional(&d.Notes, c.Notes)
		if c.Settings != nil {
			d.Settings = maps.Clone(c.Settings)
		}
		if strings.TrimSpace(d.Name) == "" {
			return fail.New(fail.Invalid, "SYSTEM", "A device name is required").Because("name is blank")
		}
		return nil
	})
}

// changeDevice applies a change to the stored row and stamps it. What takes a device out of service settles what was known of its agent.
func (tx *Tx) changeDevice(id int64, change func(*Device) error) (Device, error) {
	var was Device
	d, err := devices.Change(tx.Tx, deviceKey(id), func(d *Device) error {
		was = *d
		d.Modified = tx.Now
		if err := change(d); err != nil {
			return err
		}
		if d.checksIn() && !was.checksIn() {
			d.Back = tx.Now
		}
		return nil
	})
	if _, _, derived := tx.sighting(&was); derived && err == nil && !d.checksIn() {
		d, err = tx.settledTx(was)
	}
	return tx.heard(d), err
}

// act changes a device on an actor's behalf, and says so in the audit log.
func (tx *Tx) act(id, what string, change func(*Device) error) (Device, error) {
	found, err := tx.DeviceByID(id)
	if err != nil {
		return Device{}, err
	}
	d, err := tx.changeDevice(found.ID, change)
	if err != nil {
		return Device{}, err
	}
	return d, tx.auditDevice(what, d)
}

func (tx *Tx) auditDevice(what string, d Device) error { return tx.audit(what, tx.OwnerOf(d)) }

// DeviceByID finds a device by the numeric id, which may come as text.
func (tx *Tx) DeviceByID(id string) (Device, error) {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return tx.foundDevice(Device{}, false, "computerId", id)
	}
	d, ok := devices.Get(tx.Tx, deviceKey(n))
	return tx.foundDevice(d, ok, "computerId", id)
}

// DeviceByGUID finds a device by the 18-digit id.
func (tx *Tx) DeviceByGUID(guid string) (Device, error) {
	d, ok := devices.One(tx.Tx, "guid", store.Str(guid))
	return tx.foundDevice(d, ok, "guid", guid)
}

func (tx *Tx) foundDevice(d Device, ok bool, by, value string) (Device, error) {
	if !ok {
		return Device{}, fail.New(fail.NotFound, "SYSTEM", "Computer was not found").Because("no device has the %s %q", by, value)
	}
	if !tx.Sees(d.OrgID) {
		return Device{}, tx.outOfReach("the device with the " + by + " " + strconv.Quote(value))
	}
	return tx.heard(d), nil
}

// SetDeviceBlocked blocks or unblocks a device; it may be repeated.
func (tx *Tx) SetDeviceBlocked(id string, blocked bool) error {
	d, err := tx.DeviceByID(id)
	if err != nil || d.Blocked == blocked {
		return err
	}
	what := map[bool]string{true: "device_blocked", false: "device_unblocked"}[blocked]
	_, err = tx.act(id, what, func(d *Device) error { d.Blocked = blocked; return nil })
	return err
}

// DeactivateDevice takes a device out of service and moves its archives to cold storage; it may be repeated. The devices of a
// custodian of an active legal hold have to stay.
func (tx *Tx) DeactivateDevice(id string) error {
	d, err := tx.DeviceByID(id)
	if err != nil || !d.Active {
		return err
	}
	if err := tx.mustNotBeHeld(tx.OwnerOf(d)); err != nil {
		return err
	}
	if err := tx.deactivateDeviceTx(d); err != nil {
		return err
	}
	return tx.auditDevice("device_deactivated", d)
}

func (tx *Tx) deactivateDeviceTx(d Device) error {
	if !d.Active {
		return nil
	}
	if _, err := tx.changeDevice(d.ID, func(d *Device) error { d.Active = false; return nil }); err != nil {
		return err
	}
	if err := tx.countServingTx(d, -1); err != nil {
		return err
	}
	return tx.freezeArchivesTx(d)
}

// deactivateDevicesTx takes all devices of a user out of service.
func (tx *Tx) deactivateDevicesTx(userID int64) error {
	for d := range devices.Scan(tx.Tx, "user", store.Int(userID)) {
		if err := tx.deactivateDeviceTx(d); err != nil {
			return err
		}
	}
	return nil
}

// moveDevicesTx takes all devices of a user along into another organization.
func (tx *Tx) moveDevicesTx(userID, orgID int64) error {
	for d := range devices.Scan(tx.Tx, "user", store.Int(userID)) {
		d, err := tx.changeDevice(d.ID, func(d *Device) error { d.OrgID, d.Above = orgID, tx.above(orgID); return nil })
		if err != nil {
			return err
		}
		for _, a := range tx.ArchivesOf(d) {
			if _, err := archives.Change(tx.Tx, archiveKey(a.GUID), func(a *Archive) error { a.Above = d.Above; return nil }); err != nil {
				return err
			}
		}
	}
	return nil
}

// ReactivateDevice puts a device back into service, with its archives from cold storage; it may be repeated. The user comes first: the
// device of a deactivated one is refused (py42's issue 272). Of the user's and the organization's other states no source says so.
func (tx *Tx) ReactivateDevice(id string) error {
	d, err := tx.DeviceByID(id)
	if err != nil || d.Active {
		return err
	}
	if owner := tx.OwnerOf(d); !owner.Active {
		return fail.New(fail.Invalid, "USER_IS_DEACTIVATED", "The user is deactivated").
			Because("device %q belongs to %q, who has to be activated first", d.Name, owner.Username)
	}
	if _, err := tx.act(id, "device_reactivated", func(d *Device) error { d.Active = true; return nil }); err != nil {
		return err
	}
	if err := tx.countServingTx(d, 1); err != nil {
		return err
	}
	return tx.thawArchivesTx(d)
}

// CountAtOnce runs fn, and counts the devices in service only then: of each user once, however many devices fn adds or takes out of service.
func (tx *Tx) CountAtOnce(fn func() error) error {
	tx.uncounted = map[int64]int{}
	err := fn()
	more := tx.uncounted
	tx.uncounted = nil
	for _, id := range slices.Sorted(maps.Keys(more)) {
		err = errors.Join(err, tx.countServingTx(Device{UserID: id}, more[id]))
	}
	return err
}

// countServingTx counts the devices in service of a device's owner. The row's date of change is not about that.
func (tx *Tx) countServingTx(d Device, more int) error {
	if tx.uncounted != nil {
		tx.uncounted[d.UserID] += more
		return nil
	}
	_, err := users.Change(tx.Tx, userKey(d.UserID), func(u *User) error { u.Serving += more; return nil })
	return err
}

// DeauthorizeDevice signs a device's agent out; it may be repeated. Signing in again is the agent's business, so within this
// API nothing undoes it.
func (tx *Tx) DeauthorizeDevice(id string) error {
	d, err := tx.DeviceByID(id)
	if err != nil || d.Deauthorized {
		return err
	}
	_, err = tx.act(id, "device_deauthorized", func(d *Device) error { d.Deauthorized = true; return nil })
	return err
}
