package state_test

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// criteria makes conditions of triples.
func criteria(words ...string) (list []state.CriterionInput) {
	for i := 0; i < len(words); i += 3 {
		list = append(list, state.CriterionInput{Field: words[i], Operator: words[i+1], Value: words[i+2]})
	}
	return list
}

func dynamic(name string, all bool, list []state.CriterionInput) state.NewResourceGroup {
	return state.NewResourceGroup{Dynamic: true, GroupSettings: state.GroupSettings{Name: &name, MatchAll: &all, Criteria: list}}
}

// groups lists the names of a resource's groups, as its owner sees them.
func groups(t testing.TB, w *state.World, user, resource string) (names []string) {
	t.Helper()
	do(t, w, user, func(tx *state.Tx) error {
		list, err := tx.AssociatedGroups(resource)
		for _, g := range list {
			names = append(names, g.Name)
		}
		return err
	})
	return names
}

func TestADynamicGroupFollowsItsResources(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	var g state.ResourceGroup
	do(t, w, "admin", func(tx *state.Tx) (err error) {
		g, err = tx.CreateResourceGroup(dynamic("VM Windows", true, criteria("RESOURCE_NAME", "", "VM", "RESOURCE_TYPE", "", "Windows")))
		return err
	})
	assert.Equal(t, []any{int64(303 + 1), true, true}, []any{g.ID, g.Dynamic, g.MatchAll})
	share(t, w, group(g.ID), guest, state.ViewAccess)
	assert.Empty(t, sees(t, w, "guest"))
	step := func(want []string, fn func(*state.Tx) error) {
		do(t, w, "admin", fn)
		assert.Equal(t, want, sees(t, w, "guest"))
	}
	step([]string{"vm-1 0"}, func(tx *state.Tx) error {
		return drop(tx.CreateResource(named("vm-1")))
	})
	assert.Equal(t, []string{"Default Group", "VM Windows"}, groups(t, w, "guest", "5"))
	edit := func(id string, s state.ResourceSettings) func(*state.Tx) error {
		return func(tx *state.Tx) error { return drop(tx.EditResource(id, s)) }
	}
	step([]string{"win on a vm 1", "vm-1 0"}, edit(win, state.ResourceSettings{Name: text("win on a vm")}))
	step([]string{"win on a vm 1"}, edit("5", state.ResourceSettings{Type: text("Linux")}))
	step(nil, edit(win, state.ResourceSettings{Name: text("win")}))
	step([]string{"win 1"}, func(tx *state.Tx) error {
		return drop(tx.EditResourceGroup("VM Windows", state.GroupSettings{Criteria: criteria("RESOURCE TYPE", "equals", "windows")}))
	})
	step([]string{"win 1", "vm-1 0"}, func(tx *state.Tx) error {
		off := false
		return drop(tx.EditResourceGroup("VM Windows", state.GroupSettings{
			MatchAll: &off, Criteria: criteria("RESOURCE TYPE", "equals", "windows", "resourceName", "starts with", "VM"),
		}))
	})
	step([]string{"vm-1 0"}, func(tx *state.Tx) error { return drop(tx.MoveToTrash(state.TrashedResources, []string{win})) })
	assert.Equal(t, []string{"Default Group", "VM Windows"}, groups(t, w, "guest", "5"))
	step(nil, func(tx *state.Tx) error { return tx.DeleteResourceGroup("vm windows") })
}

func TestCriteria(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	do(t, w, "admin", func(tx *state.Tx) error {
		return drop(tx.EditResource(web, state.ResourceSettings{
			DNSName: text("10.0.0.5"), Location: text("Rack 7"), Department: text("Ops"), Domain: text("CORP"), URL: text("https://web/"),
			Description: text("The front end"),
			Custom:      []state.FieldInput{{Label: "Series", Value: "Alpha"}, {Label: "Unit", Value: "12"}, {Label: "Until", Value: "04/02/2028"}},
		}))
	})
	w.Seal()
	for name, test := range map[string]struct {
		list     []state.CriterionInput
		any, all bool // whether web is in the group
	}{
		"name":               {criteria("RESOURCENAME", "CONTAINS", "WE"), true, true},
		"another name":       {criteria("RESOURCENAME", "CONTAINS", "win"), false, false},
		"equals":             {criteria("RESOURCENAME", "EQUALS", "Web"), true, true},
		"equals all of it":   {criteria("RESOURCENAME", "IS", "we"), false, false},
		"not equals":         {criteria("RESOURCENAME", "NOT_EQUALS", "we"), true, true},
		"is not":             {criteria("RESOURCENAME", "is not", "web"), false, false},
		"does not contain":   {criteria("RESOURCENAME", "DOES_NOT_CONTAIN", "x"), true, true},
		"not contains":       {criteria("RESOURCENAME", "NOT CONTAINS", "w"), false, false},
		"starts with":        {criteria("RESOURCENAME", "STARTS_WITH", "we"), true, true},
		"ends with":          {criteria("RESOURCENAME", "endsWith", "eb"), true, true},
		"ends otherwise":     {criteria("RESOURCENAME", "endsWith", "we"), false, false},
		"address":            {criteria("DNSNAME", "", "10.0."), true, true},
		"description":        {criteria("resourceDescription", "", "front"), true, true},
		"location":           {criteria("LOCATION", "", "rack"), true, true},
		"department":         {criteria("DEPARTMENT", "", "ops"), true, true},
		"domain":             {criteria("DOMAINNAME", "", "corp"), true, true},
		"url":                {criteria("RESOURCEURL", "", "https"), true, true},
		"custom field":       {criteria("Series", "equals", "alpha"), true, true},
		"by its column":      {criteria("COLUMN_CHAR1", "equals", "alpha"), true, true},
		"number":             {criteria("unit", "equals", "12"), true, true},
		"date, as it reads":  {criteria("Until", "equals", "Feb 4, 2028"), true, true},
		"empty field":        {criteria("Tier", "", "gold"), false, false},
		"one of two":         {criteria("RESOURCENAME", "", "web", "RESOURCETYPE", "", "Windows"), true, false},
		"both":               {criteria("RESOURCENAME", "", "web", "RESOURCETYPE", "", "Linux"), true, true},
		"none of two":        {criteria("RESOURCENAME", "", "x", "RESOURCETYPE", "", "Windows"), false, false},
		"the second of two":  {criteria("RESOURCENAME", "", "x", "RESOURCETYPE", "", "Linux"), true, false},
		"one criterion of 3": {criteria("RESOURCENAME", "", "x", "LOCATION", "", "x", "RESOURCETYPE", "", "Linux"), true, false},
	} {
		for _, all := range []bool{false, true} {
			t.Run(name+" "+strconv.FormatBool(all), func(t *testing.T) {
				t.Parallel()
				f := w.Fork("")
				do(t, f, "admin", func(tx *state.Tx) error { return drop(tx.CreateResourceGroup(dynamic("D", all, test.list))) })
				want := test.any
				if all {
					want = test.all
				}
				assert.Equal(t, want, len(groups(t, f, "admin", web)) == 3)
			})
		}
	}
}

func TestGroupsThatCannotBeMade(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	settings := func(name string, change func(*state.GroupSettings)) state.NewResourceGroup {
		n := state.NewResourceGroup{GroupSettings: state.GroupSettings{Name: &name}}
		change(&n.GroupSettings)
		return n
	}
	badCriteria := refusal{fail.Invalid, "Invalid criteria"}
	taken := refusal{fail.Conflict, "Resource group LINUX already exists"}
	for name, test := range map[string]struct {
		group state.NewResourceGroup
		want  refusal
	}{
		"no name":             {settings(" ", func(*state.GroupSettings) {}), refusal{fail.Invalid, "Resource group name is mandatory"}},
		"a taken name":        {settings("LINUX", func(*state.GroupSettings) {}), taken},
		"unknown parent":      {settings("x", func(s *state.GroupSettings) { s.Parent = text("nothing") }), noGroup},
		"another's parent":    {settings("x", func(s *state.GroupSettings) { s.Parent = text("Others") }), noGroup},
		"unknown owner":       {settings("x", func(s *state.GroupSettings) { s.Owner = text("nobody") }), noUser},
		"unknown policy":      {settings("x", func(s *state.GroupSettings) { s.Policy = text("None") }), noPolicy},
		"unknown policy id":   {settings("x", func(s *state.GroupSettings) { s.Policy = text("999") }), noPolicy},
		"criteria, static":    {settings("x", func(s *state.GroupSettings) { s.Criteria = criteria("LOCATION", "", "x") }), refusal{fail.Invalid, "Criteria are for dynamic groups only"}},
		"dynamic without any": {dynamic("x", true, nil), refusal{fail.Invalid, "Criteria are mandatory for a dynamic group"}},
		"unknown field":       {dynamic("x", true, criteria("COLOUR", "", "red")), badCriteria},
		"a secret field":      {dynamic("x", true, criteria("Pin", "", "1")), badCriteria},
		"an account's field":  {dynamic("x", true, criteria("Local", "", "1")), badCriteria},
		"unknown operator":    {dynamic("x", true, criteria("LOCATION", "LIKE", "1")), badCriteria},
		"no value":            {dynamic("x", true, criteria("LOCATION", "", "")), badCriteria},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assertRefused(t, test.want, as(t, w, "admin", func(tx *state.Tx) error { return drop(tx.CreateResourceGroup(test.group)) }))
		})
	}
}

func TestGroupsOfOthers(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	do(t, w, "admin", func(tx *state.Tx) error {
		g, err := tx.CreateResourceGroup(state.NewResourceGroup{GroupSettings: state.GroupSettings{
			Name: text("Guest's"), Owner: text("guest"), Parent: text("Linux"), Policy: text("102"), Description: text("d"),
		}})
		require.NoError(t, err)
		for _, owner := range []string{"", "GUEST"} {
			found, err := tx.FindResourceGroup("guest's", owner)
			require.NoError(t, err)
			assert.Equal(t, g, found)
		}
		_, err = tx.FindResourceGroup("Guest's", "helper")
		assertRefused(t, noGroup, err)
		for _, ref := range []string{"Others", "303", "99", ""} {
			_, err = tx.FindResourceGroup(ref, "")
			assertRefused(t, noGroup, err)
		}
		found, err := tx.FindResourceGroup("default", "")
		assert.Equal(t, int64(301), found.ID)
		require.NoError(t, err)
		return tx.Share(group(g.ID), desk, state.ViewAccess)
	})
	do(t, w, "guest", func(tx *state.Tx) error {
		list, total, err := tx.ResourceGroups(state.GroupQuery{})
		require.Equal(t, 1, total)
		assert.Equal(t, []any{"Guest's", "guest", "", "Low", state.FullAccess, "d"},
			[]any{list[0].Name, list[0].Owner, list[0].Parent, list[0].Policy, list[0].Access, list[0].Description}, "Linux is not guest's to see")
		assert.Zero(t, list[0].ParentID)
		return err
	})
	do(t, w, "helper", func(tx *state.Tx) error {
		g, err := tx.CreateResourceGroup(state.NewResourceGroup{GroupSettings: state.GroupSettings{Name: text(id(linuxGroup))}})
		require.NoError(t, err)
		found, err := tx.FindResourceGroup(id(linuxGroup), "")
		assert.Equal(t, g.ID, found.ID, "called like the id of a group that helper cannot see")
		return err
	})
	assertRefused(t, forbidden, as(t, w, john, func(tx *state.Tx) error { return tx.DeleteResourceGroup("Guest's") }))
	assertRefused(t, noGroup, as(t, w, "helper", func(tx *state.Tx) error { return tx.DeleteResourceGroup("Guest's") }))
}

func TestEditResourceGroup(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	do(t, w, "admin", func(tx *state.Tx) error {
		parent := "Linux"
		for _, name := range []string{"A", "B", "C"} {
			_, err := tx.CreateResourceGroup(state.NewResourceGroup{GroupSettings: state.GroupSettings{Name: &name, Parent: &parent}})
			require.NoError(t, err)
			parent = name
		}
		return nil
	})
	w.Seal()
	edit := func(ref string, s state.GroupSettings) func(*state.Tx) error {
		return func(tx *state.Tx) error { return drop(tx.EditResourceGroup(ref, s)) }
	}
	badParent := refusal{fail.Invalid, "Invalid parent group"}
	for name, test := range map[string]struct {
		ref      string
		settings state.GroupSettings
		want     refusal
	}{
		"unknown":              {"nothing", state.GroupSettings{}, noGroup},
		"another's":            {"Others", state.GroupSettings{}, noGroup},
		"a taken name":         {"A", state.GroupSettings{Name: text("b")}, refusal{fail.Conflict, "Resource group b already exists"}},
		"a blank name":         {"A", state.GroupSettings{Name: text(" ")}, refusal{fail.Invalid, "Resource group name is mandatory"}},
		"under itself":         {"A", state.GroupSettings{Parent: text("A")}, badParent},
		"under its child":      {"A", state.GroupSettings{Parent: text("C")}, badParent},
		"static with criteria": {"A", state.GroupSettings{Criteria: criteria("LOCATION", "", "x")}, refusal{fail.Invalid, "Criteria are for dynamic groups only"}},
		"Default Group's name": {"301", state.GroupSettings{Name: text("x")}, forbidden},
		"Default Group's seat": {"301", state.GroupSettings{Parent: text("A")}, forbidden},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assertRefused(t, test.want, as(t, w.Fork(""), "admin", edit(test.ref, test.settings)))
		})
	}
	do(t, w, "admin", edit("C", state.GroupSettings{Name: text("D"), Parent: text("302"), Description: text("x")}))
	do(t, w, "admin", edit("301", state.GroupSettings{Description: text("Everything"), Owner: text("helper")}))
	do(t, w, "helper", func(tx *state.Tx) error {
		g, err := tx.FindResourceGroup("301", "helper")
		assert.Equal(t, "Everything", g.Description)
		return err
	})
	assertRefused(t, noGroup, as(t, w, "admin", edit("301", state.GroupSettings{})))
	do(t, w, "admin", edit("B", state.GroupSettings{Owner: text("helper")}))
	do(t, w, "admin", edit("B", state.GroupSettings{Description: text("handed over")}))
	do(t, w, "admin", func(tx *state.Tx) error {
		d, err := tx.FindResourceGroup("d", "")
		require.NoError(t, err)
		assert.Equal(t, []any{int64(302), "x"}, []any{d.ParentID, d.Description})
		require.NoError(t, tx.DeleteResourceGroup("A"))
		b, err := tx.FindResourceGroup("B", "")
		assert.Equal(t, int64(302), b.ParentID, "it moves up")
		return err
	})
}

func TestDeleteResourceGroup(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	share(t, w, group(linuxGroup), guest, state.ViewAccess)
	assertRefused(t, forbidden, as(t, w, "guest", func(tx *state.Tx) error { return tx.DeleteResourceGroup("302") }))
	assertRefused(t, forbidden, as(t, w, "admin", func(tx *state.Tx) error { return tx.DeleteResourceGroup("Default Group") }))
	do(t, w, "admin", func(tx *state.Tx) error { return tx.DeleteResourceGroup("302") })
	assert.Empty(t, sees(t, w, "guest"))
	assert.Equal(t, []string{"Default Group"}, groups(t, w, "admin", web))
	do(t, w, "admin", func(tx *state.Tx) error {
		g, err := tx.CreateResourceGroup(state.NewResourceGroup{GroupSettings: state.GroupSettings{Name: text("linux")}})
		assert.Equal(t, int64(304), g.ID, "the name is free, the id is not")
		return err
	})
}

func TestAssociateAndDissociate(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	share(t, w, group(linuxGroup), guest, state.ViewAccess)
	share(t, w, resource(4), state.Target{ID: 1}, state.ModifyAccess)
	do(t, w, "admin", func(tx *state.Tx) error {
		outcomes, err := tx.AssociateResources("Linux", []string{"win", files, web, db, "nothing"})
		require.NoError(t, err)
		for i, want := range []refusal{{}, {}, {fail.Conflict, "Resource is already associated with the group"}, forbidden, noResource} {
			if want == (refusal{}) {
				assert.Equal(t, "Resource associated successfully", outcomes[i].Status)
				assert.Nil(t, outcomes[i].Refused)
			} else {
				assertRefused(t, want, outcomes[i].Refused)
				assert.Equal(t, want.message, outcomes[i].Status)
			}
		}
		return nil
	})
	assert.Equal(t, []string{"web 2", "win 1", "files 1"}, sees(t, w, "guest"))
	assert.Equal(t, []string{"Default Group", "Linux"}, groups(t, w, "admin", win))
	do(t, w, "admin", func(tx *state.Tx) error {
		outcomes, err := tx.DissociateResources("302", []string{win, db, "web"})
		require.NoError(t, err)
		assert.Equal(t, []state.Outcome{{Name: win, Status: "Resource dissociated successfully"}, {Name: "web", Status: "Resource dissociated successfully"}},
			[]state.Outcome{outcomes[0], outcomes[2]})
		assertRefused(t, refusal{fail.NotFound, "Resource is not associated with the group"}, outcomes[1].Refused)
		return nil
	})
	assert.Equal(t, []string{"files 1"}, sees(t, w, "guest"))
	do(t, w, "admin", func(tx *state.Tx) error {
		return drop(tx.CreateResourceGroup(dynamic("D", false, criteria("LOCATION", "", "x"))))
	})
	w.Seal()
	notDynamic := refusal{fail.Invalid, "Operation is not allowed for a dynamic resource group"}
	empty := refusal{fail.Invalid, "At least one item is mandatory"}
	for name, test := range map[string]struct {
		user, group string
		refs        []string
		into, out   refusal
	}{
		"dynamic":        {"admin", "D", []string{web}, notDynamic, notDynamic},
		"unknown":        {"admin", "nothing", []string{web}, noGroup, noGroup},
		"another's":      {"admin", "Others", []string{web}, noGroup, noGroup},
		"no full access": {"guest", "Linux", []string{web}, forbidden, forbidden},
		"nothing":        {"admin", "Linux", nil, empty, empty},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assertRefused(t, test.into, as(t, w, test.user, func(tx *state.Tx) error { return drop(tx.AssociateResources(test.group, test.refs)) }))
			assertRefused(t, test.out, as(t, w, test.user, func(tx *state.Tx) error { return drop(tx.DissociateResources(test.group, test.refs)) }))
		})
	}
	t.Run("Default Group", func(t *testing.T) {
		t.Parallel()
		do(t, w, "admin", func(tx *state.Tx) error {
			outcomes, err := tx.AssociateResources("301", []string{web})
			require.NoError(t, err)
			assertRefused(t, refusal{fail.Conflict, "Resource is already associated with the group"}, outcomes[0].Refused)
			_, err = tx.DissociateResources("301", []string{web})
			assertRefused(t, forbidden, err)
			_, err = tx.CreateResource(named("x", func(n *state.NewResource) { n.Group = "D" }))
			assertRefused(t, notDynamic, err)
			return nil
		})
	})
}

func TestResourceGroupList(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	do(t, w, "admin", func(tx *state.Tx) error {
		return drop(tx.CreateResourceGroup(state.NewResourceGroup{Dynamic: true, GroupSettings: state.GroupSettings{
			Name: text("Racks"), Description: text("Linux or not"), Criteria: criteria("LOCATION", "", "rack"),
		}}))
	})
	for name, test := range map[string]struct {
		query state.GroupQuery
		want  []string
		total int
	}{
		"all":               {state.GroupQuery{}, []string{"Default Group", "Linux", "Racks"}, 3},
		"all, by name":      {state.GroupQuery{SearchType: "ALL", SearchColumn: "all"}, []string{"Default Group", "Linux", "Racks"}, 3},
		"static":            {state.GroupQuery{SearchType: "static"}, []string{"Default Group", "Linux"}, 2},
		"dynamic":           {state.GroupQuery{SearchType: "dynamic"}, []string{"Racks"}, 1},
		"first page":        {state.GroupQuery{Limit: 2}, []string{"Default Group", "Linux"}, 3},
		"last page":         {state.GroupQuery{Start: 2, Limit: 2}, []string{"Racks"}, 3},
		"beyond":            {state.GroupQuery{Start: 3, Limit: 2}, nil, 3},
		"anywhere":          {state.GroupQuery{SearchValue: "LINUX"}, []string{"Linux", "Racks"}, 2},
		"in the name":       {state.GroupQuery{SearchValue: "linux", SearchColumn: "resourceGroupName"}, []string{"Linux"}, 1},
		"in the descripion": {state.GroupQuery{SearchValue: "linux", SearchColumn: "resourceGroupDescription"}, []string{"Racks"}, 1},
		"by owner":          {state.GroupQuery{SearchValue: "1", SearchColumn: "ownerId", Limit: 1}, []string{"Default Group"}, 3},
		"by nobody":         {state.GroupQuery{SearchValue: "2", SearchColumn: "ownerId"}, nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			do(t, w, "admin", func(tx *state.Tx) error {
				page, total, err := tx.ResourceGroups(test.query)
				var names []string
				for _, g := range page {
					names = append(names, g.Name)
				}
				assert.Equal(t, test.want, names)
				assert.Equal(t, test.total, total)
				return err
			})
		})
	}
	for _, test := range []struct {
		query state.GroupQuery
		want  string
	}{
		{state.GroupQuery{SearchType: "both"}, "Invalid search type"}, {state.GroupQuery{SearchColumn: "colour"}, "Invalid search column"},
		{state.GroupQuery{Start: -1}, "Invalid start index or limit"}, {state.GroupQuery{Limit: -1}, "Invalid start index or limit"},
	} {
		assertRefused(t, refusal{fail.Invalid, test.want}, as(t, w, "admin", func(tx *state.Tx) error {
			_, _, err := tx.ResourceGroups(test.query)
			return err
		}))
	}
}
