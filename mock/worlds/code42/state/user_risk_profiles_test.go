package state_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

var (
	badDate    = refusal{fail.Invalid, 400, "", "Invalid date"}
	badPaths   = refusal{fail.Invalid, 400, "", "Invalid paths"}
	tooMany    = refusal{fail.Invalid, 400, "", "Cloud usernames must be less than or equal to 2"}
	blankAlias = refusal{fail.Invalid, 400, "", "A cloud username is required"}
	ownName    = refusal{fail.Invalid, 400, "", "The username cannot be removed"}
)

func profile(t *testing.T, w *state.World, uid string) (p state.RiskProfile) {
	t.Helper()
	look(t, w, func(tx *state.Tx) (err error) { p, err = tx.RiskProfile(uid); return err })
	return p
}

func TestEveryUserHasARiskProfile(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	p := profile(t, w, samUID)
	assert.Equal(t, user(t, w, samUID), p.User)
	assert.Equal(t, state.RiskFacts{UserID: 1004}, p.Facts)
	assert.Equal(t, "1d71796f-af5b-4231-9d8e-df6434da4663", p.TenantUID)
	assert.Equal(t, "sam@example.com", p.DisplayName())
	assert.Equal(t, []string{"sam@example.com"}, p.CloudAliases)
	assert.Zero(t, p.Manager)

	must(t, w, state.System, func(tx *state.Tx) error {
		require.NoError(t, tx.SetPerson(caseyUID, state.Person{Title: ptr("Analyst"), ManagerUID: ptr(bossUID)}))
		require.NoError(t, tx.SetPerson(samUID, state.Person{ManagerUID: ptr("9")}))
		return drop(tx.UpdateUser(caseyUID, state.UserChange{FirstName: ptr(" Casey ")}))
	})
	p = profile(t, w, caseyUID)
	assert.Equal(t, [3]string{"Casey Jones", "Analyst", "boss@example.com"}, [3]string{p.DisplayName(), *p.Person.Title, p.Manager.Username})
	assert.Zero(t, profile(t, w, samUID).Manager, "a manager who is no user")

	must(t, w, state.System, func(tx *state.Tx) error { return tx.DeactivateUser(caseyUID, false) })
	assert.False(t, profile(t, w, caseyUID).Active, "a deactivated user's profile stays")
}

func TestUpdateRiskProfile(t *testing.T) {
	t.Parallel()
	first, last := &state.Date{Year: 2020, Month: 10, Day: 10}, &state.Date{Year: 2024, Month: 2, Day: 29}
	full := state.RiskFacts{UserID: 1003, StartDate: first, EndDate: last, Notes: "note"}
	for name, c := range map[string]struct {
		mask   string
		change state.RiskChange
		want   state.RiskFacts
	}{
		"nothing new":    {"notes", state.RiskChange{Notes: ptr("note")}, full},
		"one":            {"notes", state.RiskChange{Notes: ptr("new")}, state.RiskFacts{UserID: 1003, StartDate: first, EndDate: last, Notes: "new"}},
		"all":            {"startDate, endDate, notes", state.RiskChange{StartDate: last, EndDate: first, Notes: ptr("x")}, state.RiskFacts{UserID: 1003, StartDate: last, EndDate: first, Notes: "x"}},
		"cleared":        {"startDate, endDate, notes", state.RiskChange{}, state.RiskFacts{UserID: 1003}},
		"one cleared":    {" endDate ", state.RiskChange{}, state.RiskFacts{UserID: 1003, StartDate: first, Notes: "note"}},
		"without blanks": {"startDate,endDate", state.RiskChange{StartDate: last}, state.RiskFacts{UserID: 1003, StartDate: last, Notes: "note"}},
		"unmasked":       {"notes", state.RiskChange{StartDate: last, EndDate: first, Notes: ptr("new")}, state.RiskFacts{UserID: 1003, StartDate: first, EndDate: last, Notes: "new"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := smallWorld(t)
			before := user(t, w, caseyUID)
			must(t, w, state.System, func(tx *state.Tx) error {
				return drop(tx.UpdateRiskProfile(caseyUID, "startDate, endDate, notes", state.RiskChange{StartDate: first, EndDate: last, Notes: ptr("note")}))
			})
			w.Clock().Advance(time.Hour)
			var got state.RiskProfile
			must(t, w, signedIn(t, w, "admin@example.com"), func(tx *state.Tx) (err error) {
				got, err = tx.UpdateRiskProfile(caseyUID, c.mask, c.change)
				return err
			})
			assert.Equal(t, c.want, got.Facts)
			assert.Equal(t, got, profile(t, w, caseyUID))
			assert.Equal(t, before, user(t, w, caseyUID), "the user's own row stays as it is")
			assert.Equal(t, "audit_log::user_risk_profile_updated/1", lastAudit(t, w).Type)
			assert.Equal(t, caseyUID, lastAudit(t, w).UserID)
		})
	}
}

func TestRiskProfileRefusals(t *testing.T) {
	t.Parallel()
	update := func(mask string, c state.RiskChange) func(*state.Tx) error {
		return func(tx *state.Tx) error { return drop(tx.UpdateRiskProfile(caseyUID, mask, c)) }
	}
	add := func(names ...string) func(*state.Tx) error {
		return func(tx *state.Tx) error { return drop(tx.AddCloudAliases(caseyUID, names)) }
	}
	refuse(t, system, map[string]rule{
		"nobody's":                  {func(tx *state.Tx) error { return drop(tx.RiskProfile("9")) }, noUser},
		"update nobody's":           {func(tx *state.Tx) error { return drop(tx.UpdateRiskProfile("9", "notes", state.RiskChange{})) }, noUser},
		"update nothing":            {update("", state.RiskChange{}), badPaths},
		"update what there is not":  {update("notes, title", state.RiskChange{}), badPaths},
		"a day that does not exist": {update("startDate", state.RiskChange{StartDate: &state.Date{Year: 2023, Month: 2, Day: 29}}), badDate},
		"a month that does not":     {update("endDate", state.RiskChange{EndDate: &state.Date{Year: 2023, Month: 13, Day: 1}}), badDate},
		"no year":                   {update("endDate", state.RiskChange{EndDate: &state.Date{Month: 1, Day: 1}}), badDate},
		"a negative day":            {update("endDate", state.RiskChange{EndDate: &state.Date{Year: 2023, Month: 1, Day: -1}}), badDate},
		"a year of five digits":     {update("endDate", state.RiskChange{EndDate: &state.Date{Year: 20231, Month: 1, Day: 1}}), badDate},
		"aliases of nobody":         {func(tx *state.Tx) error { return drop(tx.AddCloudAliases("9", nil)) }, noUser},
		"no aliases of nobody":      {func(tx *state.Tx) error { return drop(tx.DeleteCloudAliases("9", nil)) }, noUser},
		"two more":                  {add("a", "b"), tooMany},
		"a third": {func(tx *state.Tx) error {
			require.NoError(t, add("a")(tx))
			return add("b")(tx)
		}, tooMany},
		"a blank one":        {add(" "), blankAlias},
		"take the username":  {func(tx *state.Tx) error { return drop(tx.DeleteCloudAliases(caseyUID, []string{"CASEY@example.com"})) }, ownName},
		"no such day":        {func(*state.Tx) error { return drop(state.ParseDate("2023-02-30")) }, badDate},
		"no such way to say": {func(*state.Tx) error { return drop(state.ParseDate("30.3.2023")) }, badDate},
	})
	refuse(t, opsAdmin, map[string]rule{
		"read":   {func(tx *state.Tx) error { return drop(tx.RiskProfile(samUID)) }, forbidden},
		"update": {func(tx *state.Tx) error { return drop(tx.UpdateRiskProfile(samUID, "notes", state.RiskChange{})) }, forbidden},
		"alias":  {func(tx *state.Tx) error { return drop(tx.AddCloudAliases(samUID, []string{"x"})) }, forbidden},
	})
}

func TestDates(t *testing.T) {
	t.Parallel()
	d, err := state.ParseDate("2024-02-29")
	require.NoError(t, err)
	assert.Equal(t, state.Date{Year: 2024, Month: 2, Day: 29}, d)
	assert.Equal(t, "2024-02-29", d.String())
	assert.Equal(t, "0987-06-05", state.Date{Year: 987, Month: 6, Day: 5}.String())
	assert.Equal(t, "2023-05-06", state.DateOf(time.Date(2023, 5, 7, 1, 0, 0, 0, time.FixedZone("", 7200))).String(), "in UTC")
}

func FuzzParseDate(f *testing.F) {
	for _, seed := range []string{"2024-02-29", "2023-02-29", "", "0000-01-01", "2024-2-9", "20240209"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if d, err := state.ParseDate(text); err == nil {
			assert.Equal(t, text, d.String())
		}
	})
}

func TestCloudAliases(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	admin := signedIn(t, w, "admin@example.com")
	const own = "casey@example.com"
	before := user(t, w, caseyUID)
	w.Clock().Advance(time.Hour)
	for _, step := range []struct {
		what string
		do   func(*state.Tx, string, []string) (state.RiskProfile, error)
		name []string
		want []string
	}{
		{"add", (*state.Tx).AddCloudAliases, []string{"c@example.net"}, []string{own, "c@example.net"}},
		{"add again", (*state.Tx).AddCloudAliases, []string{"C@example.net", "Casey@example.com"}, []string{own, "c@example.net"}},
		{"delete another", (*state.Tx).DeleteCloudAliases, []string{"other"}, []string{own, "c@example.net"}},
		{"delete", (*state.Tx).DeleteCloudAliases, []string{"c@EXAMPLE.net"}, []string{own}},
		{"delete again", (*state.Tx).DeleteCloudAliases, []string{"c@example.net"}, []string{own}},
		{"add one twice", (*state.Tx).AddCloudAliases, []string{" d ", "d"}, []string{own, "d"}},
	} {
		must(t, w, admin, func(tx *state.Tx) error {
			got, err := step.do(tx, caseyUID, step.name)
			assert.Equal(t, step.want, got.CloudAliases, step.what)
			return err
		})
		assert.Equal(t, step.want, profile(t, w, caseyUID).CloudAliases, step.what)
	}
	assert.Equal(t, "audit_log::user_cloud_aliases_changed/1", lastAudit(t, w).Type)
	assert.Equal(t, before.Modified, user(t, w, caseyUID).Modified)
	look(t, w, func(tx *state.Tx) error {
		s, err := tx.Scim(caseyUID)
		assert.Equal(t, []string{own, "d"}, s.CloudUsernames)
		return err
	})
	for _, rename := range []struct {
		to   string
		want []string
	}{{"Casey@Example.com", []string{"Casey@Example.com", "d"}}, {"k@example.com", []string{"k@example.com", "d"}}} {
		must(t, w, admin, func(tx *state.Tx) error { return drop(tx.UpdateUser(caseyUID, state.UserChange{Username: &rename.to})) })
		assert.Equal(t, rename.want, profile(t, w, caseyUID).CloudAliases, "the first is always the username")
	}
	must(t, w, admin, func(tx *state.Tx) error {
		require.NoError(t, drop(tx.DeleteCloudAliases(caseyUID, []string{"d"})))
		require.NoError(t, drop(tx.AddCloudAliases(caseyUID, []string{"new@example.com"})))
		return drop(tx.UpdateUser(caseyUID, state.UserChange{Username: ptr("new@example.com")}))
	})
	assert.Equal(t, []string{"new@example.com"}, profile(t, w, caseyUID).CloudAliases)
}

func TestRiskProfiles(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	must(t, w, state.System, func(tx *state.Tx) error {
		require.NoError(t, tx.SetPerson(caseyUID, state.Person{
			Title: ptr("Analyst"), Department: ptr("Finance"), Division: ptr("East"), Locality: ptr("Austin"), Region: ptr("TX"), Country: ptr("US"),
			EmployeeType: ptr("Employee"), ManagerUID: ptr(bossUID),
		}))
		require.NoError(t, tx.SetPerson(samUID, state.Person{Country: ptr("US"), EmployeeType: ptr("Contractor")}))
		return tx.DeactivateUser(samUID, false)
	})
	const admin, boss, casey, sam = "admin@example.com", "boss@example.com", "casey@example.com", "sam@example.com"
	for name, c := range map[string]struct {
		filter state.RiskProfileFilter
		page   state.Page
		want   []string
		total  int
	}{
		"all":               {want: []string{admin, boss, casey, sam}, total: 4},
		"the first page":    {page: state.Page{Num: 1, Size: 3}, want: []string{admin, boss, casey}, total: 4},
		"the last page":     {page: state.Page{Num: 2, Size: 3}, want: []string{sam}, total: 4},
		"the page after":    {page: state.Page{Num: 2, Size: 4}, want: []string{}, total: 4},
		"manager":           {filter: state.RiskProfileFilter{ManagerUID: ptr(bossUID)}, want: []string{casey}, total: 1},
		"title":             {filter: state.RiskProfileFilter{Title: ptr("analyst")}, want: []string{casey}, total: 1},
		"a part of a title": {filter: state.RiskProfileFilter{Title: ptr("ana")}, want: []string{}},
		"division":          {filter: state.RiskProfileFilter{Division: ptr("East")}, want: []string{casey}, total: 1},
		"department":        {filter: state.RiskProfileFilter{Department: ptr("finance")}, want: []string{casey}, total: 1},
		"employment type":   {filter: state.RiskProfileFilter{EmployeeType: ptr("Contractor")}, want: []string{sam}, total: 1},
		"country":           {filter: state.RiskProfileFilter{Country: ptr("us")}, want: []string{casey, sam}, total: 2},
		"region":            {filter: state.RiskProfileFilter{Region: ptr("tx")}, want: []string{casey}, total: 1},
		"locality":          {filter: state.RiskProfileFilter{Locality: ptr("Austin")}, want: []string{casey}, total: 1},
		"a blank country":   {filter: state.RiskProfileFilter{Country: ptr("")}, want: []string{admin, boss, casey, sam}, total: 4},
		"a blank manager":   {filter: state.RiskProfileFilter{ManagerUID: ptr(""), Country: ptr("US")}, want: []string{casey, sam}, total: 2},
		"active":            {filter: state.RiskProfileFilter{Active: ptr(true)}, want: []string{admin, boss, casey}, total: 3},
		"inactive":          {filter: state.RiskProfileFilter{Active: ptr(false)}, want: []string{sam}, total: 1},
		"deleted":           {filter: state.RiskProfileFilter{Deleted: ptr(true)}, want: []string{}},
		"not deleted":       {filter: state.RiskProfileFilter{Deleted: ptr(false), Active: ptr(false)}, want: []string{sam}, total: 1},
		"support":           {filter: state.RiskProfileFilter{SupportUser: ptr(true)}, want: []string{}},
		"not support":       {filter: state.RiskProfileFilter{SupportUser: ptr(false), Title: ptr("Analyst")}, want: []string{casey}, total: 1},
		"two that disagree": {filter: state.RiskProfileFilter{Title: ptr("Analyst"), EmployeeType: ptr("Contractor")}, want: []string{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			look(t, w, func(tx *state.Tx) error {
				found, total := tx.RiskProfiles(c.filter, c.page)
				names := []string{}
				for _, p := range found {
					names = append(names, p.Username)
				}
				assert.Equal(t, c.want, names)
				assert.Equal(t, c.total, total)
				return nil
			})
		})
	}
	require.NoError(t, w.Read(opsAdmin(t, w), func(tx *state.Tx) error {
		_, total := tx.RiskProfiles(state.RiskProfileFilter{}, state.Page{})
		assert.Equal(t, 2, total, "those of the organization")
		return nil
	}))
}

// TestTooManyCloudNamesAreRefusedAtTheFirst: each name was compared to all before it, however many two are. Here that would be for hours.
func TestTooManyCloudNamesAreRefusedAtTheFirst(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	names := make([]string, 1_000_000)
	for i := range names {
		names[i] = fmt.Sprint("name ", i)
	}
	err := w.Write(state.System, func(tx *state.Tx) error { return drop(tx.AddCloudAliases(caseyUID, names)) })
	require.ErrorContains(t, err, "Cloud usernames must be less than or equal to 2")
	assert.Equal(t, []string{"casey@example.com"}, user(t, w, caseyUID).CloudAliases)
}
