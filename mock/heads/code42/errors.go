package code42

import (
	"bytes"
	"cmp"
	"encoding/json"
	"net/http"

	"github.com/understudy/understudy/mock/heads/code42/api"
	"github.com/understudy/understudy/mock/internal/engine"
	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/worlds/code42/events"
	"github.com/understudy/understudy/openapi"
)

// forms are the ways to say no, by the names that the specification gives them (x-error-form). Clients match on the status and on
// texts in the body, and never look at the form.
var forms = map[string]func(*fail.Error) any{
	"error-list":      errorList,
	"problem-details": problemDetails,
	"pop-bulletin":    popBulletin,
	"search-problems": searchProblems,
}

// WriteError renders a refusal in the form that its operation has. What belongs to no operation is refused as the authority would.
func (d dialect) WriteError(ex *engine.Exchange, e *fail.Error) {
	form := errorList
	if ex.Op != nil {
		form = forms[ex.Op.ErrorForm]
	}
	if f, ok := e.Details.(*api.SearchBadFilter); ok {
		e.Details = &api.SearchBadFilter{Operator: ex.Repeated(f.Operator), Term: ex.Repeated(f.Term), Value: repeated(ex, f.Value)}
	}
	var body bytes.Buffer
	text := json.NewEncoder(&body)
	text.SetEscapeHTML(false) // clients look for texts in the body as it is
	if err := text.Encode(form(e)); err != nil {
		panic(err) // of texts and numbers
	}
	if e.Kind == fail.Unauthenticated {
		ex.Header().Set("WWW-Authenticate", `Basic realm="Code42"`)
	}
	ex.Header().Set("Content-Type", "application/json")
	ex.WriteHeader(e.HTTPStatus())
	_, _ = ex.Write(bytes.TrimSpace(body.Bytes()))
}

// repeated is the value of a filter, without secrets.
func repeated(ex *engine.Exchange, value any) any {
	switch value := value.(type) {
	case string:
		return ex.Repeated(value)
	case []any:
		list := make([]any, len(value))
		for i, entry := range value {
			list[i] = repeated(ex, entry)
		}
		return list
	}
	return value
}

// wording is what a refusal says: the vendor's text, or, where the request does not fit the specification, what is wrong with it.
func wording(e *fail.Error) string {
	// That a path is not served is the mock's own fault, and must not look like the vendor's word on an id.
	if (e.Kind == fail.NoRoute || e.Kind == fail.NotServed) && e.Reason != "" {
		return e.Message + ": " + e.Reason
	}
	if e.Kind == fail.Invalid && e.Code == "" && e.Reason != "" && (e.Message == "Invalid request" || e.Message == "Malformed request") {
		return e.Message + ": " + e.Reason
	}
	return e.Message
}

// errorList is how the authority says no: a code and a text, in a list.
func errorList(e *fail.Error) any {
	return api.ErrorList{{Name: cmp.Or(e.Code, "SYSTEM"), Description: pointer(wording(e)), Objects: &[]any{}}}
}

// problemDetails is RFC 7807's form, which is inferred.
func problemDetails(e *fail.Error) any {
	return api.ProblemDetails{Type: "about:blank", Title: http.StatusText(e.HTTPStatus()), Status: e.HTTPStatus(), Detail: wording(e)}
}

// popBulletin is how the detection lists say no. The type is inferred, and what the vendor gives for a reason is not known.
func popBulletin(e *fail.Error) any {
	return api.DetectionListRefusal{PopBulletin: api.PopBulletin{Type: "ERROR", Text: wording(e), Details: []any{}}}
}

// problemTypes are what a search's problem is called where no rule of the search has named it. What the vendor says then is not
// known.
var problemTypes = map[fail.Kind]string{
	fail.Invalid: "UNEXPECTED_VALUE", fail.Unauthenticated: "UNAUTHENTICATED", fail.Forbidden: "FORBIDDEN", fail.NotFound: "NOT_FOUND",
	fail.TooLarge: "MAX_LENGTH_EXCEEDED", fail.TooMany: "TOO_MANY_REQUESTS",
}

// boundProblem is what a query is called whose size or depth was refused before anybody looked into it.
func boundProblem(e *fail.Error) string {
	violations, _ := e.Details.(openapi.Violations)
	for _, v := range violations {
		switch v.Rule {
		case openapi.RuleDepth:
			return events.IllegalGroup
		case openapi.RuleMaxItems:
			return events.MaxFiltersExceeded
		}
	}
	return ""
}

// searchProblems is how searches say no: an answer without results, and what is wrong.
func searchProblems(e *fail.Error) any {
	kind := e.Code
	if kind == "" || kind == "SYSTEM" {
		kind = cmp.Or(boundProblem(e), problemTypes[e.Kind], "SEARCH_FAILED")
	}
	problem := api.SearchProblem{Type: kind, Description: pointer(wording(e))}
	problem.BadFilter, _ = e.Details.(*api.SearchBadFilter)
	return api.SearchRefusal{Problems: []api.SearchProblem{problem}}
}
