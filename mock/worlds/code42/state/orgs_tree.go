package state

import (
	"slices"

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

// isRoot tells whether an organization is the one that everything belongs to. The zero Org is none: it holds nothing.
func (o Org) isRoot() bool { return o.ID != 0 && o.ParentID == 0 }

// within narrows a list to an organization and those below it. A filter that names an organization means its descendants too:
// code42cli says so of --org-uid, for users and for devices.
func within[V any](q *store.Query[V], tx *Tx, t *store.Table[V], o Org, above func(V) []int64) {
	if !o.isRoot() {
		q.In(under(tx, t, o), func(v V) bool { return slices.Contains(above(v), o.ID) })
	}
}

// under are the rows of a table that belong to an organization or to one below it.
func under[V any](tx *Tx, t *store.Table[V], o Org) store.Span[V] {
	if o.isRoot() {
		return t.Whole(tx.Tx)
	}
	return t.Span(tx.Tx, "under", store.Int(o.ID))
}

// reachable narrows a list to what the actor may see. A bound actor without an organization, an API client, sees nothing.
func reachable[V any](q *store.Query[V], tx *Tx, t *store.Table[V], above func(V) []int64) {
	if tx.Actor.OrgBound {
		within(q, tx, t, tx.OrgOf(tx.Actor.OrgID), above)
	}
}
