package code42

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/understudy/understudy/client/internal/guard"
)

// Kinds of refusal, for errors.Is. They follow the HTTP status alone. The vendor also answers 500 to faulty input, which is then
// ErrServer: look at the codes with HasCode.
var (
	ErrBadRequest      = errors.New("code42: bad request")
	ErrUnauthorized    = errors.New("code42: not signed in")
	ErrForbidden       = errors.New("code42: forbidden")
	ErrNotFound        = errors.New("code42: not found")
	ErrConflict        = errors.New("code42: conflict")
	ErrTooManyRequests = errors.New("code42: too many requests")
	ErrServer          = errors.New("code42: server error")
)

// Error is an answer outside 200 to 299.
type Error struct {
	Method     string
	URL        string        // without the values of parameters that may be secret
	Status     int           // HTTP status
	Codes      []ErrorItem   // the vendor's codes, where the body had any
	Body       []byte        // as received, up to 1 MiB
	RetryAfter time.Duration // how long the vendor asks to wait; 0 where it does not say, never negative

	asksToWait bool
}

// How much an error shows, of its many codes and of each text.
const (
	mostCodes   = 10
	mostOfAText = 200
	mostOfAURL  = 1000
)

// Error names the request, the status and the first codes, in one line.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "code42: %s %s: %d %s", e.Method, guard.Text(e.URL, mostOfAURL), e.Status, http.StatusText(e.Status))
	for _, code := range e.Codes[:min(len(e.Codes), mostCodes)] {
		fmt.Fprintf(&b, "; %s", guard.Text(code.Name, mostOfAText))
		if code.Description != nil && *code.Description != "" {
			fmt.Fprintf(&b, ": %s", guard.Text(*code.Description, mostOfAText))
		}
	}
	if more := len(e.Codes) - mostCodes; more > 0 {
		fmt.Fprintf(&b, "; and %d more", more)
	}
	if len(e.Codes) == 0 && len(e.Body) > 0 {
		fmt.Fprintf(&b, ": %.200q", e.Body)
	}
	return b.String()
}

// Is makes an Error one of the kinds above.
func (e *Error) Is(target error) bool {
	switch target {
	case ErrBadRequest:
		return e.Status == http.StatusBadRequest
	case ErrUnauthorized:
		return e.Status == http.StatusUnauthorized
	case ErrForbidden:
		return e.Status == http.StatusForbidden
	case ErrNotFound:
		return e.Status == http.StatusNotFound
	case ErrConflict:
		return e.Status == http.StatusConflict
	case ErrTooManyRequests:
		return e.Status == http.StatusTooManyRequests
	case ErrServer:
		return e.Status >= 500
	}
	return false
}

// HasCode says whether err is an Error with this code of the vendor's, such as "USER_DUPLICATE".
func HasCode(err error, code string) bool {
	var e *Error
	return errors.As(err, &e) && slices.ContainsFunc(e.Codes, func(item ErrorItem) bool { return item.Name == code })
}

// LoginError is a sign-in that was refused. It is also ErrUnauthorized.
type LoginError struct {
	// Username is the user name or the id of the API client.
	Username string
	// LoginType is how the vendor says that the user signs in: LOCAL2FA asks for LocalUserWithCode, CLOUDSSO rules a local
	// sign-in out. Empty for an API client and where the vendor did not tell. A user name that does not exist is LOCAL2FA.
	LoginType LoginType
	// Err is the refusal, an *Error.
	Err error
}

// Error names the user and how it is meant to sign in.
func (e *LoginError) Error() string {
	how := ""
	if e.LoginType != "" {
		how = fmt.Sprintf(" (login type %s)", guard.Text(string(e.LoginType), mostOfAText))
	}
	return fmt.Sprintf("code42: %s could not sign in%s: %v", guard.Text(e.Username, mostOfAText), how, e.Err)
}

// Unwrap returns the refusal.
func (e *LoginError) Unwrap() error { return e.Err }

func newError(req *http.Request, resp *http.Response, body []byte, now time.Time) *Error {
	e := &Error{Method: req.Method, URL: printable(req.URL), Status: resp.StatusCode, Codes: codesIn(body), Body: body}
	e.RetryAfter, e.asksToWait = retryAfter(resp.Header, now)
	return e
}

// retryAfter reads the header's two forms. A date is taken relative to the vendor's own clock where the answer shows it.
func retryAfter(h http.Header, now time.Time) (time.Duration, bool) {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if value != "" && strings.Trim(value, "0123456789") == "" {
		seconds, _ := strconv.ParseFloat(value, 64) // infinite where it is too large, which is too long to wait as well
		return guard.Seconds(seconds), true
	}
	at, err := http.ParseTime(value)
	if err != nil {
		return 0, false
	}
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		now = date
	}
	return max(0, at.Sub(now)), true
}

// codesIn finds the codes in the shapes of body that the vendor's families use. A body of another shape has none.
func codesIn(body []byte) []ErrorItem {
	var list []ErrorItem // v1, v3, v4
	if json.Unmarshal(body, &list) == nil {
		return named(list)
	}
	var object struct {
		Data    json.RawMessage // v3 and v4 have been seen to wrap the list,
		Error   json.RawMessage // and their envelope has a place for it
		Problem string          // cases, trusted activities
		// Description goes with Problem.
		Description *string
		Problems    []struct { // file events
			Type        string
			Description *string
		}
		Bulletin struct { // detection lists
			Reason string
			Text   string `json:"text$"`
		} `json:"pop-bulletin"`
	}
	if json.Unmarshal(body, &object) != nil {
		return nil
	}
	for _, wrapped := range []json.RawMessage{object.Data, object.Error} {
		if json.Unmarshal(wrapped, &list) == nil && len(list) > 0 {
			return named(list)
		}
	}
	list = []ErrorItem{{Name: object.Problem, Description: object.Description}, {Name: object.Bulletin.Reason, Description: &object.Bulletin.Text}}
	for _, p := range object.Problems {
		list = append(list, ErrorItem{Name: p.Type, Description: p.Description})
	}
	return named(list)
}

func named(list []ErrorItem) []ErrorItem {
	return slices.DeleteFunc(list, func(item ErrorItem) bool { return item.Name == "" })
}

// secretive are parts of the names of query parameters whose values are not shown.
var secretive = []string{"token", "password", "secret", "code", "auth", "key", "signature", "credential", "otp", "jwt", "session"}

// printable is a URL for people: without user information, and without values that may be secret.
func printable(u *url.URL) string {
	shown := *u
	shown.User, shown.Fragment = nil, ""
	query := shown.Query()
	for name := range query {
		lower := strings.ToLower(name)
		if slices.ContainsFunc(secretive, func(part string) bool { return strings.Contains(lower, part) }) {
			query[name] = []string{"REDACTED"}
		}
	}
	shown.RawQuery = query.Encode()
	return shown.String()
}
