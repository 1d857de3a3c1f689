package code42

import (
	"net/http"
	"strings"

	"github.com/understudy/understudy/contract"
)

// AuthReads is the contract of who may read at all: nobody without a sign-in, whatever is read.
type AuthReads struct{ suite }

// reading are the operations that only read and that ask for a sign-in, with the document's own requests.
func (s *AuthReads) reading() (list []contract.Call) {
	s.T().Helper()
	for _, op := range s.Target().Calls(s.TB(), contract.Facts{}) {
		if !op.Public && !op.SignIn && (op.Method == http.MethodGet || strings.HasSuffix(op.Permission, ".read")) {
			list = append(list, op)
		}
	}
	s.NotEmpty(list)
	return list
}

func (s *AuthReads) TestNothingIsReadWithoutASignIn() {
	for _, op := range s.reading() {
		says(s.Anonymous().Do(op.Request()), 401)
	}
}

func (s *AuthReads) TestNothingIsReadWithABrokenToken() {
	a := s.Tenant().Access
	token := data(s.Tenant().Login(a.Username, a.Password)).At("v3_user_token").Str()
	parts := strings.Split(token, ".")
	broken := []string{
		"Bearer not-a-token", "Bearer " + parts[0] + "." + parts[1] + ".", "Bearer", "Bearer " + parts[0] + "." + strings.ToUpper(parts[1]) + "." + parts[2],
		"v3_user_token x", "Token " + token,
	}
	for i, op := range s.reading() {
		caller := s.Anonymous().With("Authorization", broken[i%len(broken)])
		caller.Hide(token)
		says(caller.Do(op.Request()), 401)
	}
}

func (s *AuthReads) TestATokenIsGoodForManyCalls() {
	me := data(s.admin.Get(my))
	for range 3 {
		s.Equal(me.At("userUid").Str(), data(s.admin.Get(my)).At("userUid").Str())
	}
	answer := s.admin.Get(my)
	s.Regexp(milliseconds, answer.At("metadata", "timestamp").Str())
	s.times(me, milliseconds)
}
