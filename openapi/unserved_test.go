package openapi

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWhatIsNotServedIsKnown(t *testing.T) {
	t.Parallel()
	doc, err := Parse("things", []byte(`
openapi: 3.0.3
info: {title: x, version: '1'}
paths:
  /a: {get: {operationId: getA, tags: [a], responses: {'200': {description: It}}}}
x-unserved:
  - {operationId: makeLoan, family: loans, method: POST, path: '/books/{bookId}/loan', reason: Loans are not built yet.}
  - {operationId: askLoan, family: rpc, method: POST, path: '/rpc?do=ASK', reason: The RPC tree is not built yet.}
`))
	require.NoError(t, err)
	require.Len(t, doc.Unserved, 2)
	for path, want := range map[string]string{
		"/books/7/loan": "makeLoan", "/books/7/loan/": "makeLoan", "/rpc": "askLoan", "/books//loan": "", "/books/7": "", "/": "", "/books/7/loan/x": "",
	} {
		found, ok := doc.FindUnserved("POST", path)
		assert.Equal(t, want, found.ID, path)
		assert.Equal(t, want != "", ok, path)
	}
	_, ok := doc.FindUnserved("GET", "/rpc")
	assert.False(t, ok)
}
