package contract

import (
	"slices"
	"strings"
)

// members hides the values of JSON's members. It reads no whole document: each quote may begin a name, and one that a colon follows is a
// name. Quotes may be escaped, any number of times, as those of JSON in a text of JSON are.
type members struct {
	text   string
	depth  int // of custom values in custom values
	out    []byte
	frames []frame
}

// frame is an object with a custom field's type or value, which stand side by side in any order.
type frame struct {
	typed, secret bool
	values        []span
}

// span is a value in out.
type span struct{ begin, end int }

// mostSlashes are before the quotes of JSON that was packed into JSON five times.
const mostSlashes = 31

// quote is what begins and ends a text: so many backslashes, and a quote.
type quote struct {
	slashes int
	sign    byte
}

func (m *members) clean() string {
	m.frames = []frame{{typed: true}} // around all; what has no braces is no object that was cut
	for at := 0; at < len(m.text); {
		switch c := m.text[at]; {
		case c == '{':
			m.frames = append(m.frames, frame{})
		case c == '}' && len(m.frames) > 1:
			m.pop()
		case c == '"' || c == '\'':
			if next := m.member(at); next > at {
				at = next
				continue
			}
		}
		m.out = append(m.out, m.text[at])
		at++
	}
	for len(m.frames) > 0 {
		last := &m.frames[len(m.frames)-1]
		last.secret = last.secret || !last.typed // it was cut before its type was told
		m.pop()
	}
	return string(m.out)
}

// pop ends an object, and hides its custom values if those are passwords.
func (m *members) pop() {
	last := m.frames[len(m.frames)-1]
	m.frames = m.frames[:len(m.frames)-1]
	if !last.secret {
		return
	}
	for _, value := range slices.Backward(last.values) {
		shown := hiddenValue(string(m.out[value.begin:value.end]))
		m.out = slices.Replace(m.out, value.begin, value.end, []byte(shown)...)
	}
}

// member takes a name and, where that says something of it, its value. It returns where to go on, or at if no name begins there.
func (m *members) member(at int) (next int) {
	q := quote{slashesBefore(m.text, at), m.text[at]}
	if q.slashes > mostSlashes {
		return at
	}
	end, closed := textEnd(m.text, at+1, q)
	if !closed {
		return at
	}
	name := m.text[at+1 : end-1]
	if q.slashes > 0 {
		name = strings.TrimRight(name, `\`)
	}
	begin := end + len(m.text[end:]) - len(strings.TrimLeft(m.text[end:], " \t\r\n"))
	if begin == len(m.text) || m.text[begin] != ':' {
		return at
	}
	begin++
	begin += len(m.text[begin:]) - len(strings.TrimLeft(m.text[begin:], " \t\r\n"))
	stop := valueEnd(m.text, begin, q)
	value := m.text[begin:stop]
	m.out = append(m.out, m.text[at:begin]...)
	top := &m.frames[len(m.frames)-1]
	switch plain := plainName(name); {
	case soundsSecret(name):
		m.out = append(m.out, hiddenValue(value)...)
		return stop
	case plain == "customvalue" || plain == "customfieldvalue":
		from := len(m.out)
		if m.depth == deepest {
			m.out = append(m.out, hiddenText...)
			return stop
		}
		m.out = append(m.out, (&members{text: value, depth: m.depth + 1}).clean()...)
		top.values = append(top.values, span{from, len(m.out)})
		return stop
	case plain == "customtype" || plain == "customfieldtype":
		top.typed = true
		top.secret = top.secret || strings.EqualFold(strings.Trim(value, `\"' `), "password")
	}
	return begin
}

// hiddenValue takes the place of a value, and looks like one of its kind. What is no text, number, list or object stays.
func hiddenValue(value string) string {
	unquoted := strings.TrimLeft(value, `\`)
	delimiter := value[:len(value)-len(unquoted)]
	switch {
	case value == "" || unquoted == "":
		return value
	case unquoted[0] == '"' || unquoted[0] == '\'':
		delimiter += unquoted[:1]
		if len(value) < 2*len(delimiter) || !strings.HasSuffix(value, delimiter) {
			return delimiter + hiddenText // it was cut
		}
		return delimiter + hiddenText + delimiter
	case value[0] == '[' && value != hiddenText && strings.Trim(value, "[ ]") != "":
		first := strings.TrimLeft(value[1:], " \t\r\n")
		delimiter = first[:len(first)-len(strings.TrimLeft(first, `\"'`))]
		return "[" + delimiter + hiddenText + delimiter + "]"
	case value[0] == '{', value[0] == '-', '0' <= value[0] && value[0] <= '9':
		return hiddenText
	}
	return value
}

// slashesBefore counts the backslashes before a place.
func slashesBefore(text string, at int) (n int) {
	for n < at && text[at-1-n] == '\\' {
		n++
	}
	return n
}

// textEnd is behind the closing quote of a text that begins at a place. One that is not closed, as an excerpt has it, ends with its line: JSON
// has no line break in a text, and the next line's quotes are other texts'.
func textEnd(text string, from int, q quote) (end int, closed bool) {
	for at := from; at < len(text); at++ {
		if text[at] == '\n' || text[at] == '\r' {
			return at, false
		}
		if text[at] != q.sign {
			continue
		}
		slashes := slashesBefore(text[from:], at-from)
		if q.slashes == 0 && slashes%2 == 0 || q.slashes > 0 && slashes <= q.slashes {
			return at + 1, true
		}
	}
	return len(text), false
}

// valueEnd is behind a value that begins at a place. One that was cut ends with the text.
func valueEnd(text string, from int, q quote) int {
	unquoted := strings.TrimLeft(text[from:], `\`)
	slashes := len(text) - from - len(unquoted)
	switch {
	case unquoted == "":
		return len(text)
	case unquoted[0] == '"' || unquoted[0] == '\'':
		end, _ := textEnd(text, from+slashes+1, quote{slashes, unquoted[0]})
		return end
	case strings.HasPrefix(unquoted, hiddenText):
		return from + len(hiddenText)
	case unquoted[0] == '{' || unquoted[0] == '[':
		return nestedEnd(text, from, q)
	}
	if end := strings.IndexAny(text[from:], ",}] \t\r\n\"'\\&;"); end >= 0 {
		return from + end
	}
	return len(text)
}

// nestedEnd is behind a list or an object.
func nestedEnd(text string, from int, q quote) int {
	depth := 0
	for at := from; at < len(text); at++ {
		switch c := text[at]; c {
		case '"', '\'':
			end, closed := textEnd(text, at+1, quote{q.slashes, c})
			if !closed {
				return len(text)
			}
			at = end - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return at + 1
			}
		}
	}
	return len(text)
}
