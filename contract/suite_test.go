package contract

import (
	"encoding/json"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/openapi"
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
	s.Tenant().Session(s.TB()).Post("/books/search", map[string]any{"title": "Emma"}).Status(200)
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
		assert.Equal(t, map[Outcome]int{Passed: 3, Failed: 0, Skipped: 0, Disabled: 0, Broke: 0}, target.Report.Counts())
	})
	var forked, frozen, ended int
	for _, order := range d.orders() {
		switch {
		case order == "POST /_mock/tenants":
			forked++
		case strings.HasSuffix(order, `/clock {"frozen":true}`):
			frozen++
		default:
			ended++
		}
	}
	assert.Equal(t, []int{4, 4, 4}, []int{forked, frozen, ended}, "one tenant for each test and one more for the test that asked")

	report := readReport(t, filepath.Join(directory, "library.json"))
	assert.Equal(t, map[string]any{"of": "conformant", "exercised": 6.0, "permitted": 6.0}, report["verdict"])
	assert.Equal(t, "in-process mock", report["target"])
	first := report["tests"].([]any)[0].(map[string]any)
	assert.Equal(t, "Counter/TestLending", first["name"])
	assert.Equal(t, "passed", first["outcome"])
	assert.Len(t, report["operations"], 6)
}

// Tidy is a suite that counts on being called when its tests have ended.
type Tidy struct{ Suite }

func (s *Tidy) TestNothing() {}

func (s *Tidy) TearDownTest() {}

// Bare has no tests.
type Bare struct{ Suite }

func TestASuiteHasNoHooksThatNobodyCalls(t *testing.T) {
	t.Parallel()
	_, err := plan([]func() Family{Of[Shelf], Of[Tidy]})
	assert.ErrorContains(t, err, "the suite Tidy has a method TearDownTest, which nobody calls")
	_, err = plan([]func() Family{Of[Bare]})
	assert.ErrorContains(t, err, "the suite Bare has no tests")
	list, err := plan([]func() Family{Of[Shelf], Of[Counter]})
	require.NoError(t, err)
	assert.Len(t, list, 3)
}

// fresh is a report with no target.
func fresh() *Report { return newReport("library", NewRedactor()) }

// say runs a test as the runner does, by a report's name of it.
func say(report *Report, label string, test func(t Test)) *recorder {
	return attempt(func(tb TB) {
		r := tb.(*recorder)
		r.name = "TestX/" + label
		report.run(r, label, test)
	})
}

func TestReportTellsOutcomesApart(t *testing.T) {
	t.Parallel()
	report := fresh()
	target := &Target{Kind: Real, Report: report, redactor: report.redactor, lacks: map[Capability]string{CapClock: "no clock", CapFork: "one tenant"}}
	target.redactor.Hide("open-sesame")
	lacking := func(t Test) { target.Needs(t, CapClock, CapFork) }
	fine := func(Test) {}
	say(report, "S/TestA", fine)
	say(report, "S/TestB", func(t Test) {
		t.Run("a part", func(t Test) { t.Errorf("wrong: open-sesame") })
		panic("out of order")
	})
	say(report, "S/TestC", lacking)
	say(report, "S/TestD", func(t Test) { target.broke(t, "no answer to open-sesame") })
	off := say(report, "S/TestE", func(t Test) { t.Skipf("for now") })
	say(report, "S/TestF", func(t Test) {
		t.Run("one", lacking)
		t.Run("two", lacking)
	})
	say(report, "S/TestG", func(t Test) {
		t.Run("one", lacking)
		t.Run("two", fine)
	})

	outcomes := map[string]Outcome{}
	for _, result := range report.Results() {
		outcomes[result.Name] = result.Outcome
	}
	assert.Equal(t, map[string]Outcome{"S/TestA": Passed, "S/TestB": Failed, "S/TestC": Skipped, "S/TestD": Broke, "S/TestE": Failed,
		"S/TestF": Skipped, "S/TestG": Passed, "S/TestG/one": Skipped}, outcomes, "what is skipped with all its parts has not passed")
	results := report.Results()
	assert.Equal(t, "the real instance does not offer: clock (no clock), fork (one tenant)", results[2].Why)
	assert.Equal(t, "no answer to [hidden]", results[3].Why)
	assert.Equal(t, Failure{Part: "a part", Text: "wrong: [hidden]"}, results[1].Failures[0])
	assert.Contains(t, results[1].Failures[1].Text, "panic: out of order", "the other tests go on")
	assert.Contains(t, off.text(), "use Needs")
	assert.Contains(t, report.Summary(), "2 passed, 2 failed, 3 skipped, 0 disabled, 1 where the harness broke\n")
}

// TestATestThatFailsEverywhereIsEnded: a server that is wrong in each answer costs no more than a few of them.
func TestATestThatFailsEverywhereIsEnded(t *testing.T) {
	t.Parallel()
	report, n := fresh(), 0
	say(report, "S/TestX", func(t Test) {
		for n = range 1000 {
			t.Errorf("wrong")
		}
	})
	assert.Equal(t, mostFailures-1, n)
	assert.Len(t, report.Results()[0].Failures, mostFailures)
}

// TestFailuresAreToldPlainly: without the machine on which the suite was built.
func TestFailuresAreToldPlainly(t *testing.T) {
	t.Parallel()
	r := attempt(func(tb TB) { assert.Equal(tb, "a", "b", "the letter of %s", "Emma") })
	require.Len(t, r.errors, 1)
	plain := plainly(r.errors[0])
	assert.Contains(t, plain, "expected: \"a\"")
	assert.Contains(t, plain, "the letter of Emma")
	assert.NotContains(t, plain, "suite_test.go")
	assert.Equal(t, "as it is", plainly("as it is\n"))
}

func TestVerdict(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	real := map[string]string{EnvTarget: "real", "UNDERSTUDY_LIBRARY_URL": d.URL, "UNDERSTUDY_LIBRARY_PASSWORD": "open-sesame"}
	all := []string{"listBooks", "createBook", "getBook", "searchBooks", "lendToReader", "lendToSchool"}
	for name, test := range map[string]struct {
		settings  map[string]string
		outcome   Outcome
		exercised []string
		want      Finding
		why       string
	}{
		"all":                          {nil, Passed, all, Conformant, ""},
		"a mock must have all":         {nil, Passed, all[1:], Inconclusive, "never exercised:\nbooks/listBooks: GET /books"},
		"a failure counts first":       {nil, Failed, nil, Drift, "1 tests failed"},
		"nothing ran":                  {nil, Skipped, all, Inconclusive, "no test ran to its end"},
		"the harness broke":            {nil, Broke, all, CouldNotRun, "out of order"},
		"real, half of the reads":      {real, Passed, all[:1], Inconclusive, "80 % are asked for"},
		"real, a third is enough":      {with(real, EnvMin, "33%"), Passed, all[:1], Conformant, ""},
		"real, all reads":              {real, Passed, []string{"listBooks", "getBook", "searchBooks"}, Conformant, ""},
		"real, 5 of 6":                 {with(real, EnvAllowWrites, "true"), Passed, all[1:], Conformant, ""},
		"real, 4 of 6":                 {with(real, EnvAllowWrites, "true"), Passed, all[2:], Inconclusive, "books/createBook"},
		"a mock that may only be read": {map[string]string{EnvAllowWrites: "false"}, Passed, []string{"listBooks", "getBook", "searchBooks"}, Conformant, ""},
	} {
		target := libraryEnv(t, test.settings).target(t, libraryAPI, d.start)
		target.Report.add(Result{Name: "S/TestX", Outcome: test.outcome})
		if test.outcome == Broke {
			target.Report.trouble("out of order")
		}
		for _, id := range test.exercised {
			op, known := target.Document.ByID(map[bool]string{true: "lendToReader", false: id}[id == "lendToSchool"])
			require.True(t, known)
			target.Tally.Count(op, id, openapi.Exchanged{Request: httptest.NewRequest("GET", "/", nil), Status: 200})
		}
		verdict := target.Verdict()
		assert.Equal(t, test.want, verdict.Of, name)
		assert.Contains(t, verdict.Why, test.why, name)
		assert.Equal(t, len(test.exercised), verdict.Exercised, name)
	}
	for finding, code := range map[Finding]int{Conformant: 0, Drift: 1, CouldNotRun: 2, Inconclusive: 3} {
		assert.Equal(t, code, Verdict{Of: finding}.ExitCode())
	}
	r := attempt(func(tb TB) { libraryEnv(t, map[string]string{EnvMin: "101"}).target(tb, libraryAPI, d.start) })
	assert.Contains(t, r.text(), `UNDERSTUDY_MIN is "101"`)
}

func TestReportFile(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "nested")
	r := attempt(func(tb TB) {
		libraryEnv(t, map[string]string{EnvTarget: "real", EnvReport: folder}).target(tb, libraryAPI, nil)
	})
	assert.True(t, r.Failed())
	verdict := readReport(t, filepath.Join(folder, "library.json"))["verdict"].(map[string]any)
	assert.Equal(t, "could not run", verdict["of"])
	assert.Contains(t, verdict["why"], "UNDERSTUDY_TARGET=real needs")

	attempt(func(tb TB) {
		require.NoError(t, fresh().keep(tb, folder, func() Verdict { return Verdict{Of: Inconclusive} }))
		verdict = readReport(t, filepath.Join(folder, "library.json"))["verdict"].(map[string]any)
		assert.Equal(t, "the run did not finish", verdict["why"])
	})
	verdict = readReport(t, filepath.Join(folder, "library.json"))["verdict"].(map[string]any)
	assert.Equal(t, "inconclusive", verdict["of"])

	attempt(func(tb TB) {
		assert.ErrorContains(t, fresh().keep(tb, "suite_test.go", nil), "UNDERSTUDY_REPORT")
	})
}

func readReport(t *testing.T, path string) map[string]any {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	var report map[string]any
	require.NoError(t, json.Unmarshal(text, &report))
	return report
}
