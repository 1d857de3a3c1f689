package code42

import (
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/understudy/understudy/mock/internal/engine"
	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/tenant"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// dialect is the vendor's manners: who is calling, and how to say no.
type dialect struct{ *Server }

// Tidy refuses what is not UTF-8: it cannot be meant as any name or id, and no list is searched for it and found empty. The spellings
// of older clients become today's.
func (d dialect) Tidy(ex *engine.Exchange) error {
	u := ex.Request.URL
	if query, err := url.QueryUnescape(u.RawQuery); !utf8.ValidString(u.Path) || err == nil && !utf8.ValidString(query) {
		return fail.New(fail.Invalid, "", "Invalid request").Because("the path and the query must be UTF-8")
	}
	return d.modernize(ex)
}

// Authenticate accepts "Bearer", the older "v3_user_token", and Basic, and refuses a caller without the operation's permission.
func (d dialect) Authenticate(ex *engine.Exchange) error {
	ex.Tenant, ex.State = tenant.DefaultName, worldOf(d.tenants.Default())
	if ex.Op.Public {
		return nil
	}
	t, actor, err := d.caller(ex)
	if err != nil {
		return err
	}
	actor = actor.For(ex.Op.Permission)
	actor.Agent, actor.Address = ex.Request.UserAgent(), host(ex.Request.RemoteAddr)
	ex.Tenant, ex.State, ex.Caller, ex.CallerName = t.Name, worldOf(t), actor, actor.Name
	if !actor.May(ex.Op.Permission) {
		return fail.New(fail.Forbidden, "SYSTEM", "You do not have permission to perform this action").
			Because("%s needs the permission %s, which the roles of %s do not give", ex.Op.ID, ex.Op.Permission, actor.Name)
	}
	return nil
}

func host(address string) string {
	if i := strings.LastIndexByte(address, ':'); i > 0 {
		return strings.Trim(address[:i], "[]")
	}
	return address
}

func (d dialect) caller(ex *engine.Exchange) (*tenant.Tenant, state.Actor, error) {
	r := ex.Request
	if username, password, ok := r.BasicAuth(); ok {
		username, password = latin1(username), latin1(password)
		if ex.Op.ID == "createOauthToken" {
			return d.signInClient(username, password)
		}
		return d.signIn(username, password, r.Header.Get("totp-auth"))
	}
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") && !strings.EqualFold(scheme, "v3_user_token") || ex.Op.SignIn {
		return nil, state.Actor{}, unauthenticated("no usable Authorization header: Basic is needed to sign in, Bearer afterwards")
	}
	c, err := d.tokens.verify(strings.TrimSpace(token))
	if err != nil {
		return nil, state.Actor{}, unauthenticated("the token is not one of this server's: %v", err)
	}
	t, ok := d.tenants.ByTag(c.Tag)
	if !ok {
		return nil, state.Actor{}, unauthenticated("the token's tenant has ended")
	}
	if now := worldOf(t).Clock().Now(); !now.Before(c.ExpiresAt.Time) {
		return nil, state.Actor{}, unauthenticated("the token expired at %s; the tenant's clock shows %s", stamp(c.ExpiresAt.Time), stamp(now))
	}
	var actor state.Actor
	err = worldOf(t).Read(state.Actor{}, func(tx *state.Tx) (err error) {
		if c.APIClient {
			actor, err = tx.ClientActor(c.Subject)
		} else {
			actor, err = tx.ActorByUID(c.Subject)
		}
		return err
	})
	return t, actor, err
}

// latin1 reads what is no UTF-8 as Latin-1: Python's requests, and so py42, encodes a Basic header that way.
func latin1(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	runes := make([]rune, len(s))
	for i := range len(s) {
		runes[i] = rune(s[i])
	}
	return string(runes)
}

func unauthenticated(format string, args ...any) error {
	return fail.New(fail.Unauthenticated, "SYSTEM", "Invalid credentials were supplied, or none at all").Because(format, args...)
}

var tagged = regexp.MustCompile(`^[0-9a-f]{12}$`)

// orStale says of a refused credential that looks like a fork's that the fork is gone: what is wrong is not the password.
func (d dialect) orStale(err error, credential string) error {
	tag, _ := state.TagOf(credential)
	if _, known := d.tenants.ByTag(tag); err == nil || known || !tagged.MatchString(tag) {
		return err
	}
	return unauthenticated("no tenant has the tag %s that the credential ends in; it has ended, or the server was started anew since", tag)
}

func (d dialect) signIn(username, password, code string) (*tenant.Tenant, state.Actor, error) {
	t, err := d.tenantOf(username, password)
	if err != nil {
		return nil, state.Actor{}, err
	}
	var actor state.Actor
	err = worldOf(t).Read(state.Actor{}, func(tx *state.Tx) (err error) {
		actor, err = tx.SignIn(username, password, code)
		return err
	})
	return t, actor, d.orStale(err, password)
}

// tenantOf finds the world that a login means: by the tag in the password, else by who has that user with that password.
func (d dialect) tenantOf(username, password string) (*tenant.Tenant, error) {
	if tag, ok := state.TagOf(password); ok && tag != "" {
		if t, ok := d.tenants.ByTag(tag); ok {
			return t, nil
		}
	}
	var found []*tenant.Tenant
	for _, t := range d.tenants.All() {
		_ = worldOf(t).Read(state.Actor{}, func(tx *state.Tx) error {
			if tx.HasPassword(username, password) {
				found = append(found, t)
			}
			return nil
		})
	}
	switch len(found) {
	case 0:
		return d.tenants.Default(), nil
	case 1:
		return found[0], nil
	}
	return nil, unauthenticated("tenants %s and %s both have this user with this password; give one of them another password", found[0].Name, found[1].Name)
}

func (d dialect) signInClient(id, secret string) (*tenant.Tenant, state.Actor, error) {
	t := d.tenants.Default()
	if tag, ok := state.TagOf(id); ok {
		if fork, ok := d.tenants.ByTag(tag); ok {
			t = fork
		}
	}
	var actor state.Actor
	err := worldOf(t).Read(state.Actor{}, func(tx *state.Tx) (err error) {
		actor, err = tx.SignInAPIClient(id, secret)
		return err
	})
	return t, actor, d.orStale(err, id)
}

var _ engine.Vendor = dialect{}
