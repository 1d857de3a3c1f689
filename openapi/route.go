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
		if op.Method == method && fits(op.Path, parts) && (best == nil || moreLiteral(op.Path, best.Path)) {
			best = op
		}
	}
	if best == nil {
		return nil, nil, false
	}
	params := map[string]string{}
	for i, segment := range segments(best.Path) {
		if name, ok := parameterName(segment); ok {
			params[name] = parts[i]
		}
	}
	return best, params, true
}

// Nearest returns the operation that resembles the request most, for a "did you mean"; nil when none does.
func (d *Document) Nearest(method, path string) *Operation {
	parts := segments(path)
	var nearest *Operation
	// Half of the path may differ; beyond that a suggestion misleads more than it helps.
	least := 0.5 + float64(len(parts))/2
	for _, op := range d.Operations {
		cost := distance(segments(op.Path), parts)
		if op.Method != method {
			cost += 0.4
		}
		if cost < least {
			nearest, least = op, cost
		}
	}
	return nearest
}

func segments(path string) []string { return strings.Split(strings.Trim(path, "/"), "/") }

func parameterName(segment string) (string, bool) {
	if len(segment) > 2 && segment[0] == '{' && segment[len(segment)-1] == '}' {
		return segment[1 : len(segment)-1], true
	}
	return "", false
}

func fits(template string, parts []string) bool {
	for i, segment := range segments(template) {
		_, isParameter := parameterName(segment)
		if isParameter && parts[i] == "" || !isParameter && segment != parts[i] {
			return false
		}
	}
	return true
}

// moreLiteral compares two templates of the same length.
func moreLiteral(a, b string) bool {
	other := segments(b)
	for i, segment := range segments(a) {
		_, left := parameterName(segment)
		_, right := parameterName(other[i])
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
	for i, segment := range template {
		diagonal := row[0]
		row[0] = float64(i + 1)
		for j, part := range parts {
			exchanged := diagonal + difference(segment, part)
			diagonal = row[j+1]
			row[j+1] = min(exchanged, row[j]+1, diagonal+1)
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
	return 1 - float64(head+tail)/float64(max(len(segment), len(part), 1))
}
