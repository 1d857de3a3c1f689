package guard

import (
	"errors"
	"math"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Seconds is a number of seconds that a server gave: never negative, and the longest duration where it is too many for one.
func Seconds(n float64) time.Duration {
	const most = float64(math.MaxInt64) / float64(time.Second)
	switch {
	case n >= most:
		return math.MaxInt64
	case n > 0:
		return time.Duration(n * float64(time.Second))
	}
	return 0 // also what is not a number
}

// Text makes one line of what a server or a caller wrote, for an error: what cannot be printed is escaped as in Go, and after so many
// bytes it is cut off.
func Text(text string, most int) string {
	var b strings.Builder
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		part := text[at : at+size]
		if !strconv.IsPrint(r) || r == utf8.RuneError && size == 1 {
			part = strconv.QuoteToASCII(part)
			part = part[1 : len(part)-1]
		}
		if b.Len()+len(part) > most {
			b.WriteString("...")
			break
		}
		b.WriteString(part)
		at += size
	}
	return b.String()
}

// mostOfACause is how much of the text of an error is shown that may quote a server, such as one of net/http or encoding/json.
const mostOfACause = 1000

// WithoutURL is what an error of net/url or net/http is about, without the URL: that may hold secrets.
func WithoutURL(err error) error {
	var of *url.Error
	for errors.As(err, &of) {
		err = of.Err
	}
	return err
}

// Error is err with a text in bounds.
func Error(err error) error { return bounded{err} }

type bounded struct{ err error }

// Error is one line.
func (e bounded) Error() string { return Text(e.err.Error(), mostOfACause) }

// Unwrap returns the error as it was.
func (e bounded) Unwrap() error { return e.err }
