// Package pam360 is the head of the PAM360 REST API: its manners and its handlers, on the vault's world.
//
// The rules are in mock/worlds/pam360, the wire is in api (generated from openapi/pam360), the order of things is in
// mock/internal/engine. Only package mock may import it.
package pam360

import (
	"context"

	"github.com/labstack/echo/v4"

	"github.com/understudy/understudy/mock/heads/pam360/api"
	"github.com/understudy/understudy/mock/internal/engine"
	"github.com/understudy/understudy/mock/internal/head"
	"github.com/understudy/understudy/mock/internal/tenant"
	"github.com/understudy/understudy/mock/worlds/pam360/seed"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
	"github.com/understudy/understudy/openapi"
)

// Server implements the generated interface, one method per operation.
type Server struct {
	tenants *tenant.Registry
	doc     *openapi.Document
}

var _ api.StrictServerInterface = (*Server)(nil)

// Open makes the API's server over the tenants.
func Open(cfg head.Config) (*engine.Server, error) {
	doc, err := openapi.Load("pam360")
	if err != nil {
		return nil, err
	}
	if err := doc.CheckErrorForms(errorForm); err != nil {
		return nil, err
	}
	s := &Server{tenants: cfg.Tenants, doc: doc}
	cfg.Document = doc
	cfg.Vendor = dialect{s}
	cfg.Register = func(e *echo.Echo) {
		api.RegisterHandlers(e, api.NewStrictHandler(s, []api.StrictMiddlewareFunc{typed}))
	}
	return engine.New(cfg.Config)
}

// SignsIn is the token of an API user.
func SignsIn(t *tenant.Tenant) []head.Credential {
	token := worldOf(t).Credential(tenant.GivenOf[seed.Access](t).AuthToken)
	return []head.Credential{{Name: "authToken", Value: token}}
}

// LooksLikeToken tells whether a value has the shape of a token.
func LooksLikeToken(value string) bool { return state.LooksLikeToken(value) }

// worldOf is the world of a tenant that this head stands on.
func worldOf(t *tenant.Tenant) *state.World { return tenant.WorldOf[*state.World](t) }

// read runs fn on a consistent view of the caller's organization.
func read(ctx context.Context, fn func(*state.Tx) error) error {
	return engine.Read[*state.World, state.Actor](ctx, fn)
}

// write runs fn in the request's one transaction.
func write(ctx context.Context, fn func(*state.Tx) error) error {
	return engine.Write[*state.World, state.Actor](ctx, fn)
}
