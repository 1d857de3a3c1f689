package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/store"
)

type leaf struct {
	n      int
	hidden *int
	any    any
}

type parcel struct {
	ID    int64
	Tags  []string
	Facts map[string]int
	Leaf  *leaf
	Grid  [2][]byte
	When  time.Time
	Until *time.Time
	Part  float64
	Open  bool
	Size  uint8
	Me    *parcel
}

var parcels = store.NewTable("parcels", func(p parcel) store.Key { return store.Int(p.ID) })

// TestMain has switched the guard on.
func TestGuard(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		touch   func(p parcel)
		noticed bool
	}{
		"nothing":       {touch: func(parcel) {}},
		"own copy":      {touch: func(p parcel) { p.Tags, p.Part = []string{"z"}, 2 }},
		"slice":         {noticed: true, touch: func(p parcel) { p.Tags[0] = "z" }},
		"append":        {touch: func(p parcel) { _ = append(p.Tags, "z") }},
		"map value":     {noticed: true, touch: func(p parcel) { p.Facts["a"] = 9 }},
		"map key":       {noticed: true, touch: func(p parcel) { delete(p.Facts, "a") }},
		"pointer":       {noticed: true, touch: func(p parcel) { p.Leaf.n++ }},
		"deep pointer":  {noticed: true, touch: func(p parcel) { *p.Leaf.hidden++ }},
		"interface":     {noticed: true, touch: func(p parcel) { p.Leaf.any = "z" }},
		"slice in any":  {noticed: true, touch: func(p parcel) { p.Leaf.any.([]int)[0] = 3 }},
		"nil pointer":   {noticed: true, touch: func(p parcel) { p.Leaf.hidden = nil }},
		"byte in array": {noticed: true, touch: func(p parcel) { p.Grid[1][0] = 'z' }},
		"time":          {noticed: true, touch: func(p parcel) { *p.Until = p.Until.Add(time.Second) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n, until := 1, time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
			p := parcel{
				ID: 1, Tags: append(make([]string, 0, 4), "a", "b"), Facts: map[string]int{"a": 1, "b": 2}, Until: &until,
				Leaf: &leaf{hidden: &n, any: []int{1}}, Grid: [2][]byte{nil, []byte("x")}, Part: 0.5, Open: true, Size: 3,
			}
			p.Me = &p // a loop ends somewhere
			db := store.New(parcels)
			write(t, db, func(tx *store.Tx) { require.NoError(t, parcels.Put(tx, p)) })
			got, ok := parcels.Get(db.Read(), store.Int(1))
			require.True(t, ok)
			c.touch(got)
			look := map[string]func(){
				"Get": func() { parcels.Get(db.Read(), store.Int(1)) },
				"All": func() {
					for range parcels.All(db.Read()) {
						continue
					}
				},
				"Put": func() { _ = parcels.Put(db.Fork().Write(), parcel{ID: 1}) },
			}
			for name, fn := range look {
				if c.noticed {
					assert.Panics(t, fn, name)
				} else {
					assert.NotPanics(t, fn, name)
				}
			}
		})
	}
}
