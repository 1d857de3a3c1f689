package pam360

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/understudy/understudy/mock/heads/pam360/inputdata"
	"github.com/understudy/understudy/mock/internal/engine"
	"github.com/understudy/understudy/mock/internal/fail"
)

// The names of the token's header and of the parameter that carries all structured input.
const (
	tokenHeader    = "AUTHTOKEN"
	appTokenHeader = "APP_AUTHTOKEN"
	inputData      = "INPUT_DATA"
)

// formMedia is the content type that the documentation has.
const formMedia = "application/x-www-form-urlencoded"

// maxInput bounds INPUT_DATA. The engine's bound on bodies is lower; this one is there because reading needs one.
const maxInput = 8 << 20

// Tidy gathers the token and the input from wherever clients put them, and leaves both where the documentation has them.
func (d dialect) Tidy(ex *engine.Exchange) error {
	defer d.documented(ex)
	r := ex.Request
	tidyMove(ex, r)
	in, err := inputdata.Extract(r, sentQuery(r), maxInput)
	query, _ := url.ParseQuery(r.URL.RawQuery) // the engine has escaped what this would drop
	tidyToken(ex, r, query)
	for _, name := range []string{tokenHeader, appTokenHeader, "APP_NAME", "APP_TYPE", inputData} { // the two are said beside a token
		query.Del(name)
	}
	if err == nil && in.Text != "" {
		err = d.putInput(ex, r, query, in)
	}
	r.URL.RawQuery = query.Encode()
	switch {
	case err == nil:
		return nil
	case !in.Found && !d.takesInput(r): // what the vendor does not look at
		return nil
	case in.Cut:
		err = fmt.Errorf("%w; an ampersand ended it, which has to be written %%26", err)
	}
	return fail.New(fail.Invalid, "", "INPUT_DATA could not be read").Because("%v", err)
}

// sentQuery is the query as it was sent: the engine has mended the other.
func sentQuery(r *http.Request) string {
	if _, query, ok := strings.Cut(r.RequestURI, "?"); ok {
		return query
	}
	return r.URL.RawQuery
}

// putInput leaves the input in the query of a GET and in the form of everything else.
func (d dialect) putInput(ex *engine.Exchange, r *http.Request, query url.Values, in inputdata.Input) error {
	document, forgiven, err := inputdata.Parse(in.Text, d.detailsKey(r))
	if err != nil {
		return err
	}
	ex.Forgive(forgiven...)
	if in.Again {
		ex.Forgive(inputData + " is given more than once, and the first value taken")
	}
	media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if in.Raw && !in.InQuery {
		ex.Forgive(inputData + " not escaped in a form: a plus in it is a blank, and %41 an A")
	}
	if r.Method == http.MethodGet {
		query.Set(inputData, string(document))
		return nil
	}
	switch {
	case in.InQuery:
		ex.Forgive(inputData + " in the query of a " + r.Method)
	case media != formMedia:
		ex.Forgive(inputData + " in a body of content type " + strings.TrimSpace(`"`+r.Header.Get("Content-Type")+`"`))
	}
	form := []byte(url.Values{inputData: {string(document)}}.Encode())
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(form)), int64(len(form))
	r.Header = r.Header.Clone()
	r.Header.Set("Content-Type", formMedia)
	return nil
}

// tokenHeaders are the names as a header has them, so that they need not be made of each request.
var tokenHeaders = [...]string{http.CanonicalHeaderKey(tokenHeader), http.CanonicalHeaderKey(appTokenHeader)}

// tidyToken finds the token: in a header, in the query as older clients have it, or at the path's end. The header is left.
func tidyToken(ex *engine.Exchange, r *http.Request, query url.Values) {
	token := ""
	take := func(value, where string) {
		switch {
		case value == "" || value == token:
		case token != "":
			ex.Forgive("another token besides the one that is taken")
		default:
			if token = value; where != "" {
				ex.Forgive("the token in " + where)
			}
		}
	}
	for _, name := range tokenHeaders {
		for _, value := range r.Header[name] {
			take(value, "")
		}
	}
	for _, name := range []string{tokenHeader, appTokenHeader} {
		for _, value := range query[name] {
			take(value, "the query")
		}
	}
	if scheme, bearer, ok := strings.Cut(r.Header.Get("Authorization"), " "); ok && token == "" && strings.EqualFold(scheme, "Bearer") {
		take(strings.TrimSpace(bearer), "an Authorization header")
	}
	if last, ok := cutToken(r.URL); ok {
		take(last, "the path")
	}
	r.Header = r.Header.Clone()
	r.Header[tokenHeaders[0]] = []string{token}
}

// cutToken takes the token off the end of a path. It looks at the path as it was sent: a name that looks like a token, or has a slash
// in it, is escaped there.
func cutToken(u *url.URL) (token string, found bool) {
	sent := u.EscapedPath()
	at := strings.LastIndexByte(sent, '/')
	last, found := strings.CutPrefix(sent[at+1:], tokenHeader+"=")
	if !found || at < 0 {
		return "", false
	}
	rest, err := url.PathUnescape(sent[:at])
	if err != nil {
		return "", false // not to be: net/url has unescaped the whole
	}
	if u.Path = rest; u.RawPath != "" {
		u.RawPath = sent[:at]
	}
	if token, err = url.PathUnescape(last); err != nil {
		return last, true
	}
	return token, true
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

// tidyMove finds a move of access control under its other paths, and as a PUT. What is before the last segment stays as it came: it is
// looked at as it was sent, where a slash in an id is escaped.
func tidyMove(ex *engine.Exchange, r *http.Request) {
	dir, last := path.Split(r.URL.EscapedPath())
	if move := moves[last]; (r.Method == http.MethodPost || r.Method == http.MethodPut) && move != "" && accountPath.MatchString(dir) {
		if move != last {
			ex.Forgive("the path's end " + last)
			r.URL.Path = strings.TrimSuffix(r.URL.Path, last) + move
			if r.URL.RawPath != "" {
				r.URL.RawPath = dir + move
			}
		}
		if r.Method == http.MethodPut {
			ex.Forgive(move + " by " + r.Method)
			r.Method = http.MethodPost
		}
	}
}

var accountPath = regexp.MustCompile(`^/restapi/json/v1/accounts/[^/]+/$`)

// detailsKey is how the operation's documentation spells the wrapper: some have "Details", the newer ones "details". What names no
// operation, or one that takes no input, has "Details".
func (d dialect) detailsKey(r *http.Request) string {
	if op, _, ok := d.doc.Match(r.Method, echo.GetPath(r)); ok {
		if names := op.InputProperties("operation"); len(names) == 1 {
			return names[0]
		}
	}
	return "Details"
}

func (d dialect) takesInput(r *http.Request) bool {
	op, _, ok := d.doc.Match(r.Method, echo.GetPath(r))
	return ok && op.InputProperties() != nil
}
