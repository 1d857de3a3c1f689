package pam360

import (
	"encoding/json"
	"strings"

	"github.com/understudy/understudy/contract"
)

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
