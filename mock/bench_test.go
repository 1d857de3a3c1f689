package mock_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/textproto"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"
)

// The benchmarks hold the compiled command, at its default flags but for the ports, against a bare echo server that gives the
// same bytes, each in a process of its own. Both are driven in turns, batch by batch, over keep-alive connections and by clients
// that cost next to nothing, so that what else the machine does hits both alike and the client's own work does not flatter the
// ratio. They report; they never fail for being slow.

const (
	connections = 2
	batch       = 100 // requests per connection and turn
)

func BenchmarkGetUser(b *testing.B) {
	at, bearer := launchAndSignIn(b)
	compare(b, at.code42, 0.5, func(int) string {
		return "GET /api/v1/User/1001 HTTP/1.1\r\nHost: x\r\nAuthorization: " + bearer + "\r\n\r\n"
	})
}

func BenchmarkListUsers(b *testing.B) {
	at, bearer := launchAndSignIn(b)
	compare(b, at.code42, 0, func(int) string {
		return "GET /api/v1/User?pgNum=1&pgSize=100 HTTP/1.1\r\nHost: x\r\nAuthorization: " + bearer + "\r\n\r\n"
	})
}

func BenchmarkCreateUser(b *testing.B) {
	at, bearer := launchAndSignIn(b)
	compare(b, at.code42, 0.35, func(n int) string {
		name := fmt.Sprintf("user%07d@example.com", n)
		body := `{"orgUid":"956377780583791269","username":"` + name + `","email":"` + name + `","firstName":"Nora","lastName":"New"}`
		return "POST /api/v1/User HTTP/1.1\r\nHost: x\r\nAuthorization: " + bearer +
			"\r\nContent-Type: application/json\r\nContent-Length: " + strconv.Itoa(len(body)) + "\r\n\r\n" + body
	})
}

func BenchmarkListResources(b *testing.B) {
	at, _ := launchAndSignIn(b)
	var who access
	got := call(b, client, "GET", "http://"+at.control+"/_mock/tenants/default", "")
	require.NoError(b, json.Unmarshal([]byte(got.body), &who))
	compare(b, at.pam360, 0, func(int) string {
		return "GET /restapi/json/v1/resources HTTP/1.1\r\nHost: x\r\nAUTHTOKEN: " + who.PAM360.AuthToken + "\r\n\r\n"
	})
}

func launchAndSignIn(b *testing.B) (at addresses, bearer string) {
	b.Helper()
	process, at, _ := launch(b)
	b.Cleanup(func() { stop(b, process) })
	bearer, _ = signIn(b, "http://"+at.code42, "test.user@example.com", "password")
	return at, bearer
}

// bareVariable tells this program that it was started to be a bare server: its value is the content type, the body comes in.
const bareVariable = "UNDERSTUDY_BENCH_BARE"

func TestMain(m *testing.M) {
	if contentType := os.Getenv(bareVariable); contentType != "" {
		serveBare(contentType)
		return
	}
	status := m.Run()
	_ = os.RemoveAll(binaryFolder) // where nothing was built it is empty, and nothing is removed
	os.Exit(status)
}

// serveBare serves one answer to everything with echo alone, and says where.
func serveBare(contentType string) {
	body, err := io.ReadAll(os.Stdin)
	if err != nil {
		panic(err)
	}
	e := echo.New()
	e.Any("/*", func(c echo.Context) error {
		c.Response().Header().Set("Content-Length", strconv.Itoa(len(body))) // else long answers go in chunks, which costs more
		return c.Blob(http.StatusOK, contentType, body)
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println(l.Addr())
	panic((&http.Server{Handler: e, ReadHeaderTimeout: time.Minute}).Serve(l))
}

func launchBare(b *testing.B, contentType string, body []byte) (address string) {
	b.Helper()
	process := exec.Command(os.Args[0])
	process.Env = append(os.Environ(), bareVariable+"="+contentType)
	process.Stdin = bytes.NewReader(body)
	stdout, err := process.StdoutPipe()
	require.NoError(b, err)
	require.NoError(b, process.Start())
	b.Cleanup(func() {
		_ = process.Process.Kill()
		_ = process.Wait()
	})
	address, err = bufio.NewReader(stdout).ReadString('\n')
	require.NoError(b, err)
	return strings.TrimSpace(address)
}

// compare reports how fast the mock answers in comparison with a bare server. request makes the nth request.
func compare(b *testing.B, address string, least float64, request func(n int) string) {
	b.Helper()
	n := 0
	next := func() string { n++; return request(n) }
	first := dial(b, address)
	header, body, err := first.exchange(next())
	require.NoError(b, err)
	bareAddress := launchBare(b, header.Get("Content-Type"), body)

	var spent [2]time.Duration
	var pool [2][]*wire
	for i, to := range []string{address, bareAddress} {
		for range connections {
			pool[i] = append(pool[i], dial(b, to))
		}
	}
	turn := func(which int) time.Duration {
		requests := make([][]string, connections)
		for i := range requests {
			for range batch {
				requests[i] = append(requests[i], next())
			}
		}
		begin := time.Now()
		var wg sync.WaitGroup
		for i, w := range pool[which] {
			wg.Add(1)
			go func() {
				defer wg.Done()
				for _, r := range requests[i] {
					if _, _, err := w.exchange(r); err != nil {
						b.Error(err)
						return
					}
				}
			}()
		}
		wg.Wait()
		return time.Since(begin)
	}
	for which := range pool { // until everything is warm
		turn(which)
	}
	turns := 0
	for b.Loop() {
		for i := range pool {
			which := (i + turns) % len(pool)
			spent[which] += turn(which)
		}
		turns++
	}
	each := float64(turns * batch * connections)
	ratio := float64(spent[1]) / float64(spent[0])
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(spent[0].Microseconds())/each, "µs/request")
	b.ReportMetric(float64(spent[1].Microseconds())/each, "µs/request-bare")
	b.ReportMetric(ratio, "ratio")
	if least > 0 {
		verdict(b, "%.2f of a bare echo server's speed; at least %.2f is asked for", ratio >= least, ratio, least)
	}
}

// verdict says in words whether a figure is what it should be.
func verdict(b *testing.B, format string, good bool, args ...any) {
	b.Helper()
	words := "PASS"
	if !good {
		words = "OVER TARGET"
	}
	b.Logf(format+": "+words, args...)
}

// wire is a keep-alive connection without a client's machinery.
type wire struct {
	conn net.Conn
	in   *bufio.Reader
	text *textproto.Reader
	body []byte
}

func dial(b *testing.B, address string) *wire {
	b.Helper()
	conn, err := net.Dial("tcp", address)
	require.NoError(b, err)
	b.Cleanup(func() { _ = conn.Close() })
	in := bufio.NewReaderSize(conn, 64<<10)
	return &wire{conn: conn, in: in, text: textproto.NewReader(in)}
}

// exchange sends a request and reads its answer, which must be a 200 with a body. Only the first answer's header is returned.
func (w *wire) exchange(request string) (http.Header, []byte, error) {
	if _, err := io.WriteString(w.conn, request); err != nil {
		return nil, nil, err
	}
	status, err := w.text.ReadLine()
	if err != nil || !strings.HasPrefix(status, "HTTP/1.1 200 ") {
		return nil, nil, fmt.Errorf("answer %.80q: %w", status, err)
	}
	header := http.Header{}
	size := 0
	for {
		line, err := w.in.ReadSlice('\n')
		if err != nil {
			return nil, nil, err
		}
		if line = bytes.TrimRight(line, "\r\n"); len(line) == 0 {
			break
		}
		if digits, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			size, _ = strconv.Atoi(string(digits))
		}
		if w.body == nil {
			name, value, _ := strings.Cut(string(line), ": ")
			header.Set(name, value)
		}
	}
	if size == 0 {
		return nil, nil, errors.New("the answer's length is not given")
	}
	w.body = slices.Grow(w.body[:0], size)[:size]
	_, err = io.ReadFull(w.in, w.body)
	return header, w.body, err
}

var binaryFolder string

// binary compiles the command, once.
var binary = sync.OnceValues(func() (string, error) {
	var err error
	if binaryFolder, err = os.MkdirTemp("", "mockserver"); err != nil {
		return "", err
	}
	name := filepath.Join(binaryFolder, "mockserver")
	build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", name, "github.com/understudy/understudy/cmd/mockserver")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := build.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return name, nil
})

type addresses struct{ code42, pam360, control string }

// launch starts the compiled command on free ports and waits for its first answer.
func launch(b *testing.B) (process *exec.Cmd, at addresses, took time.Duration) {
	b.Helper()
	name, err := binary()
	require.NoError(b, err)
	ports := freeAddresses(b, 3)
	at = addresses{ports[0], ports[1], ports[2]}
	process = exec.Command(name, "--code42", at.code42, "--pam360", at.pam360, "--control", at.control)
	begin := time.Now()
	require.NoError(b, process.Start())
	for {
		res, err := client.Get("http://" + at.control + "/_mock/health")
		if err == nil {
			took = time.Since(begin)
			require.NoError(b, res.Body.Close())
			break
		}
		require.Less(b, time.Since(begin), time.Minute)
		time.Sleep(time.Millisecond)
	}
	return process, at, took
}

func stop(b *testing.B, process *exec.Cmd) {
	b.Helper()
	require.NoError(b, process.Process.Signal(os.Interrupt))
	require.NoError(b, process.Wait())
	client.CloseIdleConnections()
}

// BenchmarkStart is the compiled command with the standard world, from exec to its first answer.
func BenchmarkStart(b *testing.B) {
	_, err := binary()
	require.NoError(b, err)
	var all []time.Duration
	for b.Loop() {
		process, _, took := launch(b)
		all = append(all, took)
		b.StopTimer()
		stop(b, process)
		b.StartTimer()
	}
	slices.Sort(all)
	median := all[len(all)/2]
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(median.Microseconds())/1000, "ms")
	verdict(b, "%d ms from start to first answer, median of %d; at most 150 are asked for", median <= 150*time.Millisecond, median.Milliseconds(), len(all))
}

// BenchmarkMemory is what the compiled command has in memory after a thousand requests.
func BenchmarkMemory(b *testing.B) {
	const requests = 1000
	resident := regexp.MustCompile(`VmRSS:\s+(\d+) kB`)
	most := 0
	for b.Loop() {
		process, at, _ := launch(b)
		bearer, _ := signIn(b, "http://"+at.code42, "test.user@example.com", "password")
		w := dial(b, at.code42)
		for i := range requests {
			path := "/api/v1/User/1001"
			if i%10 == 0 {
				path = "/api/v1/User?pgNum=1&pgSize=100"
			}
			_, _, err := w.exchange("GET " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: " + bearer + "\r\n\r\n")
			require.NoError(b, err)
		}
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", process.Process.Pid))
		stop(b, process)
		if err != nil {
			b.Skip("this system does not say how much memory a process has: ", err)
		}
		kilobytes, err := strconv.Atoi(string(resident.FindSubmatch(status)[1]))
		require.NoError(b, err)
		most = max(most, kilobytes)
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(most)/1024, "MB")
	verdict(b, "%d MB after %d requests; at most 64 are asked for", most <= 64<<10, most>>10, requests)
}
