package code42

import (
	"context"

	"github.com/understudy/understudy/mock/heads/code42/api"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// ListUserRiskProfiles lists the profiles that match, page by page.
func (s *Server) ListUserRiskProfiles(
	ctx context.Context, req api.ListUserRiskProfilesRequestObject,
) (api.ListUserRiskProfilesResponseObject, error) {
	var answer api.ListUserRiskProfiles200JSONResponse
	p := req.Params
	err := read(ctx, func(tx *state.Tx) error {
		found, total := tx.RiskProfiles(state.RiskProfileFilter{
			ManagerUID: p.ManagerId, Title: p.Title, Division: p.Division, Department: p.Department, EmployeeType: p.EmploymentType,
			Country: p.Country, Region: p.Region, Locality: p.Locality, Active: p.Active, Deleted: p.Deleted, SupportUser: p.SupportUser,
		}, page(p.Page, p.PageSize))
		answer.UserRiskProfiles, answer.TotalCount = each(tx, found, riskProfile), int64(total)
		return nil
	})
	return answer, err
}

// GetUserRiskProfile returns a user's profile.
func (s *Server) GetUserRiskProfile(ctx context.Context, req api.GetUserRiskProfileRequestObject) (api.GetUserRiskProfileResponseObject, error) {
	var answer api.GetUserRiskProfile200JSONResponse
	err := read(ctx, func(tx *state.Tx) error {
		p, err := tx.RiskProfile(req.UserId)
		answer = api.GetUserRiskProfile200JSONResponse(riskProfile(tx, p))
		return err
	})
	return answer, err
}

// UpdateUserRiskProfile changes the fields that the mask names.
func (s *Server) UpdateUserRiskProfile(
	ctx context.Context, req api.UpdateUserRiskProfileRequestObject,
) (api.UpdateUserRiskProfileResponseObject, error) {
	var answer api.UpdateUserRiskProfile200JSONResponse
	b := req.Body
	err := write(ctx, func(tx *state.Tx) error {
		p, err := tx.UpdateRiskProfile(req.UserId, req.Params.Paths, state.RiskChange{
			StartDate: (*state.Date)(b.StartDate), EndDate: (*state.Date)(b.EndDate), Notes: b.Notes,
		})
		answer = api.UpdateUserRiskProfile200JSONResponse(riskProfile(tx, p))
		return err
	})
	return answer, err
}

// AddCloudAliases gives a user further names in the cloud.
func (s *Server) AddCloudAliases(ctx context.Context, req api.AddCloudAliasesRequestObject) (api.AddCloudAliasesResponseObject, error) {
	var answer api.AddCloudAliases200JSONResponse
	err := write(ctx, func(tx *state.Tx) error {
		p, err := tx.AddCloudAliases(req.UserId, req.Body.CloudAliases)
		answer = api.AddCloudAliases200JSONResponse(riskProfile(tx, p))
		return err
	})
	return answer, err
}

// DeleteCloudAliases takes names in the cloud away from a user.
func (s *Server) DeleteCloudAliases(ctx context.Context, req api.DeleteCloudAliasesRequestObject) (api.DeleteCloudAliasesResponseObject, error) {
	var answer api.DeleteCloudAliases200JSONResponse
	err := write(ctx, func(tx *state.Tx) error {
		p, err := tx.DeleteCloudAliases(req.UserId, req.Body.CloudAliases)
		answer = api.DeleteCloudAliases200JSONResponse(riskProfile(tx, p))
		return err
	})
	return answer, err
}

func riskProfile(_ *state.Tx, p state.RiskProfile) api.UserRiskProfile {
	of := p.Person
	rendered := api.UserRiskProfile{
		UserId: p.UID, TenantId: p.TenantUID, Username: p.Username, DisplayName: p.DisplayName(), Notes: p.Facts.Notes, Title: text(of.Title),
		Division: text(of.Division), Department: text(of.Department), EmploymentType: text(of.EmployeeType), Country: text(of.Country),
		Region: text(of.Region), Locality: text(of.Locality), Active: p.Active, CloudAliases: p.CloudAliases,
		StartDate: (*api.RiskProfileDateOrNull)(p.Facts.StartDate), EndDate: (*api.RiskProfileDateOrNull)(p.Facts.EndDate),
	}
	if boss := p.Manager; boss.ID != 0 {
		rendered.ManagerId, rendered.ManagerUsername, rendered.ManagerDisplayName = boss.UID, boss.Username, boss.DisplayName()
	}
	return rendered
}
