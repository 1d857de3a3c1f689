package store

import "github.com/hashicorp/go-memdb"

// Counters (rows per table, sequences) are rows too, so that they fork and
// abort with everything else. A transaction writes the changed ones once, when
// it commits.
type counter struct {
	name string
	n    uint64
}

// A name with a dot cannot be that of a caller's table.
const (
	counters = ".counters"
	rows     = "rows."
	sequence = "next."
)

var counterSchema = &memdb.TableSchema{
	Name: counters,
	Indexes: map[string]*memdb.IndexSchema{primary: {
		Name: primary, Unique: true,
		Indexer: single(func(row any) Key { return Key(row.(*counter).name) }),
	}},
}

func (tx *Tx) count(name string) uint64 {
	tx.mustBeOpen()
	if n, ok := tx.counted[name]; ok {
		return n
	}
	row, err := tx.read.First(counters, primary, Key(name))
	must(err)
	if row == nil {
		return 0
	}
	return row.(*counter).n
}

func (tx *Tx) add(name string, delta int) uint64 {
	n := tx.count(name) + uint64(delta)
	tx.counted[name] = n
	return n
}
