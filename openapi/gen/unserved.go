package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/understudy/understudy/openapi"
)

// unservedFile is the list, beside the families' files, of the operations that the vendor has and this server has not.
const unservedFile = "unserved.yaml"

// unserved is one family of the list.
type unserved struct {
	Family     string
	Reason     string
	Host       string    `yaml:"x-host"`
	Operations yaml.Node // operationId: METHOD /path
}

// addUnserved puts the list, where there is one, into the document as x-unserved: an entry for each operation, with its reason.
func addUnserved(dir string, root *yaml.Node, served map[string]string) error {
	data, err := os.ReadFile(filepath.Join(dir, unservedFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var families []unserved
	if err == nil {
		err = yaml.Unmarshal(data, &families)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", unservedFile, err)
	}
	list := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
	var problems []error
	seen := map[string]bool{}
	for _, f := range families {
		each(&f.Operations, func(id string, where *yaml.Node) {
			method, path, _ := strings.Cut(where.Value, " ")
			if problem := f.refuse(id, method, path); problem != "" {
				problems = append(problems, fmt.Errorf("%s: %s %s", unservedFile, id, problem))
			}
			if by := servedBy(root, served, id, method, path); by != "" {
				problems = append(problems, fmt.Errorf("%s: %s is served by now, %s; take it out", unservedFile, id, by))
			}
			if seen[id] {
				problems = append(problems, fmt.Errorf("%s: %s is there twice", unservedFile, id))
			}
			seen[id] = true
			entry := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
			for _, pair := range [][2]string{{"operationId", id}, {"family", f.Family}, {"method", method}, {"path", path}, {"reason", f.Reason}, {"x-host", f.Host}} {
				if pair[1] != "" {
					add(entry, pair[0], &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: pair[1]})
				}
			}
			list.Content = append(list.Content, entry)
		})
	}
	add(root, "x-unserved", list)
	return errors.Join(problems...)
}

// refuse says what is wrong with an entry of the family.
func (f unserved) refuse(id, method, path string) string {
	methods := []string{"GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS"}
	switch {
	case id == "" || f.Family == "" || f.Reason == "":
		return "needs a family and a reason"
	case !slices.Contains(methods, method) || !strings.HasPrefix(path, "/"):
		return "needs a method and a path: GET /books"
	case strings.ContainsAny(f.Family+f.Reason, "|\n"):
		return "has a family or a reason that cannot stand in a table"
	}
	return ""
}

// servedBy tells in which file an operation is served after all: under its name, or by a path that covers all of its own.
func servedBy(root *yaml.Node, served map[string]string, id, method, path string) (by string) {
	if family := served[id]; family != "" {
		return "in " + family + ".yaml"
	}
	path, _, _ = strings.Cut(path, "?")
	each(member(root, "paths"), func(template string, item *yaml.Node) {
		if op := member(item, strings.ToLower(method)); op != nil && openapi.Fits(template, path) {
			by = "as " + scalar(member(op, "operationId"))
		}
	})
	return by
}
