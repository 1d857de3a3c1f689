package pam360

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/understudy/understudy/client/internal/guard"
)

// sender is the one path that every request takes. It is the generated client's HttpRequestDoer.
type sender struct {
	client  *http.Client
	base    *url.URL
	token   string
	orgName string
	agent   string
}

var _ HttpRequestDoer = (*sender)(nil)

// Do sends a request in the vendor's form and turns refusals into errors.
func (s *sender) Do(req *http.Request) (*http.Response, error) {
	out, err := s.prepare(req)
	if err != nil {
		return nil, err
	}
	resp, err := s.client.Do(out) //nolint:gosec // the address is the caller's
	if err != nil {
		return nil, connectionError(out, err)
	}
	return judge(resp)
}

// prepare returns the request as the vendor wants it.
func (s *sender) prepare(req *http.Request) (*http.Request, error) {
	path, ours := strings.CutPrefix(req.URL.EscapedPath(), s.base.EscapedPath())
	if !ours || req.URL.Host != s.base.Host || req.URL.Scheme != s.base.Scheme {
		return nil, &ArgumentError{"path", "the request is not for this server"} // a parameter of dots, or an editor's doing
	}
	if strings.HasSuffix(path, "/") || strings.Contains(path, "//") {
		return nil, &ArgumentError{"path", "an id or a name in it is empty"}
	}
	out := req.Clone(req.Context())
	if err := toForm(out); err != nil {
		return nil, err
	}
	out.Header.Set("AUTHTOKEN", s.token)
	if s.orgName != "" && out.Header.Get("orgName") == "" {
		out.Header.Set("orgName", s.orgName)
	}
	out.Header.Set("User-Agent", s.agent)
	if out.Header.Get("Accept") == "" {
		out.Header.Set("Accept", "application/json")
	}
	return out, nil
}

// inputData is the parameter that carries all structured input: in the query for GET, where the generated client puts it, and in
// a form for other methods.
const inputData = "INPUT_DATA"

// toForm puts a JSON body into a form. Other bodies stay as they are.
func toForm(req *http.Request) error {
	if req.Body == nil || req.Body == http.NoBody {
		return nil
	}
	if kind, _, err := mime.ParseMediaType(req.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return nil //nolint:nilerr // a body without a readable type is not JSON
	}
	text, err := io.ReadAll(req.Body)
	_ = req.Body.Close()
	if err != nil {
		return &ArgumentError{"body", "it cannot be read"}
	}
	// A blank becomes %20, not +: every reader of forms and every reader of URLs understands that.
	form := inputData + "=" + strings.ReplaceAll(url.QueryEscape(string(text)), "+", "%20")
	req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(form)), nil }
	req.Body, _ = req.GetBody()
	req.ContentLength = int64(len(form))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return nil
}

func connectionError(req *http.Request, err error) error {
	return &ConnectionError{Method: req.Method, URL: printable(req.URL), Err: guard.WithoutURL(err)}
}

// printable is a URL without what may be secret.
func printable(u *url.URL) string {
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path, RawPath: u.RawPath}).String()
}

// envelope is what every answer that is not a file says about itself.
type envelope struct {
	Operation *struct {
		Name   string
		Result struct {
			Status     string
			Message    string
			StatusCode json.Number
		}
	}
}

// judge passes a success on and turns anything else into an error.
func judge(resp *http.Response) (*http.Response, error) {
	success := resp.StatusCode >= 200 && resp.StatusCode <= 299
	if success && !isText(resp.Header) && !isObject(resp) {
		return resp, nil // a file
	}
	body, err := readEnvelope(resp, success)
	_ = resp.Body.Close()
	if err != nil {
		return nil, connectionError(resp.Request, err)
	}
	var e envelope
	_ = json.Unmarshal(bytes.TrimPrefix(body, []byte("\ufeff")), &e) // a member of an unexpected type leaves the others readable
	if e.Operation == nil {
		return unwrapped(resp, body, success)
	}
	result := e.Operation.Result
	if success && (result.Status == "Success" || result.Status == "true") { // the page about tokens shows "true"
		resp.Body = io.NopCloser(bytes.NewReader(body))
		return resp, nil
	}
	refusal := &OperationError{Operation: beginning(e.Operation.Name), Message: beginning(result.Message), HTTPStatus: resp.StatusCode}
	if code, err := strconv.Atoi(result.StatusCode.String()); err == nil { // one that is no such number is none
		refusal.StatusCode = code
	}
	if refusal.Operation == "" {
		refusal.Operation = operationOf(resp)
	}
	if e.Operation.Name == "Authentication" {
		return nil, &AuthenticationError{refusal}
	}
	return nil, refusal
}

// How much is kept of an answer outside 200 to 299, and of each text of a refusal.
const (
	maxErrorBody = 1 << 20
	maxErrorText = 64 << 10
)

// readEnvelope reads an answer to its end, an error's as far as it can be of use.
func readEnvelope(resp *http.Response, success bool) ([]byte, error) {
	if success {
		return readAnswer(resp, maxAnswer)
	}
	return io.ReadAll(io.LimitReader(resp.Body, maxErrorBody))
}

// beginning is all of a text that is not too long. It is a copy, so that the answer is not kept for it.
func beginning(text string) string {
	if len(text) > maxErrorText {
		text = strings.ToValidUTF8(text[:maxErrorText], "")
	}
	return strings.Clone(text)
}

// unwrapped is for an answer that is text and not the envelope.
func unwrapped(resp *http.Response, body []byte, success bool) (*http.Response, error) {
	refusal := &OperationError{Operation: operationOf(resp), HTTPStatus: resp.StatusCode}
	switch {
	case success && len(body) == 0 && resp.StatusCode != http.StatusNoContent:
		// So the server treats an API user whose configured host name does not resolve.
		refusal.Message = "the answer is empty; the host name configured for the API user may not resolve"
		return nil, &AuthenticationError{refusal}
	case success && bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")):
		return nil, wrongAnswer(resp, "the body is not the vendor's: it has no operation", nil)
	case success:
		resp.Body = io.NopCloser(bytes.NewReader(body))
		return resp, nil
	case resp.StatusCode == statusFiltered:
		refusal.Message = "the server's security filter took the input to be harmful"
	case resp.StatusCode == http.StatusUnauthorized:
		refusal.Message = fmt.Sprintf("%.200q", body)
		return nil, &AuthenticationError{refusal}
	default:
		refusal.Message = fmt.Sprintf("%.200q", body)
	}
	return nil, refusal
}

// statusFiltered is the product's own status for input that its security filter refuses.
const statusFiltered = 599

func operationOf(resp *http.Response) string {
	return resp.Request.Method + " " + resp.Request.URL.Path
}

// isObject says whether an answer begins as an envelope does, whatever its label says.
func isObject(resp *http.Response) bool {
	text := bufio.NewReader(resp.Body)
	start, _ := text.Peek(64) // of a shorter one, all there is
	resp.Body = struct {
		io.Reader
		io.Closer
	}{text, resp.Body}
	return bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(start, []byte("\ufeff")), " \t\r\n"), []byte("{"))
}

// isText says whether an answer may be an envelope: old builds label it in several ways, but never as a file.
func isText(h http.Header) bool {
	kind, _, _ := mime.ParseMediaType(h.Get("Content-Type"))
	return kind == "" || strings.HasPrefix(kind, "text/") || strings.Contains(kind, "json")
}
