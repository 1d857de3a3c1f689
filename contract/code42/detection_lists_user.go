package code42

import (
	"strings"

	"github.com/understudy/understudy/contract"
)

// DetectionListsUser is the contract of the users' profiles in the lists that came before watchlists.
type DetectionListsUser struct{ detectionSuite }

func (s *DetectionListsUser) TestProfileOfAUser() {
	user := s.newUser(s.home())
	uid, name := user.At("userUid").Str(), user.At("username").Str()
	p := s.about("user/getbyid", uid).Status(200).JSON()
	s.Equal("USER_V2", p.At("type$").Str())
	s.Equal(s.tenant, p.At("tenantId").Str())
	s.Equal(uid, p.At("userId").Str())
	s.Equal(name, p.At("userName").Str())
	s.Equal([]any{name}, p.At("cloudUsernames").Any())
	s.Zero(p.At("riskFactors").Len())
	s.Empty(p.At("notes").Str())
	s.True(p.At("managerUid").IsNull())
	s.Equal(p.String(), s.ask("user/getbyusername", map[string]any{"username": name}).Status(200).JSON().String())
	s.Equal(p.String(), s.about("user/refresh", uid).Status(200).JSON().String())
}

func (s *DetectionListsUser) TestWhatIsKnownOfAUserIsChangedAndReadBack() {
	user := s.newUser(s.home())
	uid, name := user.At("userUid").Str(), user.At("username").Str()
	change := func(what string, member string, value any) contract.Value {
		s.T().Helper()
		p := s.ask("user/"+what, map[string]any{"userId": uid, member: value}).Status(200).JSON()
		s.Equal(p.String(), s.about("user/getbyid", uid).Status(200).JSON().String())
		return p
	}
	s.Equal("a\nb", change("updatenotes", "notes", "a\nb").At("notes").Str())
	s.Empty(change("updatenotes", "notes", nil).At("notes").Str())
	for range 2 {
		tagged := change("addriskfactors", "riskFactors", []string{"POOR_SECURITY_PRACTICES", "FLIGHT_RISK"})
		s.ElementsMatch([]any{"POOR_SECURITY_PRACTICES", "FLIGHT_RISK"}, tagged.At("riskFactors").Any())
	}
	for range 2 {
		s.Equal([]any{"POOR_SECURITY_PRACTICES"}, change("removeriskfactors", "riskFactors", []string{"FLIGHT_RISK"}).At("riskFactors").Any())
	}
	s.Equal([]any{name, "x@cloud.example"}, change("addcloudusernames", "cloudUsernames", []string{"x@cloud.example"}).At("cloudUsernames").Any())
	tooMany := func() *contract.Response {
		return s.ask("user/addcloudusernames", map[string]any{"userId": uid, "cloudUsernames": []string{"y@cloud.example"}})
	}
	s.Contains(saysTwice(tooMany, 400), "Cloud usernames must be less than or equal to")
	for range 2 {
		s.Equal([]any{name}, change("removecloudusernames", "cloudUsernames", []string{"x@cloud.example"}).At("cloudUsernames").Any())
	}
	for _, what := range []string{"addriskfactors", "removeriskfactors"} {
		saysTwice(func() *contract.Response {
			return s.ask("user/"+what, map[string]any{"userId": uid, "riskFactors": []string{"FLIGHT_RISK", "BAD_TASTE"}})
		}, 400)
	}
	s.Equal([]any{"POOR_SECURITY_PRACTICES"}, s.about("user/getbyid", uid).At("riskFactors").Any(), "all or none")
}

func (s *DetectionListsUser) TestNotesHave250CharactersAtMost() {
	uid := s.newUser(s.home()).At("userUid").Str()
	longest := strings.Repeat("ü", 250)
	s.Equal(longest, s.ask("user/updatenotes", map[string]any{"userId": uid, "notes": longest}).Status(200).At("notes").Str())
	tooLong := map[string]any{"tenantId": s.tenant, "userId": uid, "notes": longest + "."}
	saysTwice(func() *contract.Response { return s.admin.Bad().Post(detection+"user/updatenotes", tooLong) }, 400)
	s.Equal(longest, s.about("user/getbyid", uid).At("notes").Str())
}

func (s *DetectionListsUser) TestNobodyHasAProfile() {
	for what, body := range map[string]map[string]any{
		"getbyid": {"userId": nobody}, "getbyusername": {"username": "nobody@nowhere.example"}, "refresh": {"userId": nobody},
		"updatenotes": {"userId": nobody, "notes": "x"}, "addriskfactors": {"userId": nobody, "riskFactors": []string{"FLIGHT_RISK"}},
		"removeriskfactors": {"userId": nobody, "riskFactors": []string{}}, "addcloudusernames": {"userId": nobody, "cloudUsernames": []string{"x"}},
		"removecloudusernames": {"userId": nobody, "cloudUsernames": []string{"x"}},
	} {
		s.Contains(saysTwice(func() *contract.Response { return s.ask("user/"+what, body) }, 400), "Could not find user", what)
	}
}

func (s *DetectionListsUser) TestAnotherTenantsIdIsRefusedEverywhere() {
	uid := s.custodian()
	s.anotherTenantsID(map[string]map[string]any{
		"user/getbyid": {"userId": uid}, "user/getbyusername": {"username": "x"}, "user/updatenotes": {"userId": uid, "notes": "x"},
		"user/addriskfactors": {"userId": uid, "riskFactors": []string{"FLIGHT_RISK"}}, "user/removeriskfactors": {"userId": uid, "riskFactors": []string{}},
		"user/addcloudusernames": {"userId": uid, "cloudUsernames": []string{"x"}}, "user/removecloudusernames": {"userId": uid, "cloudUsernames": []string{"x"}},
		"user/refresh": {"userId": uid},
	})
	s.NotContains(s.all(s.search(departing, nil)), uid)
}
