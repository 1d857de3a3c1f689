package inputdata

import "strings"

// quoted copies a string in quotes of either kind. Escapes are kept as written, so that nothing is lost on the way;
// like org.json it takes a raw tab, but no raw line break.
func (r *reader) quoted(quote byte) error {
	if quote == '\'' {
		r.forgive("single-quoted string")
	}
	r.at++
	r.out = append(r.out, '"')
	start := r.at // of the run of bytes not copied yet
	for ; r.at < len(r.in); r.at++ {
		c := r.in[r.at]
		if c >= ' ' && c != '"' && c != '\'' && c != '\\' {
			continue
		}
		if c == '\'' && quote == '"' {
			continue
		}
		r.out = append(r.out, r.in[start:r.at]...)
		switch {
		case c == quote:
			r.at++
			r.out = append(r.out, '"')
			return nil
		case c == '\\':
			if err := r.escape(); err != nil {
				return err
			}
		case c == '"':
			r.out = append(r.out, `\"`...)
		case c == 0, c == '\n', c == '\r':
			return r.fail("a string is not closed")
		default:
			r.forgive("control character in a string")
			r.out = append(r.out, `\u00`...)
			r.out = append(r.out, hexDigits[c>>4], hexDigits[c&15])
		}
		start = r.at + 1
	}
	return r.fail("a string is not closed")
}

const hexDigits = "0123456789abcdef"

// escape copies one escape sequence and leaves at on its last byte.
func (r *reader) escape() error {
	rest := r.in[r.at+1:]
	switch {
	case rest == "":
		return r.fail("a string is not closed")
	case rest[0] == '\'':
		r.forgive("escaped apostrophe")
		r.out = append(r.out, '\'')
		r.at++
	case strings.IndexByte(`"\/bfnrt`, rest[0]) >= 0:
		r.out = append(r.out, '\\', rest[0])
		r.at++
	case rest[0] == 'u' && len(rest) >= 5 && isHex(rest[1]) && isHex(rest[2]) && isHex(rest[3]) && isHex(rest[4]):
		r.out = append(r.out, '\\')
		r.out = append(r.out, rest[:5]...)
		r.at += 5
	case rest[0] == 'x' || rest[0] == 'U':
		return r.pythonEscape(rest)
	default:
		return r.fail("illegal escape")
	}
	return nil
}

// token reads unquoted text up to where org.json ends it. It may contain blanks, but does not end in one.
func (r *reader) token() string {
	start := r.at
	for r.at < len(r.in) && r.in[r.at] >= ' ' && strings.IndexByte(",:]}/\\\"[{;=#", r.in[r.at]) < 0 {
		r.at++
	}
	r.steps += r.at - start
	return strings.TrimRight(r.in[start:r.at], " ")
}

// bare writes an unquoted value: a literal, a number, or else a string. org.json knows its literals in any case;
// None is not among them but stands for null in every script that sends it.
func (r *reader) bare(token string) {
	switch {
	case token == "true", token == "false", token == "null", isNumber(token):
		r.out = append(r.out, token...)
	case strings.EqualFold(token, "true"):
		r.forgive("True read as true")
		r.out = append(r.out, "true"...)
	case strings.EqualFold(token, "false"):
		r.forgive("False read as false")
		r.out = append(r.out, "false"...)
	case token == "None":
		r.forgive("None read as null")
		r.out = append(r.out, "null"...)
	case strings.EqualFold(token, "null"):
		r.forgive("Null read as null")
		r.out = append(r.out, "null"...)
	default:
		r.forgive("unquoted value read as a string")
		r.text(token)
	}
}

// text writes a string that holds nothing JSON escapes: a token ends before any such byte.
func (r *reader) text(s string) {
	r.out = append(r.out, '"')
	r.out = append(r.out, s...)
	r.out = append(r.out, '"')
}

// isNumber tells whether s is a number by JSON's grammar (RFC 8259, section 6).
func isNumber(s string) bool {
	s = strings.TrimPrefix(s, "-")
	whole := digits(s)
	if whole == 0 || whole > 1 && s[0] == '0' {
		return false
	}
	s = s[whole:]
	if strings.HasPrefix(s, ".") {
		fraction := digits(s[1:])
		if fraction == 0 {
			return false
		}
		s = s[1+fraction:]
	}
	if s == "" || s[0] != 'e' && s[0] != 'E' {
		return s == ""
	}
	s = s[1:]
	if s != "" && (s[0] == '+' || s[0] == '-') {
		s = s[1:]
	}
	return s != "" && digits(s) == len(s)
}

func digits(s string) int {
	n := 0
	for n < len(s) && '0' <= s[n] && s[n] <= '9' {
		n++
	}
	return n
}
