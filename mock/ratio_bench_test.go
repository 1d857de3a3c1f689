package mock_test

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// These benchmarks hold the compiled command, at its default flags but for the ports, against a bare echo server that gives the
// same bytes, each in a process of its own. Both are driven in turns, batch by batch, over keep-alive connections and by clients
// that cost next to nothing, so that what else the machine does hits both alike and the client's own work does not flatter the
// ratio. What they fail for is in baseline_bench_test.go.

const (
	connections = 2
	batch       = 100 // requests per connection and turn
	roundTime   = 200 * time.Millisecond
)

// BenchmarkRatio is one benchmark so that whoever adds an operation to it need not tell the Makefile too.
func BenchmarkRatio(b *testing.B) {
	b.Run("GetUser", getUser)
	b.Run("ListUsers", listUsers)
	b.Run("CreateUser", createUser)
	b.Run("ListResources", listResources)
}

func getUser(b *testing.B) {
	process, at, bearer := launchAndSignIn(b)
	compare(b, process, at.code42, 0.5, func(int) string {
		return "GET /api/v1/User/1001 HTTP/1.1\r\nHost: x\r\nAuthorization: " + bearer + "\r\n\r\n"
	})
}

func listUsers(b *testing.B) {
	process, at, bearer := launchAndSignIn(b)
	compare(b, process, at.code42, 0, func(int) string {
		return "GET /api/v1/User?pgNum=1&pgSize=100 HTTP/1.1\r\nHost: x\r\nAuthorization: " + bearer + "\r\n\r\n"
	})
}

func createUser(b *testing.B) {
	process, at, bearer := launchAndSignIn(b)
	compare(b, process, at.code42, 0.35, func(n int) string {
		name := fmt.Sprintf("user%07d@example.com", n)
		body := `{"orgUid":"956377780583791269","username":"` + name + `","email":"` + name + `","firstName":"Nora","lastName":"New"}`
		return "POST /api/v1/User HTTP/1.1\r\nHost: x\r\nAuthorization: " + bearer +
			"\r\nContent-Type: application/json\r\nContent-Length: " + strconv.Itoa(len(body)) + "\r\n\r\n" + body
	})
}

func listResources(b *testing.B) {
	process, at, _ := launchAndSignIn(b)
	var who access
	got := call(b, client, "GET", "http://"+at.control+"/_mock/tenants/default", "")
	require.NoError(b, json.Unmarshal([]byte(got.body), &who))
	compare(b, process, at.pam360, 0, func(int) string {
		return "GET /restapi/json/v1/resources HTTP/1.1\r\nHost: x\r\nAUTHTOKEN: " + who.PAM360.AuthToken + "\r\n\r\n"
	})
}

func launchAndSignIn(b *testing.B) (process *exec.Cmd, at addresses, bearer string) {
	b.Helper()
	process, at, _ = launch(b)
	b.Cleanup(func() { stop(b, process) })
	bearer, _ = signIn(b, "http://"+at.code42, "test.user@example.com", "password")
	return process, at, bearer
}

// The two that are compared.
const (
	theMock = iota
	theBare
	both
)

// comparison drives the mock and a bare server in turns.
type comparison struct {
	b       *testing.B
	pool    [both][]*wire
	pid     [both]int
	request func(n int) string
	n       int // requests made so far
	turns   int
}

// round is what each of the two took for the same number of requests. CPU is 0 where the system does not tell.
type round struct {
	wall, cpu [both]time.Duration
	requests  int
}

// ratios say how fast the mock is in comparison with a bare server: 1 is as fast, 0.5 takes twice as long.
type ratios struct {
	CPU  float64 `json:"cpu,omitempty"` // 0 where the system does not tell
	Wall float64 `json:"wall"`
}

// compare reports how fast the mock answers in comparison with a bare server. request makes the nth request.
func compare(b *testing.B, process *exec.Cmd, address string, least float64, request func(n int) string) {
	b.Helper()
	c := &comparison{b: b, request: request}
	header, body, err := dial(b, address).exchange(c.next())
	require.NoError(b, err)
	bareProcess, bareAddress := launchBare(b, header.Get("Content-Type"), body)
	c.pid = [both]int{process.Process.Pid, bareProcess.Process.Pid}
	for i, to := range [both]string{address, bareAddress} {
		for range connections {
			c.pool[i] = append(c.pool[i], dial(b, to))
		}
	}
	c.round() // until everything is warm
	var rounds []round
	for b.Loop() {
		rounds = append(rounds, c.round())
	}
	measured := report(b, rounds)
	if least > 0 {
		verdict(b, "%.2f of a bare echo server's speed; at least %.2f is asked for", measured.Wall >= least, measured.Wall, least)
	}
	hold(b, measured, func(n int) ratios {
		again := make([]round, n)
		for i := range again {
			again[i] = c.round()
		}
		return medians(again)
	})
}

func (c *comparison) next() string {
	c.n++
	return c.request(c.n)
}

// turn sends one batch over each of a server's connections.
func (c *comparison) turn(which int) time.Duration {
	requests := make([][]string, connections)
	for i := range requests {
		for range batch {
			requests[i] = append(requests[i], c.next())
		}
	}
	begin := time.Now()
	var wg sync.WaitGroup
	for i, w := range c.pool[which] {
		wg.Go(func() {
			for _, r := range requests[i] {
				if _, _, err := w.exchange(r); err != nil {
					c.b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	return time.Since(begin)
}

// round gives each the same number of turns. A process's CPU time is taken over the whole of it, since a server goes on working
// after its answer: it collects garbage.
func (c *comparison) round() round {
	var r round
	before, known := c.cpu()
	for begin := time.Now(); r.requests == 0 || time.Since(begin) < roundTime; r.requests += batch * connections {
		for i := range c.pool {
			which := (i + c.turns) % both
			r.wall[which] += c.turn(which)
		}
		c.turns++
	}
	after, stillKnown := c.cpu()
	if known && stillKnown {
		r.cpu = [both]time.Duration{after[theMock] - before[theMock], after[theBare] - before[theBare]}
	}
	return r
}

func (c *comparison) cpu() (spent [both]time.Duration, known bool) {
	known = true
	for i, pid := range c.pid {
		took, ok := cpuTime(pid)
		spent[i], known = took, known && ok
	}
	return spent, known
}

// medians are the middle ratios of some rounds: one in which something else kept the machine busy does not count.
func medians(rounds []round) ratios {
	middle := func(took func(round) [both]time.Duration) float64 {
		var list []float64
		for _, r := range rounds {
			if d := took(r); d[theMock] > 0 && d[theBare] > 0 {
				list = append(list, float64(d[theBare])/float64(d[theMock]))
			}
		}
		if len(list) == 0 {
			return 0
		}
		slices.Sort(list)
		return list[len(list)/2]
	}
	return ratios{
		CPU:  middle(func(r round) [both]time.Duration { return r.cpu }),
		Wall: middle(func(r round) [both]time.Duration { return r.wall }),
	}
}

// report prints the ratios, and what a request takes.
func report(b *testing.B, rounds []round) ratios {
	b.Helper()
	var all round
	for _, r := range rounds {
		all.requests += r.requests
		for i := range both {
			all.wall[i] += r.wall[i]
			all.cpu[i] += r.cpu[i]
		}
	}
	each := func(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1000 / float64(all.requests) }
	measured := medians(rounds)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(each(all.wall[theMock]), "µs/request")
	b.ReportMetric(each(all.wall[theBare]), "µs/request-bare")
	b.ReportMetric(measured.Wall, "ratio")
	if measured.CPU > 0 {
		b.ReportMetric(each(all.cpu[theMock]), "cpu-µs/request")
		b.ReportMetric(each(all.cpu[theBare]), "cpu-µs/request-bare")
		b.ReportMetric(measured.CPU, "cpu-ratio")
	}
	return measured
}
