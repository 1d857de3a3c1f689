package mock

import (
	"slices"

	"go.yaml.in/yaml/v3"
)

// overlay lays an extending world over the one that it extends, key by key. In a list, an entry that base knows changes that
// entry, key by key again, and any other is added. A list whose entries cannot be told apart replaces base's, and so does an
// empty one.
func (d *document) overlay(base, over *yaml.Node) *yaml.Node { return d.overlayAs("", base, over) }

func (d *document) overlayAs(name string, base, over *yaml.Node) *yaml.Node {
	base, over = resolved(base), resolved(over)
	switch {
	case base.Kind == yaml.MappingNode && over.Kind == yaml.MappingNode:
		return d.overlayMapping(base, over)
	case base.Kind == yaml.SequenceNode && over.Kind == yaml.SequenceNode && len(over.Content) > 0:
		return d.overlayList(name, base, over)
	}
	return over
}

func resolved(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

func (d *document) overlayMapping(base, over *yaml.Node) *yaml.Node {
	laid := *base
	laid.Content = slices.Clone(base.Content)
	for i := 0; i+1 < len(over.Content); i += 2 {
		key, value := over.Content[i], over.Content[i+1]
		if at := indexOf(&laid, key.Value); at >= 0 {
			laid.Content[at] = d.overlayAs(key.Value, laid.Content[at], value)
		} else {
			laid.Content = append(laid.Content, key, value)
		}
	}
	d.laid[&laid] = over
	return &laid
}

// indexOf is where the value of a key stands in a mapping; -1 if it does not.
func indexOf(mapping *yaml.Node, key string) int {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return i + 1
		}
	}
	return -1
}

func (d *document) overlayList(name string, base, over *yaml.Node) *yaml.Node {
	laid := *base
	laid.Content = slices.Clone(base.Content)
	for _, entry := range over.Content {
		names := identity(name, resolved(entry))
		if names == nil {
			return over
		}
		at := slices.IndexFunc(base.Content, func(known *yaml.Node) bool { return alike(names, resolved(known), resolved(entry)) })
		if at >= 0 {
			laid.Content[at] = d.overlayAs("", laid.Content[at], entry)
		} else {
			laid.Content = append(laid.Content, entry)
		}
	}
	d.laid[&laid] = over
	return &laid
}

// told are the lists whose entries only several keys together tell apart.
var told = map[string][]string{
	"watchlists":     {"type", "title"},
	"customFields":   {"of", "label"},
	"shares":         {"resource", "account", "resourceGroup", "user", "userGroup"},
	"accessControls": {"resource", "account"},
}

// identity names the keys that tell a list's entry apart: the list's own, or the first that the entry has of those that are
// unique wherever they stand. nil if there are none.
func identity(list string, entry *yaml.Node) []string {
	if entry.Kind != yaml.MappingNode {
		return nil
	}
	if names := told[list]; names != nil {
		return names
	}
	for _, name := range []string{"id", "guid", "uid", "username", "name"} {
		if indexOf(entry, name) >= 0 {
			return []string{name}
		}
	}
	return nil
}

func alike(names []string, a, b *yaml.Node) bool {
	for _, name := range names {
		if valueOf(a, name) != valueOf(b, name) {
			return false
		}
	}
	return true
}

func valueOf(mapping *yaml.Node, key string) string {
	if at := indexOf(mapping, key); at >= 0 {
		return resolved(mapping.Content[at]).Value
	}
	return ""
}
