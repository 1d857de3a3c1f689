package store

import (
	"bytes"
	"slices"

	"github.com/understudy/understudy/mock/internal/secret"
)

// Secrets are what of a row is not to be written down anywhere, such as a
// password. The table keeps a hash of each, see Tx.Secrets, and nothing from which
// it could be read. What a row had before stays one of its secrets, since people
// use a password elsewhere too: the last MostEarlier.
//
// They must depend on nothing but the row. A table has at most one of it.
type Secrets[V any] func(V) []string

const secretIndex = "secret"

// MostEarlier is how many secrets are kept of a row that has others now.
const MostEarlier = 20

func (s Secrets[V]) of(t *core) { t.addSecrets(func(v any) []string { return s(*v.(*V)) }) }

func (t *core) addSecrets(of func(any) []string) {
	t.addIndex(index{name: secretIndex, keys: func(v any) (keys []Key) {
		for _, text := range of(v) {
			hash := secret.Of(text)
			key := Key(hash[:])
			if !slices.ContainsFunc(keys, func(one Key) bool { return bytes.Equal(one, key) }) { // spellings of one secret
				keys = append(keys, key)
			}
		}
		return keys
	}})
	t.secrets, t.safe = len(t.indexes), of
}

// earlier are the secrets that a row has had once its value is replaced.
func (t *core) earlier(old *row, v any) []secret.Hash {
	was, is := t.safe(old.value), t.safe(v)
	list := old.earlier
	for _, text := range was {
		if hash := secret.Of(text); !slices.Contains(is, text) && !slices.Contains(list, hash) {
			list = append(slices.Clone(list[max(0, len(list)-MostEarlier+1):]), hash)
		}
	}
	return list
}

// withEarlier adds the earlier secrets to the keys of those that a row has.
func withEarlier(keys []Key, earlier []secret.Hash) []Key {
	for _, hash := range earlier {
		if !slices.ContainsFunc(keys, func(key Key) bool { return bytes.Equal(key, hash[:]) }) {
			keys = append(keys, Key(hash[:]))
		}
	}
	return keys
}

// Secrets calls yield with the hash of each secret that a row has.
func (tx *Tx) Secrets(yield func(secret.Hash) bool) {
	tx.mustBeOpen()
	for _, slot := range tx.db.safes {
		if !tx.db.schema[slot].eachSecret(tx.now.tables[slot], yield) {
			return
		}
	}
}

func (t *core) eachSecret(held *rows, yield func(secret.Hash) bool) (more bool) {
	more = true
	held.trees[t.secrets].Scan(func(key string, _ *row) bool {
		more = yield(hashIn(key))
		return more
	})
	return more
}

// hashIn is what a key among the secrets begins with.
func hashIn(key string) secret.Hash { return secret.Hash([]byte(key[:secret.Length])) }

// TellSecrets makes the database call tell as each transaction is committed
// that changed how many rows have a secret: by how many, for the hash of each.
// It is not for a database that is in use, and forks do not take part.
func (db *DB) TellSecrets(tell func(changed map[secret.Hash]int)) { db.tellSecrets = tell }

// noteSecrets notes for TellSecrets that a row comes to its places, or leaves
// them: those among the secrets begin with the hash.
func (t *core) noteSecrets(tx *Tx, places []place, by int) {
	if t.secrets == 0 || tx.db.tellSecrets == nil {
		return
	}
	for _, p := range places {
		if p.tree != t.secrets {
			continue
		}
		if tx.secrets == nil {
			tx.secrets = map[secret.Hash]int{}
		}
		hash := hashIn(p.key)
		if tx.secrets[hash] += by; tx.secrets[hash] == 0 {
			delete(tx.secrets, hash)
		}
	}
}
