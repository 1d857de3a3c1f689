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
	if a.Online {
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

// going is how far backups to one destination have got, and how many go on.
type going struct{ todo, sessions int64 }

// sessionsOf looks at the devices within a reach for how their backups go on, by destination. It is nil where what is added up tells it: as
// long as nothing that is derived does.
func (tx *Tx) sessionsOf(r reach) map[string]going {
	all := under(tx, devices, r)
	if _, derived := tx.beat(); !derived {
		return nil
	}
	if all.Len() > manyDevices {
		tx.lookAtAll()
	}
	by := map[string]going{}
	for d := range tx.allHeard(all.Rows(page.All)) {
		for _, a := range tx.ArchivesOf(d) {
			if a.ColdStorage {
				continue
			}
			n := by[a.DestinationGUID]
			n.todo += a.TodoFiles
			if d.connected() {
				n.sessions++
			}
			by[a.DestinationGUID] = n
		}
	}
	return by
}

// manyDevices are worth a look at all agents.
const manyDevices = 500

// OrgBackups is what the archives of an organization and of all below it add up to, for each destination there is.
func (tx *Tx) OrgBackups(o Org) []OrgBackup {
	list, by := []OrgBackup{}, tx.sessionsOf(o.reach())
	for _, d := range tx.Destinations() {
		n := tx.usageOf(o.reach(), d)
		if by != nil {
			n[todoFiles], n[sessions] = by[d.GUID].todo, by[d.GUID].sessions
		}
		list = append(list, OrgBackup{
			Destination: d, SelectedFiles: n[selectedFiles], SelectedBytes: n[selectedBytes], TodoFiles: n[todoFiles],
			ArchiveBytes: n[archiveBytes], ColdBytes: n[coldBytes], BillableBytes: n[billableBytes], Sessions: int(n[sessions]),
		})
	}
	return list
}
