package state

import (
	"bytes"
	"cmp"
	"iter"
	"slices"
	"strings"

	"github.com/understudy/understudy/mock/internal/page"
	"github.com/understudy/understudy/mock/internal/store"
)

// DeviceFilter narrows a list of devices; empty fields do not.
type DeviceFilter struct {
	Active, Blocked                *bool
	UserUID, TargetGUID, GUID, Any string
	InOrg
	Sort DeviceOrder
}

// Devices lists devices by id, unless another order is asked for, and counts the alerts on all pages. Any is looked for within the name,
// the host's name and the guid. An organization means those below it too. An unknown user, device or target has no devices; an unknown
// organization is refused.
func (tx *Tx) Devices(f DeviceFilter, page Page) (items []Device, total int, alerts Alerts, err error) {
	q, counted := devices.Query(tx.Tx), tx.reach()
	org, err := narrow(q, tx, devices, f.InOrg, "Unable to find org", func(d Device) (int64, []int64) { return d.OrgID, d.Above })
	if err != nil {
		return nil, 0, alerts, err
	}
	switch {
	case org.ID == 0, org.isRoot() && !f.Alone:
		f.InOrg = InOrg{} // which holds everything
	case org.ID != 0:
		counted = org.reach() // as far as it is within the actor's, or else the list is not that of one span
	}
	f.add(q, tx)
	reachable(q, tx, devices, func(d Device) []int64 { return d.Above })
	few := f.UserUID != "" || f.GUID != "" // nobody has so many that they are not to be looked at
	exact := q.Exact() && !few
	if !few {
		tx.lookAtAll()
	}
	if exact {
		alerts = tx.alerts(f, org, counted)
	}
	span, inOrder := tx.inOrder(f)
	switch {
	case exact && f.Sort.By == "":
		items, total = q.Page(page.part())
	case exact && inOrder:
		items, total = f.Sort.page(span, page.part())
	default:
		rows := tx.allHeard(q.Rows())
		if !exact {
			rows = counting(rows, &alerts, tx.Now)
		}
		if f.Sort.By == "" {
			items, total = store.Cut(rows, page.part())
		} else {
			items, total = f.Sort.cut(rows, page.part(), tx)
		}
	}
	for i, d := range items {
		items[i] = tx.heard(d)
	}
	return items, total, alerts, nil
}

// add adds the conditions that are about the device alone.
func (f DeviceFilter) add(q *store.Query[Device], tx *Tx) {
	if f.UserUID != "" {
		owner, _ := users.One(tx.Tx, "uid", store.Str(f.UserUID)) // no device belongs to user 0
		q.In(devices.Span(tx.Tx, "user", store.Int(owner.ID)), func(d Device) bool { return d.UserID == owner.ID })
	}
	if f.GUID != "" {
		q.In(devices.Span(tx.Tx, "guid", store.Str(f.GUID)), func(d Device) bool { return d.GUID == f.GUID })
	}
	if f.Active != nil {
		q.In(devices.Span(tx.Tx, "active", store.Flag(*f.Active)), func(d Device) bool { return d.Active == *f.Active })
	}
	if f.Blocked != nil {
		q.In(devices.Span(tx.Tx, "blocked", store.Flag(*f.Blocked)), func(d Device) bool { return d.Blocked == *f.Blocked })
	}
	if f.TargetGUID != "" {
		q.In(devices.Span(tx.Tx, "target", store.Str(f.TargetGUID)), func(d Device) bool { return slices.Contains(d.Targets, f.TargetGUID) })
	}
	if f.Any != "" {
		q.Seen(strings.ToLower(f.Any))
	}
}

// DeviceOrder is the order of a list of devices; the zero one is that of ids.
type DeviceOrder struct {
	By         string // SortByName, SortByBackup or blank
	Descending bool
}

// What devices can be sorted by: the keys that public scripts send.
const (
	SortByName   = "name"
	SortByBackup = "lastBackup"
)

// sortedKeys are the places of a device in each order: among all devices, and among those in service or out of it.
func (d Device) sortedKeys() (keys []store.Key) {
	for _, among := range []store.Key{store.Int(everywhere), store.Flag(d.Active)} {
		for _, by := range []string{SortByName, SortByBackup} {
			keys = append(keys, store.Join(among, store.Str(by), d.sortedBy(by)))
		}
	}
	return keys
}

func (d Device) sortedBy(what string) store.Key {
	if what == SortByName {
		return store.Fold(d.Name)
	}
	return store.Time(d.BackedUp)
}

// inOrder is the list in its order, where an index has it: of all devices, or of those in service or out of it. There is none of when they
// have backed up, once that is derived.
func (tx *Tx) inOrder(f DeviceFilter) (span store.Span[Device], ok bool) {
	among := store.Int(everywhere)
	if f.Active != nil {
		among = store.Flag(*f.Active)
	}
	if _, derived := tx.beat(); derived && f.Sort.By == SortByBackup {
		return span, false
	}
	span = devices.Span(tx.Tx, "sorted", store.Join(among, store.Str(f.Sort.By)))
	f.Active, f.Sort = nil, DeviceOrder{}
	return span, f == DeviceFilter{} && tx.reach().everything
}

// page is a page of a list that is in order.
func (o DeviceOrder) page(span store.Span[Device], p page.Page) ([]Device, int) {
	total := span.Len()
	if o.Descending {
		p = p.FromTheEnd(total)
	}
	items := slices.AppendSeq([]Device{}, span.Rows(p))
	if o.Descending {
		slices.Reverse(items)
	}
	return items, total
}

// cut is a page of rows in order. Those that are alike stand by their ids, in the direction of the sort, as in an index.
func (o DeviceOrder) cut(rows iter.Seq[Device], p page.Page, tx *Tx) ([]Device, int) {
	type place struct {
		key store.Key
		id  int64
	}
	var places []place // and no rows: there may be many, and a page is few
	for d := range rows {
		places = append(places, place{d.sortedBy(o.By), d.ID})
	}
	slices.SortFunc(places, func(a, b place) int {
		if o.Descending {
			a, b = b, a
		}
		return cmp.Or(bytes.Compare(a.key, b.key), cmp.Compare(a.id, b.id))
	})
	items := []Device{}
	from, to := p.Of(len(places))
	for _, at := range places[from:to] {
		d, _ := devices.Get(tx.Tx, deviceKey(at.id))
		items = append(items, d)
	}
	return items, len(places)
}
