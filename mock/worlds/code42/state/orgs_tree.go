package state

import (
	"cmp"
	"iter"
	"slices"

	"github.com/understudy/understudy/mock/internal/store"
)

// below yields what an organization and all below it hold, in the order of ids. A filter that names an organization means its
// descendants too: code42cli says so of --org-uid, for users and for devices. Only rows that are yielded are looked at.
func below[V any](tx *Tx, t *store.Table[V], top Org, id func(V) int64) iter.Seq[V] {
	if top.ParentID == 0 {
		return t.All(tx.Tx) // everything is below the root
	}
	return func(yield func(V) bool) {
		var held []V
		_ = tx.eachOrgUnder(top, func(o Org) error {
			held = slices.AppendSeq(held, t.Scan(tx.Tx, "org", store.Int(o.ID)))
			return nil
		})
		slices.SortFunc(held, func(a, b V) int { return cmp.Compare(id(a), id(b)) })
		for _, row := range held {
			if !yield(row) {
				return
			}
		}
	}
}

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
