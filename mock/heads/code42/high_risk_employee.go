package code42

import (
	"context"

	"github.com/understudy/understudy/mock/heads/code42/api"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// AddHighRiskEmployee puts a user on the list.
func (s *Server) AddHighRiskEmployee(
	ctx context.Context, req api.AddHighRiskEmployeeRequestObject,
) (api.AddHighRiskEmployeeResponseObject, error) {
	var answer api.AddHighRiskEmployee200JSONResponse
	err := writeOf(ctx, req.Body.TenantId, func(tx *state.Tx) error {
		e, err := tx.AddToDetectionList(state.HighRiskList, req.Body.UserId, nil)
		answer = api.AddHighRiskEmployee200JSONResponse(highRisk(tx, e))
		return err
	})
	return answer, err
}

// RemoveHighRiskEmployee takes a user off the list.
func (s *Server) RemoveHighRiskEmployee(
	ctx context.Context, req api.RemoveHighRiskEmployeeRequestObject,
) (api.RemoveHighRiskEmployeeResponseObject, error) {
	return api.RemoveHighRiskEmployee200Response{}, writeOf(ctx, req.Body.TenantId, func(tx *state.Tx) error {
		return tx.RemoveFromDetectionList(state.HighRiskList, req.Body.UserId)
	})
}

// GetHighRiskEmployee returns a user on the list.
func (s *Server) GetHighRiskEmployee(
	ctx context.Context, req api.GetHighRiskEmployeeRequestObject,
) (api.GetHighRiskEmployeeResponseObject, error) {
	var answer api.GetHighRiskEmployee200JSONResponse
	err := readOf(ctx, req.Body.TenantId, func(tx *state.Tx) error {
		e, err := tx.DetectionEntry(state.HighRiskList, req.Body.UserId, nil) // only a search counts
		answer = api.GetHighRiskEmployee200JSONResponse(highRisk(tx, e))
		return err
	})
	return answer, err
}

// SearchHighRiskEmployees lists the users on the list that match, page by page.
func (s *Server) SearchHighRiskEmployees(
	ctx context.Context, req api.SearchHighRiskEmployeesRequestObject,
) (api.SearchHighRiskEmployeesResponseObject, error) {
	var answer api.SearchHighRiskEmployees200JSONResponse
	b := req.Body
	err := readOf(ctx, b.TenantId, func(tx *state.Tx) error {
		found, err := tx.SearchDetectionList(state.HighRiskList, state.DetectionSearch{
			Filter: state.DetectionFilter(b.FilterType), SortKey: text(b.SrtKey), SortDir: text(b.SrtDirection), RiskFactors: b.RiskFactors,
			Count: tx.Exposures(ctx.Done()),
		}, state.Page{Num: b.PgNum, Size: b.PgSize})
		answer = api.SearchHighRiskEmployees200JSONResponse{
			Type: "HIGH_RISK_SEARCH_RESPONSE_V2", Items: each(tx, found.Items, highRisk), TotalCount: int64(found.Total),
			Rollups: each(tx, found.Rollups, highRiskRollup), FilterType: string(found.Filter), PgSize: b.PgSize, PgNum: b.PgNum,
			SrtKey: found.SortKey, SrtDirection: found.SortDir, RiskFactors: append([]string{}, b.RiskFactors...),
		}
		return err
	})
	return answer, err
}

// SetHighRiskEmployeeAlertState turns the list's alerts on or off.
func (s *Server) SetHighRiskEmployeeAlertState(
	ctx context.Context, req api.SetHighRiskEmployeeAlertStateRequestObject,
) (api.SetHighRiskEmployeeAlertStateResponseObject, error) {
	return api.SetHighRiskEmployeeAlertState200Response{}, setAlerts(ctx, state.HighRiskList, req.Body)
}

func highRisk(_ *state.Tx, e state.DetectionEntry) api.HighRiskEmployee {
	of := e.Person
	rendered := api.HighRiskEmployee{
		Type: "HIGH_RISK_EMPLOYEE_V2", TenantId: e.TenantUID, UserId: e.UID, UserName: e.Username, DisplayName: e.DisplayName(), Notes: e.Facts.Notes,
		CreatedAt: tickStamp(e.Added), Status: onList, CloudUsernames: e.CloudAliases, RiskFactors: e.RiskFactors,
		Title: of.Title, Division: of.Division, Department: of.Department, EmploymentType: of.EmployeeType, City: of.Locality, State: of.Region,
		Country: of.Country,
	}
	rendered.ManagerUid, rendered.ManagerUsername, rendered.ManagerDisplayName = managerOf(e.DetectionUser)
	rendered.NumEvents, rendered.TotalBytes = exposureOf(e)
	return rendered
}

func highRiskRollup(_ *state.Tx, r state.Rollup) api.HighRiskEmployeeRollup {
	return api.HighRiskEmployeeRollup{Type: "HIGH_RISK_FILTER_ROLLUP_V2", FilterType: string(r.Filter), TotalCount: int64(r.Total)}
}
