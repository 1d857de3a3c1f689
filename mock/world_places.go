package mock

import (
	"errors"
	"fmt"
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
}

// worldText is one file.
type worldText struct {
	name string
	root *yaml.Node
}

// mistakes say for each error in which file and line it is met, and at which path of that file: one line for whoever wrote it.
func (d *document) mistakes(err error) error {
	var texts []string
	for _, each := range flat(err) {
		if len(texts) < mostWrong {
			texts = append(texts, d.mistake(each))
		}
	}
	return fmt.Errorf("world %q: %s", d.files[0].name, strings.Join(texts, "; "))
}

// flat are the errors that were joined.
func flat(err error) (list []error) {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	for _, each := range joined.Unwrap() {
		list = append(list, flat(each)...)
	}
	return list
}

func (d *document) mistake(err error) string {
	var m *limits.Mistake
	if !errors.As(err, &m) {
		return saidBy(err)
	}
	file, line, path, isThere := d.place(m.Path)
	where := fmt.Sprintf("line %d", line)
	if path != "" {
		where += ": " + path
	}
	if file != d.files[0].name {
		where = fmt.Sprintf("in %q, which it extends, %s", file, where)
	}
	text := where + ": " + saidBy(m.Err) + hint(m)
	if !isThere && path != "" && len(d.files) == 1 {
		text += `; a file that does not say "extends: small", or extends another world, has to have it all`
	}
	return text
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
		if found, line, ok := pathTo(f.root, at, "", f.root.Line); ok {
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
func pathTo(below, node *yaml.Node, path string, line int) (string, int, bool) {
	if below == node {
		return path, line, true
	}
	for i, child := range below.Content {
		at, line := fmt.Sprintf("%s[%d]", path, i), child.Line
		if below.Kind != yaml.SequenceNode {
			if i%2 == 0 {
				continue // a key
			}
			at, line = path+"."+below.Content[i-1].Value, below.Content[i-1].Line
		}
		if found, line, ok := pathTo(child, node, at, line); ok {
			return found, line, true
		}
	}
	return "", 0, false
}
