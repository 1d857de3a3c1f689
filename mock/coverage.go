package mock

import (
	"context"
	"fmt"
	"strings"

	"github.com/understudy/understudy/mock/control/api"
	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/openapi"
)

// Covered is what was used of one operation.
type Covered struct {
	Operation
	Exercised bool // a call was not refused
	Used      []openapi.Used
}

// Coverage lists what was used of every operation of every API, by API, family and name, in all tenants together, since start or
// ForgetCoverage.
func (s *Server) Coverage() []Covered {
	var list []Covered
	for _, h := range s.heads {
		for _, row := range h.Operations() {
			op, covered := row.Operation, h.Server.Coverage
			list = append(list, Covered{Operation{h.Name, op.Family, op.ID, op.Method, op.Path, row.Calls}, covered.Exercised(op) > 0, covered.Used(op)})
		}
	}
	return list
}

// ForgetCoverage begins to count anew.
func (s *Server) ForgetCoverage() {
	for _, h := range s.heads {
		h.Server.Coverage.Forget()
	}
}

// GetCoverage lists what was used of the APIs.
func (a admin) GetCoverage(_ context.Context, req api.GetCoverageRequestObject) (api.GetCoverageResponseObject, error) {
	list := api.GetCoverage200JSONResponse{Operations: []api.CoveredOperation{}}
	var apis []string
	for _, h := range a.heads {
		apis = append(apis, h.Name)
	}
	for _, one := range a.Coverage() {
		if req.Params.Api != nil && one.API != *req.Params.Api {
			continue
		}
		row := api.CoveredOperation{Api: one.API, Family: one.Family, OperationId: one.ID, Method: one.Method, Path: one.Path, Exercised: one.Exercised}
		for _, used := range one.Used {
			row.Coverage = append(row.Coverage, api.CoveredAspect{Of: api.CoveredAspectOf(used.Of), Met: used.Met, Missing: used.Missing})
		}
		list.Operations = append(list.Operations, row)
	}
	if len(list.Operations) == 0 {
		return nil, fail.New(fail.NotFound, "", fmt.Sprintf("no API is called %s; there are %s", openapi.QuotedName(*req.Params.Api), strings.Join(apis, ", ")))
	}
	return list, nil
}

// ClearCoverage begins to count anew.
func (a admin) ClearCoverage(context.Context, api.ClearCoverageRequestObject) (api.ClearCoverageResponseObject, error) {
	a.ForgetCoverage()
	return api.ClearCoverage204Response{}, nil
}
