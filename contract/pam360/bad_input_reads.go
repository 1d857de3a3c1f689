package pam360

import (
	"net/http"

	"github.com/understudy/understudy/contract"
)

// BadInputReads is what operations that only read refuse in any tenant. It is the small part of BadInput that alarms nobody.
type BadInputReads struct {
	suite
	calls []contract.Call
}

// handedOut are operations that hand out what the vault keeps. A real one raises an alarm when somebody tries.
var handedOut = map[string]bool{
	"getPassword": true, "getPasswordHistory": true, "getAccountTotp": true, "getResourceAccountDetails": true, "validateHelpDeskId": true,
}

// SetupTest aims the document's requests at what is there.
func (s *BadInputReads) SetupTest() {
	s.suite.SetupTest()
	for _, op := range s.Target().Calls(s.TB(), s.found()) {
		if op.Method == http.MethodGet && !handedOut[op.ID] {
			s.calls = append(s.calls, op)
		}
	}
}

// found are a resource and an account of the tenant, so that a request for one of them and for nothing that there is goes wrong for
// the one reason. In a tenant without any it is the document's examples that it names.
func (s *BadInputReads) found() (facts contract.Facts) {
	s.T().Helper()
	for _, row := range resourceList.part(s.admin, 0, 50).rows() {
		if row.At("NOOFACCOUNTS").Str() == "0" {
			continue
		}
		account := s.accountsOf(row.At("RESOURCE ID").Str(), Details{"LIMIT": 1})[0]
		facts.Names = map[string]any{
			"resourceId": row.At("RESOURCE ID").Str(), "resourceName": row.At("RESOURCE NAME").Str(), "RESOURCENAME": row.At("RESOURCE NAME").Str(),
			"accountId": account.At("ACCOUNT ID").Str(), "accountName": account.At("ACCOUNT NAME").Str(), "ACCOUNTNAME": account.At("ACCOUNT NAME").Str(),
		}
		return facts
	}
	return facts
}

func (s *BadInputReads) TestCallersWhoAreNotLetIn() {
	for i, op := range s.calls {
		s.Anonymous().Do(op.Request()).NotLetIn()
		if i%4 == 0 { // not more often: a server may take many wrong tokens for an attack
			s.WithToken("7C2E91A0-3B5D-4E68-9F14-0A6D52B7E3C8").Do(op.Request()).NotLetIn()
		}
	}
}

func (s *BadInputReads) TestUnknownIDs() {
	for _, op := range s.calls {
		if !hasTarget(op) {
			continue
		}
		for _, id := range []string{nobody, "abc"} {
			for _, r := range misdirected(op, contract.Path("no such %v", id), contract.Path("%v", id)) {
				s.admin.Do(r).Refused(op.WireName)
			}
		}
	}
}
