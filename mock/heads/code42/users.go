package code42

import (
	"context"
	"strconv"

	"github.com/understudy/understudy/mock/heads/code42/api"
	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// CreateUser adds a user.
func (s *Server) CreateUser(ctx context.Context, req api.CreateUserRequestObject) (api.CreateUserResponseObject, error) {
	answer := api.CreateUser200JSONResponse{Metadata: metadata(ctx)}
	b := req.Body
	err := write(ctx, func(tx *state.Tx) error {
		u, err := tx.CreateUser(state.NewUser{
			OrgUID: text(b.OrgUid), OrgID: value(b.OrgId, 0), Username: b.Username, Email: b.Email, Password: b.Password,
			FirstName: b.FirstName, LastName: b.LastName, Notes: b.Notes,
		})
		if err == nil {
			answer.Data = user(tx, u, withUser{})
		}
		return err
	})
	return answer, err
}

// ListUsers lists the users that match, page by page.
func (s *Server) ListUsers(ctx context.Context, req api.ListUsersRequestObject) (api.ListUsersResponseObject, error) {
	answer := api.ListUsers200JSONResponse{Metadata: metadata(ctx)}
	p := req.Params
	with := userParts(p.IncAll, p.IncRoles, p.IncBackupUsage, p.IncComputerCount)
	err := read(ctx, func(tx *state.Tx) error {
		found, total, err := tx.Users(userFilter(p), page(p.PgNum, p.PgSize))
		answer.Data = api.UserPage{TotalCount: total, Users: make([]api.User, 0, len(found))}
		for _, u := range found {
			answer.Data.Users = append(answer.Data.Users, user(tx, u, with))
		}
		return err
	})
	return answer, err
}

func userFilter(p api.ListUsersParams) state.UserFilter {
	f := state.UserFilter{
		Active: p.Active, Email: text(p.Email), Role: text(p.RoleId), Username: text(p.Username), Any: text(p.Q),
		InOrg: inOrg(p.OrgUid, p.OrgId, p.IncChildOrgs),
	}
	switch {
	case p.UserId == nil:
	case isUID(p.IdType):
		f.UID = *p.UserId
	default:
		n, _ := strconv.ParseInt(*p.UserId, 10, 64) // what is no number is nobody's
		f.ID = &n
	}
	return f
}

// isUID tells whether an id is given as a UID rather than as a number.
func isUID(kind *api.UserIdType) bool { return kind != nil && *kind == api.Uid }

// GetUser returns a user by number, or by UID with idType=uid.
func (s *Server) GetUser(ctx context.Context, req api.GetUserRequestObject) (api.GetUserResponseObject, error) {
	answer := api.GetUser200JSONResponse{Metadata: metadata(ctx)}
	p := req.Params
	err := read(ctx, func(tx *state.Tx) error {
		find := tx.UserByID
		if isUID(p.IdType) {
			find = tx.UserByUID
		}
		u, err := find(req.UserId)
		if err == nil {
			answer.Data = user(tx, u, userParts(p.IncAll, p.IncRoles, p.IncBackupUsage, p.IncComputerCount))
		}
		return err
	})
	return answer, err
}

// GetCurrentUser returns the signed-in user. An API client acts for none.
func (s *Server) GetCurrentUser(ctx context.Context, req api.GetCurrentUserRequestObject) (api.GetCurrentUserResponseObject, error) {
	answer := api.GetCurrentUser200JSONResponse{Metadata: metadata(ctx)}
	p := req.Params
	err := read(ctx, func(tx *state.Tx) error {
		if tx.Actor.APIClient {
			return fail.New(fail.NotFound, "SYSTEM", "User not found").Because("an API client is no user")
		}
		u, err := tx.UserByUID(tx.Actor.UID)
		if err == nil {
			answer.Data = user(tx, u, userParts(p.IncAll, p.IncRoles, p.IncBackupUsage, p.IncComputerCount))
		}
		return err
	})
	return answer, err
}

// UpdateUser changes a user's attributes.
func (s *Server) UpdateUser(ctx context.Context, req api.UpdateUserRequestObject) (api.UpdateUserResponseObject, error) {
	answer := api.UpdateUser200JSONResponse{Metadata: metadata(ctx)}
	b := req.Body
	err := write(ctx, func(tx *state.Tx) error {
		uid := req.UserId
		if !isUID(req.Params.IdType) {
			found, err := tx.UserByID(uid)
			if err != nil {
				return err
			}
			uid = found.UID
		}
		u, err := tx.UpdateUser(uid, state.UserChange{
			Username: b.Username, Email: b.Email, Password: b.Password, FirstName: b.FirstName, LastName: b.LastName, Notes: b.Notes, Quota: b.QuotaInBytes,
		})
		if err == nil {
			answer.Data = user(tx, u, withUser{})
		}
		return err
	})
	return answer, err
}

// GetUserScimData returns what the directory knows of a user.
func (s *Server) GetUserScimData(ctx context.Context, req api.GetUserScimDataRequestObject) (api.GetUserScimDataResponseObject, error) {
	var answer api.GetUserScimData200JSONResponse
	err := read(ctx, func(tx *state.Tx) error {
		d, err := tx.Scim(req.Params.UserId)
		p := d.Person
		answer.Data = api.UserScimData{
			UserId: d.UserUID, TenantId: &d.TenantUID, Title: p.Title, Division: p.Division, Department: p.Department, EmploymentType: p.EmployeeType,
			ManagerUserId: p.ManagerUID, Locality: p.Locality, Region: p.Region, Country: p.Country, LastName: d.LastName, CloudUsernames: d.CloudUsernames,
		}
		return err
	})
	return answer, err
}

// BlockUser keeps a user from signing in.
func (s *Server) BlockUser(ctx context.Context, req api.BlockUserRequestObject) (api.BlockUserResponseObject, error) {
	return api.BlockUser204Response{}, write(ctx, func(tx *state.Tx) error { return tx.SetBlocked(req.UserUid, true) })
}

// UnblockUser lets a user sign in again.
func (s *Server) UnblockUser(ctx context.Context, req api.UnblockUserRequestObject) (api.UnblockUserResponseObject, error) {
	return api.UnblockUser204Response{}, write(ctx, func(tx *state.Tx) error { return tx.SetBlocked(req.UserUid, false) })
}

// DeactivateUser takes a user out of service, and blocks the user where the body says so.
func (s *Server) DeactivateUser(ctx context.Context, req api.DeactivateUserRequestObject) (api.DeactivateUserResponseObject, error) {
	block := req.Body != nil && value(req.Body.Block, false)
	return api.DeactivateUser204Response{}, write(ctx, func(tx *state.Tx) error { return tx.DeactivateUser(req.UserUid, block) })
}

// ActivateUser puts a user back into service, and unblocks the user where the body says so.
func (s *Server) ActivateUser(ctx context.Context, req api.ActivateUserRequestObject) (api.ActivateUserResponseObject, error) {
	unblock := req.Body != nil && value(req.Body.Unblock, false)
	return api.ActivateUser204Response{}, write(ctx, func(tx *state.Tx) error { return tx.ActivateUser(req.UserUid, unblock) })
}

// MoveUser puts a user into another organization.
func (s *Server) MoveUser(ctx context.Context, req api.MoveUserRequestObject) (api.MoveUserResponseObject, error) {
	return api.MoveUser204Response{}, write(ctx, func(tx *state.Tx) error { return tx.MoveUser(req.UserUid, req.Body.OrgId) })
}

// withUser says which optional parts of a user were asked for.
type withUser struct{ roles, usage, computers bool }

// userParts reads the parameters that ask for optional parts; all asks for those that are not mentioned.
func userParts(all, roles, usage, computers *bool) withUser {
	every := value(all, false)
	return withUser{value(roles, every), value(usage, every), value(computers, every)}
}

// user renders a user as the v1 API does.
func user(tx *state.Tx, u state.User, with withUser) api.User {
	org := tx.OrgOf(u.OrgID)
	rendered := api.User{
		UserId: u.ID, UserUid: u.UID, Status: api.UserStatus(state.Status(u.Active, u.Blocked)), Username: u.Username, Email: emptyIsNull(u.Email),
		FirstName: u.FirstName, LastName: u.LastName, QuotaInBytes: u.Quota, OrgId: u.OrgID, OrgUid: org.UID, OrgName: org.Name,
		UserExtRef: u.ExtRef, Notes: u.Notes, Active: u.Active, Blocked: u.Blocked, EmailPromo: u.EmailOpts, Invited: u.Invited, OrgType: org.Type,
		CreationDate: stamp(u.Created), ModificationDate: stamp(u.Modified), Licenses: u.Licenses,
		UsernameIsAnEmail: u.UsernameIsAnEmail,
	}
	if with.roles {
		rendered.Roles = pointer(tx.RoleNames(u.Roles))
	}
	if with.computers {
		rendered.ComputerCount = pointer(u.Serving)
	}
	if with.usage {
		rendered.BackupUsage = pointer(userBackups(tx.UserBackups(u)))
	}
	return rendered
}

func userBackups(all []state.UserBackup) []api.UserBackupUsage {
	list := make([]api.UserBackupUsage, 0, len(all))
	for _, b := range all {
		list = append(list, api.UserBackupUsage{
			TargetComputerGuid: b.DestinationGUID, SelectedFiles: b.SelectedFiles, SelectedBytes: b.SelectedBytes, TodoFiles: b.TodoFiles,
			TodoBytes: b.TodoBytes, ArchiveBytes: b.ArchiveBytes, BillableBytes: b.BillableBytes,
		})
	}
	return list
}
