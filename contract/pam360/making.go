package pam360

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/understudy/understudy/contract"
)

// base is where the JSON API begins.
const base = "/restapi/json/v1"

// path fills a path below [base].
func path(format string, values ...any) string { return base + contract.Path(format, values...) }

// suite is what the families share: the administrator, and how to make what a test is about.
type suite struct {
	Suite
	tenant World // the running test's: the suite's, or a fork
	admin  *Session
	made   int
}

// SetupTest makes the administrator's session.
func (s *suite) SetupTest() { s.tenant, s.admin = s.Tenant(), s.Admin() }

// fork is a tenant for one test, whose administrator takes the place of the suite's.
func (s *suite) fork() World {
	s.T().Helper()
	s.tenant = s.Fork()
	s.admin = s.tenant.Admin()
	return s.tenant
}

// user is a user that the default world pins.
func (s *suite) user(name string) *Session {
	s.T().Helper()
	return s.tenant.User(name)
}

// Says demands the operation's name and, unless it is empty, the message to the byte: clients match some literally.
func (r *Reply) Says(name, message string) *Reply {
	r.T().Helper()
	if got := r.Name(); got != name {
		r.Fatalf("the operation's name is %q, want %q", got, name)
	}
	if got := r.Message(); message != "" && got != message {
		r.Fatalf("the message is %q, want %q", got, message)
	}
	return r
}

// Refused demands a refusal under the operation's name: HTTP 200, Failed, some message and no Details.
func (r *Reply) Refused(name string) *Reply {
	r.T().Helper()
	r.Failed().Says(name, "")
	if r.Message() == "" || r.Details().Exists() {
		r.Fatalf("a refusal has a message and no Details")
	}
	return r
}

// RefusedEach demands that an operation about several items failed because each was refused, and says of each why.
func (r *Reply) RefusedEach(name string, items ...string) *Reply {
	r.T().Helper()
	r.Failed().Says(name, "")
	for _, item := range items {
		if r.bulk(item) == "" {
			r.Fatalf("nothing is said of %s", item)
		}
	}
	if r.Message() == "" || r.Details().Len() != len(items) {
		r.Fatalf("such a refusal has a message, and Details with %d items", len(items))
	}
	return r
}

// unknownToken is the vendor's text for a token that belongs to nobody.
const unknownToken = "API key received is not associated to any user. Authentication failed."

// NotLetIn demands the refusal of a caller who is not signed in, whatever was called.
func (r *Reply) NotLetIn() *Reply {
	r.T().Helper()
	return r.Refused("Authentication").Says("Authentication", unknownToken)
}

// mostNames is how many names are looked up before it is clear that the look-up finds what nobody has made.
const mostNames = 100

// unused is a resource name that nobody has: the test's name, the run and the first number that is free.
func (s *suite) unused() string {
	s.T().Helper()
	test := strings.TrimSpace(strings.ReplaceAll(s.T().Name(), "/", " ") + " " + s.Target().Run())
	var name string
	for range mostNames {
		s.made++
		name = fmt.Sprintf("%s %d", test[strings.IndexByte(test, ' ')+1:], s.made)
		if found := s.lookUp(s.admin, name); found.Result().At("status").Str() == "Failed" {
			return name
		}
	}
	s.T().Fatalf("the look-up finds a resource for each of %d new names, the last of which is %s", mostNames, name)
	return ""
}

// status is the PASSWORD STATUS that a caller sees of an account.
func (s *suite) status(caller *Session, resource, account string) string {
	s.T().Helper()
	return s.resource(caller, resource).At("ACCOUNT LIST").Find("ACCOUNT ID", account).At("PASSWORD STATUS").Str()
}

// bulk finds what became of one item of a bulk operation.
func (r *Reply) bulk(item string) string {
	r.T().Helper()
	for _, one := range r.Details().Items() {
		if outcome := one.At(item, "STATUS"); outcome.Exists() {
			return outcome.Str()
		}
	}
	return ""
}

// newUser creates a user with a token and returns its id, its login name and its session.
func (s *suite) newUser(fields ...Details) (id, name string, session *Session) {
	s.T().Helper()
	all := Details{
		"USERNAME": strings.ReplaceAll(s.unused(), " ", "."), "FIRSTNAME": "Test", "LASTNAME": "User", "EMAIL": "test@example.com",
		"RESTAPIACCESS": true, "PASSWORD": strong,
	}
	for _, more := range fields {
		for key, value := range more {
			if all[key] = value; value == nil {
				delete(all, key)
			}
		}
	}
	made := s.admin.Input(all).Post(users).Success().Details()
	id = made.At("USERID").Str()
	if token := made.At("AUTHTOKEN"); token.Exists() {
		session = s.tenant.WithToken(token.Str())
	}
	return id, fmt.Sprint(all["USERNAME"]), session
}

// gives skips a test that gives things to somebody else where they could not be taken back: that takes the administrator's own name.
func (s *suite) gives() {
	s.T().Helper()
	if !s.Target().Has(contract.CapFork) && s.tenant.Access.Username == "" {
		s.Lacks("UNDERSTUDY_PAM360_USERNAME, the name of who takes back what a test gives away")
	}
}

// login is a login name for a user that the test makes.
func (s *suite) login(name string) string { return strings.ReplaceAll(s.Name(name), " ", ".") }

// newUserGroup creates a user group and returns its id.
func (s *suite) newUserGroup(members ...string) (id, name string) {
	s.T().Helper()
	name = s.unused()
	s.admin.Input(Details{"USERGROUPNAME": name, "USERIDS": append([]string{}, members...)}).Post(userGroups).Success()
	id = fmt.Sprint(s.admin.Get(base+"/user/getUserGroupId", contract.Query{"USERGROUPNAME": name}).Success().Details().At("USERGROUPID").Int())
	return id, name
}

// newGroup creates a resource group, a static one unless the fields say otherwise, and returns its id.
func (s *suite) newGroup(fields ...Details) (id, name string) {
	s.T().Helper()
	all := Details{"resourceGroupName": s.unused()}
	for _, more := range fields {
		for key, value := range more {
			all[key] = value
		}
	}
	id = s.admin.InputLower(all).Post(groups).Success().Details().At("resourceGroupId").Str()
	return id, fmt.Sprint(all["resourceGroupName"])
}

// associate puts resources into a static group.
func (s *suite) associate(group string, resources ...string) *Reply {
	s.T().Helper()
	return s.admin.Input(Details{"RESOURCEIDS": numbers(resources)}).Post(path("/resourcegroup/%v/associateResources", group)).Success()
}

// numbers are ids as the operations that want numbers want them.
func numbers(ids []string) []json.Number {
	list := []json.Number{}
	for _, id := range ids {
		list = append(list, json.Number(id))
	}
	return list
}

// memberOf tells whether a resource is in a resource group.
func (s *suite) memberOf(resource, group string) bool {
	s.T().Helper()
	for _, g := range s.admin.Get(path("/resources/%v/associatedGroups", resource)).Success().Details().At("ASSOCIATED GROUPS").Items() {
		if fmt.Sprint(g.At("GROUP ID").Int()) == group {
			return true
		}
	}
	return false
}

// share shares a resource.
func (s *suite) share(resource string, fields Details) *Reply {
	s.T().Helper()
	return s.admin.Input(fields).Put(path("/resources/%v/share", resource))
}

// shareAccount shares one account.
func (s *suite) shareAccount(resource, account string, fields Details) *Reply {
	s.T().Helper()
	return s.admin.Input(fields).Put(path("/resources/%v/accounts/%v/share", resource, account))
}

// lookUp asks for a resource's id, as the SDK does wherever it takes a name.
func (s *suite) lookUp(caller *Session, name string) *Reply {
	s.T().Helper()
	return caller.Get(path("/resources/resourcename/%v", name))
}

// strong is a password that every policy of the product takes.
const strong = "Qx7!fL-m2TgZ9w"

// newResource creates a resource with an account "root", unless the fields say otherwise, and returns its id and its name.
func (s *suite) newResource(fields ...Details) (id, name string) {
	s.T().Helper()
	all := Details{"RESOURCENAME": s.unused(), "RESOURCETYPE": "Linux", "ACCOUNTNAME": "root", "PASSWORD": strong}
	for _, more := range fields {
		for key, value := range more {
			if all[key] = value; value == nil {
				delete(all, key)
			}
		}
	}
	name = fmt.Sprint(all["RESOURCENAME"])
	s.admin.Input(all).Post(resources).Success()
	id = s.lookUp(s.admin, name).Success().Details().At("RESOURCEID").Str()
	return id, name
}

// resource reads a resource with its accounts back.
func (s *suite) resource(caller *Session, id string) contract.Value {
	s.T().Helper()
	return caller.Get(path("/resources/%v/accounts", id)).Success().Details()
}

// account finds an account of a resource, or a value that does not exist.
func (s *suite) account(id, name string) contract.Value {
	s.T().Helper()
	return s.resource(s.admin, id).At("ACCOUNT LIST").Find("ACCOUNT NAME", name)
}

// accountID finds an account that exists.
func (s *suite) accountID(id, name string) string {
	s.T().Helper()
	return s.account(id, name).At("ACCOUNT ID").Str()
}

// addAccount adds one account and returns its id.
func (s *suite) addAccount(resource string, fields Details) string {
	s.T().Helper()
	name := fmt.Sprint(fields["ACCOUNTNAME"])
	reply := s.admin.Input(Details{"ACCOUNTLIST": []Details{fields}}).Post(path("/resources/%v/accounts", resource)).Success()
	if status := reply.Details().At(0, name, "STATUS").Str(); status != accountAdded {
		reply.Fatalf("the account was not added: %s", status)
	}
	return s.accountID(resource, name)
}

// The vendor's texts for an account of a bulk addition; the second has two blanks.
const (
	accountAdded  = "Account added successfully"
	accountExists = "Account is not added  as it already exists"
)

// details reads an account's own page.
func (s *suite) details(resource, account string) contract.Value {
	s.T().Helper()
	return s.admin.Get(path("/resources/%v/accounts/%v", resource, account)).Success().Details()
}

func passwordPath(resource, account string) string {
	return path("/resources/%v/accounts/%v/password", resource, account)
}

// password fetches a password.
func (s *suite) password(caller *Session, resource, account string) string {
	s.T().Helper()
	return caller.Get(passwordPath(resource, account)).Success().Details().At("PASSWORD").Str()
}

// incompliant demands that an account has a password that is too short for its policy, and shows it.
func (s *suite) incompliant(resource, account, password string) {
	s.T().Helper()
	id := s.accountID(resource, account)
	s.Equal(password, s.password(s.admin, resource, id))
	details := s.details(resource, id)
	s.Equal("Non-Compliant", details.At("COMPLIANT STATUS").Str())
	s.Equal("Minimum length must be 8", details.At("COMPLIANT REASON").Str())
}

// listed finds a resource in a caller's list, or a value that does not exist.
func (s *suite) listed(caller *Session, id string) contract.Value {
	s.T().Helper()
	list := caller.Get(base + "/resources").Success().Details()
	if !list.Exists() {
		return list // nothing at all
	}
	return list.Find("RESOURCE ID", id)
}

// nobody is an id that nothing has.
const nobody = "999999999"

// nobodyElse is another one.
const nobodyElse = "999999998"

// noGroup is a name that no group has.
const noGroup = "No such group"
