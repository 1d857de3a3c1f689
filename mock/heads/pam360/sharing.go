package pam360

import (
	"context"

	"github.com/understudy/understudy/mock/heads/pam360/api"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

func shareWith(d api.Share) state.ShareWith {
	return state.ShareWith{UserID: text(d.UserID), UserGroupID: text(d.UserGroupID), AccessType: d.AccessType}
}

// ShareResourceToUser shares a resource with a user or a user group, or takes the share back.
func (s *Server) ShareResourceToUser(
	ctx context.Context, req api.ShareResourceToUserRequestObject,
) (api.ShareResourceToUserResponseObject, error) {
	var answer api.ShareResourceToUser200JSONResponse
	answer.Operation = api.ShareResourceToUserOperation{Name: nameOf(ctx), Result: done("Resource shared successfully")}
	with := shareWith(req.Body.Operation.Details)
	return answer, write(ctx, func(tx *state.Tx) error { return tx.ShareResource(req.ResourceID, with) })
}

// ShareAccountToUser shares an account with a user or a user group, or takes the share back.
func (s *Server) ShareAccountToUser(
	ctx context.Context, req api.ShareAccountToUserRequestObject,
) (api.ShareAccountToUserResponseObject, error) {
	var answer api.ShareAccountToUser200JSONResponse
	answer.Operation = api.ShareAccountToUserOperation{Name: nameOf(ctx), Result: done("Account shared successfully")}
	with := shareWith(req.Body.Operation.Details)
	return answer, write(ctx, func(tx *state.Tx) error { return tx.ShareAccount(req.ResourceID, req.AccountID, with) })
}

// ShareResourceGroupsToUsers shares resource groups with users or user groups: all of them, or none.
func (s *Server) ShareResourceGroupsToUsers(
	ctx context.Context, req api.ShareResourceGroupsToUsersRequestObject,
) (api.ShareResourceGroupsToUsersResponseObject, error) {
	var answer api.ShareResourceGroupsToUsers200JSONResponse
	answer.Operation = api.ShareResourceGroupsToUsersOperation{Name: nameOf(ctx), Result: done("Resource groups shared successfully")}
	d := req.Body.Operation.Details
	share := state.GroupShare{GroupIDs: d.ResourceGroupIDs, UserIDs: d.UserIDs, UserGroupIDs: d.UserGroupIDs, AccessType: d.AccessType}
	return answer, write(ctx, func(tx *state.Tx) error { return tx.ShareResourceGroups(share) })
}
