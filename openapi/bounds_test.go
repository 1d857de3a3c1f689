package openapi

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// stepsPerByte is how often a value may be looked at for each byte that was sent: as its parent's member, when it is read, and when it
// is found wrong. What JSON's decoder and kin-openapi do with it beside is bounded by TestNoSchemaLooksAtAValueTwice.
const stepsPerByte = 2

// FuzzCheckingTakesAFewStepsForEachByte: the whole of it, whatever is sent, and however often the same.
func FuzzCheckingTakesAFewStepsForEachByte(f *testing.F) {
	for _, unit := range []string{`"x",`, `1,`, `{},`, `[],`, `{"name":1},`, `{"NAME":"","born":1e999999999},`, `[[[[`, `{"a":`, `"shelves":["`, `{"o":{}},`} {
		f.Add(`{"title":"x","authors":[`, unit, `{}]}`, uint16(2000))
		f.Add(`{"title":"x","shelves":[`, unit, `1]}`, uint16(20000))
		f.Add(`{"labels":{"a":[`, unit, `1]}}`, uint16(300))
		f.Add("", unit, "", uint16(9000))
	}
	op := operation(f, "createBook")
	f.Fuzz(func(t *testing.T, before, unit, after string, times uint16) {
		body := before + strings.Repeat(unit, int(times)%(1+1<<15/(1+len(unit)))) + after
		for _, mode := range []Mode{Lenient, Strict} {
			forgiven, steps, err := op.checkRequest(jsonRequest(body), nil, mode)
			if most := stepsPerByte*len(body) + 10; steps > most {
				t.Fatalf("%d steps for %d bytes", steps, len(body))
			}
			if violations, ok := err.(Violations); ok && len(violations) > mostViolations || len(forgiven) > mostForgiven+2 {
				t.Fatalf("%d violations, %d tolerances", len(violations), len(forgiven))
			}
			if err != nil && len(err.Error()) > 8000 || len(strings.Join(forgiven, "")) > 100_000 {
				t.Fatalf("%d bytes are told of %d", len(err.Error()), len(body))
			}
		}
	})
}

func TestTheValidatorStopsAfterTwentyViolations(t *testing.T) {
	t.Parallel()
	op := operation(t, "createBook")
	for _, unit := range []string{`{},`, `{"name":[]},`, `5,`, `{"born":"never"},`} {
		_, steps, err := op.checkRequest(jsonRequest(`{"title":"x","authors":[`+strings.Repeat(unit, 100_000)+`{}]}`), nil, Strict)
		var violations Violations
		require.ErrorAs(t, err, &violations)
		assert.Len(t, violations, mostViolations, unit)
		assert.Equal(t, "authors[0]", violations[0].Field[:10])
		assert.LessOrEqual(t, steps, 3*100_000+200, "they are read, and of those that are wrong only the first are looked at again")
	}
	_, _, err := op.checkRequest(jsonRequest(`{"title":"x","authors":[`+strings.Repeat(`{"name":"x"},`, 1000)+`{}]}`), nil, Strict)
	assert.EqualError(t, err, "body authors[1000].name: is required but missing", "the one that is wrong is found however late it comes")
}

func TestTolerancesBeyondTheFirstAreNotWrittenDown(t *testing.T) {
	t.Parallel()
	r := jsonRequest(`{"title":"x","shelves":["1"` + strings.Repeat(`,"7"`, 50_000) + `]}`)
	forgiven, _, err := operation(t, "createBook").checkRequest(r, nil, Lenient)
	require.NoError(t, err)
	assert.Len(t, forgiven, mostForgiven)
	assert.Contains(t, bodyOf(t, r), `[1,7,7,`, "they are used all the same")
}

func TestJSONThatNestsTooDeepIsNotDecoded(t *testing.T) {
	t.Parallel()
	for depth, want := range map[int]string{deepest - 1: "", deepest: "body: is nested more than 100 deep", 1_000_000: "body: is nested more than 100 deep"} {
		_, err := operation(t, "createBook").CheckRequest(jsonRequest(`{"title":"x[[\"{","new":`+strings.Repeat("[", depth)+strings.Repeat("]", depth)+"}"), nil, Lenient)
		if want == "" {
			require.NoError(t, err)
		} else {
			assert.EqualError(t, err, want)
		}
	}
}

// TestALongNameIsNotRepeatedForEachItemBelowIt: that would be the product of both lengths.
func TestALongNameIsNotRepeatedForEachItemBelowIt(t *testing.T) {
	t.Parallel()
	body := `{"map":{"` + strings.Repeat("n", longestText) + `":[` + strings.Repeat(`"7",`, 100_000) + `"x"]}}`
	forgiven, _, err := addBooks(t).checkRequest(jsonRequest(body), nil, Lenient)
	assert.EqualError(t, err, "body map...[100000]: value must be an integer, not \"x\"")
	assert.Equal(t, `body map...[0]: a string read as integer`, forgiven[0])
}

func addBooks(t *testing.T) *Operation {
	doc, err := Parse("x", []byte(`
openapi: 3.0.3
info: {title: x, version: '1'}
paths:
  /books: {post: {operationId: addBooks, tags: [books], requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Books'}}}}, responses: {'204': {description: Done.}}}}
components:
  schemas:
    Books:
      type: object
      properties:
        list: {type: array, maxItems: 3, items: {type: integer}}
        map: {type: object, additionalProperties: {type: array, items: {type: integer}}}
`))
	require.NoError(t, err)
	op, _ := doc.ByID("addBooks")
	return op
}

func TestAListThatIsTooLongIsNotLookedAt(t *testing.T) {
	t.Parallel()
	_, steps, err := addBooks(t).checkRequest(jsonRequest(`{"list":[`+strings.Repeat(`"x",`, 10_000)+`1]}`), nil, Lenient)
	var violations Violations
	require.ErrorAs(t, err, &violations)
	assert.EqualError(t, err, "body list: maximum number of items is 3")
	assert.Equal(t, "maxItems", violations[0].Rule)
	assert.Less(t, steps, 10)
}

func TestAHundredThousandParametersAreOneViolation(t *testing.T) {
	t.Parallel()
	doc := library(t)
	for _, op := range doc.Operations {
		for _, p := range op.params {
			if p.In != openapi3.ParameterInQuery {
				continue
			}
			for _, times := range []int{2, 9_000, 100_000} {
				r := httptest.NewRequest(http.MethodGet, "/", nil)
				r.URL.RawQuery = strings.Repeat("&"+url.QueryEscape(p.Name)+"=%7B%22a%22:", times)[1:]
				_, steps, err := op.checkRequest(r, nil, Lenient)
				assert.LessOrEqual(t, steps, stepsPerByte*len(r.URL.RawQuery))
				if err != nil {
					assert.Less(t, len(err.Error()), 1000, "%s %s", op.ID, p.Name)
					assert.NotContains(t, err.Error(), "not properly escaped")
				}
			}
		}
	}
}

// TestNoSchemaLooksAtAValueTwice: kin-openapi takes a step for each value and each alternative, as long as no schema asks for more.
func TestNoSchemaLooksAtAValueTwice(t *testing.T) {
	t.Parallel()
	for _, api := range Names() {
		doc, err := Load(api)
		require.NoError(t, err)
		seen := map[*openapi3.Schema]bool{}
		var visit func(where string, ref *openapi3.SchemaRef)
		visit = func(where string, ref *openapi3.SchemaRef) {
			if ref == nil || ref.Value == nil || seen[ref.Value] {
				return
			}
			s := ref.Value
			seen[s] = true
			assert.False(t, s.UniqueItems || s.MultipleOf != nil, "%s: uniqueItems and multipleOf cost more than a step", where)
			for _, alternatives := range []openapi3.SchemaRefs{s.OneOf, s.AnyOf, s.AllOf} {
				for _, one := range alternatives {
					assert.False(t, reaches(one, s, map[*openapi3.Schema]bool{}), "%s: each level of a recursive choice doubles the work", where)
					visit(where, one)
				}
			}
			visit(where, s.Items)
			visit(where, s.AdditionalProperties.Schema)
			for name, property := range s.Properties {
				visit(where+"."+name, property)
			}
		}
		for _, op := range doc.Operations {
			for _, p := range op.params {
				visit(op.ID, p.Schema)
				visit(op.ID, jsonSchema(p.Content))
			}
			visit(op.ID, op.input())
			for status, r := range op.spec.Responses.Map() {
				for media, content := range r.Value.Content {
					visit(fmt.Sprint(op.ID, " ", status, " ", media), content.Schema)
				}
			}
		}
	}
}

func reaches(from *openapi3.SchemaRef, to *openapi3.Schema, seen map[*openapi3.Schema]bool) bool {
	if from == nil || seen[from.Value] {
		return false
	}
	s := from.Value
	seen[s] = true
	if s == to || reaches(s.Items, to, seen) || reaches(s.AdditionalProperties.Schema, to, seen) {
		return true
	}
	for _, property := range s.Properties {
		if reaches(property, to, seen) {
			return true
		}
	}
	for _, alternatives := range []openapi3.SchemaRefs{s.OneOf, s.AnyOf, s.AllOf} {
		for _, one := range alternatives {
			if reaches(one, to, seen) {
				return true
			}
		}
	}
	return false
}
