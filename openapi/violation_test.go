package openapi

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAnIntegerThatDoesNotFitWasReportedTwice(t *testing.T) {
	t.Parallel()
	doc, err := Parse("x", []byte(`
openapi: 3.0.3
info: {title: x, version: '1'}
paths:
  /books:
    post:
      operationId: addBook
      tags: [books]
      parameters: [{name: limit, in: query, schema: {type: integer}}]
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}}
      responses: {'204': {description: Done.}}
components:
  schemas:
    Book: {type: object, properties: {small: {type: integer, format: int32}, big: {type: integer, format: int64}, any: {type: integer}}}
`))
	require.NoError(t, err)
	op, _ := doc.ByID("addBook")
	r := httptest.NewRequest("POST", "/books", strings.NewReader(`{"small":3000000000,"big":9223372036854775808,"any":9223372036854775808}`))
	r.Header.Set("Content-Type", "application/json")
	_, err = op.CheckRequest(r, nil, Lenient)
	assert.EqualError(t, err, "body any: does not fit into 64 bits; body big: does not fit into 64 bits; body small: does not fit into 32 bits")
	assert.Equal(t, []string{"limit"}, op.QueryNames())
}
