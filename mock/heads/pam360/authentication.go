package pam360

import (
	"context"

	"github.com/understudy/understudy/mock/heads/pam360/api"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// RegenerateAuthToken gives the caller a new token; the one that the call was made with is void from then on.
func (s *Server) RegenerateAuthToken(
	ctx context.Context, req api.RegenerateAuthTokenRequestObject,
) (api.RegenerateAuthTokenResponseObject, error) {
	var answer api.RegenerateAuthToken200JSONResponse
	var expiry string
	if req.Body != nil {
		expiry = text(req.Body.Operation.Details.ExpiryDate)
	}
	err := write(ctx, func(tx *state.Tx) error {
		token, err := tx.RegenerateToken(expiry)
		answer.Operation = api.RegenerateAuthTokenOperation{
			Name: nameOf(ctx), Result: done("Authtoken regenerated successfully."), Details: &api.AuthTokenDetails{AuthToken: token},
		}
		return err
	})
	return answer, err
}
