package code42_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"

	"github.com/understudy/understudy/client/code42"
)

// exampleTenant stands in for a tenant: it answers each path with one text.
func exampleTenant(answers map[string]string) *httptest.Server {
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		text, ok := answers[r.Method+" "+r.URL.Path]
		if !ok {
			w.WriteHeader(http.StatusInternalServerError)
			text = `[{"name":"USER_DUPLICATE","description":"A user with this username already exists."}]`
		}
		_, _ = io.WriteString(w, text)
	}))
}

func Example() {
	tenant := exampleTenant(map[string]string{
		"POST /api/v3/oauth/token": `{"access_token":"e30.e30.c2ln","token_type":"bearer","expires_in":900}`,
		"GET /api/v3/customer/my":  `{"data":{"name":"Example Co"},"error":null,"warnings":null}`,
	})
	defer tenant.Close()

	ctx := context.Background()
	api, err := code42.New(tenant.URL, code42.APIClient("key-42", "the secret")) // with a real tenant "console.us.code42.com"
	if err != nil {
		fmt.Println(err)
		return
	}
	current, err := api.GetCurrentTenantWithResponse(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(current.JSON200.Data.Name)
	// Output: Example Co
}

func ExampleClient_Users() {
	tenant := exampleTenant(map[string]string{
		"GET /api/v1/User": `{"data":{"totalCount":2,"users":[{"userId":1,"username":"casey@example.com"},{"userId":2,"username":"robin@example.com"}]}}`,
	})
	defer tenant.Close()
	token := func(context.Context) (string, error) { return "a token from elsewhere", nil }
	api, err := code42.New(tenant.URL, code42.Token(token))
	if err != nil {
		fmt.Println(err)
		return
	}

	active := true
	for user, err := range api.Users(context.Background(), &code42.ListUsersParams{Active: &active}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(user.UserId, user.Username)
	}
	// Output:
	// 1 casey@example.com
	// 2 robin@example.com
}

func ExampleHasCode() {
	tenant := exampleTenant(map[string]string{
		"GET /api/v3/auth/jwt": `{"data":{"v3_user_token":"e30.e30.c2ln"},"error":null,"warnings":null}`,
	})
	defer tenant.Close()
	api, err := code42.New(tenant.URL, code42.LocalUser("admin@example.com", "the password"))
	if err != nil {
		fmt.Println(err)
		return
	}

	org := "956377780583791269"
	_, err = api.CreateUserWithResponse(context.Background(), code42.NewUser{OrgUid: &org, Username: "casey@example.com"})
	fmt.Println(code42.HasCode(err, "USER_DUPLICATE"))
	fmt.Println(errors.Is(err, code42.ErrServer), errors.Is(err, code42.ErrConflict)) // the vendor says 500 where one expects 409
	// Output:
	// true
	// true false
}

func ExampleLocalUser() {
	fmt.Println(code42.LocalUser("admin@example.com", "the password"))
	// Output: code42.LocalUser("admin@example.com", [redacted])
}
