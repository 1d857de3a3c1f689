package seed

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/understudy/understudy/mock/internal/limits"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// profile adds what is known of a made-up user's risk: the first day at work, and every seventh user's second name in the cloud.
func (f *filler) profile(u state.User, n int) error {
	first := state.DateOf(u.Created)
	if _, err := f.tx.UpdateRiskProfile(u.UID, "startDate", state.RiskChange{StartDate: &first}); err != nil || n%7 != 0 {
		return err
	}
	name, _, _ := strings.Cut(u.Username, "@")
	_, err := f.tx.AddCloudAliases(u.UID, []string{name + "@mail.example.net"})
	return err
}

func (f *filler) watchlists() error {
	return limits.Each("watchlists", f.from.Watchlists, f.watchlist)
}

func (f *filler) watchlist(w Watchlist) error {
	f.at(w.DaysAgo, 0)
	made, err := f.tx.CreateWatchlist(state.NewWatchlist{Type: state.WatchlistType(w.Type), Title: w.Title, Description: w.Description})
	if err != nil {
		return err
	}
	members, err := f.watched(w)
	if err != nil {
		return err
	}
	for i, u := range members {
		f.at(w.DaysAgo*(len(members)-i)/(len(members)+1), time.Duration(i)*time.Minute)
		if err := f.tx.AddToWatchlist(made.ID, []string{u.UID}); err != nil {
			return err
		}
		if i >= len(w.Departures) {
			continue
		}
		last := state.DateOf(f.epoch.AddDate(0, 0, w.Departures[i]))
		notes := departureNotes[i%len(departureNotes)]
		if _, err := f.tx.UpdateRiskProfile(u.UID, "endDate, notes", state.RiskChange{EndDate: &last, Notes: &notes}); err != nil {
			return err
		}
	}
	return nil
}

var departureNotes = []string{"Resigned", "Contract ends", "Hands over to the team until the last day", "Moves to a competitor", "Retires"}

// watched draws the members of a watchlist: contractors for the list of those, the latest to come for the list of new employees.
func (f *filler) watched(w Watchlist) ([]state.User, error) {
	contractors := state.WatchlistType(w.Type) == state.ContractEmployee
	candidates, err := f.active(func(u state.User) bool { return !contractors || *u.Person.EmployeeType == "Contractor" })
	if err != nil {
		return nil, err
	}
	if state.WatchlistType(w.Type) == state.NewEmployee {
		if err := f.enough("members", len(candidates), w.Members); err != nil {
			return nil, err
		}
		slices.SortStableFunc(candidates, func(a, b state.User) int { return cmp.Compare(b.Created.Unix(), a.Created.Unix()) })
		candidates = candidates[:w.Members]
		slices.Reverse(candidates)
		return candidates, nil
	}
	return f.some("members", "watchlist "+w.Type, candidates, w.Members)
}

func (f *filler) savedSearches() error {
	defer func() { f.tx.Actor = state.System }()
	return limits.Each("savedSearches", f.from.Saved, f.savedSearch)
}

func (f *filler) savedSearch(s SavedSearch) error {
	if err := f.as(s.By); err != nil {
		return err
	}
	groups, err := json.Marshal(s.Groups)
	if err != nil {
		return err
	}
	f.at(s.DaysAgo, 0)
	_, err = f.tx.AddSavedSearch(state.SavedSearch{
		APIVersion: s.Version, Name: s.Name, Notes: s.Notes, GroupClause: s.GroupClause, Groups: groups, SortKey: s.SortKey, SortDir: s.SortDir,
	})
	return err
}
