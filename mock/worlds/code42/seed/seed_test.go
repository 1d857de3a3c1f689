package seed_test

import (
	"encoding/json"
	"os"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/understudy/understudy/fixtures"
	"github.com/understudy/understudy/mock/internal/clock"
	"github.com/understudy/understudy/mock/internal/company"
	"github.com/understudy/understudy/mock/internal/store"
	"github.com/understudy/understudy/mock/worlds/code42/seed"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

func TestMain(m *testing.M) {
	store.Guard(true)
	os.Exit(m.Run())
}

// fill makes the standard world, with the sizes of another where they are given; nobody is drawn for anything then.
func fill(t *testing.T, sizes *seed.Sizes) (*state.World, seed.World) {
	t.Helper()
	from := standard(t)
	if sizes != nil {
		from.Sizes, from.Names = *sizes, nil
		draw(&from, 0)
	}
	w, err := grow(from)
	require.NoError(t, err)
	w.Seal()
	return w, from
}

// standard is the standard world's file.
func standard(t *testing.T) seed.World { return section(t, "standard") }

// section is what the file of a world says of Code42, without what that extends.
func section(t *testing.T, world string) seed.World {
	t.Helper()
	data, err := fixtures.World(world)
	require.NoError(t, err)
	var file struct{ Code42 seed.World }
	require.NoError(t, yaml.Unmarshal(data, &file))
	return file.Code42
}

var model = sync.OnceValues(func() (*company.Model, error) { return company.Read(fixtures.Company()) })

// grow makes a world with the firm that it shows.
func grow(from seed.World) (*state.World, error) {
	w, _, err := grown(from)
	return w, err
}

// grown is such a world, and the firm.
func grown(from seed.World) (*state.World, *company.Company, error) {
	m, err := model()
	if err != nil {
		return nil, nil, err
	}
	spec := from.Spec()
	spec.Seed, spec.Now = 1, company.DateOf(clock.AtTestDay())
	firm, err := company.New(m, spec)
	if err != nil {
		return nil, nil, err
	}
	w := state.New(1, clock.At(clock.AtTestDay()))
	_, err = seed.Fill(w, from, firm, nil)
	return w, firm, err
}

// draw lets every list and every matter want so many people.
func draw(w *seed.World, people int) {
	for i := range w.Watchlists {
		w.Watchlists[i].Members, w.Watchlists[i].Departures = people, nil
	}
	for i := range w.LegalHold.Matters {
		m := &w.LegalHold.Matters[i]
		m.Custodians, m.Released, m.Restored = people, 0, 0
	}
}

// refusal is what is wrong with a world: found before it is made, or while it is.
func refusal(from seed.World) error {
	var permissions []string
	for _, r := range from.Roles {
		permissions = append(permissions, r.Grants...)
	}
	m, err := model()
	if err != nil {
		return err
	}
	if err := from.Check(permissions, m.JobNames()); err != nil {
		return err
	}
	return drop(grow(from))
}

func look(t *testing.T, w *state.World, fn func(*state.Tx)) {
	t.Helper()
	require.NoError(t, w.Read(state.System, func(tx *state.Tx) error { fn(tx); return nil }))
}

func TestNoPinnedUserAndNobodyInAPinnedOrgIsHeld(t *testing.T) {
	t.Parallel()
	w, from := fill(t, nil)
	pinned := map[int64]bool{}
	for _, o := range from.Orgs {
		pinned[o.ID] = true
	}
	for _, u := range from.Users {
		look(t, w, func(tx *state.Tx) {
			_, n, err := tx.HoldMemberships(state.MembershipFilter{UserUID: u.UID}, state.Page{})
			require.NoError(t, err)
			assert.Zero(t, n, u.Username)
			found, _ := tx.Watchlists(state.Page{})
			for _, list := range found {
				assert.Error(t, drop(tx.WatchlistMember(list.ID, u.UID)), u.Username)
			}
		})
	}
	look(t, w, func(tx *state.Tx) {
		found, total, err := tx.HoldMemberships(state.MembershipFilter{Any: "@"}, state.Page{})
		require.NoError(t, err)
		assert.Equal(t, 12, total)
		for _, m := range found {
			assert.False(t, pinned[tx.CustodianOf(m).OrgID])
		}
	})
	for _, o := range from.Orgs[1:] {
		require.NoError(t, w.Fork("").Write(state.System, func(tx *state.Tx) error { return tx.DeactivateOrg(o.GUID) }))
	}
}

func drop[T any](_ T, err error) error { return err }

func TestLegalHolds(t *testing.T) {
	t.Parallel()
	w, from := fill(t, nil)
	look(t, w, func(tx *state.Tx) {
		assert.Len(t, tx.HoldPolicies(), 2)
		found, _ := tx.Matters(state.MatterFilter{}, state.Page{})
		require.Len(t, found, len(from.LegalHold.Matters))
		for i, m := range found {
			wanted := from.LegalHold.Matters[i]
			assert.Equal(t, wanted.Name, m.Name)
			assert.Equal(t, wanted.ClosedAgo == 0, m.Active, m.Name)
			assert.Equal(t, "test_username@example.com", m.Creator.Name)
			yes := true
			_, held, err := tx.HoldMemberships(state.MembershipFilter{MatterUID: m.UID, Active: &yes}, state.Page{})
			require.NoError(t, err)
			if !m.Active {
				assert.Zero(t, held)
			} else {
				assert.Equal(t, wanted.Custodians-wanted.Released, held, m.Name)
			}
		}
		kinds := map[state.HoldEventType]int{}
		events, _ := tx.HoldEvents(state.HoldEventFilter{}, state.Page{})
		for i, e := range events {
			kinds[e.Type]++
			assert.NotEmpty(t, e.Actor.UID)
			assert.True(t, e.At.Before(tx.Now))
			assert.False(t, i > 0 && e.At.Before(events[i-1].At), "the report is in the order of time")
		}
		assert.Equal(t, map[state.HoldEventType]int{
			state.HoldCreated: 4, state.HoldDeactivated: 1, state.MembershipCreated: 12, state.MembershipDeactivated: 5, state.HoldRestore: 1,
		}, kinds)
		assert.Empty(t, tx.AuditLog())
	})
}

func TestPeopleAtRisk(t *testing.T) {
	t.Parallel()
	w, from := fill(t, nil)
	look(t, w, func(tx *state.Tx) {
		found, _ := tx.Watchlists(state.Page{})
		require.Len(t, found, len(from.Watchlists))
		for i, list := range found {
			assert.Equal(t, from.Watchlists[i].Members, tx.MemberCount(list), list.Type)
			assert.EqualValues(t, from.Watchlists[i].Type, list.Type)
		}
		leaving, err := tx.SearchDetectionList(state.DepartingList, state.DetectionSearch{Filter: state.ListLeavingToday}, state.Page{})
		require.NoError(t, err)
		all, err := tx.SearchDetectionList(state.DepartingList, state.DetectionSearch{}, state.Page{})
		require.NoError(t, err)
		assert.Equal(t, 12, all.Total)
		gone, undated, today := 0, 0, 0
		for _, e := range all.Items {
			if end := e.Facts.EndDate; end == nil || end.String() != state.DateOf(tx.Now.AddDate(0, 0, -1)).String() { // whose evening may still be to come
				assert.Equal(t, end == nil || end.String() >= state.DateOf(tx.Now).String(), e.Active, "whoever has left is deactivated")
			}
			assert.NotNil(t, e.Facts.StartDate)
			switch end := e.Facts.EndDate; {
			case end == nil:
				undated++
			case end.String() < state.DateOf(tx.Now).String():
				gone++
			case end.String() == state.DateOf(tx.Now).String():
				today++
			}
		}
		assert.Equal(t, today, leaving.Total)
		assert.Equal(t, 1, undated)
		if to := map[bool]int{true: 4, false: 8}[today > 0]; assert.GreaterOrEqual(t, gone, 3) { // on a day off nobody leaves: they did before
			assert.LessOrEqual(t, gone, to)
		}
		risky, err := tx.SearchDetectionList(state.HighRiskList, state.DetectionSearch{}, state.Page{})
		require.NoError(t, err)
		assert.Equal(t, 8, risky.Total)
	})
}

func TestSavedSearches(t *testing.T) {
	t.Parallel()
	w, _ := fill(t, nil)
	look(t, w, func(tx *state.Tx) {
		for version := 1; version <= 2; version++ {
			found := tx.SavedSearches(version)
			assert.Len(t, found, 2)
			for _, s := range found {
				var groups []map[string]any
				require.NoError(t, json.Unmarshal(s.Groups, &groups))
				assert.NotEmpty(t, groups)
				assert.NotEmpty(t, s.Creator.UID)
			}
		}
	})
}

func TestTheSameSeedGivesTheSameWorld(t *testing.T) {
	t.Parallel()
	tell := func() (events []state.HoldEventDetail, people []state.RiskProfile) {
		w, _ := fill(t, nil)
		look(t, w, func(tx *state.Tx) {
			events, _ = tx.HoldEvents(state.HoldEventFilter{}, state.Page{})
			people, _ = tx.RiskProfiles(state.RiskProfileFilter{}, state.Page{})
		})
		return events, people
	}
	events, people := tell()
	again, same := tell()
	assert.Equal(t, events, again)
	assert.Equal(t, people, same)
}

// TestEverySizeFitsTheSizesThatItDependsOnOrIsRefused: with the place, what is wanted and what there is. Nothing is made in part.
func TestEverySizeFitsTheSizesThatItDependsOnOrIsRefused(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		spoil func(*seed.World)
		says  string
	}{
		"all fit":         {func(w *seed.World) { draw(w, 1) }, ""},
		"no more fit":     {func(w *seed.World) { w.Sizes.Users, w.Watchlists[0].Members = 30, 21 }, "watchlists[0].members: 21 are drawn from the users who are not pinned, and there are 20; code42.sizes.users would have to be 31 or more"},
		"watchlist":       {func(w *seed.World) { w.Watchlists[3].Members = 5000 }, "watchlists[3].members: 5000 are drawn from the users who are not pinned, and there are 50; code42.sizes.users would have to be 5010 or more"},
		"of those fit":    {func(w *seed.World) { w.Watchlists[7].Members = 49 }, "watchlists[7].members: 49 are drawn from the users who are not pinned, and of those 50 only "},
		"new employees":   {func(w *seed.World) { w.Watchlists[8].Members = 50 }, "watchlists[8].members: 50 are drawn from the users who are not pinned, and of those 50 only 4"},
		"custodians":      {func(w *seed.World) { w.LegalHold.Matters[1].Custodians = 51 }, "legalHold.matters[1].custodians: 51 are drawn from the users who are not pinned, and there are 50; code42.sizes.users would have to be 61 or more"},
		"in no pinned":    {func(w *seed.World) { w.LegalHold.Matters[1].Custodians = 48 }, "legalHold.matters[1].custodians: 48 are drawn from the users who are not pinned, and of those 50 only "},
		"released":        {func(w *seed.World) { w.LegalHold.Matters[0].Released = 2 }, "legalHold.matters[0].released: 2 of 1 custodians cannot be released"},
		"restored":        {func(w *seed.World) { m := &w.LegalHold.Matters[0]; m.Released, m.Restored = 1, 1 }, "legalHold.matters[0].restored: 1 are more than the 0 custodians that are left, of 1 with 1 released"},
		"departures":      {func(w *seed.World) { w.Watchlists[0].Departures = []int{1, 2} }, "watchlists[0].departures: they are 2, and the list has 1 members"},
		"names":           {func(w *seed.World) { w.Names = make([]seed.Name, 51) }, "names: 51 names are of users who are not pinned, and there are 50; code42.sizes.users would have to be 61 or more"},
		"devices":         {func(w *seed.World) { w.Sizes.Users, w.Sizes.Devices = 10, 7; draw(w, 0) }, "sizes.devices: 6 devices need somebody who is not pinned, and there are 0; code42.sizes.users would have to be 11 or more"},
		"matters, no law": {func(w *seed.World) { w.LegalHold.Policies = nil }, `legalHold.matters[0].policy: there is no policy "Documents and mail"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, from := fill(t, &seed.Sizes{Orgs: 4, Users: 60, Devices: 1})
			draw(&from, 1)
			test.spoil(&from)
			err := refusal(from)
			if test.says == "" {
				assert.NoError(t, err)
				return
			}
			assert.ErrorContains(t, err, test.says)
		})
	}
}

// TestWatchlistsAndMattersHaveAsManyAsTheFileSays: those that are made are whole.
func TestWatchlistsAndMattersHaveAsManyAsTheFileSays(t *testing.T) {
	t.Parallel()
	w, from := fill(t, nil)
	look(t, w, func(tx *state.Tx) {
		lists, _ := tx.Watchlists(state.Page{})
		require.Len(t, lists, len(from.Watchlists))
		wanted, have := []int{}, []int{}
		for i, list := range lists {
			wanted, have = append(wanted, from.Watchlists[i].Members), append(have, tx.MemberCount(list))
		}
		assert.ElementsMatch(t, wanted, have)
		held := 0
		for _, m := range from.LegalHold.Matters {
			held += m.Custodians
		}
		_, n, err := tx.HoldMemberships(state.MembershipFilter{Any: "@"}, state.Page{})
		require.NoError(t, err)
		assert.Equal(t, held, n)
	})
}

func TestFillRefusesWhatIsNotPinned(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*seed.World){
		"legal hold by nobody":       func(w *seed.World) { w.LegalHold.By = 5 },
		"a matter without a policy":  func(w *seed.World) { w.LegalHold.Matters[0].Policy = "none" },
		"a policy without a name":    func(w *seed.World) { w.LegalHold.Policies[0].Name = "" },
		"an unknown watchlist":       func(w *seed.World) { w.Watchlists[0].Type = "NONE" },
		"a job that there is not":    func(w *seed.World) { w.Users[0].Job = "Dog Walker" },
		"a saved search by nobody":   func(w *seed.World) { w.Saved[0].By = 5 },
		"a saved search of no sort":  func(w *seed.World) { w.Saved[0].Version = 3 },
		"two watchlists of one type": func(w *seed.World) { w.Watchlists[1] = w.Watchlists[0] },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, from := fill(t, &seed.Sizes{Orgs: 2, Users: 10, Devices: 1})
			spoil(&from)
			assert.Error(t, refusal(from))
		})
	}
}

// TestNamesakesAreNumbered: a file may give thousands one name.
func TestNamesakesAreNumbered(t *testing.T) {
	t.Parallel()
	from, name := standard(t), "Jo"
	from.Names = slices.Repeat([]seed.Name{{FirstName: &name, LastName: &name}}, 200)
	w, err := grow(from)
	require.NoError(t, err)
	look(t, w, func(tx *state.Tx) {
		for _, username := range []string{"jo.jo@example.com", "jo.jo2@example.com", "jo.jo3@example.com", "jo.jo200@example.com"} {
			_, total, err := tx.Users(state.UserFilter{Username: username}, state.Page{})
			require.NoError(t, err)
			assert.Equal(t, 1, total, username)
		}
	})
}
