package pam360

import (
	"bytes"
	"cmp"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/understudy/understudy/mock/heads/pam360/api"
	"github.com/understudy/understudy/mock/heads/pam360/inputdata"
	"github.com/understudy/understudy/mock/internal/engine"
	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/tenant"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// dialect is the vendor's manners: who is calling, in which of many ways the input comes, and how to say no.
type dialect struct{ *Server }

// The names of the token's header and of the parameter that carries all structured input.
const (
	tokenHeader    = "AUTHTOKEN"
	appTokenHeader = "APP_AUTHTOKEN"
	inputData      = "INPUT_DATA"
)

// maxInput bounds INPUT_DATA. The engine's bound on bodies is lower; this one is there because reading needs one.
const maxInput = 8 << 20

// Tidy gathers the token and the input from wherever clients put them, and leaves both where the documentation has them.
func (d dialect) Tidy(ex *engine.Exchange) error {
	r := ex.Request
	tidyMove(ex, r)
	in, err := inputdata.Extract(r, maxInput)
	cameInQuery := strings.Contains(r.URL.RawQuery, inputData+"=")
	query, _ := url.ParseQuery(inputdata.Without(r.URL.RawQuery)) // the engine has escaped what this would drop
	tidyToken(ex, r, query)
	query.Del(tokenHeader)
	query.Del(appTokenHeader)
	if err == nil && in.Found && in.Text != "" {
		var document []byte
		var forgiven []string
		if document, forgiven, err = inputdata.Parse(in.Text, detailsKey(r)); err == nil {
			ex.Forgive(forgiven...)
			putInput(ex, r, query, document, cameInQuery, in.Raw)
		}
	}
	r.URL.RawQuery = query.Encode()
	if err != nil {
		return fail.New(fail.Invalid, "", "INPUT_DATA could not be read").Because("%v", err)
	}
	return nil
}

// putInput leaves the input in the query of a GET and in the form of everything else.
func putInput(ex *engine.Exchange, r *http.Request, query url.Values, document []byte, cameInQuery, raw bool) {
	if r.Method == http.MethodGet {
		query.Set(inputData, string(document))
		return
	}
	if cameInQuery {
		ex.Forgive(inputData + " in the query of a " + r.Method)
	} else if media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); media == formMedia && raw {
		ex.Forgive(inputData + " not escaped in a form")
	} else if media != formMedia {
		ex.Forgive(inputData + " in a body of content type " + strings.TrimSpace(`"`+r.Header.Get("Content-Type")+`"`))
	}
	form := []byte(url.Values{inputData: {string(document)}}.Encode())
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(form)), int64(len(form))
	r.Header = r.Header.Clone()
	r.Header.Set("Content-Type", formMedia)
}

// tidyToken finds the token: in a header, in the query as older clients have it, or at the path's end. The header is left.
func tidyToken(ex *engine.Exchange, r *http.Request, query url.Values) {
	token := r.Header.Get(tokenHeader)
	take := func(value, where string) {
		if token == "" && value != "" {
			token = value
			if where != "" {
				ex.Forgive("the token in " + where)
			}
		}
	}
	take(r.Header.Get(appTokenHeader), "")
	take(query.Get(tokenHeader), "the query")
	take(query.Get(appTokenHeader), "the query")
	if scheme, bearer, ok := strings.Cut(r.Header.Get("Authorization"), " "); ok && strings.EqualFold(scheme, "Bearer") {
		take(strings.TrimSpace(bearer), "an Authorization header")
	}
	if last, ok := cutToken(r.URL); ok {
		take(last, "the path")
	}
	r.Header = r.Header.Clone()
	r.Header.Set(tokenHeader, token)
}

// moves are the last segments of the paths on which clients may look for the moves of access control, whose real paths nobody has
// seen, with those that the specification has.
var moves = map[string]string{
	"approve": "approvepasswordrequest", "approvepasswordrequest": "approvepasswordrequest",
	"reject": "rejectpasswordrequest", "rejectpasswordrequest": "rejectpasswordrequest",
	"checkout": "checkoutpassword", "checkoutpassword": "checkoutpassword",
	"checkin": "checkinpassword", "checkinpassword": "checkinpassword",
	"admincheckin": "admincheckin",
}

// tidyMove finds a move of access control under its other paths, and as a PUT. What is before the last segment stays as it came.
func tidyMove(ex *engine.Exchange, r *http.Request) {
	dir, last := path.Split(r.URL.Path)
	if move := moves[last]; (r.Method == http.MethodPost || r.Method == http.MethodPut) && move != "" && accountPath.MatchString(dir) {
		if move != last {
			ex.Forgive("the path's end " + last)
			r.URL.Path = dir + move
			if r.URL.RawPath != "" {
				r.URL.RawPath = strings.TrimSuffix(r.URL.RawPath, last) + move
			}
		}
		if r.Method == http.MethodPut {
			ex.Forgive(move + " by " + r.Method)
			r.Method = http.MethodPost
		}
	}
}

var accountPath = regexp.MustCompile(`^/restapi/json/v1/accounts/[^/]+/$`)

// detailsKey is how the operation's documentation spells the wrapper: the newer ones in lower case.
func detailsKey(r *http.Request) string {
	lower := strings.ToLower(r.URL.Path)
	for _, newer := range []string{"/resourcegroup", "/agents/agentkey", "/organizations"} {
		if strings.Contains(lower, newer) && !strings.HasSuffix(lower, "sociateresources") && !strings.HasSuffix(lower, "/share") {
			return "details"
		}
	}
	return "Details"
}

// Authenticate finds the tenant by the token's last group, the user by the rest, and refuses a user without the right.
func (d dialect) Authenticate(ex *engine.Exchange) error {
	ex.Tenant, ex.State = tenant.DefaultName, worldOf(d.tenants.Default())
	token := ex.Request.Header.Get(tokenHeader)
	t := d.tenants.Default()
	if tag, ok := state.TagOf(token); ok {
		if fork, ok := d.tenants.ByTag(tag); ok {
			t = fork
		}
	}
	ex.Tenant, ex.State = t.Name, worldOf(t)
	from, _, err := net.SplitHostPort(ex.Request.RemoteAddr)
	if err != nil {
		from = ex.Request.RemoteAddr
	}
	var actor state.Actor
	if err := worldOf(t).Read(state.Actor{}, func(tx *state.Tx) (err error) {
		actor, err = tx.Caller(token, from, ex.Request.Header.Get("orgName"))
		return err
	}); err != nil {
		return err
	}
	actor.Agent, actor.Address = ex.Request.UserAgent(), from
	ex.Caller, ex.CallerName = actor, actor.Name
	if !actor.May(ex.Op.Permission) {
		return fail.New(fail.Forbidden, "", "You do not have permission to perform this operation").
			Because("%s needs the right %s, which the role of %s does not give", ex.Op.ID, ex.Op.Permission, actor.Name)
	}
	return nil
}

// The status codes that newer builds add to every reply.
const (
	codeSuccess = 20000
	codeFailed  = 40000
	codeDefect  = 50001
)

// authenticationName is the operation name of every refused token, whatever was asked.
const authenticationName = "Authentication"

// WriteError answers 200 with the status Failed, as the vendor does for whatever reaches an operation.
func (d dialect) WriteError(ex *engine.Exchange, e *fail.Error) {
	status, code := http.StatusOK, codeFailed
	switch e.Kind {
	case fail.NoRoute, fail.MethodNotAllowed, fail.TooLarge, fail.TooMany:
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
	if e.Kind == fail.Invalid && e.Details != nil && e.Reason != "" {
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

// done is the result of an operation that did what it was asked to.
func done(message string) api.Result {
	return api.Result{Message: message, Status: api.ResultSuccess, StatusCode: pointer(codeSuccess)}
}

// contentType is inferred.
const contentType = "application/json;charset=UTF-8"

// typed gives every answer of the generated code the vendor's content type; the generated code leaves out the charset.
func typed(next api.StrictHandlerFunc, _ string) api.StrictHandlerFunc {
	return func(ctx echo.Context, request any) (any, error) {
		ctx.Response().Before(func() { ctx.Response().Header().Set("Content-Type", contentType) })
		return next(ctx, request)
	}
}

var _ engine.Vendor = dialect{}
