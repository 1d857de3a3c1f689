package code42

import (
	"encoding/base64"
	"math"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestALongAskedForWaitIsToldAsTheLongest(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"9223372037", "18446744074", "9223372036854775807", "99999999999999999999", strings.Repeat("9", 400)} {
		wait, asks := retryAfter(http.Header{"Retry-After": {value}}, time.Unix(0, 0))
		assert.True(t, asks, value)
		assert.Equal(t, time.Duration(math.MaxInt64), wait, value)
	}
}

func TestWaitsThatDoubleDoNotOverflow(t *testing.T) {
	t.Parallel()
	s := &sender{settings: settings{retries: math.MaxInt, maxWait: math.MaxInt64}}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://tenant.example", nil)
	require.NoError(t, err)
	last := time.Duration(0)
	for attempt := range 2000 {
		wait, again := s.waitAfter(req, &Error{Status: http.StatusTooManyRequests}, attempt)
		require.True(t, again)
		require.GreaterOrEqual(t, wait, last, attempt)
		last = wait
	}
}

// TestATokenIsNotSpentByALifeOutOfRange: a life that no duration holds is long, one below zero is unknown; with both a token is used
// until it is refused.
func TestATokenIsNotSpentByALifeOutOfRange(t *testing.T) {
	t.Parallel()
	for _, life := range []string{"0", "-1", "-9223372036854775808", "9223372037", "18446744074", "9223372036854775807"} {
		tenant := newTenant(t)
		signIns := 0
		tenant.mux.HandleFunc("POST /console/api/v3/oauth/token", func(w http.ResponseWriter, _ *http.Request) {
			signIns++
			answer(w, 200, `{"access_token":"e30.oauth","token_type":"bearer","expires_in":`+life+`}`)
		})
		tenant.signed("GET /console/api/v3/customer/my", answerTenant)
		api, err := New(tenant.address(), APIClient("key-1", "s3cret"))
		require.NoError(t, err)
		for range 3 {
			_, err := api.GetCurrentTenantWithResponse(t.Context())
			require.NoError(t, err, life)
		}
		assert.Equal(t, 1, signIns, life)
	}
	for claims, want := range map[string]time.Duration{
		`{"iat":1,"exp":1e308}`: math.MaxInt64, `{"iat":1,"exp":9.3e9}`: math.MaxInt64, `{"iat":1,"exp":901}`: 15 * time.Minute, `{"iat":1,"exp":-1e308}`: 0,
		`{"iat":1e308,"exp":1}`: 0, `{"iat":-1e308,"exp":1e308}`: 0, `{"iat":1,"exp":1e400}`: 0, `{"iat":1,"exp":"x"}`: 0,
	} {
		assert.Equal(t, want, lifeOf("e30."+base64.RawURLEncoding.EncodeToString([]byte(claims))+".c2ln"), claims)
	}
}
