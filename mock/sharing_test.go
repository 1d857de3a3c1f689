package mock

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/engine"
	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/head"
	"github.com/understudy/understudy/mock/internal/tenant"
	"github.com/understudy/understudy/openapi"
)

// invented is a head of these paths, each of which is answered with the head's name.
func invented(name string, paths ...string) head.Head {
	h := head.Head{Name: name, SignsIn: func(*tenant.Tenant) []head.Credential { return []head.Credential{{Name: "key", Value: name + " key"}} }}
	var spec strings.Builder
	spec.WriteString("openapi: 3.0.3\ninfo: {title: x, version: '1'}\npaths:\n")
	for i, path := range paths {
		parameter := ""
		if strings.Contains(path, "{id}") {
			parameter = "parameters: [{name: id, in: path, required: true, schema: {type: string}}], "
		}
		fmt.Fprintf(&spec, "  %s: {get: {operationId: get%d, tags: [things], %sresponses: {'200': {description: It, content: {text/plain: {schema: {type: string}}}}}}}\n", path, i, parameter)
	}
	h.Open = func(cfg head.Config) (*engine.Server, error) {
		doc, err := openapi.Parse(name, []byte(spec.String()))
		if err != nil {
			return nil, err
		}
		cfg.Document, cfg.Vendor = doc, curt{}
		cfg.Register = func(e *echo.Echo) {
			for _, path := range paths {
				e.GET(openapi.RoutePath(path), func(c echo.Context) error { return c.String(http.StatusOK, name) })
			}
		}
		return engine.New(cfg.Config)
	}
	return h
}

// curt lets everybody in and says no in as few words as there are.
type curt struct{}

func (curt) Tidy(*engine.Exchange) error         { return nil }
func (curt) Authenticate(*engine.Exchange) error { return nil }
func (curt) WriteError(ex *engine.Exchange, e *fail.Error) {
	ex.WriteHeader(e.HTTPStatus())
}

// TestTwoHeadsOnOnePort: each answers what is its own, and signs in with what is its own.
func TestTwoHeadsOnOnePort(t *testing.T) {
	t.Parallel()
	host, guest := invented("host", "/a", "/a/{id}", "/pki/old"), invented("guest", "/pki/{id}", "/pki/{id}/x")
	host.Address, host.Yields = "127.0.0.1:0", []string{"/pki/old"}
	guest.On, guest.Paths = "host", []string{"/pki"}
	s, err := newServer(Options{World: "small"}.atTestDay(), []head.Head{host, guest})
	require.NoError(t, err)
	serve(t, s)
	assert.Equal(t, s.URL("host"), s.URL("guest"))
	for path, want := range map[string]string{"/a": "host", "/a/b": "host", "/pki/b": "guest", "/pki/b/x": "guest", "/pki/old": "guest", "/pkis": "", "/pki": "", "/a/b%2Fc": "host", "/pki%2Fb": "", "/%70ki/b": "guest", "/%61": "host"} {
		answer, err := http.Get(s.URL("host") + path)
		require.NoError(t, err)
		text, err := io.ReadAll(answer.Body)
		require.NoError(t, err)
		_ = answer.Body.Close()
		assert.Equal(t, want, string(text), path)
	}
	its, ok := s.Access().Head("guest")
	require.True(t, ok)
	assert.Equal(t, "guest key", its.Credential("key"))
	assert.Contains(t, string(s.describe(s.tenants.Default())), `"guest":{"url":"`+s.URL("guest")+`","key":"guest key"}`)
	_, ok = s.Access().Head("pam")
	assert.False(t, ok)
}

func TestHeadsThatClashAreRefused(t *testing.T) {
	t.Parallel()
	at := func(h head.Head, address string) head.Head { h.Address = address; return h }
	on := func(h head.Head, port string, paths ...string) head.Head { h.On, h.Paths = port, paths; return h }
	host := at(invented("host", "/v1/{id}", "/b"), "127.0.0.1:0")
	older, yielding := host, host
	older.Older, yielding.Yields = []string{"/old/a"}, []string{"/b"}
	for name, c := range map[string]struct {
		list []head.Head
		want string
	}{
		"the host's path in the guest's part": {[]head.Head{at(invented("host", "/pki/old"), "127.0.0.1:0"), on(invented("guest", "/pki/{id}"), "host", "/pki")},
			"host: /pki/old would be answered by guest, which shares its port; if that is meant, Yields must name the path"},
		"an older path of the host":         {[]head.Head{older, on(invented("guest", "/old/{id}"), "host", "/old")}, "host: /old/a would be answered by guest"},
		"a parameter that could be":         {[]head.Head{host, on(invented("guest", "/v1/lists"), "host", "/v1/lists")}, "host: /v1/{id} would be answered by guest"},
		"the guest's path outside its part": {[]head.Head{host, on(invented("guest", "/c"), "host", "/pki")}, "guest: /c would be answered by host, whose port it shares; Paths must have it"},
		"two guests of one part": {[]head.Head{host, on(invented("first", "/pki/a"), "host", "/pki"), on(invented("second", "/pki/b"), "host", "/pki")},
			"second: /pki/b would be answered by first"},
		"a path yielded to nobody": {[]head.Head{yielding, on(invented("guest", "/c"), "host", "/c")}, "host: Yields has /b, which is not one of its paths that another head answers"},
		"nowhere":                  {[]head.Head{host, invented("guest", "/c")}, "guest: a head needs an Address, or On and Paths"},
		"on nobody's port":         {[]head.Head{host, on(invented("guest", "/c"), "nobody", "/c")}, `guest: On names "nobody", which is no head with a port`},
		"on a guest's port":        {[]head.Head{host, on(invented("guest", "/c"), "host", "/c"), on(invented("third", "/d"), "guest", "/d")}, `third: On names "guest", which is no head with a port`},
		"a guest without a part":   {[]head.Head{host, on(invented("guest", "/c"), "host")}, "guest: Paths must say what is its own on the port of host"},
		"a guest with an address":  {[]head.Head{host, at(on(invented("guest", "/c"), "host", "/c"), "127.0.0.1:0")}, "guest: Address is for a head with a port of its own"},
		"a part without a slash":   {[]head.Head{host, on(invented("guest", "/c"), "host", "c")}, `guest: Paths has "c"; a path begins with a slash and ends with none`},
		"a part with one too many": {[]head.Head{host, on(invented("guest", "/c/d"), "host", "/c/")}, `guest: Paths has "/c/"`},
		"one address twice":        {[]head.Head{at(invented("host", "/b"), "127.0.0.1:1"), at(invented("other", "/b"), "127.0.0.1:1")}, "other: 127.0.0.1:1 is the address of host"},
		"one name twice":           {[]head.Head{host, host}, `a head cannot be called "host"`},
		"the control plane's name": {[]head.Head{at(invented("control", "/b"), "127.0.0.1:0")}, `a head cannot be called "control"`},
		"a name in capitals":       {[]head.Head{at(invented("Seed", "/b"), "127.0.0.1:0")}, `a head cannot be called "Seed"`},
		"a head that cannot open":  {[]head.Head{{Name: "empty", Address: "127.0.0.1:0"}}, "empty: a head needs Open and SignsIn"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := newServer(Options{World: "small"}.atTestDay(), c.list)
			assert.ErrorContains(t, err, c.want)
		})
	}
}

// TestEveryHeadListedIsWhole: what the greeting and the control plane tell of a head has a value for each thing in braces.
func TestEveryHeadListedIsWhole(t *testing.T) {
	t.Parallel()
	s, err := New(Options{World: "small"})
	require.NoError(t, err)
	serve(t, s)
	for _, h := range Heads() {
		its, ok := s.Access().Head(h.Name)
		require.True(t, ok)
		assert.NotEmpty(t, its.URL, "%s has no address", h.Name)
		assert.NotEmpty(t, its.Credentials, "SignsIn of %s gives nothing that signs in", h.Name)
		texts := []string{h.Greeting(its)}
		for _, sample := range h.Samples(its) {
			texts = append(texts, sample.Text)
		}
		for _, text := range texts {
			assert.NotRegexp(t, `\{[a-zA-Z]+\}`, text, "%s: SignsIn gives nothing of that name", h.Name)
			assert.NotEmpty(t, text, "%s: Greeting, or the text of a sample, is empty", h.Name)
		}
	}
}

func TestAddressesOfAPIsThatThereAreNot(t *testing.T) {
	t.Parallel()
	_, err := New(Options{World: "small", Addresses: map[string]string{"code43": "127.0.0.1:0"}})
	assert.ErrorContains(t, err, `no API with a port of its own is called "code43"`)
}
