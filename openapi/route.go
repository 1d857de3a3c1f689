package openapi

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

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
// A parameter never spans a slash, is never empty, and has the form that its pattern asks for.
func (d *Document) Match(method, path string) (*Operation, map[string]string, bool) {
	if d.tooLong(path) {
		return nil, nil, false
	}
	parts := segments(path)
	var best *Operation
	for _, op := range d.byLength[len(parts)] {
		if op.Method == method && op.fits(parts) && (best == nil || moreLiteral(op.segments, best.segments)) {
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

func segments(path string) []string { return strings.Split(strings.Trim(path, "/"), "/") }

// tooLong tells of a path that it has more segments than any template. Most that is sent to be a burden ends here.
func (d *Document) tooLong(path string) bool {
	return strings.Count(strings.Trim(path, "/"), "/") >= d.longest
}

// TakesParams tells whether path parameters, unescaped, have the form that the description asks for. A path where one has not is
// another path: it is not one of the operation's.
func (o *Operation) TakesParams(params map[string]string) bool {
	for name, pattern := range o.patterns {
		if !pattern.MatchString(params[name]) {
			return false
		}
	}
	return true
}

// takes is TakesParams for one of them, which may be escaped.
func (o *Operation) takes(name, part string) bool {
	pattern, ok := o.patterns[name]
	if !ok {
		return true
	}
	if plain, err := url.PathUnescape(part); err == nil {
		part = plain
	}
	return pattern.MatchString(part)
}

// fits tells whether a path is one of the operation's. It has as many segments as the template.
func (o *Operation) fits(parts []string) bool {
	if !fits(o.segments, parts) {
		return false
	}
	if len(o.patterns) == 0 {
		return true
	}
	for i, segment := range o.segments {
		if name, ok := parameterName(segment); ok && !o.takes(name, parts[i]) {
			return false
		}
	}
	return true
}

// pathPatterns are the patterns of an operation's path parameters, by their names.
func pathPatterns(params []*openapi3.Parameter) (map[string]*regexp.Regexp, error) {
	var patterns map[string]*regexp.Regexp
	for _, p := range params {
		if p.In != openapi3.ParameterInPath || p.Schema == nil || p.Schema.Value.Pattern == "" {
			continue
		}
		pattern, err := regexp.Compile(p.Schema.Value.Pattern)
		if err != nil {
			return nil, err
		}
		if patterns == nil {
			patterns = map[string]*regexp.Regexp{}
		}
		patterns[p.Name] = pattern
	}
	return patterns, nil
}

func isParameter(segment string) bool {
	_, ok := parameterName(segment)
	return ok
}

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
