package state

import (
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
)

// Destination is where devices back up to.
type Destination struct {
	ID                       int64
	GUID, Name, OSName       string
	Type                     string // PROVIDER or CLUSTER
	ServerID                 int64
	ServerGUID, ServerName   string
	ServerHost               string
	StorePointID             int64
	StorePointName           string
	ParentID                 *int64
	ParentGUID               *string
	Created, LastMaintenance time.Time
}

// ProviderDestination is the type of the vendor's own cloud destinations.
const ProviderDestination = "PROVIDER"

var destinations = store.NewTable("destination", func(d Destination) store.Key { return store.Str(d.GUID) })

// AddDestination offers a destination to every device.
func (tx *Tx) AddDestination(d Destination) error { return destinations.Put(tx.Tx, d) }

// Destinations lists what devices can back up to, by guid.
func (tx *Tx) Destinations() []Destination { return slices.Collect(destinations.All(tx.Tx)) }

// DestinationByGUID finds a destination.
func (tx *Tx) DestinationByGUID(guid string) (Destination, error) {
	d, ok := destinations.Get(tx.Tx, store.Str(guid))
	if !ok {
		return Destination{}, fail.New(fail.NotFound, "SYSTEM", "Destination was not found").Because("no destination has the guid %q", guid)
	}
	return d, nil
}

// ArchiveFormat is how an archive is kept, in the vendor's words.
type ArchiveFormat string

// The formats that clients know. The command line sets purge dates for the first only.
const (
	ArchiveV1 ArchiveFormat = "ARCHIVE_V1"
	ArchiveV2 ArchiveFormat = "ARCHIVE_V2"
)

// Archive is what one device has stored at one destination.
type Archive struct {
	GUID, DeviceGUID, DestinationGUID string
	Format                            ArchiveFormat
	Bytes                             int64
	SelectedFiles, SelectedBytes      int64
	TodoFiles, TodoBytes              int64
	SendRate, CompletionRate          int64      // bytes per second, averages
	LastBackup, LastCompleted         *time.Time // nil: never
	LastMaintained                    *time.Time // as of a reading; the row has it of an archive in cold storage only
	Course                            Course
	MaintenanceMillis, CompactedBytes int64
	Created, Modified                 time.Time
	ColdStorage                       bool
	HoldExpires                       *time.Time // when cold storage may let go of it; nil: never
	Above                             []int64    // as the device's
	Further                           bool       // the device had one there before
	Online                            bool       // as the row of the device is
}

func archiveKey(guid string) store.Key { return store.Str(guid) }

var archives = store.NewTable("archive", func(a Archive) store.Key { return archiveKey(a.GUID) },
	store.Index[Archive]{Name: "device", Keys: func(a Archive) []store.Key { return []store.Key{store.Str(a.DeviceGUID)} }},
	store.Index[Archive]{Name: "todo", Keys: Archive.todoKeys},
	store.Sums[Archive]{Name: "usage", Of: func(a Archive) ([]store.Key, store.Amounts) {
		return orgKeys(everywhereAnd(a.Above), store.Str(a.DestinationGUID)), a.amounts()
	}})

// AddArchive stores an archive of a device at a destination; both must exist. A blank GUID is allocated, a blank format is
// the older one. An archive of a deactivated device is in cold storage from the start.
func (tx *Tx) AddArchive(a Archive) (Archive, error) {
	d, err := tx.DeviceByGUID(a.DeviceGUID)
	if err != nil {
		return Archive{}, err
	}
	if _, err := tx.DestinationByGUID(a.DestinationGUID); err != nil {
		return Archive{}, err
	}
	if a.GUID == "" {
		a.GUID = tx.newUID("archive")
	}
	if a.Format == "" {
		a.Format = ArchiveV1
	}
	a.Created, a.Modified, a.Above, a.Online = tx.Now, tx.Now, d.Above, d.Online
	a.Further = slices.Contains(d.Targets, a.DestinationGUID)
	if err := archives.Put(tx.Tx, a); err != nil {
		return a, err
	}
	if _, err := devices.Change(tx.Tx, deviceKey(d.ID), func(d *Device) error { d.stores(a); return nil }); err != nil || d.Active {
		return a, err
	}
	return tx.freezeTx(a, d)
}

// stores notes what an archive tells of its device.
func (d *Device) stores(a Archive) {
	d.Targets = with(d.Targets, a.DestinationGUID)
	if a.LastBackup != nil && a.LastBackup.After(d.BackedUp) {
		d.BackedUp = *a.LastBackup
	}
	d.BacksUp = d.BacksUp || a.Course != Stopped
}

// with is a list with a text in it.
func with(list []string, text string) []string {
	if slices.Contains(list, text) {
		return list
	}
	return append(slices.Clone(list), text)
}

// ArchiveByGUID finds an archive.
func (tx *Tx) ArchiveByGUID(guid string) (Archive, error) {
	a, ok := archives.Get(tx.Tx, archiveKey(guid))
	if !ok {
		return Archive{}, fail.New(fail.NotFound, "SYSTEM", "Archive was not found").Because("no archive has the guid %q", guid)
	}
	d, ok := devices.One(tx.Tx, "guid", store.Str(a.DeviceGUID))
	if ok && !tx.Sees(d.OrgID) {
		return Archive{}, tx.outOfReach("archive " + strconv.Quote(guid))
	}
	return tx.goneOnIn(a, &d), nil
}

// ArchivesOf lists a device's archives by guid, those in cold storage included.
func (tx *Tx) ArchivesOf(d Device) []Archive {
	list := slices.Collect(archives.Scan(tx.Tx, "device", store.Str(d.GUID)))
	for i, a := range list {
		list[i] = tx.goneOnIn(a, &d)
	}
	return list
}

// ArchiveHoldDays is how long cold storage keeps an archive unless told otherwise: the archiveHoldDays of an organization that
// has no settings of its own, in the answers published with py42's tests.
const ArchiveHoldDays = 14

// freezeArchivesTx moves a device's archives to cold storage.
func (tx *Tx) freezeArchivesTx(d Device) error {
	for _, a := range tx.ArchivesOf(d) {
		if a.ColdStorage {
			continue
		}
		if _, err := tx.freezeTx(a, d); err != nil {
			return err
		}
	}
	return nil
}

// freezeTx puts one archive into cold storage until the hold ends: at a midnight, as dates are all that clients set.
func (tx *Tx) freezeTx(a Archive, d Device) (Archive, error) {
	expires := tx.Now.AddDate(0, 0, ArchiveHoldDays).Truncate(24 * time.Hour)
	return tx.changeArchive(a.GUID, func(a *Archive) {
		a.ColdStorage, a.HoldExpires, a.LastMaintained = true, &expires, maintained(d.ID, a.Created, tx.Now)
	})
}

// thawArchivesTx brings a device's archives back from cold storage.
func (tx *Tx) thawArchivesTx(d Device) error {
	for _, a := range tx.ArchivesOf(d) {
		if _, err := tx.changeArchive(a.GUID, func(a *Archive) { a.ColdStorage, a.HoldExpires = false, nil }); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) changeArchive(guid string, change func(*Archive)) (Archive, error) {
	return archives.Change(tx.Tx, archiveKey(guid), func(a *Archive) error {
		a.Modified = tx.Now
		change(a)
		return nil
	})
}

// BackupUsage is how a device's backup to one destination stands.
type BackupUsage struct {
	Archive       Archive
	Destination   Destination
	Using         bool // the device still backs up to it
	Connected     bool
	BillableBytes int64
	Percent       float64
	AlertState    int
	AlertWord     string
}

// BackupUsageOf derives how a device's backups stand from its archives, by archive guid.
func (tx *Tx) BackupUsageOf(d Device) []BackupUsage {
	usage := []BackupUsage{}
	for _, a := range tx.ArchivesOf(d) {
		destination, _ := destinations.Get(tx.Tx, store.Str(a.DestinationGUID))
		alert, word := a.AlertState(d, tx.Now)
		usage = append(usage, BackupUsage{
			Archive: a, Destination: destination, Using: d.Active, Connected: d.connected(),
			BillableBytes: a.billable(), Percent: a.percent(), AlertState: alert, AlertWord: word,
		})
	}
	return usage
}

// UserBackup is how the backups of a user's devices to one destination stand. An archive in cold storage is no backup any more.
type UserBackup struct {
	DestinationGUID              string
	SelectedFiles, SelectedBytes int64
	TodoFiles, TodoBytes         int64
	ArchiveBytes, BillableBytes  int64
}

// UserBackups adds up the archives of a user's devices that are in use, by destination; a destination without one is left out.
func (tx *Tx) UserBackups(u User) []UserBackup {
	at := map[string]*UserBackup{}
	for d := range devices.Scan(tx.Tx, "user", store.Int(u.ID)) {
		for _, a := range tx.ArchivesOf(d) {
			if a.ColdStorage {
				continue
			}
			if at[a.DestinationGUID] == nil {
				at[a.DestinationGUID] = &UserBackup{DestinationGUID: a.DestinationGUID}
			}
			at[a.DestinationGUID].add(a)
		}
	}
	list := []UserBackup{}
	for _, guid := range slices.Sorted(maps.Keys(at)) {
		list = append(list, *at[guid])
	}
	return list
}

func (b *UserBackup) add(a Archive) {
	b.SelectedFiles += a.SelectedFiles
	b.SelectedBytes += a.SelectedBytes
	b.TodoFiles += a.TodoFiles
	b.TodoBytes += a.TodoBytes
	b.ArchiveBytes += a.Bytes
	b.BillableBytes += a.billable()
}

func (a Archive) billable() int64 { return max(a.Bytes, a.SelectedBytes) }

// percent is how much of the selection is in the archive. An empty selection is complete once a backup has been.
func (a Archive) percent() float64 {
	const all = 100
	switch {
	case a.SelectedBytes > 0:
		return all * float64(a.SelectedBytes-min(a.TodoBytes, a.SelectedBytes)) / float64(a.SelectedBytes)
	case a.LastCompleted != nil:
		return all
	}
	return 0
}
