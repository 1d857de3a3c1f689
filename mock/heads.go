package mock

import (
	"github.com/understudy/understudy/mock/heads/code42"
	"github.com/understudy/understudy/mock/heads/pam360"
	"github.com/understudy/understudy/mock/internal/clock"
	"github.com/understudy/understudy/mock/internal/company"
	"github.com/understudy/understudy/mock/internal/head"
	"github.com/understudy/understudy/mock/internal/story"
	"github.com/understudy/understudy/mock/internal/tenant"
	c42seed "github.com/understudy/understudy/mock/worlds/code42/seed"
	c42state "github.com/understudy/understudy/mock/worlds/code42/state"
	pamseed "github.com/understudy/understudy/mock/worlds/pam360/seed"
	pamstate "github.com/understudy/understudy/mock/worlds/pam360/state"
)

// This file alone lists worlds and heads. Everything else in the package goes through the lists.

// heads are the APIs served, in the order in which reports list them.
var heads = []head.Head{
	{
		Name: "code42", World: "code42", Title: "Code42", Address: "127.0.0.1:4200", Open: code42.Open, SignsIn: code42.SignsIn, Older: code42.OlderPaths(),
		Greeting: "{username} / {password}   API client {apiClientId} / {apiClientSecret}",
		Samples: []head.Sample{
			{Title: "py42", Text: `import py42.sdk
sdk = py42.sdk.from_local_account("{url}", "{username}", "{password}")
print(sdk.users.get_current())`},
			{Title: "Go", Text: `client, err := code42.New("{url}", code42.LocalUser("{username}", "{password}"))`},
		},
	},
	{
		Name: "pam360", World: "pam360", Title: "PAM360", Address: "127.0.0.1:8282", Open: pam360.Open, SignsIn: pam360.SignsIn,
		Token:    pam360.LooksLikeToken,
		Greeting: "AUTHTOKEN {authToken}",
		Samples: []head.Sample{
			{Title: "curl for PAM360", Text: `curl -H "AUTHTOKEN: {authToken}" {url}/restapi/json/v1/resources`},
		},
	},
}

// sections are the parts of a world file, one for each kind of world.
type sections struct {
	Stories []string      `yaml:"stories"` // what has happened; docs/world.md has them
	Code42  c42seed.World `yaml:"code42"`  // the Code42 tenant
	PAM360  pamseed.World `yaml:"pam360"`  // the PAM360 organization
}

// rows is how many rows the sections ask for.
func (s sections) rows() int { return s.Code42.Sizes.Rows() + s.PAM360.Sizes.Rows() }

// spec is the firm that the sections show, with the people of stories: from which of its Cast on these are.
func (s sections) spec(stories []company.Cast) (spec company.Spec, first int) {
	spec = s.Code42.Spec()
	first = len(spec.Cast)
	spec.Cast = append(spec.Cast, stories...)
	spec.Cast = append(spec.Cast, s.PAM360.Cast()...) // the last of all; see growPAM360
	return spec, first
}

// worlds are the kinds of worlds that a tenant has one of each of, by their sections' names.
var worlds = []struct {
	name string
	// check refuses a section that cannot be meant. A role may grant the permissions, which operations of the world's heads ask for, and a
	// user may have the jobs, which the firm has.
	check func(from sections, permissions, jobs []string) error
	// lacks says what a section would need for a story; empty if that is nothing.
	lacks func(from sections, of *story.Story) string
	// grow makes a world from its section and the firm that it shows: seeded at the epoch, then sealed, with the clock that it is served by.
	grow func(o *Options, firm firm, served *clock.World, from sections) (tenant.Part, error)
}{
	{
		"code42", func(s sections, permissions, jobs []string) error { return s.Code42.Check(permissions, jobs) },
		func(s sections, of *story.Story) string { return s.Code42.Lacks(of) }, growCode42,
	},
	{
		"pam360", func(s sections, permissions, jobs []string) error { return s.PAM360.Check(permissions, jobs) },
		func(s sections, of *story.Story) string { return s.PAM360.Lacks(of) }, growPAM360,
	},
}

func growCode42(o *Options, firm firm, served *clock.World, from sections) (tenant.Part, error) {
	world := c42state.New(o.Seed, clock.At(firm.epoch))
	given, err := c42seed.Fill(world, from.Code42, firm.Company, firm.played)
	if err != nil {
		return tenant.Part{}, err
	}
	world.Seal()
	begins := func(size int) { o.Log.Info("making file events, which searches wait for", "events", size) }
	if err := c42seed.FileEvents(world, from.Code42, firm.Company, firm.played, begins); err != nil { // while the clock shows the epoch
		return tenant.Part{}, err
	}
	world.UseClock(served)
	return tenant.PartOf(world, given), nil
}

func growPAM360(o *Options, firm firm, served *clock.World, from sections) (tenant.Part, error) {
	world := pamstate.New(o.Seed, clock.At(firm.epoch))
	given, err := pamseed.Fill(world, from.PAM360, firm.Company, firm.Cast[len(firm.Cast)-len(from.PAM360.Cast()):], firm.played)
	if err != nil {
		return tenant.Part{}, err
	}
	world.Seal()
	world.UseClock(served)
	return tenant.PartOf(world, given), nil
}

// Access is what a client needs to land in a tenant: addresses and credentials. The first two heads have fields; Head has all. Tenant is
// what the control plane calls it.
type Access struct {
	Tenant string
	Code42 struct{ URL, Username, Password, APIClientID, APIClientSecret string }
	PAM360 struct{ URL, AuthToken string }
	heads  map[string]HeadAccess
}

// newAccess fills the fields from what each head has.
func newAccess(name string, heads map[string]HeadAccess) Access {
	a := Access{Tenant: name, heads: heads}
	c, p := heads["code42"], heads["pam360"]
	a.Code42.URL, a.Code42.Username, a.Code42.Password = c.URL, c.Credential("username"), c.Credential("password")
	a.Code42.APIClientID, a.Code42.APIClientSecret = c.Credential("apiClientId"), c.Credential("apiClientSecret")
	a.PAM360.URL, a.PAM360.AuthToken = p.URL, p.Credential("authToken")
	return a
}

// Head is what signs in to one API, if it is served.
func (a Access) Head(name string) (HeadAccess, bool) {
	found, ok := a.heads[name]
	return found, ok
}
