package mock_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/textproto"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"
)

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

func launchBare(b *testing.B, contentType string, body []byte) (process *exec.Cmd, address string) {
	b.Helper()
	process = exec.Command(os.Args[0])
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
	return process, strings.TrimSpace(address)
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
