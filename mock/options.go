package mock

import (
	"cmp"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net"
	"slices"
	"time"

	"github.com/understudy/understudy/mock/internal/clock"
	"github.com/understudy/understudy/mock/internal/engine"
	"github.com/understudy/understudy/mock/internal/head"
	"github.com/understudy/understudy/mock/internal/limits"
	"github.com/understudy/understudy/openapi"
)

// Options say what to serve and where. The zero Options serve the standard world with seed 1 by the real clock, in Start by that of
// TestDay, on ports that the system chooses; cmd/mockserver documents each field's flag.
type Options struct {
	// Addresses are where the APIs listen, by name; one that is not given listens on 127.0.0.1:0. Heads lists the names.
	Addresses map[string]string
	// Control is where the control plane listens; empty means 127.0.0.1:0.
	Control string
	// Seed decides all that is not pinned; 0 means 1.
	Seed uint64
	// World is a name from fixtures/worlds or a file; empty means "standard".
	World string
	// Clock is "real" or an instant in RFC 3339, at which time then stands still until it is moved. What it shows at start is the world's
	// last day, unless the world file pins one. Empty means "real", and in Start TestDay.
	Clock string
	// ForkTags is "random" (also ""), so that what signs in to a fork ends with it, or "seed": then the first fork has the same
	// credentials each time the server starts, and so on, for those who replay requests.
	ForkTags string
	// Strict refuses what the vendors tolerate and their documentation does not.
	Strict bool
	// CheckResponses is "all", "sampled" (also "sample") or "off".
	CheckResponses string
	// TLSCert and TLSKey are files; without them a certificate authority is made at start. TLSCAOut is where its certificate goes.
	TLSCert, TLSKey, TLSCAOut string
	// TLSNames are further hosts that the made certificate is for: names, or addresses.
	TLSNames []string
	// CORS are the origins whose pages may use the APIs from a browser, such as http://localhost:3000.
	CORS []string
	// StopTimeout is how long requests that were accepted may take once the server is told to stop; 0 means ten seconds.
	StopTimeout time.Duration
	// Log receives the server's own messages; nil means none.
	Log *slog.Logger
}

// What Options.ForkTags may be.
const (
	randomTags = "random"
	tagsOfSeed = "seed"
)

// anyPort is an address on this machine whose port the system chooses.
const anyPort = "127.0.0.1:0"

// DefaultStopTimeout is what Options.StopTimeout is unless given.
const DefaultStopTimeout = 10 * time.Second

// withDefaults fills in what was left empty, and refuses addresses that cannot be meant.
func (o Options) withDefaults(list []head.Head) (Options, error) {
	given := o.Addresses
	o.Addresses = map[string]string{}
	for _, h := range list {
		if h.On == "" {
			o.Addresses[h.Name] = cmp.Or(given[h.Name], anyPort)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if o.Addresses[name] == "" {
			return o, fmt.Errorf("no API with a port of its own is called %q", name)
		}
	}
	o.Control = cmp.Or(o.Control, anyPort)
	if o.Seed == 0 {
		o.Seed = 1
	}
	if o.World == "" {
		o.World = "standard"
	}
	if o.Clock == "" {
		o.Clock = "real"
	}
	if o.ForkTags == "" {
		o.ForkTags = randomTags
	}
	if o.ForkTags != randomTags && o.ForkTags != tagsOfSeed {
		return o, fmt.Errorf("fork-tags %q is neither random nor seed", o.ForkTags)
	}
	if o.StopTimeout < 0 {
		return o, fmt.Errorf("stop-timeout %s is negative", o.StopTimeout)
	}
	if o.StopTimeout == 0 {
		o.StopTimeout = DefaultStopTimeout
	}
	if o.Log == nil {
		o.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	return o, o.checkControl()
}

func (o Options) clock() (*clock.World, error) {
	if o.Clock == "real" {
		return clock.Real(), nil
	}
	at, err := time.Parse(time.RFC3339, o.Clock)
	if err != nil {
		return nil, fmt.Errorf("clock %q is neither \"real\" nor an instant such as 2026-11-01T08:00:00Z", o.Clock)
	}
	if err := limits.InCalendar(at); err != nil {
		return nil, fmt.Errorf("clock %q: %w", o.Clock, err)
	}
	return clock.At(at), nil
}

func (o Options) sampling() (engine.Sampling, error) {
	switch o.CheckResponses {
	case "", "sample", "sampled":
		return engine.CheckSampled, nil
	case "all":
		return engine.CheckAll, nil
	case "off":
		return engine.CheckOff, nil
	}
	return 0, fmt.Errorf("check-responses %q is none of all, sample, off", o.CheckResponses)
}

func (o Options) mode() openapi.Mode {
	if o.Strict {
		return openapi.Strict
	}
	return openapi.Lenient
}

// checkControl refuses to let the control plane be reached from elsewhere.
func (o Options) checkControl() error {
	host, _, err := net.SplitHostPort(o.Control)
	if err != nil {
		return fmt.Errorf("control address %q: %w", o.Control, err)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return fmt.Errorf("control address %q: the control plane listens on loopback only", o.Control)
	}
	return nil
}
