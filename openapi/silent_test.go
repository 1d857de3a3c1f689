package openapi

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestAValueThatIsTakenForAnotherIsToldByItsName, never by itself, and refused in strict mode.
func TestAValueThatIsTakenForAnotherIsToldByItsName(t *testing.T) {
	t.Parallel()
	const number = "a number without plus sign and leading zeros"
	for query, c := range map[string]struct{ read, told, refused string }{
		"limit=100":      {"limit=100", "", ""},
		"limit=101":      {"limit=100", "limit: cut to 100, which is the most that is answered at once", "limit: is more than 100, which is the most that is answered at once"},
		"limit=9999999":  {"limit=100", "limit: cut to 100, which is the most that is answered at once", "limit: is more than 100, which is the most that is answered at once"},
		"limit=%2B7":     {"limit=%2B7", "limit: read as " + number, "limit: is documented as " + number},
		"limit=007":      {"limit=007", "limit: read as " + number, "limit: is documented as " + number},
		"available=1":    {"available=1", "available: read as true", "available: is documented as true"},
		"available=F":    {"available=F", "available: read as false", "available: is documented as false"},
		"available=True": {"available=True", "", ""},
		"available=true": {"available=true", "", ""},
	} {
		r := httptest.NewRequest(http.MethodGet, "/books?"+query, nil)
		notes, err := operation(t, "listBooks").CheckRequest(r, nil, Lenient)
		require.NoError(t, err, query)
		assert.Equal(t, c.read, r.URL.RawQuery)
		_, err = operation(t, "listBooks").CheckRequest(httptest.NewRequest(http.MethodGet, "/books?"+query, nil), nil, Strict)
		if c.told == "" {
			assert.Empty(t, notes, query)
			assert.NoError(t, err, query)
			continue
		}
		assert.Equal(t, []string{"query " + c.told}, notes, query)
		assert.EqualError(t, err, "query "+c.refused, query)
	}
}

// TestAMemberThatIsTakenForAnotherOrNotAtAllIsTold as parameters are.
func TestAMemberThatIsTakenForAnotherOrNotAtAllIsTold(t *testing.T) {
	t.Parallel()
	const cut, over = "body pages: cut to 900, which is the most that is answered at once", "body pages: is more than 900, which is the most that is answered at once"
	for sent, c := range map[string]struct{ read, told, refused string }{
		`{"title":"x","pages":900}`:               {`{"title":"x","pages":900}`, "", ""},
		`{"title":"x","pages":901}`:               {`{"title":"x","pages":900}`, cut, over},
		`{"title":"x","pages":"901"}`:             {`{"title":"x","pages":900}`, cut, over},
		`{"title":"x","shelf":1,"shelfName":"a"}`: {`{"title":"x","shelf":1,"shelfName":"a"}`, "body shelfName: ignored beside shelf", "body shelfName: stands beside shelf, which counts"},
		`{"title":"x","shelfName":"a"}`:           {`{"title":"x","shelfName":"a"}`, "", ""},
		`{"title":"x","shelf":1,"shelfName":""}`:  {`{"title":"x","shelf":1,"shelfName":""}`, "", ""},
	} {
		r := jsonRequest(sent)
		notes, err := operation(t, "createBook").CheckRequest(r, nil, Lenient)
		require.NoError(t, err, sent)
		assert.JSONEq(t, c.read, bodyOf(t, r))
		_, err = operation(t, "createBook").CheckRequest(jsonRequest(sent), nil, Strict)
		if c.told == "" {
			assert.Empty(t, notes, sent)
			assert.NoError(t, err, sent)
			continue
		}
		assert.Equal(t, []string{c.told}, notes, sent)
		assert.EqualError(t, err, c.refused, sent)
	}
}
