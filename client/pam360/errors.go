package pam360

import (
	"fmt"

	"github.com/understudy/understudy/client/internal/guard"
)

// OperationError is an operation that the server refused or failed at.
type OperationError struct {
	// Operation is the vendor's name of the operation, such as "GET PASSWORD", or the request's method and path where the
	// answer does not name one.
	Operation string
	// Message is the vendor's text, up to 64 KiB. There is no code to tell one refusal from another.
	Message string
	// StatusCode is the vendor's own, which current builds give: 40000 a refusal, 50001 an internal error. 0 where it is not given.
	StatusCode int
	// HTTPStatus is mostly 200, for refusals too.
	HTTPStatus int
}

// mostOfAText is how much an error shows of a text.
const mostOfAText = 1000

// Error names the operation and the vendor's text, in one line.
func (e *OperationError) Error() string {
	text := "pam360: " + guard.Text(e.Operation, mostOfAText) + ": " + guard.Text(e.Message, mostOfAText)
	if e.StatusCode != 0 {
		text += fmt.Sprintf(" (%d)", e.StatusCode)
	}
	if e.HTTPStatus != 200 {
		text += fmt.Sprintf(" (HTTP %d)", e.HTTPStatus)
	}
	return text
}

// AuthenticationError is a caller that was not let in: a token that is unknown, revoked or expired, or a host that the API
// user may not call from. It is also an *OperationError.
type AuthenticationError struct{ Refusal *OperationError }

// Error says what the vendor said.
func (e *AuthenticationError) Error() string { return e.Refusal.Error() }

// Unwrap returns the refusal.
func (e *AuthenticationError) Unwrap() error { return e.Refusal }

// ConnectionError is a request that got no answer.
type ConnectionError struct {
	Method string
	URL    string // without the query, where INPUT_DATA may hold passwords
	Err    error
}

// Error says what was asked and what went wrong.
func (e *ConnectionError) Error() string {
	return fmt.Sprintf("pam360: %s %s: %v", e.Method, guard.Text(e.URL, mostOfAText), guard.Error(e.Err))
}

// Unwrap returns the cause, such as context.Canceled or an *x509.UnknownAuthorityError.
func (e *ConnectionError) Unwrap() error { return e.Err }

// ArgumentError is an argument that was found faulty before anything was sent.
type ArgumentError struct{ Argument, Reason string }

// Error names the argument. Its value is left out, it may be secret.
func (e *ArgumentError) Error() string { return fmt.Sprintf("pam360: %s: %s", e.Argument, e.Reason) }

// RegistrationError is a server that does not let the application in from the start: see Connect.
type RegistrationError struct{ Refusal *AuthenticationError }

// Error says what the vendor said.
func (e *RegistrationError) Error() string {
	return "pam360: the application is not registered: " + e.Refusal.Error()
}

// Unwrap returns the refusal.
func (e *RegistrationError) Unwrap() error { return e.Refusal }
