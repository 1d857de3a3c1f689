package seed

import (
	"encoding/json"
	"strings"

	"github.com/understudy/understudy/mock/internal/company"
	"github.com/understudy/understudy/mock/internal/limits"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// profile adds what is known of somebody's risk: the first day at work, and every seventh user's second name in the cloud.
func (f *filler) profile(u state.User, p *company.Person) error {
	if p.N%29 == 11 { // nobody has filled it in
		return nil
	}
	first := state.DateOf(p.Hired.UTC())
	if _, err := f.tx.UpdateRiskProfile(u.UID, "startDate", state.RiskChange{StartDate: &first}); err != nil || p.N%7 != 0 {
		return err
	}
	_, err := f.tx.AddCloudAliases(u.UID, []string{login(u.Username) + "@mail.example.net"})
	return err
}

func (f *filler) watchlists() error {
	return limits.Each("watchlists", f.from.Watchlists, f.watchlist)
}

func (f *filler) watchlist(w Watchlist) error {
	f.office(w.DaysAgo, "watchlist "+w.called(), 0)
	made, err := f.tx.CreateWatchlist(state.NewWatchlist{Type: state.WatchlistType(w.Type), Title: w.Title, Description: w.Description})
	if err != nil {
		return err
	}
	f.lists[w.called()] = made
	members, err := f.watched(w)
	if err != nil {
		return err
	}
	for i, u := range members {
		f.listed[f.who[u.ID]] = true
		f.office(f.listedAgo(w, i, len(members), f.who[u.ID]), "member "+w.called(), i%5)
		f.after(made.Created)
		f.after(u.Created)
		if err := f.tx.AddToWatchlist(made.ID, []string{u.UID}); err != nil {
			return err
		}
		if i >= len(w.Departures) {
			if err := f.noteOn(w, i, u.UID); err != nil {
				return err
			}
			continue
		}
		last := state.DateOf(f.who[u.ID].Left.UTC())
		notes := f.departureNote(f.who[u.ID])
		if _, err := f.tx.UpdateRiskProfile(u.UID, "endDate, notes", state.RiskChange{EndDate: &last, Notes: &notes}); err != nil {
			return err
		}
	}
	return nil
}

// listedAgo is how many days ago somebody came onto a watchlist, as one of so many: one after the other, in no regular intervals, and not before
// the first day at work is over.
func (f *filler) listedAgo(w Watchlist, i, of int, p *company.Person) int {
	part := (float64(i) + f.world.Fake.For("listed "+w.called(), uint64(i)).Float64()) / float64(of) //nolint:gosec // an index
	return max(1, min(w.DaysAgo-int(part*float64(w.DaysAgo)), int(f.firm.Spec.Now-p.Hired)-1))
}

// noteOn says why somebody is on a list, where the list does not.
func (f *filler) noteOn(w Watchlist, i int, uid string) error {
	notes := listNotes[w.called()]
	if len(notes) == 0 {
		return nil
	}
	note := notes[i%len(notes)]
	_, err := f.tx.UpdateRiskProfile(uid, "notes", state.RiskChange{Notes: &note})
	return err
}

// listNotes are why people are on lists.
var listNotes = map[string][]string{
	"FLIGHT_RISK":                {"Asked for a reference", "Was passed over for promotion", "The manager expects a resignation", "Profile on a job board"},
	"PERFORMANCE_CONCERNS":       {"Improvement plan until the end of the quarter", "Second warning", "Does not meet the goals of the plan"},
	"POOR_SECURITY_PRACTICES":    {"Clicked in two phishing tests", "Forwards mail to a private address", "Laptop without updates for months", "Shared a password in a chat"},
	"CUSTOM High risk employees": {"Asked for by the manager", "Works with unreleased designs", "Follow-up of a review", "Access to customer data beyond the role"},
}

// departureNote says why somebody leaves.
func (f *filler) departureNote(p *company.Person) string {
	if p.Contractor {
		return "Contract ends"
	}
	return departureNotes[f.world.Fake.For("departure", p.N).IntN(len(departureNotes))]
}

var departureNotes = []string{"Resigned", "Resigned", "Hands over to the team until the last day", "Moves to a competitor", "Retires", "Relocates with family"}

// called tells a watchlist from the others.
func (l Watchlist) called() string { return strings.TrimSpace(l.Type + " " + textOf(l.Title)) }

// watched draws the members of a watchlist: whom its title suits first, as far as there are enough of them.
func (f *filler) watched(w Watchlist) ([]*state.User, error) {
	var first []*state.User
	chosen := map[int64]bool{}
	for _, i := range f.firm.Leaving[:min(len(w.Departures), len(f.firm.Leaving))] {
		u, err := f.tx.UserByUID(f.people[i])
		if err != nil {
			return nil, err
		}
		first, chosen[u.ID] = append(first, &u), true
	}
	if err := f.enough("departures", len(first), len(w.Departures)); err != nil {
		return nil, err
	}
	list, ok := listFor[state.WatchlistType(w.Type)]
	if !ok {
		list.who = func(p *company.Person) bool { return p.Level < company.Leads && !f.listed[p] }
	}
	fit, err := f.active(func(u *state.User) bool { return !chosen[u.ID] && list.suits(f.who[u.ID]) })
	if err != nil {
		return nil, err
	}
	if list.newest { // of whom the last to come stands last
		if err := f.enough("members", len(fit), w.Members); err != nil {
			return nil, err
		}
		return fit[len(fit)-w.Members:], nil
	}
	if wanted := w.Members - len(first); !list.only && len(fit) < wanted {
		first = append(first, fit...)
		for _, u := range fit {
			chosen[u.ID] = true
		}
		if fit, err = f.active(func(u *state.User) bool { return !chosen[u.ID] }); err != nil {
			return nil, err
		}
	}
	rest, err := f.some("members", "watchlist "+w.called(), fit, w.Members-len(first))
	return append(first, rest...), err
}

// meant is whom a watchlist is for.
type meant struct {
	who    func(*company.Person) bool // nil: anybody
	only   bool                       // nobody else is on it
	newest bool                       // those who came last
}

func (m meant) suits(p *company.Person) bool { return m.who == nil || m.who(p) }

var listFor = map[state.WatchlistType]meant{
	state.ContractEmployee:   {who: func(p *company.Person) bool { return p.Contractor }, only: true},
	state.NewEmployee:        {newest: true},
	state.CustomWatchlist:    {}, // whatever its title says
	state.HighImpactEmployee: {who: func(p *company.Person) bool { return p.Level >= company.Leads }},
	state.ElevatedAccess:     {who: func(p *company.Person) bool { return p.Job.Vault == "administers" }},
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
	f.office(s.DaysAgo, "search "+s.Name, 0)
	_, err = f.tx.AddSavedSearch(state.SavedSearch{
		APIVersion: s.Version, Name: s.Name, Notes: s.Notes, GroupClause: s.GroupClause, Groups: groups, SortKey: s.SortKey, SortDir: s.SortDir,
	})
	return err
}
