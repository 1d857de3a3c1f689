package code42

import (
	"context"
	"maps"
	"slices"
	"strings"

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
