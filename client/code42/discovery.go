package code42

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// ErrUnavailable reports a service that the tenant does not have, or does not tell the address of.
var ErrUnavailable = errors.New("code42: the tenant does not offer this service")

// services are the hosts other than the console's: which paths each serves, and the key that the tenant's key-value store has
// its address under. The first entry that fits a path counts. The two separators before URL, and the capital in Rules, are the
// vendor's.
var services = []struct{ prefix, key string }{
	{"/forensic-search", "FORENSIC_SEARCH-API_URL"},
	{"/svc/api/v1/Rules", "FedObserver-API_URL"},
	{"/svc/api/v2/user", "employeecasemanagementV2-API_URL"},
	{"/svc/api/v2/departingemployee", "employeecasemanagementV2-API_URL"},
	{"/svc/api/v2/highriskemployee", "employeecasemanagementV2-API_URL"},
	{"/svc/api", "AlertService-API_URL"},
	{"/api/v3/search-file", "EXFILTRATED-DATA-SERVICE_API-URL"},
	{"/rpc/search", "AUDIT-LOG_API-URL"},
	{"/api/v1/case", "CASES_API-URL"},
	{"/api/v1/trusted-activities", "TRUSTED-DOMAINS_API-URL"},
	{"/v1/watchlists", "watchlists-API_URL"},
	{"/v1/user-risk-profiles", "watchlists-API_URL"},
}

// serviceOf returns the key of the service that serves a path; false when the console does.
func serviceOf(path string) (string, bool) {
	for _, service := range services {
		if path == service.prefix || strings.HasPrefix(path, service.prefix+"/") {
			return service.key, true
		}
	}
	return "", false
}

// isStored says whether a path is a key of the key-value store, which serves beside the services above.
func isStored(path string) bool {
	key, ok := strings.CutPrefix(path, "/v1/")
	return ok && key != "" && !strings.Contains(key, "/")
}

// directory finds the services' hosts, each once.
type directory struct {
	signed, unsigned wire
	turn             chan struct{} // a lock that a caller can stop waiting for
	values           *url.URL      // the key-value store
	hosts            map[string]*url.URL
}

func newDirectory(signed, unsigned wire) *directory {
	return &directory{signed: signed, unsigned: unsigned, turn: make(chan struct{}, 1), hosts: map[string]*url.URL{}}
}

// host returns the address of a service. Failures are not remembered.
func (d *directory) host(ctx context.Context, key string) (*url.URL, error) {
	if err := d.lock(ctx); err != nil {
		return nil, err
	}
	defer d.unlock()
	if host := d.hosts[key]; host != nil {
		return host, nil
	}
	host, err := d.lookUp(ctx, key)
	if err != nil {
		return nil, fmt.Errorf("code42: looking up the address of %s: %w", key, err)
	}
	d.hosts[key] = host
	return host, nil
}

// store returns the address of the key-value store.
func (d *directory) store(ctx context.Context) (*url.URL, error) {
	if err := d.lock(ctx); err != nil {
		return nil, err
	}
	defer d.unlock()
	return d.findStore(ctx)
}

func (d *directory) lock(ctx context.Context) error {
	select {
	case d.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (d *directory) unlock() { <-d.turn }

func (d *directory) lookUp(ctx context.Context, key string) (*url.URL, error) {
	store, err := d.findStore(ctx)
	if err != nil {
		return nil, err
	}
	origin := url.URL{Scheme: store.Scheme, Host: store.Host, Path: "/"} // a path in the address does not count, as for services
	req, err := NewGetStoredValueRequest(origin.String(), key)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "*/*")
	body, err := d.unsigned.fetch(ctx, req)
	if errors.Is(err, ErrNotFound) {
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	if err != nil {
		return nil, err
	}
	value := string(body)
	if quoted := ""; json.Unmarshal(body, &quoted) == nil {
		value = quoted // the vendor's SDK understands a JSON string as well
	}
	return parseAddress(value)
}

// findStore derives the store's address from the token service's, as the vendor's SDK does: by replacing the first "sts".
func (d *directory) findStore(ctx context.Context) (*url.URL, error) {
	if d.values != nil {
		return d.values, nil
	}
	req, err := NewGetServerEnvRequest(d.signed.server)
	if err != nil {
		return nil, err
	}
	body, err := d.signed.fetch(ctx, req)
	if err != nil {
		return nil, err
	}
	var env struct {
		StsBaseURL string `json:"stsBaseUrl"` // missing or null where the tenant has none
	}
	if err := decodeData(body, &env); err != nil {
		return nil, fmt.Errorf("server environment: %w", err)
	}
	if env.StsBaseURL == "" {
		return nil, fmt.Errorf("%w: its server environment has no stsBaseUrl", ErrUnavailable)
	}
	if d.values, err = parseAddress(strings.Replace(env.StsBaseURL, "sts", "simple-key-value-store", 1)); err != nil {
		return nil, fmt.Errorf("stsBaseUrl: %w", err)
	}
	return d.values, nil
}
