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

// CountsOf counts what is in an organization and all below it, the organization itself not included. What takes up licences and plans is
// looked at row by row: it follows from users, devices and archives together.
func (tx *Tx) CountsOf(o Org) OrgCounts {
	in := under(tx, devices, o.reach())
	counts := OrgCounts{Users: under(tx, users, o.reach()).Len(), Devices: in.Len(), Orgs: under(tx, orgs, o.reach()).Len() - 1}
	serving := map[int64]bool{}
	for d := range in.Rows(page.All) {
		if d.Active && !serving[d.UserID] {
			serving[d.UserID] = true
			if u, _ := users.Get(tx.Tx, store.Int(d.UserID)); u.Active {
				counts.Licensed++
			}
		}
		for a := range archives.Scan(tx.Tx, "device", store.Str(d.GUID)) {
			if !a.ColdStorage {
				counts.Plans++
			}
		}
	}
	return counts
}

// OrgBackup is how the backups of an organization to one destination stand.
type OrgBackup struct {
	Destination                             Destination
	SelectedFiles, SelectedBytes, TodoFiles int64
	ArchiveBytes, ColdBytes, BillableBytes  int64
	Sessions                                int // devices that are connected and back up to it
}

// OrgBackups adds up the archives of an organization and of all below it, for each destination there is.
func (tx *Tx) OrgBackups(o Org) []OrgBackup {
	list, at := []OrgBackup{}, map[string]int{}
	for _, d := range tx.Destinations() {
		at[d.GUID] = len(list)
		list = append(list, OrgBackup{Destination: d})
	}
	_ = tx.eachOrgUnder(o, func(o Org) error {
		for d := range devices.Scan(tx.Tx, "org", store.Int(o.ID)) {
			for _, u := range tx.BackupUsageOf(d) {
				list[at[u.Archive.DestinationGUID]].add(u)
			}
		}
		return nil
	})
	return list
}

// add counts one device's backup. An archive in cold storage is no backup any more, but takes room.
func (b *OrgBackup) add(u BackupUsage) {
	if u.Archive.ColdStorage {
		b.ColdBytes += u.Archive.Bytes
		return
	}
	b.SelectedFiles += u.Archive.SelectedFiles
	b.SelectedBytes += u.Archive.SelectedBytes
	b.TodoFiles += u.Archive.TodoFiles
	b.ArchiveBytes += u.Archive.Bytes
	b.BillableBytes += u.BillableBytes
	if u.Using && u.Connected {
		b.Sessions++
	}
}
