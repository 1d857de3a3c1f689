package openapi

import (
	"slices"
	"strings"
)

// Nearest returns the operation that a request was probably meant for, for a "did you mean"; nil when none is near: a wrong
// suggestion is worse than none. Near is an operation whose literal segments all stand in the path, in their order and spelled as
// documented but for a letter or two, where besides at most
//   - one segment is too many, or
//   - one parameter is missing, or
//   - the beginning was left out;
//
// or else one whose whole path is the beginning of the one asked for. It costs no more for a longer path: only as many segments are
// looked at as the longest template has.
func (d *Document) Nearest(method, path string) *Operation {
	near, _ := d.nearest(method, path)
	return near
}

// nearest also counts the comparisons of segments.
func (d *Document) nearest(method, path string) (near *Operation, steps int) {
	s := search{parts: strings.SplitN(strings.Trim(path, "/"), "/", d.longest+2), least: tooFar}
	for i := range s.parts {
		s.shorter = append(s.shorter, without(s.parts, i))
	}
	for _, op := range d.Operations {
		cost := s.distance(op)
		if op.Method != method {
			cost += otherMethod
		}
		if cost < s.least {
			near, s.least = op, cost
		}
	}
	if near == nil {
		near = s.above(d, method)
	}
	return near, s.steps
}

// What it costs to be wrong in one way. A literal that fits is a better guess than a parameter, which anything fits.
const (
	tooFar        = 100.0
	perLetter     = 0.2
	otherCase     = 0.1
	anyParameter  = 0.3
	otherMethod   = 0.4
	noBeginning   = 0.4
	noParameter   = 0.7
	segmentMore   = 1.0
	mostLetters   = 2  // of one literal, and of all of them
	longestWord   = 64 // no literal is longer, so nothing longer resembles one
	mostBeginning = 4  // literal segments that all clients of an API put before theirs
)

// search is one look for the nearest operation.
type search struct {
	parts   []string
	shorter [][]string // parts without one of them
	least   float64
	steps   int
}

// distance is how far the path is from an operation.
func (s *search) distance(op *Operation) float64 {
	template, best := op.segments, tooFar
	switch len(s.parts) - len(template) {
	case 0:
		best = s.apart(op, template, s.parts)
	case 1:
		for _, parts := range s.shorter {
			best = min(best, segmentMore+s.apart(op, template, parts))
		}
	case -1:
		for i, segment := range template {
			if _, ok := parameterName(segment); ok {
				best = min(best, noParameter+s.apart(op, without(template, i), s.parts))
			}
		}
	}
	if cut := len(template) - len(s.parts); cut > 0 && cut <= mostBeginning && !slices.ContainsFunc(template[:cut], isParameter) {
		best = min(best, noBeginning+s.apart(op, template[cut:], s.parts))
	}
	return best
}

// apart compares as many segments of a template as of a path.
func (s *search) apart(op *Operation, template, parts []string) float64 {
	cost, letters, literals := 0.0, 0, 0
	for i, segment := range template {
		s.steps++
		if name, ok := parameterName(segment); ok {
			if parts[i] == "" || !op.takes(name, parts[i]) {
				return tooFar
			}
			cost += anyParameter
			continue
		}
		literals++
		switch wrong := lettersApart(segment, parts[i]); {
		case segment == parts[i]:
		case strings.EqualFold(segment, parts[i]):
			cost += otherCase
		default:
			letters += wrong
			cost += float64(wrong) * perLetter
		}
		if letters > mostLetters {
			return tooFar
		}
	}
	if literals == 0 {
		return tooFar
	}
	return cost
}

// above is the operation whose whole path is the longest beginning of the requested one, preferably of the same method.
func (s *search) above(d *Document, method string) *Operation {
	for length := min(len(s.parts), d.longest+1) - 1; length > 0; length-- {
		var found *Operation
		for _, op := range d.byLength[length] {
			s.steps++
			if op.fits(s.parts[:length]) && (found == nil || op.Method == method && found.Method != method) {
				found = op
			}
		}
		if found != nil {
			return found
		}
	}
	return nil
}

func without(list []string, i int) []string { return slices.Concat(list[:i], list[i+1:]) }

// lettersApart is how many letters of two words are to be changed, added or left out to make them one. A third of a word may be
// wrong; of what is further apart it only says so.
func lettersApart(a, b string) int {
	most := min(mostLetters, max(1, len(a)/3))
	if len(a) > longestWord || max(len(a)-len(b), len(b)-len(a)) > most {
		return most + mostLetters
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			exchanged := diagonal
			if a[i] != b[j] {
				exchanged++
			}
			diagonal = row[j+1]
			row[j+1] = min(exchanged, row[j]+1, diagonal+1)
		}
	}
	if row[len(b)] > most {
		return most + mostLetters
	}
	return row[len(b)]
}

// Resembling is the word of a list that another was probably meant to be; "" when it resembles none. Case does not count.
func Resembling(word string, list []string) (nearest string) {
	word, least := strings.ToLower(word), mostLetters+1
	for _, known := range list {
		if apart := lettersApart(strings.ToLower(known), word); apart < least {
			nearest, least = known, apart
		}
	}
	return nearest
}
