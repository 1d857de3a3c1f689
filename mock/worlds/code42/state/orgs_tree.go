package state

import (
	"fmt"
	"slices"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
)

// eachOrgUnder visits an organization and all below it, parents first.
func (tx *Tx) eachOrgUnder(o Org, visit func(Org) error) error {
	if err := visit(o); err != nil {
		return err
	}
	for child := range orgs.Scan(tx.Tx, "parent", store.Int(o.ID)) {
		if err := tx.eachOrgUnder(child, visit); err != nil {
			return err
		}
	}
	return nil
}

// above are the organizations that something in an organization belongs to: that one and those above it, but for the root, to which
// everything belongs. A row keeps them, since an organization never moves.
func (tx *Tx) above(orgID int64) (ids []int64) {
	for o := tx.OrgOf(orgID); o.ParentID != 0; o = tx.OrgOf(o.ParentID) {
		ids = append(ids, o.ID)
	}
	return ids
}

// orgKeys are the places of a row in an index by organization.
func orgKeys(above []int64, rest ...store.Key) (keys []store.Key) {
	for _, id := range above {
		keys = append(keys, store.Join(slices.Concat([]store.Key{store.Int(id)}, rest)...))
	}
	return keys
}

// everywhere is the group of all rows of the tenant among those by organization. No organization has a negative id.
const everywhere = -1

func everywhereAnd(above []int64) []int64 { return append([]int64{everywhere}, above...) }

// group is the id of what is within a reach among groups by organization; 0, which is none, where nothing is.
func (r reach) group() int64 {
	if r.everything {
		return everywhere
	}
	return r.top
}

// isRoot tells whether an organization is the one that everything belongs to. The zero Org is none: it holds nothing.
func (o Org) isRoot() bool { return o.ID != 0 && o.ParentID == 0 }

// within narrows a list to what is within a reach. A filter that names an organization means its descendants too: code42cli says so
// of --org-uid, for users and for devices.
func within[V any](q *store.Query[V], tx *Tx, t *store.Table[V], r reach, above func(V) []int64) {
	if !r.everything {
		q.In(under(tx, t, r), func(v V) bool { return r.has(above(v)) })
	}
}

// under are the rows of a table that are within a reach.
func under[V any](tx *Tx, t *store.Table[V], r reach) store.Span[V] {
	if r.everything {
		return t.Whole(tx.Tx)
	}
	return t.Span(tx.Tx, "under", store.Int(r.top))
}

// reachable narrows a list to what the actor may see.
func reachable[V any](q *store.Query[V], tx *Tx, t *store.Table[V], above func(V) []int64) {
	within(q, tx, t, tx.reach(), above)
}

// InOrg narrows a list to an organization, by one of its ids, and to those below it. Number 0 is none: the vendor's scripts send it to
// get everything. A UID counts before a number.
type InOrg struct {
	OrgUID string
	OrgID  int64
	Alone  bool // without those below it
}

// narrow narrows a list to an organization, if the filter names one, and returns it. One beyond the actor's reach is refused like one
// that there is not: who may not see an organization is not told that it exists.
func narrow[V any](q *store.Query[V], tx *Tx, t *store.Table[V], f InOrg, notFound string, place func(V) (int64, []int64)) (Org, error) {
	if f.OrgUID == "" && f.OrgID == 0 {
		return Org{}, nil
	}
	org, ok := orgs.One(tx.Tx, "uid", store.Str(f.OrgUID))
	named := fmt.Sprintf("orgUid %q", f.OrgUID)
	if f.OrgUID == "" {
		org, ok = orgs.Get(tx.Tx, orgKey(f.OrgID))
		named = fmt.Sprintf("orgId %d", f.OrgID)
	}
	if !ok || !tx.Sees(org.ID) {
		return Org{}, fail.New(fail.Invalid, "SYSTEM", notFound).Because("no organization within reach of the caller has the %s", named)
	}
	if f.Alone {
		q.In(t.Span(tx.Tx, "org", store.Int(org.ID)), func(v V) bool { at, _ := place(v); return at == org.ID })
		return org, nil
	}
	within(q, tx, t, org.reach(), func(v V) []int64 { _, above := place(v); return above })
	return org, nil
}
