package store_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/store"
)

// TestATransactionRemembersWhatItsWritesBearOn until it ends, and nothing of those that were refused.
func TestATransactionRemembersWhatItsWritesBearOn(t *testing.T) {
	t.Parallel()
	type loan struct{ ID, Book int64 }
	loans := store.NewTable("loan", func(l loan) store.Key { return store.Int(l.ID) },
		store.Index[loan]{Name: "book", Unique: true, Keys: func(l loan) []store.Key { return []store.Key{store.Int(l.Book)} }},
		store.Touches[loan](func(was, is loan) store.Key {
			if was.Book == is.Book {
				return nil
			}
			return store.Int(max(was.Book, is.Book))
		}))
	db := store.New(loans)
	tx := db.Write()
	assert.Empty(t, tx.Touched())
	require.NoError(t, loans.Put(tx, loan{1, 9}))
	require.NoError(t, loans.Put(tx, loan{2, 7}))
	require.NoError(t, loans.Put(tx, loan{2, 7}), "which changes nothing")
	require.Error(t, loans.Put(tx, loan{3, 9}), "the book is lent")
	assert.False(t, loans.Delete(tx, store.Int(4)))
	assert.Equal(t, []store.Key{store.Int(7), store.Int(9)}, tx.Touched())
	assert.True(t, loans.Delete(tx, store.Int(1)))
	assert.Equal(t, 2, tx.TimesTouched(store.Int(9)))
	assert.Equal(t, 1, tx.TimesTouched(store.Int(7)))
	tx.Commit()

	assert.Empty(t, db.Read().Touched(), "another one begins anew")
}
