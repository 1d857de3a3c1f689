package state_test

import (
	"slices"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/clock"
	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/secret"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

const totpSecret = "JBSWY3DPEHPK3PXP"

var wrongLogin = refusal{fail.Unauthenticated, 401, "SYSTEM", "Invalid credentials"}

func signIn(w *state.World, username, password, code string) (a state.Actor, err error) {
	err = w.Read(state.Actor{}, func(tx *state.Tx) (err error) {
		a, err = tx.SignIn(username, password, code)
		return err
	})
	return a, err
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	a, err := signIn(smallWorld(t), "BOSS@example.com", password, "a code nobody asked for")
	require.NoError(t, err)
	assert.Equal(t, state.Actor{
		UID: bossUID, Name: "boss@example.com", UserID: 1002, OrgID: opsID,
		Rights: []state.Right{{Permissions: []string{"users.write"}, OrgBound: true}}, OrgBound: true,
	}, a)
}

func TestSignInRefusals(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		before             func(*state.Tx) error
		username, password string
	}{
		"nobody":         {username: "nobody@example.com", password: password},
		"wrong password": {username: "casey@example.com", password: password + " "},
		"no password":    {username: "casey@example.com"},
		"none is set": {username: "new@example.com", before: func(tx *state.Tx) error {
			return drop(tx.CreateUser(state.NewUser{OrgUID: opsUID, Username: "new@example.com"}))
		}},
		"blocked":     {username: "casey@example.com", password: password, before: func(tx *state.Tx) error { return tx.SetBlocked(caseyUID, true) }},
		"deactivated": {username: "casey@example.com", password: password, before: func(tx *state.Tx) error { return tx.DeactivateUser(caseyUID, false) }},
		"org blocked": {username: "casey@example.com", password: password, before: func(tx *state.Tx) error { return tx.SetOrgBlocked(opsGUID, true) }},
		"single sign-on": {username: "casey@example.com", password: password, before: func(tx *state.Tx) error {
			return tx.SetLogin(1003, state.LoginSSO, "", nil)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := smallWorld(t)
			if c.before != nil {
				must(t, w, state.System, c.before)
			}
			_, err := signIn(w, c.username, c.password, "")
			wrongLogin.check(t, err)
		})
	}
}

func TestOneTimeCode(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	must(t, w, state.System, func(tx *state.Tx) error { return tx.SetLogin(1003, state.LoginLocal2FA, totpSecret, nil) })
	code := func(at time.Time) string {
		c, err := totp.GenerateCode(totpSecret, at)
		require.NoError(t, err)
		return c
	}
	// The clock stands at a moment of the world's, years before today: the codes are good by it alone.
	for name, c := range map[string]struct {
		code string
		ok   bool
	}{
		"of now":               {code: code(start), ok: true},
		"of the step before":   {code: code(start.Add(-30 * time.Second)), ok: true},
		"of the step after":    {code: code(start.Add(30 * time.Second)), ok: true},
		"of two minutes ago":   {code: code(start.Add(-2 * time.Minute))},
		"of two minutes ahead": {code: code(start.Add(2 * time.Minute))},
		"none":                 {},
		"no number":            {code: "abcdef"},
		"too short":            {code: "123"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for range 2 { // py42 sends a code twice, so it is good or bad both times
				_, err := signIn(w, "casey@example.com", password, c.code)
				if c.ok {
					require.NoError(t, err)
				} else {
					wrongLogin.check(t, err)
				}
			}
		})
	}
	w.Seal()
	moved := w.Fork("")
	moved.Clock().Advance(time.Hour)
	_, err := signIn(moved, "casey@example.com", password, code(start))
	wrongLogin.check(t, err)
	_, err = signIn(moved, "casey@example.com", password, code(start.Add(time.Hour)))
	require.NoError(t, err)
}

func TestTokensFollowTheUser(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	by := func(uid string) (a state.Actor, err error) {
		err = w.Read(state.Actor{}, func(tx *state.Tx) (err error) { a, err = tx.ActorByUID(uid); return err })
		return a, err
	}
	a, err := by(bossUID)
	require.NoError(t, err)
	assert.True(t, a.OrgBound)
	must(t, w, state.System, func(tx *state.Tx) error { return drop(tx.ReplaceRoles(bossUID, nil)) })
	a, err = by(bossUID)
	require.NoError(t, err)
	assert.False(t, a.May("users.write"), "roles count as they are now")
	must(t, w, state.System, func(tx *state.Tx) error { return tx.SetBlocked(bossUID, true) })
	_, err = by(bossUID)
	wrongLogin.check(t, err)
	_, err = by("9")
	wrongLogin.check(t, err)
}

// TestATokenOfAUserWhomAClientMadeIsOneOfThisWorld, of the seconds in which it gave some, wherever its clock goes.
func TestATokenOfAUserWhomAClientMadeIsOneOfThisWorld(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	by := func(uid string, issued time.Time) error {
		return w.Read(state.Actor{}, func(tx *state.Tx) error { return drop(tx.TokenActor(uid, issued)) })
	}
	var made state.User
	must(t, w, state.Actor{UID: bossUID, Rights: state.System.Rights}, func(tx *state.Tx) (err error) {
		made, err = tx.CreateUser(state.NewUser{OrgUID: opsUID, Username: "made@example.com", Password: ptr("let me in 7")})
		return err
	})
	assert.True(t, made.Made)
	signs := func() {
		t.Helper()
		var a state.Actor
		must(t, w, state.System, func(tx *state.Tx) (err error) { a, err = tx.ActorByUID(made.UID); return err })
		must(t, w, a, func(tx *state.Tx) error { return tx.SignedIn() })
	}
	wrongLogin.check(t, by(made.UID, start))
	require.NoError(t, by(bossUID, start.Add(-time.Hour)), "the seed's users are the same in every world")
	w.Clock().Advance(time.Hour)
	signs()
	require.NoError(t, by(made.UID, start.Add(time.Hour)))
	wrongLogin.check(t, by(made.UID, start))
	wrongLogin.check(t, by(made.UID, start.Add(2*time.Hour)))
	w.Clock().Set(start)
	signs()
	require.NoError(t, by(made.UID, start))
	require.NoError(t, by(made.UID, start.Add(time.Hour)))
}

func TestAPIClient(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	in := func(id, secret string) (a state.Actor, err error) {
		err = w.Read(state.Actor{}, func(tx *state.Tx) (err error) { a, err = tx.SignInAPIClient(id, secret); return err })
		return a, err
	}
	a, err := in(clientID, clientSecret)
	require.NoError(t, err)
	assert.Equal(t, state.Actor{UID: clientID, Name: "robot", APIClient: true, Rights: []state.Right{{Permissions: []string{"users.write", "orgs.write"}}}, OrgBound: true}, a)
	look(t, w, func(tx *state.Tx) error {
		same, err := tx.ClientActor(clientID)
		assert.Equal(t, a, same)
		_, gone := tx.ClientActor("x")
		wrongLogin.check(t, gone)
		return err
	})
	_, err = in(clientID, "x")
	wrongLogin.check(t, err)
	_, err = in("x", clientSecret)
	wrongLogin.check(t, err)

	must(t, w, a.For("users.write"), func(tx *state.Tx) error { return tx.SetBlocked(samUID, true) })
	e := lastAudit(t, w)
	assert.Equal(t, [3]string{clientID, "robot", "API_CLIENT"}, [3]string{e.ActorID, e.ActorName, e.ActorType})
}

func TestForkHasItsOwnCredentials(t *testing.T) {
	t.Parallel()
	const tag = "0123456789ab"
	w := smallWorld(t)
	f := w.Fork(tag)

	_, err := signIn(f, "casey@example.com", password, "")
	wrongLogin.check(t, err)
	_, err = signIn(w, "casey@example.com", password+"-"+tag, "")
	wrongLogin.check(t, err)
	_, err = signIn(f, "casey@example.com", f.Credential(password), "")
	require.NoError(t, err)
	got, ok := state.TagOf(f.Credential(password))
	assert.True(t, ok)
	assert.Equal(t, tag, got)

	must(t, f, state.System, func(tx *state.Tx) error {
		assert.True(t, drop(tx.SignInAPIClient(clientID+"-"+tag, clientSecret+"-"+tag)) == nil)
		wrongLogin.check(t, drop(tx.SignInAPIClient(clientID, clientSecret)))
		assert.True(t, tx.HasPassword("casey@example.com", password+"-"+tag))
		assert.False(t, tx.HasPassword("casey@example.com", password))
		return drop(tx.UpdateUser(caseyUID, state.UserChange{Password: ptr("chosen by a client")}))
	})
	_, err = signIn(f, "casey@example.com", "chosen by a client", "")
	require.NoError(t, err, "a password that a client has set is what it is, in a fork too")
}

func TestTagOf(t *testing.T) {
	t.Parallel()
	for credential, want := range map[string]string{"a-b": "b", "a-b-c": "c", "a-": ""} {
		tag, ok := state.TagOf(credential)
		assert.True(t, ok)
		assert.Equal(t, want, tag)
	}
	_, ok := state.TagOf("password")
	assert.False(t, ok)
	assert.Equal(t, "password", smallWorld(t).Credential("password"), "the default tenant has no tag")
}

func TestLoginTypeOf(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	must(t, w, state.System, func(tx *state.Tx) error { return tx.SetLogin(1004, state.LoginSSO, "", nil) })
	look(t, w, func(tx *state.Tx) error {
		for username, want := range map[string]state.LoginType{
			"Casey@example.com": state.LoginLocal, "sam@example.com": state.LoginSSO, "nobody@example.com": state.LoginLocal2FA,
		} {
			got, known := tx.LoginTypeOf(username)
			assert.Equal(t, want, got)
			assert.Equal(t, username != "nobody@example.com", known)
		}
		return nil
	})
	err := w.Write(state.System, func(tx *state.Tx) error { return tx.SetLogin(4, state.LoginSSO, "", nil) })
	require.Error(t, err)
}

func TestTenant(t *testing.T) {
	t.Parallel()
	look(t, smallWorld(t), func(tx *state.Tx) error {
		assert.Equal(t, "Acme", tx.Tenant().Name)
		return nil
	})
	look(t, state.New(1, clock.At(start)), func(tx *state.Tx) error {
		assert.Zero(t, tx.Tenant())
		return nil
	})
}

func TestSignedIn(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	must(t, w, signedIn(t, w, "boss@example.com"), (*state.Tx).SignedIn)
	e := lastAudit(t, w)
	assert.Equal(t, [3]string{"audit_log::logged_in/1", "boss@example.com", "USER"}, [3]string{e.Type, e.ActorName, e.ActorType})
}

// TestWhatSignsInIsKnownToBeSecret: passwords, also those that were changed, TOTP secrets and secrets of API clients.
func TestWhatSignsInIsKnownToBeSecret(t *testing.T) {
	t.Parallel()
	const tag, code = "0123456789ab", "JBSWY3DPEHPK3PXP"
	w := smallWorld(t)
	must(t, w, state.System, func(tx *state.Tx) error { return tx.SetLogin(1004, state.LoginLocal2FA, code, nil) })
	w.Seal()
	f := w.Fork(tag)
	must(t, f, state.System, func(tx *state.Tx) error {
		for _, chosen := range []string{"chosen at first", "chosen by a client", "chosen at first", "chosen by a client"} {
			if err := drop(tx.UpdateUser(caseyUID, state.UserChange{Password: ptr(chosen)})); err != nil {
				return err
			}
		}
		return nil
	})
	for value, want := range map[string][2]bool{
		password: {true, true}, clientSecret: {true, true}, "jbsw y3dp ehpk 3pxp": {true, true},
		"Chosen by a client": {false, true}, "casey@example.com": {false, false}, "-" + tag: {false, false},
		"chosen at first": {false, true},
		clientID:          {false, false},
	} {
		knows := func(w *state.World) bool { return slices.Contains(slices.Collect(w.Secrets), secret.Of(value)) }
		assert.Equal(t, want, [2]bool{knows(w), knows(f)}, value)
	}
}
