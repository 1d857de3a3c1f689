package pam360

import (
	"context"

	"github.com/understudy/understudy/mock/heads/pam360/api"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// ListUsers lists the users of the organization, without passwords and tokens.
func (s *Server) ListUsers(ctx context.Context, req api.ListUsersRequestObject) (api.ListUsersResponseObject, error) {
	var answer api.ListUsers200JSONResponse
	err := read(ctx, func(tx *state.Tx) error {
		page, total, err := tx.Users(userQuery(req.Params.InputData))
		answer.Operation = api.ListUsersOperation{
			Name: nameOf(ctx), Result: done("Users fetched successfully"), TotalRows: &total, Details: rows(page, userSummary),
		}
		return err
	})
	return answer, err
}

// CreateUser adds a person or an application. The answer is the only one that ever shows the token.
func (s *Server) CreateUser(ctx context.Context, req api.CreateUserRequestObject) (api.CreateUserResponseObject, error) {
	var answer api.CreateUser200JSONResponse
	n := newUser(req.Body.Operation.Details)
	err := write(ctx, func(tx *state.Tx) error {
		u, err := tx.CreateUser(n)
		answer.Operation = api.CreateUserOperation{
			Name: nameOf(ctx), Result: done("User " + u.Login() + " added successfully"), Details: userDetails(u, ""),
		}
		return err
	})
	return answer, err
}

// EditUser changes a user.
func (s *Server) EditUser(ctx context.Context, req api.EditUserRequestObject) (api.EditUserResponseObject, error) {
	var answer api.EditUser200JSONResponse
	change := userSettings(req.Body.Operation.Details)
	err := write(ctx, func(tx *state.Tx) error {
		before, err := tx.FindUser(req.UserID)
		if err != nil {
			return err
		}
		u, err := tx.EditUser(req.UserID, change)
		answer.Operation = api.EditUserOperation{
			Name: nameOf(ctx), Result: done("User " + u.Login() + " modified successfully"), Details: userDetails(u, before.Token),
		}
		return err
	})
	return answer, err
}

// DeleteUser removes a user for good.
func (s *Server) DeleteUser(ctx context.Context, req api.DeleteUserRequestObject) (api.DeleteUserResponseObject, error) {
	var answer api.DeleteUser200JSONResponse
	answer.Operation = api.DeleteUserOperation{Name: nameOf(ctx), Result: done("User deleted successfully")}
	return answer, write(ctx, func(tx *state.Tx) error { return tx.DeleteUser(req.UserID) })
}

// GetUserId finds a user's id.
func (s *Server) GetUserId(ctx context.Context, req api.GetUserIdRequestObject) (api.GetUserIdResponseObject, error) {
	var answer api.GetUserId200JSONResponse
	err := read(ctx, func(tx *state.Tx) error {
		u, err := tx.UserByName(req.Params.UserName)
		answer.Operation = api.GetUserIdOperation{
			Name: nameOf(ctx), Result: done("User ID fetched successfully"), Details: &api.UserIdDetails{UserID: id(u.ID)},
		}
		return err
	})
	return answer, err
}

// LockUser keeps a user out.
func (s *Server) LockUser(ctx context.Context, req api.LockUserRequestObject) (api.LockUserResponseObject, error) {
	var answer api.LockUser200JSONResponse
	answer.Operation = api.LockUserOperation{Name: nameOf(ctx), Result: done("User locked successfully")}
	return answer, write(ctx, func(tx *state.Tx) error { return tx.SetLocked(req.Params.UserName, true) })
}

// UnlockUser lets a user in again.
func (s *Server) UnlockUser(ctx context.Context, req api.UnlockUserRequestObject) (api.UnlockUserResponseObject, error) {
	var answer api.UnlockUser200JSONResponse
	answer.Operation = api.UnlockUserOperation{Name: nameOf(ctx), Result: done("User unlocked successfully")}
	return answer, write(ctx, func(tx *state.Tx) error { return tx.SetLocked(req.Params.UserName, false) })
}

// ResetMultiFactorAuthentication makes a user set up the second factor again.
func (s *Server) ResetMultiFactorAuthentication(
	ctx context.Context, req api.ResetMultiFactorAuthenticationRequestObject,
) (api.ResetMultiFactorAuthenticationResponseObject, error) {
	var answer api.ResetMultiFactorAuthentication200JSONResponse
	answer.Operation = api.ResetMultiFactorAuthenticationOperation{
		Name: nameOf(ctx), Result: done("Two factor authentication reset successfully"),
	}
	return answer, write(ctx, func(tx *state.Tx) error { return tx.ResetMFA(req.Params.UserName) })
}

// TransferUserAccountabilities makes one user the owner of what another owns.
func (s *Server) TransferUserAccountabilities(
	ctx context.Context, req api.TransferUserAccountabilitiesRequestObject,
) (api.TransferUserAccountabilitiesResponseObject, error) {
	var answer api.TransferUserAccountabilities200JSONResponse
	answer.Operation = api.TransferUserAccountabilitiesOperation{
		Name: nameOf(ctx), Result: done("User accountabilities transferred successfully"),
	}
	d := req.Body.Operation.Details
	return answer, write(ctx, func(tx *state.Tx) error { return tx.TransferAccountabilities(id(d.OldUserID), id(d.NewUserID)) })
}
