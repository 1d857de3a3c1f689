package store

import "sync/atomic"

// Tally counts what reading a database costs: how many rows were opened, and how
// many were looked at by their glance only. It is for tests: a number of rows is
// the same on every machine, as a time is not.
type Tally struct{ opened, glances atomic.Int64 }

// Opened is how many rows were copied out of the database.
func (t *Tally) Opened() int64 { return t.opened.Load() }

// Glances is how many rows were looked at, the opened ones among them or not.
func (t *Tally) Glances() int64 { return t.glances.Load() }

func (t *Tally) open() {
	if t != nil {
		t.opened.Add(1)
	}
}

func (t *Tally) glance() {
	if t != nil {
		t.glances.Add(1)
	}
}

// Count counts what every transaction reads from now on; forks do not take part.
func (db *DB) Count(t *Tally) { db.tally.Store(t) }
