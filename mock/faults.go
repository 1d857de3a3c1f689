package mock

import (
	"context"
	"fmt"
	"slices"

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
	for _, r := range a.faults.Of(worldsOf(of.Parts())[0]) { // each of its worlds has the same
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
		return nil, fail.New(fail.Invalid, "", fmt.Sprintf("no operation that is served at an API called %.60q is called %.60q; GET /_mock/operations lists both", b.Api, b.Operation))
	}
	rule := fault.Rule{API: b.Api, Operation: b.Operation, Status: b.Status, RetryAfter: 1}
	for _, given := range []struct{ from, to *int }{{b.After, &rule.After}, {b.Times, &rule.Times}, {b.RetryAfter, &rule.RetryAfter}} {
		if given.from != nil {
			*given.to = *given.from
		}
	}
	in := worldsOf(of.Parts())
	if err := a.faults.Add(rule, in...); err != nil {
		return nil, fail.New(fail.Conflict, "", err.Error())
	}
	if of.Ended() || !slices.Equal(in, worldsOf(of.Parts())) { // it ended or was reset meanwhile, and nobody else will clear the rule away
		a.faults.Clear(in...)
	}
	if of.Ended() {
		return nil, fail.New(fail.NotFound, "", fmt.Sprintf("tenant %q has ended", req.Name))
	}
	return api.AddFault201JSONResponse(faultRule(rule)), nil
}

// DeleteFaults forgets a tenant's fault rules.
func (a admin) DeleteFaults(_ context.Context, req api.DeleteFaultsRequestObject) (api.DeleteFaultsResponseObject, error) {
	of, err := a.tenants.called(req.Name)
	if err == nil {
		a.faults.Clear(worldsOf(of.Parts())...)
	}
	return api.DeleteFaults204Response{}, err
}

// worldsOf are the worlds that a tenant's fault rules are kept by.
func worldsOf(parts []tenant.Part) []any {
	worlds := make([]any, 0, len(parts))
	for _, part := range parts {
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
