package state_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

var (
	listGone    = refusal{fail.NotFound, 404, "", "Watchlist not found"}
	badList     = refusal{fail.Invalid, 400, "", "Watchlist not found"}
	badUser     = refusal{fail.Invalid, 400, "", "User not found"}
	notListed   = refusal{fail.NotFound, 404, "", "User not found on watchlist"}
	secondList  = refusal{fail.Conflict, 409, "", "already exists"}
	titleless   = refusal{fail.Invalid, 400, "", "Title is required"}
	unknownType = refusal{fail.Invalid, 400, "", `Error converting value "NOPE" to type 'WatchlistSdk.Model.WatchlistType'.`}
)

func watchlist(t *testing.T, w *state.World, n state.NewWatchlist, members ...string) (made state.Watchlist) {
	t.Helper()
	must(t, w, state.System, func(tx *state.Tx) (err error) {
		if made, err = tx.CreateWatchlist(n); err != nil {
			return err
		}
		return tx.AddToWatchlist(made.ID, members)
	})
	return made
}

func watched(t *testing.T, w *state.World, list state.Watchlist, page state.Page) (names []string, total int) {
	t.Helper()
	look(t, w, func(tx *state.Tx) error {
		found, n, err := tx.WatchlistMembers(list.ID, page)
		names, total = []string{}, n
		for _, m := range found {
			names = append(names, m.Username)
		}
		if page == (state.Page{}) {
			assert.Equal(t, n, tx.MemberCount(list))
		}
		return err
	})
	return names, total
}

func TestCreateWatchlist(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	admin := signedIn(t, w, "admin@example.com")
	var all []state.Watchlist
	must(t, w, admin, func(tx *state.Tx) error {
		for _, n := range []state.NewWatchlist{
			{Type: state.DepartingEmployee, Title: ptr("passed over"), Description: ptr("too")},
			{Type: state.CustomWatchlist, Title: ptr("Blue"), Description: ptr("d")},
			{Type: state.CustomWatchlist, Title: ptr("Blue")},
		} {
			made, err := tx.CreateWatchlist(n)
			require.NoError(t, err)
			assert.Equal(t, n.Type, made.Type)
			all = append(all, made)
		}
		return nil
	})
	assert.Nil(t, all[0].Title)
	assert.Nil(t, all[0].Description)
	assert.Len(t, all[0].ID, 36)
	assert.Equal(t, [2]string{"Blue", "d"}, [2]string{*all[1].Title, *all[1].Description})
	assert.NotEqual(t, all[1].ID, all[2].ID)
	assert.Equal(t, "audit_log::watchlist_created/1", lastAudit(t, w).Type)
	look(t, w, func(tx *state.Tx) error {
		for page, want := range map[state.Page][]state.Watchlist{
			{}: all, {Num: 1, Size: 2}: all[:2], {Num: 2, Size: 2}: all[2:], {Num: 2, Size: 3}: {}, {Num: 9, Size: 2}: {},
		} {
			found, total := tx.Watchlists(page)
			assert.Equal(t, want, found)
			assert.Equal(t, 3, total)
		}
		got, err := tx.WatchlistByID(all[1].ID)
		assert.Equal(t, all[1], got)
		return err
	})
}

// TestTheTextAboutAnUnknownType is what py42 looks for in the body as it was received.
func TestTheTextAboutAnUnknownType(t *testing.T) {
	t.Parallel()
	err := smallWorld(t).Write(state.System, func(tx *state.Tx) error { return drop(tx.CreateWatchlist(state.NewWatchlist{Type: "NOPE"})) })
	body, _ := json.Marshal(map[string]string{"title": fail.From(err).Message})
	assert.Contains(t, string(body), `Error converting value \"NOPE\" to type 'WatchlistSdk.Model.WatchlistType'.`)
}

func TestWatchlistRefusals(t *testing.T) {
	t.Parallel()
	create := func(n state.NewWatchlist) func(*state.Tx) error {
		return func(tx *state.Tx) error { return drop(tx.CreateWatchlist(n)) }
	}
	with := func(do func(*state.Tx, string) error) func(*state.Tx) error {
		return func(tx *state.Tx) error {
			made, err := tx.CreateWatchlist(state.NewWatchlist{Type: state.FlightRisk})
			if err != nil {
				return err
			}
			return do(tx, made.ID)
		}
	}
	refuse(t, system, map[string]rule{
		"an unknown type":       {create(state.NewWatchlist{Type: "NOPE"}), unknownType},
		"no type":               {create(state.NewWatchlist{}), refusal{fail.Invalid, 400, "", `Error converting value ""`}},
		"a type in small":       {create(state.NewWatchlist{Type: "flight_risk"}), refusal{fail.Invalid, 400, "", "Error converting value"}},
		"a second of a type":    {with(func(tx *state.Tx, _ string) error { return create(state.NewWatchlist{Type: state.FlightRisk})(tx) }), secondList},
		"custom, without title": {create(state.NewWatchlist{Type: state.CustomWatchlist}), titleless},
		"custom, blank title":   {create(state.NewWatchlist{Type: state.CustomWatchlist, Title: ptr(" ")}), titleless},
		"get none":              {func(tx *state.Tx) error { return drop(tx.WatchlistByID("9")) }, listGone},
		"delete none":           {func(tx *state.Tx) error { return tx.DeleteWatchlist("9") }, listGone},
		"members of none": {func(tx *state.Tx) error {
			_, _, err := tx.WatchlistMembers("9", state.Page{})
			return err
		}, listGone},
		"a member of none":   {func(tx *state.Tx) error { return drop(tx.WatchlistMember("9", caseyUID)) }, listGone},
		"nobody as a member": {with(func(tx *state.Tx, id string) error { return drop(tx.WatchlistMember(id, "9")) }), noUser},
		"who is no member":   {with(func(tx *state.Tx, id string) error { return drop(tx.WatchlistMember(id, caseyUID)) }), notListed},
		"add to none":        {func(tx *state.Tx) error { return tx.AddToWatchlist("9", []string{"9"}) }, badList},
		"remove from none":   {func(tx *state.Tx) error { return tx.RemoveFromWatchlist("9", nil) }, badList},
		"add nobody":         {with(func(tx *state.Tx, id string) error { return tx.AddToWatchlist(id, []string{caseyUID, "9"}) }), badUser},
		"remove nobody":      {with(func(tx *state.Tx, id string) error { return tx.RemoveFromWatchlist(id, []string{"9"}) }), badUser},
		"add by the number":  {with(func(tx *state.Tx, id string) error { return tx.AddToWatchlist(id, []string{"1003"}) }), badUser},
		"delete, then look": {with(func(tx *state.Tx, id string) error {
			require.NoError(t, tx.DeleteWatchlist(id))
			return tx.DeleteWatchlist(id)
		}), listGone},
		"delete, then add to": {with(func(tx *state.Tx, id string) error {
			require.NoError(t, tx.DeleteWatchlist(id))
			return tx.AddToWatchlist(id, nil)
		}), badList},
		"delete, then members": {with(func(tx *state.Tx, id string) error {
			require.NoError(t, tx.DeleteWatchlist(id))
			return drop(tx.WatchlistMember(id, caseyUID))
		}), listGone},
	})
	refuse(t, opsAdmin, map[string]rule{
		"add from beside":    {with(func(tx *state.Tx, id string) error { return tx.AddToWatchlist(id, []string{samUID}) }), forbidden},
		"look at one beside": {with(func(tx *state.Tx, id string) error { return drop(tx.WatchlistMember(id, samUID)) }), forbidden},
	})
}

func TestWatchlistMembers(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	admin := signedIn(t, w, "admin@example.com")
	list := watchlist(t, w, state.NewWatchlist{Type: state.NewEmployee})
	other := watchlist(t, w, state.NewWatchlist{Type: state.FlightRisk}, caseyUID)
	add := func(uids ...string) {
		w.Clock().Advance(time.Hour)
		must(t, w, admin, func(tx *state.Tx) error { return tx.AddToWatchlist(list.ID, uids) })
	}
	add(samUID)
	add(caseyUID, bossUID, caseyUID)
	add(samUID, adminUID) // who is on it stays as he is
	assert.Equal(t, "audit_log::watchlist_user_added/1", lastAudit(t, w).Type)
	assert.Equal(t, adminUID, lastAudit(t, w).UserID)
	const one, two, three, four = "sam@example.com", "boss@example.com", "casey@example.com", "admin@example.com"
	for page, want := range map[state.Page][]string{
		{}: {one, two, three, four}, {Num: 1, Size: 3}: {one, two, three}, {Num: 2, Size: 3}: {four}, {Num: 2, Size: 4}: {}, {Num: 2, Size: 2}: {three, four},
	} {
		got, total := watched(t, w, list, page)
		assert.Equal(t, want, got)
		assert.Equal(t, 4, total)
	}
	look(t, w, func(tx *state.Tx) error {
		m, err := tx.WatchlistMember(list.ID, samUID)
		assert.Equal(t, start.Add(time.Hour), m.Added)
		assert.Equal(t, samUID, m.UID)
		return err
	})
	require.NoError(t, w.Read(opsAdmin(t, w), func(tx *state.Tx) error {
		_, total, err := tx.WatchlistMembers(list.ID, state.Page{})
		assert.Equal(t, 2, total, "those within reach")
		return err
	}))

	must(t, w, admin, func(tx *state.Tx) error { return tx.RemoveFromWatchlist(list.ID, []string{samUID, bossUID}) })
	assert.Equal(t, "audit_log::watchlist_user_removed/1", lastAudit(t, w).Type)
	logged := lastAudit(t, w)
	must(t, w, admin, func(tx *state.Tx) error { return tx.RemoveFromWatchlist(list.ID, []string{samUID}) })
	assert.Equal(t, logged, lastAudit(t, w), "who is not on it is passed over")
	got, _ := watched(t, w, list, state.Page{})
	assert.Equal(t, []string{three, four}, got)
	got, _ = watched(t, w, other, state.Page{})
	assert.Equal(t, []string{three}, got)
	add(samUID)
	got, _ = watched(t, w, list, state.Page{})
	assert.Equal(t, []string{three, four, one}, got, "he is new again")

	must(t, w, state.System, func(tx *state.Tx) error { return tx.DeactivateUser(caseyUID, false) })
	got, _ = watched(t, w, list, state.Page{})
	assert.Equal(t, []string{three, four, one}, got, "a deactivated user stays")
}

func TestARefusedAdditionAddsNobody(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	list := watchlist(t, w, state.NewWatchlist{Type: state.NewEmployee})
	badUser.check(t, w.Write(state.System, func(tx *state.Tx) error { return tx.AddToWatchlist(list.ID, []string{caseyUID, "9"}) }))
	got, _ := watched(t, w, list, state.Page{})
	assert.Empty(t, got)
}

func TestDeleteWatchlist(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	list := watchlist(t, w, state.NewWatchlist{Type: state.FlightRisk}, caseyUID, samUID)
	kept := watchlist(t, w, state.NewWatchlist{Type: state.NewEmployee}, caseyUID)
	must(t, w, signedIn(t, w, "admin@example.com"), func(tx *state.Tx) error { return tx.DeleteWatchlist(list.ID) })
	assert.Equal(t, "audit_log::watchlist_deleted/1", lastAudit(t, w).Type)
	again := watchlist(t, w, state.NewWatchlist{Type: state.FlightRisk})
	assert.NotEqual(t, list.ID, again.ID)
	got, _ := watched(t, w, again, state.Page{})
	assert.Empty(t, got)
	got, _ = watched(t, w, kept, state.Page{})
	assert.Equal(t, []string{"casey@example.com"}, got)
}

func TestWatchlistsOfForksAreIndependent(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	list := watchlist(t, w, state.NewWatchlist{Type: state.FlightRisk}, caseyUID)
	w.Seal()
	a, b := w.Fork("a"), w.Fork("b")
	must(t, a, state.System, func(tx *state.Tx) error { return tx.DeleteWatchlist(list.ID) })
	must(t, b, state.System, func(tx *state.Tx) error { return tx.AddToWatchlist(list.ID, []string{samUID}) })
	_, inB := watched(t, b, list, state.Page{})
	_, inW := watched(t, w, list, state.Page{})
	assert.Equal(t, [2]int{2, 1}, [2]int{inB, inW})
	a = a.Fork("a")
	_, inA := watched(t, a, list, state.Page{})
	assert.Equal(t, 1, inA)
}
