package code42

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/openapi"
)

func TestEveryFormOfRefusal(t *testing.T) {
	t.Parallel()
	broken := fail.New(fail.Invalid, "", "Invalid request").Because("body: is required but missing")
	known := fail.New(fail.Invalid, "", "User already on list").Because("only the developer reads this")
	coded := fail.New(fail.Invalid, "INVALID_PAGE_TOKEN", "No event has this token")
	nobody := fail.New(fail.Unauthenticated, "SYSTEM", "Who are you?")
	defect := fail.From(errors.New("the till is on fire"))
	for _, c := range []struct {
		shape func(*fail.Error) any
		e     *fail.Error
		want  string
	}{
		{errorList, broken, `[{"name":"SYSTEM","description":"Invalid request: body: is required but missing","objects":[]}]`},
		{errorList, coded, `[{"name":"INVALID_PAGE_TOKEN","description":"No event has this token","objects":[]}]`},
		{errorList, defect, `[{"name":"SYSTEM","description":"Internal error","objects":[]}]`},
		{problemDetails, broken, `{"type":"about:blank","title":"Bad Request","status":400,"detail":"Invalid request: body: is required but missing"}`},
		{problemDetails, known, `{"type":"about:blank","title":"Bad Request","status":400,"detail":"User already on list"}`},
		{problemDetails, nobody, `{"type":"about:blank","title":"Unauthorized","status":401,"detail":"Who are you?"}`},
		{popBulletin, known, `{"pop-bulletin":{"type$":"ERROR","text$":"User already on list","details":[],"reason":null}}`},
		{searchRefusal, coded, `{"problems":[{"type":"INVALID_PAGE_TOKEN","description":"No event has this token","badFilter":null}],"totalCount":null,"fileEvents":null}`},
		{searchRefusal, nobody, `{"problems":[{"type":"UNAUTHENTICATED","description":"Who are you?","badFilter":null}],"totalCount":null,"fileEvents":null}`},
		{searchRefusal, defect, `{"problems":[{"type":"SEARCH_FAILED","description":"Internal error","badFilter":null}],"totalCount":null,"fileEvents":null}`},
	} {
		text, err := json.Marshal(c.shape(c.e))
		require.NoError(t, err)
		assert.JSONEq(t, c.want, string(text))
	}
}

func TestShapesAreOfFamiliesThatExist(t *testing.T) {
	t.Parallel()
	doc, err := openapi.Load("code42")
	require.NoError(t, err)
	families := map[string]bool{}
	for _, op := range doc.Operations {
		families[op.Family] = true
	}
	for family := range shapes {
		assert.True(t, families[family], family)
	}
}
