package contract

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/understudy/understudy/openapi"
)

// ratchet is the list of what a run must cover because an earlier one did: a
// file <api>.covered of lines such as "users/getUser" and "users/getUser
// parameter query active". What answers have in them is not listed, since the
// tenant's data decides about that.
type ratchet struct {
	path   string
	before []string
}

// newRatchet reads the list in a folder. Where there is none yet, nothing is asked.
func newRatchet(folder, api string) (*ratchet, error) {
	r := &ratchet{path: filepath.Join(folder, api+".covered")}
	text, err := readBounded(r.path, largestFile)
	if errors.Is(err, fs.ErrNotExist) {
		return r, nil
	}
	if err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		if line := strings.TrimSpace(lines.Text()); line != "" && !strings.HasPrefix(line, "#") {
			r.before = append(r.before, line)
		}
	}
	return r, lines.Err()
}

// lost is what was covered before and is not now. What the document has no more is not missed.
func (r *ratchet) lost(now map[string]bool) (lost []string) {
	for _, line := range r.before {
		if covered, declared := now[line]; declared && !covered {
			lost = append(lost, line)
		}
	}
	return lost
}

// keep writes the list anew where more is covered, or something is gone from the document.
func (r *ratchet) keep(now map[string]bool) error {
	maps.DeleteFunc(now, func(_ string, covered bool) bool { return !covered })
	lines := slices.Sorted(maps.Keys(now))
	if slices.Equal(lines, r.before) {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(r.path), 0o755); err != nil {
		return err
	}
	text := "# What a run must cover; written by mockserver contract run.\n" + strings.Join(lines, "\n") + "\n"
	next := r.path + ".next"
	if err := os.WriteFile(next, []byte(text), 0o644); err != nil {
		return err
	}
	return os.Rename(next, r.path)
}

// ratchetLines are the lines that there can be, and whether they are covered.
func (l *Tally) ratchetLines() map[string]bool {
	lines := map[string]bool{}
	for _, one := range l.Covered() {
		name := one.Family + "/" + one.Name
		lines[name] = one.Exercised
		for _, aspect := range one.Coverage {
			if aspect.Of != openapi.AspectStatus && aspect.Of != openapi.AspectParameter {
				continue
			}
			for _, met := range aspect.Met {
				lines[fmt.Sprintf("%s %s %s", name, aspect.Of, met)] = true
			}
			for _, missing := range aspect.Missing {
				lines[fmt.Sprintf("%s %s %s", name, aspect.Of, missing)] = false
			}
		}
	}
	return lines
}

// KeepCovered writes down what a run has covered, where RATCHET is set and the
// whole of the suites was run and conformant. A later run that covers less of
// it is inconclusive.
func (t *Target) KeepCovered(verdict Verdict) error {
	if t.ratchet == nil || verdict.Of != Conformant {
		return nil
	}
	if err := t.ratchet.keep(t.Tally.ratchetLines()); err != nil {
		return fmt.Errorf("%s: %w", EnvRatchet, err)
	}
	return nil
}
