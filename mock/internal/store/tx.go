package store

import "github.com/hashicorp/go-memdb"

// Tx is a transaction: a view of the tables and, if Writable, changes to them
// that become visible to others all at once, by Commit, or never.
//
// Looking into a memdb write transaction throws away the transaction's cache
// of nodes it may change in place; a bulk load that looks before every insert
// would allocate more than three times as much. So a write transaction answers
// look-ups from its own last writes, then from a snapshot of itself taken
// before those writes.
type Tx struct {
	write *memdb.Txn // nil in a read transaction
	read  *memdb.Txn // everything, except for what is pending
	ended bool

	pending map[point]any     // rows by unique key as written since read was taken; nil: gone
	counted map[string]uint64 // counters as changed by this transaction
}

// point is one key of the primary or of a unique index.
type point struct{ table, index, key string }

// maxPending bounds the memory a bulk load spends on pending.
const maxPending = 1 << 14

// Writable says whether the transaction may change rows.
func (tx *Tx) Writable() bool { return tx.write != nil }

// Commit makes the changes visible and ends the transaction. It does nothing
// to a read transaction.
func (tx *Tx) Commit() {
	if tx.write == nil {
		return
	}
	tx.mustBeOpen()
	for name, n := range tx.counted {
		must(tx.write.Insert(counters, &counter{name: name, n: n}))
	}
	tx.write.Commit()
	tx.end()
}

// Abort forgets the changes and ends the transaction. After Commit it does
// nothing, so it can be deferred. It does nothing to a read transaction.
func (tx *Tx) Abort() {
	if tx.write == nil || tx.ended {
		return
	}
	tx.write.Abort()
	tx.end()
}

func (tx *Tx) end() {
	tx.ended = true
	tx.read, tx.pending, tx.counted = nil, nil, nil
}

// Next counts: 1, 2, 3 ... for each kind. The counters are part of the
// database: a fork goes on from where its origin was, and what an aborted
// transaction drew is drawn again.
func (tx *Tx) Next(kind string) uint64 {
	tx.mustWrite()
	return tx.add(sequence+kind, 1)
}

// find looks a key up in the primary index or in a unique one; nil: no row.
func (tx *Tx) find(table, index string, k Key) any {
	tx.mustBeOpen()
	if len(k) == 0 {
		return nil // memdb would answer with the first row
	}
	if tx.write != nil {
		if row, ok := tx.pending[point{table, index, string(k)}]; ok {
			return row
		}
	}
	row, err := tx.read.First(table, index, k)
	must(err)
	return row
}

// note records what a write did to a key that find looks up.
func (tx *Tx) note(table, index string, k Key, row any) {
	tx.pending[point{table, index, string(k)}] = row
}

// settle takes a new snapshot once too much is pending. It is called between
// writes, never within one.
func (tx *Tx) settle() {
	if len(tx.pending) >= maxPending {
		tx.read = tx.write.Snapshot()
		clear(tx.pending)
	}
}

// view is where iterators come from. memdb lets the caller write on while an
// iterator is open: the iterator stays with what it saw at its start.
func (tx *Tx) view() *memdb.Txn {
	tx.mustBeOpen()
	if tx.write != nil {
		return tx.write
	}
	return tx.read
}

func (tx *Tx) mustBeOpen() {
	if tx.ended {
		panic("store: transaction used after Commit or Abort")
	}
}

func (tx *Tx) mustWrite() {
	tx.mustBeOpen()
	if tx.write == nil {
		panic("store: write in a read transaction")
	}
}

func must(err error) {
	if err != nil {
		panic("store: " + err.Error())
	}
}
