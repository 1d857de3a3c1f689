package state

import (
	"github.com/understudy/understudy/mock/internal/page"
	"github.com/understudy/understudy/mock/internal/store"
)

// mark connects a user with an account. N counts up: the clock, which anybody may set back, does not tell which mark is newer.
type mark struct{ UserID, AccountID, N int64 }

func markKey(user, account int64) store.Key { return store.Join(store.Int(user), store.Int(account)) }

// newMarks makes a table of marks: favourites, and what a user fetched passwords of.
func newMarks(name string) *store.Table[mark] {
	return store.NewTable(name, func(m mark) store.Key { return markKey(m.UserID, m.AccountID) },
		store.Index[mark]{Name: "user", Keys: func(m mark) []store.Key { // the oldest first
			return []store.Key{store.Join(store.Int(m.UserID), store.Int(m.N))}
		}},
		store.Index[mark]{Name: "account", Keys: func(m mark) []store.Key { return []store.Key{store.Int(m.AccountID)} }})
}

var favourites, recents = newMarks("favourite"), newMarks("recent")

// maxRecents is how many accounts a user has among what was recently accessed; the vendor's number is not known.
const maxRecents = 100

func (tx *Tx) newMark(a Account) mark { return mark{tx.Actor.UserID, a.ID, int64(tx.Next("mark"))} }

// access puts an account among what the actor recently accessed.
func (tx *Tx) access(a Account) error {
	if err := recents.Put(tx.Tx, tx.newMark(a)); err != nil {
		return err
	}
	mine := recents.Span(tx.Tx, "user", store.Int(tx.Actor.UserID))
	for m := range mine.Rows(page.Page{Take: mine.Len() - maxRecents}) {
		recents.Delete(tx.Tx, markKey(m.UserID, m.AccountID))
	}
	return nil
}

// SetFavourite makes an account one of the actor's favourites, or no longer; it may be repeated.
func (tx *Tx) SetFavourite(accountID string, favourite bool) error {
	_, a, _, err := tx.accountByID(accountID)
	if err != nil {
		return err
	}
	if !favourite {
		favourites.Delete(tx.Tx, markKey(tx.Actor.UserID, a.ID))
		return nil
	}
	return favourites.Put(tx.Tx, tx.newMark(a))
}

func (tx *Tx) isFavourite(a Account) bool { return tx.isMarked(favourites, a) }

func (tx *Tx) isMarked(marks *store.Table[mark], a Account) bool {
	_, ok := marks.Get(tx.Tx, markKey(tx.Actor.UserID, a.ID))
	return ok
}

// dropMarks forgets all marks of an account, or of a user, that is gone.
func (tx *Tx) dropMarks(of string, id int64) {
	for _, table := range []*store.Table[mark]{favourites, recents} {
		for m := range table.Scan(tx.Tx, of, store.Int(id)) {
			table.Delete(tx.Tx, markKey(m.UserID, m.AccountID))
		}
	}
}
