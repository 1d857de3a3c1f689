package events

import "strings"

// pattern is a text in which * is any text and ? any character, ready to be compared with texts in few steps. Both are UTF-8.
type pattern struct {
	head  piece   // what a text begins with; all of it if there is no *
	inner []piece // what follows somewhere, in this order; each begins with a letter, as the ? next to a * stand before it
	tail  piece   // what a text ends with
	stars bool
	least int    // a text with fewer bytes does not match
	needs uint64 // the bytes that a text must have, as a set
	ends  int    // the most steps that head and tail take
	tries int    // the most steps that inner pieces with ? take for each byte of a text
}

// piece is a part of a pattern that has no *. It may have ?.
type piece struct {
	first string // what comes before the first ?
	rest  string // that ? and what follows
}

func newPattern(s string) pattern {
	var p pattern
	runs := strings.Split(tidy(s), "*")
	for i, run := range runs {
		part := piece{first: run}
		if at := strings.IndexByte(run, '?'); at >= 0 {
			part = piece{run[:at], run[at:]}
		}
		p.least += len(run)
		p.needs |= bytesIn(run)
		switch {
		case i == 0:
			p.head = part
		case i == len(runs)-1:
			p.tail = part
		default:
			p.inner = append(p.inner, part)
			switch {
			case part.once() && part.rest != "":
				p.tries = max(p.tries, 1)
			case part.rest != "":
				p.tries = max(p.tries, 2+len(part.rest))
			}
		}
	}
	p.stars = len(runs) > 1
	p.ends = perEnds + len(p.head.rest) + len(p.tail.rest)
	return p
}

// tidy makes one * of those in a row, and moves the ? among them in front of it, which says the same.
func tidy(s string) string {
	var text strings.Builder
	star := false
	for i := range len(s) {
		switch s[i] {
		case '*':
			star = true
			continue
		case '?':
		default:
			if star {
				text.WriteByte('*')
				star = false
			}
		}
		text.WriteByte(s[i])
	}
	if star {
		text.WriteByte('*')
	}
	return text.String()
}

// bytesIn is which bytes a text has but for wildcards, as a set of 64; a few share a place.
func bytesIn(s string) (set uint64) {
	for i := range len(s) {
		switch c := s[i]; {
		case c == '?':
		case c < 64:
			set |= 1 << c
		default:
			set |= 1 << (c % 32)
		}
	}
	return set
}

const (
	perEnds  = 8  // the steps for head and tail but for what follows a ?
	perPiece = 16 // the steps for looking for an inner piece, but for those for the text that it goes through: one for four bytes
)

// like matches a text that has these bytes. Each inner piece is looked for once, from where the one before it ended: where it is first
// found is as good as any later place. So it takes no more steps than price tells.
func (p *pattern) like(s string, has uint64) (ok bool, steps int) {
	if len(s) < p.least || p.needs&^has != 0 {
		return false, 1
	}
	at := p.head.at(s, 0)
	if at < 0 || !p.stars {
		return at == len(s), p.ends
	}
	end := p.tail.before(s)
	if end < at {
		return false, p.ends
	}
	steps = p.ends
	for _, piece := range p.inner {
		var tried int
		at, tried = piece.find(s[:end], at)
		if steps += perPiece + tried; at < 0 {
			return false, steps
		}
	}
	return true, steps
}

// price is the most steps that comparing with so many texts takes, of so many bytes in all, and of at most so many each.
func (p *pattern) price(texts, bytes, longest int) int {
	if p.least > longest {
		return texts
	}
	steps := texts * p.ends
	if len(p.inner) > 0 {
		steps += texts*perPiece*len(p.inner) + bytes/4 + bytes*p.tries
	}
	return steps
}

// at is where a piece ends that stands at a place of a text; -1 if it does not stand there.
func (p piece) at(s string, i int) int {
	if !strings.HasPrefix(s[i:], p.first) {
		return -1
	}
	i += len(p.first)
	for k := range len(p.rest) {
		switch {
		case i >= len(s) || p.rest[k] != '?' && p.rest[k] != s[i]:
			return -1
		case p.rest[k] == '?':
			i = next(s, i)
		default:
			i++
		}
	}
	return i
}

// before is where a piece begins that a text ends with; -1 if it does not end with it.
func (p piece) before(s string) int {
	end := len(s)
	for k := len(p.rest) - 1; k >= 0; k-- {
		switch {
		case end == 0 || p.rest[k] != '?' && p.rest[k] != s[end-1]:
			return -1
		case p.rest[k] == '?':
			for end--; end > 0 && s[end]&0xc0 == 0x80; end-- {
			}
		default:
			end--
		}
	}
	if !strings.HasSuffix(s[:end], p.first) {
		return -1
	}
	return end - len(p.first)
}

// find is where a piece ends that begins with a letter, at the first place from one on where it stands; -1 if there is none.
func (p piece) find(s string, from int) (end, steps int) {
	for {
		step := strings.Index(s[from:], p.first)
		if step < 0 {
			return -1, steps + (len(s)-from)/4
		}
		steps += step/4 + len(p.rest)
		if end := p.at(s, from+step); end >= 0 || p.once() {
			return end, steps
		}
		steps++
		from += step + 1
	}
}

// once tells whether the first place that has what comes before the first ? decides: if the text is too short there, it is further on.
func (p piece) once() bool { return strings.Trim(p.rest, "?") == "" }

// next is where the character after the one at i begins.
func next(s string, i int) int {
	for i++; i < len(s) && s[i]&0xc0 == 0x80; i++ {
	}
	return i
}
