package contract

import (
	"flag"
	"strings"
	"testing"
)

// Run runs the suites against the target as parts of a test of go test, and
// ends with the verdict (see [Target.Verdict]), which is a test of its own.
// Nothing is said of the whole when a flag left some of the tests out.
func Run(t *testing.T, target *Target, suites ...func() Family) {
	t.Helper()
	RunPart(t, target, suites...)
	t.Run("verdict", func(t *testing.T) {
		t.Log("\n" + target.Summary() + target.Tally.Report())
		if target.Report.ran() == 0 {
			t.Errorf("no test was run: -run matches none")
		}
		if partial() {
			return
		}
		verdict := target.Verdict()
		if verdict.Of != Conformant {
			t.Errorf("%s", verdict)
		}
		if err := target.KeepCovered(verdict); err != nil {
			t.Error(err)
		}
	})
}

// RunPart runs some of the suites: nothing is said of what they leave out.
func RunPart(t *testing.T, target *Target, suites ...func() Family) {
	t.Helper()
	list, err := plan(suites)
	if err != nil {
		t.Fatal(err)
	}
	t.Run(target.API.Name, func(t *testing.T) {
		for i, each := range list {
			if i > 0 && list[i-1].suite == each.suite {
				continue
			}
			t.Run(each.suite, func(t *testing.T) {
				parallel(t, target)
				for _, test := range list[i:] {
					if test.suite != each.suite {
						break
					}
					t.Run(test.name, func(t *testing.T) {
						parallel(t, target)
						test.run(goTest{t}, target)
					})
				}
			})
		}
	})
	target.Undo()
}

// parallel lets tests run side by side where each has a tenant of its own.
func parallel(t *testing.T, target *Target) {
	if target.Has(CapFork) {
		t.Parallel()
	}
}

// partial reports whether some tests were left out by a flag: a -run with a
// slash names some of what is below the run as a whole.
func partial() bool {
	return flagged("test.skip") != "" || strings.Contains(flagged("test.run"), "/")
}

// flagged is the value of a flag of the test binary.
func flagged(name string) string {
	if f := flag.Lookup(name); f != nil {
		return f.Value.String()
	}
	return ""
}
