package state_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

var (
	noProfile   = refusal{fail.Invalid, 400, "", "Could not find user"}
	onList      = refusal{fail.Invalid, 400, "", "User already on list"}
	notOnList   = refusal{fail.NotFound, 404, "", "Could not find item for user: "}
	badFilter   = refusal{fail.Invalid, 400, "", "filterType"}
	badSortKey  = refusal{fail.Invalid, 400, "", "srtKey"}
	badSortDir  = refusal{fail.Invalid, 400, "", "srtDirection"}
	unknownRisk = refusal{fail.Invalid, 400, "", "Invalid risk factor"}
)

var bothLists = []state.DetectionList{state.DepartingList, state.HighRiskList}

func TestDetectionLists(t *testing.T) {
	t.Parallel()
	for _, list := range bothLists {
		t.Run(string(list), func(t *testing.T) {
			t.Parallel()
			w := smallWorld(t)
			admin := signedIn(t, w, "admin@example.com")
			date := &state.Date{Year: 2023, Month: 6, Day: 1}
			var added state.DetectionEntry
			must(t, w, admin, func(tx *state.Tx) (err error) {
				added, err = tx.AddToDetectionList(list, caseyUID, date)
				return err
			})
			assert.Equal(t, start, added.Added)
			assert.Equal(t, date, added.Facts.EndDate)
			assert.Equal(t, []string{}, added.RiskFactors, "being on the list is no tag")
			assert.Nil(t, added.Exposure)
			onList.check(t, w.Write(admin, func(tx *state.Tx) error { return drop(tx.AddToDetectionList(list, caseyUID, nil)) }))
			look(t, w, func(tx *state.Tx) error {
				got, err := tx.DetectionEntry(list, caseyUID, nil)
				assert.Equal(t, added, got)
				found, _ := tx.Watchlists(state.Page{})
				require.Len(t, found, 1)
				_, other := tx.WatchlistMember(found[0].ID, caseyUID)
				assert.NoError(t, other, "the list stands on a watchlist")
				return err
			})
			must(t, w, admin, func(tx *state.Tx) error { return tx.RemoveFromDetectionList(list, caseyUID) })
			assert.Equal(t, "audit_log::watchlist_user_removed/1", lastAudit(t, w).Type)
			for range 2 {
				notOnList.check(t, w.Write(admin, func(tx *state.Tx) error { return tx.RemoveFromDetectionList(list, caseyUID) }))
			}
			assert.Equal(t, date, profile(t, w, caseyUID).Facts.EndDate, "the profile stays as it is")
			must(t, w, admin, func(tx *state.Tx) error {
				again, err := tx.AddToDetectionList(list, caseyUID, nil)
				assert.Equal(t, date, again.Facts.EndDate)
				_, n := tx.Watchlists(state.Page{})
				assert.Equal(t, 1, n, "and so does the watchlist")
				return err
			})
		})
	}
}

// TestOneTruth changes each fact in one family and reads it in the others.
func TestOneTruth(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	departing := watchlist(t, w, state.NewWatchlist{Type: state.DepartingEmployee}, caseyUID)
	risky := watchlist(t, w, state.NewWatchlist{Type: state.CustomWatchlist, Title: ptr("high RISK employees")}, samUID)
	flight := watchlist(t, w, state.NewWatchlist{Type: state.FlightRisk}, caseyUID)
	watchlist(t, w, state.NewWatchlist{Type: state.HighImpactEmployee}, bossUID)
	must(t, w, state.System, func(tx *state.Tx) error {
		e, err := tx.DetectionEntry(state.DepartingList, caseyUID, nil)
		require.NoError(t, err)
		assert.Equal(t, []string{"FLIGHT_RISK"}, e.RiskFactors)
		require.NoError(t, drop(tx.DetectionEntry(state.HighRiskList, samUID, nil)))
		notOnList.check(t, drop(tx.DetectionEntry(state.HighRiskList, bossUID, nil)))

		require.NoError(t, drop(tx.UpdateRiskProfile(caseyUID, "endDate, notes", state.RiskChange{EndDate: &state.Date{Year: 2023, Month: 5, Day: 6}, Notes: ptr("n")})))
		e, err = tx.DetectionEntry(state.DepartingList, caseyUID, nil)
		require.NoError(t, err)
		assert.Equal(t, [2]string{"2023-05-06", "n"}, [2]string{e.Facts.EndDate.String(), e.Facts.Notes})

		e, err = tx.UpdateDeparture(caseyUID, &state.Date{Year: 2023, Month: 7, Day: 8})
		require.NoError(t, err)
		assert.Equal(t, "2023-07-08", e.Facts.EndDate.String())
		require.NoError(t, drop(tx.UpdateDetectionNotes(caseyUID, "new")))
		require.NoError(t, drop(tx.AddCloudUsernames(caseyUID, []string{"c@example.net"})))
		p, err := tx.RiskProfile(caseyUID)
		require.NoError(t, err)
		assert.Equal(t, [2]string{"2023-07-08", "new"}, [2]string{p.Facts.EndDate.String(), p.Facts.Notes})
		assert.Equal(t, []string{"casey@example.com", "c@example.net"}, p.CloudAliases)
		d, err := tx.RemoveCloudUsernames(caseyUID, []string{"c@example.net"})
		require.NoError(t, err)
		assert.Equal(t, []string{"casey@example.com"}, d.CloudAliases)
		e, err = tx.UpdateDeparture(caseyUID, nil)
		assert.Nil(t, e.Facts.EndDate)
		require.NoError(t, err)

		d, err = tx.AddRiskFactors(caseyUID, []string{"CONTRACT_EMPLOYEE", "FLIGHT_RISK", "HIGH_IMPACT_EMPLOYEE"})
		assert.Equal(t, []string{"HIGH_IMPACT_EMPLOYEE", "FLIGHT_RISK", "CONTRACT_EMPLOYEE"}, d.RiskFactors)
		require.NoError(t, err)
		d, err = tx.RemoveRiskFactors(caseyUID, []string{"FLIGHT_RISK", "PERFORMANCE_CONCERNS", "FLIGHT_RISK"})
		assert.Equal(t, []string{"HIGH_IMPACT_EMPLOYEE", "CONTRACT_EMPLOYEE"}, d.RiskFactors)
		require.NoError(t, err)
		notListed.check(t, drop(tx.WatchlistMember(flight.ID, caseyUID)))
		notOnList.check(t, drop(tx.DetectionEntry(state.HighRiskList, caseyUID, nil)))

		require.NoError(t, drop(tx.AddToDetectionList(state.HighRiskList, bossUID, nil)))
		require.NoError(t, drop(tx.WatchlistMember(risky.ID, bossUID)))
		require.NoError(t, tx.RemoveFromDetectionList(state.DepartingList, caseyUID))
		notListed.check(t, drop(tx.WatchlistMember(departing.ID, caseyUID)))
		require.NoError(t, tx.AddToWatchlist(departing.ID, []string{caseyUID}))
		onList.check(t, drop(tx.AddToDetectionList(state.DepartingList, caseyUID, nil)))
		require.NoError(t, tx.DeleteWatchlist(departing.ID))
		notOnList.check(t, drop(tx.DetectionEntry(state.DepartingList, caseyUID, nil)))
		return nil
	})
}

func TestDetectionUsers(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	look(t, w, func(tx *state.Tx) error {
		byUID, err := tx.DetectionUser(caseyUID)
		require.NoError(t, err)
		byName, err := tx.DetectionUserByName("CASEY@example.com")
		assert.Equal(t, byUID, byName)
		assert.Equal(t, state.DetectionUser{RiskProfile: profile(t, w, caseyUID), RiskFactors: []string{}}, byUID)
		return err
	})
	must(t, w, signedIn(t, w, "admin@example.com"), func(tx *state.Tx) error {
		d, err := tx.UpdateDetectionNotes(caseyUID, "seen")
		assert.Equal(t, "seen", d.Facts.Notes)
		return err
	})
	assert.Equal(t, "audit_log::user_risk_profile_updated/1", lastAudit(t, w).Type)
}

func TestDetectionRefusals(t *testing.T) {
	t.Parallel()
	search := func(list state.DetectionList, s state.DetectionSearch) func(*state.Tx) error {
		return func(tx *state.Tx) error { return drop(tx.SearchDetectionList(list, s, state.Page{})) }
	}
	rules := map[string]rule{
		"nobody by uid":               {func(tx *state.Tx) error { return drop(tx.DetectionUser("9")) }, noProfile},
		"nobody by name":              {func(tx *state.Tx) error { return drop(tx.DetectionUserByName("9")) }, noProfile},
		"notes of nobody":             {func(tx *state.Tx) error { return drop(tx.UpdateDetectionNotes("9", "")) }, noProfile},
		"tags for nobody":             {func(tx *state.Tx) error { return drop(tx.AddRiskFactors("9", nil)) }, noProfile},
		"no tags for nobody":          {func(tx *state.Tx) error { return drop(tx.RemoveRiskFactors("9", nil)) }, noProfile},
		"names for nobody":            {func(tx *state.Tx) error { return drop(tx.AddCloudUsernames("9", nil)) }, noProfile},
		"no names for nobody":         {func(tx *state.Tx) error { return drop(tx.RemoveCloudUsernames("9", nil)) }, noProfile},
		"too many names":              {func(tx *state.Tx) error { return drop(tx.AddCloudUsernames(caseyUID, []string{"a", "b"})) }, tooMany},
		"an unknown tag":              {func(tx *state.Tx) error { return drop(tx.AddRiskFactors(caseyUID, []string{"FLIGHT_RISK", "X"})) }, unknownRisk},
		"a watchlist that is no tag":  {func(tx *state.Tx) error { return drop(tx.AddRiskFactors(caseyUID, []string{"NEW_EMPLOYEE"})) }, unknownRisk},
		"take an unknown tag":         {func(tx *state.Tx) error { return drop(tx.RemoveRiskFactors(caseyUID, []string{"flight_risk"})) }, unknownRisk},
		"departure of who stays":      {func(tx *state.Tx) error { return drop(tx.UpdateDeparture(caseyUID, nil)) }, notOnList},
		"high risk ones do not leave": {search(state.HighRiskList, state.DetectionSearch{Filter: state.ListLeavingToday}), badFilter},
		"nor have they last days":     {search(state.HighRiskList, state.DetectionSearch{SortKey: state.SortDeparture}), badSortKey},
		"departing on no day": {func(tx *state.Tx) error {
			return drop(tx.AddToDetectionList(state.DepartingList, caseyUID, &state.Date{Year: 2023, Month: 2, Day: 30}))
		}, badDate},
		"departure on no day": {func(tx *state.Tx) error {
			require.NoError(t, drop(tx.AddToDetectionList(state.DepartingList, caseyUID, nil)))
			return drop(tx.UpdateDeparture(caseyUID, &state.Date{Year: 2023, Month: 2, Day: 30}))
		}, badDate},
	}
	for _, list := range bothLists {
		for what, r := range map[string]rule{
			"add nobody":     {func(tx *state.Tx) error { return drop(tx.AddToDetectionList(list, "9", nil)) }, noProfile},
			"remove nobody":  {func(tx *state.Tx) error { return tx.RemoveFromDetectionList(list, "9") }, notOnList},
			"remove no one":  {func(tx *state.Tx) error { return tx.RemoveFromDetectionList(list, caseyUID) }, notOnList},
			"get nobody":     {func(tx *state.Tx) error { return drop(tx.DetectionEntry(list, "9", nil)) }, notOnList},
			"get no one":     {func(tx *state.Tx) error { return drop(tx.DetectionEntry(list, caseyUID, nil)) }, notOnList},
			"filter":         {search(list, state.DetectionSearch{Filter: "CLOSED"}), badFilter},
			"sort key":       {search(list, state.DetectionSearch{SortKey: "created_at"}), badSortKey},
			"sort direction": {search(list, state.DetectionSearch{SortDir: "UP"}), badSortDir},
			"get no one where others are": {func(tx *state.Tx) error {
				require.NoError(t, drop(tx.AddToDetectionList(list, samUID, nil)))
				return drop(tx.DetectionEntry(list, caseyUID, nil))
			}, notOnList},
		} {
			rules[string(list)+" "+what] = r
		}
	}
	refuse(t, system, rules)
	refuse(t, opsAdmin, map[string]rule{
		"read":         {func(tx *state.Tx) error { return drop(tx.DetectionUser(samUID)) }, forbidden},
		"read by name": {func(tx *state.Tx) error { return drop(tx.DetectionUserByName("sam@example.com")) }, forbidden},
		"add":          {func(tx *state.Tx) error { return drop(tx.AddToDetectionList(state.DepartingList, samUID, nil)) }, forbidden},
		"get":          {func(tx *state.Tx) error { return drop(tx.DetectionEntry(state.DepartingList, samUID, nil)) }, forbidden},
		"remove":       {func(tx *state.Tx) error { return tx.RemoveFromDetectionList(state.HighRiskList, samUID) }, forbidden},
	})
}

func TestDetectionAlerts(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	admin := signedIn(t, w, "admin@example.com")
	enabled := func(list state.DetectionList) (on bool) {
		look(t, w, func(tx *state.Tx) error { on = tx.DetectionAlerts(list); return nil })
		return on
	}
	assert.True(t, enabled(state.DepartingList))
	for _, on := range []bool{false, false, true} {
		must(t, w, admin, func(tx *state.Tx) error { return tx.SetDetectionAlerts(state.DepartingList, on) })
		assert.Equal(t, on, enabled(state.DepartingList))
		assert.True(t, enabled(state.HighRiskList))
	}
	assert.Equal(t, "audit_log::detection_list_alerts_enabled/1", lastAudit(t, w).Type)
}

// exposure is made up: Casey is exposed for a month, Sam since yesterday, the others are not.
func exposure(people []state.User, since time.Time) ([]state.Exposure, error) {
	counted := make([]state.Exposure, len(people))
	for i, u := range people {
		switch {
		case u.UID == samUID:
			counted[i] = state.Exposure{Events: 2, Bytes: 9000}
		case u.UID == caseyUID && since.Before(start.Add(-25*time.Hour)):
			counted[i] = state.Exposure{Events: 11, Bytes: 100}
		}
	}
	return counted, nil
}

func TestSearchDetectionList(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	must(t, w, state.System, func(tx *state.Tx) error {
		for i, uid := range []string{samUID, caseyUID, adminUID, bossUID} {
			tx.Now = start.Add(time.Duration(i) * -time.Hour) // the last one has been on the lists for the longest
			for _, list := range bothLists {
				require.NoError(t, drop(tx.AddToDetectionList(list, uid, nil)))
			}
		}
		require.NoError(t, drop(tx.UpdateDeparture(bossUID, &state.Date{Year: 2023, Month: 5, Day: 6})))
		require.NoError(t, drop(tx.UpdateDeparture(samUID, &state.Date{Year: 2023, Month: 5, Day: 7})))
		require.NoError(t, drop(tx.AddRiskFactors(caseyUID, []string{"FLIGHT_RISK"})))
		return drop(tx.UpdateUser(adminUID, state.UserChange{FirstName: ptr("Zoe")}))
	})
	const admin, boss, casey, sam = "admin@example.com", "boss@example.com", "casey@example.com", "sam@example.com"
	type search = state.DetectionSearch
	for name, c := range map[string]struct {
		search search
		page   state.Page
		list   state.DetectionList
		want   []string
		total  int
	}{
		"by default":              {want: []string{sam, casey, admin, boss}, total: 4},
		"of the other list":       {list: state.HighRiskList, want: []string{sam, casey, admin, boss}, total: 4},
		"the oldest first":        {search: search{SortDir: "ASC"}, want: []string{boss, admin, casey, sam}, total: 4},
		"by name":                 {search: search{SortKey: "DISPLAY_NAME", SortDir: "ASC"}, want: []string{boss, casey, sam, admin}, total: 4},
		"by name, descending":     {search: search{SortKey: "DISPLAY_NAME", SortDir: "DESC"}, want: []string{admin, sam, casey, boss}, total: 4},
		"by events":               {search: search{SortKey: "NUM_EVENTS", Count: exposure}, want: []string{casey, sam, boss, admin}, total: 4},
		"by bytes":                {search: search{SortKey: "TOTAL_BYTES", SortDir: "ASC", Count: exposure}, want: []string{boss, admin, casey, sam}, total: 4},
		"by events, uncounted":    {search: search{SortKey: "NUM_EVENTS"}, want: []string{boss, admin, casey, sam}, total: 4},
		"exposed in a month":      {search: search{Filter: "EXFILTRATION_30_DAYS", Count: exposure}, want: []string{sam, casey}, total: 2},
		"exposed in a day":        {search: search{Filter: "EXFILTRATION_24_HOURS", Count: exposure}, want: []string{sam}, total: 1},
		"exposed, uncounted":      {search: search{Filter: "EXFILTRATION_30_DAYS"}, want: []string{}},
		"leaving today":           {search: search{Filter: "LEAVING_TODAY", Count: exposure}, want: []string{boss}, total: 1},
		"by the last day":         {search: search{SortKey: "DEPARTURE_DATE"}, want: []string{sam, boss, admin, casey}, total: 4},
		"of a risk factor":        {search: search{RiskFactors: []string{"FLIGHT_RISK", "CONTRACT_EMPLOYEE"}}, want: []string{casey}, total: 1},
		"of a factor nobody has":  {list: state.HighRiskList, search: search{RiskFactors: []string{"X"}}, want: []string{}},
		"the first page":          {page: state.Page{Num: 1, Size: 3}, want: []string{sam, casey, admin}, total: 4},
		"the last page":           {page: state.Page{Num: 2, Size: 3}, want: []string{boss}, total: 4},
		"the page after":          {page: state.Page{Num: 2, Size: 4}, want: []string{}, total: 4},
		"far beyond":              {page: state.Page{Num: 99, Size: 4}, want: []string{}, total: 4},
		"a page of who is leaked": {search: search{Filter: "EXFILTRATION_30_DAYS", Count: exposure}, page: state.Page{Num: 2, Size: 1}, want: []string{casey}, total: 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if c.list == "" {
				c.list = state.DepartingList
			}
			look(t, w, func(tx *state.Tx) error {
				r, err := tx.SearchDetectionList(c.list, c.search, c.page)
				names := []string{}
				for _, e := range r.Items {
					names = append(names, e.Username)
					assert.Equal(t, c.search.Count != nil, e.Exposure != nil)
				}
				assert.Equal(t, c.want, names)
				assert.Equal(t, c.total, r.Total)
				return err
			})
		})
	}
	look(t, w, func(tx *state.Tx) error {
		r, err := tx.SearchDetectionList(state.DepartingList, search{Count: exposure}, state.Page{Num: 1, Size: 1})
		require.NoError(t, err)
		assert.Equal(t, []state.Rollup{{Filter: "OPEN", Total: 4}, {Filter: "EXFILTRATION_24_HOURS", Total: 1}, {Filter: "EXFILTRATION_30_DAYS", Total: 2}, {Filter: "LEAVING_TODAY", Total: 1}}, r.Rollups)
		assert.Equal(t, [3]string{"OPEN", "CREATED_AT", "DESC"}, [3]string{string(r.Filter), r.SortKey, r.SortDir})
		r, err = tx.SearchDetectionList(state.HighRiskList, search{}, state.Page{})
		require.NoError(t, err)
		assert.Equal(t, []state.Rollup{{Filter: "OPEN", Total: 4}, {Filter: "EXFILTRATION_24_HOURS"}, {Filter: "EXFILTRATION_30_DAYS"}}, r.Rollups)
		e, err := tx.DetectionEntry(state.HighRiskList, caseyUID, exposure)
		assert.Equal(t, &state.Exposure{Events: 11, Bytes: 100}, e.Exposure)
		return err
	})
	w.Seal()
	tomorrow := w.Fork("")
	tomorrow.Clock().Advance(24 * time.Hour)
	look(t, tomorrow, func(tx *state.Tx) error {
		r, err := tx.SearchDetectionList(state.DepartingList, search{Filter: "LEAVING_TODAY"}, state.Page{})
		require.Len(t, r.Items, 1, "today is the clock's")
		assert.Equal(t, sam, r.Items[0].Username)
		return err
	})
	require.NoError(t, w.Read(opsAdmin(t, w), func(tx *state.Tx) error {
		r, err := tx.SearchDetectionList(state.DepartingList, search{}, state.Page{})
		assert.Equal(t, 2, r.Total, "those of the organization")
		return err
	}))
}

func TestAnEmptyDetectionList(t *testing.T) {
	t.Parallel()
	look(t, smallWorld(t), func(tx *state.Tx) error {
		for _, list := range bothLists {
			r, err := tx.SearchDetectionList(list, state.DetectionSearch{Count: exposure}, state.Page{Num: 1, Size: 100})
			require.NoError(t, err)
			assert.Equal(t, []state.DetectionEntry{}, r.Items)
			assert.Zero(t, r.Total)
		}
		return nil
	})
}

func TestDetectionListsOfForksAreIndependent(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	a, b := w.Fork("a"), w.Fork("b")
	var inA, inB state.DetectionEntry
	must(t, a, state.System, func(tx *state.Tx) (err error) {
		inA, err = tx.AddToDetectionList(state.DepartingList, caseyUID, nil)
		return err
	})
	must(t, a, state.System, func(tx *state.Tx) error { return drop(tx.AddCloudUsernames(caseyUID, []string{"x"})) })
	must(t, a, state.System, func(tx *state.Tx) error { return tx.SetDetectionAlerts(state.DepartingList, false) })
	must(t, b, state.System, func(tx *state.Tx) (err error) {
		inB, err = tx.AddToDetectionList(state.DepartingList, caseyUID, nil)
		return err
	})
	assert.Equal(t, inA, inB)
	assert.Len(t, profile(t, b, caseyUID).CloudAliases, 1)
	look(t, b, func(tx *state.Tx) error { assert.True(t, tx.DetectionAlerts(state.DepartingList)); return nil })
	look(t, w, func(tx *state.Tx) error {
		notOnList.check(t, drop(tx.DetectionEntry(state.DepartingList, caseyUID, nil)))
		return nil
	})
}
