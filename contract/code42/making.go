package code42

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/understudy/understudy/contract"
)

// suite is what the families share: the administrator, signed in anew for each
// test, and how to make what a test is about.
type suite struct {
	Suite
	admin *contract.Session
}

// SetupTest signs the administrator in.
func (s *suite) SetupTest() { s.admin = s.Admin() }

// data is what an envelope holds.
func data(r *contract.Response) contract.Value {
	r.T().Helper()
	return r.Status(200).At("data")
}

// done demands that a change was made. Clients take any 2xx and read no body.
func done(r *contract.Response) {
	r.T().Helper()
	r.Status(200, 201, 204)
}

// refused demands the vendor's list of errors with one of the statuses, and
// gives its first entry. Clients look for parts of it.
func refused(r *contract.Response, statuses ...int) contract.Value {
	r.T().Helper()
	list := r.Status(statuses...).JSON()
	if list.Len() == 0 || list.At(0, "name").Str() == "" || list.At(0, "description").Str() == "" {
		r.Fatalf("an error has a name and a description")
	}
	return list.At(0)
}

// refusedTwice demands that a request is refused the same way when it is sent
// again: the SDK repeats every request whose first answer is not a success.
func refusedTwice(send func() *contract.Response, statuses ...int) contract.Value {
	first := send()
	first.T().Helper()
	refused(first, statuses...)
	second := send()
	if second.StatusCode() != first.StatusCode() || second.Text() != first.Text() {
		second.Fatalf("refused differently the first time: %d %s", first.StatusCode(), first.Text())
	}
	return first.At(0)
}

// mostNames is how many names are looked up before it is clear that the look-up finds what nobody has made.
const mostNames = 100

// unused is a username that nobody has: the test's name, the run and the first number that is free.
func (s *suite) unused() string {
	s.T().Helper()
	letters := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return '.'
	}, s.T().Name()[strings.IndexByte(s.T().Name(), '/')+1:])
	if run := s.Target().Run(); run != "" {
		letters += "." + run
	}
	var name string
	for n := 1; n <= mostNames; n++ {
		name = fmt.Sprintf("%s.%d@example.com", letters, n)
		if s.lookUp(s.admin, name).Len() == 0 {
			return name
		}
	}
	s.T().Fatalf("the look-up finds a user for each of %d new names, the last of which is %s", mostNames, name)
	return ""
}

// enough demands what a world with many rows has. A test that misses it in a smaller one is skipped.
func (s *suite) enough(there bool, what string) {
	s.T().Helper()
	if !there {
		s.Needs(contract.CapPlenty)
		s.T().Fatalf("%s", what)
	}
}

// lookUp finds users by name, as clients do.
func (s *suite) lookUp(caller *contract.Session, username string) contract.Value {
	s.T().Helper()
	return data(caller.Get("/api/v1/User", contract.Query{"username": username})).At("users")
}

// topOrg is the first organization of the list, below which clients create others.
func (s *suite) topOrg() contract.Value {
	s.T().Helper()
	return data(s.admin.Get("/api/v1/Org", contract.Query{"pgNum": 1, "pgSize": 1})).At("orgs", 0)
}

// newOrg creates an organization below the given one.
func (s *suite) newOrg(parent contract.Value) contract.Value {
	s.T().Helper()
	made := data(s.admin.Post("/api/v3/orgs", map[string]any{
		"orgName": s.Name(s.T().Name()), "orgExtRef": nil, "notes": nil, "parentOrgGuid": parent.At("orgGuid").Str(),
	}))
	return made
}

// home is an organization for a user whom a test makes, when nothing depends on which it is. On a tenant of others, where none can be
// deleted, all tests share one.
func (s *suite) home() contract.Value {
	s.T().Helper()
	if s.Target().Has(contract.CapFork) {
		return s.newOrg(s.topOrg())
	}
	guid := s.Tenant().Kept(s.TB(), "home", time.Hour, func() string {
		var guid string
		s.Target().Shared(func() { guid = s.newOrg(s.topOrg()).At("orgGuid").Str() })
		return guid
	})
	return s.org(guid)
}

// basic is the session of a user who may do nothing but sign in: one that is pinned or provided, or one that is made.
func (s *suite) basic() *contract.Session {
	s.T().Helper()
	s.Needs(contract.CapUser)
	access := s.Tenant().Access
	switch {
	case s.Target().Has(contract.CapSeedData):
		return s.Tenant().SeededUser(basicUser)
	case access.UserUsername != "":
		return s.SignIn(access.UserUsername, access.UserPassword)
	}
	return s.SignIn(s.newUser(s.home()).At("username").Str(), newUserPassword)
}

// newUserPassword is the password of the users that tests create.
const newUserPassword = "a long enough 1 too"

// newUser creates a user in the organization.
func (s *suite) newUser(org contract.Value) contract.Value {
	s.T().Helper()
	username := s.unused()
	return data(s.admin.Post("/api/v1/User", map[string]any{
		"orgUid": org.At("orgUid").Str(), "username": username, "email": username, "password": newUserPassword,
		"firstName": nil, "lastName": nil, "notes": nil,
	}))
}

// user reads a user back.
func (s *suite) user(uid string) contract.Value {
	s.T().Helper()
	return data(s.admin.Get(contract.Path("/api/v1/User/%v", uid), contract.Query{"idType": "uid", "incRoles": true}))
}

// org reads an organization back.
func (s *suite) org(guid string) contract.Value {
	s.T().Helper()
	return data(s.admin.Get(contract.Path("/api/v3/orgs/%v", guid)))
}

// device reads a device back.
func (s *suite) device(guid string) contract.Value {
	s.T().Helper()
	return data(s.admin.Get(contract.Path("/api/v1/Computer/%v", guid), contract.Query{"idType": "guid", "incBackupUsage": true}))
}

// fork is a tenant for one test, whose administrator takes the place of the suite's.
func (s *suite) fork() World {
	s.T().Helper()
	tenant := s.Fork()
	s.admin = tenant.Admin()
	return tenant
}
