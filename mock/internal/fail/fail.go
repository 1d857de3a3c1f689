// Package fail holds the one error type that state rules and handlers return when they say no.
//
// A fail.Error names a category and, where the vendor documents one, the vendor's own code and wording. It knows nothing of
// envelopes: the vendor's dialect renders it, in one function, and nowhere else. Any package below mock may import it.
package fail

import (
	"errors"
	"fmt"
	"net/http"
)

// Kind is the category of a refusal. It decides the HTTP status unless Error.Status overrides it.
type Kind int

// The kinds, each with the HTTP status that it means by default.
const (
	Internal         Kind = iota // 500: a defect of ours
	Invalid                      // 400: the request cannot be understood or breaks a rule
	Unauthenticated              // 401: no valid credentials
	Forbidden                    // 403: valid credentials, missing permission
	NotFound                     // 404: no such entity
	MethodNotAllowed             // 405: the path exists, the method does not
	NoRoute                      // 404: no such path
	NotServed                    // 501: the vendor has the operation, this server has not
	Conflict                     // 409: the entity exists already
	TooLarge                     // 413: the body is over the limit
	TooMany                      // 429: rate limit
)

var statuses = map[Kind]int{
	Internal: http.StatusInternalServerError, Invalid: http.StatusBadRequest, Unauthenticated: http.StatusUnauthorized,
	Forbidden: http.StatusForbidden, NotFound: http.StatusNotFound, MethodNotAllowed: http.StatusMethodNotAllowed,
	NoRoute: http.StatusNotFound, NotServed: http.StatusNotImplemented, Conflict: http.StatusConflict,
	TooLarge: http.StatusRequestEntityTooLarge, TooMany: http.StatusTooManyRequests,
}

// Error is a refusal. Code and Message are the vendor's; Reason is ours and reaches the developer only through the journal and
// the X-Understudy-Reason header, so it may say what the vendor would not.
type Error struct {
	Kind    Kind
	Code    string
	Message string
	Reason  string
	Names   string // what the message repeats of the request without quotes around it
	Status  int
	Details any
}

// New makes a refusal of a kind, with the vendor's code (may be empty) and the vendor's wording.
func New(kind Kind, code, message string) *Error {
	return &Error{Kind: kind, Code: code, Message: message}
}

// Because adds the reason for the developer. It returns the same error, so it can end a return statement.
func (e *Error) Because(format string, args ...any) *Error {
	e.Reason = fmt.Sprintf(format, args...)
	return e
}

// Naming tells that the message repeats a value of the request without quotes around it. It may be a secret.
func (e *Error) Naming(sent string) *Error {
	e.Names = sent
	return e
}

// WithStatus overrides the kind's HTTP status, where the vendor answers with another one.
func (e *Error) WithStatus(status int) *Error {
	e.Status = status
	return e
}

// WithDetails attaches what the dialect may need to word the refusal.
func (e *Error) WithDetails(details any) *Error {
	e.Details = details
	return e
}

// HTTPStatus is the status to answer with when the vendor's dialect does not choose one itself.
func (e *Error) HTTPStatus() int {
	if e.Status != 0 {
		return e.Status
	}
	return statuses[e.Kind]
}

func (e *Error) Error() string {
	text := e.Message
	if e.Code != "" {
		text = e.Code + ": " + text
	}
	if e.Reason != "" {
		text += " (" + e.Reason + ")"
	}
	return text
}

// From finds the Error in err's chain. Anything else is a defect of ours: it becomes Internal, its text only a reason.
func From(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return New(Internal, "", "Internal error").Because("%v", err)
}
