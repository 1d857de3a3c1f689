package contract

import (
	"fmt"
	"regexp"
)

// runName is what newRun gives.
var runName = regexp.MustCompile(`^us-[a-z2-7]{8}$`)

// Sweep takes away what a run has left, whose ledger is the file: it was
// killed, or the target could not be reached at its end. The settings say how
// the target is entered; it must be the one of the ledger.
func Sweep(api API, getenv func(name string) string, ledger string) (*Target, error) {
	first, things, err := readLedger(ledger)
	if err != nil {
		return nil, err
	}
	if first.API != api.Name {
		return nil, fmt.Errorf("%s is of %s, not of %s", ledger, first.API, api.Name)
	}
	target, err := FromSettings(api, func(name string) string {
		if name == EnvAllowWrites {
			return "false" // no ledger of its own; what is taken away goes into the old one
		}
		return getenv(name)
	})
	if err != nil {
		return target, err
	}
	if target.access.URL != first.URL {
		return target, fmt.Errorf("%s is of %s, and not of %s", ledger, first.URL, target.access.URL)
	}
	return target, target.sweep(ledger, first, things)
}

func (t *Target) sweep(path string, first ledgerLine, things []*thing) error {
	if !runName.MatchString(first.Run) {
		return fmt.Errorf("%s: %q is no run's name", path, first.Run)
	}
	t.run = first.Run
	for _, one := range things {
		call, err := t.call(one.Operation)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if one.effect = call.Writes; one.effect == nil {
			return fmt.Errorf("%s: the specification does not say how what %s makes is taken away", path, one.Operation)
		}
		if one.effect.Named != "" && !t.carries(one.Name) {
			return fmt.Errorf("%s: %s %q does not carry the run's name, %s", path, one.Kind, one.Name, t.run)
		}
	}
	ledger, err := reopen(path, things)
	if err != nil {
		return err
	}
	t.ledger = ledger
	t.Undo()
	return nil
}

// LedgerAPI is the API that a ledger is of.
func LedgerAPI(path string) (string, error) {
	first, _, err := readLedger(path)
	return first.API, err
}
