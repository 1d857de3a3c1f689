package secret

// Longest is how much of a Text is read. A letter of three bytes may be made of 18, and so there are 65,536 powers for it.
const Longest = 8 << 10

// Text is a text in which secrets are looked for: it is read once, and then the hash of any part of it costs the same.
type Text struct {
	plain  string
	sums   []sums  // of what is before each byte
	begins []int32 // where each letter begins that counts; see sums
}

// NewText reads a text. Of one that is too long it reads the beginning.
func NewText(plain string) *Text {
	plain = plain[:min(len(plain), Longest)]
	t := &Text{plain: plain, sums: make([]sums, len(plain)+1), begins: make([]int32, 0, len(plain))}
	for at := 0; at < len(plain); {
		after, width := t.sums[at].read(plain[at:])
		for inside := 1; inside < width; inside++ {
			t.sums[at+inside] = t.sums[at]
		}
		t.sums[at+width] = after
		for len(t.begins) < int(after.count) {
			t.begins = append(t.begins, int32(at))
		}
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

// Parted are the hashes of the last so many letters that count, at least Shortest, and of what is before them. There may be nothing before
// them, or such a letter may be a part of one that is two in one.
func (v Value) Parted(last int) (before, behind Hash, ok bool) {
	if v.in != nil {
		return v.in.parted(v.from, v.from+len(v.text), int32(last))
	}
	var all, first, bare, rest sums
	for at := 0; at < len(v.text); {
		after, width := all.read(v.text[at:])
		all, at = after, at+width
	}
	for at := 0; at < len(v.text); {
		after, width := first.read(v.text[at:])
		switch {
		case rest.count > 0 || after.count > all.count-int32(last):
			rest, _ = rest.read(v.text[at:])
		case after.count > first.count:
			first, bare = after, after
		default:
			first = after
		}
		at += width
	}
	return first.orShort(bare).hash(), rest.hash(), first.count > 0 && rest.count == int32(last)
}

func (t *Text) parted(from, to int, last int32) (before, behind Hash, ok bool) {
	begin, end := t.sums[from], t.sums[to]
	n := end.count - last
	if n <= begin.count {
		return before, behind, false
	}
	middle, at := t.sums[t.begins[n]], t.begins[n-1]
	bare, _ := t.sums[at].read(t.plain[at:])
	return middle.after(begin).orShort(bare.after(begin)).hash(), end.after(middle).hash(), middle.count == n
}

// orShort is the sums, or of a short text those of it without what joins it to what follows.
func (s sums) orShort(bare sums) sums {
	if s.count < Shortest {
		return bare
	}
	return s
}
