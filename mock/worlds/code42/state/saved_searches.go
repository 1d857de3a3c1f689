package state

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
)

// SavedSearch is a search for file events that somebody has kept. No operation of this API makes or changes one.
type SavedSearch struct {
	N  int64
	ID string // a UUID
	// APIVersion is 1 or 2. The two have different words for what they look for, and each has its own list.
	APIVersion           int
	Name                 string
	Notes                *string
	GroupClause          string
	Groups               json.RawMessage // a list, as the console made it. Replaced, never written to.
	SortKey, SortDir     string
	Creator, Modifier    Principal
	Created, LastChanged time.Time
}

var savedSearches = store.NewTable("savedsearch", func(s SavedSearch) store.Key { return store.Int(s.N) },
	store.Index[SavedSearch]{Name: "uuid", Unique: true, Keys: func(s SavedSearch) []store.Key { return []store.Key{store.Fold(s.ID)} }},
	store.Index[SavedSearch]{Name: "version", Keys: func(s SavedSearch) []store.Key { return []store.Key{store.Int(int64(s.APIVersion))} }})

// AddSavedSearch keeps a search, as the console would; whoever acts is its creator.
func (tx *Tx) AddSavedSearch(s SavedSearch) (SavedSearch, error) {
	var groups []json.RawMessage
	if err := json.Unmarshal(s.Groups, &groups); err != nil {
		return SavedSearch{}, fmt.Errorf("saved search %q: its groups must be a list: %w", s.Name, err)
	}
	if s.APIVersion < 1 || s.APIVersion > 2 {
		return SavedSearch{}, fmt.Errorf("saved search %q: there is no version %d", s.Name, s.APIVersion)
	}
	s.N, s.ID = int64(tx.Next("savedsearch")), tx.newUUID("savedsearch")
	s.Creator, s.Modifier, s.Created, s.LastChanged = tx.principal(), tx.principal(), tx.Now, tx.Now
	return s, savedSearches.Put(tx.Tx, s)
}

// SavedSearches lists the searches of one version, the oldest first.
func (tx *Tx) SavedSearches(version int) []SavedSearch {
	q := savedSearches.Query(tx.Tx)
	q.In(savedSearches.Span(tx.Tx, "version", store.Int(int64(version))), func(s SavedSearch) bool { return s.APIVersion == version })
	if !tx.reach().everything {
		q.If(tx.reachesSearch)
	}
	return slices.AppendSeq([]SavedSearch{}, q.Rows())
}

// reachesSearch tells whether a search is the actor's business. A search belongs to no organization, and its filters name people; that
// those who are bound to one reach the searches which they have made themselves, and were last to change, is inferred.
func (tx *Tx) reachesSearch(s SavedSearch) bool {
	own := tx.principal()
	return tx.reach().everything || s.Creator.isSame(own) && s.Modifier.isSame(own)
}

// SavedSearchByID finds a search of one version. One of the other is unknown here; that is inferred from the lists being separate.
func (tx *Tx) SavedSearchByID(version int, id string) (SavedSearch, error) {
	s, ok := savedSearches.One(tx.Tx, "uuid", store.Fold(id))
	if !ok || s.APIVersion != version || !tx.reachesSearch(s) {
		return SavedSearch{}, fail.New(fail.NotFound, "", "Saved search not found").Because("no saved search of version %d has the id %q", version, id)
	}
	return s, nil
}
