package openapi

import (
	"encoding/json"
	"strconv"
	"strings"
)

// mostDigits is more than an integer of 64 bits has.
const mostDigits = 25

// whole is an integer-valued number as an integer: to JSON Schema 500.0 and 5e2 are integers, to Go they are none. What is too long for any
// Go integer stays too long; ok is false for what is no integer.
func whole(number json.Number) (integer json.Number, ok bool) {
	text := number.String()
	if wholeNumber(text) {
		return number, true
	}
	digits, minus := strings.CutPrefix(text, "-")
	mantissa, power, _ := strings.Cut(strings.ToLower(digits), "e")
	before, after, _ := strings.Cut(mantissa, ".")
	after = strings.TrimRight(after, "0")
	digits = strings.TrimLeft(before+after, "0")
	if digits == "" {
		return "0", true
	}
	zeros := exponent(power) - len(after)
	if zeros < 0 { // so many digits at the end are beyond the point
		kept := strings.TrimRight(digits, "0")
		if len(digits)-len(kept) < -zeros {
			return "", false
		}
		digits, zeros = digits[:len(digits)+zeros], 0
	}
	digits += strings.Repeat("0", min(zeros, mostDigits))
	if minus {
		digits = "-" + digits
	}
	return json.Number(digits), true
}

// exponent is what stands after the e of a number; one that no number here has is as large as any other.
func exponent(text string) int {
	const large = 1 << 30
	n, err := strconv.Atoi(text)
	switch {
	case text == "":
		return 0
	case err != nil && strings.HasPrefix(text, "-"):
		return -large
	case err != nil:
		return large
	}
	return max(-large, min(n, large))
}

// plain spells a number with its digits alone.
func plain(number float64) string { return strconv.FormatFloat(number, 'f', -1, 64) }
