package inputdata

import (
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// pythonEscape writes the escapes that str() puts into a dict's texts for what it does not print, such as a no-break space: \xa0 and
// \U000e0041. It leaves at on the last byte.
func (r *reader) pythonEscape(rest string) error {
	length := 1 + 2
	if rest[0] == 'U' {
		length = 1 + 8
	}
	if len(rest) < length {
		return r.fail("illegal escape")
	}
	code, err := strconv.ParseUint(rest[1:length], 16, 32)
	if err != nil || code > utf8.MaxRune {
		return r.fail("illegal escape")
	}
	r.forgive("Python's escape \\" + rest[:1])
	if high, low := utf16.EncodeRune(rune(code)); high != utf8.RuneError {
		r.unicode(uint16(high))
		r.unicode(uint16(low))
	} else {
		r.unicode(uint16(code))
	}
	r.at += length
	return nil
}

// unicode writes an escape that JSON has.
func (r *reader) unicode(unit uint16) {
	r.out = append(r.out, '\\', 'u', hexDigits[unit>>12], hexDigits[unit>>8&15], hexDigits[unit>>4&15], hexDigits[unit&15])
}
