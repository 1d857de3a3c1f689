package state

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
)

// WatchlistType is what a watchlist is for, in the vendor's words.
type WatchlistType string

// The types that the vendor's API takes. There may be any number of custom lists, and one of each other type.
const (
	ContractEmployee   WatchlistType = "CONTRACT_EMPLOYEE"
	DepartingEmployee  WatchlistType = "DEPARTING_EMPLOYEE"
	ElevatedAccess     WatchlistType = "ELEVATED_ACCESS_PRIVILEGES"
	FlightRisk         WatchlistType = "FLIGHT_RISK"
	HighImpactEmployee WatchlistType = "HIGH_IMPACT_EMPLOYEE"
	NewEmployee        WatchlistType = "NEW_EMPLOYEE"
	PerformanceConcern WatchlistType = "PERFORMANCE_CONCERNS"
	PoorSecurity       WatchlistType = "POOR_SECURITY_PRACTICES"
	SuspiciousActivity WatchlistType = "SUSPICIOUS_SYSTEM_ACTIVITY"
	CustomWatchlist    WatchlistType = "CUSTOM"
)

var watchlistTypes = []WatchlistType{
	ContractEmployee, DepartingEmployee, ElevatedAccess, FlightRisk, HighImpactEmployee, NewEmployee, PerformanceConcern, PoorSecurity,
	SuspiciousActivity, CustomWatchlist,
}

// Known tells whether it is one of the vendor's.
func (t WatchlistType) Known() bool { return slices.Contains(watchlistTypes, t) }

// Watchlist is a list of users to keep an eye on. All of its members are users who were put on it one by one: this API has no way
// to put a department or a directory group on a list.
type Watchlist struct {
	N                  int64
	ID                 string // a UUID
	Type               WatchlistType
	Title, Description *string // of custom lists only
	Created            time.Time
}

var watchlists = store.NewTable("watchlist", func(w Watchlist) store.Key { return store.Int(w.N) },
	store.Index[Watchlist]{Name: "uuid", Unique: true, Keys: func(w Watchlist) []store.Key { return []store.Key{store.Fold(w.ID)} }},
	store.Index[Watchlist]{Name: "type", Keys: func(w Watchlist) []store.Key { return []store.Key{store.Str(string(w.Type))} }})

// watchlistMember is a user's place on a watchlist.
type watchlistMember struct {
	List, UserID int64
	Added        time.Time
	Above        []int64 // as the user's
}

// key is where a place is among those of its list, by when it was taken.
func (m watchlistMember) key() store.Key { return pairKey(m.List, m.Added.UnixMilli()) }

var watchlistMembers = store.NewTable("watchlistmember", func(m watchlistMember) store.Key { return pairKey(m.List, m.UserID) },
	store.Index[watchlistMember]{Name: "added", Keys: func(m watchlistMember) []store.Key {
		return []store.Key{m.key()}
	}},
	store.Index[watchlistMember]{Name: "under", Keys: func(m watchlistMember) []store.Key { return orgKeys(m.Above, m.key()) }},
	store.Index[watchlistMember]{Name: "user", Keys: func(m watchlistMember) []store.Key { return []store.Key{store.Int(m.UserID)} }})

// NewWatchlist is what creating a watchlist takes. The title and the description of a list that is not custom are passed over, as
// py42's documentation has them for custom lists only.
type NewWatchlist struct {
	Type               WatchlistType
	Title, Description *string
}

// CreateWatchlist adds an empty watchlist. py42 looks for the sentence about an unknown type, quoted within JSON. Inferred: that a
// second list of a type is a conflict, and that two custom lists may have one title.
func (tx *Tx) CreateWatchlist(n NewWatchlist) (Watchlist, error) {
	if err := tx.mustReachSomething("a watchlist"); err != nil {
		return Watchlist{}, err
	}
	if !n.Type.Known() {
		return Watchlist{}, fail.New(fail.Invalid, "", fmt.Sprintf("Error converting value \"%s\" to type 'WatchlistSdk.Model.WatchlistType'.", n.Type)).
			Because("%q is not a type of watchlists", n.Type)
	}
	if n.Type != CustomWatchlist {
		if w, ok := tx.watchlistOf(n.Type); ok {
			return Watchlist{}, fail.New(fail.Conflict, "", "A watchlist of this type already exists").Because("watchlist %s is of type %s", w.ID, w.Type)
		}
		n.Title, n.Description = nil, nil
	} else if strings.TrimSpace(blankIfNil(n.Title)) == "" {
		return Watchlist{}, fail.New(fail.Invalid, "", "Title is required for a custom watchlist").Because("title is missing or blank")
	}
	w := Watchlist{N: int64(tx.Next("watchlist")), ID: tx.newUUID("watchlist"), Type: n.Type, Title: n.Title, Description: n.Description, Created: tx.Now}
	if err := watchlists.Put(tx.Tx, w); err != nil {
		return Watchlist{}, err
	}
	return w, tx.audit("watchlist_created", User{})
}

// watchlistOf finds the list of a type.
func (tx *Tx) watchlistOf(kind WatchlistType) (Watchlist, bool) {
	for w := range watchlists.Scan(tx.Tx, "type", store.Str(string(kind))) {
		return w, true
	}
	return Watchlist{}, false
}

// Watchlists lists the watchlists, the oldest first. They are the tenant's, so an actor who is bound to an organization sees all of
// them, and of each the members within reach; that is inferred. Whoever reaches nothing sees none.
func (tx *Tx) Watchlists(page Page) ([]Watchlist, int) {
	if tx.reach().nothing() {
		return []Watchlist{}, 0
	}
	return watchlists.Query(tx.Tx).Page(page.part())
}

// WatchlistByID finds a watchlist.
func (tx *Tx) WatchlistByID(id string) (Watchlist, error) {
	w, ok := watchlists.One(tx.Tx, "uuid", store.Fold(id))
	if !ok || tx.reach().nothing() {
		return Watchlist{}, fail.New(fail.NotFound, "", "Watchlist not found").Because("no watchlist has the id %q", id)
	}
	return w, nil
}

// DeleteWatchlist removes a watchlist. Its members keep their profiles, departure dates included. Who does not reach all of them is
// refused, which is inferred.
func (tx *Tx) DeleteWatchlist(id string) error {
	w, err := tx.WatchlistByID(id)
	if err != nil {
		return err
	}
	if tx.MemberCount(w) != watchlistMembers.Span(tx.Tx, "added", store.Int(w.N)).Len() {
		return tx.outOfReach("somebody on watchlist " + strconv.Quote(id))
	}
	for m := range watchlistMembers.Scan(tx.Tx, "added", store.Int(w.N)) {
		if err := tx.Wanted(); err != nil {
			return err
		}
		watchlistMembers.Delete(tx.Tx, pairKey(m.List, m.UserID))
	}
	watchlists.Delete(tx.Tx, store.Int(w.N))
	return tx.audit("watchlist_deleted", User{})
}

// AddToWatchlist puts users on a watchlist, all or none; those who are on it stay as they are. An unknown list or user is a 400
// here, which py42 tells apart by the text. A deactivated user may be watched.
func (tx *Tx) AddToWatchlist(id string, userUIDs []string) error {
	return tx.eachToList(id, userUIDs, tx.watchTx)
}

// RemoveFromWatchlist takes users off a watchlist, all or none; those who are not on it are passed over.
func (tx *Tx) RemoveFromWatchlist(id string, userUIDs []string) error {
	return tx.eachToList(id, userUIDs, tx.unwatchTx)
}

func (tx *Tx) eachToList(id string, userUIDs []string, do func(Watchlist, User) error) error {
	w, ok := watchlists.One(tx.Tx, "uuid", store.Fold(id))
	if !ok || tx.reach().nothing() {
		return fail.New(fail.Invalid, "", "Watchlist not found").Because("no watchlist has the id %q", id)
	}
	for _, uid := range userUIDs {
		if err := tx.Wanted(); err != nil {
			return err
		}
		u, ok := users.One(tx.Tx, "uid", store.Str(uid))
		if !ok {
			return fail.New(fail.Invalid, "", "User not found").Because("no user has the userUid %q", uid)
		}
		if !tx.Sees(u.OrgID) {
			return tx.outOfReach("user " + strconv.Quote(uid))
		}
		if err := do(w, u); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) watchTx(w Watchlist, u User) error {
	if tx.watches(w, u) {
		return nil
	}
	if err := watchlistMembers.Put(tx.Tx, watchlistMember{List: w.N, UserID: u.ID, Added: tx.Now, Above: u.Above}); err != nil {
		return err
	}
	return tx.audit("watchlist_user_added", u)
}

func (tx *Tx) unwatchTx(w Watchlist, u User) error {
	if !watchlistMembers.Delete(tx.Tx, pairKey(w.N, u.ID)) {
		return nil
	}
	return tx.audit("watchlist_user_removed", u)
}

func (tx *Tx) watches(w Watchlist, u User) bool {
	_, ok := watchlistMembers.Get(tx.Tx, pairKey(w.N, u.ID))
	return ok
}

// WatchlistMember is a user on a watchlist, and since when.
type WatchlistMember struct {
	User
	Added time.Time
}

// WatchlistMembers lists who is on a watchlist, in the order in which they were added.
func (tx *Tx) WatchlistMembers(id string, page Page) ([]WatchlistMember, int, error) {
	w, err := tx.WatchlistByID(id)
	if err != nil {
		return nil, 0, err
	}
	span := tx.reachableMembers(w)
	members := []WatchlistMember{}
	for m := range span.Rows(page.part()) {
		members = append(members, WatchlistMember{tx.watchedUser(m), m.Added})
	}
	return members, span.Len(), nil
}

func (tx *Tx) watchedUser(m watchlistMember) User {
	u, _ := users.Get(tx.Tx, userKey(m.UserID))
	return u
}

// WatchlistMember finds one user on a watchlist. An unknown list, an unknown user and one who is not on the list are all the same
// to clients.
func (tx *Tx) WatchlistMember(id, userUID string) (WatchlistMember, error) {
	w, err := tx.WatchlistByID(id)
	if err != nil {
		return WatchlistMember{}, err
	}
	u, err := tx.UserByUID(userUID)
	if err != nil {
		return WatchlistMember{}, err
	}
	m, ok := watchlistMembers.Get(tx.Tx, pairKey(w.N, u.ID))
	if !ok {
		return WatchlistMember{}, fail.New(fail.NotFound, "", "User not found on watchlist").Because("user %q is not on watchlist %q", userUID, id)
	}
	return WatchlistMember{u, m.Added}, nil
}

// reachableMembers are the places on a watchlist of those within the actor's reach, in the order in which they were added.
func (tx *Tx) reachableMembers(w Watchlist) store.Span[watchlistMember] {
	reach := tx.reach()
	if reach.everything {
		return watchlistMembers.Span(tx.Tx, "added", store.Int(w.N))
	}
	return watchlistMembers.Span(tx.Tx, "under", pairKey(reach.top, w.N))
}

// MemberCount is how many users within the actor's reach are on a watchlist.
func (tx *Tx) MemberCount(w Watchlist) int { return tx.reachableMembers(w).Len() }

// moveWatchedTx takes a user's places on watchlists along into another organization.
func (tx *Tx) moveWatchedTx(u User) error {
	for m := range watchlistMembers.Scan(tx.Tx, "user", store.Int(u.ID)) {
		m.Above = u.Above
		if err := watchlistMembers.Put(tx.Tx, m); err != nil {
			return err
		}
	}
	return nil
}
