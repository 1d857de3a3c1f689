package openapi

import "strings"

// RoutePath spells a path template the way echo does: /books/{bookId} becomes /books/:bookId.
func RoutePath(template string) string {
	return strings.NewReplacer(":", `\:`, "{", ":", "}", "").Replace(template)
}

// Find returns the operation for a method and a template spelled as in the description.
func (d *Document) Find(method, template string) (*Operation, bool) {
	op, ok := d.byRoute[route{method, template}]
	return op, ok
}

// Match returns the operation that a concrete path belongs to, and the values of its path parameters.
// Where several templates fit, the one with the earliest literal segment wins, as in the OpenAPI specification.
// A parameter never spans a slash and is never empty.
func (d *Document) Match(method, path string) (*Operation, map[string]string, bool) {
	parts := segments(path)
	var best *Operation
	for _, op := range d.byLength[len(parts)] {
		if op.Method == method && fits(op.segments, parts) && (best == nil || moreLiteral(op.segments, best.segments)) {
			best = op
		}
	}
	if best == nil {
		return nil, nil, false
	}
	params := map[string]string{}
	for i, segment := range best.segments {
		if name, ok := parameterName(segment); ok {
			params[name] = parts[i]
		}
	}
	return best, params, true
}

// Nearest returns the operation that a request was probably meant for, for a "did you mean"; nil when none resembles it:
// a wrong suggestion is worse than none. The beginning that all paths share says nothing about resemblance.
func (d *Document) Nearest(method, path string) *Operation {
	base := d.base()
	parts := segments(path)
	rest, under := after(base, parts)
	if len(rest) == 0 {
		return nil
	}
	var nearest *Operation
	// Half of the path may differ; beyond that a suggestion misleads more than it helps.
	least := min(0.5+float64(len(rest))/2, 2) // a segment that is another word altogether costs 2
	for _, op := range d.Operations {
		template := op.segments[len(base):]
		cost := distance(template, rest)
		if !under {
			cost = min(distance(op.segments, parts), noBase+cost)
		}
		if op.Method != method {
			cost += 0.4
		}
		if cost < least {
			nearest, least = op, cost
		}
	}
	if nearest == nil {
		return d.above(method, parts)
	}
	return nearest
}

// noBase is what it costs to have left out the beginning that all paths share.
const noBase = 0.4

// base is the literal beginning that all paths share, without the last segment of any.
func (d *Document) base() []string {
	var base []string
	for i, op := range d.Operations {
		path := op.segments[:len(op.segments)-1]
		if i == 0 {
			base = path
		}
		n := 0
		for n < min(len(base), len(path)) && base[n] == path[n] && !strings.HasPrefix(path[n], "{") {
			n++
		}
		base = base[:n]
	}
	return base
}

// after cuts the base off a path; under is false where the path does not begin with it.
func after(base, parts []string) (rest []string, under bool) {
	if len(parts) < len(base) {
		return parts, false
	}
	for i, segment := range base {
		if segment != parts[i] {
			return parts, false
		}
	}
	return parts[len(base):], true
}

// above is the operation whose whole path is the longest beginning of the requested one, preferably of the same method.
func (d *Document) above(method string, parts []string) *Operation {
	for length := len(parts) - 1; length > 0; length-- {
		var found *Operation
		for _, op := range d.byLength[length] {
			if fits(op.segments, parts[:length]) && (found == nil || op.Method == method && found.Method != method) {
				found = op
			}
		}
		if found != nil {
			return found
		}
	}
	return nil
}

func segments(path string) []string { return strings.Split(strings.Trim(path, "/"), "/") }

func parameterName(segment string) (string, bool) {
	if len(segment) > 2 && segment[0] == '{' && segment[len(segment)-1] == '}' {
		return segment[1 : len(segment)-1], true
	}
	return "", false
}

// Fits says whether a path is one of a template's. Given another template, it says whether all of that one's are.
func Fits(template, path string) bool {
	wanted, parts := segments(template), segments(path)
	return len(wanted) == len(parts) && fits(wanted, parts)
}

// fits compares as many segments as the template has, which parts must have too.
func fits(template, parts []string) bool {
	for i, segment := range template {
		_, isParameter := parameterName(segment)
		if isParameter && parts[i] == "" || !isParameter && segment != parts[i] {
			return false
		}
	}
	return true
}

// moreLiteral compares two templates of the same length.
func moreLiteral(a, b []string) bool {
	for i, segment := range a {
		_, left := parameterName(segment)
		_, right := parameterName(b[i])
		if left != right {
			return right
		}
	}
	return false
}

// distance is the edit distance between a template's segments and a path's, where exchanging one segment for another
// costs as much as the two differ.
func distance(template, parts []string) float64 {
	row := make([]float64, len(parts)+1)
	for j := range row {
		row[j] = float64(j)
	}
	for _, segment := range template {
		missing := 1.0
		if _, isParameter := parameterName(segment); isParameter {
			missing = 0.7 // an empty one is easily sent
		}
		diagonal := row[0]
		row[0] += missing
		for j, part := range parts {
			exchanged := diagonal + difference(segment, part)
			diagonal = row[j+1]
			row[j+1] = min(exchanged, row[j]+1, diagonal+missing)
		}
	}
	return row[len(parts)]
}

func difference(segment, part string) float64 {
	switch _, isParameter := parameterName(segment); {
	case isParameter:
		return 0.3 // anything fits, but a literal that fits is the better guess
	case segment == part:
		return 0
	case strings.EqualFold(segment, part):
		return 0.1
	}
	// Shared head and tail are a cheap and good enough measure of a typing error.
	head, tail := 0, 0
	for head < min(len(segment), len(part)) && segment[head] == part[head] {
		head++
	}
	for tail < min(len(segment), len(part))-head && segment[len(segment)-1-tail] == part[len(part)-1-tail] {
		tail++
	}
	if alike := float64(head+tail) / float64(max(len(segment), len(part), 1)); alike >= 0.5 {
		return 1 - alike
	}
	return 2 // another word: one left out and one too many
}
