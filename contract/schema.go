package contract

import "slices"

// Schema is what the document demands of a value.
type Schema struct {
	Type             string
	Nullable         bool
	Enum             []any
	Minimum, Maximum *int
	MinItems         int
	Items            *Schema
	Needed           []string // the members that an object must have
}

// Wrong are values that the schema refuses. A number, a boolean or a text for
// one another is not among them where it reads as the other: vendors take it.
func (s Schema) Wrong() []any {
	object := map[string]any{"a": 1}
	var list []any
	switch s.Type {
	case "string":
		list = []any{object, []string{"a"}}
	case "integer":
		list = []any{"many", 1.5, map[string]any{}, []int{1}, true, "99999999999999999999"}
	case "boolean":
		list = []any{"perhaps", 3, map[string]any{}, []bool{true}}
	case "array":
		list = []any{"a", 1, object, []any{nil}, []any{s.wrongItem()}}
	case "object":
		list = []any{"a", 1, []any{object}}
	}
	if len(s.Enum) > 0 {
		list = append(list, "none of them", 7)
	}
	if s.Minimum != nil {
		list = append(list, *s.Minimum-1)
	}
	if s.Maximum != nil {
		list = append(list, *s.Maximum+1)
	}
	if s.MinItems > 0 {
		list = append(list, []any{})
	}
	return list
}

// wrongItem is what an array must not hold.
func (s Schema) wrongItem() any {
	if s.Items != nil && s.Items.Type == "object" && len(s.Items.Needed) == 0 {
		return "text"
	}
	return map[string]any{}
}

// schema reads a schema. What it holds is read as far as items: schemas may
// contain themselves.
func (d reader) schema(v any) Schema {
	object, _ := d.deref(v).(map[string]any)
	s := Schema{Type: d.text(object, "type"), Enum: d.list(object, "enum"), Minimum: d.number(object, "minimum"), Maximum: d.number(object, "maximum")}
	s.Nullable, _ = object["nullable"].(bool)
	if n := d.number(object, "minItems"); n != nil {
		s.MinItems = *n
	}
	if items, ok := object["items"]; ok {
		s.Items = &Schema{Type: d.text(items, "type"), Needed: d.names(items, "required")}
	}
	s.Needed = d.names(object, "required")
	return s
}

func (d reader) number(v any, path ...string) *int {
	if n, ok := d.at(v, path...).(int); ok {
		return &n
	}
	return nil
}

func (d reader) list(v any, path ...string) []any {
	list, _ := d.at(v, path...).([]any)
	return list
}

func (d reader) names(v any, path ...string) (names []string) {
	for _, name := range d.list(v, path...) {
		if text, ok := name.(string); ok && !slices.Contains(names, text) {
			names = append(names, text)
		}
	}
	return names
}
