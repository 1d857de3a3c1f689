package code42

import (
	"context"

	"github.com/understudy/understudy/mock/heads/code42/api"
	"github.com/understudy/understudy/mock/internal/tenant"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// GetJwt gives the user that Authenticate has signed in a token.
func (s *Server) GetJwt(ctx context.Context, _ api.GetJwtRequestObject) (api.GetJwtResponseObject, error) {
	token, err := s.issue(ctx)
	return api.GetJwt200JSONResponse{Data: api.UserToken{V3UserToken: token}}, err
}

// CreateOauthToken gives the API client that Authenticate has signed in a token.
func (s *Server) CreateOauthToken(ctx context.Context, _ api.CreateOauthTokenRequestObject) (api.CreateOauthTokenResponseObject, error) {
	token, err := s.issue(ctx)
	return api.CreateOauthToken200JSONResponse{AccessToken: token, TokenType: "bearer", ExpiresIn: int(state.TokenLife.Seconds())}, err
}

func (s *Server) issue(ctx context.Context) (token string, err error) {
	c := callOf(ctx)
	err = c.World.Write(c.Actor, func(tx *state.Tx) error {
		token, err = s.tokens.issue(c.Actor, tx.Tenant().UID, c.World.Tag, tx.Now)
		if err != nil {
			return err
		}
		return tx.SignedIn()
	})
	return token, err
}

// GetLoginConfiguration tells how a user signs in. It is asked without a token, so on the port of all it is answered by the default
// tenant, or else by the first fork in which a client has made a user of that name.
func (s *Server) GetLoginConfiguration(
	ctx context.Context, req api.GetLoginConfigurationRequestObject,
) (api.GetLoginConfigurationResponseObject, error) {
	answer := api.LoginConfiguration{LoginType: api.LoginType(state.UnknownLogin)}
	t, own := s.tenants.At(ctx)
	asked := []*tenant.Tenant{t}
	if !own {
		asked = append(asked, s.tenants.Holding(state.FoldName(req.Params.Username), "")...)
	}
	for _, t := range asked {
		if login, ok := loginType(t, req.Params.Username); ok {
			answer.LoginType = api.LoginType(login)
			break
		}
	}
	return api.GetLoginConfiguration200JSONResponse{Data: answer}, nil
}

func loginType(t *tenant.Tenant, username string) (login state.LoginType, known bool) {
	_ = worldOf(t).Read(state.Actor{}, func(tx *state.Tx) error {
		login, known = tx.LoginTypeOf(username)
		return nil
	})
	return login, known
}
