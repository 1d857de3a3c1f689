package mock

import (
	"context"
	"fmt"

	"github.com/understudy/understudy/mock/control/api"
	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/fault"
	"github.com/understudy/understudy/mock/internal/tenant"
)

// ListFaults lists a tenant's fault rules.
func (a admin) ListFaults(_ context.Context, req api.ListFaultsRequestObject) (api.ListFaultsResponseObject, error) {
	of, err := a.tenants.called(req.Name)
	if err != nil {
		return nil, err
	}
	list := api.ListFaults200JSONResponse{Faults: []api.Fault{}}
	for _, r := range a.faults.Of(worldsOf(of)[0]) { // each of its worlds has the same
		list.Faults = append(list.Faults, faultRule(r))
	}
	return list, nil
}

// AddFault makes an operation fail.
func (a admin) AddFault(_ context.Context, req api.AddFaultRequestObject) (api.AddFaultResponseObject, error) {
	of, err := a.tenants.called(req.Name)
	if err != nil {
		return nil, err
	}
	b := req.Body
	if !a.serves(b.Api, b.Operation) {
		return nil, fail.New(fail.Invalid, "", fmt.Sprintf("no operation of %q is called %q; GET /_mock/operations lists them", b.Api, b.Operation))
	}
	rule := fault.Rule{API: b.Api, Operation: b.Operation, Status: b.Status, RetryAfter: 1}
	for _, given := range []struct{ from, to *int }{{b.After, &rule.After}, {b.Times, &rule.Times}, {b.RetryAfter, &rule.RetryAfter}} {
		if given.from != nil {
			*given.to = *given.from
		}
	}
	if err := a.faults.Add(rule, worldsOf(of)...); err != nil {
		return nil, fail.New(fail.Conflict, "", err.Error())
	}
	if now, err := a.tenants.called(req.Name); err != nil || now != of { // it ended meanwhile, and nobody else will clear it away
		a.faults.Clear(worldsOf(of)...)
		return nil, fail.New(fail.NotFound, "", fmt.Sprintf("tenant %q has ended", req.Name))
	}
	return api.AddFault201JSONResponse(faultRule(rule)), nil
}

// DeleteFaults forgets a tenant's fault rules.
func (a admin) DeleteFaults(_ context.Context, req api.DeleteFaultsRequestObject) (api.DeleteFaultsResponseObject, error) {
	of, err := a.tenants.called(req.Name)
	if err == nil {
		a.faults.Clear(worldsOf(of)...)
	}
	return api.DeleteFaults204Response{}, err
}

// worldsOf are a tenant's worlds, which its fault rules are kept by.
func worldsOf(t *tenant.Tenant) []any {
	worlds := make([]any, 0, len(t.Parts))
	for _, part := range t.Parts {
		worlds = append(worlds, part.World)
	}
	return worlds
}

// serves tells whether an API has an operation.
func (a admin) serves(apiName, operation string) bool {
	for _, h := range a.heads {
		if _, ok := h.Document.ByID(operation); ok && h.Name == apiName {
			return true
		}
	}
	return false
}

func faultRule(r fault.Rule) api.Fault {
	return api.Fault{
		Api: r.API, Operation: r.Operation, Status: r.Status, After: r.After, Times: r.Times, RetryAfter: r.RetryAfter, Struck: r.Struck,
	}
}
