package mock

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/understudy/understudy/mock/control/api"
	"github.com/understudy/understudy/mock/internal/engine"
	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/head"
	"github.com/understudy/understudy/mock/internal/memory"
	"github.com/understudy/understudy/mock/internal/page"
	"github.com/understudy/understudy/openapi"
)

// admin is the control plane: what only the one who runs the mock may do. It is a third API on the same engine, with a
// journal of its own.
type admin struct{ *Server }

const adminJournalSize = 100

func newControl(s *Server, list []head.Head) (*engine.Server, error) {
	doc, err := openapi.Load("control")
	if err != nil {
		return nil, err
	}
	return engine.New(engine.Config{
		Document: doc, Vendor: admin{s}, Log: s.opts.Log, Now: time.Now, Journal: engine.NewJournal(adminJournalSize), Secret: s.secretAt(list, anyToken(list)),
		// Nothing that is asked for here is long, so no body waits for those of the APIs.
		MaxBody: memory.LongBody - 1, Turns: memory.Reserve, Reading: memory.ReserveReading,
		Listed:   "this is the control plane, and it has " + strings.Join(pathsOf(doc), ", "),
		Register: func(e *echo.Echo) { api.RegisterHandlers(e, api.NewStrictHandler(admin{s}, nil)) },
	})
}

func pathsOf(doc *openapi.Document) (paths []string) {
	for _, op := range doc.Operations {
		paths = append(paths, op.Path)
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// Tidy has nothing to forgive.
func (admin) Tidy(*engine.Exchange) error { return nil }

// Authenticate refuses a browser that another site has sent here: a foreign Host is DNS rebinding, a foreign Origin is a page.
func (admin) Authenticate(ex *engine.Exchange) error {
	if !isLoopback(ex.Request.Host) {
		return fail.New(fail.Forbidden, "", fmt.Sprintf("Host %q is not this machine's loopback", ex.Request.Host))
	}
	if origin := ex.Request.Header.Get("Origin"); origin != "" {
		u, err := url.Parse(origin)
		if err != nil || !strings.EqualFold(u.Host, ex.Request.Host) {
			return fail.New(fail.Forbidden, "", fmt.Sprintf("Origin %q may not use the control plane", origin))
		}
	}
	// As at the APIs' ports. Origin was looked at: a host in capitals is the same host.
	if ex.Request.Header.Get("Sec-Fetch-Site") != "" && http.NewCrossOriginProtection().Check(ex.Request) != nil {
		return fail.New(fail.Forbidden, "", "a page of another site may not use the control plane")
	}
	return known(ex.Op, ex.Request.URL.Query())
}

// known refuses a query with a parameter that the operation has not. A name is told by the rule that the APIs have: whole, but for one
// that is a secret or may be half of one.
func known(op *openapi.Operation, query url.Values) error {
	names, some := op.QueryNames(), "none"
	if len(names) > 0 {
		some = strings.Join(names, ", ")
	}
	for _, name := range slices.Sorted(maps.Keys(query)) {
		if !slices.Contains(names, name) {
			return fail.New(fail.Invalid, "", fmt.Sprintf("%s takes no parameter %s in the query; it takes %s", op.ID, openapi.QuotedName(name), some))
		}
	}
	return nil
}

func isLoopback(hostport string) bool {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = hostport
	}
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// WriteError answers with one line of text.
func (admin) WriteError(ex *engine.Exchange, e *fail.Error) {
	text := ex.Reason
	if e.Reason != "" {
		text = ex.Hide(e.Message + ": " + e.Reason)
	}
	body, err := json.Marshal(api.ControlError{Error: text})
	if err != nil {
		panic(err) // one string
	}
	ex.Header().Set("Content-Type", "application/json")
	ex.WriteHeader(e.HTTPStatus())
	_, _ = ex.Write(body)
}

// GetHealth says that every listener is open.
func (a admin) GetHealth(context.Context, api.GetHealthRequestObject) (api.GetHealthResponseObject, error) {
	return api.GetHealth200JSONResponse{Status: api.Ok, Seed: a.opts.Seed, World: a.opts.World}, nil
}

// ListOperations lists what is served and how often it was asked for.
func (a admin) ListOperations(context.Context, api.ListOperationsRequestObject) (api.ListOperationsResponseObject, error) {
	list := api.ListOperations200JSONResponse{Operations: []api.ServedOperation{}}
	for _, op := range a.Operations() {
		list.Operations = append(list.Operations, api.ServedOperation{
			Api: op.API, Family: op.Family, OperationId: op.ID, Method: op.Method, Path: op.Path,
			Calls: int64(op.Calls),
		})
	}
	return list, nil
}

// GetJournal returns the newest exchanges and settlements.
func (a admin) GetJournal(_ context.Context, req api.GetJournalRequestObject) (api.GetJournalResponseObject, error) {
	entries, total := a.journal.Last(journalSize)
	answer := api.GetJournal200JSONResponse{Total: int64(total), Entries: []api.JournalEntry{}}
	if req.Params.Tenant != nil {
		of, n, err := a.entriesOf(*req.Params.Tenant, entries)
		if err != nil {
			return nil, err
		}
		entries, answer.Total = of, int64(n)
	}
	for _, e := range entries {
		answer.Entries = append(answer.Entries, journalEntry(e))
	}
	answer.Entries = page.Cut(answer.Entries, page.Last(req.Params.Last, len(answer.Entries)))
	return answer, nil
}

// entriesOf are those of a tenant, and how many there have been: of the one that has the name now, else of the last that had it. A name
// that comes back brings nothing along.
func (a admin) entriesOf(name string, entries []engine.Entry) (of []engine.Entry, total uint64, err error) {
	t, err := a.tenants.called(name)
	if err == nil {
		of = numbered(entries, t.Number())
		return of, t.Entries(), nil
	}
	var number uint64
	for _, e := range entries {
		if e.Tenant == name {
			number = max(number, e.Number)
		}
	}
	if number == 0 {
		return nil, 0, err
	}
	of = numbered(entries, number)
	return of, lastOf(of), nil
}

func numbered(entries []engine.Entry, number uint64) []engine.Entry {
	return slices.DeleteFunc(entries, func(e engine.Entry) bool { return e.Tenant == "" || e.Number != number })
}

// lastOf is the number of the newest entry: as many have there been.
func lastOf(entries []engine.Entry) uint64 {
	if len(entries) == 0 {
		return 0
	}
	return entries[len(entries)-1].Seq
}

func journalEntry(e engine.Entry) api.JournalEntry {
	entry := api.JournalEntry{Seq: int64(e.Seq), Time: e.Time.UTC(), Tenant: text(e.Tenant), Reason: text(e.Reason)}
	if d := e.Settled; d != nil {
		entry.Settled = &api.Settlement{World: d.World, From: d.From, Until: d.Until, Days: d.Days, Skipped: d.Skipped, Failed: d.Failed}
		return entry
	}
	entry.Api, entry.Operation, entry.Method, entry.Path, entry.Status = &e.API, text(e.Operation), &e.Method, &e.Path, &e.Status
	entry.Caller, entry.Forgiven, entry.Drift = text(e.Caller), e.Forgiven, text(e.Drift)
	return entry
}

func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// ListTenants lists every tenant with its credentials.
func (a admin) ListTenants(context.Context, api.ListTenantsRequestObject) (api.ListTenantsResponseObject, error) {
	list := api.ListTenants200JSONResponse{Tenants: []api.Tenant{}}
	for _, t := range a.tenants.All() {
		list.Tenants = append(list.Tenants, a.describe(t))
	}
	return list, nil
}

// CreateTenant forks the seeded world.
func (a admin) CreateTenant(_ context.Context, req api.CreateTenantRequestObject) (api.CreateTenantResponseObject, error) {
	var wanted ForkOptions
	if req.Body != nil {
		if req.Body.Name != nil {
			wanted.Name = *req.Body.Name
		}
		wanted.Ports = req.Body.Ports != nil && *req.Body.Ports
	}
	t, err := a.fork(wanted)
	if err != nil {
		return nil, err
	}
	return tenantAnswer{http.StatusCreated, a.describe(t)}, nil
}

// GetTenant returns one tenant's credentials.
func (a admin) GetTenant(_ context.Context, req api.GetTenantRequestObject) (api.GetTenantResponseObject, error) {
	t, err := a.tenants.called(req.Name)
	if err != nil {
		return nil, err
	}
	return tenantAnswer{http.StatusOK, a.describe(t)}, nil
}

// tenantAnswer is a tenant written down already: the generated answers cannot hold members that are not known beforehand.
type tenantAnswer struct {
	status int
	text   json.RawMessage
}

// VisitGetTenantResponse implements api.GetTenantResponseObject.
func (t tenantAnswer) VisitGetTenantResponse(w http.ResponseWriter) error {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(t.status)
	_, err := w.Write(t.text)
	return err
}

// VisitCreateTenantResponse implements api.CreateTenantResponseObject.
func (t tenantAnswer) VisitCreateTenantResponse(w http.ResponseWriter) error {
	return t.VisitGetTenantResponse(w)
}

// DeleteTenant ends a fork.
func (a admin) DeleteTenant(_ context.Context, req api.DeleteTenantRequestObject) (api.DeleteTenantResponseObject, error) {
	return api.DeleteTenant204Response{}, a.end(req.Name)
}

// ResetTenant puts a tenant back to what it was when it was made.
func (a admin) ResetTenant(_ context.Context, req api.ResetTenantRequestObject) (api.ResetTenantResponseObject, error) {
	before, err := a.tenants.reset(req.Name)
	if err == nil {
		a.faults.Clear(worldsOf(before)...)
		memory.GiveBack()
	}
	return api.ResetTenant204Response{}, err
}

// GetTenantClock reads a tenant's clock.
func (a admin) GetTenantClock(_ context.Context, req api.GetTenantClockRequestObject) (api.GetTenantClockResponseObject, error) {
	now, err := a.tenants.moveClock(req.Name, clockChange{})
	return api.GetTenantClock200JSONResponse(now), err
}

// SetTenantClock moves a tenant's clock.
func (a admin) SetTenantClock(_ context.Context, req api.SetTenantClockRequestObject) (api.SetTenantClockResponseObject, error) {
	change := clockChange{to: req.Body.Set, frozen: req.Body.Frozen}
	if req.Body.Advance != nil {
		d, err := time.ParseDuration(*req.Body.Advance)
		if err != nil {
			return nil, fail.New(fail.Invalid, "", fmt.Sprintf("advance: %.40q is not a duration such as 31m, 36h or -90s", *req.Body.Advance))
		}
		change.by = &d
	}
	if change == (clockChange{}) || change.by != nil && change.to != nil {
		return nil, fail.New(fail.Invalid, "", `one of "advance" and "set" is needed, or "frozen"`)
	}
	now, err := a.tenants.moveClock(req.Name, change)
	return api.SetTenantClock200JSONResponse(now), err
}
