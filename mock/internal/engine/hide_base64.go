package engine

import (
	"strings"
	"unicode/utf8"

	"github.com/understudy/understudy/mock/internal/secret"
)

// codes is a text read as base64, in either alphabet: what it says from any byte on is known when it was read from four bytes on.
type codes struct {
	plain string
	steps *int    // see Exchange
	wrong []int32 // how many bytes before each are no base64
	read  [4]*code
}

// code is what a text says as base64 from a byte on.
type code struct {
	text   *secret.Text
	colons []int32 // where the next colon is, from each byte on
	wrong  []int32 // how many bytes before each are no UTF-8
}

func newCodes(plain string, steps *int) *codes {
	*steps += len(plain)
	c := &codes{plain: plain, steps: steps, wrong: make([]int32, len(plain)+1)}
	for i := range len(plain) {
		c.wrong[i+1] = c.wrong[i]
		if sextet(plain[i]) < 0 {
			c.wrong[i+1]++
		}
	}
	return c
}

// spans are what a part of the text says, and what of that stands behind a name, as in a Basic header; empty where it says nothing.
func (c *codes) spans(from, to int) (whole, behind span) {
	for padding := 0; padding < 2 && to > from && c.plain[to-1] == '='; padding++ {
		to--
	}
	size := to - from
	if size%4 == 1 || size == 0 || c.wrong[from] != c.wrong[to] {
		return span{}, span{}
	}
	first := from % 4
	if c.read[first] == nil {
		*c.steps += len(c.plain)
		c.read[first] = decoded(c.plain, first)
	}
	code := c.read[first]
	from = (from - first) / 4 * 3
	to = from + size/4*3 + max(0, size%4-1)
	if colon := int(code.colons[from]); colon < to && code.isText(from, colon) {
		behind = span{code.text, colon + 1, to}
	}
	return span{code.text, from, to}, behind
}

func decoded(plain string, from int) *code {
	bytes := make([]byte, 0, len(plain))
	for ; from < len(plain); from += 4 {
		var sum int
		for i := range 4 {
			sum <<= 6
			if from+i < len(plain) {
				sum |= max(0, sextet(plain[from+i]))
			}
		}
		bytes = append(bytes, byte(sum>>16), byte(sum>>8), byte(sum))
	}
	size := len(bytes)
	code := &code{text: secret.NewText(string(bytes)), colons: make([]int32, size+1), wrong: make([]int32, size+1)}
	for at := 0; at < size; {
		r, width := utf8.DecodeRune(bytes[at:])
		for range width {
			at++
			if code.wrong[at] = code.wrong[at-1]; r == utf8.RuneError && width == 1 {
				code.wrong[at]++
			}
		}
	}
	code.colons[size] = int32(size)
	for at := size - 1; at >= 0; at-- {
		if code.colons[at] = code.colons[at+1]; bytes[at] == ':' {
			code.colons[at] = int32(at)
		}
	}
	return code
}

func (c *code) isText(from, to int) bool {
	return from == to || utf8.RuneStart(c.text.String()[from]) && c.wrong[from] == c.wrong[to]
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

// sextet is what a byte stands for in base64; less than 0 where it is none.
func sextet(c byte) int {
	switch c {
	case '+', '-':
		return 62
	case '/', '_':
		return 63
	}
	return strings.IndexByte(letters, c)
}
