package guard

import (
	"errors"
	"io"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestSecondsAreNeverNegativeAndNeverOverflow(t *testing.T) {
	t.Parallel()
	for n, want := range map[float64]time.Duration{
		0: 0, -1: 0, math.Inf(-1): 0, -math.MaxFloat64: 0, 1: time.Second, 1.5: 1500 * time.Millisecond, 900: 15 * time.Minute,
		9223372036: 9223372036 * time.Second, 9223372037: math.MaxInt64, 18446744074: math.MaxInt64, math.MaxInt64: math.MaxInt64,
		math.MaxUint64: math.MaxInt64, math.MaxFloat64: math.MaxInt64, math.Inf(1): math.MaxInt64,
	} {
		assert.Equal(t, want, Seconds(n), "%v", n)
	}
	assert.Zero(t, Seconds(math.NaN()))
}

func TestATextIsOneLineOfBoundedLength(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "", "User is not allowed": "User is not allowed", `say "no" \ "yes"`: `say "no" \ "yes"`, "ünïcødé ☃": "ünïcødé ☃",
		"a\r\nb\tc\x00": `a\r\nb\tc\x00`, "\x1b[31mred": `\x1b[31mred`, "\u202egnp.exe": `\u202egnp.exe`, "\xff\xfe": `\xff\xfe`, "\ufffd": "\ufffd",
		"\u2028": `\u2028`, "0123456789012345678901234567890": "012345678901234567890123456789...",
		"0123456789012345678901234567\x1b": "0123456789012345678901234567...",  // no half an escape
		"01234567890123456789012345678é":   "01234567890123456789012345678...", // no half a character
	} {
		assert.Equal(t, want, Text(text, 30), "%q", text)
	}
	assert.Len(t, Text(strings.Repeat("\x1b", 1<<20), 30), 28+len("..."))
}

func TestAnErrorKeepsItsCause(t *testing.T) {
	t.Parallel()
	err := Error(io.ErrUnexpectedEOF)
	assert.ErrorIs(t, err, io.ErrUnexpectedEOF)
	assert.Equal(t, io.ErrUnexpectedEOF.Error(), err.Error())
	assert.Equal(t, `a\n`+strings.Repeat("b", mostOfACause-3)+"...", Error(errors.New("a\n"+strings.Repeat("b", 1<<20))).Error())
}
