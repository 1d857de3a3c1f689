package pam360

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/understudy/understudy/contract"
	"github.com/understudy/understudy/openapi"
)

// needs is what it takes to exercise an operation. Passwords are fetched of accounts that the run has made: each fetch is an
// entry of the audit, and may raise an alarm.
func needs(op *openapi.Operation) []contract.Capability {
	if op.Permission == "passwords.view" && op.ID != "validateHelpDeskId" {
		return []contract.Capability{contract.CapWrite}
	}
	return nil
}

// check asks for a short list with the token.
func check(tb contract.TB, tenant *contract.Tenant) {
	answer := At(tb, tenant).Admin().Plain().Get(base + "/resources/resourcetypes")
	var body any
	_ = json.Unmarshal([]byte(answer.Text()), &body)
	switch said := result(body); {
	case said == nil:
		tb.Fatalf("what answers is not PAM360: asked for the resource types it gives %d, without an operation's result", answer.StatusCode())
	case refused(body):
		tb.Fatalf("the token is refused: %v", said["message"])
	}
}

// result is the result of an operation in an answer, nil where it has none.
func result(body any) map[string]any {
	whole, _ := body.(map[string]any)
	if operation, ok := whole["operation"].(map[string]any); ok {
		whole = operation
	}
	result, _ := whole["result"].(map[string]any)
	if _, ok := result["status"].(string); !ok {
		return nil
	}
	return result
}

// refused reports whether an answer refuses: its HTTP status does not tell.
func refused(body any) bool {
	status, _ := result(body)["status"].(string)
	return status != "" && !strings.EqualFold(status, "Success")
}

// self is the administrator's own id, where the user's name is known: a token does not tell whose it is.
func self(tb contract.TB, tenant *contract.Tenant) map[string]any {
	if tenant.Access.Username == "" {
		return nil
	}
	answer := At(tb, tenant).Admin().Get(userLookUpPath, called(tenant.Access.Username))
	return map[string]any{"administrator": answer.Details().At("USERID").Text()}
}

// someResources is how many resources an installation for trying things has at most.
const someResources = 100

// production says how many resources there are, where that is more than an installation for trying things has.
func production(tb contract.TB, tenant *contract.Tenant) string {
	n := At(tb, tenant).Admin().Input(Details{"LIMIT": 1}).Get(resources).TotalRows()
	if n <= someResources {
		return ""
	}
	return fmt.Sprintf("%d resources", n)
}
