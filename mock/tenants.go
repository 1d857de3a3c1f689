package mock

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"sync"
	"time"

	"github.com/understudy/understudy/mock/control/api"
	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/ids"
	"github.com/understudy/understudy/mock/internal/limits"
	"github.com/understudy/understudy/mock/internal/tenant"
)

// tenants are the registry, and what it takes to make further ones.
type tenants struct {
	*tenant.Registry
	firm  firm // that all of them begin with
	ids   ids.Source
	fixed bool // tags follow from the seed

	mu sync.Mutex // forks are numbered one after the other
	n  uint64
}

// manyRows is from how many rows on somebody who waits should know for what: a second's work, more or less.
const manyRows = 30_000

// newTenants makes the default tenant from the world file.
func newTenants(opts Options) (*tenants, error) {
	file, text, err := loadWorld(opts.World)
	if err != nil {
		return nil, clean(err)
	}
	served, err := opts.clock()
	if err != nil {
		return nil, err
	}
	now := served.Now() // asked once: all parts of a tenant have one last day
	if now.Year() < firstEpoch {
		return nil, fmt.Errorf("the clock shows %s, which is before %d: a world has years behind it", now.Format(time.RFC3339), firstEpoch)
	}
	epoch, err := file.lastDay(now)
	if err != nil {
		return nil, text.mistakes(err)
	}
	if rows := file.rows(); rows >= manyRows {
		opts.Log.Info("making the world, which may take a minute or two", "world", opts.World, "rows", rows)
	}
	firm, err := file.firm(opts.Seed, epoch, opts.Log)
	if err != nil {
		return nil, text.mistakes(err)
	}
	parts, wrong := make([]tenant.Part, len(worlds)), make([]error, len(worlds))
	var all sync.WaitGroup
	for i, kind := range worlds { // side by side: none knows of another
		all.Go(func() {
			part, err := kind.grow(&opts, firm, served.Fork(), file.sections)
			parts[i], wrong[i] = part, limits.At(kind.name, err)
		})
	}
	all.Wait()
	if err := errors.Join(wrong...); err != nil {
		return nil, text.mistakes(err)
	}
	return &tenants{Registry: tenant.NewRegistry(parts...), firm: firm, ids: ids.New(opts.Seed), fixed: opts.ForkTags == tagsOfSeed}, nil
}

// tagBytes make twelve hexadecimal digits: the last group of a UUID, which is what some credentials look like.
const tagBytes = tenant.TagLetters / 2

// forkName is what the control plane's description demands of a name as well.
var forkName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,62}$`)

// fork adds a tenant: the default one's worlds as they were at start. An empty name is replaced by a numbered one.
func (t *tenants) fork(name string) (*tenant.Tenant, error) {
	if name != "" && !forkName.MatchString(name) {
		return nil, fail.New(fail.Invalid, "", fmt.Sprintf("the name %.80q is not made of 1 to 63 lower-case letters, digits and hyphens, the first no hyphen", name))
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.n++
	for n := t.n; name == ""; n++ {
		free := fmt.Sprintf("tenant-%d", n)
		if _, taken := t.ByName(free); !taken {
			name = free
		}
	}
	made, err := t.Fork(name, t.tag())
	if err != nil {
		t.n-- // the next one's tag does not depend on what was refused
		return nil, fail.New(fail.Conflict, "", err.Error())
	}
	return made, nil
}

// tag is the next fork's. It does not follow from the seed unless that was asked for: what signed in to a fork that is gone, in this
// process or an earlier one, must not sign in to another.
func (t *tenants) tag() string {
	if t.fixed {
		return t.ids.Hex("tenant", t.n, tagBytes)
	}
	for {
		random := make([]byte, tagBytes)
		_, _ = rand.Read(random) // which never fails
		tag := hex.EncodeToString(random)
		if _, taken := t.ByTag(tag); !taken {
			return tag
		}
	}
}

// called finds a tenant.
func (t *tenants) called(name string) (*tenant.Tenant, error) {
	found, ok := t.ByName(name)
	if !ok {
		return nil, fail.New(fail.NotFound, "", fmt.Sprintf("no tenant is called %q", name))
	}
	return found, nil
}

// reset puts a tenant's worlds back, and returns those of before.
func (t *tenants) reset(name string) ([]tenant.Part, error) {
	found, err := t.called(name)
	if err != nil {
		return nil, err
	}
	return t.Reset(found), nil
}

// clockChange is an order for a tenant's clocks; what is nil stays as it is.
type clockChange struct {
	by     *time.Duration
	to     *time.Time
	frozen *bool
}

// moveClock changes the clocks of a tenant's worlds, which show the same time, and returns what they show after it.
func (t *tenants) moveClock(name string, change clockChange) (after api.ClockReading, err error) {
	found, err := t.called(name)
	if err != nil {
		return after, err
	}
	err = found.InTurn(func() error {
		parts := found.Parts()
		if change != (clockChange{}) {
			if err := change.order(parts); err != nil {
				return err
			}
		}
		after = reading(parts)
		return nil
	})
	return after, err
}

// order changes the clocks of worlds all to one instant.
func (c clockChange) order(parts []tenant.Part) error {
	target := parts[0].World.Clock().Now()
	if c.to != nil {
		target = *c.to
	}
	if c.by != nil {
		target = target.Add(*c.by)
	}
	if err := limits.InCalendar(target); err != nil && (c.to != nil || c.by != nil) { // by itself it may run on past them
		return fail.New(fail.Invalid, "", err.Error())
	}
	for _, part := range parts {
		clock := part.World.Clock()
		if c.frozen != nil && *c.frozen {
			clock.Freeze()
		}
		if c.frozen != nil && !*c.frozen {
			clock.Run()
		}
		clock.Set(target)
	}
	return nil
}

// reading is what the clocks of a tenant's worlds show, and what is to be made in the one that has most to make.
func reading(parts []tenant.Part) api.ClockReading {
	first := parts[0].World.Clock()
	r := api.ClockReading{Now: first.Now(), Frozen: !first.IsReal()}
	for _, part := range parts {
		days, skipped := part.World.Due()
		r.History = api.History{Days: max(r.History.Days, days), Skipped: max(r.History.Skipped, skipped)}
	}
	return r
}
