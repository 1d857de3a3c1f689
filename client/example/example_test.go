package scripts_test

import (
	"testing"

	"github.com/understudy/understudy/client/code42"
	"github.com/understudy/understudy/client/pam360"
	"github.com/understudy/understudy/mock"
)

func TestWithoutATenant(t *testing.T) {
	server := mock.Start(t, mock.Options{}) // free ports, stopped when the test ends; every answer is checked against the spec
	access := server.Access()               // addresses and credentials; access.Head(name) gives those of any API
	client, err := code42.New(access.Code42.URL, code42.LocalUser(access.Code42.Username, access.Code42.Password))
	if err != nil {
		t.Fatal(err)
	}
	vault, err := pam360.New(access.PAM360.URL, access.PAM360.AuthToken)
	if err != nil {
		t.Fatal(err)
	}
	user, err := client.GetCurrentUserWithResponse(t.Context(), nil)
	if err != nil || user.JSON200.Data.Username != access.Code42.Username {
		t.Fatal(user, err)
	}
	if _, _, err := vault.ResourceAndAccountID(t.Context(), "web-01", "root"); err != nil {
		t.Fatal(err)
	}
}
