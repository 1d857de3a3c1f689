package contract

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// howToStart is for whoever pointed the suites at a mock that does not run.
const howToStart = "start one with: go run ./cmd/mockserver (its last address is the control plane's)"

func (t *Target) reachMock() error {
	access, err := t.control.firstTenant(t.API.Name)
	if err != nil {
		return err
	}
	if t.access.URL != "" {
		access.URL = t.access.URL
	}
	if err := t.knock(access.URL); err != nil {
		return err
	}
	t.noteWorld()
	return nil
}

// firstTenant is how the tenant is entered that a mock was started with.
func (c control) firstTenant(api string) (Access, error) {
	var first map[string]json.RawMessage
	if err := c.call(http.MethodGet, "/_mock/tenants/default", nil, &first); err != nil {
		return Access{}, fmt.Errorf("no mock's control plane answers at %s (%s): %w; %s", c.url, EnvControlURL, err, howToStart)
	}
	var access Access
	if err := json.Unmarshal(first[api], &access); err != nil || access.URL == "" {
		return Access{}, fmt.Errorf("the mock at %s serves no %s", c.url, api)
	}
	return access, nil
}

// worlds is what the mock's own worlds do not offer, whatever the seed: what
// is pinned in one of them is in all. Of a world from a file nothing is known.
var worlds = map[string][]Capability{"standard": nil, "large": nil, "small": {CapPlenty}}

// noteWorld takes from the target what the world that a mock serves does not
// offer. Where the control plane does not tell the world, nothing is known.
func (t *Target) noteWorld() {
	var health struct{ World string }
	if err := t.control.call(http.MethodGet, "/_mock/health", nil, &health); err != nil {
		return
	}
	lacking, known := worlds[health.World]
	if !known {
		lacking = []Capability{CapSeedData, CapPlenty}
	}
	for _, c := range lacking {
		t.lacks[c] = fmt.Sprintf("the world is %q", health.World)
	}
	if len(lacking) > 0 {
		t.Report.remark("the mock at %s serves the world %q; what needs %q is skipped", t.control.url, health.World, lacking)
	}
}

// knock asks whether anything answers at an address; what it answers is for the tests.
func (t *Target) knock(address string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	answer, err := t.base.RoundTrip(request)
	if err != nil {
		return fmt.Errorf("nothing answers at %s, the address of %s: %w", address, t.API.Name, err)
	}
	if err := clockOf(answer.Header, time.Now()); err != nil {
		return fmt.Errorf("%s at %s: %w", t.API.Name, address, err)
	}
	return answer.Body.Close()
}
