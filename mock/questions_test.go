package mock_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock"
)

// asking is somebody who asks about the standard world, as scripts on the vendor's SDK do.
type asking struct {
	t              *testing.T
	address, token string
	header         string // that has the token; empty: Authorization
	now            time.Time
}

// condition is a filter of a search for file events: a term, an operator and a value.
type condition struct {
	Term     string `json:"term"`
	Operator string `json:"operator"`
	Value    any    `json:"value"`
}

func is(term, value string) condition           { return condition{term, "IS", value} }
func isAny(term string, of ...string) condition { return condition{term, "IS_ANY", of} }
func above(term, value string) condition        { return condition{term, "GREATER_THAN", value} }

// untrusted is what the company has not said to be all right.
var untrusted = is("risk.trusted", "FALSE")

// risky are events with a risk of any severity.
var risky = isAny("risk.severity", "LOW", "MODERATE", "HIGH", "CRITICAL")

// events is how many events of the last days meet all conditions.
func (a asking) events(days int, all ...condition) int {
	a.t.Helper()
	return a.found(2, append(all, condition{"@timestamp", "WITHIN_THE_LAST", fmt.Sprintf("P%dD", days)}))
}

// oldEvents asks in the words of version 1, which has no terms for the last days.
func (a asking) oldEvents(days int, all ...condition) int {
	a.t.Helper()
	return a.found(1, append(all, condition{"eventTimestamp", "ON_OR_AFTER", a.ago(days).Format("2006-01-02T15:04:05.000Z")}))
}

func (a asking) found(version int, all []condition) int {
	a.t.Helper()
	return a.search(fmt.Sprintf("/forensic-search/queryservice/api/v%d/fileevent", version), all)
}

// search asks for events that meet all filters.
func (a asking) search(path string, filters any) int {
	a.t.Helper()
	query, err := json.Marshal(map[string]any{"groupClause": "AND", "pgSize": 1, "groups": []any{map[string]any{"filterClause": "AND", "filters": filters}}})
	require.NoError(a.t, err)
	got := a.ask("POST", path, string(query))
	n, _ := got["totalCount"].(float64)
	return int(n)
}

func (a asking) ago(days int) time.Time { return a.now.AddDate(0, 0, -days) }

func (a asking) ask(method, path, body string) map[string]any {
	a.t.Helper()
	got := call(a.t, client, method, a.address+path, body, cmp.Or(a.header, "Authorization"), a.token)
	require.Equal(a.t, 200, got.status, "%s: %s", path, got.body)
	var answer map[string]any
	require.NoError(a.t, json.Unmarshal([]byte(got.body), &answer))
	return answer
}

// list is what stands in an answer that has it all on one page, in the member named last. It may be one thing.
func (a asking) list(path string, members ...string) (rows []map[string]any) {
	a.t.Helper()
	var at any = a.ask("GET", path, "")
	for _, name := range members {
		at = at.(map[string]any)[name]
	}
	if row, ok := at.(map[string]any); ok {
		return []map[string]any{row}
	}
	for _, row := range at.([]any) {
		rows = append(rows, row.(map[string]any))
	}
	return rows
}

func (a asking) profiles(filter string) []map[string]any {
	a.t.Helper()
	return a.list("/v1/user-risk-profiles?page=1&page_size=500&"+filter, "userRiskProfiles")
}

// leavers are the addresses of those who leave or have left.
func (a asking) leavers() (names []string) {
	for _, m := range a.members("DEPARTING_EMPLOYEE") {
		names = append(names, m["username"].(string))
	}
	return names
}

func (a asking) members(of string) (members []map[string]any) {
	a.t.Helper()
	for _, l := range a.list("/v1/watchlists?page=1&page_size=100", "watchlists") {
		if l["listType"] == of {
			members = append(members, a.list("/v1/watchlists/"+l["watchlistId"].(string)+"/members?page=1&page_size=100", "watchlistMembers")...)
		}
	}
	return members
}

// since counts the rows whose date is not before the last days; dates are texts, or a year, a month and a day.
func (a asking) since(days int, rows []map[string]any, member string) (n int) {
	first := a.ago(days).Format(time.DateOnly)
	for _, row := range rows {
		on := ""
		switch date := row[member].(type) {
		case string:
			on = date
		case map[string]any:
			on = fmt.Sprintf("%04.0f-%02.0f-%02.0f", date["year"], date["month"], date["day"])
		}
		if on >= first {
			n++
		}
	}
	return n
}

// questions are what users ask, with how few and how many answers would be odd.
var questions = []struct {
	what        string
	least, most int
	ask         func(asking) int
}{
	{"what went to removable media in the last 7 days", 2, 40, func(a asking) int {
		return a.events(7, is("event.action", "removable-media-created"))
	}},
	{"what went to removable media in the last 30 days", 5, 80, func(a asking) int {
		return a.oldEvents(30, is("exposure", "RemovableMedia"))
	}},
	{"files over 50 MB on removable media in 90 days", 2, 40, func(a asking) int {
		return a.events(90, is("event.action", "removable-media-created"), above("file.sizeInBytes", "52428800"))
	}},
	{"what leavers did in 30 days that is risky", 2, 80, func(a asking) int {
		return a.events(30, isAny("user.email", a.leavers()...), risky)
	}},
	{"critical events in 30 days", 1, 30, func(a asking) int { return a.events(30, is("risk.severity", "CRITICAL")) }},
	{"critical or high events in 30 days", 5, 60, func(a asking) int { return a.events(30, isAny("risk.severity", "CRITICAL", "HIGH")) }},
	{"uploads to Dropbox in 30 days", 2, 60, func(a asking) int { return a.events(30, is("destination.name", "Dropbox"), untrusted) }},
	{"uploads to personal clouds by the browser in 30 days", 2, 80, func(a asking) int {
		return a.events(30, is("destination.category", "Cloud Storage"), is("event.action", "application-read"), untrusted, risky)
	}},
	{"source code that left in 30 days", 2, 80, func(a asking) int { return a.events(30, is("file.category", "SourceCode"), risky) }},
	{"public links made in 30 days", 2, 40, func(a asking) int { return a.events(30, is("event.shareType", "Anyone with the link")) }},
	{"mail with files to strangers in 7 days", 2, 80, func(a asking) int { return a.events(7, is("event.action", "file-emailed"), risky) }},
	{"risky events outside active hours in 30 days", 2, 80, func(a asking) int {
		return a.oldEvents(30, is("outsideActiveHours", "TRUE"), isAny("riskSeverity", "LOW", "MODERATE", "HIGH", "CRITICAL"))
	}},
	{"files about the payroll in 90 days", 2, 80, func(a asking) int { return a.events(90, is("file.name", "*payroll*")) }},
	{"archives that left in 90 days", 2, 60, func(a asking) int { return a.events(90, isAny("file.name", "*.zip", "*.7z"), risky) }},
	{"files that are not what they are called, in 90 days", 2, 60, func(a asking) int {
		return a.oldEvents(90, is("mimeTypeMismatch", "TRUE"))
	}},
	{"who was deactivated in the last 90 days", 2, 30, func(a asking) int {
		return a.since(90, a.list("/api/v1/User?active=false&pgNum=1&pgSize=500", "data", "users"), "modificationDate")
	}},
	{"contractors in engineering", 2, 30, func(a asking) int {
		return len(a.profiles(url.Values{"employment_type": {"Contractor"}, "department": {"Engineering"}}.Encode()))
	}},
	{"devices in service that have not connected for 7 days", 2, 40, func(a asking) int {
		serving := a.list("/api/v1/Computer?active=true&pgNum=1&pgSize=500", "data", "computers")
		return len(serving) - a.since(7, serving, "lastConnected")
	}},
	{"blocked devices", 2, 30, func(a asking) int {
		return len(a.list("/api/v1/Computer?active=true&blocked=true&pgNum=1&pgSize=500", "data", "computers"))
	}},
	{"who was hired in the last 60 days", 2, 30, func(a asking) int { return a.since(60, a.profiles(""), "startDate") }},
	{"whom the manager of the first software engineer manages", 2, 30, func(a asking) int {
		boss := a.profiles(url.Values{"title": {"Software Engineer"}}.Encode())[0]["managerId"].(string)
		return len(a.profiles("manager_id=" + boss))
	}},
	{"who leaves or has left", 2, 30, func(a asking) int { return len(a.members("DEPARTING_EMPLOYEE")) }},
	{"who is on lists of the company's own", 2, 40, func(a asking) int { return len(a.members("CUSTOM")) }},
	{"who is on any other list", 2, 80, func(a asking) (n int) {
		for _, of := range strings.Fields("FLIGHT_RISK HIGH_IMPACT_EMPLOYEE ELEVATED_ACCESS_PRIVILEGES PERFORMANCE_CONCERNS POOR_SECURITY_PRACTICES CONTRACT_EMPLOYEE NEW_EMPLOYEE") {
			found := len(a.members(of))
			assert.True(a.t, 2 <= found && found <= 20, "%s: %d", of, found)
			n += found
		}
		return n
	}},
}

// TestTheQuestionsThatUsersAskFindSomething, and not everything: of what the standard world shows of people, devices and events. What is
// asked of the vault is in its own test.
func TestTheQuestionsThatUsersAskFindSomething(t *testing.T) {
	t.Parallel()
	require.GreaterOrEqual(t, len(questions), 20)
	for seed := range uint64(3) {
		t.Run(fmt.Sprint("seed ", seed+1), func(t *testing.T) {
			t.Parallel()
			s := mock.Start(t, mock.Options{Seed: seed + 1, Clock: mock.TestDay})
			who := s.Access().Code42
			a := asking{t: t, address: who.URL}
			a.token, _ = signIn(t, who.URL, who.Username, who.Password)
			var err error
			a.now, err = time.Parse(time.RFC3339, mock.TestDay)
			require.NoError(t, err)
			for _, q := range questions {
				n := q.ask(a)
				assert.True(t, q.least <= n && n <= q.most, "%s: %d, and not %d to %d", q.what, n, q.least, q.most)
				t.Log(n, q.what)
			}
		})
	}
}
