package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/understudy/understudy/contract"
)

const contractUsage = `Usage: mockserver contract run [flags]
       mockserver contract plan [flags]
       mockserver contract sweep [flags] LEDGER

run runs the contract suites against a real instance, which they only read
unless --allow-writes is given, or against a mock that runs elsewhere.
plan prints every write that run would send with the same flags.
sweep takes away what a run has left that was killed.

Exit codes: 0 conformant, 1 drift (a test failed), 2 it could not run,
3 inconclusive (too little was exercised).

Each flag can also be set by its environment variable, UNDERSTUDY_<FLAG> in
upper case with underscores, or in the file that --settings names. Secrets
only there: arguments can be seen by others.
`

// contractCommands are what can be done with the suites, each in a file of its own.
var contractCommands = map[string]func(ctx context.Context, asked request, stdout, stderr io.Writer) int{
	"run": examine, "plan": rehearse, "sweep": sweep,
}

// request is what the command line asks for.
type request struct {
	options  contract.Options
	settings func(name string) string
	rest     []string // what stands behind the flags
}

// runContract is the sub-command contract.
func runContract(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) int {
	var command func(context.Context, request, io.Writer, io.Writer) int
	if len(args) > 0 {
		command = contractCommands[args[0]]
	}
	if command == nil {
		fmt.Fprint(stderr, contractUsage)
		return exitUsage
	}
	asked, err := parseContract(args[0], args[1:], getenv, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		return complain(stderr, err)
	}
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the process
	return command(ctx, asked, stdout, stderr)
}

// examine runs the suites of each API that the settings describe, once all of
// them have been reached and entered.
func examine(ctx context.Context, asked request, stdout, stderr io.Writer) int {
	folder, code := asked.settings(contract.EnvReport), 0
	var targets []*contract.Target
	var suites [][]func() contract.Family
	for _, each := range contracts {
		if !described(each.API, asked.settings) {
			continue
		}
		target, err := contract.FromSettings(each.API, asked.settings)
		if err != nil {
			code = complain(stderr, fmt.Errorf("%s: %w", each.Name, err))
		}
		if err := begin(target, folder); err != nil {
			return complain(stderr, err)
		}
		targets, suites = append(targets, target), append(suites, each.suites)
	}
	if len(targets) == 0 {
		return complain(stderr, errors.New("nothing says what to run against: give the address of an API, or --control-url of a mock; see mockserver contract run -help"))
	}
	for i, target := range targets {
		if code != 0 { // what cannot be entered has been said; the others are not run, and say so
			target.GiveUp("it was not run, as another API could not be")
			if err := write(target, folder); err != nil {
				return complain(stderr, err)
			}
			continue
		}
		asked.options.Told = func(result contract.Result) { tell(stderr, target.API.Name, result) }
		if err := target.RunAlone(ctx, asked.options, suites[i]...); err != nil {
			return complain(stderr, err)
		}
	}
	if code != 0 {
		return code
	}
	for _, target := range targets {
		code = worse(code, conclude(target, folder, stdout, stderr))
	}
	return code
}

// begin writes a report that says that the run did not finish, over one of an earlier run.
func begin(target *contract.Target, folder string) error {
	if folder == "" {
		return nil
	}
	return target.Report.Begin(folder)
}

// write writes the report, where one is asked for.
func write(target *contract.Target, folder string) error {
	if folder == "" {
		return nil
	}
	return target.Report.Write(folder, target.Verdict())
}

// described reports whether the settings say where an API is.
func described(api contract.API, settings func(string) string) bool {
	return settings(api.Setting("URL")) != "" || settings(contract.EnvControlURL) != ""
}

// tell prints what became of a test.
func tell(out io.Writer, api string, result contract.Result) {
	fmt.Fprintf(out, "%-8s %s %s (%.1f s)\n", result.Outcome, api, result.Name, result.Seconds)
	for _, failure := range result.Failures {
		fmt.Fprintf(out, "    %s\n", strings.ReplaceAll(failure.String(), "\n", "\n        "))
	}
}

// conclude prints the verdict, writes the report, and gives the exit code.
func conclude(target *contract.Target, folder string, stdout, stderr io.Writer) int {
	verdict := target.Verdict()
	fmt.Fprint(stdout, target.Summary())
	fmt.Fprintf(stdout, "%s: %s\n", target.API.Name, verdict)
	if err := errors.Join(target.KeepCovered(verdict), write(target, folder)); err != nil {
		return complain(stderr, err)
	}
	return verdict.ExitCode()
}

// worse is the exit code that says more: what could not run, then drift, then what is inconclusive.
func worse(a, b int) int {
	order := []int{0, 3, 1, 2}
	return order[max(slices.Index(order, a), slices.Index(order, b))]
}

// parseContract reads the flags, each of which is a setting; what they do not say, the environment may.
func parseContract(command string, args []string, getenv func(string) string, stderr io.Writer) (asked request, err error) {
	flags := newFlags("mockserver contract " + command)
	said := map[string]*setting{}
	add := func(name, help string) {
		one := &setting{yesNo: strings.HasPrefix(help, "true: ")}
		said[name] = one
		spelt := strings.ReplaceAll(strings.TrimPrefix(name, "UNDERSTUDY_"), "_", "-")
		flags.Var(one, strings.ToLower(spelt), strings.TrimPrefix(help, "true: "))
	}
	for _, s := range contract.Settings {
		if !s.OfAPI {
			add("UNDERSTUDY_"+s.Name, s.Help)
		}
	}
	for _, each := range contracts {
		for _, s := range contract.Settings {
			if s.OfAPI && !s.Secret && slices.Contains(append(each.Required, each.Optional...), s.Name) {
				add(each.Setting(s.Name), s.Help)
			}
		}
	}
	flags.Var((*list)(&asked.options.Only), "only", "`pattern` of the tests to run, as Users or Users/*Block*; can be given more than once")
	if command == "sweep" {
		args, asked.rest = behindFlags(args)
	}
	if err = parseArguments(flags, args, stderr, contractUsage); err != nil {
		return asked, err
	}
	given, err := contract.WithFile(func(name string) string {
		if one := said[name]; one != nil && one.value != "" {
			return one.value
		}
		return getenv(name)
	})
	asked.settings = func(name string) string {
		value := given(name)
		switch {
		case value != "" || name != contract.EnvTarget:
			return value
		case given(contract.EnvControlURL) != "":
			return "mock"
		}
		return "real"
	}
	return asked, err
}

// behindFlags parts the last argument, which is no flag, from the flags.
func behindFlags(args []string) (flags, rest []string) {
	if n := len(args); n > 0 && !strings.HasPrefix(args[n-1], "-") {
		return args[:n-1], args[n-1:]
	}
	return args, nil
}

// setting is a flag that is handed on as the text that it was given.
type setting struct {
	value string
	yesNo bool
}

// String implements flag.Value.
func (s *setting) String() string { return s.value }

// Set implements flag.Value.
func (s *setting) Set(text string) error {
	s.value = text
	return nil
}

// IsBoolFlag says that the flag alone means yes.
func (s *setting) IsBoolFlag() bool { return s.yesNo }
