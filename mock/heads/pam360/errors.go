package pam360

import (
	"cmp"
	"net/http"

	"github.com/understudy/understudy/mock/heads/pam360/api"
	"github.com/understudy/understudy/mock/internal/engine"
	"github.com/understudy/understudy/mock/internal/fail"
)

// errorForm is what the specification calls the form of every refusal (x-error-form).
const errorForm = "failed-result"

// authenticationName is the operation name of every refused token, whatever was asked.
const authenticationName = "Authentication"

// WriteError answers 200 with the status Failed, as the vendor does for whatever reaches an operation.
func (d dialect) WriteError(ex *engine.Exchange, e *fail.Error) {
	status, code := http.StatusOK, codeFailed
	switch e.Kind {
	case fail.NoRoute, fail.NotServed, fail.MethodNotAllowed, fail.TooLarge, fail.TooMany:
		status = e.HTTPStatus()
	case fail.Internal:
		status, code = e.HTTPStatus(), codeDefect
	default:
		status = cmp.Or(e.Status, status)
	}
	name := ""
	switch {
	case e.Kind == fail.Unauthenticated:
		name = authenticationName
	case ex.Op != nil:
		name = ex.Op.WireName
	}
	message := e.Message
	if e.Reason != "" && (e.Kind == fail.NotServed || e.Kind == fail.Invalid && e.Details != nil) {
		message += ": " + e.Reason
	}
	body, err := compact(api.FailureReply{Operation: api.FailureOperation{Name: name, Result: failed(message, code)}})
	if err != nil {
		panic(err) // three texts and a number
	}
	ex.Header().Set("Content-Type", contentType)
	ex.WriteHeader(status)
	_, _ = ex.Write(body)
}

func failed(message string, code int) api.Result {
	return api.Result{Message: message, Status: api.ResultFailed, StatusCode: &code}
}
