package mock_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The ratios of ratio_bench_test.go are compared with a committed baseline, so that the pipeline does not lose its speed little by
// little. Only ratios are compared, never times: they are much the same on a quick machine and on a slow one.

const (
	// baselineVariable says what a benchmark does with the baseline: "write" puts its ratios in, "check" fails if one has
	// fallen. Without it, benchmarks only report.
	baselineVariable = "UNDERSTUDY_BENCH_BASELINE"
	baselineFile     = "testdata/bench-baseline.json"
	// A ratio that falls to this share of the baseline's is a failure.
	baselineShare = 2.0 / 3
	// A ratio that has fallen is measured this many times more, each time with twice as many rounds, before it counts.
	baselineRetries = 2
)

// hold does with a benchmark's ratios what baselineVariable says. again measures them anew, with n rounds.
func hold(b *testing.B, measured ratios, again func(n int) ratios) {
	b.Helper()
	name := path.Base(b.Name())
	switch what := os.Getenv(baselineVariable); what {
	case "":
	case "write":
		baseline := readBaseline(b)
		baseline[name] = ratios{CPU: rounded(measured.CPU), Wall: rounded(measured.Wall)}
		text, err := json.MarshalIndent(baseline, "", "  ")
		require.NoError(b, err)
		require.NoError(b, os.WriteFile(baselineFile, append(text, '\n'), 0o644))
	case "check":
		want, ok := readBaseline(b)[name]
		require.True(b, ok, "%s has no baseline in mock/%s; make bench writes it", name, baselineFile)
		require.Positive(b, measured.Wall, "nothing was measured")
		lost := fallen(want, measured)
		for i := 0; i < baselineRetries && len(lost) > 0; i++ {
			b.Logf("%s; measuring again", strings.Join(lost, "; "))
			lost = fallen(want, again(b.N<<(i+1)))
		}
		for _, text := range lost {
			b.Errorf("%s; if that is worth its price, make bench writes a new baseline", text)
		}
		if want.CPU == 0 || measured.CPU == 0 {
			b.Log("only the wall ratio is compared: the CPU ratio is not known here, or was not where the baseline was written")
		}
	default:
		b.Fatalf("%s is %q; it is empty, write or check", baselineVariable, what)
	}
}

// fallen says which ratios are not what they were.
func fallen(want, got ratios) (lost []string) {
	for _, r := range []struct {
		name      string
		want, got float64
	}{{"CPU", want.CPU, got.CPU}, {"wall", want.Wall, got.Wall}} {
		limit := r.want * baselineShare
		if r.got > 0 && r.got <= limit {
			lost = append(lost, fmt.Sprintf("the %s ratio has fallen: measured %.3f, limit %.3f, baseline %.3f", r.name, r.got, limit, r.want))
		}
	}
	return lost
}

func readBaseline(b *testing.B) map[string]ratios {
	b.Helper()
	baseline := map[string]ratios{}
	text, err := os.ReadFile(baselineFile)
	if os.IsNotExist(err) {
		return baseline
	}
	require.NoError(b, err)
	strict := json.NewDecoder(bytes.NewReader(text))
	strict.DisallowUnknownFields()
	require.NoError(b, strict.Decode(&baseline), baselineFile)
	require.NotNil(b, baseline, baselineFile)
	for name, is := range baseline {
		require.Positive(b, is.Wall, "%s: %s has no wall ratio", baselineFile, name)
	}
	return baseline
}

func rounded(x float64) float64 { return math.Round(x*1000) / 1000 }

func TestARatioFallsByAThird(t *testing.T) {
	t.Parallel()
	want := ratios{CPU: 0.6, Wall: 0.9}
	for _, c := range []struct {
		name string
		got  ratios
		lost int
	}{
		{"the same", want, 0},
		{"better", ratios{1, 1}, 0},
		{"a little less", ratios{0.41, 0.61}, 0},
		{"CPU", ratios{0.39, 0.9}, 1},
		{"wall", ratios{0.6, 0.59}, 1},
		{"both", ratios{0.1, 0.1}, 2},
		{"CPU is not known here", ratios{0, 0.9}, 0},
		{"CPU is not known here, and wall has fallen", ratios{0, 0.5}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			assert.Len(t, fallen(want, c.got), c.lost)
		})
	}
	assert.Empty(t, fallen(ratios{Wall: 0.9}, want), "CPU was not known where the baseline was written")
	assert.Equal(t, []string{"the wall ratio has fallen: measured 0.500, limit 0.600, baseline 0.900"}, fallen(want, ratios{0.6, 0.5}))
}
