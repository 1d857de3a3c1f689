package mock

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/understudy/understudy/mock/internal/limits"
)

// mostListed is how many mistakes of a world file are told at once.
const mostListed = 10

const aloneHint = `a file that does not say "extends: small", or extends another world, has to have it all`

// mistake is one mistake: where it is, and a line that says so.
type mistake struct {
	file, line int // the file asked for is the first
	text       string
	alone      bool // it is about what a file would have that extends a world
}

// clean makes an error one that can be printed anywhere. What mistakes say is clean.
func clean(err error) error {
	var told *WorldError
	if err == nil || errors.As(err, &told) {
		return err
	}
	return errors.New(legible(err.Error()))
}

// findings are the first mistakes, and how many more there are.
type findings struct {
	list []mistake
	more int
}

func (t *findings) add(d *document, err error) {
	if len(t.list) == mostListed {
		t.more++
		return
	}
	found := d.mistake(err)
	if !slices.Contains(t.list, found) { // an alias stands for what is wrong
		t.list = append(slices.Clip(t.list), found)
	}
}

// WorldError is what a world file is refused with.
type WorldError struct {
	world string
	findings
}

// Error is one line for one mistake. Of several each has its line, in the order of the file.
func (m *WorldError) Error() string {
	world := legible(fmt.Sprintf("world %q", m.world))
	if len(m.list) == 1 && m.list[0].alone {
		return world + ": " + m.list[0].text + "; " + aloneHint
	}
	if len(m.list) == 1 {
		return world + ": " + m.list[0].text
	}
	list := slices.Clone(m.list)
	slices.SortStableFunc(list, func(a, b mistake) int {
		return cmp.Or(cmp.Compare(a.file, b.file), cmp.Compare(a.line, b.line))
	})
	n := len(list) + m.more
	text := strings.Builder{}
	fmt.Fprintf(&text, "%s has %d mistakes", world, n)
	for _, one := range list {
		text.WriteString("\n  " + one.text)
	}
	switch {
	case n >= limits.Most:
		fmt.Fprintf(&text, "\n  and at least %d more", m.more)
	case m.more > 0:
		fmt.Fprintf(&text, "\n  and %d more", m.more)
	}
	if slices.ContainsFunc(list, func(one mistake) bool { return one.alone }) {
		text.WriteString("\n  " + aloneHint)
	}
	return text.String()
}
