package pam360_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"

	"github.com/understudy/understudy/client/pam360"
)

// exampleServer stands in for a server: it answers each path with one text.
func exampleServer(answers map[string]string) *httptest.Server {
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		text, ok := answers[r.Method+" "+r.URL.Path]
		if !ok {
			text = `{"operation":{"result":{"message":"No such resource found","status":"Failed"},"name":"GET_RESOURCEID"}}`
		}
		_, _ = io.WriteString(w, text)
	}))
}

func Example() {
	server := exampleServer(map[string]string{
		"GET /restapi/json/v1/resources/getResourceIdAccountId":    `{"operation":{"result":{"message":"ok","status":"Success"},"Details":{"ACCOUNTID":"307","RESOURCEID":"303"},"name":"GET_RESOURCEACCOUNTID"}}`,
		"GET /restapi/json/v1/resources/303/accounts/307/password": `{"operation":{"result":{"message":"ok","status":"Success"},"Details":{"PASSWORD":"fq7-dB4!x"},"name":"GET PASSWORD"}}`,
	})
	defer server.Close()

	ctx := context.Background()
	api, err := pam360.New(server.URL, "7C2E91A0-3B5D-4E68-9F14-0A6D52B7E3C8") // a real server has https://HOST:8282
	if err != nil {
		fmt.Println(err)
		return
	}
	resource, account, err := api.ResourceAndAccountID(ctx, "web-01", "root")
	if err != nil {
		fmt.Println(err)
		return
	}
	reason := "rotation"
	input := pam360.GetPasswordInput{Operation: pam360.GetPasswordInputOperation{Details: pam360.PasswordAccess{Reason: &reason}}}
	reply, err := api.GetPasswordWithResponse(ctx, resource, account, &pam360.GetPasswordParams{InputData: &input})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(reply.JSON200.Operation.Details.Password)
	// Output: fq7-dB4!x
}

func ExampleClient_Resources() {
	server := exampleServer(map[string]string{
		"GET /restapi/json/v1/resources": `{"operation":{"result":{"message":"ok","status":"Success"},"Details":[{"RESOURCE ID":"1","RESOURCE NAME":"web-01","NOOFACCOUNTS":"2"}],"name":"GET RESOURCES","totalRows":1}}`,
	})
	defer server.Close()
	api, err := pam360.New(server.URL, "7C2E91A0-3B5D-4E68-9F14-0A6D52B7E3C8")
	if err != nil {
		fmt.Println(err)
		return
	}

	for resource, err := range api.Resources(context.Background(), pam360.ListResourcesQuery{}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(resource.ResourceID, resource.ResourceName, resource.NumberOfAccounts)
	}
	// Output: 1 web-01 2
}

func ExampleOperationError() {
	server := exampleServer(nil)
	defer server.Close()
	api, err := pam360.New(server.URL, "7C2E91A0-3B5D-4E68-9F14-0A6D52B7E3C8")
	if err != nil {
		fmt.Println(err)
		return
	}

	_, err = api.ResourceID(context.Background(), "nobody's server")
	var refused *pam360.OperationError
	if errors.As(err, &refused) {
		fmt.Println(refused.HTTPStatus, refused.Operation, "-", refused.Message)
	}
	// Output: 200 GET_RESOURCEID - No such resource found
}
