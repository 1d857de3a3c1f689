package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestAListThatClientsSendNeedsABoundAndOneThatTheyGetDoesNot, however deep it stands and whatever carries it.
func TestAListThatClientsSendNeedsABoundAndOneThatTheyGetDoesNot(t *testing.T) {
	t.Parallel()
	const before = "openapi: 3.0.3\ninfo: {title: x, version: '1'}\npaths:\n  /a:\n    post:\n      operationId: createA\n"
	const body = "      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}\n"
	const after = "      responses: {'200': {description: x, content: {application/json: {schema: {type: array, items: {type: string}}}}}}\n"
	schemas := func(a string) string {
		return "components: {schemas: {A: {type: object, properties: {x: " + a + "}}}}\n"
	}
	for name, c := range map[string]struct{ document, want string }{
		"only answered": {before + after, ""},
		"bounded":       {before + body + after + schemas("{type: array, maxItems: 3, items: {type: string}}"), ""},
		"a list":        {before + body + after + schemas("{type: array, items: {type: string}}"), "createA.x: a list that clients send needs maxItems"},
		"a list in a list": {
			before + body + after + schemas("{type: array, maxItems: 3, items: {type: array, items: {type: string}}}"),
			"createA.x[]: a list that clients send needs maxItems",
		},
		"a list among others": {
			before + body + after + schemas("{oneOf: [{type: string}, {type: array, items: {type: string}}]}"),
			"createA.x: a list that clients send needs maxItems",
		},
		"a map": {
			before + body + after + schemas("{type: object, additionalProperties: {type: string}}"),
			"createA.x: an object whose members clients name needs maxProperties",
		},
		"a bounded map": {before + body + after + schemas("{type: object, maxProperties: 3, additionalProperties: {type: string}}"), ""},
		"a parameter": {
			before + "      parameters: [{name: p, in: query, schema: {type: array, items: {type: string}}}]\n" + after,
			"createA: p: a list that clients send needs maxItems",
		},
		"what a parameter holds": {
			before + "      parameters: [{name: p, in: query, content: {application/json: {schema: {type: array, items: {type: string}}}}}]\n" + after,
			"createA: p: a list that clients send needs maxItems",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := checkBounds([]byte(c.document))
			if c.want == "" {
				assert.NoError(t, err)
			} else {
				assert.EqualError(t, err, c.want)
			}
		})
	}
}
