// Package pam360 is the PAM360 API of the mock: its manners and its handlers.
//
// The rules are in state, the wire is in api (generated from openapi/pam360), the order of things is in mock/internal/engine.
// Only package mock may import it.
package pam360

import (
	"context"

	"github.com/labstack/echo/v4"

	"github.com/understudy/understudy/mock/heads/pam360/api"
	"github.com/understudy/understudy/mock/internal/engine"
	"github.com/understudy/understudy/mock/internal/tenant"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
	"github.com/understudy/understudy/openapi"
)

// Tenants are the worlds that one address serves.
type Tenants = tenant.Registry[*state.World]

// Server implements the generated interface, one method per operation.
type Server struct{ tenants *Tenants }

var _ api.StrictServerInterface = (*Server)(nil)

// New makes the API's engine over the tenants.
func New(cfg engine.Config, tenants *Tenants) (*engine.Server, error) {
	doc, err := openapi.Load("pam360")
	if err != nil {
		return nil, err
	}
	s := &Server{tenants: tenants}
	cfg.Document = doc
	cfg.Vendor = dialect{s}
	cfg.Register = func(e *echo.Echo) {
		api.RegisterHandlers(e, api.NewStrictHandler(s, []api.StrictMiddlewareFunc{typed}))
	}
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

// read runs fn on a consistent view of the caller's organization.
func read(ctx context.Context, fn func(*state.Tx) error) error {
	c := callOf(ctx)
	return c.world.Read(c.actor, fn)
}

// write runs fn in the request's one transaction.
func write(ctx context.Context, fn func(*state.Tx) error) error {
	c := callOf(ctx)
	return c.world.Write(c.actor, fn)
}
