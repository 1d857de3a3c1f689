package pam360

import "github.com/understudy/understudy/contract"

// UserReads is what the users of any tenant have in common.
type UserReads struct{ suite }

func (s *UserReads) TestPages() { s.pages(userList) }

// TestGetUserIDByNameAlone: an id is no name.
func (s *UserReads) TestGetUserIDByNameAlone() {
	names := map[string]bool{}
	rows := s.sample(userList, 5)
	for _, row := range rows {
		names[row.At("USERNAME").Str()] = true
		s.Equal(row.At("USERID").Str(), s.idOfUser(row.At("USERNAME").Str()))
	}
	s.Len(names, len(rows), "no two have one name")
	s.admin.Get(userLookUpPath, called(noOne)).Refused(getUserID)
	if id := rows[0].At("USERID").Str(); !names[id] {
		s.admin.Get(userLookUpPath, called(id)).Refused(getUserID)
	}
	s.admin.Bad().Get(userLookUpPath).Refused(getUserID)
}

// TestSearchLooksAtNamesAndAddresses: login names, full names and addresses.
func (s *UserReads) TestSearchLooksAtNamesAndAddresses() {
	const most = 200
	whole := userList.part(s.admin, 0, most).Says(listUsers, "Users fetched successfully")
	rows := s.sample(userList, 1)
	for _, member := range []string{"USERNAME", "FULLNAME", "EMAIL"} {
		row := having(rows, member)
		if !row.Exists() {
			continue
		}
		text := partOf(row.At(member).Str())
		found := userList.part(s.admin, 0, most, Details{"SEARCHVALUE": text})
		s.narrowed(userList, whole, found, func(row contract.Value) bool {
			return containsFold(row.At("USERNAME").Str(), text) || containsFold(row.At("FULLNAME").Str(), text) || containsFold(row.At("EMAIL").Str(), text)
		})
		s.Contains(texts(found.rows(), userList.id), row.At("USERID").Str())
	}
	none := userList.part(s.admin, 0, most, Details{"SEARCHVALUE": nothingHasThis})
	s.EqualValues(0, none.TotalRows())
	s.False(none.Details().Exists())
}

// TestARowIsComplete: what is true of the row of each user.
func (s *UserReads) TestARowIsComplete() {
	for _, row := range s.sample(userList, 50) {
		for _, member := range []string{"USERNAME", "ROLE"} {
			s.NotEmpty(row.At(member).Str(), "%s of %s", member, row)
		}
		if day := row.At("EXPIRYDATE").Str(); day != "NeverExpires" {
			s.Regexp(`^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$`, day)
		}
		if row.At("HOSTCHECK").Str() == "true" {
			s.NotEmpty(row.At("HOSTNAME").Str(), "who may call from one host only has one: %s", row)
		}
		s.NotRegexp(`[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}`, row.String(), "a token is shown once, and not here")
	}
}
