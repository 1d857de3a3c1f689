package limits

import (
	"fmt"
	"strings"
)

// Choice is what a reference may name, in the order in which a file has it.
type Choice struct {
	shown []string // to whoever named something else
	has   map[string]bool
	key   func(string) string
}

// ChoiceOf makes one of a list: a name for each entry, and what is shown for it.
func ChoiceOf[V any](list []V, of func(V) (name, shown string)) *Choice {
	c := &Choice{has: map[string]bool{}, key: func(name string) string { return name }}
	for _, entry := range list {
		c.Add(of(entry))
	}
	return c
}

// Names makes one of what the entries are called.
func Names[V any](list []V, of func(V) string) *Choice {
	return ChoiceOf(list, func(entry V) (string, string) { return of(entry), of(entry) })
}

// Listed makes one of names.
func Listed(names ...string) *Choice { return Names(names, func(name string) string { return name }) }

// Folded makes a choice in which case does not count.
func Folded[V any](list []V, of func(V) string) *Choice {
	c := &Choice{has: map[string]bool{}, key: strings.ToLower}
	for _, entry := range list {
		name := of(entry)
		c.Add(name, name)
	}
	return c
}

// Add adds a name. An empty one was left out.
func (c *Choice) Add(name, shown string) {
	if name != "" {
		c.has[c.key(name)], c.shown = true, append(c.shown, shown)
	}
}

// Needs refuses a name that was left out, or that there is not. The format takes the name.
func (c *Choice) Needs(path, name, format string) error {
	if c.has[c.key(name)] {
		return nil
	}
	return At(path, Unknown(name, c.shown, format, name))
}

// NeedsAll refuses those of a list that there are not.
func (c *Choice) NeedsAll(path string, names []string, format string) error {
	return Each(path, names, func(name string) error { return c.Needs("", name, format) })
}

// Allows refuses a name that there is not.
func (c *Choice) Allows(path, name, format string) error {
	if name == "" {
		return nil
	}
	return c.Needs(path, name, format)
}

// Named is the id of an entry as a reference names it, and as it is shown beside what the entry is called.
func Named(id int64, called string) (name, shown string) {
	switch name = IDText(id); {
	case called == "":
		return name, name
	default:
		return name, fmt.Sprintf("%s (%s)", name, called)
	}
}

// IDText is an id as a text; 0 was left out.
func IDText(id int64) string {
	if id == 0 {
		return ""
	}
	return fmt.Sprint(id)
}
