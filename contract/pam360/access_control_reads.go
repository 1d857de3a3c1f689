package pam360

import (
	"fmt"
	"strconv"
	"time"

	"github.com/understudy/understudy/contract"
)

// AccessControlReads is what the password requests of any tenant have in common, as far as the caller may decide on them.
type AccessControlReads struct{ suite }

// requests are what the caller may decide on, by requester.
func (s *AccessControlReads) requests() []contract.Value {
	s.T().Helper()
	reply := s.admin.Get(requestsPath).Success().Says(listRequests, "Password requests fetched successfully")
	s.EqualValues(len(reply.rows()), reply.TotalRows(), "the number of requesters")
	if len(reply.rows()) == 0 {
		s.Lacks("a password request that the caller may decide on")
	}
	return reply.rows()
}

func (s *AccessControlReads) TestRequestersAreUsers() {
	seen := map[string]bool{}
	for _, requester := range every10th(s.requests()) {
		name, id := requester.At("REQUESTED BY").Str(), requester.At("REQUESTER USERID").Str()
		s.False(seen[id], "each requester once")
		seen[id] = true
		s.Equal(id, s.idOfUser(name))
		if user := userList.part(s.admin, 0, 50, Details{"SEARCHVALUE": name}); user.Details().Exists() {
			if row := user.Details().Find("USERID", id); row.Exists() {
				s.Equal(row.At("FULLNAME").Str(), requester.At("REQUESTED BY FULLNAME").Str())
			}
		}
	}
}

// approverForm is how the STATUS of a request looks: what the approver may do. It is empty for the first of several.
const approverForm = `^(\[Approve\] \[Reject\]|Yet To Use \[Check In\]|In Use \[Check In\]|INUSEAPPROVAL\[Reject\]|MULTIAPPROVAL( - .+)?\[Reject\]|)$`

func (s *AccessControlReads) TestARequestIsComplete() {
	for _, requester := range every10th(s.requests()) {
		of := map[string]bool{}
		for _, item := range requester.At("PASSWORDREQUESTLIST").Items() {
			s.Equal(item.At("ACCOUNT ID").Str(), item.At("PASSWD ID").Str())
			s.False(of[item.At("PASSWD ID").Str()], "one request for each account")
			of[item.At("PASSWD ID").Str()] = true
			s.Regexp(approverForm, item.At("STATUS").Str())
			s.Regexp(clientTime, item.At("REQUESTED TIME").Str())
			needed, err := strconv.Atoi(item.At("TOTAL APPROVAL ADMIN COUNT").Str())
			s.NoError(err)
			approved, err := strconv.Atoi(item.At("APPROVED ADMIN COUNT").Str())
			s.NoError(err)
			s.LessOrEqual(approved, needed, "%s", item)
			if item.At("STATUS").Str() == mayDecide {
				s.Less(approved, needed, "there is something to decide: %s", item)
			}
			s.window(item)
		}
	}
}

// window demands that access ends after it began, where anything is fixed.
func (s *AccessControlReads) window(item contract.Value) {
	s.T().Helper()
	from, to := item.At("START_TIME").Str(), item.At("END_TIME").Str()
	if s.Equal(from == "N/A", to == "N/A"); from == "N/A" {
		return
	}
	s.Regexp(clientTime, from)
	s.Regexp(clientTime, to)
	begins, err := time.Parse(shownForm, from)
	s.NoError(err)
	ends, err := time.Parse(shownForm, to)
	s.NoError(err)
	s.True(begins.Before(ends), "%s", item)
}

// TestWhatIsAskedForIsThere: the names of a request lead to its ids, where the caller can see the resource.
func (s *AccessControlReads) TestWhatIsAskedForIsThere() {
	seen := 0
	for _, requester := range every10th(s.requests()) {
		item := requester.At("PASSWORDREQUESTLIST", 0)
		id := item.At("RESOURCE ID").Str()
		resource := s.admin.Get(path("/resources/%v", id))
		if !resource.succeeds() {
			continue
		}
		seen++
		s.Equal(resource.Details().At("RESOURCE NAME").Str(), item.At("RESOURCE NAME").Str())
		pair := contract.Query{"RESOURCENAME": item.At("RESOURCE NAME").Str(), "ACCOUNTNAME": item.At("ACCOUNT NAME").Str()}
		found := s.admin.Get(resources+"/getResourceIdAccountId", pair).Success().Details()
		s.Equal(fmt.Sprint(id, "/", item.At("ACCOUNT ID").Str()), fmt.Sprint(found.At("RESOURCEID").Str(), "/", found.At("ACCOUNTID").Str()))
	}
	if seen == 0 {
		s.Lacks("a password request for a resource that the caller can see")
	}
}
