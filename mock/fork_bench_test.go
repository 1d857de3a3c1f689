package mock

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/tenant"
	c42state "github.com/understudy/understudy/mock/worlds/code42/state"
	pamstate "github.com/understudy/understudy/mock/worlds/pam360/state"
)

// BenchmarkFork is a fork of both worlds and the first write to each, in the small world and in the large one, in turns.
func BenchmarkFork(b *testing.B) {
	worlds := make([]*Server, 2)
	for i, name := range []string{"small", "large"} {
		begin := time.Now()
		var err error
		worlds[i], err = NewAtTestDay(Options{World: name})
		require.NoError(b, err)
		b.Logf("the %s world is made in %.1f s", name, time.Since(begin).Seconds())
	}
	var spent [2]time.Duration
	turns := 0
	for b.Loop() {
		for i, s := range worlds {
			for range 20 {
				begin := time.Now()
				forkAndWrite(b, s.tenants)
				spent[i] += time.Since(begin)
				require.NoError(b, s.end("x"))
			}
		}
		turns += 20
	}
	each := func(i int) float64 { return float64(spent[i].Nanoseconds()) / 1000 / float64(turns) }
	ratio := each(1) / each(0)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(each(0), "µs/small")
	b.ReportMetric(each(1), "µs/large")
	b.ReportMetric(ratio, "ratio")
	words := "PASS"
	if ratio > 2 {
		words = "OVER TARGET"
	}
	b.Logf("a fork and its first write take %.2f times as long in the large world; at most 2 is asked for: %s", ratio, words)
}

// BenchmarkSignIn is a sign-in to the default tenant, to a fork, and to a fork with what a client made there, in a process with one
// fork and in one with 10,000, in turns.
func BenchmarkSignIn(b *testing.B) {
	const many = 10_000
	servers, logins := make([]*Server, 2), make([][3][2]string, 2)
	for i, forks := range []int{1, many} {
		var err error
		servers[i], err = NewAtTestDay(Options{World: "small", CheckResponses: "off"})
		require.NoError(b, err)
		for range forks - 1 {
			_, err := servers[i].tenants.fork("")
			require.NoError(b, err)
		}
		own, err := servers[i].tenants.fork("own")
		require.NoError(b, err)
		password := "let me in 7"
		require.NoError(b, tenant.WorldOf[*c42state.World](own).Write(c42state.System, func(tx *c42state.Tx) error {
			_, err := tx.CreateUser(c42state.NewUser{OrgUID: "956377780583791269", Username: "own@example.com", Password: &password})
			return err
		}))
		first, its := servers[i].Access().Code42, servers[i].accessTo(own).Code42
		logins[i] = [3][2]string{{first.Username, first.Password}, {its.Username, its.Password}, {"own@example.com", password}}
	}
	var spent [2]time.Duration
	turns := 0
	for b.Loop() {
		for i, s := range servers {
			for _, login := range logins[i] {
				request := httptest.NewRequest(http.MethodGet, "/api/v3/auth/jwt?useBody=true", nil)
				request.SetBasicAuth(login[0], login[1])
				answer := httptest.NewRecorder()
				begin := time.Now()
				s.handler("code42").ServeHTTP(answer, request)
				spent[i] += time.Since(begin)
				require.Equal(b, http.StatusOK, answer.Code)
			}
		}
		turns += len(logins[0])
	}
	each := func(i int) float64 { return float64(spent[i].Nanoseconds()) / 1000 / float64(turns) }
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(each(0), "µs/1")
	b.ReportMetric(each(1), "µs/10000")
	b.ReportMetric(each(1)/each(0), "ratio")
}

func forkAndWrite(b *testing.B, t *tenants) {
	made, err := t.fork("x")
	require.NoError(b, err)
	require.NoError(b, tenant.WorldOf[*c42state.World](made).Write(c42state.System, func(tx *c42state.Tx) error {
		_, err := tx.CreateUser(c42state.NewUser{OrgUID: "956377780583791269", Username: "first@example.com"})
		return err
	}))
	require.NoError(b, tenant.WorldOf[*pamstate.World](made).Write(pamstate.System, func(tx *pamstate.Tx) error {
		_, err := tx.AddResourceGroup(pamstate.ResourceGroup{Name: "first"})
		return err
	}))
}
