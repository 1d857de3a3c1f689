package state_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

const (
	tag     = "0123456789ab"
	unknown = "API key received is not associated to any user. Authentication failed."
)

func signIn(w *state.World, token, address, org string) (a state.Actor, err error) {
	err = w.Read(state.Actor{}, func(tx *state.Tx) (err error) {
		a, err = tx.Caller(token, address, org)
		return err
	})
	return a, err
}

func TestCaller(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	a, err := signIn(w, adminToken, "192.0.2.1", "example CO")
	require.NoError(t, err)
	assert.Equal(t, state.Actor{UserID: 1, Name: "admin", FullName: "Ada Admin", Role: "Administrator", Grants: []string{"*"}}, a)
	assert.True(t, a.May("resources.manage"))

	a, err = signIn(w, guestToken, "", "")
	require.NoError(t, err)
	assert.Equal(t, []bool{true, true, false}, []bool{a.May(""), a.May("passwords.view"), a.May("resources.manage")})
}

func TestCallersWhoAreNotLetIn(t *testing.T) {
	t.Parallel()
	soon := start.Add(time.Hour)
	for name, test := range map[string]struct {
		user           state.NewUser
		locked         bool
		token, address string
		message        string
	}{
		"no token":              {token: "", message: unknown},
		"too short":             {token: "abc", message: unknown},
		"only the stem":         {token: adminToken[:24], message: unknown},
		"unknown":               {token: "00000000-0000-4000-8000-000000000000", message: unknown},
		"another last group":    {token: adminToken[:24] + "000000000000", message: unknown},
		"lower case":            {token: "10000000-0000-4000-8000-5eed5eed5eed", message: unknown},
		"expired":               {user: state.NewUser{TokenExpires: &start}, message: unknown},
		"locked":                {locked: true, message: unknown},
		"another host":          {user: state.NewUser{HostCheck: true, HostName: "RUNNER"}, address: "192.0.2.16", message: "User is not allowed to access from this host"},
		"no address":            {user: state.NewUser{HostCheck: true, HostName: "runner"}, message: "User is not allowed to access from this host"},
		"not from here":         {user: state.NewUser{HostCheck: true, HostName: "localhost"}, address: "192.0.2.16", message: "User is not allowed to access from this host"},
		"a host nobody knows":   {user: state.NewUser{HostCheck: true, HostName: "sam-7276"}, address: "192.0.2.16", message: ""},
		"expires later":         {user: state.NewUser{TokenExpires: &soon}, message: "ok"},
		"the right host":        {user: state.NewUser{HostCheck: true, HostName: "Runner"}, address: "192.0.2.15", message: "ok"},
		"the right host, as v6": {user: state.NewUser{HostCheck: true, HostName: "runner"}, address: "::ffff:192.0.2.15", message: "ok"},
		"the right address":     {user: state.NewUser{HostCheck: true, HostName: "192.0.2.15"}, address: "192.0.2.15", message: "ok"},
		"localhost":             {user: state.NewUser{HostCheck: true, HostName: "localhost"}, address: "::1", message: "ok"},
		"no host check":         {user: state.NewUser{HostName: "runner"}, address: "192.0.2.16", message: "ok"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := smallWorld(t)
			if test.token == "" && name != "no token" {
				test.token = "50000000-0000-4000-8000-" + lastGroup
				test.user.Name, test.user.Role, test.user.Token = "fifth", "Password User", test.token
				system(t, w, func(tx *state.Tx) error {
					require.NoError(t, drop(tx.CreateUser(test.user)))
					return tx.SetLocked("fifth", test.locked)
				})
			}
			_, err := signIn(w, test.token, test.address, "")
			if test.message == "ok" {
				require.NoError(t, err)
				return
			}
			assertRefused(t, refusal{fail.Unauthenticated, test.message}, err)
			assert.Equal(t, "Authentication", fail.From(err).Code)
		})
	}
}

func TestATokenExpiresWithTheClock(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	var token string
	do(t, w, "admin", func(tx *state.Tx) (err error) { token, err = tx.RegenerateToken("2026-11-02"); return err })
	for _, step := range []struct {
		ahead time.Duration
		valid bool
	}{{39 * time.Hour, true}, {59 * time.Minute, true}, {time.Minute, false}} {
		w.Clock().Advance(step.ahead)
		_, err := signIn(w, token, "", "")
		assert.Equal(t, step.valid, err == nil, w.Clock().Now())
	}
}

func TestUnknownOrganization(t *testing.T) {
	t.Parallel()
	_, err := signIn(smallWorld(t), adminToken, "", "Another Co")
	assertRefused(t, refusal{fail.NotFound, "No such organization found"}, err)
	assert.Empty(t, fail.From(err).Code, "the caller is known")
}

func TestRegenerateToken(t *testing.T) {
	t.Parallel()
	origin := smallWorld(t)
	for name, w := range map[string]*state.World{"default": origin, "fork": origin.Fork(tag)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var first, second string
			do(t, w, "admin", func(tx *state.Tx) (err error) { first, err = tx.RegenerateToken(""); return err })
			do(t, w, "admin", func(tx *state.Tx) (err error) { second, err = tx.RegenerateToken(state.NeverExpires); return err })
			assert.Regexp(t, `^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$`, second)
			for _, old := range []string{w.Credential(adminToken), first} {
				_, err := signIn(w, old, "", "")
				assertRefused(t, refusal{fail.Unauthenticated, unknown}, err)
			}
			a, err := signIn(w, second, "", "")
			require.NoError(t, err)
			assert.Equal(t, "admin", a.Name)
			if got, _ := state.TagOf(second); name == "fork" {
				assert.Equal(t, tag, got)
			}
			_, err = signIn(w, w.Credential(guestToken), "", "")
			assert.NoError(t, err, "other users keep theirs")
		})
	}
	for expiry, message := range map[string]string{
		"31/12/2026": "Invalid expiry date", "2026-02-30": "Invalid expiry date", "2026-10-31": "Expiry date must be in the future",
	} {
		err := as(t, origin, "admin", func(tx *state.Tx) error { return drop(tx.RegenerateToken(expiry)) })
		assertRefused(t, refusal{fail.Invalid, message}, err)
	}
}

func TestAnEmptyExpiryKeepsTheDate(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	var token string
	do(t, w, "admin", func(tx *state.Tx) error { return drop(tx.RegenerateToken("2026-11-02")) })
	do(t, w, "admin", func(tx *state.Tx) (err error) { token, err = tx.RegenerateToken(""); return err })
	w.Clock().Advance(48 * time.Hour)
	_, err := signIn(w, token, "", "")
	assert.Error(t, err)
	assertRefused(t, refusal{fail.Unauthenticated, unknown},
		w.Write(state.Actor{UserID: 99}, func(tx *state.Tx) error { return drop(tx.RegenerateToken("")) }))
}

func TestTokensInForks(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	fork := w.Fork(tag)
	inFork := adminToken[:24] + "0123456789AB"
	assert.Equal(t, inFork, fork.Credential(adminToken))
	assert.Equal(t, adminToken, w.Credential(adminToken))
	for _, test := range []struct {
		world *state.World
		token string
		valid bool
	}{{w, adminToken, true}, {w, inFork, false}, {fork, inFork, true}, {fork, adminToken, false}} {
		_, err := signIn(test.world, test.token, "", "")
		assert.Equal(t, test.valid, err == nil)
	}
	got, ok := state.TagOf(inFork)
	assert.Equal(t, []any{tag, true}, []any{got, ok})
	_, ok = state.TagOf("short")
	assert.False(t, ok)
}
