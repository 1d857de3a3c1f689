package contract

import (
	"maps"
	"net/url"
	"slices"
)

// Planted are the good request with a text in one place after another: in each
// parameter of path and query, in each member of the input, and in each text
// that stands deeper in it.
func (c Call) Planted(text string) (list []Request) {
	for _, p := range c.Params {
		list = append(list, c.At(map[string]string{p.Name: url.PathEscape(text)}))
	}
	for _, member := range c.Input.Names() {
		list = append(list, c.With(member, text))
		for _, deeper := range planted(c.Input.Good[member], text) {
			list = append(list, c.With(member, deeper))
		}
	}
	return list
}

// planted are a value with one of the texts in it replaced, or one that it has
// no place for.
func planted(value any, text string) (list []any) {
	switch value := value.(type) {
	case string:
		return []any{text}
	case []string:
		return []any{[]string{text}}
	case []any:
		for i, entry := range value {
			for _, deeper := range planted(entry, text) {
				list = append(list, slices.Concat(value[:i], []any{deeper}, value[i+1:]))
			}
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(value)) {
			for _, deeper := range planted(value[name], text) {
				one := maps.Clone(value)
				one[name] = deeper
				list = append(list, one)
			}
		}
	}
	return list
}
