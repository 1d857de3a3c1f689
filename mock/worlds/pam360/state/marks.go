package state

import (
	"time"

	"github.com/understudy/understudy/mock/internal/store"
)

// mark connects a user with an account, since some time.
type mark struct {
	UserID, AccountID int64
	At                time.Time
}

func markKey(user, account int64) store.Key { return store.Join(store.Int(user), store.Int(account)) }

// newMarks makes a table of marks: favourites, and what a user fetched passwords of.
func newMarks(name string) *store.Table[mark] {
	return store.NewTable(name, func(m mark) store.Key { return markKey(m.UserID, m.AccountID) },
		store.Index[mark]{Name: "user", Keys: func(m mark) []store.Key { return []store.Key{store.Int(m.UserID)} }},
		store.Index[mark]{Name: "account", Keys: func(m mark) []store.Key { return []store.Key{store.Int(m.AccountID)} }})
}

var favourites, recents = newMarks("favourite"), newMarks("recent")

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
	return favourites.Put(tx.Tx, mark{tx.Actor.UserID, a.ID, tx.Now})
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
