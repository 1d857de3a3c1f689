package limits

import (
	"errors"
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

// Names makes one of names.
func Names(list []string) *Choice {
	return ChoiceOf(list, func(name string) (string, string) { return name, name })
}

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
	return At(path, &Mistake{Err: c.said(name, format), Value: name, Among: c.shown})
}

// Allows refuses a name that there is not.
func (c *Choice) Allows(path, name, format string) error {
	if name == "" {
		return nil
	}
	return c.Needs(path, name, format)
}

func (c *Choice) said(name, format string) error {
	if name == "" {
		return errors.New("it is missing")
	}
	return fmt.Errorf(format, name)
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
