package code42

import (
	"context"

	"github.com/understudy/understudy/mock/heads/code42/api"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// ListOrgs lists the organizations, the root first.
func (s *Server) ListOrgs(ctx context.Context, req api.ListOrgsRequestObject) (api.ListOrgsResponseObject, error) {
	answer := api.ListOrgs200JSONResponse{Metadata: metadata(ctx)}
	p := req.Params
	err := read(ctx, func(tx *state.Tx) error {
		found, total := tx.Orgs(state.OrgFilter{Active: p.Active, Blocked: p.Blocked, Any: text(p.Q)}, page(p.PgNum, p.PgSize))
		with := shown(p.IncAll, p.IncCounts, p.IncSettings, p.IncDeviceDefaults, p.IncInheritedOrgInfo, p.IncBackupUsage, p.IncWindowsUsmtFiles)
		answer.Data = api.OrgPage{TotalCount: total, Orgs: make([]api.Org, 0, len(found))}
		for _, o := range found {
			answer.Data.Orgs = append(answer.Data.Orgs, org(tx, o, with))
		}
		return nil
	})
	return answer, err
}

// GetCurrentOrg returns the signed-in user's organization. The vendor answers an API client with 500.
func (s *Server) GetCurrentOrg(ctx context.Context, req api.GetCurrentOrgRequestObject) (api.GetCurrentOrgResponseObject, error) {
	answer := api.GetCurrentOrg200JSONResponse{Metadata: metadata(ctx)}
	p := req.Params
	err := read(ctx, func(tx *state.Tx) error {
		o, err := tx.MyOrg()
		if err == nil {
			answer.Data = org(tx, o, shown(p.IncAll, p.IncCounts, p.IncSettings, p.IncDeviceDefaults, p.IncInheritedOrgInfo, p.IncBackupUsage, p.IncWindowsUsmtFiles))
		}
		return err
	})
	return answer, err
}

// CreateOrg adds an organization below another.
func (s *Server) CreateOrg(ctx context.Context, req api.CreateOrgRequestObject) (api.CreateOrgResponseObject, error) {
	var answer api.CreateOrg200JSONResponse
	b := req.Body
	err := write(ctx, func(tx *state.Tx) error {
		o, err := tx.CreateOrg(state.NewOrg{Name: b.OrgName, ExtRef: b.OrgExtRef, Notes: b.Notes, ParentGUID: b.ParentOrgGuid})
		if err == nil {
			answer.Data = org(tx, o, show{})
		}
		return err
	})
	return answer, err
}

// GetOrg returns an organization, with the parts that were asked for.
func (s *Server) GetOrg(ctx context.Context, req api.GetOrgRequestObject) (api.GetOrgResponseObject, error) {
	var answer api.GetOrg200JSONResponse
	p := req.Params
	err := read(ctx, func(tx *state.Tx) error {
		o, err := tx.OrgByGUID(req.OrgGuid)
		if err == nil {
			answer.Data = org(tx, o, shown(p.IncAll, p.IncCounts, p.IncSettings, p.IncDeviceDefaults, p.IncInheritedOrgInfo, p.IncBackupUsage, p.IncWindowsUsmtFiles))
		}
		return err
	})
	return answer, err
}

// UpdateOrg changes an organization's name, reference and notes.
func (s *Server) UpdateOrg(ctx context.Context, req api.UpdateOrgRequestObject) (api.UpdateOrgResponseObject, error) {
	var answer api.UpdateOrg200JSONResponse
	b := req.Body
	err := write(ctx, func(tx *state.Tx) error {
		o, err := tx.UpdateOrg(req.OrgGuid, state.OrgChange{Name: b.OrgName, ExtRef: b.OrgExtRef, Notes: b.Notes})
		if err == nil {
			answer.Data = org(tx, o, show{})
		}
		return err
	})
	return answer, err
}

// BlockOrg blocks an organization and all below it.
func (s *Server) BlockOrg(ctx context.Context, req api.BlockOrgRequestObject) (api.BlockOrgResponseObject, error) {
	return api.BlockOrg204Response{}, write(ctx, func(tx *state.Tx) error { return tx.SetOrgBlocked(req.OrgGuid, true) })
}

// UnblockOrg unblocks an organization and those below it; their users stay blocked.
func (s *Server) UnblockOrg(ctx context.Context, req api.UnblockOrgRequestObject) (api.UnblockOrgResponseObject, error) {
	return api.UnblockOrg204Response{}, write(ctx, func(tx *state.Tx) error { return tx.SetOrgBlocked(req.OrgGuid, false) })
}

// DeactivateOrg deactivates an organization and all below it.
func (s *Server) DeactivateOrg(ctx context.Context, req api.DeactivateOrgRequestObject) (api.DeactivateOrgResponseObject, error) {
	return api.DeactivateOrg204Response{}, write(ctx, func(tx *state.Tx) error { return tx.DeactivateOrg(req.OrgGuid) })
}

// ActivateOrg activates an organization; its users stay as they are.
func (s *Server) ActivateOrg(ctx context.Context, req api.ActivateOrgRequestObject) (api.ActivateOrgResponseObject, error) {
	return api.ActivateOrg204Response{}, write(ctx, func(tx *state.Tx) error { return tx.ActivateOrg(req.OrgGuid) })
}

// GetOrgAgentState lists one property of the agents of an organization's devices.
func (s *Server) GetOrgAgentState(ctx context.Context, req api.GetOrgAgentStateRequestObject) (api.GetOrgAgentStateResponseObject, error) {
	answer := api.GetOrgAgentState200JSONResponse{Data: []api.DeviceAgentState{}}
	err := read(ctx, func(tx *state.Tx) error {
		o, err := tx.OrgByNumber(req.Params.OrgId)
		if err != nil {
			return err
		}
		found, err := tx.OrgAgentStates(o.ID, req.Params.PropertyName)
		for _, a := range found {
			answer.Data = append(answer.Data, api.DeviceAgentState{DeviceGuid: a.DeviceGUID, Name: a.Property, Value: a.Value})
		}
		return err
	})
	return answer, err
}
