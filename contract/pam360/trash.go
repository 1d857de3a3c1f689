package pam360

import "github.com/understudy/understudy/contract"

// Trash is the contract of what is deleted for the time being.
type Trash struct{ suite }

const (
	trashPath     = base + "/trash"
	getTrash      = "GET TRASH"
	deleteTrash   = "DELETE TRASH"
	restoreTrash  = "RESTORE TRASH"
	moveTrash     = "MOVE TO TRASH"
	resourcesKind = "resource"
	accountsKind  = "account"
)

// move puts resources or accounts into the trash.
func (s *suite) move(kind string, ids ...string) *Reply {
	s.T().Helper()
	return s.admin.Input(Details{"type": kind, "ids": numbers(ids)}).Put(trashPath + "/move")
}

func (s *Trash) restore(kind string, ids ...string) *Reply {
	s.T().Helper()
	return s.admin.Input(Details{"type": kind, "trashIds": numbers(ids)}).Put(trashPath + "/restore")
}

func (s *Trash) purge(kind string, ids ...string) *Reply {
	s.T().Helper()
	return s.admin.Input(Details{"type": kind, "trashIds": numbers(ids)}).Delete(trashPath)
}

func (s *Trash) trashed(kind, id string) contract.Value {
	s.T().Helper()
	reply := s.admin.Get(trashPath, contract.Query{"type": kind}).Success().Says(getTrash, "Trashed resources fetched successfully")
	s.Equal(reply.Details().Exists(), reply.TotalRows() > 0)
	if !reply.Details().Exists() {
		return reply.Details()
	}
	return reply.Details().Find("trashId", id)
}

// gone demands that no read finds a resource.
func (s *Trash) gone(id, name, account string) {
	s.T().Helper()
	s.False(s.listed(s.admin, id).Exists())
	s.lookUp(s.admin, name).Refused(getResourceID)
	s.admin.Get(path("/resources/%v", id)).Refused(getResource)
	s.admin.Get(path("/resources/%v/accounts", id)).Refused(getAccountList)
	s.admin.Get(passwordPath(id, account)).Refused(getPassword)
	s.admin.Input(Details{"LOCATION": "x"}).Put(path("/resources/%v", id)).Refused(editResource)
}

func (s *Trash) TestARestoredResourceIsAsItWas() {
	id, name := s.newResource(Details{"LOCATION": "Rack 7"})
	account := s.accountID(id, "root")
	group, _ := s.newGroup()
	s.associate(group, id)
	user, _, caller := s.newUser()
	s.share(id, Details{"ACCESSTYPE": "view", "USERID": user}).Success()
	before := s.resource(s.admin, id).String()
	reply := s.move(resourcesKind, id, nobody).Success().Says(moveTrash, "Moved to trash successfully")
	s.Equal([]string{id}, reply.Details().At(0).Keys())
	s.NotEqual(reply.bulk(id), reply.bulk(nobody))
	s.gone(id, name, account)
	s.False(s.listed(caller, id).Exists())
	row := s.trashed(resourcesKind, id)
	s.Equal([]string{resourcesKind, id, name, "Linux"},
		[]string{row.At("type").Str(), row.At("resourceId").Str(), row.At("resourceName").Str(), row.At("resourceType").Str()})
	s.False(row.At("accountId").Exists())
	s.Equal(row.At("ownerName").Str(), row.At("trashedBy").Str())
	s.move(resourcesKind, id).RefusedEach(moveTrash, id) // it is there already

	reply = s.restore(resourcesKind, id, nobody).Success().Says(restoreTrash, "Restored from trash successfully")
	s.NotEqual(reply.bulk(id), reply.bulk(nobody))
	s.Equal(before, s.resource(s.admin, id).String())
	s.Equal(strong, s.password(s.admin, id, account))
	s.True(s.listed(caller, id).Exists(), "the shares are back")
	s.True(s.memberOf(id, group), "and the groups")
	s.False(s.trashed(resourcesKind, id).Exists())
	s.restore(resourcesKind, id).RefusedEach(restoreTrash, id) // it is not there any more
}

func (s *Trash) TestARestoredAccountIsAsItWas() {
	id, _ := s.newResource()
	account := s.addAccount(id, Details{"ACCOUNTNAME": "spare", "PASSWORD": strong})
	s.move(accountsKind, account).Success().Says(moveTrash, "")
	s.False(s.account(id, "spare").Exists())
	s.Equal("1", s.listed(s.admin, id).At("NOOFACCOUNTS").Str())
	s.admin.Get(passwordPath(id, account)).Refused(getPassword)
	row := s.trashed(accountsKind, account)
	s.Equal([]string{accountsKind, id, account, "spare"},
		[]string{row.At("type").Str(), row.At("resourceId").Str(), row.At("accountId").Str(), row.At("accountName").Str()})
	s.restore(accountsKind, account).Success().Says(restoreTrash, "")
	s.Equal(strong, s.password(s.admin, id, account))
	s.Equal("2", s.listed(s.admin, id).At("NOOFACCOUNTS").Str())
}

func (s *Trash) TestANameThatIsTakenMeanwhileKeepsItInTheTrash() {
	id, name := s.newResource()
	s.move(resourcesKind, id).Success()
	usurper, _ := s.newResource(Details{"RESOURCENAME": name})
	s.Contains(s.restore(resourcesKind, id).RefusedEach(restoreTrash, id).bulk(id), "already exists")
	s.True(s.trashed(resourcesKind, id).Exists())
	s.admin.Input(Details{"RESOURCENAME": s.unused()}).Put(path("/resources/%v", usurper)).Success()
	s.restore(resourcesKind, id).Success()
	s.Equal(id, s.lookUp(s.admin, name).Success().Details().At("RESOURCEID").Str())
}

func (s *Trash) TestDeleteFromTrashIsForGood() {
	id, name := s.newResource()
	account := s.accountID(id, "root")
	other, _ := s.newResource()
	spare := s.addAccount(other, Details{"ACCOUNTNAME": "spare", "PASSWORD": strong})
	s.purge(resourcesKind, id).RefusedEach(deleteTrash, id) // not in the trash
	s.True(s.listed(s.admin, id).Exists())
	s.move(resourcesKind, id).Success()
	s.move(accountsKind, spare).Success()
	done := s.purge(resourcesKind, id, nobody).Success().Says(deleteTrash, "Deleted from trash successfully")
	s.NotEqual(done.bulk(id), done.bulk(nobody))
	s.Equal(done.bulk(id), s.purge(accountsKind, spare).Success().bulk(spare))
	s.False(s.trashed(resourcesKind, id).Exists())
	s.False(s.trashed(accountsKind, spare).Exists())
	s.restore(resourcesKind, id).RefusedEach(restoreTrash, id)
	s.gone(id, name, account)
	again, _ := s.newResource(Details{"RESOURCENAME": name})
	s.NotEqual(id, again)
}

// TestRestoreTakesTheSamplesInput: the vendor's Python sample puts a dict with single quotes into the query of a PUT.
func (s *Trash) TestRestoreTakesTheSamplesInput() {
	id, name := s.newResource()
	s.move(resourcesKind, id).Success()
	s.admin.Bad().Put(trashPath+"/restore", contract.Query{field: "{'operation': {'Details': {'type': 'resource', 'trashIds': [" + id + "]}}}"}).Success()
	s.lookUp(s.admin, name).Success()
}

func (s *Trash) TestTrashRefusals() {
	id, _ := s.newResource()
	nothing := s.admin.Bad().Input(Details{"type": resourcesKind, "ids": []int{}, "trashIds": []int{}})
	nothing.Put(trashPath + "/move").Refused(moveTrash)
	nothing.Put(trashPath + "/restore").Refused(restoreTrash)
	nothing.Delete(trashPath).Refused(deleteTrash)
	s.admin.Bad().Get(trashPath, contract.Query{"type": "user"}).Refused(getTrash)
	s.admin.Bad().Input(Details{"type": "user", "ids": numbers([]string{id})}).Put(trashPath + "/move").Refused(moveTrash)
	_, _, caller := s.newUser()
	caller.Get(trashPath).Refused(getTrash)
	caller.Input(Details{"type": resourcesKind, "ids": numbers([]string{id})}).Put(trashPath + "/move").Refused(moveTrash)
	caller.Input(Details{"type": resourcesKind, "trashIds": numbers([]string{id})}).Put(trashPath + "/restore").Refused(restoreTrash)
	caller.Input(Details{"type": resourcesKind, "trashIds": numbers([]string{id})}).Delete(trashPath).Refused(deleteTrash)
	_, _, stranger := s.newUser(Details{"ROLE": "Password Administrator"})
	stranger.Input(Details{"type": resourcesKind, "ids": numbers([]string{id})}).Put(trashPath+"/move").RefusedEach(moveTrash, id)
	s.True(s.listed(s.admin, id).Exists(), "the right, but not on this resource")
	s.move(resourcesKind, id).Success()
	s.False(stranger.Get(trashPath).Success().Details().Exists(), "one's own only")
}
