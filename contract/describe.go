package contract

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"sync"
)

// describe fills in what kind of target it is, what it can do and how it is reached.
func (e environment) describe(t *Target) error {
	t.access = e.access()
	t.redactor.Hide(t.access.secrets()...)
	document, err := e.load(t.API.Name)
	if err != nil {
		return fmt.Errorf("the specification: %w", err)
	}
	t.Document, t.Tally = document, NewTally(document)
	t.Report.Operations = t.Tally
	t.Report.source = func() ([]byte, error) { return e.source(t.API.Name) }
	t.calls = sync.OnceValues(func() ([]Call, error) {
		source, err := e.source(t.API.Name)
		if err != nil {
			return nil, err
		}
		return readCalls(document, source)
	})
	if t.base, err = e.roundTripper(); err != nil {
		return err
	}
	kind := e.getenv(EnvTarget)
	switch kind {
	case "":
		err = e.describeInProcess(t)
	case "mock":
		err = e.describeMock(t)
	case "real":
		err = e.describeReal(t)
	default:
		err = fmt.Errorf("%s is %q; it may be mock, real, or absent for a mock in this process", EnvTarget, kind)
	}
	t.Report.Target = t.Kind
	if t.Kind != InProcess {
		t.run = newRun()
	}
	return errors.Join(err, e.describeWrites(t), e.describePace(t), e.describeDrift(t))
}

// describePace says how much a real instance may be asked.
func (e environment) describePace(t *Target) error {
	perSecond, err := strconv.ParseFloat(cmp.Or(e.getenv(EnvRate), "10"), 64)
	if err != nil || !(perSecond == 0 || perSecond >= 0.1 && perSecond <= 1e6) {
		return fmt.Errorf("%s is %q; it is a number of requests a second, 0.1 at least, or 0 for any", EnvRate, e.getenv(EnvRate))
	}
	budget, err := strconv.ParseInt(cmp.Or(e.getenv(EnvBudget), "20000"), 10, 64)
	if err != nil || budget < 0 {
		return fmt.Errorf("%s is %q; it is a number of requests", EnvBudget, e.getenv(EnvBudget))
	}
	if t.Kind == Real {
		t.base = newPace(t.base, perSecond, budget)
	}
	return nil
}

// confirm asks once whether the tests may write to what looks like production.
func (e environment) confirm(t *Target) error {
	if t.Kind != Real || !t.Has(CapWrite) || t.API.Production == nil {
		return nil
	}
	at, err := url.Parse(t.access.URL)
	if err != nil || e.getenv(EnvConfirm) == at.Host {
		return err
	}
	why := ""
	if err := t.quietly("look at the size", func(tb TB) { why = t.API.Production(tb, t.Tenant(tb)) }); err != nil || why == "" {
		return err
	}
	return fmt.Errorf("%s looks like production (%s), and the tests would write there; if they may, set %s=%s", t.access.URL, why, EnvConfirm, at.Host)
}

// describeInProcess refuses addresses, since who sets one has forgotten to say
// what is there, and would take the in-process run for the one they wanted.
func (e environment) describeInProcess(t *Target) error {
	for _, name := range []string{EnvControlURL, e.prefix + "URL"} {
		if e.getenv(name) != "" {
			return fmt.Errorf("%s is set but %s is not: say mock or real", name, EnvTarget)
		}
	}
	t.Kind = InProcess
	return nil
}

func (e environment) describeMock(t *Target) error {
	t.Kind = Mock
	if err := e.require(EnvTarget+"=mock", EnvControlURL); err != nil {
		return err
	}
	t.control = newControl(e.getenv(EnvControlURL), t.base)
	return e.addresses(EnvControlURL, e.prefix+"URL")
}

func (e environment) describeReal(t *Target) error {
	t.Kind = Real
	t.lacks[CapFork] = "a real instance has one tenant"
	t.lacks[CapClock] = "nobody moves a real instance's clock"
	t.lacks[CapSeedData] = "what a mock's world pins is not there"
	t.lacks[CapPlenty] = "nobody knows how much there is"
	var names []string
	for _, end := range t.API.Required {
		names = append(names, e.prefix+end)
	}
	if err := e.require(EnvTarget+"=real", names...); err != nil {
		return err
	}
	id, secret := t.access.APIClientID != "", t.access.APIClientSecret != ""
	if id != secret {
		return fmt.Errorf("%[1]sAPI_CLIENT_ID and %[1]sAPI_CLIENT_SECRET belong together; only one is set", e.prefix)
	}
	if t.access.Device == "" {
		t.lacks[CapDevice] = fmt.Sprintf("set %sDEVICE", e.prefix)
	}
	if !id {
		t.lacks[CapAPIClient] = fmt.Sprintf("set %[1]sAPI_CLIENT_ID and %[1]sAPI_CLIENT_SECRET", e.prefix)
	}
	return e.addresses(e.prefix + "URL")
}

// describeWrites says whether the tests may write, which has to be asked for at a real instance, and how much they must exercise.
func (e environment) describeWrites(t *Target) error {
	writes, err := e.flag(EnvAllowWrites, t.Kind != Real)
	if err != nil {
		return err
	}
	t.least = 1
	if !writes && t.Kind == Real && t.access.UserUsername == "" {
		t.lacks[CapUser] = fmt.Sprintf("set %[1]sUSER_USERNAME and %[1]sUSER_PASSWORD, or %s=true", e.prefix, EnvAllowWrites)
	}
	if !writes {
		t.lacks[CapWrite] = "set " + EnvAllowWrites + "=true"
	}
	if !writes || t.Kind == Real {
		t.least = enough
	}
	if destructive, err := e.flag(EnvDestructive, t.Kind != Real); err != nil {
		return err
	} else if !destructive {
		t.lacks[CapDestructive] = "set " + EnvDestructive + "=true"
	}
	if folder := e.getenv(EnvRatchet); folder != "" {
		if t.ratchet, err = newRatchet(folder, t.API.Name); err != nil {
			return fmt.Errorf("%s: %w", EnvRatchet, err)
		}
	}
	text := e.getenv(EnvMin)
	if text == "" {
		return nil
	}
	percent, err := strconv.ParseFloat(strings.TrimSuffix(text, "%"), 64)
	if err != nil || !(percent >= 0 && percent <= 100) {
		return fmt.Errorf("%s is %q; it is a part of the operations in per cent, from 0 to 100", EnvMin, text)
	}
	t.least = percent / 100
	return nil
}

func (e environment) require(because string, names ...string) error {
	var missing []string
	for _, name := range names {
		if e.getenv(name) == "" {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("%s needs %s", because, strings.Join(missing, ", "))
	}
	return nil
}

func (e environment) addresses(names ...string) error {
	for _, name := range names {
		text := e.getenv(name)
		if u, err := url.Parse(text); text != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
			return fmt.Errorf("%s is not an http or https address", name)
		} else if text != "" && (u.User != nil || u.RawQuery != "" || u.Fragment != "") {
			return fmt.Errorf("%s has more than an address in it; names and secrets have settings of their own", name)
		}
	}
	return nil
}

func (e environment) flag(name string, unset bool) (bool, error) {
	text := e.getenv(name)
	if text == "" {
		return unset, nil
	}
	on, err := strconv.ParseBool(text)
	if err != nil {
		return false, fmt.Errorf("%s is %q; it may be true or false", name, text)
	}
	return on, nil
}
