package contract

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// howToStart is for whoever pointed the suites at a mock that does not run.
const howToStart = "start one with: go run ./cmd/mockserver (its last address is the control plane's)"

// reach ends the run where nothing answers at the target's addresses: said
// once, and not by each of the tests.
func (t *Target) reach(tb TB) {
	tb.Helper()
	var err error
	switch t.Kind {
	case Mock:
		if err = t.reachMock(); err == nil {
			t.noteWorld(tb)
		}
	case Real:
		err = t.knock(t.access.URL)
	}
	if err != nil {
		t.broke(tb, "%v", err)
	}
}

func (t *Target) reachMock() error {
	var first map[string]json.RawMessage
	if err := t.control.call(http.MethodGet, "/_mock/tenants/default", nil, &first); err != nil {
		return fmt.Errorf("no mock's control plane answers at %s (%s): %w; %s", t.control.url, EnvControlURL, err, howToStart)
	}
	var access Access
	if err := json.Unmarshal(first[t.API.Name], &access); err != nil || access.URL == "" {
		return fmt.Errorf("the mock at %s serves no %s", t.control.url, t.API.Name)
	}
	if t.access.URL != "" {
		access.URL = t.access.URL
	}
	return t.knock(access.URL)
}

// seedWorld has what the suites expect to be there.
const seedWorld = "standard"

// noteWorld says which world a mock serves, where that may be why tests fail.
func (t *Target) noteWorld(tb TB) {
	tb.Helper()
	var health struct{ World string }
	if err := t.control.call(http.MethodGet, "/_mock/health", nil, &health); err == nil && health.World != seedWorld {
		tb.Logf("the mock at %s serves the world %q; the suites expect what the world %q has", t.control.url, health.World, seedWorld)
	}
}

// knock asks whether anything answers at an address; what it answers is for the tests.
func (t *Target) knock(address string) error {
	request, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	answer, err := t.base.RoundTrip(request)
	if err != nil {
		return fmt.Errorf("nothing answers at %s, the address of %s: %w", address, t.API.Name, err)
	}
	return answer.Body.Close()
}
