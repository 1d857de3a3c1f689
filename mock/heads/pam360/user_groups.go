package pam360

import (
	"cmp"
	"context"
	"slices"

	"github.com/understudy/understudy/mock/heads/pam360/api"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// GetUserGroupId finds a user group's id, which is a number here.
func (s *Server) GetUserGroupId(ctx context.Context, req api.GetUserGroupIdRequestObject) (api.GetUserGroupIdResponseObject, error) {
	var answer api.GetUserGroupId200JSONResponse
	err := read(ctx, func(tx *state.Tx) error {
		g, err := tx.FindUserGroup(req.Params.UserGroupName)
		answer.Operation = api.GetUserGroupIdOperation{
			Name: nameOf(ctx), Result: done("User group ID fetched successfully"), Details: &api.UserGroupIdDetails{UserGroupID: g.ID},
		}
		return err
	})
	return answer, err
}

// CreateUserGroup makes a user group with its first members, or does not make it if one of them is unknown.
func (s *Server) CreateUserGroup(ctx context.Context, req api.CreateUserGroupRequestObject) (api.CreateUserGroupResponseObject, error) {
	var answer api.CreateUserGroup200JSONResponse
	d := req.Body.Operation.Details
	err := write(ctx, func(tx *state.Tx) error {
		g, err := tx.AddUserGroup(state.UserGroup{Name: d.UserGroupName, Description: text(d.Description)})
		for _, user := range d.UserIDs {
			if err == nil {
				err = tx.Wanted()
			}
			if err == nil {
				err = tx.AddToUserGroup(user, id(g.ID))
			}
		}
		answer.Operation = api.CreateUserGroupOperation{
			Name: nameOf(ctx), Result: done("User group " + g.Name + " added successfully"), Details: &api.UserGroupIdDetails{UserGroupID: g.ID},
		}
		return err
	})
	return answer, err
}

// AddUserToUserGroup makes a user a member. The group is named by id or by name; the id counts where both are given (inferred).
func (s *Server) AddUserToUserGroup(
	ctx context.Context, req api.AddUserToUserGroupRequestObject,
) (api.AddUserToUserGroupResponseObject, error) {
	var answer api.AddUserToUserGroup200JSONResponse
	answer.Operation = api.AddUserToUserGroupOperation{Name: nameOf(ctx), Result: done("User added to the user group successfully")}
	d := req.Body.Operation.Details
	group := cmp.Or(text(d.UserGroupID), text(d.UserGroupName))
	return answer, write(ctx, func(tx *state.Tx) error { return tx.AddToUserGroup(req.UserID, group) })
}

// RemoveUsersFromUserGroup ends memberships, each on its own.
func (s *Server) RemoveUsersFromUserGroup(
	ctx context.Context, req api.RemoveUsersFromUserGroupRequestObject,
) (api.RemoveUsersFromUserGroupResponseObject, error) {
	var answer api.RemoveUsersFromUserGroup200JSONResponse
	users := slices.Concat(req.Body.Operation.Details.UserIDs, req.Body.Operation.Details.UserNames)
	err := write(ctx, func(tx *state.Tx) error {
		outcomes, err := tx.RemoveFromUserGroup(req.UserGroupID, users)
		result, items := bulk(ctx, "User(s) removed from the user group successfully", outcomes)
		answer.Operation = api.RemoveUsersFromUserGroupOperation{Name: nameOf(ctx), Result: result, Details: items}
		return err
	})
	return answer, err
}

// DeleteUserGroups removes user groups, each on its own.
func (s *Server) DeleteUserGroups(ctx context.Context, req api.DeleteUserGroupsRequestObject) (api.DeleteUserGroupsResponseObject, error) {
	var answer api.DeleteUserGroups200JSONResponse
	groups := slices.Concat(req.Body.Operation.Details.UserGroupIDs, req.Body.Operation.Details.UserGroupNames)
	err := write(ctx, func(tx *state.Tx) error {
		outcomes, err := tx.DeleteUserGroups(groups)
		result, items := bulk(ctx, "User group(s) deleted successfully", outcomes)
		answer.Operation = api.DeleteUserGroupsOperation{Name: nameOf(ctx), Result: result, Details: items}
		return err
	})
	return answer, err
}
