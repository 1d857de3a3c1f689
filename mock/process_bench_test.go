package mock_test

import (
	"fmt"
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

	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock"
)

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
	ports, flags := map[string]string{}, []string{"--clock", mock.TestDay}
	free := freeAddresses(b, len(mock.Heads())+1)
	for i, each := range append(mock.Heads(), mock.HeadInfo{Name: "control"}) {
		if each.On == "" {
			ports[each.Name] = free[i]
			flags = append(flags, "--"+each.Name, free[i])
		}
	}
	at = addresses{ports["code42"], ports["pam360"], ports["control"]}
	process = exec.Command(name, flags...)
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

// verdict says in words whether a figure is what it should be.
func verdict(b *testing.B, format string, good bool, args ...any) {
	b.Helper()
	words := "PASS"
	if !good {
		words = "OVER TARGET"
	}
	b.Logf(format+": "+words, args...)
}

// cpuTime is how long the threads of a process have been on a CPU. Linux tells to the nanosecond, others do not tell here.
func cpuTime(pid int) (spent time.Duration, known bool) {
	threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
	for _, thread := range threads {
		text, err := os.ReadFile(thread)
		if err != nil {
			return 0, false
		}
		digits, _, _ := strings.Cut(string(text), " ")
		n, err := strconv.ParseInt(digits, 10, 64)
		if err != nil {
			return 0, false
		}
		spent += time.Duration(n)
	}
	return spent, spent > 0
}

// BenchmarkStart is the compiled command with the standard world, from exec to its first answer. It tells the command's size too.
func BenchmarkStart(b *testing.B) {
	name, err := binary()
	require.NoError(b, err)
	file, err := os.Stat(name)
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
	b.Logf("the stripped static binary has %.1f MB", float64(file.Size())/1e6)
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
