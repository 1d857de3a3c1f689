// Package client_test holds all generated clients to what they promise of every operation.
package client_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/client/code42"
	"github.com/understudy/understudy/client/pam360"
)

// canned answers every request in the same way.
type canned struct {
	status int
	kind   string
	body   io.Reader
	length int64
}

func text(status int, kind, body string) func() canned {
	return func() canned { return canned{status, kind, strings.NewReader(body), int64(len(body))} }
}

// Do implements each client's HttpRequestDoer.
func (c canned) Do(req *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: c.status, Header: http.Header{"Content-Type": {c.kind}}, Body: io.NopCloser(c.body), ContentLength: c.length, Request: req,
	}, nil
}

// cut is a body that ends before its time.
type cut struct{}

func (cut) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// bodyType is what oapi-codegen gives methods with a body of the caller's own.
var (
	contextType = reflect.TypeFor[context.Context]()
	readerType  = reflect.TypeFor[io.Reader]()
)

// each calls every operation of a client by its method that decodes, and hands over what comes back.
func each(t *testing.T, client any, check func(operation string, answer reflect.Value, err error)) {
	t.Helper()
	methods, called := reflect.ValueOf(client), 0
	for i := range methods.NumMethod() {
		name := methods.Type().Method(i).Name
		if !strings.HasSuffix(name, "WithResponse") {
			continue
		}
		method := methods.Method(i)
		var args []reflect.Value
		for j := range method.Type().NumIn() - 1 { // without the editors
			switch kind := method.Type().In(j); {
			case kind == contextType:
				args = append(args, reflect.ValueOf(t.Context()))
			case kind == readerType:
				args = append(args, reflect.ValueOf(strings.NewReader("{}")))
			case kind.Kind() == reflect.String:
				args = append(args, reflect.ValueOf("7").Convert(kind))
			case kind.Kind() == reflect.Pointer:
				args = append(args, reflect.New(kind.Elem()))
			default:
				args = append(args, reflect.Zero(kind))
			}
		}
		results := method.Call(args)
		err, _ := results[1].Interface().(error)
		check(name, results[0], err)
		called++
	}
	assert.Greater(t, called, 60)
}

// decoded are the fields of an answer that hold what was decoded, by the status that they are for.
func decoded(answer reflect.Value) map[string]reflect.Value {
	fields, kind := map[string]reflect.Value{}, answer.Type().Elem()
	for i := range kind.NumField() {
		if status, ok := strings.CutPrefix(kind.Field(i).Name, "JSON"); ok {
			fields[status] = reflect.Value{}
			if !answer.IsNil() {
				fields[status] = answer.Elem().Field(i)
			}
		}
	}
	return fields
}

func clients(t *testing.T, answer func() canned) map[string]any {
	t.Helper()
	doer := doer(answer)
	c, err := code42.NewClientWithResponses("http://x/", code42.WithHTTPClient(doer))
	require.NoError(t, err)
	p, err := pam360.NewClientWithResponses("http://x/", pam360.WithHTTPClient(doer))
	require.NoError(t, err)
	whole, err := pam360.New("http://x/", "token", pam360.WithClient(&http.Client{Transport: transport(answer)}))
	require.NoError(t, err)
	return map[string]any{"code42": c, "pam360": p, "pam360, with its sender": whole.ClientWithResponses}
}

type doer func() canned

func (d doer) Do(req *http.Request) (*http.Response, error) { return d().Do(req) }

type transport func() canned

func (t transport) RoundTrip(req *http.Request) (*http.Response, error) { return t().Do(req) }

// TestEveryOperationDecodesWhateverTheLabelSays: a proxy, or an old build, labels JSON as text.
func TestEveryOperationDecodesWhateverTheLabelSays(t *testing.T) {
	t.Parallel()
	const envelope = `{"operation":{"result":{"status":"Success","message":""},"name":"X"}}`
	for _, kind := range []string{"application/json;charset=UTF-8", "text/plain", "text/html", "application/octet-stream", "", "no type at all;;"} {
		for _, mark := range []string{"", "\ufeff", " \r\n"} {
			for _, status := range []int{http.StatusOK, http.StatusCreated} {
				for name, client := range clients(t, text(status, kind, mark+envelope)) {
					each(t, client, func(operation string, answer reflect.Value, err error) {
						field, ok := decoded(answer)[fmt.Sprint(status)]
						if !ok || err != nil && strings.Contains(err.Error(), "cannot unmarshal object") { // it is a list that is described
							return
						}
						require.NoError(t, err, "%s %s as %q", name, operation, kind)
						assert.False(t, field.IsNil(), "%s %s as %q", name, operation, kind)
					})
				}
			}
		}
	}
}

// TestNoOperationSucceedsWithoutTheAnswerThatIsDescribed: the caller would meet a nil pointer.
func TestNoOperationSucceedsWithoutTheAnswerThatIsDescribed(t *testing.T) {
	t.Parallel()
	const page = "<!DOCTYPE html><title>Sign in</title>"
	for what, answer := range map[string]func() canned{
		"empty":              text(200, "application/json", ""),
		"blank":              text(200, "application/json", " \r\n"),
		"null":               text(200, "application/json", "null"),
		"a page":             text(200, "text/html", page),
		"a page called JSON": text(200, "application/json", "\n"+page),
		"cut short":          text(200, "application/json", `{"data":{"a":`),
		"cut off": func() canned {
			return canned{200, "application/json", io.MultiReader(strings.NewReader(`{`), cut{}), -1}
		},
		"a text":                 text(200, "application/json", `"ok"`),
		"a number":               text(200, "application/json", `7`),
		"more than one":          text(200, "application/json", `{}{}`),
		"nothing, described":     text(204, "", ""),
		"accepted":               text(202, "application/json", "{}"),
		"partial":                text(206, "application/json", "{}"),
		"unknown":                text(299, "text/plain", "x"),
		"announced as too long":  func() canned { return canned{200, "application/json", bytes.NewReader(nil), 1 << 40} },
		"created, and not asked": text(201, "application/json", ""),
	} {
		for name, client := range clients(t, answer) {
			each(t, client, func(operation string, answer reflect.Value, err error) {
				fields := decoded(answer)
				switch {
				case err == nil && len(fields) > 0:
					for status, field := range fields {
						assert.False(t, field.IsNil(), "%s %s, %s: no error and no JSON%s", name, operation, what, status)
					}
				case err == nil:
					assert.NotContains(t, []string{"a page", "a page called JSON", "cut off", "accepted", "partial", "unknown", "announced as too long"}, what, "%s %s", name, operation)
				}
			})
		}
	}
}

// TestAWrongAnswerSaysWhatWasAskedAndWhatCame, and not the query, which may hold secrets.
func TestAWrongAnswerSaysWhatWasAskedAndWhatCame(t *testing.T) {
	t.Parallel()
	for name, client := range clients(t, text(200, "text/html", "<html>")) {
		each(t, client, func(operation string, _ reflect.Value, err error) {
			if assert.Error(t, err, "%s %s", name, operation) {
				assert.Regexp(t, `^(code42|pam360): [A-Z]+ /\S+: answered 200 with content type "text/html": the body is HTML or XML, perhaps of a proxy$|no such answer is described$`, err.Error())
				assert.NotContains(t, err.Error(), "?")
			}
		})
	}
}
