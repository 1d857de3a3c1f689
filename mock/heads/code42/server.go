// Package code42 is the head of the Code42 API: its manners and its handlers, on the Code42 world.
//
// The rules are in mock/worlds/code42, the wire is in api (generated from openapi/code42), the order of things is in
// mock/internal/engine. Only package mock may import it.
package code42

import (
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"

	"github.com/labstack/echo/v4"

	"github.com/understudy/understudy/mock/heads/code42/api"
	"github.com/understudy/understudy/mock/internal/engine"
	"github.com/understudy/understudy/mock/internal/head"
	"github.com/understudy/understudy/mock/internal/tenant"
	"github.com/understudy/understudy/mock/worlds/code42/seed"
	"github.com/understudy/understudy/mock/worlds/code42/state"
	"github.com/understudy/understudy/openapi"
)

// Server implements the generated interface, one method per operation.
type Server struct {
	tenants *tenant.Registry
	tokens  *tokens
	heads   heads
}

var _ api.StrictServerInterface = (*Server)(nil)

// Open makes the API's server over the tenants. The seed decides the key that tokens are signed with.
func Open(cfg head.Config) (*engine.Server, error) {
	doc, err := openapi.Load("code42")
	if err != nil {
		return nil, err
	}
	if err := doc.CheckErrorForms(slices.Sorted(maps.Keys(forms))...); err != nil {
		return nil, err
	}
	key := sha256.Sum256(fmt.Appendf(nil, "understudy code42 tokens %d", cfg.Seed))
	s := &Server{tenants: cfg.Tenants, tokens: newTokens(key[:]), heads: headsOf(doc)}
	cfg.Document = doc
	cfg.Vendor = dialect{s}
	cfg.Register = func(e *echo.Echo) { api.RegisterHandlers(e, api.NewStrictHandler(s, nil)) }
	return engine.New(cfg.Config)
}

// SignsIn is a person's name and password, and an API client's id and secret.
func SignsIn(t *tenant.Tenant) []head.Credential {
	given, of := tenant.GivenOf[seed.Access](t), worldOf(t).Credential
	return []head.Credential{
		{Name: "username", Value: given.Username}, {Name: "password", Value: of(given.Password)},
		{Name: "apiClientId", Value: of(given.APIClientID)}, {Name: "apiClientSecret", Value: of(given.APIClientSecret)},
	}
}

// worldOf is the world of a tenant that this head stands on.
func worldOf(t *tenant.Tenant) *state.World { return tenant.WorldOf[*state.World](t) }

// callOf is the request that a handler's context belongs to.
func callOf(ctx context.Context) engine.Call[*state.World, state.Actor, *state.Tx] {
	return engine.CallOf[*state.World, state.Actor, *state.Tx](ctx)
}

// read runs fn on a consistent view of the caller's tenant.
func read(ctx context.Context, fn func(*state.Tx) error) error {
	return engine.Read[*state.World, state.Actor](ctx, fn)
}

// write runs fn in the request's one transaction.
func write(ctx context.Context, fn func(*state.Tx) error) error {
	return engine.Write[*state.World, state.Actor](ctx, fn)
}
