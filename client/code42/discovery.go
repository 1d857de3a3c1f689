package code42

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/understudy/understudy/client/internal/guard"
)

// ErrUnavailable reports a service that the tenant does not have, or does not tell the address of.
var ErrUnavailable = errors.New("code42: the tenant does not offer this service")

// keyValueStore is the x-host of what the key-value store itself serves. Any other x-host is a key in it.
const keyValueStore = "key-value-store"

// routeOf finds the operation that a path below the console's address is for. What is for none goes to the console.
func routeOf(method, path string) route {
	for _, r := range routes {
		if r.method == method && fits(r.path, path) {
			return r
		}
	}
	return route{}
}

// fits compares segment by segment. A parameter may be empty: its request is still its operation's.
func fits(template, path string) bool {
	for {
		wanted, restWanted, more := strings.Cut(template, "/")
		given, rest, moreGiven := strings.Cut(path, "/")
		if more != moreGiven || wanted != given && !strings.HasPrefix(wanted, "{") {
			return false
		}
		if !more {
			return true
		}
		template, path = restWanted, rest
	}
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

// host returns the address of an x-host. Failures are not remembered.
func (d *directory) host(ctx context.Context, name string) (*url.URL, error) {
	if err := d.lock(ctx); err != nil {
		return nil, err
	}
	defer d.unlock()
	if name == keyValueStore {
		store, err := d.findStore(ctx)
		if err != nil {
			return nil, guard.Error(err)
		}
		return store, nil
	}
	if host := d.hosts[name]; host != nil {
		return host, nil
	}
	host, err := d.lookUp(ctx, name)
	if err != nil {
		return nil, fmt.Errorf("code42: looking up the address of %s: %w", name, guard.Error(err))
	}
	d.hosts[name] = host
	return host, nil
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
	return d.address(value)
}

// address reads the address of a service. The token goes there, so a console that is asked by https names services by https: what says
// otherwise would send the token in the clear, and is refused. (The vendor's SDK takes it.)
func (d *directory) address(text string) (*url.URL, error) {
	u, err := parseAddress(text)
	if err == nil && u.Scheme == "http" && strings.HasPrefix(d.signed.server, "https:") {
		return nil, errors.New("it is an address without https, and the console's has it: the token would go in the clear")
	}
	return u, err
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
	if d.values, err = d.address(strings.Replace(env.StsBaseURL, "sts", "simple-key-value-store", 1)); err != nil {
		return nil, fmt.Errorf("stsBaseUrl: %w", err)
	}
	return d.values, nil
}
