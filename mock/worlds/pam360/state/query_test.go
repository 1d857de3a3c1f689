package state_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// searchWorld gives the resources something to be found by.
func searchWorld(t *testing.T) *state.World {
	t.Helper()
	w := smallWorld(t)
	do(t, w, "admin", func(tx *state.Tx) error {
		require.NoError(t, drop(tx.EditResource(web, state.ResourceSettings{
			Description: text("Front end"), DNSName: text("10.0.0.5"), Department: text("Research"), Location: text("Lab"),
			Domain: text("corp.example"), URL: text("https://front.example"), Custom: []state.FieldInput{
				{Label: "Series", Value: "Alpha"}, {Label: "Tier", Value: "gold"}, {Label: "Unit", Value: "47"},
				{Label: "Until", Value: "04/02/2025"}, {Label: "Pin", Value: "alphabet"},
			},
		})))
		return drop(tx.EditAccount(web, deploy, state.AccountSettings{Notes: text("nightly copy"), Custom: []state.FieldInput{{Label: "Local", Value: "Yes"}}}))
	})
	password(t, w, "admin", win, administrator)
	do(t, w, "admin", func(tx *state.Tx) error { return tx.SetFavourite(deploy, true) })
	return w
}

func TestQueries(t *testing.T) {
	t.Parallel()
	w := searchWorld(t)
	q := func(kind, column, value string) state.Query {
		return state.Query{SearchType: kind, SearchColumn: column, SearchValue: value}
	}
	for _, test := range []struct {
		query state.Query
		want  string // resources with the number of accounts that fit
	}{
		{state.Query{}, "web 2, win 1, files 1"},
		{state.Query{ViewType: "allmypassword"}, "web 2, win 1, files 1"},
		{state.Query{ViewType: "FAVOURITEPASSWORD"}, "web 1"},
		{state.Query{ViewType: "RECENTLYACCESSEDPASSWORD"}, "win 1"},
		{state.Query{ViewType: "LINUXSSHPASSWORD"}, "web 2"},
		{state.Query{ViewType: "WINDOWSRDPPASSWORD"}, "win 1"},
		{state.Query{GroupID: linuxGroup}, "web 2"},
		{state.Query{GroupID: 301}, "web 2, win 1, files 1"},
		{state.Query{GroupID: 999}, ""},
		{q("", "", "w"), "web 2, win 1"},
		{q("RESOURCE", "ALL", "WE"), "web 2"},
		{q("resource", "resourcename", "I"), "win 1, files 1"},
		{q("RESOURCE", "RESOURCE_TYPE", "windows"), "win 1"},
		{q("RESOURCE", "OPERATINGSYSTEM", "lin"), "web 2"},
		{q("RESOURCE", "RESOURCEDESC", "front"), "web 2"},
		{q("RESOURCE", "RESOURCENAME", "front"), ""},
		{q("RESOURCE", "IPADDRESS", "10.0"), "web 2"},
		{q("RESOURCE", "DEPARTMENT", "sear"), "web 2"},
		{q("RESOURCE", "LOCATION", "lab"), "web 2"},
		{q("RESOURCE", "DOMAINNAME", "corp"), "web 2"},
		{q("RESOURCE", "RESOURCEURL", "https"), "web 2"},
		{q("ACCOUNT", "LOCATION", "lab"), "web 2"},
		{q("RESOURCE", "COLUMN_CHAR1", "alpha"), "web 2"},
		{q("RESOURCE", "COLUMN_CHAR2", "alpha"), ""},
		{q("RESOURCE", "COLUMN_LONG1", "7"), "web 2"},
		{q("RESOURCE", "COLUMN_DATE1", "Feb 4"), "web 2"},
		{q("RESOURCE", "COLUMN_SCHAR1", "alpha"), ""},
		{q("RESOURCE", "COLUMN_CHAR9", "x"), ""},
		{q("RESOURCE", "ALL", "gold"), "web 2"},
		{q("RESOURCE", "ALL", "****"), ""},
		{q("RESOURCE", "LOGINNAME", "oo"), "web 1"},
		{q("ACCOUNT", "LOGINNAME", "O"), "web 2, win 1, files 1"},
		{q("ACCOUNT", "ALL", "nightly"), "web 1"},
		{q("ACCOUNT", "LOGINNAME", "nightly"), ""},
		{q("ACCOUNT", "COLUMN_CHAR1", "yes"), "web 1"},
		{q("ACCOUNT", "ALL", "web"), ""},
		{q("RESOURCE", "ALL", "no such thing"), ""},
		{q("RESOURCE", "NAME", ""), "refused"},
		{q("x", "ALL", ""), "refused"},
		{state.Query{ViewType: "x"}, "refused"},
		{state.Query{Start: -1}, "refused"},
		{state.Query{Limit: -1}, "refused"},
		{state.Query{ViewType: "FAVOURITEPASSWORD", SearchColumn: "LOGINNAME", SearchValue: "root"}, ""},
	} {
		do(t, w, "admin", func(tx *state.Tx) error {
			list, total, err := tx.Resources(test.query)
			if test.want == "refused" {
				assert.Equal(t, fail.Invalid, fail.From(err).Kind)
				_, _, err = tx.AccountsOf(web, test.query)
				assert.Equal(t, fail.Invalid, fail.From(err).Kind)
				return nil
			}
			var got []string
			for _, r := range list {
				got = append(got, fmt.Sprint(r.Name, " ", r.Accounts))
				in := test.query
				if in.SearchType == "" {
					in.SearchType = "RESOURCE" // what the resource list takes it for
				}
				_, accounts, err := tx.AccountsOf(id(r.ID), in)
				require.NoError(t, err)
				assert.Len(t, accounts, r.Accounts, "%+v: clients take the count for the length of the other list", test.query)
			}
			assert.Equal(t, test.want, strings.Join(got, ", "), "%+v", test.query)
			assert.Len(t, list, total)
			return err
		})
	}
}

func TestAccountsOf(t *testing.T) {
	t.Parallel()
	do(t, searchWorld(t), "admin", func(tx *state.Tx) error {
		for _, test := range []struct {
			query state.Query
			want  string
		}{
			{state.Query{}, "root deploy"}, {state.Query{SearchValue: "ROO"}, "root"}, {state.Query{SearchValue: "front"}, ""},
			{state.Query{SearchType: "RESOURCE", SearchValue: "front"}, "root deploy"}, {state.Query{SearchType: "RESOURCE", SearchValue: "zz"}, ""},
			{state.Query{Start: 1}, "deploy"}, {state.Query{Limit: 1}, "root"}, {state.Query{Start: 1, Limit: 5}, "deploy"}, {state.Query{Start: 9, Limit: 5}, ""},
			{state.Query{GroupID: 303}, ""},
		} {
			view, list, err := tx.AccountsOf(web, test.query)
			require.NoError(t, err)
			assert.Equal(t, "web", view.Name)
			var names []string
			for _, a := range list {
				names = append(names, a.Name)
			}
			assert.Equal(t, test.want, strings.Join(names, " "), "%+v", test.query)
		}
		_, _, err := tx.AccountsOf(db, state.Query{})
		assertRefused(t, noResource, err)
		return nil
	})
}

func TestPaging(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	do(t, w, "admin", func(tx *state.Tx) error {
		for n := range 4 {
			require.NoError(t, drop(tx.CreateResource(named(fmt.Sprint("paged", n)))))
		}
		for _, test := range []struct {
			start, limit int
			want         string
		}{
			{0, 0, "web win files paged0 paged1 paged2 paged3"}, {0, 3, "web win files"}, {3, 3, "paged0 paged1 paged2"}, {6, 3, "paged3"},
			{7, 3, ""}, {99, 0, ""}, {5, 0, "paged2 paged3"},
		} {
			list, total, err := tx.Resources(state.Query{Start: test.start, Limit: test.limit})
			require.NoError(t, err)
			assert.Equal(t, 7, total, "the size of the whole list")
			var names []string
			for _, r := range list {
				names = append(names, r.Name)
			}
			assert.Equal(t, test.want, strings.Join(names, " "))
		}
		list, total, err := tx.Resources(state.Query{SearchValue: "paged", Start: 1, Limit: 2})
		assert.Equal(t, []any{4, 2, "paged1"}, []any{total, len(list), list[0].Name})
		return err
	})
}

func TestFavourites(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	for _, favourite := range []bool{true, true, false, false} {
		do(t, w, "admin", func(tx *state.Tx) error { return tx.SetFavourite(root, favourite) })
		assert.Equal(t, favourite, view(t, w, "admin", web, root).Favourite)
	}
	assertRefused(t, noAccount, as(t, w, "admin", func(tx *state.Tx) error { return tx.SetFavourite(sa, true) }))
}

// TestAListIsNotNarrowedToAGroupThatCannotBeSeen: it is empty, as for a group that there is not.
func TestAListIsNotNarrowedToAGroupThatCannotBeSeen(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	do(t, w, "admin", func(tx *state.Tx) error { return drop(tx.AssociateResources(id(linuxGroup), []string{web})) })
	share(t, w, resource(1), guest, state.FullAccess)
	counts := func() (resources, accounts int) {
		do(t, w, "guest", func(tx *state.Tx) error {
			_, total, err := tx.Resources(state.Query{GroupID: linuxGroup})
			_, list, errOf := tx.AccountsOf(web, state.Query{GroupID: linuxGroup})
			resources, accounts = total, len(list)
			return errors.Join(err, errOf)
		})
		return resources, accounts
	}
	resources, accounts := counts()
	assert.Zero(t, resources+accounts)
	share(t, w, group(linuxGroup), guest, state.ViewAccess)
	resources, accounts = counts()
	assert.Equal(t, []int{1, 2}, []int{resources, accounts})
}
