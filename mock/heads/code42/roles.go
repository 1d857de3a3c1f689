package code42

import (
	"context"
	"time"

	"github.com/understudy/understudy/mock/heads/code42/api"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// zoned is the v3 roles' time format: an offset even where it is none.
const zoned = "2006-01-02T15:04:05.000-07:00"

func zonedStamp(t time.Time) string { return t.UTC().Format(zoned) }

// GetUserRoles lists the roles that a user holds.
func (s *Server) GetUserRoles(ctx context.Context, req api.GetUserRolesRequestObject) (api.GetUserRolesResponseObject, error) {
	answer := api.GetUserRoles200JSONResponse{Metadata: metadata(ctx), Data: []api.UserRole{}}
	err := read(ctx, func(tx *state.Tx) error {
		held, err := tx.RolesOf(req.UserUid)
		for _, r := range held {
			answer.Data = append(answer.Data, api.UserRole{
				RoleId: r.ID, RoleName: r.Name, Locked: r.Locked, CreationDate: zonedStamp(r.Created), ModificationDate: zonedStamp(r.Modified),
				Permissions: permissionsOf(r), PermissionIds: r.Permissions,
			})
		}
		return err
	})
	return answer, err
}

// ReplaceUserRoles gives a user exactly the roles named.
func (s *Server) ReplaceUserRoles(ctx context.Context, req api.ReplaceUserRolesRequestObject) (api.ReplaceUserRolesResponseObject, error) {
	var answer api.ReplaceUserRoles200JSONResponse
	err := write(ctx, func(tx *state.Tx) error {
		change, err := tx.ReplaceRoles(req.UserUid, req.Body.RoleIds)
		answer.Data = api.RoleReplacementResult{
			ProcessedReplacementRoleIds: change.Processed, NewlyAssignedRoleIds: change.Added,
			UnassignedRoleIds: change.Removed, IgnoredRoleIds: change.Ignored,
		}
		return err
	})
	return answer, err
}

// ListAvailableRoles lists the roles that can be given, with how many users hold each.
func (s *Server) ListAvailableRoles(ctx context.Context, _ api.ListAvailableRolesRequestObject) (api.ListAvailableRolesResponseObject, error) {
	answer := api.ListAvailableRoles200JSONResponse{Metadata: metadata(ctx), Data: []api.Role{}}
	err := read(ctx, func(tx *state.Tx) error {
		holders := tx.RoleHolders()
		for _, r := range tx.Roles() {
			answer.Data = append(answer.Data, api.Role{
				RoleId: r.ID, RoleName: r.Name, Locked: pointer(r.Locked), NumberOfUsers: holders[r.ID],
				CreationDate: stamp(r.Created), ModificationDate: stamp(r.Modified), Permissions: permissionsOf(r),
			})
		}
		return nil
	})
	return answer, err
}

// permissionsOf renders what a role permits. The vendor's texts are not known, so the ids stand for them.
func permissionsOf(r state.Role) []api.RolePermission {
	list := make([]api.RolePermission, 0, len(r.Permissions))
	for _, id := range r.Permissions {
		list = append(list, api.RolePermission{Permission: id, Description: id})
	}
	return list
}
