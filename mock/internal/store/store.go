// Package store keeps typed rows in tables behind transactions: one writer and
// any number of readers per database, copy-on-write, so that a fork costs the
// same whatever the number of rows.
//
// It is not a cache, has no persistence and knows no rule of any API: what a
// row means, and which change is allowed, is decided by its callers.
//
// The state packages of the mock may import it, and nobody else.
//
// # Rows
//
// Rows go in and come out by value and are held behind a pointer that never
// leaves the package, so no caller can change a stored row by accident. A copy
// is shallow: a slice or map field must be replaced, never appended to or
// written in place. Guard makes tests catch whoever does it anyway.
//
// # Concurrency
//
// What is committed is a state that nothing ever changes, behind one atomic
// pointer: readers and forks load the pointer and share all of it without a
// lock. A write transaction holds the writer's lock of its database and, before
// it first writes to a table, takes value copies of the table's B-trees and
// gives each an identity of its own: a tree changes in place only the nodes that
// bear its identity, so it copies every shared node on its way, and the trees it
// was copied from are only read, by however many forks at once. Commit stores
// the pointer to the new state, after which nobody holds the means to write to
// it; an abort just forgets it.
//
// # Cost
//
// What a list costs depends on the rows that it answers, not on those that there
// are. A Span is a stretch of an index: its length and its n-th row come from
// the counts in the tree. A Query picks rows by several conditions: one that has
// an index costs nothing but the page; with several, the smallest span is
// walked. A search for a part of a text is answered from the Glances, which are
// kept beside the rows: the trigrams of the text lead to those that may hold it,
// and only matches are opened. A text shorter than three bytes is looked for in
// every row of the smallest span. A Tally counts the rows that were opened or
// looked at, so that a test can hold a list to that. What rows add up to by group
// is kept as Sums.
//
// Trigrams are made once, of what is there when a world is sealed, and shared by
// all forks. What is written later is kept in a small tree beside them and
// looked at one by one, until it grows to a part of the whole; so a write costs
// no more than one further index.
//
// What follows from a write is found from the write: a table says with Touches
// what its rows bear on, and the transaction remembers it.
//
// # Bounds
//
// Every table has a bound. A table of things that people make refuses the next
// row with a *Full; one that keeps a history is Rolling: its first rows make
// room. A database has one too, in bytes, for what is written to it beyond what
// it began with: each row is weighed when it comes in. Who is at the bound is
// refused what needs more room with a *Heavy, and histories forget.
//
// # Mistakes
//
// What only a mistake in the calling code can cause (an index that does not
// exist, a write in a read transaction, a transaction used after its end, an
// empty key) panics. What data can cause (a taken unique value, a full table, a
// missing row) is returned.
package store

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/tidwall/btree"

	"github.com/understudy/understudy/mock/internal/secret"
)

// ErrNotFound is returned by Table.Change when no row has the key.
var ErrNotFound = errors.New("store: no such row")

// Duplicate is returned by Table.Put and Table.Change when a unique index
// already holds the value for another row.
type Duplicate struct{ Table, Index string }

func (d *Duplicate) Error() string {
	return fmt.Sprintf("store: table %s: unique index %s already holds this value for another row", d.Table, d.Index)
}

// Schema is what New needs to know of a table; *Table implements it.
type Schema interface {
	// Bound is how many rows it holds at most; see Table.
	Bound() (rows int, rolls bool)
	untyped() *core
}

// DB is a set of tables.
type DB struct {
	schema []*core        // of each of state.tables
	slots  map[string]int // where a table is in state.tables; the same in all forks
	safes  []int          // the slots of tables with Secrets
	now    atomic.Pointer[state]
	writer sync.Mutex
	tally  atomic.Pointer[Tally]

	began, most int64 // bytes: what it began with, and what it may come to

	tellSecrets func(changed map[secret.Hash]int)
}

// state is everything in a database. Once committed it is never changed.
type state struct {
	tables    []*rows
	sequences btree.Map[string, uint64]
	bytes     int64 // that all rows take up
}

// New makes an empty database of the given tables.
func New(tables ...Schema) *DB {
	db, s := &DB{slots: map[string]int{}, most: unbounded}, &state{}
	for i, table := range tables {
		t := table.untyped()
		if _, twice := db.slots[t.name]; twice {
			panic("store: two tables are named " + t.name)
		}
		db.slots[t.name] = i
		if t.secrets > 0 {
			db.safes = append(db.safes, i)
		}
		db.schema, s.tables = append(db.schema, t), append(s.tables, t.empty())
	}
	db.now.Store(s)
	return db
}

// Fork makes an independent, writable copy of what is committed. It takes the
// same time for any number of rows; the two share every row until one of them
// writes. Neither ever waits for the other's writer.
func (db *DB) Fork() *DB {
	fork := &DB{slots: db.slots, safes: db.safes, schema: db.schema}
	fork.now.Store(db.now.Load())
	fork.begin()
	return fork
}

// begin holds the database to MostBytes from now on.
func (db *DB) begin() {
	db.began = db.now.Load().bytes
	db.most = db.began + MostBytes
}

// Settle prepares what is committed for being searched and forked: the first
// search would do it otherwise, in each fork that has written by then. It ends
// the time in which the database is filled, without a bound in bytes; nobody
// else may use it meanwhile.
func (db *DB) Settle() {
	db.begin()
	for i, held := range db.now.Load().tables {
		db.schema[i].settle(held)
	}
}

// Read starts a transaction that sees what is committed now, and keeps seeing
// it. It never blocks, needs no end, and may be shared by goroutines.
func (db *DB) Read() *Tx {
	s := db.now.Load()
	return &Tx{db: db, base: s, now: s}
}

// Write starts the one write transaction, waiting for the previous one to end.
// It must be ended by Commit or Abort and belongs to one goroutine. It sees
// its own writes.
func (db *DB) Write() *Tx {
	db.writer.Lock()
	tx := db.Read()
	tx.writable = true
	return tx
}
