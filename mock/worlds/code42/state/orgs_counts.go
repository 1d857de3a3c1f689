package state

import (
	"github.com/understudy/understudy/mock/internal/page"
	"github.com/understudy/understudy/mock/internal/store"
)

// OrgCounts tells how much is in an organization and those below it. Whether the vendor leaves out what is deactivated is
// not established; here it counts.
type OrgCounts struct {
	Users, Devices, Orgs int
	Licensed             int // users who take up a licence: those in service with a device in service, which is inferred
	Plans                int // one for each archive that is in use, which is inferred
}

// CountsOf counts what is in an organization and all below it, the organization itself not included. No row is looked at for it.
func (tx *Tx) CountsOf(o Org) OrgCounts {
	r := o.reach()
	counts := OrgCounts{
		Users: under(tx, users, r).Len(), Devices: under(tx, devices, r).Len(), Orgs: under(tx, orgs, r).Len() - 1,
		Licensed: int(users.Sum(tx.Tx, "licensed", store.Int(r.group()))[0]),
	}
	for _, d := range tx.Destinations() {
		counts.Plans += int(tx.usageOf(r, d)[plans])
	}
	return counts
}

// What archives add up to, by organization and destination. An archive in cold storage is no backup any more, but takes room.
const (
	coldBytes = iota
	selectedFiles
	selectedBytes
	todoFiles
	archiveBytes
	billableBytes
	plans
	sessions
)

func (a Archive) amounts() (n store.Amounts) {
	if a.ColdStorage {
		n[coldBytes] = a.Bytes
		return n
	}
	n[selectedFiles], n[selectedBytes], n[todoFiles] = a.SelectedFiles, a.SelectedBytes, a.TodoFiles
	n[archiveBytes], n[billableBytes], n[plans] = a.Bytes, a.billable(), 1
	if a.Online && !a.Further {
		n[sessions] = 1
	}
	return n
}

func (tx *Tx) usageOf(r reach, at Destination) store.Amounts {
	return archives.Sum(tx.Tx, "usage", store.Join(store.Int(r.group()), store.Str(at.GUID)))
}

// OrgBackup is how the backups of an organization to one destination stand.
type OrgBackup struct {
	Destination                             Destination
	SelectedFiles, SelectedBytes, TodoFiles int64
	ArchiveBytes, ColdBytes, BillableBytes  int64
	Sessions                                int // devices that are connected and back up to it
}

// todoKeys are the places of an archive that is not complete, by organization and destination.
func (a Archive) todoKeys() []store.Key {
	if a.ColdStorage || a.TodoFiles == 0 {
		return nil
	}
	return orgKeys(everywhereAnd(a.Above), store.Str(a.DestinationGUID))
}

// goneOn looks at devices and archives for what agents have brought on since the rows told of it.
func (tx *Tx) goneOn(r reach, list []OrgBackup) {
	all, connected := under(tx, devices, r), map[string]int{}
	if all.Len() > manyDevices {
		tx.lookAtAll()
	}
	for d := range all.Rows(page.All) {
		if len(d.Targets) == 0 {
			continue
		}
		if _, online, derived := tx.sighting(&d); derived && online || !derived && d.connected() {
			for _, guid := range d.Targets {
				connected[guid]++
			}
		}
	}
	for i := range list {
		b := &list[i]
		b.Sessions, b.TodoFiles = connected[b.Destination.GUID], 0
		for a := range archives.Scan(tx.Tx, "todo", store.Join(store.Int(r.group()), store.Str(b.Destination.GUID))) {
			if a.Course != Stopped {
				d, _ := devices.One(tx.Tx, "guid", store.Str(a.DeviceGUID))
				a = tx.goneOnIn(a, &d)
			}
			b.TodoFiles += a.TodoFiles
		}
	}
}

// manyDevices are worth a look at all agents.
const manyDevices = 500

// OrgBackups is what the archives of an organization and of all below it add up to, for each destination there is.
func (tx *Tx) OrgBackups(o Org) []OrgBackup {
	list := []OrgBackup{}
	for _, d := range tx.Destinations() {
		n := tx.usageOf(o.reach(), d)
		list = append(list, OrgBackup{
			Destination: d, SelectedFiles: n[selectedFiles], SelectedBytes: n[selectedBytes], TodoFiles: n[todoFiles],
			ArchiveBytes: n[archiveBytes], ColdBytes: n[coldBytes], BillableBytes: n[billableBytes], Sessions: int(n[sessions]),
		})
	}
	if _, derived := tx.beat(); derived {
		tx.goneOn(o.reach(), list)
	}
	return list
}
