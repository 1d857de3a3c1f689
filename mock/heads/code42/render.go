package code42

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/understudy/understudy/mock/heads/code42/api"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// metadata is what every v1 answer says of its request: when, and the query as it came.
func metadata(ctx context.Context) api.V1Metadata {
	c := callOf(ctx)
	query := c.Exchange.Request.URL.Query()
	params := make(api.V1Params, len(query))
	for _, name := range slices.Sorted(maps.Keys(query)) {
		params[name] = strings.Join(query[name], ",")
	}
	return api.V1Metadata{Timestamp: stamp(c.World.Clock().Now()), Params: params}
}

// page reads a v1 list's paging parameters.
func page(num *api.PgNum, size *api.PgSize) state.Page {
	return state.Page{Num: value(num, 1), Size: value(size, state.DefaultPageSize)}
}

// inOrg reads the parameters that narrow a v1 list to an organization.
func inOrg(uid *string, id *api.InOrgId, children *api.IncChildOrgs) state.InOrg {
	return state.InOrg{OrgUID: text(uid), OrgID: value(id, 0), Alone: !value(children, true)}
}

// value is what an optional parameter says, or what its absence means.
func value[T any](given *T, otherwise T) T {
	if given == nil {
		return otherwise
	}
	return *given
}

// text is an optional text parameter; absent is empty.
func text(given *string) string { return value(given, "") }

func pointer[T any](v T) *T { return &v }

func emptyIsNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// each renders a list, which is never null.
func each[Row, Wire any](tx *state.Tx, rows []Row, render func(*state.Tx, Row) Wire) []Wire {
	list := make([]Wire, 0, len(rows))
	for _, row := range rows {
		list = append(list, render(tx, row))
	}
	return list
}

// id renders a numeric id as the state's lookups take it: clients send numbers and text alike.
func id(n int64) string { return strconv.FormatInt(n, 10) }

// millis is the v1 API's time format.
const millis = "2006-01-02T15:04:05.000Z"

// stamp renders a time as the v1 API does.
func stamp(t time.Time) string { return t.UTC().Format(millis) }

// stampOrNil renders a time that may not have come yet.
func stampOrNil(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	text := stamp(t)
	return &text
}

func moment(t *time.Time) *string {
	if t == nil {
		return nil
	}
	return stampOrNil(*t)
}

// ticks is the detection lists' time format, with seven digits of a second.
const ticks = "2006-01-02T15:04:05.0000000Z"

func tickStamp(t time.Time) string { return t.UTC().Format(ticks) }
