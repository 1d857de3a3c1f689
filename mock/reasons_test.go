package mock_test

import (
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/openapi"
)

var (
	otherMethods = regexp.MustCompile(`^(\S+) is not served at this path; ([A-Z, ]+) is$`)
	nearby       = regexp.MustCompile(`; the nearest is (\w+): ([A-Z]+) (\S+)$`)
	respelled    = regexp.MustCompile(`the older spelling (/\S+) of (/[^\s;]+)`)
	unknown      = regexp.MustCompile(`^no operation of this API matches \S+ .*, neither one that is served nor one that is known; `)
)

// TestEveryReasonForAPathThatIsNotServedIsTrue asks every API, without signing in, for what clients get wrong, and holds each sentence
// of the refusal against the document.
func TestEveryReasonForAPathThatIsNotServedIsTrue(t *testing.T) {
	t.Parallel()
	server := start(t)
	for _, head := range []string{"code42", "pam360"} {
		doc, err := openapi.Load(head)
		require.NoError(t, err)
		address, err := url.Parse(server.URL(head))
		require.NoError(t, err)
		said := map[string]int{}
		for _, asked := range mistaken(doc, 600) {
			method, path, _ := strings.Cut(asked, " ")
			req, err := http.NewRequestWithContext(t.Context(), method, address.String(), nil)
			require.NoError(t, err)
			req.URL.Opaque = path // as it stands
			res, err := client.Do(req)
			require.NoError(t, err)
			require.NoError(t, res.Body.Close())
			got, served := httptest.NewRequest(http.MethodGet, path, nil).URL, method
			if method == http.MethodHead {
				served = http.MethodGet
			}
			meant := got.EscapedPath()
			for _, spelling := range respelled.FindAllStringSubmatch(res.Header.Get("X-Understudy-Forgave"), -1) {
				meant = strings.Replace(meant, spelling[1], spelling[2], 1)
			}
			said[holds(t, doc, asked, served, meant, res)]++
		}
		for _, kind := range []string{"method", "near", "known", "unknown", "served"} {
			assert.Greater(t, said[kind], 20, "%s: %s: %v", head, kind, said)
		}
	}
}

// holds checks one answer and says of what kind it is.
func holds(t *testing.T, doc *openapi.Document, asked, method, path string, res *http.Response) string {
	t.Helper()
	reason := res.Header.Get("X-Understudy-Reason")
	matches := func(method string) bool { _, _, ok := doc.Match(method, path); return ok }
	_, known := doc.FindUnserved(method, path)
	other := otherMethods.FindStringSubmatch(reason)
	if !strings.Contains(reason, " is not served") && !strings.Contains(reason, "no operation of this API matches") {
		return "served" // as documented, or in a spelling that the head forgives
	}
	assert.False(t, matches(method), "%s is served, yet: %s", asked, reason)
	near := nearby.FindStringSubmatch(reason)
	if near != nil {
		op := doc.Nearest(method, path)
		if assert.NotNil(t, op, "%s: %s", asked, reason) {
			assert.Equal(t, []string{op.ID, op.Method, op.Path}, near[1:], asked)
		}
	}
	switch {
	case other != nil:
		for _, m := range strings.Split(other[2], ", ") {
			assert.True(t, matches(m), "%s: %s", asked, reason)
		}
		assert.Equal(t, doc.OtherMethod, res.StatusCode, asked)
		assert.Equal(t, doc.OtherMethod == http.StatusMethodNotAllowed, res.Header.Get("Allow") != "", asked)
		return "method"
	case known:
		assert.Contains(t, reason, " is not served: ", asked)
		assert.Equal(t, http.StatusNotImplemented, res.StatusCode, asked)
		return "known"
	case near != nil:
		assert.Equal(t, http.StatusNotFound, res.StatusCode, asked)
		return "near"
	}
	assert.Regexp(t, unknown, reason, asked)
	assert.Nil(t, doc.Nearest(method, path), "%s: %s", asked, reason)
	assert.Equal(t, http.StatusNotFound, res.StatusCode, asked)
	return "unknown"
}

// mistaken makes methods and paths of a document's, served or not, by what goes wrong with them.
func mistaken(doc *openapi.Document, n int) []string {
	var templates []string
	for _, op := range doc.Operations {
		templates = append(templates, op.Path)
	}
	for _, u := range doc.Unserved {
		path, _, _ := strings.Cut(u.Path, "?")
		templates = append(templates, path)
	}
	templates = append(templates, "/", "/v1/cases", "/api/v1/case", "/nothing/at/all")
	methods := []string{"GET", "GET", "GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "BREW", "get", "Post"}
	words := []string{"case", "v1", "v2", "api", "users", "1", "a%2Fb", "a%20b%2f", "xURL", "alarms", "getAll", "%25"}
	chance := rand.New(rand.NewPCG(7, 7))
	var asked []string
	for range n {
		parts := strings.Split(templates[chance.IntN(len(templates))][1:], "/")
		i := chance.IntN(len(parts))
		switch chance.IntN(8) {
		case 0:
			parts[i] = words[chance.IntN(len(words))]
		case 1:
			parts[i] = strings.ToUpper(parts[i])
		case 2:
			parts = slices.Insert(parts, i, words[chance.IntN(len(words))])
		case 3:
			parts = append(parts, words[chance.IntN(len(words))])
		case 4:
			parts[len(parts)-1] += "s"
		case 5:
			parts = parts[:i+1]
		}
		path := "/" + strings.NewReplacer("{", "", "}", "").Replace(strings.Join(parts, "/"))
		asked = append(asked, methods[chance.IntN(len(methods))]+" "+path)
	}
	return asked
}

func TestNothingNearIsFoundForWhatNobodyHas(t *testing.T) {
	t.Parallel()
	doc, err := openapi.Load("code42")
	require.NoError(t, err)
	for path, want := range map[string]string{
		"/api/v1/case": "", "/v1/oauth": "", "/v1/cases": "", "/v1": "getStoredValue", "/api": "", "/api/v1": "", "/api/v1/Computers": "listDevices",
		"/api/v1/Usr": "listUsers", "/User": "listUsers", "/api/v1/user/7": "getUser", "/api/v3/roles": "listAvailableRoles",
	} {
		id := ""
		if near := doc.Nearest("GET", path); near != nil {
			id = near.ID
		}
		assert.Equal(t, want, id, path)
	}
}

// TestAnOperationThatIsNotServedYetIsNotImplementedAndSaysSoInTheVendorsEnvelope: clients take 404 for "no such id", and show what is in
// the answer, never its headers.
func TestAnOperationThatIsNotServedYetIsNotImplementedAndSaysSoInTheVendorsEnvelope(t *testing.T) {
	t.Parallel()
	server := start(t)
	said := map[string]func(body []byte) string{
		"code42": func(body []byte) string {
			var list []struct{ Name, Description string }
			require.NoError(t, json.Unmarshal(body, &list), "%s", body)
			require.Len(t, list, 1)
			assert.Equal(t, "SYSTEM", list[0].Name)
			return list[0].Description
		},
		"pam360": func(body []byte) string {
			var answer struct {
				Operation struct {
					Result struct{ Status, Message string }
				}
			}
			require.NoError(t, json.Unmarshal(body, &answer), "%s", body)
			assert.Equal(t, "Failed", answer.Operation.Result.Status)
			return answer.Operation.Result.Message
		},
	}
	for head, read := range said {
		doc, err := openapi.Load(head)
		require.NoError(t, err)
		require.NotEmpty(t, doc.Unserved)
		for _, u := range doc.Unserved {
			req, err := http.NewRequestWithContext(t.Context(), u.Method, server.URL(head)+strings.NewReplacer("{", "", "}", "").Replace(u.Path), nil)
			require.NoError(t, err)
			res, err := client.Do(req)
			require.NoError(t, err)
			body, err := io.ReadAll(res.Body)
			require.NoError(t, err)
			require.NoError(t, res.Body.Close())
			assert.Equal(t, http.StatusNotImplemented, res.StatusCode, u.ID)
			assert.Empty(t, res.Header.Get("Retry-After"), "%s will not be there in a moment", u.ID)
			assert.Contains(t, read(body), "Not implemented: "+u.String()+" is not served: "+u.Reason, u.ID)
		}
	}
}
