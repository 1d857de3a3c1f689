package pam360

import "github.com/understudy/understudy/contract"

// TrashReads is what the trash of any tenant has in common. Where it may be filled it is, since it is mostly empty.
type TrashReads struct{ suite }

// SetupTest throws a resource and an account away.
func (s *TrashReads) SetupTest() {
	s.suite.SetupTest()
	if s.Target().Has(contract.CapWrite) {
		gone, _ := s.newResource()
		box, _ := s.newResource()
		spare := s.addAccount(box, Details{"ACCOUNTNAME": "spare", "PASSWORD": strong})
		s.move(resourcesKind, gone).Success()
		s.move(accountsKind, spare).Success()
	}
}

func (s *TrashReads) items(kind any) []contract.Value {
	s.T().Helper()
	reply := s.admin.Get(trashPath, contract.Query{"type": kind}).Success().Says(getTrash, "Trashed resources fetched successfully")
	s.EqualValues(len(reply.rows()), reply.TotalRows())
	return reply.rows()
}

// TestWhatIsInTheTrashIsNowhereElse: no other read finds it by its id.
func (s *TrashReads) TestWhatIsInTheTrashIsNowhereElse() {
	there, accounts := s.items(resourcesKind), s.items(accountsKind)
	s.Equal(texts(there, "trashId"), texts(s.items(nil), "trashId"), "resources, where nothing is said")
	for _, item := range every10th(there) {
		s.is(resourcesKind, item)
		s.Equal(item.At("resourceId").Str(), item.At("trashId").Str())
		s.False(item.At("accountId").Exists() || item.At("accountName").Exists())
		s.admin.Get(path("/resources/%v", item.At("resourceId").Str())).Refused(getResource)
		if found := s.lookUp(s.admin, item.At("resourceName").Str()); found.succeeds() {
			s.NotEqual(item.At("resourceId").Str(), found.Details().At("RESOURCEID").Str(), "the name may be another's meanwhile")
		}
	}
	for _, item := range every10th(accounts) {
		s.is(accountsKind, item)
		s.Equal(item.At("accountId").Str(), item.At("trashId").Str())
		s.NotEmpty(item.At("accountName").Str())
		s.admin.Get(accountPath(item.At("resourceId").Str(), item.At("accountId").Str())).Refused(getAccount)
	}
	s.admin.Bad().Get(trashPath, contract.Query{"type": "user"}).Refused(getTrash)
	if len(there)+len(accounts) == 0 {
		s.Lacks("something in the trash")
	}
}

// is demands what is true of each item.
func (s *TrashReads) is(kind string, item contract.Value) {
	s.T().Helper()
	s.Equal(kind, item.At("type").Str())
	s.Regexp(clientTime, item.At("trashedTime").Str())
	for _, member := range []string{"resourceName", "resourceType", "ownerName"} {
		s.NotEmpty(item.At(member).Str(), "%s of %s", member, item)
	}
	s.idOfUser(item.At("ownerName").Str())
}
