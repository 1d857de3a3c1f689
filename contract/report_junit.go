package contract

import (
	"encoding/xml"
	"fmt"
	"strings"
)

// The report as JUnit's XML, in the form that Jenkins' xunit plugin describes
// (junit-10.xsd) and other readers take.

type junitSuites struct {
	XMLName xml.Name `xml:"testsuites"`
	Name    string   `xml:"name,attr"`
	junitCounts
	Suites []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name string `xml:"name,attr"`
	junitCounts
	Skipped int         `xml:"skipped,attr"`
	Cases   []junitCase `xml:"testcase"`
}

type junitCounts struct {
	Tests    int    `xml:"tests,attr"`
	Failures int    `xml:"failures,attr"`
	Errors   int    `xml:"errors,attr"`
	Time     string `xml:"time,attr"` // in seconds
}

type junitCase struct {
	Name      string      `xml:"name,attr"`
	ClassName string      `xml:"classname,attr"`
	Time      string      `xml:"time,attr"`
	Failures  []junitNote `xml:"failure"`
	Error     *junitNote  `xml:"error"`
	Skipped   *junitNote  `xml:"skipped"`
}

type junitNote struct {
	Type    string `xml:"type,attr"`
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// inJUnit has a suite more than were run, for the verdict: a run that could not
// run, or was inconclusive, is not green.
func inJUnit(a account) ([]byte, error) {
	whole, seconds := junitSuites{Name: a.API}, 0.0
	verdict := junitCase{Name: "verdict", ClassName: a.API + ".verdict", Time: "0.000"}
	switch a.Verdict.Of {
	case CouldNotRun:
		verdict.Error = &junitNote{Type: string(a.Verdict.Of), Message: firstLine(a.Verdict.Why), Text: a.Verdict.String()}
	case Inconclusive:
		verdict.Failures = []junitNote{{Type: string(a.Verdict.Of), Message: firstLine(a.Verdict.Why), Text: a.Verdict.String()}}
	}
	for _, s := range a.suites() {
		one, took := junitSuite{Name: s.Name}, 0.0
		for _, test := range s.Tests {
			one.Cases = append(one.Cases, junitOf(a.API+"."+s.Name, test))
			took += test.Seconds
		}
		one.count(took)
		whole.Suites, seconds = append(whole.Suites, one), seconds+took
	}
	last := junitSuite{Name: "verdict", Cases: []junitCase{verdict}}
	last.count(0)
	whole.Suites = append(whole.Suites, last)
	for _, one := range whole.Suites {
		whole.Tests, whole.Failures, whole.Errors = whole.Tests+one.Tests, whole.Failures+one.Failures, whole.Errors+one.Errors
	}
	whole.Time = inSeconds(seconds)
	text, err := xml.MarshalIndent(whole, "", "  ")
	return append([]byte(xml.Header), append(text, '\n')...), err
}

func junitOf(class string, test Result) junitCase {
	one := junitCase{Name: test.Name, ClassName: class, Time: inSeconds(test.Seconds)}
	switch test.Outcome {
	case Broke:
		one.Error = &junitNote{Type: string(Broke), Message: firstLine(test.Why), Text: test.Why}
	case Skipped, Disabled:
		one.Skipped = &junitNote{Type: string(test.Outcome), Message: test.Why}
	}
	for _, failure := range test.Failures {
		one.Failures = append(one.Failures, junitNote{Type: string(Failed), Message: firstLine(failure.Text), Text: failure.String()})
	}
	return one
}

func (s *junitSuite) count(seconds float64) {
	s.Tests, s.Time = len(s.Cases), inSeconds(seconds)
	for _, one := range s.Cases {
		switch {
		case len(one.Failures) > 0:
			s.Failures++
		case one.Error != nil:
			s.Errors++
		case one.Skipped != nil:
			s.Skipped++
		}
	}
}

func inSeconds(seconds float64) string { return fmt.Sprintf("%.3f", seconds) }

// String is the failure with where it happened before it.
func (f Failure) String() string {
	if where := f.where(); where != "" {
		return where + ": " + f.Text
	}
	return f.Text
}

// where is the line of the test, and the part of it.
func (f Failure) where() string { return strings.TrimSpace(f.At + " " + f.Part) }
