// Package code42 is the Code42 API of the mock: its manners and its handlers.
//
// The rules are in state, the wire is in api (generated from openapi/code42), the order of things is in mock/internal/engine.
// Only package mock may import it.
package code42

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/understudy/understudy/mock/heads/code42/api"
	"github.com/understudy/understudy/mock/internal/engine"
	"github.com/understudy/understudy/mock/internal/tenant"
	"github.com/understudy/understudy/mock/worlds/code42/state"
	"github.com/understudy/understudy/openapi"
)

// Tenants are the worlds that one address serves.
type Tenants = tenant.Registry[*state.World]

// Server implements the generated interface, one method per operation.
type Server struct {
	tenants *Tenants
	tokens  *tokens
}

// New makes the API's engine over the tenants. The seed decides the key that tokens are signed with.
func New(cfg engine.Config, tenants *Tenants, seed uint64) (*engine.Server, error) {
	doc, err := openapi.Load("code42")
	if err != nil {
		return nil, err
	}
	key := sha256.Sum256(fmt.Appendf(nil, "understudy code42 tokens %d", seed))
	s := &Server{tenants: tenants, tokens: newTokens(key[:])}
	cfg.Document = doc
	cfg.Vendor = dialect{s}
	cfg.Register = func(e *echo.Echo) { api.RegisterHandlers(e, api.NewStrictHandler(s, nil)) }
	return engine.New(cfg)
}

// call is what Authenticate leaves for the handlers.
type call struct {
	world *state.World
	actor state.Actor
	ex    *engine.Exchange
}

func callOf(ctx context.Context) call {
	ex := engine.From(ctx)
	c := call{ex: ex}
	c.world, _ = ex.State.(*state.World)
	c.actor, _ = ex.Caller.(state.Actor)
	return c
}

// read runs fn on a consistent view of the caller's tenant.
func read(ctx context.Context, fn func(*state.Tx) error) error {
	c := callOf(ctx)
	return c.world.Read(c.actor, fn)
}

// write runs fn in the request's one transaction.
func write(ctx context.Context, fn func(*state.Tx) error) error {
	c := callOf(ctx)
	return c.world.Write(c.actor, fn)
}

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
