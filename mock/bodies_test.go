package mock_test

import (
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock"
	"github.com/understudy/understudy/mock/internal/memory"
)

// TestReadingABodyCostsNoMoreThanTheRoomThatItTakes is not parallel: what other goroutines allocate would be counted too. All that is
// allocated counts, whether it is still needed or not.
func TestReadingABodyCostsNoMoreThanTheRoomThatItTakes(t *testing.T) {
	s := start(t, func(o *mock.Options) { o.CheckResponses = "off" })
	access := s.Access()
	bearer, refused := signIn(t, access.Code42.URL, access.Code42.Username, access.Code42.Password)
	require.NotEmpty(t, bearer, refused.body)
	const size = 128 << 10
	list := func(name, item, after string) string {
		return `{"` + name + `":[` + strings.Repeat(item+",", size/(len(item)+1)) + item + "]" + after + "}"
	}
	nested := func(open string) string { return strings.Repeat(open, 50) + "0" + strings.Repeat("}", 50) }
	var members strings.Builder
	for i := 0; members.Len() < size; i++ {
		fmt.Fprintf(&members, `"%x":0,`, i)
	}
	twice := `,"b":0,"b":1` // which is looked for by reading everything once more
	bodies := map[string]string{
		"small objects": list("a", `{"a":0}`, ""), "empty objects": list("a", "{}", ""), "empty lists": list("a", "[[]]", ""),
		"numbers": list("USERNAME", "0", twice), "texts": list("USERNAME", `""`, twice), "nested objects": list("USERNAME", nested(`{"":`), twice),
		"members": "{" + members.String() + `"a":0}`, "inner members": `{"a":{` + members.String() + `"a":0}` + twice + "}",
		"one text": `{"a":"` + strings.Repeat("x", size) + `"}`, "no end": list("a", `{"a":0}`, "")[:size],
		"commas": list("RESOURCENAME", "", twice), "words": list("NOTES", "x", twice), "objects without quotes": list("NOTES", nested("{a="), twice),
	}
	for name, body := range bodies {
		details := `{"operation":{"Details":` + body + "}}"
		for _, c := range []struct{ head, path, media, body string }{
			{"code42", "/api/v1/User", "application/json", body},
			{"code42", "/api/v1/UserMoveProcess", "application/json", body}, // an older path, whose body is read once more
			{"pam360", "/restapi/json/v1/resources", "application/x-www-form-urlencoded", "INPUT_DATA=" + details},
			{"pam360", "/restapi/json/v1/resources", "application/x-www-form-urlencoded", "INPUT_DATA=" + url.QueryEscape(details)},
		} {
			request := httptest.NewRequest(http.MethodPost, c.path, strings.NewReader(c.body))
			request.Header = http.Header{"Content-Type": {c.media}, "Authorization": {bearer}}
			if c.head == "pam360" {
				request.Header = http.Header{"Content-Type": {c.media}, "Authtoken": {access.PAM360.AuthToken}}
			}
			w := httptest.NewRecorder()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			s.Handler(c.head).ServeHTTP(w, request)
			runtime.ReadMemStats(&after)
			cost := after.TotalAlloc - before.TotalAlloc
			t.Logf("%s %s, %s: %d bytes for each", c.head, c.path, name, cost/uint64(len(c.body)))
			assert.LessOrEqual(t, cost, uint64(memory.CostOf(len(c.body))), "%s %s, %s", c.head, c.path, name)
			assert.NotEqual(t, http.StatusServiceUnavailable, w.Code)
		}
	}
}

// TestBodiesAtTheAPIsNeverLockTheControlPlaneOut is not parallel: it takes all room that there is. The control plane reads short bodies only.
func TestBodiesAtTheAPIsNeverLockTheControlPlaneOut(t *testing.T) {
	s := start(t)
	for _, turns := range []*memory.Turns{memory.Answers, memory.Arriving, memory.Reading} {
		free, err := turns.Take(t.Context(), math.MaxInt)
		require.NoError(t, err)
		defer free()
	}
	assert.Equal(t, http.StatusCreated, control(t, s, "POST", "/tenants", "{}").status)
	made := control(t, s, "POST", "/tenants", "{"+strings.Repeat(" ", memory.LongBody-3)+"}")
	assert.Equal(t, http.StatusCreated, made.status, made.body)
	refused := control(t, s, "POST", "/tenants", "{"+strings.Repeat(" ", memory.LongBody-2)+"}")
	assert.Equal(t, http.StatusRequestEntityTooLarge, refused.status)
	assert.Contains(t, refused.body, "the body is over the limit of 65535 bytes")
}
