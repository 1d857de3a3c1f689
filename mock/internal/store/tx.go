package store

import (
	"slices"

	"github.com/understudy/understudy/mock/internal/secret"
)

// Tx is a transaction: a view of the tables and, if Writable, changes to them
// that become visible to others all at once, by Commit, or never.
type Tx struct {
	db              *DB
	base            *state // what was committed at the start
	now             *state // base until the first write, then the transaction's own
	writable, ended bool
	secrets         map[secret.Hash]int // see DB.TellSecrets
	touched         map[string]int      // see Touches
}

// Writable says whether the transaction may change rows.
func (tx *Tx) Writable() bool { return tx.writable }

// Commit makes the changes visible and ends the transaction. It does nothing
// to a read transaction.
func (tx *Tx) Commit() {
	if !tx.writable {
		return
	}
	tx.mustBeOpen()
	if len(tx.secrets) > 0 {
		tx.db.tellSecrets(tx.secrets) // before anybody can meet them
	}
	tx.db.now.Store(tx.now)
	tx.end()
}

// Abort forgets the changes and ends the transaction. After Commit it does
// nothing, so it can be deferred. It does nothing to a read transaction.
func (tx *Tx) Abort() {
	if tx.writable && !tx.ended {
		tx.end()
	}
}

func (tx *Tx) end() {
	tx.ended, tx.base, tx.now = true, nil, nil
	tx.db.writer.Unlock()
}

// Next counts: 1, 2, 3 ... for each kind. The counters are part of the
// database: a fork goes on from where its origin was, and what an aborted
// transaction drew is drawn again.
func (tx *Tx) Next(kind string) uint64 {
	tx.own()
	n, _ := tx.now.sequences.Get(kind)
	n++
	tx.now.sequences.Set(kind, n)
	return n
}

// Reach makes the kind's counter go on after n, if it has not come so far yet.
func (tx *Tx) Reach(kind string, n uint64) {
	tx.own()
	if reached, _ := tx.now.sequences.Get(kind); reached < n {
		tx.now.sequences.Set(kind, n)
	}
}

// own makes the transaction's state its own. The tables in it are still those
// that were committed, until one is written to.
func (tx *Tx) own() {
	tx.mustWrite()
	if tx.now != tx.base {
		return
	}
	s := *tx.base
	s.tables = slices.Clone(s.tables)
	s.sequences.IsoCopy() // see rows.copied
	tx.now = &s
}

// owned says whether what the table holds is the transaction's own.
func (tx *Tx) owned(slot int) bool { return tx.now.tables[slot] != tx.base.tables[slot] }

// ranging notes that somebody ranges over what a table holds, if it may be
// written to meanwhile, until what it returns is called.
func (tx *Tx) ranging(table string, n *int) (end func()) {
	if !tx.owned(tx.slot(table)) {
		return func() {}
	}
	*n++
	return func() { *n-- }
}

// slot is where the table is in the state.
func (tx *Tx) slot(table string) int {
	tx.mustBeOpen()
	i, ok := tx.db.slots[table]
	if !ok {
		panic("store: the database has no table " + table)
	}
	return i
}

func (tx *Tx) mustBeOpen() {
	if tx.ended {
		panic("store: transaction used after Commit or Abort")
	}
}

func (tx *Tx) mustWrite() {
	tx.mustBeOpen()
	if !tx.writable {
		panic("store: write in a read transaction")
	}
}
