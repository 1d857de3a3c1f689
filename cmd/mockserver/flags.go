package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"runtime/debug"
	"strings"

	"github.com/understudy/understudy/mock"
)

// parse reads the flags. Each has an environment variable of the same name, UNDERSTUDY_ and upper case, which is not looked at where
// the flag is given.
func parse(args []string, getenv func(string) string, stderr io.Writer) (mock.Options, error) {
	var opts mock.Options
	var level slog.Level
	flags := newFlags("mockserver")
	addresses, defaults := map[string]*string{}, map[string]string{} // the defaults are ports
	for _, head := range mock.Heads() {
		if head.On == "" {
			_, defaults[head.Name], _ = net.SplitHostPort(head.Address)
			addresses[head.Name] = flags.String(head.Name, head.Address, "`address` of the "+head.Title+" API, HTTP and HTTPS")
		}
	}
	host := flags.String("host", "127.0.0.1", "`host` of the APIs that are given no address; 0.0.0.0 inside a container")
	flags.StringVar(&opts.Control, "control", "127.0.0.1:4299", "`address` of the control plane; loopback only")
	flags.Uint64Var(&opts.Seed, "seed", 1, "`number` that decides everything that is not pinned")
	flags.StringVar(&opts.World, "world", "standard", "world: small, standard, large, or a YAML `file`")
	flags.StringVar(&opts.Clock, "clock", "real", "real, or an `instant` (RFC 3339) at which time stands still until it is moved")
	flags.StringVar(&opts.ForkTags, "fork-tags", "random", "what forks' credentials end in: random, or seed, for the same each time the server starts")
	flags.BoolVar(&opts.Strict, "strict", false, "refuse what the vendors tolerate but do not document")
	flags.StringVar(&opts.CheckResponses, "check-responses", "sample", "which answers to hold against the specification: all, sample or off")
	flags.StringVar(&opts.TLSCert, "tls-cert", "", "certificate `file` (PEM); an authority is made at start unless given")
	flags.StringVar(&opts.TLSKey, "tls-key", "", "key `file` (PEM) of the certificate")
	flags.StringVar(&opts.TLSCAOut, "tls-ca-out", "", "`file` to write the made authority's certificate to")
	flags.Var((*list)(&opts.TLSNames), "tls-name", "further `host` that the made certificate is for; can be given more than once")
	flags.Var((*list)(&opts.CORS), "cors", "`origin` of pages that may use the APIs from a browser, such as http://localhost:3000; can be given more than once")
	flags.DurationVar(&opts.StopTimeout, "stop-timeout", mock.DefaultStopTimeout, "how `long` accepted requests may take once told to stop")
	flags.TextVar(&level, "log-level", slog.LevelInfo, "`level` of the messages on standard error: error, warn, info, or debug for a line per request")
	version := flags.Bool("version", false, "print the version and end")
	if err := parseArguments(flags, args, stderr, serveUsage); err != nil {
		return opts, err
	}
	if *version {
		return opts, errVersion
	}
	if err := fromEnvironment(flags, getenv); err != nil {
		return opts, err
	}
	if opts.StopTimeout <= 0 {
		return opts, fmt.Errorf("--stop-timeout %s is not longer than nothing", opts.StopTimeout)
	}
	if strings.Contains(*host, ":") && net.ParseIP(*host) == nil {
		return opts, fmt.Errorf("--host %q is a host without a port, such as 0.0.0.0 or ::1", *host)
	}
	flags.Visit(func(f *flag.Flag) { delete(defaults, f.Name) })
	opts.Addresses = map[string]string{}
	for name, address := range addresses {
		opts.Addresses[name] = *address
		if port, ok := defaults[name]; ok {
			opts.Addresses[name] = net.JoinHostPort(*host, port)
		}
	}
	opts.Log = slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: level}))
	return opts, nil
}

// list is a flag that can be given more than once. In one value, and so in an environment variable, commas separate.
type list []string

// String implements flag.Value.
func (l *list) String() string { return strings.Join(*l, ",") }

// Set implements flag.Value.
func (l *list) Set(text string) error {
	for each := range strings.SplitSeq(text, ",") {
		if each = strings.TrimSpace(each); each == "" {
			return errors.New("one of them is empty")
		}
		*l = append(*l, each)
	}
	return nil
}

// errVersion is what parse returns where the version was asked for.
var errVersion = errors.New("version")

// version is what the program was built from, as far as the build says.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "mockserver (unknown build)"
	}
	text := "mockserver " + cmp.Or(info.Main.Version, "(devel)")
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && !strings.Contains(text, s.Value[:min(len(s.Value), 12)]) {
			text += " " + s.Value
		}
	}
	return text + " " + info.GoVersion
}

const (
	serveUsage = `Usage: mockserver [flags]
       mockserver routes [--format tsv|table]
       mockserver contract run [flags]

Serves the mock APIs. Each flag can also be set by its environment variable,
UNDERSTUDY_<FLAG> in upper case with underscores.
`
	routesUsage = `Usage: mockserver routes [--format tsv|table]

Prints every operation served.
`
)

// newFlags makes a flag set that leaves complaining to the caller: one line, not the whole usage.
func newFlags(name string) *flag.FlagSet {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.Usage = func() {}
	return flags
}

// parseArguments returns flag.ErrHelp where help was asked for, and has been given.
func parseArguments(flags *flag.FlagSet, args []string, stderr io.Writer, usage string) error {
	err := flags.Parse(args)
	flags.Visit(func(f *flag.Flag) {
		if err == nil && f.Value.String() == "" {
			err = fmt.Errorf("--%s is empty", f.Name)
		}
	})
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprintln(stderr, usage)
		flags.SetOutput(stderr)
		flags.PrintDefaults()
	case err != nil:
		err = fmt.Errorf("%w; see %s -help", err, flags.Name())
	case flags.NArg() > 0:
		err = fmt.Errorf("unexpected argument %q; see %s -help", flags.Arg(0), flags.Name())
	}
	return err
}

// fromEnvironment sets the flags that were not given. A mistake in a variable whose flag was given does no harm.
func fromEnvironment(flags *flag.FlagSet, getenv func(string) string) error {
	given := map[string]bool{"version": true} // which is a question, and no setting
	flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
	var err error
	flags.VisitAll(func(f *flag.Flag) {
		if given[f.Name] {
			return
		}
		name := "UNDERSTUDY_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		if value := getenv(name); value != "" {
			if bad := flags.Set(f.Name, value); bad != nil {
				err = errors.Join(err, fmt.Errorf("%s=%q: %w", name, value, bad))
			}
		}
	})
	return err
}

func parseRoutes(args []string, stderr io.Writer) (string, error) {
	flags := newFlags("mockserver routes")
	format := flags.String("format", "table", "tsv or table")
	if err := parseArguments(flags, args, stderr, routesUsage); err != nil {
		return "", err
	}
	if *format != "tsv" && *format != "table" {
		return "", fmt.Errorf("format %q is neither tsv nor table", *format)
	}
	return *format, nil
}
