package state

import (
	"slices"
	"strings"
	"time"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
)

// DetectionList is one of the two lists of people that came before watchlists. Neither keeps anything of its own: who is on it
// stands on a watchlist, and the departure date, the notes and the names in the cloud are the risk profile's.
type DetectionList string

// The lists. There is no type of watchlists that means high risk as such (HIGH_IMPACT_EMPLOYEE is a risk factor, which people have
// whether they are on the list or not), so it is the custom watchlist with the title HighRiskTitle.
const (
	DepartingList DetectionList = "DEPARTING_EMPLOYEE"
	HighRiskList  DetectionList = "HIGH_RISK_EMPLOYEE"
	HighRiskTitle               = "High risk employees"
)

// watchlist finds the watchlist that a detection list stands on, as long as there is one.
func (tx *Tx) watchlist(list DetectionList) (Watchlist, bool) {
	if list == DepartingList {
		return tx.watchlistOf(DepartingEmployee)
	}
	for w := range watchlists.Scan(tx.Tx, "type", store.Str(string(CustomWatchlist))) {
		if strings.EqualFold(strings.TrimSpace(*w.Title), HighRiskTitle) {
			return w, true
		}
	}
	return Watchlist{}, false
}

// neededWatchlist is the watchlist that a detection list stands on, made when it is first needed.
func (tx *Tx) neededWatchlist(list DetectionList) (Watchlist, error) {
	if w, ok := tx.watchlist(list); ok {
		return w, nil
	}
	if list == DepartingList {
		return tx.CreateWatchlist(NewWatchlist{Type: DepartingEmployee})
	}
	title := HighRiskTitle
	return tx.CreateWatchlist(NewWatchlist{Type: CustomWatchlist, Title: &title})
}

// DetectionEntry is a user on a detection list.
type DetectionEntry struct {
	DetectionUser
	Added    time.Time
	Exposure *Exposure // nil where nobody counts
}

// Exposure is how much a user has moved out of sight.
type Exposure struct{ Events, Bytes int64 }

// CountExposure tells the exposure of each of some users since a time, in their order: the Exposures of a transaction, or whatever
// a test says. An error ends what it is counted for.
type CountExposure func(users []User, since time.Time) ([]Exposure, error)

const (
	day = 24 * time.Hour
	// exposureDays is the longest of the periods that the lists' filters name.
	exposureDays = 30
)

// AddToDetectionList puts a user on a list. A departure date is for the departing only; nil leaves the one that is known.
func (tx *Tx) AddToDetectionList(list DetectionList, userUID string, departure *Date) (DetectionEntry, error) {
	u, err := tx.detectionUser(userUID)
	if err != nil {
		return DetectionEntry{}, err
	}
	w, err := tx.neededWatchlist(list)
	if err != nil {
		return DetectionEntry{}, err
	}
	if tx.watches(w, u) {
		return DetectionEntry{}, fail.New(fail.Invalid, "", "User already on list").Because("user %q is on watchlist %s", userUID, w.ID)
	}
	if err := tx.watchTx(w, u); err != nil {
		return DetectionEntry{}, err
	}
	if departure != nil {
		if err := tx.setDeparture(u, departure); err != nil {
			return DetectionEntry{}, err
		}
	}
	return tx.DetectionEntry(list, userUID, nil)
}

func (tx *Tx) setDeparture(u User, departure *Date) error {
	if err := departure.check(); err != nil {
		return err
	}
	return tx.changeRisk(u, func(f *RiskFacts) error { f.EndDate = departure; return nil })
}

// RemoveFromDetectionList takes a user off a list. The profile stays as it is, the departure date included; that is inferred.
func (tx *Tx) RemoveFromDetectionList(list DetectionList, userUID string) error {
	e, err := tx.DetectionEntry(list, userUID, nil)
	if err != nil {
		return err
	}
	w, _ := tx.watchlist(list)
	return tx.unwatchTx(w, e.User)
}

// DetectionEntry finds a user on a list, with the exposure of the last thirty days if somebody counts. An unknown user is not on
// the list. The text of the refusal was reported for a removal: https://github.com/code42/code42cli/pull/153.
func (tx *Tx) DetectionEntry(list DetectionList, userUID string, count CountExposure) (DetectionEntry, error) {
	u, err := tx.detectionUser(userUID)
	if err != nil && fail.From(err).Kind == fail.Forbidden {
		return DetectionEntry{}, err
	}
	if w, ok := tx.watchlist(list); ok && err == nil {
		if m, ok := watchlistMembers.Get(tx.Tx, pairKey(w.N, u.ID)); ok {
			e := DetectionEntry{DetectionUser: tx.detectionUserOf(u), Added: m.Added}
			if count != nil {
				exposures, err := count([]User{u}, tx.Now.Add(-exposureDays*day))
				if err != nil {
					return DetectionEntry{}, err
				}
				e.Exposure = &exposures[0]
			}
			return e, nil
		}
	}
	return DetectionEntry{}, fail.New(fail.NotFound, "", "Could not find item for user: "+userUID).Naming(userUID).
		Because("user %q is not on the list %s", userUID, list)
}

// UpdateDeparture changes the departure date of somebody who is on the departing-employee list; nil clears it.
func (tx *Tx) UpdateDeparture(userUID string, departure *Date) (DetectionEntry, error) {
	e, err := tx.DetectionEntry(DepartingList, userUID, nil)
	if err != nil {
		return DetectionEntry{}, err
	}
	if err := tx.setDeparture(e.User, departure); err != nil {
		return DetectionEntry{}, err
	}
	return tx.DetectionEntry(DepartingList, userUID, nil)
}

// alertState is whether a list sends alerts. No operation shows it.
type alertState struct {
	List    DetectionList
	Enabled bool
}

var detectionAlerts = store.NewTable("detectionalerts", func(a alertState) store.Key { return store.Str(string(a.List)) })

// SetDetectionAlerts turns the alerts of a list on or off, for the whole tenant; it may be repeated. That an actor who is bound to an
// organization is refused is inferred.
func (tx *Tx) SetDetectionAlerts(list DetectionList, enabled bool) error {
	if err := tx.mustReachAll("everybody on the list " + string(list)); err != nil {
		return err
	}
	if tx.DetectionAlerts(list) == enabled {
		return nil
	}
	if err := detectionAlerts.Put(tx.Tx, alertState{list, enabled}); err != nil {
		return err
	}
	return tx.audit(map[bool]string{true: "detection_list_alerts_enabled", false: "detection_list_alerts_disabled"}[enabled], User{})
}

// DetectionAlerts tells whether a list sends alerts: yes, until somebody says otherwise.
func (tx *Tx) DetectionAlerts(list DetectionList) bool {
	a, ok := detectionAlerts.Get(tx.Tx, store.Str(string(list)))
	return !ok || a.Enabled
}

// entriesOf lists everybody on a list within the actor's reach, in the order in which they were added, with what filters and orders
// look at and no more.
func (tx *Tx) entriesOf(list DetectionList) []DetectionEntry {
	entries := []DetectionEntry{}
	w, ok := tx.watchlist(list)
	if !ok {
		return entries
	}
	for m := range tx.reachableMembers(w).Rows(Page{}.part()) {
		e := DetectionEntry{Added: m.Added}
		e.User = tx.watchedUser(m)
		e.Facts, _ = riskFacts.Get(tx.Tx, userKey(m.UserID))
		entries = append(entries, e)
	}
	return entries
}

// counted fills in the exposure since a time.
func counted(entries []DetectionEntry, count CountExposure, since time.Time) ([]DetectionEntry, error) {
	if count == nil {
		return entries, nil
	}
	people := make([]User, 0, len(entries))
	for _, e := range entries {
		people = append(people, e.User)
	}
	exposures, err := count(people, since)
	if err != nil {
		return nil, err
	}
	after := slices.Clone(entries)
	for i := range after {
		after[i].Exposure = &exposures[i]
	}
	return after, nil
}
