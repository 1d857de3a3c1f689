package pam360

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/understudy/understudy/mock/heads/pam360/api"
	"github.com/understudy/understudy/mock/internal/engine"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// nameOf is the name that the operation has on the wire, in successes and refusals alike.
func nameOf(ctx context.Context) string { return engine.From(ctx).Op.WireName }

// id writes an id. Clients join ids to paths and refuse numbers (kenny's model, the vendor's extension).
func id(n int64) string { return strconv.FormatInt(n, 10) }

// flag writes a switch the way account and resource data do.
func flag(on bool) string { return strconv.FormatBool(on) }

// never is what stands for a time that has not come, and for a description that an account does not have.
const never = "N/A"

// stamp writes a time as the vendor does: MMM d, yyyy hh:mm AM in the server's local time, which is UTC here.
func stamp(t time.Time) string { return t.UTC().Format("Jan 2, 2006 03:04 PM") }

func stampOr(t *time.Time) string {
	if t == nil {
		return never
	}
	return stamp(*t)
}

// text is an optional text of the input; absent is empty.
func text(given *string) string {
	if given == nil {
		return ""
	}
	return *given
}

func pointer[T any](v T) *T { return &v }

// rows makes the Details of a list: absent, not empty, where there is nothing to show.
func rows[From, To any](list []From, render func(From) To) []To {
	if len(list) == 0 {
		return nil
	}
	rendered := make([]To, 0, len(list))
	for _, item := range list {
		rendered = append(rendered, render(item))
	}
	return rendered
}

// compact writes JSON that goes inside other JSON: without blanks, and with <, > and & as they are.
func compact(v any) (json.RawMessage, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return nil, fmt.Errorf("pam360: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// The status codes that newer builds add to every reply.
const (
	codeSuccess = 20000
	codeFailed  = 40000
	codeDefect  = 50001
)

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

// number is an optional number of the input; absent is 0.
func number[T int | int64](given *T) T {
	if given == nil {
		return 0
	}
	return *given
}

// idOf is an id that the input gives as a number.
func idOf(given *int) *string {
	if given == nil {
		return nil
	}
	return pointer(id(int64(*given)))
}

func fieldInput(in api.CustomFieldInput) state.FieldInput {
	return state.FieldInput{Label: in.CustomLabel, Value: in.CustomValue}
}

func customField(f state.FieldValue) api.CustomField {
	return api.CustomField{Label: f.Label, Type: string(f.Type), Value: f.Value, ColumnName: f.Column}
}

// bulk is the result and the Details of a call about several items. Details tell what became of each, in an object whose one member is
// named like the item. Where every item was refused the call has failed, in the words about the first of them.
func bulk(ctx context.Context, message string, outcomes []state.Outcome) (api.Result, []api.BulkItem) {
	ex := engine.From(ctx)
	items := rows(outcomes, func(o state.Outcome) api.BulkItem {
		if o.Refused != nil {
			o.Name = ex.Repeated(o.Name)
		}
		return api.BulkItem{o.Name: {Status: o.Status}}
	})
	if len(outcomes) == 0 || slices.ContainsFunc(outcomes, func(o state.Outcome) bool { return o.Refused == nil }) {
		return done(message), items
	}
	ex.Remark("%s", outcomes[0].Refused.Reason)
	return failed(outcomes[0].Status, codeFailed), items
}
