package store_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/store"
)

type user struct {
	ID      int64
	Name    string
	Org     int64
	Active  bool
	Created int64
	Tags    []string
}

var users = store.NewTable("users", func(u user) store.Key { return store.Int(u.ID) },
	store.Index[user]{Name: "name", Unique: true, Keys: func(u user) []store.Key { return []store.Key{store.Fold(u.Name)} }},
	store.Index[user]{Name: "org", Keys: func(u user) []store.Key { return []store.Key{store.Int(u.Org)} }},
	store.Index[user]{Name: "created", Keys: func(u user) []store.Key {
		return []store.Key{store.Join(store.Int(u.Org%2), store.Int(u.Created))}
	}},
)

func populated(b *testing.B, n int64) *store.DB {
	store.Guard(false)
	db := store.New(users)
	tx := db.Write()
	for id := range n {
		u := user{ID: id, Name: fmt.Sprintf("user%07d@example.com", id), Org: id % 1000, Created: id * 977 % n}
		if err := users.Put(tx, u); err != nil {
			b.Fatal(err)
		}
	}
	tx.Commit()
	return db
}

var sizes = []int64{1_000, 500_000}

func BenchmarkLoad(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			var before, after runtime.MemStats
			var db *store.DB
			runtime.GC()
			runtime.ReadMemStats(&before)
			for range b.N {
				db = populated(b, n)
			}
			b.StopTimer()
			runtime.GC()
			runtime.ReadMemStats(&after)
			b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(n), "heap-B/row")
			runtime.KeepAlive(db)
		})
	}
}

func BenchmarkGet(b *testing.B) {
	for _, n := range sizes {
		db := populated(b, n)
		order := rand.New(rand.NewPCG(1, 1)).Perm(int(n))
		write := db.Write()
		defer write.Abort()
		for name, tx := range map[string]*store.Tx{"read": db.Read(), "write": write} {
			b.Run(fmt.Sprint(n, "/", name), func(b *testing.B) {
				b.ReportAllocs()
				for i := range b.N {
					if _, ok := users.Get(tx, store.Int(int64(order[i%len(order)]))); !ok {
						b.Fatal("no row")
					}
				}
			})
		}
		b.Run(fmt.Sprint(n, "/transaction"), func(b *testing.B) {
			for i := range b.N {
				users.Get(db.Read(), store.Int(int64(order[i%len(order)])))
			}
		})
	}
}

func BenchmarkOne(b *testing.B) {
	tx := populated(b, 100_000).Read()
	b.ResetTimer()
	for i := range b.N {
		users.One(tx, "name", store.Fold(fmt.Sprintf("USER%07d@example.com", i%100_000)))
	}
}

func BenchmarkScan100(b *testing.B) {
	tx := populated(b, 100_000).Read()
	b.ResetTimer()
	for i := range b.N {
		n := 0
		for range users.Scan(tx, "org", store.Int(int64(i%1000))) {
			n++
		}
		require.Equal(b, 100, n)
	}
}

// BenchmarkForkAndFirstWrite must not depend on the number of rows. Collecting
// garbage does, for whatever is allocated next to half a million rows, so it
// happens while the timer stands still.
func BenchmarkForkAndFirstWrite(b *testing.B) {
	for _, n := range sizes {
		db := populated(b, n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			defer debug.SetGCPercent(debug.SetGCPercent(-1))
			for i := range b.N {
				if i%10_000 == 0 {
					b.StopTimer()
					runtime.GC()
					b.StartTimer()
				}
				tx := db.Fork().Write()
				if err := users.Put(tx, user{ID: n + int64(i), Name: "new@example.com", Org: 5}); err != nil {
					b.Fatal(err)
				}
				tx.Commit()
			}
		})
	}
}

func BenchmarkFork(b *testing.B) {
	for _, n := range sizes {
		db := populated(b, n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for range b.N {
				db.Fork()
			}
		})
	}
}

func BenchmarkChange(b *testing.B) {
	db := populated(b, 100_000)
	b.ResetTimer()
	for i := range b.N {
		tx := db.Write()
		_, _ = users.Change(tx, store.Int(int64(i%100_000)), func(u *user) error { u.Created++; return nil })
		tx.Commit()
	}
}

// BenchmarkForkAndFirstWriteCollecting is the same with the collector running
// whenever it likes to.
func BenchmarkForkAndFirstWriteCollecting(b *testing.B) {
	for _, n := range sizes {
		db := populated(b, n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			runtime.GC()
			b.ResetTimer()
			for i := range b.N {
				tx := db.Fork().Write()
				if err := users.Put(tx, user{ID: n + int64(i), Name: "new@example.com", Org: 5}); err != nil {
					b.Fatal(err)
				}
				tx.Commit()
			}
		})
	}
}
