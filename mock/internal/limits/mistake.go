package limits

import (
	"encoding/base32"
	"errors"
	"fmt"
	"strings"
)

// Mistake is what is wrong at one place of a file. The path leads there: users[3].id.
type Mistake struct {
	Path string
	Err  error
	// Value is the name that stands there although none of Among does, where that is what is wrong.
	Value string
	Among []string
	// From is another place that it follows from, if there is one.
	From string
}

func (m *Mistake) Error() string { return strings.TrimPrefix(m.Path+": "+m.Err.Error(), ": ") }

// Unwrap returns what is wrong, without the place.
func (m *Mistake) Unwrap() error { return m.Err }

// Wrong says what is wrong at a place.
func Wrong(path, format string, args ...any) error {
	return &Mistake{Path: path, Err: fmt.Errorf(format, args...)}
}

// Missing says that a key has to be there.
func Missing(path string) error { return Wrong(path, "it is missing") }

// Needed refuses a text that is empty.
func Needed(path, text string) error {
	if text == "" {
		return Missing(path)
	}
	return nil
}

// Base32 refuses a text that is none, with padding or without.
func Base32(path, text string) error {
	text = strings.TrimRight(text, "=")
	if _, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(text); err != nil || text == "" {
		return Wrong(path, "it must be base32, such as JBSWY3DPEHPK3PXP")
	}
	return nil
}

// Unknown says that a name is none of those that there are. An empty one was left out.
func Unknown(name string, among []string, format string, args ...any) error {
	if name == "" {
		format, args = "it is missing", nil
	}
	return &Mistake{Err: fmt.Errorf(format, args...), Value: name, Among: among}
}

// At says at which place an error was met. A mistake has a path of its own, which goes on from there; of joined errors each has.
func At(path string, err error) error {
	if err == nil {
		return nil
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var list []error
		for _, each := range joined.Unwrap() {
			list = append(list, At(path, each))
		}
		return errors.Join(list...)
	}
	var inner *Mistake
	if !errors.As(err, &inner) {
		return &Mistake{Path: path, Err: err}
	}
	outer := *inner
	outer.Path = below(path, inner.Path)
	if inner.From != "" {
		outer.From = below(path, inner.From)
	}
	return &outer
}

func below(path, inner string) string {
	if path != "" && inner != "" && !strings.HasPrefix(inner, "[") {
		path += "."
	}
	return path + inner
}

// Entry says the same of an entry of a list.
func Entry(path string, i int, err error) error { return At(fmt.Sprintf("%s[%d]", path, i), err) }

// Each asks about every entry of a list, and joins what is wrong with them.
func Each[V any](path string, list []V, wrong func(V) error) error {
	var all []error
	for i, entry := range list {
		if err := wrong(entry); err != nil {
			all = append(all, Entry(path, i, err))
		}
	}
	return errors.Join(all...)
}
