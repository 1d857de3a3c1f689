package inputdata

import (
	"net/http"
	"strings"
	"testing"
)

// FuzzReadingTakesAFewStepsForEachByte: each byte is written at most once, and is at most six bytes of the result (an escape); what is
// found in a query or form is read once more, to find its end.
func FuzzReadingTakesAFewStepsForEachByte(f *testing.F) {
	for _, unit := range []string{`{"a":`, `[`, `'`, `\x00`, `&INPUT_DATA={`, `{%22`, "\x01", `a:b;`, `=>`, `,`, "%", `"\U0001F600`, `INPUT_DATA=`} {
		f.Add(`INPUT_DATA={"operation":{"Details":`, unit, `}}`, uint16(30_000))
		f.Add(`INPUT_DATA=`, unit, ``, uint16(2))
	}
	f.Fuzz(func(t *testing.T, before, unit, after string, times uint16) {
		text := before + strings.Repeat(unit, int(times)%(1+1<<16/(1+len(unit)))) + after
		for _, r := range []*http.Request{request(http.MethodGet, text, "", ""), request(http.MethodPost, "", form, text)} {
			in, err := Extract(r, r.URL.RawQuery, 1<<20)
			if err != nil {
				continue
			}
			rd := reader{in: in.Text, details: "Details"}
			_ = rd.root()
			if rd.at > len(in.Text) || rd.steps > 4*len(in.Text)+10 || len(rd.out) > 6*len(in.Text)+10 || len(rd.forgiven) > 20 {
				t.Fatalf("%d steps, %d bytes of %d, %d tolerances", rd.steps, len(rd.out), len(in.Text), len(rd.forgiven))
			}
		}
	})
}
