package mock

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/understudy/understudy/mock/internal/limits"
)

// shape holds a file against the keys and types of a world before it is decoded. The decoder would do that in Go's words, and knows no
// path; it would also take 1.5 for 1, and 5 for five nanoseconds.
type shape struct {
	wrong []error
	seen  map[aliased]bool
	// bad are the values that are none, misspelt the mappings with a key that there is not: what is missed there may be it.
	bad, misspelt map[*yaml.Node]bool
	// labelled are the values under a label of somebody's own, which does not say whether they are secrets.
	labelled map[*yaml.Node]bool
	// hopeless is a file that is not decoded: the decoder compares every key of a mapping with every other.
	hopeless bool
}

// aliased is a node that an alias stands for, as a type. It is looked at once, whatever the number of aliases.
type aliased struct {
	node *yaml.Node
	as   reflect.Type
}

// checkShape finds the mistakes of a file, the first limits.Most.
func checkShape(root *yaml.Node) *shape {
	s := &shape{seen: map[aliased]bool{}, bad: map[*yaml.Node]bool{}, misspelt: map[*yaml.Node]bool{}, labelled: map[*yaml.Node]bool{}}
	s.value("", root, reflect.TypeFor[worldFile]())
	s.hopeless = s.hopeless || len(s.wrong) >= limits.Most || root.Kind != yaml.MappingNode
	return s
}

// add says what is wrong with a value.
func (s *shape) add(path string, value *yaml.Node, format string, args ...any) {
	if s.bad[value] { // an alias stands for it
		return
	}
	s.wrong, s.bad[value] = append(s.wrong, limits.Wrong(path, format, args...)), true
}

var (
	typeOfTime     = reflect.TypeFor[time.Time]()
	typeOfDuration = reflect.TypeFor[time.Duration]()
)

func (s *shape) value(path string, node *yaml.Node, as reflect.Type) {
	if node.Kind == yaml.AliasNode {
		at := aliased{node.Alias, as}
		if s.seen[at] {
			return
		}
		s.seen[at], node = true, node.Alias
	}
	if as.Kind() == reflect.Pointer {
		as = as.Elem()
	}
	switch {
	case len(s.wrong) >= limits.Most || as.Kind() == reflect.Interface || node.Kind == yaml.ScalarNode && node.ShortTag() == "!!null":
	case as == typeOfTime || as == typeOfDuration || as.Kind() != reflect.Struct && as.Kind() != reflect.Map && as.Kind() != reflect.Slice:
		s.scalar(path, node, as)
	case as.Kind() == reflect.Slice && node.Kind != yaml.SequenceNode:
		s.add(path, node, "%s stands where a list has to", shownInstead(node, namesIn(as.Elem())))
	case as.Kind() == reflect.Slice:
		for i, entry := range node.Content {
			s.value(fmt.Sprintf("%s[%d]", path, i), entry, as.Elem())
		}
	case node.Kind != yaml.MappingNode:
		s.add(path, node, "%s stands where keys with values have to", shownInstead(node, namesIn(as)))
	default:
		s.mapping(path, node, as)
	}
}

// mapping looks at keys with values, for a struct or for a map.
func (s *shape) mapping(path string, node *yaml.Node, as reflect.Type) {
	if keys := len(node.Content) / 2; keys > limits.Entries {
		s.add(path, node, "%d keys are more than %d", keys, limits.Entries)
		s.hopeless = true
		return
	}
	var known map[string]reflect.Type
	if as.Kind() == reflect.Struct {
		known = keysOf(as)
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		at := strings.TrimPrefix(path+"."+key.Value, ".")
		if key.ShortTag() == "!!merge" {
			s.merge(path, value, as)
			continue
		}
		if seen[key.Value] && key.Kind == yaml.ScalarNode {
			s.again(at, node, key, namesIn(as))
		}
		seen[key.Value] = true
		switch kind, ok := known[key.Value]; {
		case key.Kind != yaml.ScalarNode:
			s.add(path, node, "a key has to be one word")
		case known == nil:
			s.labelled[resolved(value)] = true
			s.value(at, value, as.Elem())
		case ok:
			s.value(at, value, kind)
		case !s.bad[key]:
			s.bad[key], s.misspelt[node] = true, true
			s.wrong = append(s.wrong, &limits.Mistake{Path: at, Err: fmt.Errorf("there is no such key"), Value: key.Value, Among: names(as)})
		}
	}
}

// merge looks at what stands after <<: one mapping, or a list of them.
func (s *shape) merge(path string, value *yaml.Node, as reflect.Type) {
	if value.Kind != yaml.SequenceNode {
		s.value(path, value, as)
		return
	}
	for _, one := range value.Content {
		s.value(path, one, as)
	}
}

// keysOf are the keys that a struct has in a file, with their types.
func keysOf(as reflect.Type) map[string]reflect.Type {
	keys := map[string]reflect.Type{}
	for _, field := range fieldsOf(as) {
		keys[keyOf(field)] = field.Type
	}
	return keys
}

// again says that a key is there twice.
func (s *shape) again(path string, node, key *yaml.Node, known []string) {
	if s.bad[node] {
		return
	}
	twice := &limits.Mistake{Path: path, Err: fmt.Errorf("the key is there again in line %d", key.Line)}
	if !slices.Contains(known, key.Value) {
		twice.Value = key.Value
	}
	s.wrong, s.bad[node] = append(s.wrong, twice), true
}

// namesIn are the keys of what stands in a place; none where there are no keys, or any.
func namesIn(as reflect.Type) []string {
	if as.Kind() == reflect.Pointer {
		as = as.Elem()
	}
	if as.Kind() != reflect.Struct {
		return nil
	}
	return names(as)
}

func names(as reflect.Type) (list []string) {
	for _, field := range fieldsOf(as) {
		list = append(list, keyOf(field))
	}
	return list
}

// fieldsOf are a struct's fields, and those of the structs in it that have no key of their own.
func fieldsOf(as reflect.Type) (list []reflect.StructField) {
	for i := range as.NumField() {
		if field := as.Field(i); field.Anonymous {
			list = append(list, fieldsOf(field.Type)...)
		} else {
			list = append(list, field)
		}
	}
	return list
}

func keyOf(field reflect.StructField) string {
	name, _, _ := strings.Cut(field.Tag.Get("yaml"), ",")
	return name
}

// scalar looks at one value.
func (s *shape) scalar(path string, node *yaml.Node, as reflect.Type) {
	wanted := wantedOf(as)
	if node.Kind != yaml.ScalarNode {
		s.add(path, node, "%s stands where %s has to", shown(path, node), wanted)
		return
	}
	tag := node.ShortTag()
	switch {
	case as.Kind() == reflect.String && node.Style&yaml.TaggedStyle == 0:
	case as.Kind() == reflect.Int && tag == "!!float", as.Kind() == reflect.Int64 && tag == "!!float", // which the decoder would cut off
		as == typeOfDuration && tag == "!!int" && node.Value != "0", // which it would take for nanoseconds
		node.Decode(reflect.New(as).Interface()) != nil:
		there := shown(path, node)
		if s.labelled[node] {
			there = untoldValue
		}
		s.add(path, node, "%s is not %s", there, wanted)
	}
}

// wantedOf names a type in the words of who writes a file.
func wantedOf(as reflect.Type) string {
	switch {
	case as == typeOfTime:
		return "an instant such as 2026-11-01T08:00:00Z"
	case as == typeOfDuration:
		return "a duration such as 30m or 36h"
	case as.Kind() == reflect.Bool:
		return "true or false"
	case as.Kind() == reflect.String:
		return "a text"
	}
	return "a whole number"
}
