package store_test

import (
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/secret"
	"github.com/understudy/understudy/mock/internal/store"
)

func knows(tx *store.Tx, text string) bool {
	return slices.Contains(slices.Collect(tx.Secrets), secret.Of(text))
}

type lock struct {
	ID     int64
	Shared []string
}

var locks = store.NewTable("lock", func(l lock) store.Key { return store.Int(l.ID) },
	store.Secrets[lock](func(l lock) []string { return l.Shared }))

// TestASecretOfARowIsFoundInAnySpelling for as long as a row has it.
func TestASecretOfARowIsFoundInAnySpelling(t *testing.T) {
	t.Parallel()
	db := store.New(things, locks)
	tx := db.Write()
	require.NoError(t, locks.Put(tx, lock{1, []string{"Zz99#88", "JBSW Y3DP"}}))
	require.NoError(t, locks.Put(tx, lock{2, []string{"Zz99#88"}}))
	require.NoError(t, locks.Put(tx, lock{3, nil}))
	tx.Commit()
	fork := db.Fork()
	for text, want := range map[string]bool{"Zz99#88": true, "zz99#88": true, "jbsw-y3dp==": true, "Zz99#8": false, "": false} {
		assert.Equal(t, want, knows(fork.Read(), text), text)
	}
	tx = fork.Write()
	assert.True(t, locks.Delete(tx, store.Int(1)))
	assert.False(t, knows(tx, "JBSW Y3DP"))
	assert.True(t, knows(tx, "Zz99#88"))
	assert.True(t, locks.Delete(tx, store.Int(2)))
	assert.False(t, knows(tx, "Zz99#88"))
	tx.Commit()
	assert.True(t, knows(db.Read(), "Zz99#88"))
	hashes := slices.Collect(db.Read().Secrets)
	assert.ElementsMatch(t, []secret.Hash{secret.Of("Zz99#88"), secret.Of("Zz99#88"), secret.Of("JBSW Y3DP")}, hashes)
}

// TestWhatWasASecretOfARowStaysOne, the last of them, until the row is gone, in forks too.
func TestWhatWasASecretOfARowStaysOne(t *testing.T) {
	t.Parallel()
	db := store.New(locks)
	told := map[secret.Hash]int{}
	db.TellSecrets(func(changed map[secret.Hash]int) {
		for hash, by := range changed {
			told[hash] += by
		}
	})
	name := func(i int) string { return "secret " + strconv.Itoa(i) }
	for i := range store.MostEarlier + 5 {
		tx := db.Write()
		require.NoError(t, locks.Put(tx, lock{1, []string{"stays", name(i)}}))
		require.NoError(t, locks.Put(tx, lock{1, []string{name(i), "stays"}}))
		tx.Commit()
	}
	kept := func(db *store.DB) (list []int) {
		for i := range store.MostEarlier + 5 {
			is := knows(db.Read(), name(i))
			if is {
				list = append(list, i)
			}
			assert.Equal(t, is, told[secret.Of(name(i))] == 1, name(i))
		}
		return list
	}
	list := kept(db)
	assert.Len(t, list, store.MostEarlier+1)
	assert.Equal(t, 4, list[0])

	fork := db.Fork()
	tx := fork.Write()
	require.NoError(t, locks.Put(tx, lock{1, []string{name(7)}}))
	tx.Commit()
	assert.True(t, knows(fork.Read(), "stays"))
	assert.True(t, knows(fork.Read(), name(7)))
	tx = fork.Write()
	locks.Delete(tx, store.Int(1))
	tx.Commit()
	assert.Empty(t, slices.Collect(fork.Read().Secrets))
	tx = db.Write()
	locks.Delete(tx, store.Int(1))
	tx.Commit()
	for hash, n := range told {
		assert.Zero(t, n, hash)
	}
}

// TestADatabaseTellsHowManyRowsMoreHaveASecret once that is so.
func TestADatabaseTellsHowManyRowsMoreHaveASecret(t *testing.T) {
	t.Parallel()
	first := store.New(locks)
	tx := first.Write()
	require.NoError(t, locks.Put(tx, lock{1, []string{"one"}}))
	tx.Commit()
	db := first.Fork()
	var told []map[secret.Hash]int
	db.TellSecrets(func(changed map[secret.Hash]int) { told = append(told, changed) })
	write := func(commit bool, fn func(tx *store.Tx)) {
		tx := db.Write()
		defer tx.Abort()
		if fn(tx); commit {
			tx.Commit()
		}
	}
	write(true, func(tx *store.Tx) {
		require.NoError(t, locks.Put(tx, lock{1, []string{"two"}}))
		require.NoError(t, locks.Put(tx, lock{2, []string{"two", "three"}}))
		require.NoError(t, locks.Put(tx, lock{3, []string{"four"}}))
		locks.Delete(tx, store.Int(3))
	})
	write(true, func(tx *store.Tx) { require.NoError(t, locks.Put(tx, lock{2, []string{"three", "two"}})) })
	write(false, func(tx *store.Tx) { require.NoError(t, locks.Put(tx, lock{4, []string{"five"}})) })
	assert.Equal(t, []map[secret.Hash]int{{secret.Of("two"): 2, secret.Of("three"): 1}}, told)
}
