package pam360

import (
	"slices"
	"time"

	"github.com/understudy/understudy/contract"
)

// AccessControl is the contract of passwords that somebody must be asked for. No call of the API puts an account under access control,
// so these tests use the accounts that the default world has under it, each in a tenant of its own.
type AccessControl struct{ suite }

const (
	requestName     = "REQUEST PASSWORD"
	listRequests    = "GET PASSWORDREQUEST"
	approveName     = "ADMIN REQUEST APPROVE"
	rejectName      = "ADMIN REQUEST REJECT"
	checkoutName    = "REQUEST CHECKOUT"
	checkinName     = "REQUEST CHECKIN"
	adminChecksIn   = "ADMIN REQUEST CHECKIN"
	requestsPath    = base + "/accounts/passwordaccessrequests"
	requestRaised   = "Password access request raised successfully"
	statusRequest   = "[Request]"
	statusWaiting   = "[Waiting for approval]"
	statusCheckOut  = "[Check Out]"
	statusCheckIn   = "****[Check In]"
	statusInUse     = "[In Use]"
	statusReadable  = "****"
	mayDecide       = "[Approve] [Reject]"
	mayTakeBack     = "Yet To Use [Check In]"
	mayInterrupt    = "In Use [Check In]"
	windowForm      = "02/01/2006 15:04"
	shownForm       = "Jan 2, 2006 03:04 PM"
	guest, john     = "guest", "john"
	oneApprover     = "privadmin"
	otherApprover   = "passadmin"
	notInTheRequest = ""
)

func movePath(account, move string) string { return path("/accounts/%v/"+move, account) }

func (s *AccessControl) ask(who, account string, fields ...Details) *Reply {
	s.T().Helper()
	caller := s.user(who)
	if len(fields) > 0 {
		caller = caller.Input(fields[0])
	}
	return caller.Post(movePath(account, "requestpassword"))
}

func (s *AccessControl) approve(approver *Session, account, requester string) *Reply {
	s.T().Helper()
	return approver.Input(Details{"USERNAME": requester}).Post(movePath(account, "approvepasswordrequest"))
}

func (s *AccessControl) checkOut(who, account string) *Reply {
	s.T().Helper()
	return s.user(who).Post(movePath(account, "checkoutpassword"))
}

func (s *AccessControl) checkIn(who, account string) *Reply {
	s.T().Helper()
	return s.user(who).Input(Details{"REASON": "Done"}).Post(movePath(account, "checkinpassword"))
}

// request finds a user's request for an account as an approver sees it, or a value that does not exist.
func (s *AccessControl) request(approver *Session, user, account string) contract.Value {
	s.T().Helper()
	reply := approver.Get(requestsPath).Success().Says(listRequests, "Password requests fetched successfully")
	if !reply.Details().Exists() {
		s.EqualValues(0, reply.TotalRows())
		return reply.Details()
	}
	s.EqualValues(reply.Details().Len(), reply.TotalRows(), "the number of requesters")
	mine := reply.Details().Find("REQUESTED BY", user)
	if !mine.Exists() {
		return mine
	}
	return mine.At("PASSWORDREQUESTLIST").Find("PASSWD ID", account)
}

// moves are what guest and the approvers can do about guest's request for the account that one approval is enough for.
var moves = map[string]func(*AccessControl) (reply *Reply, name string){
	"request":   func(s *AccessControl) (*Reply, string) { return s.ask(guest, pinnedOnce), requestName },
	"approve":   func(s *AccessControl) (*Reply, string) { return s.approve(s.admin, pinnedOnce, guest), approveName },
	"check out": func(s *AccessControl) (*Reply, string) { return s.checkOut(guest, pinnedOnce), checkoutName },
	"check in":  func(s *AccessControl) (*Reply, string) { return s.checkIn(guest, pinnedOnce), checkinName },
	"reject": func(s *AccessControl) (*Reply, string) {
		return s.user(oneApprover).Input(Details{"REQUESTEDID": guestID, "REASON": "Use the jump host"}).
			Post(movePath(pinnedOnce, "rejectpasswordrequest")), rejectName
	},
	"take back": func(s *AccessControl) (*Reply, string) {
		return s.user(otherApprover).Input(Details{"REQUESTEDID": guestID}).Post(movePath(pinnedOnce, "admincheckin")), adminChecksIn
	},
	"fetch": func(s *AccessControl) (*Reply, string) {
		return s.user(guest).Get(passwordPath(pinnedGateway, pinnedOnce)), getPassword
	},
}

// position is where guest's request stands: how it got there, what everybody sees, and which moves are open.
type position struct {
	reach             []any // moves, and times that pass
	guest, john, item string
	open              []string
}

// toSpare is how long before the end "almost over" is: the tenant's clock does not run on while a test does.
const toSpare = time.Second

// positions are all of them. A request waits for a day, an approved one too, and a password stays checked out for two hours.
var positions = map[string]position{
	"nothing asked":          {nil, statusRequest, statusRequest, notInTheRequest, []string{"request"}},
	"waiting":                {[]any{"request"}, statusWaiting, statusRequest, mayDecide, []string{"approve", "reject"}},
	"waiting, almost over":   {[]any{"request", 24*time.Hour - toSpare}, statusWaiting, statusRequest, mayDecide, []string{"approve", "reject"}},
	"waited in vain":         {[]any{"request", 24 * time.Hour}, statusRequest, statusRequest, notInTheRequest, []string{"request"}},
	"rejected":               {[]any{"request", "reject"}, statusRequest, statusRequest, notInTheRequest, []string{"request"}},
	"asked again":            {[]any{"request", "reject", "request"}, statusWaiting, statusRequest, mayDecide, []string{"approve", "reject"}},
	"approved":               {[]any{"request", "approve"}, statusCheckOut, statusRequest, mayTakeBack, []string{"check out", "take back"}},
	"approved, almost over":  {[]any{"request", time.Hour, "approve", 24*time.Hour - toSpare}, statusCheckOut, statusRequest, mayTakeBack, []string{"check out", "take back"}},
	"approved in vain":       {[]any{"request", time.Hour, "approve", 24 * time.Hour}, statusRequest, statusRequest, notInTheRequest, []string{"request"}},
	"taken back unused":      {[]any{"request", "approve", "take back"}, statusRequest, statusRequest, notInTheRequest, []string{"request"}},
	"checked out":            {[]any{"request", "approve", "check out"}, statusCheckIn, statusInUse, mayInterrupt, []string{"check in", "take back", "fetch"}},
	"fetched":                {[]any{"request", "approve", "check out", "fetch"}, statusCheckIn, statusInUse, mayInterrupt, []string{"check in", "take back", "fetch"}},
	"in use, almost over":    {[]any{"request", "approve", "check out", 2*time.Hour - toSpare}, statusCheckIn, statusInUse, mayInterrupt, []string{"check in", "take back", "fetch"}},
	"used up":                {[]any{"request", "approve", "check out", 2 * time.Hour}, statusRequest, statusRequest, notInTheRequest, []string{"request"}},
	"checked in":             {[]any{"request", "approve", "check out", "check in"}, statusRequest, statusRequest, notInTheRequest, []string{"request"}},
	"taken back in use":      {[]any{"request", "approve", "check out", "take back"}, statusRequest, statusRequest, notInTheRequest, []string{"request"}},
	"all over once more":     {[]any{"request", "approve", "check out", "check in", "request", "approve"}, statusCheckOut, statusRequest, mayTakeBack, []string{"check out", "take back"}},
	"a day after checked in": {[]any{"request", "approve", "check out", "check in", 24 * time.Hour}, statusRequest, statusRequest, notInTheRequest, []string{"request"}},
}

// TestEveryMoveFromEveryPosition tries the refused ones where the request stands, and then each open one in a tenant of its own.
func (s *AccessControl) TestEveryMoveFromEveryPosition() {
	s.Needs(contract.CapFork, contract.CapClock, contract.CapSeedData)
	for where, p := range positions {
		s.Run(where, func() {
			s.reach(p)
			s.seen(p)
			for name, move := range moves {
				if !slices.Contains(p.open, name) {
					reply, operation := move(s)
					reply.Refused(operation)
				}
			}
			s.seen(p)
			for _, name := range p.open {
				s.reach(p)
				reply, operation := moves[name](s)
				reply.Success().Says(operation, "")
			}
		})
	}
}

// reach makes a tenant where guest's request has come to a position.
func (s *AccessControl) reach(p position) {
	s.T().Helper()
	s.fork()
	for _, step := range p.reach {
		switch step := step.(type) {
		case string:
			reply, _ := moves[step](s)
			reply.Success()
		case time.Duration:
			s.tenant.Advance(s.TB(), step)
		}
	}
}

// seen demands what guest, john and the approvers see.
func (s *AccessControl) seen(p position) {
	s.T().Helper()
	s.Equal(p.guest, s.status(s.user(guest), pinnedGateway, pinnedOnce))
	s.Equal(p.guest, s.user(guest).Get(accountPath(pinnedGateway, pinnedOnce)).Success().Details().At("PASSWORD STATUS").Str())
	s.Equal(p.john, s.status(s.user(john), pinnedGateway, pinnedOnce))
	s.Equal(statusReadable, s.status(s.admin, pinnedGateway, pinnedOnce), "the owner need not ask")
	for _, approver := range []*Session{s.admin, s.user(oneApprover), s.user(otherApprover)} {
		request := s.request(approver, guest, pinnedOnce)
		if s.Equal(p.item != notInTheRequest, request.Exists()); request.Exists() {
			s.Equal(p.item, request.At("STATUS").Str())
		}
	}
	s.user(john).Get(passwordPath(pinnedGateway, pinnedOnce)).Refused(getPassword)
}

// TestTheMovesAnswerWithTheStatus walks the straight way and holds every reply to the byte.
func (s *AccessControl) TestTheMovesAnswerWithTheStatus() {
	s.Needs(contract.CapSeedData)
	tenant := s.fork()
	asked := tenant.Now(s.TB())
	reply := s.ask(guest, pinnedOnce, Details{"REASON": "Patching"}).Success().Says(requestName, requestRaised)
	s.Equal(statusWaiting, reply.Details().At("STATUS").Str())
	request := s.request(s.admin, guest, pinnedOnce)
	for key, want := range map[string]string{
		"RESOURCE NAME": "pay-gw-01", "ACCOUNT NAME": "deploy", "RESOURCE ID": pinnedGateway, "ACCOUNT ID": pinnedOnce, "PASSWD ID": pinnedOnce,
		"REASON": "Patching", "START_TIME": "N/A", "END_TIME": "N/A", "REQUESTED TIME": asked.UTC().Format(shownForm),
		"TOTAL APPROVAL ADMIN COUNT": "1", "APPROVED ADMIN COUNT": "0",
	} {
		s.Equal(want, request.At(key).Str(), key)
	}
	s.approve(s.admin, pinnedOnce, guest).Success().Says(approveName, "Password request approved successfully")
	s.Equal("1", s.request(s.admin, guest, pinnedOnce).At("APPROVED ADMIN COUNT").Str())
	reply = s.user(guest).Input(Details{"REASON": "Patching", "TICKETID": openTicket}).Post(movePath(pinnedOnce, "checkoutpassword")).
		Success().Says(checkoutName, "Password checked out successfully")
	s.Equal(statusCheckIn, reply.Details().At("STATUS").Str())
	s.NotEmpty(s.password(s.user(guest), pinnedGateway, pinnedOnce))
	reply = s.checkIn(guest, pinnedOnce).Success().Says(checkinName, "Password checked in successfully")
	s.Equal(statusRequest, reply.Details().At("STATUS").Str())
	s.ask(guest, pinnedOnce).Success()
	reply, _ = moves["reject"](s)
	reply.Success().Says(rejectName, "Password request rejected successfully")
	s.ask(guest, pinnedOnce).Success()
	s.approve(s.admin, pinnedOnce, guest).Success()
	reply, _ = moves["take back"](s)
	reply.Success().Says(adminChecksIn, "Password checked in successfully")
}

// TestRequestsAreListedByRequester: totalRows counts requesters, and a request is known by its account and its requester. Others may wait
// for the same approver; they come later, by their ids.
func (s *AccessControl) TestRequestsAreListedByRequester() {
	s.Needs(contract.CapSeedData)
	s.fork()
	waiting := s.admin.Get(requestsPath).Success().TotalRows()
	none := s.user("cloudadmin").Get(requestsPath).Success()
	s.EqualValues(0, none.TotalRows(), "no approver of these")
	s.False(none.Details().Exists())
	s.ask(guest, pinnedOnce).Success()
	s.ask(guest, pinnedTwice, Details{"REASON": "Patching"}).Success()
	s.ask(john, pinnedOnce).Success()
	list := s.admin.Get(requestsPath).Success()
	s.Equal(waiting+2, list.TotalRows())
	s.Equal([]string{guest, john}, list.Details().Texts("REQUESTED BY")[:2])
	s.Equal("Guest User", list.Details().At(0, "REQUESTED BY FULLNAME").Str())
	s.Equal(guestID, list.Details().At(0, "REQUESTER USERID").Str())
	s.Equal([]string{pinnedTwice, pinnedOnce}, list.Details().At(0, "PASSWORDREQUESTLIST").Texts("PASSWD ID"))
	s.Equal([]string{pinnedOnce}, list.Details().At(1, "PASSWORDREQUESTLIST").Texts("PASSWD ID"))
	s.user(guest).Get(requestsPath).Refused(listRequests)
	s.user("auditor").Get(requestsPath).Refused(listRequests)
	s.EqualValues(0, s.user("cloudadmin").Get(requestsPath).Success().TotalRows(), "no approver of these")
}

// TestOneAtATime: while somebody uses a password that is for one user at a time, another's request waits.
func (s *AccessControl) TestOneAtATime() {
	s.Needs(contract.CapSeedData)
	s.fork()
	for _, who := range []string{guest, john} {
		s.ask(who, pinnedOnce).Success()
	}
	s.approve(s.admin, pinnedOnce, guest).Success()
	s.checkOut(guest, pinnedOnce).Success()
	s.Equal(statusWaiting, s.status(s.user(john), pinnedGateway, pinnedOnce))
	s.Equal("INUSEAPPROVAL[Reject]", s.request(s.admin, john, pinnedOnce).At("STATUS").Str())
	s.approve(s.admin, pinnedOnce, john).Refused(approveName)
	s.checkOut(john, pinnedOnce).Refused(checkoutName)
	s.checkIn(john, pinnedOnce).Refused(checkinName)
	s.checkIn(guest, pinnedOnce).Success()
	s.Equal(mayDecide, s.request(s.admin, john, pinnedOnce).At("STATUS").Str())
	s.approve(s.admin, pinnedOnce, john).Success()
	s.ask(guest, pinnedOnce).Success()
	s.approve(s.admin, pinnedOnce, guest).Success()
	s.checkOut(john, pinnedOnce).Success()
	s.Equal(statusInUse, s.status(s.user(guest), pinnedGateway, pinnedOnce), "approved, and has to wait")
	s.checkOut(guest, pinnedOnce).Refused(checkoutName)
}

func (s *AccessControl) TestTwoMustApprove() {
	s.Needs(contract.CapSeedData)
	s.fork()
	privadmin := s.user(oneApprover)
	s.ask(guest, pinnedTwice).Refused(requestName) // no reason
	s.Equal(statusWaiting, s.ask(guest, pinnedTwice, Details{"REASON": "Patching"}).Success().Details().At("STATUS").Str())
	s.Equal("", s.request(s.admin, guest, pinnedTwice).At("STATUS").Str(), "the first of several")
	s.approve(s.admin, pinnedTwice, guest).Success()
	s.Equal(statusWaiting, s.status(s.user(guest), pinnedGateway, pinnedTwice))
	request := s.request(s.admin, guest, pinnedTwice)
	s.Equal("MULTIAPPROVAL[Reject]", request.At("STATUS").Str())
	s.Equal([]string{"2", "1"}, []string{request.At("TOTAL APPROVAL ADMIN COUNT").Str(), request.At("APPROVED ADMIN COUNT").Str()})
	s.Equal("MULTIAPPROVAL - admin[Reject]", s.request(privadmin, guest, pinnedTwice).At("STATUS").Str())
	s.approve(s.admin, pinnedTwice, guest).Refused(approveName)
	s.checkOut(guest, pinnedTwice).Refused(checkoutName)
	s.approve(privadmin, pinnedTwice, guest).Success()
	s.Equal(statusCheckOut, s.status(s.user(guest), pinnedGateway, pinnedTwice))
	s.checkOut(guest, pinnedTwice).Success()
	s.NotEmpty(s.password(s.user(guest), pinnedGateway, pinnedTwice))
}

func (s *AccessControl) TestNobodyNeedApprove() {
	s.Needs(contract.CapSeedData, contract.CapClock)
	tenant := s.fork()
	s.Equal(statusCheckOut, s.ask(guest, pinnedAtOnce).Success().Details().At("STATUS").Str())
	s.Equal(mayTakeBack, s.request(s.admin, guest, pinnedAtOnce).At("STATUS").Str())
	s.checkOut(guest, pinnedAtOnce).Success()
	s.Equal(statusCheckOut, s.ask(john, pinnedAtOnce).Success().Details().At("STATUS").Str())
	s.checkOut(john, pinnedAtOnce).Success()
	s.NotEmpty(s.password(s.user(john), pinnedGateway, pinnedAtOnce))
	tenant.Advance(s.TB(), 30*time.Minute)
	s.Equal(statusRequest, s.status(s.user(guest), pinnedGateway, pinnedAtOnce))
	s.user(guest).Get(passwordPath(pinnedGateway, pinnedAtOnce)).Refused(getPassword)
}

// TestAWindowToCome: before it begins the status is a sentence and nothing happens; when it ends, all is over.
func (s *AccessControl) TestAWindowToCome() {
	s.Needs(contract.CapSeedData, contract.CapClock)
	tenant := s.fork()
	begin := tenant.Now(s.TB()).UTC().Truncate(time.Hour).Add(3 * time.Hour)
	window := Details{
		"REASON": "Patching", "ACCESS": "later", "STARTTIME": begin.Format(windowForm), "ENDTIME": begin.Add(time.Hour).Format(windowForm),
		"REMAINDERTIME": 30,
	}
	s.Equal(statusWaiting, s.ask(guest, pinnedOnce, window).Success().Details().At("STATUS").Str())
	request := s.request(s.admin, guest, pinnedOnce)
	s.Equal([]string{begin.Format(shownForm), begin.Add(time.Hour).Format(shownForm)}, []string{request.At("START_TIME").Str(), request.At("END_TIME").Str()})
	s.approve(s.admin, pinnedOnce, guest).Success()
	early := s.checkOut(guest, pinnedOnce).Success().Says(checkoutName, "").Details().At("STATUS").Str()
	s.NotContains(early, "*")
	s.Contains(early, begin.Format(windowForm))
	s.Equal(statusCheckOut, s.status(s.user(guest), pinnedGateway, pinnedOnce))
	s.user(guest).Get(passwordPath(pinnedGateway, pinnedOnce)).Refused(getPassword)
	tenant.SetClock(s.TB(), begin)
	s.Equal(statusCheckIn, s.checkOut(guest, pinnedOnce).Success().Details().At("STATUS").Str())
	s.NotEmpty(s.password(s.user(guest), pinnedGateway, pinnedOnce))
	tenant.SetClock(s.TB(), begin.Add(time.Hour))
	s.Equal(statusRequest, s.status(s.user(guest), pinnedGateway, pinnedOnce))
	s.user(guest).Get(passwordPath(pinnedGateway, pinnedOnce)).Refused(getPassword)
	s.False(s.request(s.admin, guest, pinnedOnce).Exists())
}

func (s *AccessControl) TestRequestRefusals() {
	s.Needs(contract.CapSeedData)
	tenant := s.fork()
	now := tenant.Now(s.TB()).UTC()
	at := func(in time.Duration) string { return now.Add(in).Format(windowForm) }
	for reason, fields := range map[string]Details{
		"no window":   {"ACCESS": "later"},
		"no end":      {"ACCESS": "later", "STARTTIME": at(time.Hour)},
		"past":        {"ACCESS": "later", "STARTTIME": at(-time.Hour), "ENDTIME": at(time.Hour)},
		"backwards":   {"ACCESS": "later", "STARTTIME": at(2 * time.Hour), "ENDTIME": at(time.Hour)},
		"other form":  {"ACCESS": "later", "STARTTIME": now.Add(time.Hour).Format(time.DateTime), "ENDTIME": now.Add(2 * time.Hour).Format(time.DateTime)},
		"no resource": {"RESOURCES_TO_BE_ACCESSED_OPTION": "3"},
		"resource":    {"RESOURCES_TO_BE_ACCESSED_OPTION": "3", "SELECTED_RESOURCEIDS": []string{nobody}},
		"option":      {"RESOURCES_TO_BE_ACCESSED_OPTION": "9"},
	} {
		s.Run(reason, func() { s.ask(guest, pinnedOnce, fields).Refused(requestName) })
	}
	bad := s.user(guest).Bad()
	for _, fields := range []Details{{"ACCESS": "whenever"}, {"REMAINDERTIME": 60}, {"REMAINDERTIME": 0}} {
		bad.Input(fields).Post(movePath(pinnedOnce, "requestpassword")).Refused(requestName)
	}
	s.Equal(statusRequest, s.status(s.user(guest), pinnedGateway, pinnedOnce))
	s.ask(guest, pinnedRoot).Refused(requestName)                              // not under access control
	s.admin.Post(movePath(pinnedOnce, "requestpassword")).Refused(requestName) // the owner need not ask
	s.ask("auditor", pinnedOnce).Refused(requestName)                          // not shared
	s.ask("anderson", nobody).Refused(requestName)
}

// TestWhoMayDecide: the approvers, but not on their own requests; nobody else, and on nothing that was not asked.
func (s *AccessControl) TestWhoMayDecide() {
	s.Needs(contract.CapSeedData)
	s.fork()
	s.shareAccount(pinnedGateway, pinnedOnce, Details{"ACCESSTYPE": "view", "USERID": passadminID}).Success()
	passadmin := s.user(otherApprover)
	s.ask(otherApprover, pinnedOnce).Success()
	s.approve(passadmin, pinnedOnce, otherApprover).Refused(approveName)
	s.Equal(statusWaiting, s.status(passadmin, pinnedGateway, pinnedOnce))
	s.ask(guest, pinnedOnce).Success()
	for _, who := range []string{guest, john, "auditor", "cloudadmin"} {
		s.approve(s.user(who), pinnedOnce, guest).Refused(approveName)
		s.user(who).Input(Details{"USERNAME": guest}).Post(movePath(pinnedOnce, "rejectpasswordrequest")).Refused(rejectName)
		s.user(who).Input(Details{"USERNAME": guest}).Post(movePath(pinnedOnce, "admincheckin")).Refused(adminChecksIn)
	}
	for _, requester := range []string{noOne, "", john} {
		s.approve(s.admin, pinnedOnce, requester).Refused(approveName)
	}
	s.approve(s.admin, nobody, guest).Refused(approveName)
	s.approve(s.admin, pinnedRoot, guest).Refused(approveName)
	s.admin.Loose().Input(Details{"REQUESTEDID": guestID, "USERNAME": noOne}).Post(movePath(pinnedOnce, "approvepasswordrequest")).Success() // the id counts
	s.Equal(statusCheckOut, s.status(s.user(guest), pinnedGateway, pinnedOnce))
}

// TestMovesAreFoundElsewhere: their real paths are not known, so clients may look for them in other places.
func (s *AccessControl) TestMovesAreFoundElsewhere() {
	s.Needs(contract.CapSeedData)
	s.fork()
	guestly := s.user(guest).Bad()
	s.ask(guest, pinnedOnce).Success()
	s.admin.Bad().Input(Details{"USERNAME": guest}).Put(movePath(pinnedOnce, "approve")).Success().Says(approveName, "")
	guestly.Post(movePath(pinnedOnce, "checkout")).Success().Says(checkoutName, "")
	guestly.Put(movePath(pinnedOnce, "checkin")).Success().Says(checkinName, "")
	s.ask(guest, pinnedOnce).Success()
	s.admin.Bad().Input(Details{"USERNAME": guest}).Post(movePath(pinnedOnce, "reject")).Success().Says(rejectName, "")
}

// TestControlEndsWithTheShare: whoever is no longer shared an account has no request for it.
func (s *AccessControl) TestControlEndsWithTheShare() {
	s.Needs(contract.CapSeedData)
	s.fork()
	s.ask(guest, pinnedOnce).Success()
	s.approve(s.admin, pinnedOnce, guest).Success()
	s.checkOut(guest, pinnedOnce).Success()
	s.share(pinnedGateway, Details{"ACCESSTYPE": "revoke", "USERGROUPID": deskGroup}).Success()
	s.user(guest).Get(passwordPath(pinnedGateway, pinnedOnce)).Refused(getPassword)
	s.False(s.request(s.admin, guest, pinnedOnce).Exists())
	s.share(pinnedGateway, Details{"ACCESSTYPE": "fullaccess", "USERID": johnID}).Success()
	s.Equal(statusReadable, s.status(s.user(john), pinnedGateway, pinnedOnce), "full access need not ask")
	s.NotEmpty(s.password(s.user(john), pinnedGateway, pinnedOnce))
}
