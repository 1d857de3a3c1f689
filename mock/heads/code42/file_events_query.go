package code42

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/understudy/understudy/mock/heads/code42/api"
	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/worlds/code42/events"
)

// What is wrong with a query before the history sees it, in the words of the vendor's public mock, like the rest in events.
const (
	missingFilters = "MISSING_FILTERS"
	missingGroups  = "MISSING_GROUPS"
)

// ofV1 is a query of version 1 in the form of version 2, whose groups can do more.
func ofV1(b api.FileEventQueryV1) api.FileEventQueryV2 {
	q := api.FileEventQueryV2{GroupClause: b.GroupClause, SrtKey: b.SrtKey, SrtDir: b.SrtDir, PgSize: b.PgSize, PgNum: b.PgNum, PgToken: b.PgToken}
	if b.Groups != nil {
		groups := make([]api.SearchGroupV2, 0, len(*b.Groups))
		for _, g := range *b.Groups {
			groups = append(groups, api.SearchGroupV2{FilterClause: g.FilterClause, Filters: g.Filters})
		}
		q.Groups = &groups
	}
	return q
}

// queryOf reads a query. The defaults are those of the vendor's public mock. py42 puts a backslash before each quote of a token, as its
// releases before 1.17 had to where they wrote JSON themselves; those since then send it on the wire. That both are taken is inferred.
func queryOf(b api.FileEventQueryV2) (events.Query, error) {
	q := events.Query{
		GroupClause: text(b.GroupClause), SortKey: text(b.SrtKey), SortDir: cmp.Or(text(b.SrtDir), "desc"), PageNum: value(b.PgNum, 1),
		PageSize: value(b.PgSize, events.DefaultPageSize), PageToken: b.PgToken,
	}
	if q.PageToken != nil { // then the number does not count
		q.PageNum = 1
		q.PageToken = pointer(strings.ReplaceAll(*q.PageToken, `\"`, `"`))
	}
	groups := value(b.Groups, nil)
	switch {
	case len(groups) == 0:
		return q, illegal(missingGroups, "groups has at least one group")
	case q.PageNum < 1:
		return q, illegal(events.InvalidPageNumber, "pgNum counts from 1")
	case q.PageSize < 1 || q.PageSize > events.MaxPageSize:
		return q, illegal(events.InvalidPageSize, "pgSize is between 1 and %d", events.MaxPageSize)
	case q.PageNum > numberedResults/q.PageSize && q.PageToken == nil:
		return q, illegal(events.InvalidPageNumber, "pgNum reaches the first %d results; those behind them need a pgToken", numberedResults)
	}
	var err error
	q.Groups, err = eventGroups(groups)
	return q, err
}

// numberedResults is how many results pages by number reach; the vendor documents that all others take a token.
const numberedResults = 10_000

func eventGroups(from []api.SearchGroupV2) ([]events.Group, error) {
	groups := make([]events.Group, len(from))
	for i, g := range from {
		if len(value(g.Filters, nil)) == 0 && len(value(g.Subgroups, nil)) == 0 {
			return nil, illegal(missingFilters, "a group has at least one filter, or a subgroup")
		}
		groups[i].Clause = cmp.Or(text(g.SubgroupClause), text(g.FilterClause))
		for _, f := range value(g.Filters, nil) {
			groups[i].Filters = append(groups[i].Filters, events.Filter{Term: f.Term, Operator: cmp.Or(text(f.Operator), "IS"), Value: f.Value})
		}
		var err error
		if groups[i].Subgroups, err = eventGroups(value(g.Subgroups, nil)); err != nil {
			return nil, err
		}
	}
	return groups, nil
}

// longestTerm is longer than any term. What is longer is a value in the wrong place, which nobody repeats.
const longestTerm = 60

// tellMisspelt tells the first term of a query that there is none of: it finds nothing, and looks like an answer.
func tellMisspelt(ctx context.Context, version events.Version, q events.Query) error {
	term, found := q.Unknown(version)
	if !found {
		return nil
	}
	said := "a term"
	if len(term) <= longestTerm {
		said = "the term " + strconv.Quote(term)
	}
	return callOf(ctx).Exchange.Tolerate(fmt.Sprintf("%s of a filter, which is none of version %d, so that no event has it", said, version))
}

func illegal(code, format string, args ...any) *fail.Error {
	return fail.New(fail.Invalid, code, fmt.Sprintf(format, args...))
}

// refusedQuery says what the history finds wrong with a query, and names the filter that is wrong.
func refusedQuery(err error) error {
	var wrong *events.QueryError
	if !errors.As(err, &wrong) {
		return err
	}
	refused := illegal(wrong.Type, "%s", wrong.Description)
	if f := wrong.BadFilter; f != nil {
		return refused.WithDetails(&api.SearchBadFilter{Operator: f.Operator, Term: f.Term, Value: f.Value})
	}
	return refused
}
