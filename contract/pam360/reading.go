package pam360

import (
	"maps"
	"strings"

	"github.com/understudy/understudy/contract"
)

// What the suites of reads have in common. They read what is there, whatever it is, and change nothing; they fetch no password and no
// code, which would leave alarms in a real audit. A tenant may be almost empty or huge: a test sends about forty requests at most and
// reads some hundreds of rows, which are the first, those in the middle and the last.

// list is a list that comes in pages.
type list struct {
	path, id string // where it is, and the member that tells its rows apart
	lower    bool   // its input has "details", and members that begin with small letters
	of       string
}

var (
	resourceList = list{path: resources, id: "RESOURCE ID", of: "a resource"}
	userList     = list{path: users, id: "USERID", of: "a user"}
	groupList    = list{path: groups, id: "resourceGroupId", lower: true, of: "a resource group"}
)

// ask asks for what a query says.
func (l list) ask(caller *Session, query Details) *Reply {
	caller.s.T().Helper()
	if l.lower {
		return caller.InputLower(query).Get(l.path).Success()
	}
	return caller.Input(query).Get(l.path).Success()
}

// part asks for at most limit rows from the one with the number start on, which counts from 0.
func (l list) part(caller *Session, start, limit int, search ...Details) *Reply {
	caller.s.T().Helper()
	query := Details{"STARTINDEX": start, "LIMIT": limit}
	if l.lower {
		query = Details{"startIndex": start, "limit": limit}
	}
	for _, more := range search {
		maps.Copy(query, more)
	}
	return l.ask(caller, query)
}

// rows are the rows of a list, which has no Details where there are none.
func (r *Reply) rows() []contract.Value {
	r.T().Helper()
	if !r.Details().Exists() {
		return nil
	}
	return r.Details().Items()
}

// accounts are the rows of an account list, which is an empty text where there are none.
func (r *Reply) accounts() []contract.Value {
	r.T().Helper()
	if at := r.Details().At("ACCOUNT LIST"); at.Any() != "" {
		return at.Items()
	}
	return nil
}

// texts are a member of each of some rows.
func texts(rows []contract.Value, member string) []string {
	list := []string{}
	for _, row := range rows {
		list = append(list, row.At(member).Text())
	}
	return list
}

// having is the first of some rows that has a text in a member, or a value that does not exist.
func having(rows []contract.Value, member string) contract.Value {
	for _, row := range rows {
		if strings.TrimSpace(row.At(member).Str()) != "" {
			return row
		}
	}
	return contract.Value{}
}

// sample are rows from the beginning, the middle and the end of a list, so many of each at most.
func (s *suite) sample(l list, each int) []contract.Value {
	s.T().Helper()
	first := l.part(s.admin, 0, each)
	total := int(first.TotalRows())
	if total == 0 {
		s.Lacks(l.of)
	}
	rows, seen := first.rows(), each
	for _, start := range []int{(total - each) / 2, total - each} {
		if start = max(start, seen); start < total {
			rows, seen = append(rows, l.part(s.admin, start, each).rows()...), start+each
		}
	}
	return rows
}

// readWhole is how long a list may be for a test to read it in one piece.
const readWhole = 1000

// pages demands that a list is cut into pages of any size, with every row once and in the same order, and the length of the whole on each.
func (s *suite) pages(l list) {
	s.T().Helper()
	const span = 24
	total := int(l.part(s.admin, 0, 1).TotalRows())
	if total == 0 {
		s.Lacks(l.of)
	}
	at := map[string]int{}
	ids := func(start, limit int) []string {
		page := l.part(s.admin, start, limit)
		s.EqualValues(total, page.TotalRows(), "the whole, not the page")
		s.Len(page.rows(), min(limit, total-start))
		list := texts(page.rows(), l.id)
		for i, id := range list {
			if known, seen := at[id]; seen {
				s.Equal(known, start+i, "%s has one place", id)
			}
			at[id] = start + i
		}
		return list
	}
	for _, from := range []int{0, max(0, (total-span)/2), max(0, total-span)} {
		to := min(from+span, total)
		whole := ids(from, span)
		for _, size := range []int{5, 9} {
			seen := []string{}
			for start := from; start < to; start += size {
				seen = append(seen, ids(start, min(size, to-start))...)
			}
			s.Equal(whole, seen)
		}
	}
	beyond := l.part(s.admin, total, span)
	s.False(beyond.Details().Exists(), "nothing is beyond the last page")
	s.EqualValues(total, beyond.TotalRows())
	if total > readWhole {
		return
	}
	all := l.ask(s.admin, Details{})
	s.EqualValues(total, all.TotalRows())
	list := texts(all.rows(), l.id)
	s.Len(list, total, "all, where nothing is said of how many")
	for id, place := range at {
		s.Equal(list[place], id)
	}
}

// narrowed demands of a search that it found what fits of the rows that the whole list shows, and nothing else.
func (s *suite) narrowed(l list, whole, found *Reply, fits func(contract.Value) bool) {
	s.T().Helper()
	ids := map[string]bool{}
	for _, row := range found.rows() {
		ids[row.At(l.id).Text()] = true
		s.True(fits(row), "%s was found, and does not fit", row)
	}
	s.Len(ids, len(found.rows()), "each row once")
	s.LessOrEqual(found.TotalRows(), whole.TotalRows())
	many := 0
	for _, row := range whole.rows() {
		if !fits(row) {
			continue
		}
		many++
		if int(found.TotalRows()) == len(ids) {
			s.True(ids[row.At(l.id).Text()], "%s fits, and was not found", row)
		}
	}
	if int(whole.TotalRows()) == len(whole.rows()) {
		s.EqualValues(many, found.TotalRows(), "as many as fit")
	}
}

// agree demands that two answers say the same of one thing. Members of the one are given with their names in the other.
func (s *suite) agree(one, other contract.Value, members map[string]string) {
	s.T().Helper()
	for member, its := range members {
		s.Equal(one.At(member).String(), other.At(its).String(), "%s and %s of %s", member, its, one)
	}
}

// partOf is a text inside another, in the other case: what a search finds anywhere, and whatever its case. Some letters have no other
// case that leads back to them; a text with such a one stays as it is.
func partOf(text string) string {
	text = strings.TrimSpace(text)
	if letters := []rune(text); len(letters) > 4 {
		text = strings.TrimSpace(string(letters[1:]))
	}
	for _, other := range []string{strings.ToUpper(text), strings.ToLower(text)} {
		if other != text && strings.EqualFold(other, text) {
			return other
		}
	}
	return text
}

func containsFold(text, part string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(part))
}

// anyContains tells whether a text is in any value of an object.
func anyContains(v contract.Value, part string) bool {
	switch of := v.Any().(type) {
	case string:
		return containsFold(of, part)
	case map[string]any:
		for _, key := range v.Keys() {
			if anyContains(v.At(key), part) {
				return true
			}
		}
	case []any:
		for _, item := range v.Items() {
			if anyContains(item, part) {
				return true
			}
		}
	}
	return false
}

// idOfUser demands that somebody is a user, and returns the id.
func (s *suite) idOfUser(name string) string {
	s.T().Helper()
	return s.admin.Get(userLookUpPath, called(name)).Success().Says(getUserID, "User ID fetched successfully").Details().At("USERID").Str()
}

// succeeds tells whether an operation succeeded, where both may be.
func (r *Reply) succeeds() bool {
	r.T().Helper()
	return r.Result().At("status").Str() == "Success"
}

// named are the names that a list without pages has.
func (s *suite) named(path, member string) []string {
	s.T().Helper()
	reply := s.admin.Get(path).Success()
	s.EqualValues(len(reply.rows()), reply.TotalRows())
	return texts(reply.rows(), member)
}

// Where names of types are listed, and under which member.
const (
	typesPath      = resources + "/resourcetypes"
	typeMember     = "RESOURCE TYPE"
	policyMember   = "POLICY NAME"
	nothingHasThis = "no row of any tenant has this"
)
