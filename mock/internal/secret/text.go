package secret

// Longest is how much of a Text is read. A letter of three bytes may be made of 18, and so there are 65,536 powers for it.
const Longest = 8 << 10

// Text is a text in which secrets are looked for: it is read once, and then the hash of any part of it costs the same.
type Text struct {
	plain string
	sums  []sums // of what is before each byte
}

// NewText reads a text. Of one that is too long it reads the beginning.
func NewText(plain string) *Text {
	plain = plain[:min(len(plain), Longest)]
	t := &Text{plain: plain, sums: make([]sums, len(plain)+1)}
	for at := 0; at < len(plain); {
		after, width := t.sums[at].read(plain[at:])
		for inside := 1; inside < width; inside++ {
			t.sums[at+inside] = t.sums[at]
		}
		t.sums[at+width] = after
		at += width
	}
	return t
}

// String is what was read.
func (t *Text) String() string { return t.plain }

// Part is what stands between two places.
func (t *Text) Part(from, to int) Value { return Value{text: t.plain[from:to], in: t, from: from} }

// Value is a text that may be a secret.
type Value struct {
	text string
	in   *Text // nil: in none
	from int
}

// Whole is a text that is no part of another.
func Whole(text string) Value { return Value{text: text} }

// String is the text itself.
func (v Value) String() string { return v.text }

// Hash is the hash of the text.
func (v Value) Hash() Hash {
	if v.in == nil {
		return Of(v.text)
	}
	return v.in.sums[v.from+len(v.text)].after(v.in.sums[v.from]).hash()
}

// Without is the value without its last bytes.
func (v Value) Without(last int) Value {
	v.text = v.text[:len(v.text)-last]
	return v
}
