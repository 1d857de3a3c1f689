package mock_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/understudy/understudy/mock"
)

// narrowing is a filter of a list, by its name, and what of a request it is.
type narrowing struct{ name, says string }

// Two filters of one list that narrow in different ways make a pair; those of one line are never asked for together.
var pairs = []struct {
	list, head string
	path       func(says ...string) string
	filters    [][]narrowing
	// each is how many more rows are opened for a row of the shorter list, at most, to hold it against the other filter: a resource is
	// held against a login by its accounts. read is how many are opened to read the filters, however large the world: of types, or roles.
	each, read int64
}{
	{
		list: "listUsers", head: "code42", read: 2,
		path: func(says ...string) string { return "/api/v1/User?pgNum=1&pgSize=10000&" + strings.Join(says, "&") },
		filters: [][]narrowing{
			{{"active", "active=true"}, {"inactive", "active=false"}},
			{{"role", "roleId=org-admin"}, {"usual role", "roleId=desktop-user"}},
			{{"org", "orgUid=956377780583791269"}},
			{{"username", "username=test.user@example.com"}},
			{{"email", "email=test.user@example.com"}},
			{{"q", "q=test.user@"}, {"q with many matches", "q=smith"}, {"q of a letter", "q=z"}},
		},
	},
	{
		list: "listResources", head: "pam360", each: 3, read: 30,
		path: func(says ...string) string { return input360("/resources", "{"+strings.Join(says, ",")+"}") },
		filters: [][]narrowing{
			{{"SSH", `"VIEWTYPE":"LINUXSSHPASSWORD"`}, {"RDP", `"VIEWTYPE":"WINDOWSRDPPASSWORD"`}, {"favourites", `"VIEWTYPE":"FAVOURITEPASSWORD"`}, {"recent", `"VIEWTYPE":"RECENTLYACCESSEDPASSWORD"`}},
			{
				{"name", `"SEARCHTYPE":"RESOURCE","SEARCHCOLUMN":"RESOURCENAME","SEARCHVALUE":"web-01"`},
				{"name of many", `"SEARCHTYPE":"RESOURCE","SEARCHCOLUMN":"RESOURCENAME","SEARCHVALUE":"web"`},
				{"type", `"SEARCHTYPE":"RESOURCE","SEARCHCOLUMN":"RESOURCE_TYPE","SEARCHVALUE":"Linux"`},
				{"login", `"SEARCHTYPE":"ACCOUNT","SEARCHCOLUMN":"LOGINNAME","SEARCHVALUE":"root"`},
				{"rare login", `"SEARCHTYPE":"ACCOUNT","SEARCHCOLUMN":"LOGINNAME","SEARCHVALUE":"svc_sync"`},
			},
		},
	},
}

// TestTwoFiltersTogetherCostWhatTheOneWithFewerRowsCosts: a total of what two filters share is in no index, so the list of one of them is
// gone through and each of its rows held against the other. It is the shorter list of both, whichever filter it is; in no world more.
func TestTwoFiltersTogetherCostWhatTheOneWithFewerRowsCosts(t *testing.T) {
	t.Parallel()
	for size, s := range map[string]*mock.Server{"standard": scaled(t, ""), "large": scaled(t, eightfold)} {
		bearer := signedIn(t, s)
		for _, p := range pairs {
			known := map[string]int64{}
			cost := func(says ...string) int64 {
				path := p.path(says...)
				if _, ok := known[path]; !ok {
					tally := s.CountRows()
					list{name: p.list, head: p.head, path: path}.asked(t, s, bearer)
					known[path] = tally.Opened() + tally.Glances()
				}
				return known[path]
			}
			for i, first := range p.filters {
				for _, second := range p.filters[i+1:] {
					for _, a := range first {
						for _, b := range second {
							of, with, both := cost(a.says), cost(b.says), cost(a.says, b.says)
							fewer := min(of, with)
							t.Logf("%-8s %s: %s costs %d rows, %s %d, both %d", size, p.list, a.name, of, b.name, with, both)
							assert.LessOrEqual(t, both, fewer*(1+p.each)+p.read, "%s: %s and %s in the %s world", p.list, a.name, b.name, size)
						}
					}
				}
			}
		}
	}
}
