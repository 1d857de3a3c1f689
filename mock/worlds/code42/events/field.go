package events

import "encoding/hex"

// nature is what the values of a field are.
type nature uint8

const (
	words   nature = iota
	whole          // whole numbers
	moments        // microseconds since 1970
)

// field is what a term stands for: where the values are, and how to get at them. A nil field is one that no event has.
type field struct {
	in     dim
	nature nature
	// loose compares without regard to underscores and blanks: the vendor's filters and events spell categories differently.
	loose bool
	// isID and isTime have a quicker way than looking at every event.
	isID, isTime bool
	// one and list give the values that are words; "" is none. Just one of them is set. Where many rows have the same word, code
	// tells which words are the same, with a number below codes.
	code     func(*tables, uint32) uint32
	codes    func(*tables) int
	one      func(*tables, uint32) string
	list     func(*tables, uint32) []string
	made     bool // its values are no texts that are kept, but written out
	hash     func(*content) []byte
	hashSize int
	// amount gives the value that is a number, amounts several of them.
	amount  func(*tables, uint32) (int64, bool)
	amounts func(*tables, uint32) []int64

	// A field with a choice has no values of its own: those of one of two other fields, by what a row says.
	choice func(*tables, uint32) bool
	yes    *field
	no     *field
}

// eachWord gives a row's values until one is enough.
func (f *field) eachWord(t *tables, row uint32, enough func(string) bool) bool {
	if f.one != nil {
		s := f.one(t, row)
		return s != "" && enough(s)
	}
	for _, s := range f.list(t, row) {
		if s != "" && enough(s) {
			return true
		}
	}
	return false
}

func (f *field) eachNumber(t *tables, row uint32, enough func(int64) bool) bool {
	if f.amount != nil {
		n, ok := f.amount(t, row)
		return ok && enough(n)
	}
	for _, n := range f.amounts(t, row) {
		if enough(n) {
			return true
		}
	}
	return false
}

// exists tells whether a row has a value.
func (f *field) exists(t *tables, row uint32) bool {
	switch { // these take long to write out
	case f.isID:
		return true
	case f.hash != nil:
		return t.files[row].kind != unread
	}
	if f.nature == words {
		return f.eachWord(t, row, func(string) bool { return true })
	}
	return f.eachNumber(t, row, func(int64) bool { return true })
}

// leaves are the fields that a field may choose from.
func (f *field) leaves() []*field {
	switch {
	case f == nil:
		return nil
	case f.choice != nil:
		return append(f.yes.leaves(), f.no.leaves()...)
	}
	return []*field{f}
}

// resolve follows the choices for an event, to the field and the row that have its value.
func (f *field) resolve(t *tables, event uint32) (*field, uint32) {
	for f != nil {
		row := t.rowOf(f.in, event)
		if f.choice == nil {
			return f, row
		}
		if f.choice(t, row) {
			f = f.yes
		} else {
			f = f.no
		}
	}
	return nil, 0
}

// rowOf is the row of a table that an event points to.
func (t *tables) rowOf(d dim, event uint32) uint32 {
	if d == ofEvent {
		return event
	}
	return t.column[d][event]
}

func choose(in dim, choice func(*tables, uint32) bool, yes, no *field) *field {
	return &field{in: in, choice: choice, yes: yes, no: no}
}

func byDeed(choice func(*deed) bool, yes, no *field) *field {
	return choose(ofDeed, func(t *tables, r uint32) bool { return choice(&t.deeds[r]) }, yes, no)
}

func deedWord(get func(*deed) string) *field {
	return &field{in: ofDeed, one: func(t *tables, r uint32) string { return get(&t.deeds[r]) }}
}

func deedList(get func(*deed) []string) *field {
	return &field{in: ofDeed, list: func(t *tables, r uint32) []string { return get(&t.deeds[r]) }}
}

// deedNames is a field of addressees, of whom some are the person's own.
func deedNames(get func(*deed) addressees) *field {
	own := func(get func(*person) uint32) *field {
		return &field{in: ofPerson, one: func(t *tables, r uint32) string {
			if n := get(&t.people[r]); n != 0 {
				return t.name(n)
			}
			return ""
		}}
	}
	return byDeed(func(d *deed) bool { return get(d).whom == boss }, own(func(p *person) uint32 { return p.boss }),
		byDeed(func(d *deed) bool { return get(d).whom == mate }, own(func(p *person) uint32 { return p.mate }),
			deedList(func(d *deed) []string { return get(d).names })))
}

func deedTabs(end func(*deed) *end, get func(*Tab) string) *field {
	return deedList(func(d *deed) []string {
		tabs := end(d).tabs
		values := make([]string, len(tabs))
		for i := range tabs {
			values[i] = get(&tabs[i])
		}
		return values
	})
}

func deviceWord(get func(*device) string) *field {
	return &field{in: ofDevice, one: func(t *tables, r uint32) string { return get(&t.devices[r]) }}
}

func deviceList(get func(*device) []string) *field {
	return &field{in: ofDevice, list: func(t *tables, r uint32) []string { return get(&t.devices[r]) }}
}

func personWord(get func(*person) string) *field {
	return &field{in: ofPerson, one: func(t *tables, r uint32) string { return get(&t.people[r]) }}
}

func fileWord(get func(*tables, uint32) string) *field { return &field{in: ofFile, one: get} }

// fileText is a field of which each value is kept once.
func fileText(get func(*file) uint32) *field {
	return &field{
		in: ofFile, one: func(t *tables, r uint32) string { return t.texts[get(&t.files[r])] },
		code: func(t *tables, r uint32) uint32 { return get(&t.files[r]) }, codes: func(t *tables) int { return len(t.texts) },
	}
}

// kindWord is a field that follows from one of the kinds that a file has.
func kindWord(of func(*file) uint8, get func(*fileKind) string, loose bool) *field {
	return &field{
		in: ofFile, loose: loose, one: func(t *tables, r uint32) string { return get(&kinds[of(&t.files[r])]) },
		code: func(t *tables, r uint32) uint32 { return uint32(of(&t.files[r])) }, codes: func(*tables) int { return len(kinds) },
	}
}

// inCloud is a field of files in a cloud that follows from one of their texts.
func inCloud(of func(*file) uint32, get func(*tables, uint32, cloud) string) *field {
	return &field{
		in: ofFile, made: true, one: func(t *tables, r uint32) string {
			f := &t.files[r]
			if f.cloud == 0 {
				return ""
			}
			return get(t, of(f), f.cloud)
		},
		code: func(t *tables, r uint32) uint32 {
			return of(&t.files[r])*uint32(len(cloudNames)) + uint32(t.files[r].cloud)
		},
		codes: func(t *tables) int { return len(t.texts) * len(cloudNames) },
	}
}

// hash is a field of a file's content. Hexadecimal digits are written out only for who asks with wildcards.
func hash(size int, get func(*content) []byte) *field {
	return &field{
		in: ofFile, made: true, hash: get, hashSize: size, one: func(t *tables, r uint32) string {
			if t.files[r].kind == unread {
				return ""
			}
			return hex.EncodeToString(get(&t.contents[t.files[r].content]))
		},
		code: func(t *tables, r uint32) uint32 {
			if t.files[r].kind == unread {
				return uint32(len(t.contents))
			}
			return t.files[r].content
		},
		codes: func(t *tables) int { return len(t.contents) + 1 },
	}
}

func riskWord(get func(*Risk) string) *field {
	return &field{in: ofRisk, one: func(t *tables, r uint32) string { return get(&t.risks[r].Risk) }}
}

// yesNo is how filters write a boolean.
func yesNo(b bool) string {
	if b {
		return isTrue
	}
	return isFalse
}
