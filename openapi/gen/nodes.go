package main

import (
	"slices"

	"go.yaml.in/yaml/v3"
)

// What a tree of YAML nodes is read and changed with. Whatever is absent is nil, and nil has no members.

func walk(n *yaml.Node, visit func(*yaml.Node)) {
	visit(n)
	for _, child := range n.Content {
		walk(child, visit)
	}
}

func each(n *yaml.Node, visit func(key string, value *yaml.Node)) {
	if n == nil || n.Kind != yaml.MappingNode {
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		visit(n.Content[i].Value, n.Content[i+1])
	}
}

func member(n *yaml.Node, key string) (found *yaml.Node) {
	each(n, func(k string, v *yaml.Node) {
		if k == key {
			found = v
		}
	})
	return found
}

// section returns a mapping's member, which it adds if there is none.
func section(n *yaml.Node, key string) *yaml.Node {
	if found := member(n, key); found != nil {
		found.Style = 0 // `paths: {}` is about to get members
		return found
	}
	added := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	add(n, key, added)
	return added
}

func add(n *yaml.Node, key string, value *yaml.Node) {
	n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key}, value)
}

func remove(n *yaml.Node, key string) {
	if n == nil {
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			n.Content = slices.Delete(n.Content, i, i+2)
			return
		}
	}
}

func moveLast(n *yaml.Node, key string) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			moved := slices.Clone(n.Content[i : i+2])
			n.Content = append(slices.Delete(n.Content, i, i+2), moved...)
			return
		}
	}
}

func scalar(n *yaml.Node) string {
	if n == nil {
		return ""
	}
	return n.Value
}
