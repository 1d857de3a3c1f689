package code42

import (
	"context"

	"github.com/understudy/understudy/mock/heads/code42/api"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// AddDepartingEmployee puts a user on the list.
func (s *Server) AddDepartingEmployee(
	ctx context.Context, req api.AddDepartingEmployeeRequestObject,
) (api.AddDepartingEmployeeResponseObject, error) {
	var answer api.AddDepartingEmployee200JSONResponse
	err := writeOf(ctx, req.Body.TenantId, func(tx *state.Tx) error {
		date, err := departure(req.Body.DepartureDate)
		if err != nil {
			return err
		}
		e, err := tx.AddToDetectionList(state.DepartingList, req.Body.UserId, date)
		answer = api.AddDepartingEmployee200JSONResponse(departing(tx, e))
		return err
	})
	return answer, err
}

// RemoveDepartingEmployee takes a user off the list.
func (s *Server) RemoveDepartingEmployee(
	ctx context.Context, req api.RemoveDepartingEmployeeRequestObject,
) (api.RemoveDepartingEmployeeResponseObject, error) {
	return api.RemoveDepartingEmployee200Response{}, writeOf(ctx, req.Body.TenantId, func(tx *state.Tx) error {
		return tx.RemoveFromDetectionList(state.DepartingList, req.Body.UserId)
	})
}

// GetDepartingEmployee returns a user on the list.
func (s *Server) GetDepartingEmployee(
	ctx context.Context, req api.GetDepartingEmployeeRequestObject,
) (api.GetDepartingEmployeeResponseObject, error) {
	var answer api.GetDepartingEmployee200JSONResponse
	err := readOf(ctx, req.Body.TenantId, func(tx *state.Tx) error {
		e, err := tx.DetectionEntry(state.DepartingList, req.Body.UserId, nil) // only a search counts
		answer = api.GetDepartingEmployee200JSONResponse(departing(tx, e))
		return err
	})
	return answer, err
}

// SearchDepartingEmployees lists the users on the list that match, page by page.
func (s *Server) SearchDepartingEmployees(
	ctx context.Context, req api.SearchDepartingEmployeesRequestObject,
) (api.SearchDepartingEmployeesResponseObject, error) {
	var answer api.SearchDepartingEmployees200JSONResponse
	b := req.Body
	err := readOf(ctx, b.TenantId, func(tx *state.Tx) error {
		found, err := tx.SearchDetectionList(state.DepartingList, state.DetectionSearch{
			Filter: state.DetectionFilter(b.FilterType), SortKey: text(b.SrtKey), SortDir: text(b.SrtDirection), Count: tx.Exposures(ctx.Done()),
		}, state.Page{Num: b.PgNum, Size: b.PgSize})
		answer = api.SearchDepartingEmployees200JSONResponse{
			Type: "DEPARTING_EMPLOYEE_SEARCH_RESPONSE", Items: each(tx, found.Items, departing), TotalCount: int64(found.Total),
			Rollups: each(tx, found.Rollups, departingRollup), FilterType: string(found.Filter), PgSize: b.PgSize, PgNum: b.PgNum,
			SrtKey: found.SortKey, SrtDirection: found.SortDir,
		}
		return err
	})
	return answer, err
}

// SetDepartingEmployeeAlertState turns the list's alerts on or off.
func (s *Server) SetDepartingEmployeeAlertState(
	ctx context.Context, req api.SetDepartingEmployeeAlertStateRequestObject,
) (api.SetDepartingEmployeeAlertStateResponseObject, error) {
	return api.SetDepartingEmployeeAlertState200Response{}, setAlerts(ctx, state.DepartingList, req.Body)
}

// UpdateDepartingEmployee changes a departure date.
func (s *Server) UpdateDepartingEmployee(
	ctx context.Context, req api.UpdateDepartingEmployeeRequestObject,
) (api.UpdateDepartingEmployeeResponseObject, error) {
	var answer api.UpdateDepartingEmployee200JSONResponse
	err := writeOf(ctx, req.Body.TenantId, func(tx *state.Tx) error {
		date, err := departure(req.Body.DepartureDate)
		if err != nil {
			return err
		}
		e, err := tx.UpdateDeparture(req.Body.UserId, date)
		answer = api.UpdateDepartingEmployee200JSONResponse(departing(tx, e))
		return err
	})
	return answer, err
}

func departure(given *string) (*state.Date, error) {
	if given == nil {
		return nil, nil
	}
	date, err := state.ParseDate(*given)
	return &date, err
}

func departing(_ *state.Tx, e state.DetectionEntry) api.DepartingEmployee {
	of := e.Person
	rendered := api.DepartingEmployee{
		Type: "DEPARTING_EMPLOYEE_V2", TenantId: e.TenantUID, UserId: e.UID, UserName: e.Username, DisplayName: e.DisplayName(), Notes: e.Facts.Notes,
		CreatedAt: tickStamp(e.Added), Status: onList, CloudUsernames: e.CloudAliases, RiskFactors: e.RiskFactors,
		Title: of.Title, Division: of.Division, Department: of.Department, EmploymentType: of.EmployeeType, City: of.Locality, State: of.Region,
		Country: of.Country,
	}
	rendered.ManagerUid, rendered.ManagerUsername, rendered.ManagerDisplayName = managerOf(e.DetectionUser)
	rendered.NumEvents, rendered.TotalBytes = exposureOf(e)
	if last := e.Facts.EndDate; last != nil {
		rendered.DepartureDate = pointer(last.String())
	}
	return rendered
}

func departingRollup(_ *state.Tx, r state.Rollup) api.DepartingEmployeeRollup {
	return api.DepartingEmployeeRollup{Type: "DEPARTING_EMPLOYEE_FILTER_ROLLUP_V2", FilterType: string(r.Filter), TotalCount: int64(r.Total)}
}
