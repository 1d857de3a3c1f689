package inputdata

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxDepth bounds nesting. The deepest documented input nests six levels.
const maxDepth = 64

// mostForgiven bounds the list of tolerances: a key has many spellings that differ in case.
const mostForgiven = 20

// SyntaxError says where the text stops being readable. It never quotes the text, which may hold a password.
type SyntaxError struct {
	Offset int // in bytes
	Reason string
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("%s at byte %d of %s", e.Reason, e.Offset, parameter)
}

// Parse turns the text of INPUT_DATA into compact JSON. It accepts what Java's org.json accepts in those of its
// versions that predate its strict mode, and Python's True, False, None and escapes by number, which is what str() makes of a
// dict; forgiven names each tolerance that was needed, once each, in the order of need. Strict JSON needs none.
//
// The wrapper keys are matched without regard to case and rewritten to "operation" and to detailsKey, the spelling
// documented for the operation ("Details" or "details"); with an empty detailsKey both stay as they are. All other
// keys are left alone, and so are duplicates, numbers (to the digit) and escapes. Nesting beyond 64 levels and
// invalid UTF-8 are errors; every error is a *SyntaxError.
func Parse(text string, detailsKey string) (json []byte, forgiven []string, err error) {
	if !utf8.ValidString(text) {
		return nil, nil, &SyntaxError{invalidAt(text), "invalid UTF-8"}
	}
	r := reader{in: text, details: detailsKey}
	if err := r.root(); err != nil {
		return nil, nil, err
	}
	if r.skip(); r.at < len(r.in) {
		r.forgive("text after the closing brace ignored")
	}
	return r.out, r.forgiven, nil
}

func invalidAt(text string) int {
	for i, c := range text {
		if c == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(text[i:]); size == 1 {
				return i
			}
		}
	}
	return len(text)
}

// reader reads and writes in one pass: out is the strict form of what has been read so far.
type reader struct {
	in       string
	at       int
	out      []byte
	depth    int
	forgiven []string
	details  string
	steps    int // how often a byte was looked at to decide what comes next, and how many a token has
}

// wrapper is the key that an object folds: that of the root, of the operation, or none.
type wrapper int

const (
	foldsOperation wrapper = iota
	foldsDetails
	foldsNothing
)

func (r *reader) root() error {
	r.out = make([]byte, 0, len(r.in)+len(r.in)/8)
	if r.skip(); strings.HasPrefix(r.in[r.at:], mark) {
		return r.fail("a byte order mark, which org.json takes for no brace,")
	}
	if r.skip(); r.peek() != '{' {
		return r.fail("an object is expected, which begins with a brace,")
	}
	return r.object(foldsOperation)
}

func (r *reader) object(folds wrapper) error {
	if err := r.open('{'); err != nil {
		return err
	}
	if r.skip(); r.peek() == '}' {
		r.close('}')
		return nil
	}
	for {
		inner, err := r.key(folds)
		if err != nil {
			return err
		}
		if err := r.colon(); err != nil {
			return err
		}
		if err := r.value(inner); err != nil {
			return err
		}
		if more, err := r.separator('}'); !more {
			return err
		}
	}
}

func (r *reader) array() error {
	if err := r.open('['); err != nil {
		return err
	}
	if r.skip(); r.peek() == ']' {
		r.close(']')
		return nil
	}
	for {
		if r.skip(); r.peek() == ',' {
			r.forgive("missing array element read as null")
			r.out = append(r.out, "null"...)
		} else if err := r.value(foldsNothing); err != nil {
			return err
		}
		if more, err := r.separator(']'); !more {
			return err
		}
	}
}

func (r *reader) value(folds wrapper) error {
	r.skip()
	switch c := r.peek(); c {
	case '{':
		return r.object(folds)
	case '[':
		return r.array()
	case '"', '\'':
		return r.quoted(c)
	}
	token := r.token()
	if token == "" {
		return r.fail("a value is missing")
	}
	r.bare(token)
	return nil
}

// key writes a key, and tells what the object behind it folds.
func (r *reader) key(folds wrapper) (inner wrapper, err error) {
	r.skip()
	start := len(r.out)
	switch c := r.peek(); c {
	case '"', '\'':
		if err := r.quoted(c); err != nil {
			return foldsNothing, err
		}
	default:
		token := r.token()
		if token == "" {
			return foldsNothing, r.fail("a key is missing")
		}
		r.forgive("unquoted key")
		r.text(token)
	}
	switch {
	case folds == foldsOperation && r.fold(start, "operation"):
		return foldsDetails, nil
	case folds == foldsDetails:
		r.fold(start, r.details)
	}
	return foldsNothing, nil
}

// fold rewrites the key written from start on, if it differs from the documented one in case only.
func (r *reader) fold(start int, documented string) bool {
	written := r.out[start+1 : len(r.out)-1]
	if r.details == "" || !bytes.EqualFold(written, []byte(documented)) {
		return false
	}
	if string(written) != documented {
		r.forgive(fmt.Sprintf("key %q read as %q", written, documented))
		r.out = r.out[:start]
		r.text(documented)
	}
	return true
}

func (r *reader) colon() error {
	r.skip()
	switch r.peek() {
	case ':':
	case '=':
		r.forgive("'=' read as ':'")
		if strings.HasPrefix(r.in[r.at:], "=>") {
			r.at++
		}
	default:
		return r.fail("a ':' is expected after the key")
	}
	r.at++
	r.out = append(r.out, ':')
	return nil
}

// separator reads what follows a member: more tells that another one does.
func (r *reader) separator(end byte) (more bool, err error) {
	r.skip()
	switch r.peek() {
	case end:
		r.close(end)
		return false, nil
	case ';':
		r.forgive("';' read as ','")
	case ',':
	default:
		return false, r.fail(fmt.Sprintf("a ',' or '%c' is expected", end))
	}
	r.at++
	if r.skip(); r.peek() == end {
		r.forgive("trailing comma ignored")
		r.close(end)
		return false, nil
	}
	r.out = append(r.out, ',')
	return true, nil
}

func (r *reader) open(c byte) error {
	if r.depth++; r.depth > maxDepth {
		return r.fail(fmt.Sprintf("nesting of more than %d levels", maxDepth))
	}
	r.at++
	r.out = append(r.out, c)
	return nil
}

func (r *reader) close(c byte) {
	r.depth--
	r.at++
	r.out = append(r.out, c)
}

// peek is the next byte, or 0 at the end; a real NUL is refused wherever it stands, as by org.json.
func (r *reader) peek() byte {
	r.steps++
	if r.at < len(r.in) {
		return r.in[r.at]
	}
	return 0
}

// skip passes over blanks. org.json counts every control character as one.
func (r *reader) skip() {
	for ; r.at < len(r.in); r.at++ {
		switch c := r.in[r.at]; {
		case c == ' ', c == '\n', c == '\r', c == '\t':
		case 0 < c && c < ' ':
			r.forgive("control character read as a blank")
		default:
			return
		}
	}
}

func (r *reader) forgive(what string) {
	if len(r.forgiven) < mostForgiven && !slices.Contains(r.forgiven, what) {
		r.forgiven = append(r.forgiven, what)
	}
}

func (r *reader) fail(reason string) error {
	return &SyntaxError{Offset: r.at, Reason: reason}
}
