package store_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/secret"
	"github.com/understudy/understudy/mock/internal/store"
)

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
		assert.Equal(t, want, fork.Read().HasSecret(secret.Of(text)), text)
	}
	tx = fork.Write()
	require.NoError(t, locks.Put(tx, lock{1, nil}))
	assert.False(t, tx.HasSecret(secret.Of("JBSW Y3DP")))
	assert.True(t, tx.HasSecret(secret.Of("Zz99#88")))
	assert.True(t, locks.Delete(tx, store.Int(2)))
	assert.False(t, tx.HasSecret(secret.Of("Zz99#88")))
	tx.Commit()
	assert.True(t, db.Read().HasSecret(secret.Of("Zz99#88")))
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
	assert.Equal(t, []map[secret.Hash]int{{secret.Of("one"): -1, secret.Of("two"): 2, secret.Of("three"): 1}}, told)
}
