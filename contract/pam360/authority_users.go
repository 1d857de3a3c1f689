package pam360

// A way in that a user manager opened would stay when an administrator closes another.
func (s *Authority) TestAUserManagerOpensNoWayInToWhoMayMore() {
	_, _, caller := s.newUser(Details{"ROLE": userManager})
	boss, _, session := s.newUser(Details{"ROLE": "Password Administrator"})
	peer, _, _ := s.newUser(Details{"ROLE": userManager})
	for _, field := range []string{"SDKACCESS", "ISAPIUSER", "WEBACCESS", "MOBILEACCESS", "ADDONACCESS"} {
		caller.Input(Details{field: true}).Put(path("/user/%v", boss)).Failed()
		s.Equal("false", s.userRow(boss).At(field).Str(), field)
		caller.Input(Details{field: true}).Put(path("/user/%v", peer)).Success()
	}
	s.admin.Input(Details{"RESTAPIACCESS": false}).Put(path("/user/%v", boss)).Success()
	session.Get(apiCall).NotLetIn()
}
