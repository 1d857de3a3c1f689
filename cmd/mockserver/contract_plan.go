package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/understudy/understudy/contract"
	"github.com/understudy/understudy/mock"
)

// rehearse prints every write that a run would send. It runs the suites against a mock in this process that stands for the real
// instance, with the same permissions; on the tenant itself nothing happens.
func rehearse(ctx context.Context, asked request, stdout, stderr io.Writer) int {
	server, stop, err := stage()
	if err != nil {
		return complain(stderr, err)
	}
	defer stop()
	folder, err := os.MkdirTemp("", "understudy-plan")
	if err != nil {
		return complain(stderr, err)
	}
	defer os.RemoveAll(folder)
	planned := 0
	for _, each := range contracts {
		if !described(each.API, asked.settings) {
			continue
		}
		planned++
		settings, err := onStage(asked.settings, each.API, server, folder)
		if err != nil {
			return complain(stderr, err)
		}
		target, err := contract.FromSettings(each.API, settings)
		if err == nil {
			err = target.RunAlone(ctx, asked.options, each.suites...)
		}
		if err != nil {
			return complain(stderr, err)
		}
		printPlan(stdout, each.Name, target.Writes())
	}
	if planned == 0 {
		return complain(stderr, errors.New("nothing says what would be run against; see mockserver contract plan -help"))
	}
	return 0
}

// stage starts a mock of the standard world on ports that nobody has.
func stage() (server *mock.Server, stop func(), err error) {
	options := mock.Options{Control: "127.0.0.1:0", Addresses: map[string]string{}}
	for _, head := range mock.Heads() {
		if head.On == "" {
			options.Addresses[head.Name] = "127.0.0.1:0"
		}
	}
	if server, err = mock.New(options); err != nil {
		return nil, nil, err
	}
	if err = server.Listen(); err != nil {
		return nil, nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(ctx)
	}()
	return server, func() { cancel(); <-done }, nil
}

// onStage are the settings with the mock in the place of the real instance: the same permissions, and the mock's own credentials where
// the settings have some of a kind.
func onStage(settings func(string) string, api contract.API, server *mock.Server, folder string) (func(string) string, error) {
	given, err := contract.StandIn(server.ControlURL(), api)
	if err != nil {
		return nil, err
	}
	given[contract.EnvControlURL], given[contract.EnvReport], given[contract.EnvLedger] = "", "", folder
	if id := api.Setting("API_CLIENT_ID"); settings(id) == "" {
		delete(given, id)
		delete(given, api.Setting("API_CLIENT_SECRET"))
	}
	return func(name string) string {
		if value, said := given[name]; said {
			return value
		}
		return settings(name)
	}, nil
}

// printPlan prints what each test would write.
func printPlan(out io.Writer, api string, writes []contract.Write) {
	last := ""
	for _, one := range writes {
		if one.Test != last {
			fmt.Fprintf(out, "%s %s\n", api, one.Test)
			last = one.Test
		}
		fmt.Fprintf(out, "  %s\n", one)
	}
	fmt.Fprintf(out, "%s: %d writes\n", api, len(writes))
}
