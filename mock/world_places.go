package mock

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/limits"
	"github.com/understudy/understudy/mock/internal/store"
	"github.com/understudy/understudy/openapi"
)

// document is a world's text: one file, or several that are laid over each other.
type document struct {
	root  *yaml.Node
	files []worldText // the one asked for is the first
	// laid is, of each mapping and list that was made of two, the one that was laid over the other.
	laid map[*yaml.Node]*yaml.Node
	// wrong is what is wrong with the first file by itself.
	wrong findings
	shape *shape
}

// worldText is one file.
type worldText struct {
	name string
	root *yaml.Node
}

// mistakes are what is wrong with the first file by itself, and what is wrong besides: each with the file and the line in which it is
// met, and the path in that file.
func (d *document) mistakes(err error) error {
	all := d.wrong
	for _, each := range flat(err) {
		if !d.follows(each) {
			all.add(d, each)
		}
	}
	return &WorldError{d.files[0].name, all}
}

// flat are the errors that were joined.
func flat(err error) (list []error) {
	joined, ok := err.(interface{ Unwrap() []error })
	switch {
	case err == nil:
		return nil
	case !ok:
		return []error{err}
	}
	for _, each := range joined.Unwrap() {
		list = append(list, flat(each)...)
	}
	return list
}

// follows tells whether an error follows from what the first file was refused for by itself: it is about a value that is none, or about
// a key beside one that there is not.
func (d *document) follows(err error) bool {
	var m *limits.Mistake
	if !errors.As(err, &m) {
		return false
	}
	around := d.along(m.Path[:max(0, strings.LastIndexAny(m.Path, ".["))])
	return slices.ContainsFunc(slices.Concat(d.along(m.Path), d.along(m.From)), func(n *yaml.Node) bool { return d.shape.bad[n] }) ||
		d.shape.misspelt[around[len(around)-1]]
}

// beyond keeps what is over its limit in the file by itself, unless it was no value in the first place.
func (d *document) beyond(err error) {
	var m *limits.Mistake
	if !errors.As(err, &m) {
		return
	}
	along := d.along(m.Path)
	if at := along[len(along)-1]; !d.shape.bad[at] {
		d.wrong.add(d, err)
		d.shape.bad[at] = true
	}
}

// along are the nodes on the way of a path, as far as there is something. Of those that were made of two it has both.
func (d *document) along(path string) (nodes []*yaml.Node) {
	for at := resolved(d.root); ; {
		for node := at; node != nil; node = d.laid[node] {
			nodes = append(nodes, node)
		}
		next, rest := step(at, path)
		if path == "" || next == nil {
			return nodes
		}
		at, path = resolved(next), rest
	}
}

// mistake is what one error says, after the place.
func (d *document) mistake(err error) mistake {
	var m *limits.Mistake
	if !errors.As(err, &m) {
		return mistake{text: legible(untold(saidBy(err), ""))}
	}
	file, line, path, isThere := d.place(m.Path)
	if parent, ok := strings.CutSuffix(path, m.Value); ok && m.Value != "" { // it is a key
		path = parent + shownKey(m.Value, m.Among)
	}
	if end := strings.IndexAny(path, ":="); end >= 0 { // as in a label that may be any text
		path = path[:end] + "..."
	}
	where := fmt.Sprintf("line %d", line)
	if path != "" {
		where += ": " + path
	}
	if file != d.files[0].name {
		where = fmt.Sprintf("in %q, which it extends, %s", file, where)
	}
	text := where + ": " + untold(saidBy(m.Err), m.Value) + untold(hint(m), "")
	at := slices.IndexFunc(d.files, func(f worldText) bool { return f.name == file })
	return mistake{file: at, line: line, text: legible(text), alone: !isThere && path != "" && len(d.files) == 1}
}

// saidBy is what an error says: of a rule's refusal what is meant for the developer, without the vendor's code.
func saidBy(err error) string {
	var refused *fail.Error
	var twice *store.Duplicate
	if errors.As(err, &twice) {
		return fmt.Sprintf("its %s is that of another entry already", twice.Index)
	}
	if !errors.As(err, &refused) {
		return err.Error()
	}
	if refused.Reason != "" {
		return refused.Reason
	}
	return refused.Message
}

// mostNames is how many names a hint lists.
const mostNames = 16

// hint says what would be right in a name's place.
func hint(m *limits.Mistake) string {
	near := openapi.Resembling(m.Value, m.Among)
	switch {
	case near != "":
		return fmt.Sprintf("; did you mean %q?", near)
	case len(m.Among) == 0:
		return ""
	case len(m.Among) > mostNames:
		return fmt.Sprintf("; there are %s, and %d more", strings.Join(m.Among[:mostNames], ", "), len(m.Among)-mostNames)
	}
	return "; there are " + strings.Join(m.Among, ", ")
}

// place is where a path of the whole leads: to a line of a file, as far as there is something, and the path as it is in that file,
// where a list may have fewer entries. isThere tells whether there is something beside the file itself.
func (d *document) place(path string) (file string, line int, inFile string, isThere bool) {
	at, rest := resolved(d.root), path
	for rest != "" {
		next, after := step(at, rest)
		if next == nil {
			break
		}
		at, rest = resolved(next), after
		isThere = true
	}
	for d.laid[at] != nil {
		at = d.laid[at]
	}
	for _, f := range d.files {
		if found, line, ok := pathTo(f.root, at, f.root.Line); ok {
			return f.name, max(1, line), strings.TrimPrefix(found+separated(found, rest), "."), isThere
		}
	}
	return d.files[0].name, 1, path, isThere // only if the file is empty
}

func separated(before, rest string) string {
	if before == "" || rest == "" || strings.HasPrefix(rest, "[") || strings.HasPrefix(rest, ".") {
		return rest
	}
	return "." + rest
}

// step goes one key or one entry along a path; nil if there is none.
func step(node *yaml.Node, path string) (next *yaml.Node, rest string) {
	if inside, ok := strings.CutPrefix(path, "["); ok {
		number, rest, _ := strings.Cut(inside, "]")
		i, err := strconv.Atoi(number)
		if err != nil || node.Kind != yaml.SequenceNode || i >= len(node.Content) {
			return nil, path
		}
		return node.Content[i], rest
	}
	key := strings.TrimPrefix(path, ".")
	end := strings.IndexAny(key, ".[")
	if end < 0 {
		end = len(key)
	}
	if node.Kind != yaml.MappingNode {
		return nil, path
	}
	if at := indexOf(node, key[:end]); at >= 0 {
		return node.Content[at], key[end:]
	}
	return nil, path
}

// pathTo finds a node below another, and the line where it stands: that of its key, if it has one.
func pathTo(below, node *yaml.Node, line int) (string, int, bool) {
	if below == node {
		return "", line, true
	}
	for i, child := range below.Content {
		line := child.Line
		if below.Kind != yaml.SequenceNode {
			if i%2 == 0 {
				continue // a key
			}
			line = below.Content[i-1].Line
		}
		found, line, ok := pathTo(child, node, line)
		switch {
		case ok && below.Kind == yaml.SequenceNode:
			return fmt.Sprintf("[%d]%s", i, found), line, true
		case ok:
			return "." + below.Content[i-1].Value + found, line, true
		}
	}
	return "", 0, false
}
