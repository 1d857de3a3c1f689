package openapi

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestEveryTextOfARequestHasABound: wherever it stands, also where the description takes anything.
func TestEveryTextOfARequestHasABound(t *testing.T) {
	t.Parallel()
	full := strings.Repeat("x", longestText)
	digits := strings.Repeat("1", longestText)
	const most = "has 65537 bytes; a text has at most 65536"
	op := operation(t, "createBook")
	for body, want := range map[string]string{
		`{"title":"` + full + `"}`:                                 "",
		`{"title":"x` + full + `"}`:                                "body title: " + most,
		`{"title":"` + strings.Repeat(`\u0078`, 60_000) + `"}`:     "",
		`{"title":"x","new":[{"a":"x` + full + `"}]}`:              "body new[0].a: " + most,
		`{"title":"x","new":1` + digits + `}`:                      "body new: " + most,
		`{"title":"x","x` + full + `":1}`:                          "body: " + most,
		`{"title":"x","new":["` + full + `", "x","` + full + `"]}`: "",
	} {
		for _, mode := range []Mode{Lenient, Strict} {
			_, err := op.CheckRequest(jsonRequest(body), nil, mode)
			if want == "" {
				assert.True(t, err == nil || mode == Strict && !strings.Contains(err.Error(), most), "%.40s", body)
				continue
			}
			var violations Violations
			require.ErrorAs(t, err, &violations)
			assert.Equal(t, RuleMaxLength, violations[0].Rule)
			assert.ErrorContains(t, err, want[strings.LastIndex(want, ":")+2:])
			assert.ErrorContains(t, err, want[:strings.LastIndex(want, ":")])
		}
	}
	_, err := op.CheckRequest(jsonRequest(`{"title":"x","new":[`+strings.Repeat(`"x`+full+`",`, 30)+`1]}`), nil, Lenient)
	var violations Violations
	require.ErrorAs(t, err, &violations)
	assert.Len(t, violations, mostViolations)
}

func TestEveryTextOfAPathAndAQueryHasABound(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", longestText+1)
	list := operation(t, "listBooks")
	for query, want := range map[string]string{
		"title=" + long[1:]:               "",
		"title=" + long:                   "query title: has 65537 bytes; a text has at most 65536",
		`FILTER={"title":"` + long + `"}`: "query FILTER.title: has 65537 bytes; a text has at most 65536",
	} {
		_, err := list.CheckRequest(httptest.NewRequest("GET", "/books?"+query, nil), nil, Lenient)
		if want == "" {
			assert.NoError(t, err)
		} else {
			assert.EqualError(t, err, want)
		}
	}
	_, err := operation(t, "getBook").CheckRequest(httptest.NewRequest("GET", "/books/"+long, nil), map[string]string{"bookId": long}, Lenient)
	assert.EqualError(t, err, "path bookId: has 65537 bytes; a text has at most 65536")
}

// TestNoSchemaLetsATextBeLongerThanAnyMayBe: it would promise what the check of every text refuses.
func TestNoSchemaLetsATextBeLongerThanAnyMayBe(t *testing.T) {
	t.Parallel()
	for _, name := range Names() {
		doc, err := Load(name)
		require.NoError(t, err)
		seen := map[*openapi3.Schema]bool{}
		for _, op := range doc.Operations {
			for _, p := range op.params {
				if p.Schema != nil {
					boundsOfTexts(t, p.Schema, seen)
				}
			}
			if input := op.input(); input != nil {
				boundsOfTexts(t, input, seen)
			}
		}
		assert.NotEmpty(t, seen)
	}
}

func boundsOfTexts(t *testing.T, ref *openapi3.SchemaRef, seen map[*openapi3.Schema]bool) {
	if ref == nil || seen[ref.Value] {
		return
	}
	schema := ref.Value
	seen[schema] = true
	if schema.MaxLength != nil {
		assert.LessOrEqual(t, *schema.MaxLength, uint64(longestText))
	}
	for _, property := range schema.Properties {
		boundsOfTexts(t, property, seen)
	}
	boundsOfTexts(t, schema.Items, seen)
	boundsOfTexts(t, schema.AdditionalProperties.Schema, seen)
}
