// Command mockserver serves the mock APIs.
//
// It turns flags into mock.Options, opens the listeners and says how to reach them; nothing else happens here.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"text/tabwriter"

	"github.com/understudy/understudy/mock"
)

const exitUsage = 2

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Getenv, os.Stdout, os.Stderr))
}

// run is main without the process: arguments and environment in, exit status out. It serves until ctx ends or a signal comes.
func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) int {
	if len(args) > 0 && args[0] == "routes" {
		return routes(args[1:], stdout, stderr)
	}
	if len(args) > 0 && args[0] == "contract" {
		return runContract(ctx, args[1:], getenv, stdout, stderr)
	}
	opts, err := parse(args, getenv, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if errors.Is(err, errVersion) {
		fmt.Fprintln(stdout, version())
		return 0
	}
	var server *mock.Server
	if err == nil {
		server, err = mock.New(opts)
	}
	if err == nil {
		err = server.Listen()
	}
	if err != nil {
		return complain(stderr, err)
	}
	relaxCollector()
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal finds nobody who catches it, and ends the process
	greet(stdout, server)
	if err := server.Serve(ctx); err != nil {
		fmt.Fprintln(stderr, "mockserver:", err)
		return 1
	}
	return 0
}

const (
	smallHeap        = 64 << 20
	relaxedGCPercent = 250
)

// relaxCollector lets a small heap grow to a few times its size before it is collected. At Go's default a world of ten megabytes
// is collected after every ten megabytes of requests, which costs a create a sixth of its speed; a large world stays at the
// default, where the same setting would cost gigabytes. GOGC in the environment wins.
func relaxCollector() {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	if m.HeapAlloc < smallHeap && os.Getenv("GOGC") == "" {
		debug.SetGCPercent(relaxedGCPercent)
	}
}

// complain says what is wrong in one line, or of a world file in one for each mistake.
func complain(stderr io.Writer, err error) int {
	text := err.Error()
	if !errors.As(err, new(*mock.WorldError)) {
		text = strings.ReplaceAll(text, "\n", " ")
	}
	fmt.Fprintln(stderr, "mockserver:", text)
	return exitUsage
}

// routes prints every operation served.
func routes(args []string, stdout, stderr io.Writer) int {
	format, err := parseRoutes(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		return complain(stderr, err)
	}
	server, err := mock.New(mock.Options{World: "small"})
	if err != nil {
		return complain(stderr, err)
	}
	out := stdout
	var table *tabwriter.Writer
	if format == "table" {
		table = tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
		out = table
	}
	fmt.Fprintln(out, "api\tfamily\toperation_id\tmethod\tpath")
	for _, op := range server.Operations() {
		fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\n", op.API, op.Family, op.ID, op.Method, op.Path)
	}
	if table != nil {
		_ = table.Flush()
	}
	return 0
}
