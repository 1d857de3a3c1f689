package mock

import (
	"fmt"
	"sync"
	"time"

	"github.com/understudy/understudy/mock/internal/clock"
	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/tenant"
	c42state "github.com/understudy/understudy/mock/worlds/code42/state"
	pamstate "github.com/understudy/understudy/mock/worlds/pam360/state"
)

// Access is what a client needs to land in a tenant: addresses and credentials.
type Access struct {
	Code42 struct{ URL, Username, Password, APIClientID, APIClientSecret string }
	PAM360 struct{ URL, AuthToken string }
}

// Access returns what signs in to the default tenant.
func (s *Server) Access() Access {
	a, err := s.accessTo(tenant.DefaultName)
	if err != nil {
		panic(err) // the default tenant cannot be ended
	}
	return a
}

func (s *Server) accessTo(name string) (Access, error) {
	c42, pam, err := s.tenants.pair(name)
	if err != nil {
		return Access{}, err
	}
	c, p := s.tenants.access.code42, s.tenants.access.pam360
	var a Access
	a.Code42.URL, a.Code42.Username, a.Code42.Password = s.Code42URL(), c.Username, c42.Credential(c.Password)
	a.Code42.APIClientID, a.Code42.APIClientSecret = c42.Credential(c.APIClientID), c42.Credential(c.APIClientSecret)
	a.PAM360.URL, a.PAM360.AuthToken = s.PAM360URL(), pam.Credential(p.AuthToken)
	return a, nil
}

// naming numbers the forks.
type naming struct {
	mu sync.Mutex
	n  uint64
}

// fork adds a tenant: the default one's worlds as they were at start. An empty name is replaced by a numbered one.
func (t *tenants) fork(name string) (string, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.n++
	for n := t.n; name == ""; n++ {
		if free := fmt.Sprintf("tenant-%d", n); !t.has(free) {
			name = free
		}
	}
	tag := t.ids.Hex("tenant", t.n, tagBytes)
	err := t.code42.Add(&tenant.Tenant[*c42state.World]{Name: name, Tag: tag, World: t.code42.Default().World.Fork(tag)})
	if err != nil {
		return "", fail.New(fail.Conflict, "", err.Error())
	}
	return name, t.pam360.Add(&tenant.Tenant[*pamstate.World]{Name: name, Tag: tag, World: t.pam360.Default().World.Fork(tag)})
}

// tagBytes make twelve hexadecimal digits, the last group of a PAM360 token.
const tagBytes = 6

func (t *tenants) has(name string) bool {
	_, ok := t.code42.ByName(name)
	return ok
}

// pair finds both worlds of a tenant.
func (t *tenants) pair(name string) (*c42state.World, *pamstate.World, error) {
	c42, ok := t.code42.ByName(name)
	pam, ok2 := t.pam360.ByName(name)
	if !ok || !ok2 {
		return nil, nil, fail.New(fail.NotFound, "", fmt.Sprintf("no tenant is called %q", name))
	}
	return c42.World, pam.World, nil
}

func (t *tenants) end(name string) error {
	if name == tenant.DefaultName {
		return fail.New(fail.Conflict, "", "the default tenant cannot be ended; reset it instead")
	}
	t.mu.Lock() // else a fork of the same name could come in between the two
	defer t.mu.Unlock()
	if _, _, err := t.pair(name); err != nil {
		return err
	}
	t.code42.Remove(name)
	t.pam360.Remove(name)
	return nil
}

func (t *tenants) reset(name string) error {
	c42, pam, err := t.pair(name)
	if err != nil {
		return err
	}
	c42.Reset()
	pam.Reset()
	return nil
}

// What a clock may show: beyond these neither RFC 3339 nor the vendors' milliseconds can write the time down.
const (
	firstYear = 1970
	lastYear  = 9000
)

// moveClock moves both worlds' clocks and returns the time after.
func (t *tenants) moveClock(name string, by *time.Duration, to *time.Time) (time.Time, error) {
	c42, pam, err := t.pair(name)
	if err != nil {
		return time.Time{}, err
	}
	target := c42.Clock().Now()
	if to != nil {
		target = *to
	}
	if by != nil {
		target = target.Add(*by)
	}
	if year := target.UTC().Year(); year < firstYear || year > lastYear {
		return time.Time{}, fail.New(fail.Invalid, "", fmt.Sprintf("the year %d is not between %d and %d", year, firstYear, lastYear))
	}
	for _, each := range []*clock.World{c42.Clock(), pam.Clock()} {
		if to != nil {
			each.Set(*to)
		}
		if by != nil {
			each.Advance(*by)
		}
	}
	return c42.Clock().Now(), nil
}
