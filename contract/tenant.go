package contract

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Tenant is one world on the target, and how to enter it.
type Tenant struct {
	Target *Target
	Name   string // "" for the one tenant of a real instance
	Access Access

	mu   sync.Mutex
	kept map[string]*kept
}

// kept is something that is made once, such as a token.
type kept struct {
	mu     sync.Mutex
	value  string
	until  time.Time
	failed bool
}

// Kept is what the last make for the key gave, on a tenant that many tests
// share, for as long as it is good. A make that ends its test is not tried
// again: vendors lock accounts. On a tenant that is the test's own, each call
// makes.
func (t *Tenant) Kept(tb TB, key string, good time.Duration, make func() string) string {
	tb.Helper()
	if t.Target.Has(CapFork) {
		return make()
	}
	t.mu.Lock()
	if t.kept == nil {
		t.kept = map[string]*kept{}
	}
	one := t.kept[key]
	if one == nil {
		one = &kept{}
		t.kept[key] = one
	}
	t.mu.Unlock()
	one.mu.Lock()
	defer one.mu.Unlock()
	if one.failed {
		t.Target.broke(Current(tb), "it did not work before, and is not tried again")
	}
	if time.Now().After(one.until) {
		one.failed = true
		defer func() { one.failed = one.failed && !Current(tb).Skipped() }()
		one.value = make()
		one.failed, one.until = false, time.Now().Add(good)
	}
	return one.value
}

// Tenant is a fork of the seeded world, ended in tb's Cleanup, or the one
// configured tenant where the target cannot fork. A fork's clock is frozen: it
// moves by [Tenant.Advance] and [Tenant.SetClock] alone, so that no test
// depends on how fast it runs or on what day it began.
func (t *Target) Tenant(tb TB) *Tenant {
	tb = Current(tb)
	tb.Helper()
	if !t.Has(CapFork) {
		return t.only()
	}
	tenant, err := t.fork()
	if err != nil {
		t.broke(tb, "fork a tenant: %v", err)
		return nil
	}
	tb.Cleanup(func() {
		if err := t.control.call(http.MethodDelete, tenant.path(""), nil, nil); err != nil {
			t.Report.trouble("end tenant %s: %v", tenant.Name, err)
			tb.Errorf("harness broke: end tenant %s: %v", tenant.Name, err)
		}
	})
	tenant.freeze(tb)
	return tenant
}

func (t *Target) fork() (*Tenant, error) {
	var made map[string]json.RawMessage
	if err := t.control.call(http.MethodPost, "/_mock/tenants", nil, &made); err != nil {
		return nil, err
	}
	tenant := &Tenant{Target: t}
	if err := json.Unmarshal(made["name"], &tenant.Name); err != nil || tenant.Name == "" {
		return nil, fmt.Errorf("the control plane named no tenant")
	}
	if err := json.Unmarshal(made[t.API.Name], &tenant.Access); err != nil || tenant.Access.URL == "" {
		return nil, fmt.Errorf("the control plane gave no address for %s", t.API.Name)
	}
	if t.access.URL != "" {
		tenant.Access.URL = t.access.URL // behind a port mapping the mock does not know its own address
	}
	t.redactor.Hide(tenant.Access.secrets()...)
	return tenant, nil
}

// Reset takes the tenant back to the seeded world, and its clock to the time of
// the mock's own, where it is frozen again. It needs CapFork.
func (t *Tenant) Reset(tb TB) {
	tb = Current(tb)
	tb.Helper()
	t.order(tb, CapFork, "reset", nil)
	t.freeze(tb)
}

func (t *Tenant) freeze(tb TB) {
	tb.Helper()
	t.order(tb, CapClock, "clock", map[string]bool{"frozen": true})
}

// Advance moves the tenant's clock on. It needs CapClock; what only time can
// bring about (an expired token, a job that is done) is tested with it.
func (t *Tenant) Advance(tb TB, by time.Duration) {
	tb = Current(tb)
	tb.Helper()
	t.order(tb, CapClock, "clock", map[string]string{"advance": by.String()})
}

// SetClock sets the tenant's clock. It needs CapClock.
func (t *Tenant) SetClock(tb TB, to time.Time) {
	tb = Current(tb)
	tb.Helper()
	t.order(tb, CapClock, "clock", map[string]string{"set": to.UTC().Format(time.RFC3339Nano)})
}

// Now reads the tenant's clock. It needs CapClock; a one-time code is made for this time, not for the test's.
func (t *Tenant) Now(tb TB) time.Time {
	tb = Current(tb)
	tb.Helper()
	t.Target.Needs(tb, CapClock)
	var reading struct{ Now time.Time }
	if err := t.Target.control.call(http.MethodGet, t.path("/clock"), nil, &reading); err != nil {
		t.Target.broke(tb, "clock of tenant %s: %v", t.Name, err)
	}
	return reading.Now
}

func (t *Tenant) order(tb TB, needs Capability, what string, body any) {
	tb.Helper()
	t.Target.Needs(tb, needs)
	if err := t.Target.control.call(http.MethodPost, t.path("/"+what), body, nil); err != nil {
		t.Target.broke(tb, "%s of tenant %s: %v", what, t.Name, err)
	}
}

func (t *Tenant) path(rest string) string {
	return "/_mock/tenants/" + url.PathEscape(t.Name) + rest
}

// control speaks to a mock's control plane. Its failures are the harness's,
// never the API's, so it checks nothing against a specification.
type control struct {
	url    string
	client *http.Client
}

func newControl(address string, base http.RoundTripper) control {
	return control{
		url:    strings.TrimRight(address, "/"),
		client: &http.Client{Transport: base, Timeout: patience},
	}
}

func (c control) call(method, path string, in, out any) error {
	var body []byte
	if in != nil {
		var err error
		if body, err = json.Marshal(in); err != nil {
			return err
		}
	}
	request, err := http.NewRequest(method, c.url+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	if in != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	answer, err := c.client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	text, err := readAll(answer.Body, answer.ContentLength)
	if err != nil {
		return err
	}
	if answer.StatusCode >= 300 {
		return fmt.Errorf("%s %s: %s: %s", method, path, answer.Status, bytes.TrimSpace(text))
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(text, out)
}
