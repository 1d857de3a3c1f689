package openapi

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// exchanged is an exchange, checked or not, that sends what is given.
func exchanged(op *Operation, target, media, body string) Exchanged {
	request := httptest.NewRequest(op.Method, target, strings.NewReader(body))
	request.Header.Set("Content-Type", media)
	return Exchanged{Request: request, Status: 200, Type: "application/json; charset=utf-8"}
}

// used are the names of an operation that were met, with the aspect before them.
func used(c *Coverage, op *Operation) (met []string) {
	for _, one := range c.Used(op) {
		for _, name := range one.Met {
			met = append(met, string(one.Of)+": "+name)
		}
	}
	return met
}

func TestCoverageCountsWhatWasUsed(t *testing.T) {
	t.Parallel()
	doc := library(t)
	book := map[string]any{"title": "Emma", "sequel": map[string]any{"bookId": 2}, "authors": []any{map[string]any{}}, "unheard": 1}
	for name, test := range map[string]struct {
		id       string
		exchange func(op *Operation) Exchanged
		want     []string
	}{
		"a list": {"listBooks", func(op *Operation) Exchanged {
			x := exchanged(op, "/books?limit=1&l%69mit=2&unheard=3&&FILTER=%7B%7D", "", "")
			x.Body = map[string]any{"books": []any{map[string]any{"title": "Emma"}, map[string]any{"printed": nil}}}
			return x
		}, []string{"status: 200", "parameter: query FILTER", "parameter: query limit", "type: 200 application/json", "member: books", "member: books[].printed", "member: books[].title"}},
		"a path, and a schema within itself": {"getBook", func(op *Operation) Exchanged {
			x := exchanged(op, "/books/7", "", "")
			x.Body = book
			return x
		}, []string{"status: 200", "parameter: path bookId", "type: 200 application/json", "member: authors", "member: sequel", "member: title"}},
		"a refusal": {"getBook", func(op *Operation) Exchanged {
			x := exchanged(op, "/books/7", "", "")
			x.Status, x.Body = 404, book
			return x
		}, []string{"status: 4XX", "type: 4XX application/json"}},
		"a refusal in the body": {"getBook", func(op *Operation) Exchanged {
			x := exchanged(op, "/books/7", "", "")
			x.Refused = true
			return x
		}, []string{"status: 200", "type: 200 application/json"}},
		"an undeclared status, and another type": {"getBook", func(op *Operation) Exchanged {
			x := exchanged(op, "/books/7", "", "")
			x.Status, x.Type = 500, "text/plain"
			return x
		}, nil},
		"a body": {"changeBook", func(op *Operation) Exchanged {
			x := exchanged(op, "/books/7", "application/json", `{"title": "Emma", "unheard": 1}`)
			x.Status = 204
			return x
		}, []string{"status: 204", "parameter: body title", "parameter: path bookId", "type: request application/json"}},
		"JSON in a form": {"createLoan", func(op *Operation) Exchanged {
			return exchanged(op, "/loans", "application/x-www-form-urlencoded", "PAYLOAD=%7B%22reader%22%3A%22Ada%22%7D")
		}, []string{"status: 200", "parameter: body reader", "type: 200 application/json", "type: request application/x-www-form-urlencoded"}},
		"a form": {"signIn", func(op *Operation) Exchanged {
			x := exchanged(op, "/session", "application/x-www-form-urlencoded", "name=Ada&unheard=1")
			x.Status = 204
			return x
		}, []string{"status: 204", "parameter: body name", "type: request application/x-www-form-urlencoded"}},
		"no body": {"createBook", func(op *Operation) Exchanged {
			x := exchanged(op, "/books", "application/json", "{")
			x.Status = 201
			return x
		}, []string{"status: 201", "type: 201 application/json", "type: request application/json"}},
	} {
		op, ok := doc.ByID(test.id)
		require.True(t, ok, test.id)
		c := NewCoverage(doc)
		before := c.Used(op)
		c.Count(op, test.exchange(op))
		assert.Equal(t, test.want, used(c, op), name)
		for i, of := range c.Used(op) {
			assert.Equal(t, before[i].All(), of.All(), name)
		}
		c.Forget()
		assert.Empty(t, used(c, op), name)
		assert.Zero(t, c.Exercised(op), name)
	}
}

// TestCoverageTakesWhatTheCheckHasRead: the body is not read a second time.
func TestCoverageTakesWhatTheCheckHasRead(t *testing.T) {
	t.Parallel()
	op := operation(t, "createLoan")
	c := NewCoverage(library(t))
	x := exchanged(op, "/loans", "application/x-www-form-urlencoded", "PAYLOAD=%7B%22reader%22%3A%22Ada%22%2C%22bookId%22%3A7%7D")
	_, err := op.CheckRequest(x.Request, nil, Lenient)
	require.NoError(t, err)
	c.Count(op, x)
	assert.Contains(t, used(c, op), "parameter: body reader")
	assert.Contains(t, used(c, op), "type: request application/x-www-form-urlencoded")
	assert.EqualValues(t, 1, c.Exercised(op))
}

// TestCoverageOfALongBodyIsBounded: what it costs does not grow with what is sent.
func TestCoverageOfALongBodyIsBounded(t *testing.T) {
	t.Parallel()
	m := &member{items: &member{members: map[string]*member{"late": {name: "late"}}}}
	rows := make([]any, mostValues+1)
	rows[mostValues] = map[string]any{"late": 1}
	counts := make(pointCounts, 1)
	m.mark(rows, counts)
	assert.Zero(t, counts[0].Load())
	m.mark(rows[2:], counts)
	assert.EqualValues(t, 1, counts[0].Load())
}

func TestCoverageIsSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	doc, all := library(t), sync.WaitGroup{}
	op, _ := doc.ByID("listBooks")
	c := NewCoverage(doc)
	for range 20 {
		all.Go(func() {
			c.Count(op, Exchanged{Request: httptest.NewRequest(http.MethodGet, "/books?limit=1", nil), Status: 200})
			_ = c.Used(op)
		})
	}
	all.Wait()
	assert.EqualValues(t, 20, c.Exercised(op))
}

// TestCoverageOfTheVendorsIsOfAReasonableSize: what schemas have within each other does not multiply without end.
func TestCoverageOfTheVendorsIsOfAReasonableSize(t *testing.T) {
	t.Parallel()
	for _, api := range Names() {
		doc, err := Load(api)
		require.NoError(t, err)
		total := 0
		for _, op := range doc.Operations {
			own := len(op.points().list)
			assert.LessOrEqual(t, own, 1000, op.ID)
			total += own
		}
		t.Logf("%s: %d points of %d operations", api, total, len(doc.Operations))
		assert.LessOrEqual(t, total, 10_000, api)
	}
}
