package code42

import (
	"strings"

	"fmt"

	"github.com/understudy/understudy/contract"
)

// Users is the contract of user accounts: making, finding and changing them.
type Users struct{ suite }

func byUID(uid string) string { return contract.Path("/api/v1/User/%v", uid) }

var idTypeUID = contract.Query{"idType": "uid"}

func (s *Users) TestCreateUserIsExactly200AndSeenAtOnce() {
	org := s.newOrg(s.topOrg())
	username := s.unused()
	answer := s.admin.Post("/api/v1/User", map[string]any{
		"orgUid": org.At("orgUid").Str(), "username": username, "email": username, "password": nil,
		"firstName": nil, "lastName": nil, "notes": nil,
	}).Status(200)
	user := answer.At("data")
	s.Equal(username, user.At("username").Str())
	s.Equal(username, user.At("email").Str())
	s.Equal("Active", user.At("status").Str())
	s.Equal(org.At("orgId").Int(), user.At("orgId").Int())
	s.Equal(org.At("orgUid").Str(), user.At("orgUid").Str())
	s.Equal(org.At("orgName").Str(), user.At("orgName").Str())
	s.True(user.At("invited").Bool(), "nobody has chosen a password")
	for _, null := range []string{"firstName", "lastName", "notes", "userExtRef", "usernameIsAnEmail"} {
		s.True(user.At(null).IsNull(), null)
	}
	uid, want := user.At("userUid").Str(), user.String()
	for name, found := range map[string]contract.Value{
		"by uid":    data(s.admin.Get(byUID(uid), idTypeUID)),
		"by number": data(s.admin.Get(contract.Path("/api/v1/User/%v", user.At("userId").Text()))),
		"by name":   s.lookUp(s.admin, username).At(0),
		"by org":    data(s.admin.Get("/api/v1/User", contract.Query{"orgUid": org.At("orgUid").Str()})).At("users", 0),
		"by email":  data(s.admin.Get("/api/v1/User", contract.Query{"email": username})).At("users", 0),
	} {
		s.Equal(want, found.String(), name)
	}
	s.Equal(uid, data(s.admin.Get("/api/v18/scim-user-data/collated-view", contract.Query{"userId": uid})).At("userId").Str())
	data(s.admin.Get(contract.Path("/api/v3/users/%v/roles", uid))).Len()
	refusedTwice(func() *contract.Response { return s.Tenant().Login(username, "") }, 401)
}

func (s *Users) TestCreateUserWithEverything() {
	org := s.home()
	username := s.unused()
	user := data(s.admin.Post("/api/v1/User", map[string]any{
		"orgUid": org.At("orgUid").Str(), "username": username, "email": "other." + username, "password": newUserPassword,
		"firstName": "Åsa", "lastName": "O'Neill \"日本\"", "notes": "line\nbreak",
	}))
	s.False(user.At("invited").Bool())
	read := s.user(user.At("userUid").Str())
	for field, want := range map[string]string{
		"email": "other." + username, "firstName": "Åsa", "lastName": "O'Neill \"日本\"", "notes": "line\nbreak",
	} {
		s.Equal(want, read.At(field).Str(), field)
	}
	s.SignIn(username, newUserPassword).Get(my).Status(200)
}

func (s *Users) TestIDsAreNumbersAndDigitStrings() {
	user := s.user(s.newUser(s.home()).At("userUid").Str())
	s.Positive(user.At("userId").Int())
	s.Positive(user.At("orgId").Int())
	s.Regexp(`^\d{18,19}$`, user.At("userUid").Str(), "a string: it does not fit into a float")
	s.Regexp(`^\d{1,19}$`, user.At("orgUid").Str())
}

func (s *Users) TestDuplicateUserIs500AndChangesNothing() {
	org := s.home()
	user := s.newUser(org)
	before := s.user(user.At("userUid").Str()).String()
	taken := refusedTwice(func() *contract.Response {
		return s.admin.Post("/api/v1/User", map[string]any{"orgUid": s.topOrg().At("orgUid").Str(), "username": user.At("username").Str(), "notes": "stolen"})
	}, 500)
	s.Equal("USER_DUPLICATE", taken.At("name").Str())
	s.Equal(before, s.user(user.At("userUid").Str()).String())
	s.Equal(1, s.lookUp(s.admin, user.At("username").Str()).Len())
}

func (s *Users) TestCreateUserRefusalsAre500ByCode() {
	org := s.newOrg(s.topOrg()).At("orgUid").Str()
	good := s.unused()
	for code, body := range map[string]map[string]any{
		"EMAIL_INVALID":        {"orgUid": org, "username": good, "email": "not an address"},
		"NEW_PASSWORD_INVALID": {"orgUid": org, "username": good, "password": "x"},
		"INVALID_USERNAME":     {"orgUid": org, "username": ""},
	} {
		refusal := refusedTwice(func() *contract.Response { return s.admin.Post("/api/v1/User", body) }, 500)
		s.Equal(code, refusal.At("name").Str())
	}
	s.Zero(data(s.admin.Get("/api/v1/User", contract.Query{"orgUid": org})).At("users").Len())
}

// noEmail is a username that is no address.
func (s *Users) noEmail() string { return strings.ReplaceAll(s.Name("casey"), " ", ".") }

// TestAUsernameThatIsNoEmailIsRefusedOtherwiseOnCreationThanOnUpdate: the code for an update is known, that of a creation is inferred from
// the one recorded for the e-mail address.
func (s *Users) TestAUsernameThatIsNoEmailIsRefusedOtherwiseOnCreationThanOnUpdate() {
	org := s.home()
	create := func() *contract.Response {
		return s.admin.Post("/api/v1/User", map[string]any{"orgUid": org.At("orgUid").Str(), "username": s.noEmail()})
	}
	s.Equal("EMAIL_INVALID", refusedTwice(create, 500).At("name").Str())
	uid := s.newUser(org).At("userUid").Str()
	update := func() *contract.Response {
		return s.admin.Put(contract.Path("/api/v1/User/%v", uid), map[string]any{"username": s.noEmail()}, idTypeUID)
	}
	s.Equal("USERNAME_NOT_AN_EMAIL", refusedTwice(update, 500).At("name").Str())
}

func (s *Users) TestAUserIsCreatedInAnOrganizationByItsNumber() {
	org := s.home()
	username := s.unused()
	made := data(s.admin.Post("/api/v1/User", map[string]any{"orgId": org.At("orgId").Int(), "username": username}))
	s.Equal(org.At("orgUid").Str(), made.At("orgUid").Str())
	s.Equal(made.At("userUid").Str(), s.lookUp(s.admin, username).At(0, "userUid").Str())
	for _, body := range []map[string]any{{"orgId": 999999999, "username": "other." + username}, {"username": "other." + username}} {
		refusal := refusedTwice(func() *contract.Response { return s.admin.Post("/api/v1/User", body) }, 400, 500)
		s.Contains(refusal.At("description").Str(), "Organization was not found")
	}
}

func (s *Users) TestCreateUserInAnUnknownOrg() {
	username := s.unused()
	refusal := refusedTwice(func() *contract.Response {
		return s.admin.Post("/api/v1/User", map[string]any{"orgUid": nobody, "username": username})
	}, 400, 500)
	s.Contains(refusal.At("description").Str(), "Organization was not found")
	s.Zero(s.lookUp(s.admin, username).Len())
}

func (s *Users) TestUsernameLookupNever404s() {
	for _, username := range []string{"no.such.user@example.com", "", "x", "%", "*", "' OR 1=1 --"} {
		page := data(s.admin.Get("/api/v1/User", contract.Query{"username": username, "pgSize": 1}))
		if username != "" {
			s.Zero(page.At("users").Len(), username)
			s.Zero(page.At("totalCount").Int(), username)
		}
	}
}

func (s *Users) TestUsernamesAreComparedWithoutRegardToCase() {
	s.Needs(contract.CapSeedData)
	s.Equal(basicUserUID, s.lookUp(s.admin, "BASIC.User@Example.COM").At(0, "userUid").Str())
	s.Zero(s.lookUp(s.admin, "basic.user").Len(), "whole names only")
}

func (s *Users) TestUserNotFound() {
	for _, path := range []string{byUID(nobody), byUID("0"), byUID("-1"), byUID("no-number"), byUID(" "), byUID("99999999999999999999")} {
		for _, query := range []contract.Query{{}, idTypeUID} {
			s.Equal("SYSTEM", refusedTwice(func() *contract.Response { return s.admin.Get(path, query) }, 404).At("name").Str())
		}
	}
	refusedTwice(func() *contract.Response { return s.admin.Bad().Get(byUID("1"), contract.Query{"idType": "guid"}) }, 400)
}

func (s *Users) TestAUIDIsNoNumber() {
	user := s.newUser(s.home())
	refusedTwice(func() *contract.Response { return s.admin.Get(byUID(user.At("userUid").Str())) }, 404)
	refusedTwice(func() *contract.Response { return s.admin.Get(byUID(user.At("userId").Text()), idTypeUID) }, 404)
}

func (s *Users) TestUpdateUserIsReadBack() {
	user := s.newUser(s.home())
	uid := user.At("userUid").Str()
	renamed := s.unused()
	want := map[string]any{
		"username": renamed, "email": "mail." + renamed, "firstName": "Kim", "lastName": "Doe", "notes": "second floor", "quotaInBytes": 1 << 40, "password": nil,
	}
	answer := data(s.admin.Put(byUID(uid), want, idTypeUID))
	read := s.user(uid)
	for field, value := range want {
		if value != nil {
			s.Equal(fmt.Sprint(value), read.At(field).Text(), field)
			s.Equal(fmt.Sprint(value), answer.At(field).Text(), field)
		}
	}
	s.Equal(uid, s.lookUp(s.admin, renamed).At(0, "userUid").Str())
	s.Zero(s.lookUp(s.admin, user.At("username").Str()).Len())
	s.Equal(user.At("userId").Int(), read.At("userId").Int())
	s.Equal(user.At("creationDate").Str(), read.At("creationDate").Str())
	s.SignIn(renamed, newUserPassword).Get(my).Status(200)
}

func (s *Users) TestNullFieldsOfAnUpdateMeanUnchanged() {
	user := s.newUser(s.home())
	uid := user.At("userUid").Str()
	data(s.admin.Put(byUID(uid), map[string]any{"firstName": "Kim", "notes": "kept"}, idTypeUID))
	before := s.user(uid)
	for _, body := range []map[string]any{
		{"username": nil, "email": nil, "password": nil, "firstName": nil, "lastName": nil, "notes": nil, "quotaInBytes": nil},
		{},
	} {
		data(s.admin.Put(byUID(uid), body, idTypeUID))
		after := s.user(uid)
		for _, field := range before.Keys() {
			if field != "modificationDate" {
				s.Equal(before.At(field).String(), after.At(field).String(), field)
			}
		}
	}
	s.SignIn(user.At("username").Str(), newUserPassword).Get(my).Status(200)
}

func (s *Users) TestUpdateUserRefusalsAre500ByCode() {
	org := s.home()
	other, user := s.newUser(org), s.newUser(org)
	uid := user.At("userUid").Str()
	before := s.user(uid).String()
	for code, body := range map[string]map[string]any{
		"USERNAME_NOT_AN_EMAIL": {"username": s.noEmail(), "notes": "half"},
		"EMAIL_INVALID":         {"email": "casey@", "notes": "half"},
		"NEW_PASSWORD_INVALID":  {"password": "x", "notes": "half"},
		"INVALID_USERNAME":      {"username": "a b" + s.Target().Run() + "@example.com", "notes": "half"},
		"USER_DUPLICATE":        {"username": other.At("username").Str(), "notes": "half"},
	} {
		refusal := refusedTwice(func() *contract.Response { return s.admin.Put(byUID(uid), body, idTypeUID) }, 500)
		s.Equal(code, refusal.At("name").Str())
		s.Equal(before, s.user(uid).String(), "a refused update changes nothing: %s", code)
	}
	refusedTwice(func() *contract.Response { return s.admin.Put(byUID(nobody), map[string]any{"notes": "x"}, idTypeUID) }, 404)
}

// The SDK's authors name it among what an update is refused for: https://github.com/code42/py42/pull/344.
func (s *Users) TestAnEmailThatAnotherUserHasIsRefused() {
	org := s.home()
	other, user := s.newUser(org), s.newUser(org)
	update := func(email string) *contract.Response {
		return s.admin.Put(byUID(user.At("userUid").Str()), map[string]any{"email": email}, idTypeUID)
	}
	for _, taken := range []string{other.At("email").Str(), strings.ToUpper(other.At("email").Str())} {
		s.Equal("EMAIL_INVALID", refusedTwice(func() *contract.Response { return update(taken) }, 500).At("name").Str())
	}
	s.Equal(user.At("email").Str(), s.user(user.At("userUid").Str()).At("email").Str())
	for _, own := range []string{user.At("email").Str(), strings.ToUpper(user.At("email").Str()), "free." + user.At("email").Str()} {
		s.Equal(own, data(update(own)).At("email").Str())
	}
}

func (s *Users) TestUpdateUserByNumber() {
	user := s.newUser(s.home())
	data(s.admin.Put(byUID(user.At("userId").Text()), map[string]any{"notes": "by number"}))
	s.Equal("by number", s.user(user.At("userUid").Str()).At("notes").Str())
}

func (s *Users) TestAnUnchangedUserReadsTheSameByteForByte() {
	user := s.newUser(s.home())
	first := s.user(user.At("userUid").Str()).String()
	s.Equal(first, s.user(user.At("userUid").Str()).String())
}

func (s *Users) TestMetadataEchoesTheQueryAsText() {
	answer := s.admin.Get("/api/v1/User", contract.Query{"active": "True", "pgNum": 1, "pgSize": 2, "q": "é x&y"}).Status(200)
	params := answer.At("metadata", "params")
	for name, want := range map[string]string{"active": "True", "pgNum": "1", "pgSize": "2", "q": "é x&y"} {
		s.Equal(want, params.At(name).Str(), name)
	}
	s.Len(params.Keys(), 4)
	s.Empty(s.admin.Get(my).Status(200).At("metadata", "params").Keys())
	s.Regexp(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:\d\d)$`, answer.At("metadata", "timestamp").Str())
}
