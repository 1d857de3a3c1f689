package pam360

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/understudy/understudy/openapi"
)

// TestMovesOfAccessControlAreFoundUnderTheirOtherPaths walks once round with the aliases, and by PUT.
func TestMovesOfAccessControlAreFoundUnderTheirOtherPaths(t *testing.T) {
	t.Parallel()
	const guest = "AUTHTOKEN: 4D92E6B8-1F57-4CA3-9A4E-5EED5EED5EED"
	v := open(t, openapi.Lenient)
	requester := form(input(`{"USERNAME":"guest"}`))
	for _, c := range []struct{ method, last, body, token, name string }{
		{"POST", "requestpassword", "", guest, "REQUEST PASSWORD"},
		{"PUT", "approve", requester, "", "ADMIN REQUEST APPROVE"},
		{"POST", "checkout", "", guest, "REQUEST CHECKOUT"},
		{"PUT", "checkin", "", guest, "REQUEST CHECKIN"},
		{"POST", "requestpassword", "", guest, "REQUEST PASSWORD"},
		{"POST", "reject", requester, "", "ADMIN REQUEST REJECT"},
		{"POST", "requestpassword", "", guest, "REQUEST PASSWORD"},
		{"PUT", "approvepasswordrequest", requester, "", "ADMIN REQUEST APPROVE"},
		{"PUT", "checkoutpassword", "", guest, "REQUEST CHECKOUT"},
		{"PUT", "admincheckin", requester, "", "ADMIN REQUEST CHECKIN"},
		{"POST", "requestpassword", "", guest, "REQUEST PASSWORD"},
		{"PUT", "rejectpasswordrequest", requester, "", "ADMIN REQUEST REJECT"},
	} {
		headers := []string{formType}
		if c.token != "" {
			headers = append(headers, c.token)
		}
		got := v.ask(c.method, base+"/accounts/2/"+c.last, c.body, headers...)
		got.succeeded(t, c.last)
		assert.Equal(t, c.name, got.Operation.Name)
	}
	v.ask("PUT", base+"/accounts/2/checkinpassword", "", guest).refused(t, "REQUEST CHECKIN", "Password is not checked out")

	assert.Equal(t, http.StatusNotFound, v.ask("GET", base+"/accounts/2/approve", "").status)
	assert.Equal(t, http.StatusMethodNotAllowed, v.ask("PUT", base+"/accounts/2/requestpassword", "").status)
	assert.Equal(t, http.StatusNotFound, v.ask("POST", base+"/resources/1/accounts/2/approve", "").status)
	strict := open(t, openapi.Strict)
	for reason, path := range map[string]string{"the path's end approve": "POST /accounts/2/approve", "admincheckin by PUT": "PUT /accounts/2/admincheckin"} {
		method, path, _ := strings.Cut(path, " ")
		got := strict.ask(method, base+path, requester, formType)
		assert.Equal(t, "Failed", got.Operation.Result.Status)
		assert.Contains(t, got.header.Get("X-Understudy-Reason"), reason)
	}
}
