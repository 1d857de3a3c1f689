package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v3"
)

// unservedFile is the list, beside the families' files, of the operations that the vendor has and this server has not.
const unservedFile = "unserved.yaml"

// unserved is one family of the list.
type unserved struct {
	Family     string
	Reason     string
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
	for _, f := range families {
		each(&f.Operations, func(id string, where *yaml.Node) {
			method, path, _ := strings.Cut(where.Value, " ")
			if f.Family == "" || f.Reason == "" || method != strings.ToUpper(method) || !strings.HasPrefix(path, "/") {
				problems = append(problems, fmt.Errorf("%s: %s needs a family, a reason, and a method with a path", unservedFile, id))
			}
			if family, is := served[id]; is || member(member(member(root, "paths"), path), strings.ToLower(method)) != nil {
				problems = append(problems, fmt.Errorf("%s: %s is served by now, in %s.yaml; take it out", unservedFile, id, family))
			}
			entry := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
			for _, pair := range [][2]string{{"operationId", id}, {"family", f.Family}, {"method", method}, {"path", path}, {"reason", f.Reason}} {
				add(entry, pair[0], &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: pair[1]})
			}
			list.Content = append(list.Content, entry)
		})
	}
	add(root, "x-unserved", list)
	return errors.Join(problems...)
}
