package contract

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// ready ends the run where nothing answers at the target's addresses, or what
// answers is not what was to be tested, or does not let the caller in: said
// once, and not by each of the tests.
func (t *Target) ready() error {
	switch t.Kind {
	case InProcess:
		t.noteWorld()
	case Mock:
		return t.reachMock()
	case Real:
		if err := t.knock(t.access.URL); err != nil {
			return err
		}
		return t.check()
	}
	return nil
}

// check tries each of the credentials once. A wrong one is not tried again:
// vendors lock accounts.
func (t *Target) check() error {
	if t.API.Check == nil {
		return nil
	}
	err := t.quietly("check", func(tb TB) { t.API.Check(tb, t.Tenant(tb)) })
	if err != nil {
		return fmt.Errorf("%s at %s: %w", t.API.Name, t.access.URL, err)
	}
	return nil
}

// quietly does something that is no test; what ends it is an error of one line.
func (t *Target) quietly(name string, f func(tb TB)) error {
	probe := &probe{lone: lone{name: name + " of " + t.API.Name}}
	begin(&probe.lone, func(Test) { f(probe) })
	if probe.Failed() || probe.Skipped() {
		return errors.New(firstLine(t.redactor.Clean(probe.said)))
	}
	return nil
}

// probe is a test of which only counts what ends it. What else there is to say
// of an answer is for the tests.
type probe struct {
	lone
	said string
}

// Errorf implements [TB].
func (p *probe) Errorf(string, ...any) {}

// Skipf implements [TB]: what cannot be done has not been done.
func (p *probe) Skipf(format string, args ...any) { p.Fatalf(format, args...) }

// Fatalf implements [TB].
func (p *probe) Fatalf(format string, args ...any) {
	p.said = fmt.Sprintf(format, args...)
	p.FailNow()
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return line
}

// farOff is how wrong a clock may be: tokens and one-time codes live for
// minutes.
const farOff = 5 * time.Minute

// clockOf compares a server's clock, which its answers tell, with this
// machine's.
func clockOf(answer http.Header, now time.Time) error {
	theirs, err := http.ParseTime(answer.Get("Date"))
	if err != nil {
		return nil // it tells none
	}
	if off := theirs.Sub(now); off.Abs() > farOff {
		return fmt.Errorf("its clock is %s off this machine's; set the one that is wrong", off.Round(time.Second))
	}
	return nil
}
