package code42

import (
	"context"

	"github.com/understudy/understudy/mock/heads/code42/api"
	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// ofTenant refuses a body that names another tenant than the caller's, in the transaction that does the rest. That it is a 403 is
// inferred.
func ofTenant(uid string, then func(*state.Tx) error) func(*state.Tx) error {
	return func(tx *state.Tx) error {
		if uid != tx.Tenant().UID {
			return fail.New(fail.Forbidden, "", "You do not have permission to perform this action").
				Because("tenantId %q is not %s, the tenant of %q", uid, tx.Tenant().UID, tx.Actor.Name)
		}
		return then(tx)
	}
}

// readOf is read, for a body that names its tenant.
func readOf(ctx context.Context, tenantUID string, fn func(*state.Tx) error) error {
	return read(ctx, ofTenant(tenantUID, fn))
}

// writeOf is write, for a body that names its tenant.
func writeOf(ctx context.Context, tenantUID string, fn func(*state.Tx) error) error {
	return write(ctx, ofTenant(tenantUID, fn))
}

// GetDetectionUserById returns a user's profile.
func (s *Server) GetDetectionUserById(
	ctx context.Context, req api.GetDetectionUserByIdRequestObject,
) (api.GetDetectionUserByIdResponseObject, error) {
	var answer api.GetDetectionUserById200JSONResponse
	err := readOf(ctx, req.Body.TenantId, func(tx *state.Tx) error {
		u, err := tx.DetectionUser(req.Body.UserId)
		answer = api.GetDetectionUserById200JSONResponse(detectionUser(u))
		return err
	})
	return answer, err
}

// GetDetectionUserByUsername returns a user's profile.
func (s *Server) GetDetectionUserByUsername(
	ctx context.Context, req api.GetDetectionUserByUsernameRequestObject,
) (api.GetDetectionUserByUsernameResponseObject, error) {
	var answer api.GetDetectionUserByUsername200JSONResponse
	err := readOf(ctx, req.Body.TenantId, func(tx *state.Tx) error {
		u, err := tx.DetectionUserByName(req.Body.Username)
		answer = api.GetDetectionUserByUsername200JSONResponse(detectionUser(u))
		return err
	})
	return answer, err
}

// UpdateDetectionUserNotes replaces a profile's notes.
func (s *Server) UpdateDetectionUserNotes(
	ctx context.Context, req api.UpdateDetectionUserNotesRequestObject,
) (api.UpdateDetectionUserNotesResponseObject, error) {
	var answer api.UpdateDetectionUserNotes200JSONResponse
	err := writeOf(ctx, req.Body.TenantId, func(tx *state.Tx) error {
		u, err := tx.UpdateDetectionNotes(req.Body.UserId, text(req.Body.Notes))
		answer = api.UpdateDetectionUserNotes200JSONResponse(detectionUser(u))
		return err
	})
	return answer, err
}

// AddDetectionUserRiskFactors gives a user tags.
func (s *Server) AddDetectionUserRiskFactors(
	ctx context.Context, req api.AddDetectionUserRiskFactorsRequestObject,
) (api.AddDetectionUserRiskFactorsResponseObject, error) {
	var answer api.AddDetectionUserRiskFactors200JSONResponse
	err := writeOf(ctx, req.Body.TenantId, func(tx *state.Tx) error {
		u, err := tx.AddRiskFactors(req.Body.UserId, req.Body.RiskFactors)
		answer = api.AddDetectionUserRiskFactors200JSONResponse(detectionUser(u))
		return err
	})
	return answer, err
}

// RemoveDetectionUserRiskFactors takes tags away from a user.
func (s *Server) RemoveDetectionUserRiskFactors(
	ctx context.Context, req api.RemoveDetectionUserRiskFactorsRequestObject,
) (api.RemoveDetectionUserRiskFactorsResponseObject, error) {
	var answer api.RemoveDetectionUserRiskFactors200JSONResponse
	err := writeOf(ctx, req.Body.TenantId, func(tx *state.Tx) error {
		u, err := tx.RemoveRiskFactors(req.Body.UserId, req.Body.RiskFactors)
		answer = api.RemoveDetectionUserRiskFactors200JSONResponse(detectionUser(u))
		return err
	})
	return answer, err
}

// AddDetectionUserCloudUsernames gives a user further names in the cloud.
func (s *Server) AddDetectionUserCloudUsernames(
	ctx context.Context, req api.AddDetectionUserCloudUsernamesRequestObject,
) (api.AddDetectionUserCloudUsernamesResponseObject, error) {
	var answer api.AddDetectionUserCloudUsernames200JSONResponse
	err := writeOf(ctx, req.Body.TenantId, func(tx *state.Tx) error {
		u, err := tx.AddCloudUsernames(req.Body.UserId, req.Body.CloudUsernames)
		answer = api.AddDetectionUserCloudUsernames200JSONResponse(detectionUser(u))
		return err
	})
	return answer, err
}

// RemoveDetectionUserCloudUsernames takes names in the cloud away from a user.
func (s *Server) RemoveDetectionUserCloudUsernames(
	ctx context.Context, req api.RemoveDetectionUserCloudUsernamesRequestObject,
) (api.RemoveDetectionUserCloudUsernamesResponseObject, error) {
	var answer api.RemoveDetectionUserCloudUsernames200JSONResponse
	err := writeOf(ctx, req.Body.TenantId, func(tx *state.Tx) error {
		u, err := tx.RemoveCloudUsernames(req.Body.UserId, req.Body.CloudUsernames)
		answer = api.RemoveDetectionUserCloudUsernames200JSONResponse(detectionUser(u))
		return err
	})
	return answer, err
}

// RefreshDetectionUser returns a user's profile, which is always fresh here.
func (s *Server) RefreshDetectionUser(
	ctx context.Context, req api.RefreshDetectionUserRequestObject,
) (api.RefreshDetectionUserResponseObject, error) {
	var answer api.RefreshDetectionUser200JSONResponse
	err := readOf(ctx, req.Body.TenantId, func(tx *state.Tx) error {
		u, err := tx.DetectionUser(req.Body.UserId)
		answer = api.RefreshDetectionUser200JSONResponse(detectionUser(u))
		return err
	})
	return answer, err
}

func detectionUser(u state.DetectionUser) api.DetectionUser {
	of := u.Person
	rendered := api.DetectionUser{
		Type: "USER_V2", TenantId: u.TenantUID, UserId: u.UID, UserName: u.Username, DisplayName: u.DisplayName(), Notes: u.Facts.Notes,
		CloudUsernames: u.CloudAliases, RiskFactors: u.RiskFactors, Title: of.Title, Division: of.Division, Department: of.Department,
		EmploymentType: of.EmployeeType, City: of.Locality, State: of.Region, Country: of.Country,
	}
	rendered.ManagerUid, rendered.ManagerUsername, rendered.ManagerDisplayName = managerOf(u)
	return rendered
}

// managerOf names a user's manager, if there is one.
func managerOf(u state.DetectionUser) (uid, username, name *string) {
	boss := u.Manager
	if boss.ID == 0 {
		return nil, nil, nil
	}
	return &boss.UID, &boss.Username, pointer(boss.DisplayName())
}

// setAlerts turns a list's alerts on or off. The vendor's mock of it does not ask for the tenant.
func setAlerts(ctx context.Context, list state.DetectionList, to *api.DetectionListAlertState) error {
	set := func(tx *state.Tx) error { return tx.SetDetectionAlerts(list, to.AlertsEnabled) }
	if to.TenantId == nil {
		return write(ctx, set)
	}
	return writeOf(ctx, *to.TenantId, set)
}

// onList is the status of everybody who is on a detection list.
const onList = "OPEN"

// exposureOf is what was counted of a user, if anybody has counted.
func exposureOf(e state.DetectionEntry) (events, bytes *int64) {
	if e.Exposure == nil {
		return nil, nil
	}
	return &e.Exposure.Events, &e.Exposure.Bytes
}
