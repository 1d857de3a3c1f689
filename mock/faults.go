package mock

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/understudy/understudy/mock/control/api"
	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/fault"
	"github.com/understudy/understudy/mock/internal/tenant"
	"github.com/understudy/understudy/openapi"
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
	op, err := a.operation(b.Api, b.Operation)
	if err != nil {
		return nil, err
	}
	rule := fault.Rule{API: b.Api, Operation: op.ID, Status: b.Status, RetryAfter: 1}
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

// operation finds an operation of an API by one of its names, or says what was probably meant.
func (a admin) operation(apiName, name string) (*openapi.Operation, error) {
	var apis []string
	var elsewhere string
	var asked *openapi.Document
	for _, h := range a.heads {
		apis = append(apis, h.Name)
		if h.Name == apiName {
			asked = h.Document
		} else if _, ok := calledAs(h.Document, name); ok {
			elsewhere = fmt.Sprintf("; it is one of %s", h.Name)
		}
	}
	if asked == nil {
		return nil, fail.New(fail.Invalid, "", fmt.Sprintf("no API is called %.60q; there are %s", apiName, strings.Join(apis, ", ")))
	}
	if op, ok := calledAs(asked, name); ok {
		return op, nil
	}
	for _, u := range asked.Unserved {
		if u.ID == name {
			return nil, fail.New(fail.Invalid, "", fmt.Sprintf("%s does not serve %s, so it cannot fail: %s", apiName, u, u.Reason))
		}
	}
	hint := elsewhere
	if near := openapi.Resembling(name, namesOf(asked)); hint == "" && near != "" {
		hint = fmt.Sprintf("; did you mean %q?", near)
	}
	return nil, fail.New(fail.Invalid, "", fmt.Sprintf("%s has no operation %.60q; GET /_mock/operations lists what it has%s", apiName, name, hint))
}

// calledAs finds an operation by its id, or by another name that the vendor has for it.
func calledAs(doc *openapi.Document, name string) (*openapi.Operation, bool) {
	i := slices.IndexFunc(doc.Operations, func(op *openapi.Operation) bool { return op.ID == name || slices.Contains(op.Also, name) })
	if i < 0 {
		return nil, false
	}
	return doc.Operations[i], true
}

// namesOf are the names of all operations.
func namesOf(doc *openapi.Document) (all []string) {
	for _, op := range doc.Operations {
		all = append(append(all, op.ID), op.Also...)
	}
	return all
}

func faultRule(r fault.Rule) api.Fault {
	return api.Fault{
		Api: r.API, Operation: r.Operation, Status: r.Status, After: r.After, Times: r.Times, RetryAfter: r.RetryAfter, Struck: r.Struck,
	}
}
