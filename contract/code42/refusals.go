package code42

import (
	"cmp"

	"github.com/understudy/understudy/contract"
)

// The forms in which this API says no; which one an operation has is the
// document's to say. Each reader demands one of the statuses and gives the text, in which clients look
// for what they know.

// listed is the authority's: a list of errors with a name and a description.
func listed(r *contract.Response, statuses ...int) string {
	r.T().Helper()
	e := refused(r, statuses...)
	return e.At("name").Str() + " " + e.At("description").Str()
}

// detailed is that of watchlists and risk profiles.
func detailed(r *contract.Response, statuses ...int) string {
	r.T().Helper()
	problem := r.Status(statuses...).JSON()
	if int(problem.At("status").Int()) != r.StatusCode() || problem.At("title").Str() == "" {
		r.Fatalf("a problem tells its status and title")
	}
	return problem.At("detail").Str()
}

// bulletin is that of the detection lists.
func bulletin(r *contract.Response, statuses ...int) string {
	r.T().Helper()
	b := r.Status(statuses...).At("pop-bulletin")
	if b.At("details").Len() != 0 || b.At("type$").Str() == "" || !b.At("reason").Exists() {
		r.Fatalf("a bulletin has a type, details and a reason")
	}
	return b.At("text$").Str()
}

// unsearched is that of searches: an answer without results.
func unsearched(r *contract.Response, statuses ...int) string {
	r.T().Helper()
	body := r.Status(statuses...).JSON()
	if !body.At("totalCount").IsNull() || !body.At("fileEvents").IsNull() {
		r.Fatalf("a refused search has no results")
	}
	problem := body.At("problems", 0)
	return problem.At("type").Str() + " " + problem.At("description").Str()
}

// forms are their readers, by the names of their schemas.
var forms = map[string]func(r *contract.Response, statuses ...int) string{
	"ErrorList": listed, "ProblemDetails": detailed, "DetectionListRefusal": bulletin, "SearchRefusal": unsearched,
}

// says reads a refusal in the form that the document gives the operation. What
// belongs to no operation is refused as the authority would.
func says(r *contract.Response, statuses ...int) string {
	r.T().Helper()
	name := cmp.Or(r.Refusal(), "ErrorList")
	read, ok := forms[name]
	if !ok {
		r.Fatalf("forms has no reader of %s", name)
	}
	return read(r, statuses...)
}

// saysTwice demands that a request is refused in its form, and the same way
// when it is sent again, as the SDK does.
func saysTwice(send func() *contract.Response, statuses ...int) string {
	first := send()
	first.T().Helper()
	text := says(first, statuses...)
	second := send()
	if second.StatusCode() != first.StatusCode() || second.Text() != first.Text() {
		second.Fatalf("refused differently the first time: %d %s", first.StatusCode(), first.Text())
	}
	return text
}
