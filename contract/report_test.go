package contract

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// told is a report in which everything occurs that can, written to files. Whatever a text may carry has the secret in it; it becomes known
// after most of the texts were taken down.
func told(t *testing.T, secret string, verdict Verdict) map[string]string {
	t.Helper()
	d := newDesk(t)
	target := libraryEnv(t, nil).target(t, libraryAPI, d.start)
	r := target.Report
	with := func(text string) string { return fmt.Sprintf("%s %s <&>\u0001", text, secret) }
	r.left = func() []Left {
		return []Left{{Kind: "book", Name: with("Emma"), IDs: []string{with("7")}, How: with("409"), Gone: false}, {Kind: "reader", How: "deactivated", Gone: true}}
	}
	r.Differences.list[place{"getBook", "/mood", "member"}] = &Difference{Operation: "getBook", Place: with("/mood"), Kind: "member", Grade: Additive,
		Status: 200, Text: with("is not declared"), Answers: 2, First: with("Books/TestFine"), Accepted: with("new in May")}
	r.remark("%s", with("a remark"))
	r.trouble("%s", with("no answer from"))
	r.add(
		Result{Name: "Books/TestFine", Outcome: Passed, Seconds: 1.25},
		Result{Name: "Books/TestWrong", Outcome: Failed, Seconds: 0.5, Failures: []Failure{
			{Part: with("a part"), At: "library/books.go:7", Operation: "getBook", Text: with("not equal:") + "\n\tsecond line " + secret},
			{Text: with("nor this")},
		}},
		Result{Name: with("Desk/TestPart/of"), Outcome: Skipped, Why: with("it lacks")},
		Result{Name: "Desk/TestBroken", Outcome: Broke, Why: with("refused")},
		Result{Name: "Desk/TestOff", Outcome: Disabled, Why: "not asked for"},
	)
	target.Tenant(t).Session(t).Get("/books?limit=1").Status(200)
	r.redactor.Hide(secret)
	verdict.Why = with(verdict.Why)
	folder := t.TempDir()
	require.NoError(t, r.Write(folder, verdict))
	files := map[string]string{"summary": r.Summary()}
	for end := range forms {
		text, err := os.ReadFile(filepath.Join(folder, "library"+end))
		require.NoError(t, err)
		files[end] = string(text)
	}
	require.NoError(t, r.Write(folder, verdict))
	for end := range forms {
		again, err := os.ReadFile(filepath.Join(folder, "library"+end))
		require.NoError(t, err)
		assert.Equal(t, files[end], string(again), "the same results are the same bytes")
	}
	return files
}

func incomplete() Verdict {
	return Verdict{Of: Inconclusive, Why: "too little", Exercised: 1, Permitted: 2, Missing: []string{"lendToSchool"}}
}

// TestAPlantedSecretIsInNoReport: whatever form the report has, and however the form spells a text.
func TestAPlantedSecretIsInNoReport(t *testing.T) {
	t.Parallel()
	for _, secret := range []string{"open-sesame-77", `p&ss<"77">'x`, "na\u00efve/9 and more", `back\slash-77`, "two words 9", "2B7C4E10-9A53-4D8F-B6E1-5EED5EED5EED"} {
		for end, text := range told(t, secret, incomplete()) {
			for _, spelt := range append(spellings(secret), strings.ReplaceAll(secret, "&", "&amp;")) {
				assert.NotContains(t, text, spelt, end)
			}
			assert.Contains(t, text, "[hidden]", end)
		}
	}
}

func TestReportKeepsItsSchema(t *testing.T) {
	t.Parallel()
	for _, verdict := range []Verdict{incomplete(), {Of: Conformant}, {Of: Drift}, {Of: CouldNotRun}} {
		holdToSchema(t, told(t, "open-sesame", verdict)[".json"])
	}
	folder := t.TempDir()
	require.NoError(t, fresh().Begin(folder))
	text, err := os.ReadFile(filepath.Join(folder, "library.json"))
	require.NoError(t, err)
	holdToSchema(t, string(text))
}

func holdToSchema(t *testing.T, text string) {
	t.Helper()
	schema, err := jsonschema.NewCompiler().Compile("report.schema.json")
	require.NoError(t, err)
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	require.NoError(t, err)
	assert.NoError(t, schema.Validate(value))
}

func TestReportAsJUnit(t *testing.T) {
	t.Parallel()
	text := told(t, "open-sesame", incomplete())[".junit.xml"]
	var whole junitSuites
	require.NoError(t, xml.Unmarshal([]byte(text), &whole))
	assert.Equal(t, junitCounts{6, 2, 1, "1.750"}, whole.junitCounts)
	require.Len(t, whole.Suites, 3)
	books := whole.Suites[0]
	assert.Equal(t, "Books", books.Name)
	assert.Equal(t, junitCounts{2, 1, 0, "1.750"}, books.junitCounts)
	assert.Equal(t, junitCase{Name: "TestFine", ClassName: "library.Books", Time: "1.250"}, books.Cases[0])
	require.Len(t, books.Cases[1].Failures, 2)
	assert.Equal(t, "failed", books.Cases[1].Failures[0].Type)
	assert.Contains(t, books.Cases[1].Failures[0].Text, "library/books.go:7 a part [hidden]")
	desk := whole.Suites[1]
	assert.Equal(t, []int{3, 0, 1, 2}, []int{desk.Tests, desk.Failures, desk.Errors, desk.Skipped})
	assert.Equal(t, "harness broke", desk.Cases[0].Error.Type)
	assert.Equal(t, "disabled", desk.Cases[1].Skipped.Type)
	verdict := whole.Suites[2].Cases[0]
	require.Len(t, verdict.Failures, 1, "what is inconclusive is not green")
	assert.Equal(t, "inconclusive", verdict.Failures[0].Type)
	for of, want := range map[Finding][]int{Conformant: {0, 0}, Drift: {0, 0}, CouldNotRun: {0, 1}} {
		text, err := inJUnit(account{API: "library", Verdict: Verdict{Of: of}})
		require.NoError(t, err)
		var whole junitSuites
		require.NoError(t, xml.Unmarshal(text, &whole))
		assert.Equal(t, want, []int{whole.Failures, whole.Errors}, of)
	}
}

// TestReportAsSARIF: each result has a rule and a place in the bundle.
func TestReportAsSARIF(t *testing.T) {
	t.Parallel()
	text := told(t, "open-sesame", incomplete())[".sarif"]
	var log sarif
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.DisallowUnknownFields()
	require.NoError(t, decoder.Decode(&log))
	assert.Equal(t, "2.1.0", log.Version)
	run := log.Runs[0]
	assert.Equal(t, 3, run.Invocations[0].ExitCode)
	assert.True(t, run.Invocations[0].Successful)
	assert.Equal(t, "no answer from [hidden] <&>\ufffd", run.Invocations[0].Notifications[0].Message.Text)
	lines := strings.Split(library, "\n")
	var found []string
	for _, result := range run.Results {
		assert.Equal(t, result.RuleID, run.Tool.Driver.Rules[result.RuleIndex].ID)
		at := result.Locations[0].Physical
		assert.Equal(t, "openapi/library.yaml", at.Artifact.URI)
		found = append(found, fmt.Sprintf("%s %s: %s", result.Level, result.RuleID, strings.TrimSpace(lines[at.Region.StartLine-1])))
	}
	assert.Equal(t, []string{"error Books/TestWrong: operationId: getBook", "error Books/TestWrong: ", "warning lendToSchool: operationId: lendToReader"}, found)
	prints := map[string]bool{}
	for _, result := range run.Results {
		prints[result.Fingerprint["finding/v1"]] = true
	}
	assert.Len(t, prints, len(run.Results))

	none, err := inSARIF(account{API: "library", Verdict: Verdict{Of: CouldNotRun}})
	require.NoError(t, err)
	assert.Contains(t, string(none), `"results": []`, "a list that is empty is there")
	assert.Contains(t, string(none), `"executionSuccessful": false`)
}

// TestReportAsAPage: well formed, whole by itself, and with all that there is to tell.
func TestReportAsAPage(t *testing.T) {
	t.Parallel()
	text := told(t, "open-sesame", incomplete())[".html"]
	for _, want := range []string{"<h1>library: inconclusive</h1>", "Books/TestWrong", "library/books.go:7", "after getBook", "book Emma [hidden]", "(7 [hidden]", "a remark", "no answer from", "1: it lacks",
		`<th scope="row" role="rowheader">books</th>`, "lendToSchool"} {
		assert.Contains(t, text, want)
	}
	assert.NotRegexp(t, regexp.MustCompile(`(?i)<script|\b(src|href)=|url\(|@import|https?://|\sstyle=|ZgotmplZ`), text, "nothing runs, and nothing is fetched")
	assert.Contains(t, text, `<html lang="en">`)
	headings := regexp.MustCompile(`<h([1-6])`).FindAllStringSubmatch(text, -1)
	last := 0
	for _, heading := range headings {
		level := int(heading[1][0] - '0')
		assert.LessOrEqual(t, level, last+1, "no heading skips a level")
		last = level
	}
	ids := map[string]int{}
	for _, id := range regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(text, -1) {
		ids[id[1]]++
	}
	for _, named := range regexp.MustCompile(`aria-labelledby="([^"]+)"`).FindAllStringSubmatch(text, -1) {
		assert.Equal(t, 1, ids[named[1]], named[1])
	}
	wellFormed(t, text)
}

// wellFormed asks that every element is closed where it must be.
func wellFormed(t *testing.T, page string) {
	t.Helper()
	decoder := xml.NewDecoder(bytes.NewReader(regexp.MustCompile(`<meta[^>]*>|<!DOCTYPE[^>]*>`).ReplaceAll([]byte(page), nil)))
	decoder.Entity = xml.HTMLEntity
	for {
		_, err := decoder.Token()
		if err == io.EOF {
			return
		}
		require.NoError(t, err)
	}
}

func TestSummaryIsNoWallOfText(t *testing.T) {
	t.Parallel()
	report := fresh()
	for i := range 100 {
		name := fmt.Sprintf("S/Test%02d", i)
		report.add(Result{Name: name, Outcome: Failed, Failures: []Failure{{Text: strings.Repeat("long ", 500) + "\nmore"}}})
		report.add(Result{Name: name + "x", Outcome: Skipped, Why: "the tenant is empty"})
	}
	lines := strings.Split(strings.TrimSpace(report.Summary()), "\n")
	assert.Len(t, lines, 1+20+1+1)
	assert.Equal(t, "and 80 more", lines[21])
	assert.Equal(t, "skipped 100: the tenant is empty (S/Test00x, S/Test01x, S/Test02x, ...)", lines[22])
	for _, line := range lines {
		assert.LessOrEqual(t, len(line), longestLine+3)
	}
}
