package contract

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Shelf exercises the whole library, with a session made beforehand.
type Shelf struct {
	Suite
	reader *Session
}

func (s *Shelf) SetupTest() { s.reader = s.Tenant().Session(s.TB()) }

func (s *Shelf) TestBooks() {
	s.Equal([]string{"1", "9007199254740993"}, s.reader.Get("/books").Status(200).At("books").Texts("id"))
	s.reader.Post("/books", map[string]any{"title": "Persuasion"}).Status(201)
	s.Run("by title", func() {
		s.Equal(s.T().Name(), s.TB().Name())
		s.reader.Get("/books/Emma").Status(200)
	})
}

func (s *Shelf) TestOwnWorld() {
	own := s.Fork()
	s.NotEqual(s.Tenant().Name, own.Name)
	s.NotEqual(s.Tenant().Access.Password, own.Access.Password)
}

// Counter exercises what Shelf does not.
type Counter struct{ Suite }

func (s *Counter) TestLending() {
	lend := s.Tenant().Session(s.TB())
	lend.Put("/books/Emma/lend", nil).Status(204)
	lend.As("lendToSchool").Put("/books/Emma/lend", nil).Status(204)
}

func TestRun(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	directory := t.TempDir()
	t.Run("suites", func(t *testing.T) {
		target := d.target(t, map[string]string{EnvReport: directory})
		Run(t, target, Of[Shelf], Of[Counter])
		assert.Equal(t, map[Outcome]int{Passed: 3, Failed: 0, Skipped: 0, Broke: 0}, target.Report.Counts())
	})
	forked, ended := 0, 0
	for _, order := range d.orders() {
		if order == "POST /_mock/tenants" {
			forked++
		} else {
			ended++
		}
	}
	assert.Equal(t, []int{4, 4}, []int{forked, ended}, "one tenant for each test and one more for the test that asked")

	report := readReport(t, filepath.Join(directory, "library.json"))
	assert.Equal(t, "passed", report["outcome"])
	assert.Equal(t, "in-process mock", report["target"])
	tests := report["tests"].([]any)
	assert.Equal(t, map[string]any{"name": "TestRun/suites/library/Counter/TestLending", "outcome": "passed"}, tests[0])
	assert.Len(t, report["operations"], 5)
}

// Tidy is a suite that counts on being called when its tests have ended.
type Tidy struct{ Suite }

func (s *Tidy) TearDownTest() {}

func TestASuiteHasNoHooksThatNobodyCalls(t *testing.T) {
	t.Parallel()
	assert.Contains(t, attempt(func(tb TB) { refuseHooks(tb, new(Tidy)) }).text(), "use SetupTest")
	assert.Empty(t, attempt(func(tb TB) { refuseHooks(tb, new(Shelf)) }).text())
}

func TestSettleFailsWhatExercisedTooLittle(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	real := map[string]string{EnvTarget: "real", "UNDERSTUDY_LIBRARY_URL": d.URL, "UNDERSTUDY_LIBRARY_PASSWORD": "open-sesame"}
	for name, test := range map[string]struct {
		settings map[string]string
		ran      bool
		partial  bool
		want     []string
	}{
		"mock":                     {nil, true, false, []string{"5 never exercised:\nbooks/createBook: POST /books\n"}},
		"mock, nothing ran":        {nil, false, false, []string{"no test ran to its end", "5 never exercised"}},
		"mock, some left out":      {nil, true, true, nil},
		"read-only mock":           {map[string]string{EnvReadOnly: "true"}, true, false, nil},
		"real":                     {real, true, false, nil},
		"real, everything skipped": {real, false, false, []string{"no test ran to its end: 1 skipped"}},
	} {
		target := libraryEnv(t, test.settings).target(t, libraryAPI, d.start)
		target.Report.note("TestX", Skipped, "no clock")
		if test.ran {
			attempt(func(tb TB) { target.Report.watch(tb) })
		}
		r := attempt(func(tb TB) { target.settle(tb, test.partial) })
		require.Len(t, r.errors, len(test.want), name)
		for i, want := range test.want {
			assert.Contains(t, r.errors[i], want, name)
		}
	}
}

func TestReportTellsOutcomesApart(t *testing.T) {
	t.Parallel()
	report := newReport("library")
	target := &Target{Kind: Real, Report: report, redactor: NewRedactor()}
	target.redactor.Hide("open-sesame")
	run := func(name string, f func(tb TB)) *recorder {
		return attempt(func(tb TB) {
			tb.(*recorder).name = name
			report.watch(tb)
			f(tb)
		})
	}
	run("TestA", func(TB) {})
	run("TestB", func(tb TB) { tb.Errorf("wrong") })
	run("TestC", func(tb TB) { target.Needs(tb, CapClock, CapFork) })
	run("TestD", func(tb TB) { target.broke(tb, "no answer to open-sesame") })
	off := run("TestE", func(tb TB) { tb.Skipf("for now") })

	assert.Equal(t, []Result{
		{"TestA", Passed, ""},
		{"TestB", Failed, ""},
		{"TestC", Skipped, "the real instance does not offer: clock, fork"},
		{"TestD", Broke, "no answer to [hidden]"},
		{"TestE", Failed, ""},
	}, report.Results())
	assert.Contains(t, off.text(), "use Needs")
	assert.Contains(t, report.Summary(), "1 passed, 2 failed, 1 skipped, 1 where the harness broke\nskipped TestC: ")
}

func TestReportOfASuiteThatCannotBeSetUp(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		inside Outcome
		want   map[Outcome]int
	}{
		"a test failed":   {Failed, map[Outcome]int{Passed: 0, Failed: 1, Skipped: 0, Broke: 0}},
		"no test failed":  {Passed, map[Outcome]int{Passed: 1, Failed: 1, Skipped: 0, Broke: 0}},
		"set-up skipped":  {Skipped, map[Outcome]int{Passed: 0, Failed: 1, Skipped: 1, Broke: 0}},
		"a harness broke": {Broke, map[Outcome]int{Passed: 0, Failed: 0, Skipped: 0, Broke: 1}},
	} {
		report := newReport("library")
		attempt(func(tb TB) {
			report.watchSuite(tb)
			report.tests[tb.Name()+"/TestX"] = Result{tb.Name() + "/TestX", test.inside, ""}
			tb.Errorf("failed")
		})
		assert.Equal(t, test.want, report.Counts(), name)
	}
}

func TestReportFile(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	path := filepath.Join(directory, "nested", "library.json")
	r := attempt(func(tb TB) {
		env := libraryEnv(t, map[string]string{EnvTarget: "real", EnvReport: filepath.Dir(path)})
		env.target(tb, libraryAPI, nil)
	})
	assert.True(t, r.Failed())
	report := readReport(t, path)
	assert.Equal(t, "harness broke", report["outcome"])
	assert.Contains(t, report["why"], "UNDERSTUDY_TARGET=real needs")

	fresh := newReport("library")
	attempt(func(tb TB) {
		fresh.keep(tb, directory)
		assert.Equal(t, "the run did not finish", readReport(t, filepath.Join(directory, "library.json"))["why"])
	})
	assert.Equal(t, "skipped", readReport(t, filepath.Join(directory, "library.json"))["outcome"], "no test is no pass")

	r = attempt(func(tb TB) { fresh.keep(tb, "suite_test.go") })
	assert.Contains(t, r.text(), "harness broke: UNDERSTUDY_REPORT")
}

func readReport(t *testing.T, path string) map[string]any {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	var report map[string]any
	require.NoError(t, json.Unmarshal(text, &report))
	return report
}
