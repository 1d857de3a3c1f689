package events

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// Version is one of the two vocabularies in which events can be asked for.
type Version int

// The versions of the vendor's API.
const (
	V1 Version = 1
	V2 Version = 2
)

// Query is a search. The zero Query finds everything.
type Query struct {
	GroupClause string // AND or OR; empty is AND
	Groups      []Group
	SortKey     string  // a term; empty is the event id
	SortDir     string  // asc or desc; empty is asc
	PageNum     int     // counts from 1; 0 is 1
	PageSize    int     // 0 is DefaultPageSize
	PageToken   *string // pages by token if there is one, even an empty one

	// Whose tells by the userUid whose events may be found; it is asked once for each person. Nil are everybody's.
	Whose func(userUID string) bool

	// Done, once closed, ends the search: nobody waits for it any more. Nil never does.
	Done <-chan struct{}
}

// Group is filters or further groups, joined by a clause. One that has neither matches everything.
type Group struct {
	Clause    string
	Filters   []Filter
	Subgroups []Group
}

// Filter is one condition. Value is what JSON decodes to, numbers as json.Number; it is for showing what was wrong, too.
type Filter struct {
	Term     string `json:"term"`
	Operator string `json:"operator"`
	Value    any    `json:"value"`
}

const (
	// DefaultPageSize is the size of a page whose query names none (inferred).
	DefaultPageSize = 100
	// MaxPageSize is the largest page that may be asked for.
	MaxPageSize = 10_000
	// MaxFilters is how many filters a query may have in all, and how many values with wildcards: a search looks at each event at most
	// once for each of them. Values without are looked up, however many they are.
	MaxFilters = 1024
	// maxDepth is how deep groups may nest; the vendor's console nests them once.
	maxDepth = 32
)

// The types of QueryError, in the words of the vendor's public mock. Which of them is meant by what is inferred, but for the
// first, which clients look for.
const (
	InvalidPageToken   = "INVALID_PAGE_TOKEN"
	InvalidPageNumber  = "INVALID_PAGE_NUMBER"
	InvalidPageSize    = "INVALID_PAGE_SIZE"
	IllegalGroup       = "ILLEGAL_GROUP"
	IllegalOperator    = "ILLEGAL_OPERATOR"
	IllegalSort        = "ILLEGAL_SORT"
	IllegalValue       = "ILLEGAL_VALUE"
	MaxFiltersExceeded = "MAX_FILTERS_EXCEEDED"
	MissingValue       = "MISSING_VALUE"
	UnexpectedValue    = "UNEXPECTED_VALUE"
)

// QueryError is what is wrong with a query, in the shape of the vendor's problems.
type QueryError struct {
	Type, Description string
	BadFilter         *Filter
}

func (e *QueryError) Error() string { return e.Type + ": " + e.Description }

func wrong(kind, format string, args ...any) *QueryError {
	return &QueryError{Type: kind, Description: fmt.Sprintf(format, args...)}
}

// ParseQuery reads a query as clients write it. Numbers may be texts; null is the same as nothing; what is not known is ignored, as
// saved searches carry more than a query needs.
func ParseQuery(data []byte) (Query, error) {
	var wire struct {
		GroupClause *string     `json:"groupClause"`
		Groups      []wireGroup `json:"groups"`
		SortKey     *string     `json:"srtKey"`
		SortDir     *string     `json:"srtDir"`
		PageNum     *number     `json:"pgNum"`
		PageSize    *number     `json:"pgSize"`
		PageToken   *string     `json:"pgToken"`
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	if err := decoder.Decode(&wire); err != nil {
		return Query{}, wrong(UnexpectedValue, "the query cannot be read: %v", err)
	}
	if decoder.More() {
		return Query{}, wrong(UnexpectedValue, "something follows the query")
	}
	q := Query{GroupClause: text(wire.GroupClause), SortKey: text(wire.SortKey), SortDir: text(wire.SortDir), PageToken: wire.PageToken}
	if wire.PageNum != nil {
		if q.PageNum = int(*wire.PageNum); q.PageNum < 1 {
			return Query{}, wrong(InvalidPageNumber, "pgNum counts from 1")
		}
	}
	if wire.PageSize != nil {
		if q.PageSize = int(*wire.PageSize); q.PageSize < 1 {
			return Query{}, wrong(InvalidPageSize, "pgSize is at least 1")
		}
	}
	for _, g := range wire.Groups {
		q.Groups = append(q.Groups, g.group())
	}
	return q, nil
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

type wireGroup struct {
	FilterClause   *string     `json:"filterClause"`
	Filters        []Filter    `json:"filters"`
	SubgroupClause *string     `json:"subgroupClause"`
	Subgroups      []wireGroup `json:"subgroups"`
}

func (g wireGroup) group() Group {
	made := Group{Clause: text(g.FilterClause), Filters: g.Filters}
	if g.SubgroupClause != nil {
		made.Clause = *g.SubgroupClause
	}
	for _, sub := range g.Subgroups {
		made.Subgroups = append(made.Subgroups, sub.group())
	}
	return made
}

// number is a whole number, or a text that is one.
type number int

func (n *number) UnmarshalJSON(data []byte) error {
	value, err := strconv.ParseInt(strings.Trim(string(data), `"`), 10, 32)
	if err != nil {
		return fmt.Errorf("%s is not a whole number", data)
	}
	*n = number(value)
	return nil
}

// joinedByOr reads a clause. This and the other words of a query are enumerations of the vendor's, whose case counts.
func joinedByOr(clause string) (bool, error) {
	switch clause {
	case "", "AND":
		return false, nil
	case "OR":
		return true, nil
	}
	return false, wrong(IllegalGroup, "%q is not a clause: AND and OR are", clause)
}

// check holds a query against the limits that do not depend on the version.
func (q Query) check() error {
	filters, patterns := countFilters(q.Groups, 0)
	switch {
	case filters < 0:
		return wrong(IllegalGroup, "groups are nested more than %d deep", maxDepth)
	case filters > MaxFilters:
		return wrong(MaxFiltersExceeded, "%d filters are more than %d", filters, MaxFilters)
	case patterns > MaxFilters:
		return wrong(MaxFiltersExceeded, "%d values with wildcards are more than %d", patterns, MaxFilters)
	}
	if q.PageNum < 0 {
		return wrong(InvalidPageNumber, "pgNum counts from 1")
	}
	if q.PageSize < 0 || q.PageSize > MaxPageSize {
		return wrong(InvalidPageSize, "pgSize is between 1 and %d", MaxPageSize)
	}
	switch q.SortDir {
	case "", "asc", "desc":
		return nil
	}
	return wrong(IllegalSort, "%q is not a direction: asc and desc are", q.SortDir)
}

// countFilters counts the filters, and the values in them that have wildcards. filters is -1 if the groups nest too deep.
func countFilters(groups []Group, depth int) (filters, patterns int) {
	if depth > maxDepth {
		return -1, 0
	}
	for _, g := range groups {
		below, more := countFilters(g.Subgroups, depth+1)
		if below < 0 {
			return -1, 0
		}
		filters, patterns = filters+len(g.Filters)+below, patterns+more
		for _, f := range g.Filters {
			values, _ := scalars(f.Value)
			for _, v := range values {
				if strings.ContainsAny(v, wildcards) {
					patterns++
				}
			}
		}
	}
	return filters, patterns
}
