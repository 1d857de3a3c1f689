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
	if err := d.spellPath(ex); err != nil {
		return err
	}
	return d.modernize(ex)
}

// Authenticate accepts "Bearer", the older "v3_user_token", and Basic, and refuses a caller without the operation's permission.
func (d dialect) Authenticate(ex *engine.Exchange) error {
	at, own := d.tenants.At(ex.Request.Context())
	ex.Tenant, ex.State = at, worldOf(at)
	if own && at.Ended() {
		return unauthenticated("tenant %s, whose port this is, has ended", at.Name)
	}
	if ex.Op.Public {
		if in, _, err := d.caller(ex); err == nil && !own { // who signs in all the same asks about their own tenant
			ex.Tenant, ex.State = in.Tenant, in.world
		}
		return nil
	}
	in, actor, err := d.caller(ex)
	if err != nil {
		return err
	}
	actor = actor.For(ex.Op.Permission)
	actor.Agent, actor.Address = ex.Request.UserAgent(), host(ex.Request.RemoteAddr)
	ex.Tenant, ex.State, ex.Caller, ex.CallerName = in.Tenant, in.world, actor, actor.Name
	if !actor.May(ex.Op.Permission) {
		return fail.New(fail.Forbidden, "SYSTEM", "You do not have permission to perform this action").
			Because("%s needs the permission %s, which the roles of %q do not give", ex.Op.ID, ex.Op.Permission, actor.Name)
	}
	return nil
}

func host(address string) string {
	if i := strings.LastIndexByte(address, ':'); i > 0 {
		return strings.Trim(address[:i], "[]")
	}
	return address
}

// company is a tenant, and its world as it was when the caller was let in: a reset gives the tenant another.
type company struct {
	*tenant.Tenant
	world *state.World
}

func companyOf(t *tenant.Tenant) company { return company{t, worldOf(t)} }

func (d dialect) caller(ex *engine.Exchange) (company, state.Actor, error) {
	r := ex.Request
	if username, password, ok := r.BasicAuth(); ok {
		username, password = latin1(username), latin1(password)
		if ex.Op.ID == "createOauthToken" {
			return d.signInClient(ex, username, password)
		}
		return d.signIn(ex, username, password, r.Header.Get("totp-auth"))
	}
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") && !strings.EqualFold(scheme, "v3_user_token") || ex.Op.SignIn {
		return company{}, state.Actor{}, unauthenticated("no usable Authorization header: Basic is needed to sign in, Bearer afterwards")
	}
	c, err := d.tokens.verify(strings.TrimSpace(token))
	if err != nil {
		return company{}, state.Actor{}, unauthenticated("the token is not one of this server's: %v", err)
	}
	t, ok := d.tenants.ByTag(c.Tag)
	if !ok {
		return company{}, state.Actor{}, unauthenticated("the token's tenant has ended")
	}
	if at, own := d.tenants.At(r.Context()); own && at != t {
		return company{}, state.Actor{}, unauthenticated("the token is one of tenant %s; this port is %s's alone", t.Name, at.Name)
	}
	in := companyOf(t)
	if now := in.world.Clock().Now(); !now.Before(c.ExpiresAt.Time) {
		return company{}, state.Actor{}, unauthenticated("the token expired at %s; the tenant's clock shows %s", stamp(c.ExpiresAt.Time), stamp(now))
	}
	var actor state.Actor
	err = in.world.Read(state.Actor{}, func(tx *state.Tx) (err error) {
		if c.APIClient {
			actor, err = tx.ClientActor(c.Subject)
		} else {
			actor, err = tx.TokenActor(c.Subject, c.IssuedAt.Time)
		}
		return err
	})
	return in, actor, err
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

func (d dialect) signIn(ex *engine.Exchange, username, password, code string) (company, state.Actor, error) {
	t, err := d.tenantOf(ex, username, password)
	if err != nil {
		return company{}, state.Actor{}, err
	}
	in := companyOf(t)
	var actor state.Actor
	err = in.world.Read(state.Actor{}, func(tx *state.Tx) (err error) {
		actor, err = tx.SignIn(username, password, code)
		return err
	})
	return in, actor, d.orStale(err, password)
}

// alone says how a fork is never mistaken for another tenant.
const alone = `a fork with ports of its own is never mistaken: POST /_mock/tenants {"ports":true}`

// tenantOf finds the tenant that a login means. A port of one tenant's own means that one. Elsewhere what fits the default tenant is
// the default one's, whatever is done in forks; what carries a fork's tag is that fork's; and what clients made in a fork is the
// fork's, if no other has it too.
func (d dialect) tenantOf(ex *engine.Exchange, username, password string) (*tenant.Tenant, error) {
	at, own := d.tenants.At(ex.Request.Context())
	if own {
		return at, nil
	}
	fits := func(t *tenant.Tenant) (fits bool) {
		_ = worldOf(t).Read(state.Actor{}, func(tx *state.Tx) error {
			fits = tx.HasPassword(username, password)
			return nil
		})
		return fits
	}
	byDefault, tagged := fits(at), at
	if tag, ok := state.TagOf(password); ok && tag != "" {
		if t, ok := d.tenants.ByTag(tag); ok {
			if tagged = t; !byDefault && fits(t) {
				return t, nil
			}
		}
	}
	var found []*tenant.Tenant
	for _, t := range d.tenants.Holding(state.FoldName(username), password) {
		if fits(t) {
			found = append(found, t)
		}
	}
	switch {
	case byDefault && len(found) > 0:
		ex.Remark("this is the default tenant; tenant %s has this user with this password too; %s", found[0].Name, alone)
		return at, nil
	case byDefault:
		return at, nil
	case len(found) == 0:
		return tagged, nil
	case len(found) == 1:
		return found[0], nil
	}
	return nil, unauthenticated("tenants %s and %s both have this user with this password; give one of them another password; %s", found[0].Name, found[1].Name, alone)
}

func (d dialect) signInClient(ex *engine.Exchange, id, secret string) (company, state.Actor, error) {
	t, own := d.tenants.At(ex.Request.Context())
	if tag, ok := state.TagOf(id); ok && !own {
		if fork, ok := d.tenants.ByTag(tag); ok {
			t = fork
		}
	}
	in := companyOf(t)
	var actor state.Actor
	err := in.world.Read(state.Actor{}, func(tx *state.Tx) (err error) {
		actor, err = tx.SignInAPIClient(id, secret)
		return err
	})
	return in, actor, d.orStale(err, id)
}

var _ engine.Vendor = dialect{}
