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
// # Mistakes
//
// What only a mistake in the calling code can cause (an index that does not
// exist, a write in a read transaction, a transaction used after its end, an
// empty key) panics. What data can cause (a taken unique value, a missing
// row) is returned.
package store

import (
	"errors"
	"fmt"

	"github.com/hashicorp/go-memdb"
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
type Schema interface{ schema() *memdb.TableSchema }

// DB is a set of tables.
type DB struct{ mem *memdb.MemDB }

// New makes an empty database of the given tables.
func New(tables ...Schema) *DB {
	all := &memdb.DBSchema{Tables: map[string]*memdb.TableSchema{counters: counterSchema}}
	for _, t := range tables {
		s := t.schema()
		if _, twice := all.Tables[s.Name]; twice {
			panic("store: two tables are named " + s.Name)
		}
		all.Tables[s.Name] = s
	}
	mem, err := memdb.NewMemDB(all)
	if err != nil {
		panic("store: " + err.Error())
	}
	// memdb keeps watch channels for its primary database only, and nobody
	// here watches. As a snapshot of itself it is spared that work.
	return &DB{mem: mem.Snapshot()}
}

// Fork makes an independent, writable copy of what is committed. It takes the
// same time for any number of rows; the two share every row until one of them
// writes. Neither ever waits for the other's writer.
func (db *DB) Fork() *DB { return &DB{mem: db.mem.Snapshot()} }

// Read starts a transaction that sees what is committed now, and keeps seeing
// it. It never blocks, needs no end, and may be shared by goroutines.
func (db *DB) Read() *Tx { return &Tx{read: db.mem.Txn(false)} }

// Write starts the one write transaction, waiting for the previous one to end.
// It must be ended by Commit or Abort and belongs to one goroutine. It sees
// its own writes.
func (db *DB) Write() *Tx {
	txn := db.mem.Txn(true)
	return &Tx{write: txn, read: txn.Snapshot(), pending: map[point]any{}, counted: map[string]uint64{}}
}
