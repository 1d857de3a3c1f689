package mock

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/understudy/understudy/mock/internal/listen"
)

// wrote is what one client of the storm is answered.
type wrote struct {
	status int
	header http.Header
	body   string
}

// storming is one client of the storm.
type storming struct {
	t *testing.T
	s *Server
}

func (c storming) ask(handler http.Handler, method, path, body string, headers ...string) wrote {
	request := httptest.NewRequest(method, path, strings.NewReader(body))
	request.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, request)
	return wrote{answer.Code, answer.Header(), answer.Body.String()}
}

// live makes a fork, signs in, writes, looks whether it sees its own write and nobody else's, and ends the fork.
func (c storming) live(name string, ports bool) {
	own, err := c.s.fork(ForkOptions{Name: name, Ports: ports})
	if !assert.NoError(c.t, err) {
		return
	}
	access, code42 := c.s.accessTo(own), c.s.handler("code42")
	basic := &http.Request{Header: http.Header{}}
	basic.SetBasicAuth(access.Code42.Username, access.Code42.Password)
	signedIn := c.ask(code42, "GET", "/api/v3/auth/jwt?useBody=true", "", "Authorization", basic.Header.Get("Authorization"))
	var answer struct {
		Data struct {
			Token string `json:"v3_user_token"`
			Total int    `json:"totalCount"`
		}
	}
	assert.NoError(c.t, json.Unmarshal([]byte(signedIn.body), &answer), signedIn.body)
	bearer := []string{"Authorization", "Bearer " + answer.Data.Token}
	made := c.ask(code42, "POST", "/api/v1/User", `{"orgUid":"956377780583791269","username":"same@example.com","email":"`+name+`@example.com","password":"let me in 7"}`, bearer...)
	assert.Equal(c.t, http.StatusOK, made.status, made.body)
	found := c.ask(code42, "GET", "/api/v1/User?username=same@example.com", "", bearer...)
	assert.Contains(c.t, found.body, `"email":"`+name+`@example.com"`)
	listed := c.ask(c.s.handler("pam360"), "GET", "/restapi/json/v1/resources", "", "AUTHTOKEN", access.PAM360.AuthToken)
	assert.Contains(c.t, listed.body, `"Success"`)
	if ports {
		response, err := http.Get(access.PAM360.URL + "/restapi/json/v1/resources?AUTHTOKEN=" + access.PAM360.AuthToken)
		if assert.NoError(c.t, err) {
			_ = response.Body.Close()
		}
	}
	assert.True(c.t, c.s.endFork(own))
	gone := c.ask(code42, "GET", "/api/v1/User/my", "", bearer...)
	assert.Equal(c.t, http.StatusUnauthorized, gone.status, "what signs in ends with the fork")
	if ports {
		_, err := net.Dial("tcp", strings.TrimPrefix(access.PAM360.URL, "http://"))
		assert.Error(c.t, err)
	}
}

// TestAStormOfForksLeavesNothingBehind: no write is seen by another, and afterwards there are the tenants, logins, ports and faults that
// there were before. The race detector watches.
func TestAStormOfForksLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	const clients, lives = 8, 200
	s := Start(t, Options{World: "small", CheckResponses: "sample"})
	var storm sync.WaitGroup
	for client := range clients {
		storm.Go(func() {
			for i := range lives {
				storming{t, s}.live(fmt.Sprintf("c%d-%d", client, i), i%20 == 0)
			}
		})
	}
	storm.Wait()
	s.ports.closing.Wait()
	assert.Len(t, s.tenants.All(), 1)
	assert.Len(t, s.ports.all, len(heads)+1)
	assert.Empty(t, s.ports.own)
	free := func(slots *listen.Slots) (n int) {
		for slots.Take() {
			n++
		}
		return n
	}
	assert.Equal(t, s.ports.shares.Further, free(s.ports.further), "every port of a fork has given back what it took")
	assert.Equal(t, s.ports.shares.Together-len(heads), free(s.ports.together), "and so has every connection")
	entries, total := s.journal.Last(journalSize + 1)
	assert.Len(t, entries, journalSize)
	assert.GreaterOrEqual(t, total, uint64(clients*lives*5))
	assert.Empty(t, s.tenants.Holding("same@example.com", "let me in 7"))
}
