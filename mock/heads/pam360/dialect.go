package pam360

import (
	"net"
	"slices"

	"github.com/labstack/echo/v4"

	"github.com/understudy/understudy/mock/internal/engine"
	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// dialect is the vendor's manners: who is calling, in which of many ways the input comes, and how to say no.
type dialect struct{ *Server }

// Authenticate finds the tenant by the port, or by the token's last group, the user by the rest, and refuses a user without the right.
func (d dialect) Authenticate(ex *engine.Exchange) error {
	token := ex.Request.Header.Get(tokenHeader)
	t, own := d.tenants.At(ex.Request.Context())
	if tag, ok := state.TagOf(token); ok && !own {
		if fork, ok := d.tenants.ByTag(tag); ok {
			t = fork
		}
	}
	world := worldOf(t)
	ex.Tenant, ex.State = t, world
	from, _, err := net.SplitHostPort(ex.Request.RemoteAddr)
	if err != nil {
		from = ex.Request.RemoteAddr
	}
	if t.Ended() {
		return state.NotLetIn("tenant %s has ended", t.Name)
	}
	if tag, ok := state.TagOf(token); ok && own && tag != t.Tag {
		if another, ok := d.tenants.ByTag(tag); ok {
			return state.NotLetIn("the token is one of tenant %s; this port is %s's alone", another.Name, t.Name)
		}
	}
	var actor state.Actor
	if err := world.Read(state.Actor{}, func(tx *state.Tx) (err error) {
		actor, err = tx.Caller(token, from, ex.Request.Header.Get("orgName"))
		return err
	}); err != nil {
		return err
	}
	actor.Agent, actor.Address = ex.Request.UserAgent(), from
	ex.Caller, ex.CallerName = actor, actor.Name
	if !actor.May(ex.Op.Permission) {
		return fail.New(fail.Forbidden, "", "You do not have permission to perform this operation").
			Because("%s needs the right %s, which the role of %q does not give", ex.Op.ID, ex.Op.Permission, actor.Name)
	}
	return nil
}

// documented takes out of what was forgiven what the operation's own page prints in a sample (x-printed): it needs no forgiveness.
func (d dialect) documented(ex *engine.Exchange) {
	if len(ex.Forgiven) == 0 {
		return
	}
	if op, _, ok := d.doc.Match(ex.Request.Method, echo.GetPath(ex.Request)); ok {
		ex.Forgiven = slices.DeleteFunc(ex.Forgiven, func(what string) bool { return slices.Contains(op.Printed, what) })
	}
}

var _ engine.Vendor = dialect{}
