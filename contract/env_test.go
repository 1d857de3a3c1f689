package contract

import (
	"encoding/pem"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTargetFromEnvironment(t *testing.T) {
	t.Parallel()
	real := map[string]string{EnvTarget: "real", "UNDERSTUDY_LIBRARY_URL": "https://library.example/api", "UNDERSTUDY_LIBRARY_PASSWORD": "open-sesame"}
	for _, test := range []struct {
		name     string
		settings map[string]string
		kind     Kind
		has      []Capability
		lacks    []Capability
	}{
		{"nothing set", nil, InProcess, []Capability{CapFork, CapClock, CapSeedData, CapPlenty, CapWrite, CapAPIClient}, nil},
		{"read-only", map[string]string{EnvAllowWrites: "0"}, InProcess, []Capability{CapFork}, []Capability{CapWrite}},
		{"mock", map[string]string{EnvTarget: "mock", EnvControlURL: "http://127.0.0.1:4299"}, Mock, []Capability{CapFork, CapClock, CapWrite}, nil},
		{"real", real, Real, nil, []Capability{CapWrite, CapFork, CapClock, CapSeedData, CapPlenty, CapAPIClient}},
		{"real that may be written to", with(real, EnvAllowWrites, "true"), Real, []Capability{CapWrite}, []Capability{CapFork}},
		{"real with an API client", with(real, "UNDERSTUDY_LIBRARY_API_CLIENT_ID", "key-1", "UNDERSTUDY_LIBRARY_API_CLIENT_SECRET", "secret-1"),
			Real, []Capability{CapAPIClient}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			target := libraryEnv(t, test.settings).target(t, libraryAPI, newDesk(t).start)
			assert.Equal(t, test.kind, target.Kind)
			assert.True(t, target.Has(test.has...))
			for _, c := range test.lacks {
				assert.False(t, target.Has(c), c)
			}
		})
	}
}

func TestIncompleteEnvironmentIsLoud(t *testing.T) {
	t.Parallel()
	real := map[string]string{EnvTarget: "real", "UNDERSTUDY_LIBRARY_URL": "https://library.example", "UNDERSTUDY_LIBRARY_PASSWORD": "open-sesame"}
	for name, test := range map[string]struct {
		settings map[string]string
		want     string
	}{
		"nothing about the real one": {map[string]string{EnvTarget: "real"},
			"UNDERSTUDY_TARGET=real needs UNDERSTUDY_LIBRARY_URL, UNDERSTUDY_LIBRARY_PASSWORD"},
		"mock without control plane": {map[string]string{EnvTarget: "mock"}, "UNDERSTUDY_TARGET=mock needs UNDERSTUDY_CONTROL_URL"},
		"unknown kind":               {map[string]string{EnvTarget: "prod"}, `UNDERSTUDY_TARGET is "prod"`},
		"address without kind":       {map[string]string{"UNDERSTUDY_LIBRARY_URL": "http://x"}, "UNDERSTUDY_LIBRARY_URL is set but UNDERSTUDY_TARGET is not"},
		"control without kind":       {map[string]string{EnvControlURL: "http://x"}, "UNDERSTUDY_CONTROL_URL is set but"},
		"not an address":             {with(real, "UNDERSTUDY_LIBRARY_URL", "library.example:443"), "UNDERSTUDY_LIBRARY_URL is not an http or https address"},
		"a secret in an address":     {with(real, "UNDERSTUDY_LIBRARY_URL", "https://me:open-sesame@library.example"), "has more than an address in it"},
		"a token in an address":      {with(real, "UNDERSTUDY_LIBRARY_URL", "https://library.example/?t=open-sesame"), "has more than an address in it"},
		"half an API client":         {with(real, "UNDERSTUDY_LIBRARY_API_CLIENT_ID", "key-1"), "only one is set"},
		"odd flag":                   {with(real, EnvAllowWrites, "yep"), `UNDERSTUDY_ALLOW_WRITES is "yep"`},
		"odd insecure flag":          {with(real, EnvInsecure, "maybe"), "UNDERSTUDY_INSECURE"},
		"no such file":               {with(real, EnvCAFile, "/nonexistent/ca.pem"), "UNDERSTUDY_CA_FILE"},
		"no certificate":             {with(real, EnvCAFile, "env_test.go"), "no certificate in env_test.go"},
	} {
		r := attempt(func(tb TB) {
			libraryEnv(t, test.settings).target(tb, libraryAPI, func(TB) Endpoints {
				t.Error(name + ": a mock was started")
				return Endpoints{}
			})
		})
		assert.Contains(t, r.text(), "harness broke: ", name)
		assert.Contains(t, r.text(), test.want, name)
		assert.NotContains(t, r.text(), "open-sesame", name)
	}
}

func TestUnknownSpecificationIsLoud(t *testing.T) {
	t.Parallel()
	r := attempt(func(tb TB) { FromEnv(tb, API{Name: "nobody"}, nil) })
	assert.Contains(t, r.text(), "harness broke: the specification: ")
}

func TestCertificates(t *testing.T) {
	t.Parallel()
	plain := newDesk(t)
	d := httptest.NewTLSServer(plain.Config.Handler)
	t.Cleanup(d.Close)
	file := filepath.Join(t.TempDir(), "ca.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: d.Certificate().Raw})
	require.NoError(t, os.WriteFile(file, text, 0o600))
	real := map[string]string{EnvTarget: "real", "UNDERSTUDY_LIBRARY_URL": d.URL, "UNDERSTUDY_LIBRARY_PASSWORD": "open-sesame"}

	for _, settings := range []map[string]string{with(real, EnvCAFile, file), with(real, EnvInsecure, "true")} {
		target := libraryEnv(t, settings).target(t, libraryAPI, nil)
		target.Tenant(t).Session(t).Get("/books").Status(200)
	}
	r := attempt(func(tb TB) {
		libraryEnv(t, real).target(tb, libraryAPI, nil).Tenant(tb).Session(tb).Get("/books")
	})
	assert.Contains(t, r.text(), "certificate")
}

func with(settings map[string]string, pairs ...string) map[string]string {
	all := map[string]string{}
	for name, value := range settings {
		all[name] = value
	}
	for i := 0; i < len(pairs); i += 2 {
		all[pairs[i]] = pairs[i+1]
	}
	return all
}
