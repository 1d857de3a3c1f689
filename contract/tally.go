package contract

import (
	"cmp"
	"fmt"
	"slices"
	"sync"

	"github.com/understudy/understudy/openapi"
)

// Tally counts which operations a run exercised, how they answered, and what
// was used of what the document declares of them. Where
// one method and path serve several of the vendor's operations, each name has
// an entry of its own. What was made from the document ([Call]) does not
// count. It is safe for concurrent use.
type Tally struct {
	document *openapi.Document
	coverage *openapi.Coverage
	mu       sync.Mutex
	counts   map[string]*Classes // by name
}

// Classes counts answers by status class.
type Classes [6]int // index is the status divided by 100; 0 is anything else

// Entry is one name's line in the tally.
type Entry struct {
	Name      string // the vendor's operation
	Operation string // the specification's operation that serves it
	Family    string
	Method    string
	Path      string
	Classes   Classes
}

// NewTally is an empty tally of the document's operations.
func NewTally(document *openapi.Document) *Tally {
	return &Tally{document: document, coverage: openapi.NewCoverage(document), counts: map[string]*Classes{}}
}

// Count notes one exchange of the operation, exercised under the given name. A
// name the operation does not have counts for its id. What refuses in its body
// counts as a 4xx.
func (l *Tally) Count(op *openapi.Operation, name string, x openapi.Exchanged) {
	l.coverage.Count(op, x)
	if !slices.Contains(op.Also, name) {
		name = op.ID
	}
	class := x.Status / 100
	if x.Refused {
		class = 4
	}
	if class < 1 || class > 5 {
		class = 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.counts[name] == nil {
		l.counts[name] = new(Classes)
	}
	l.counts[name][class]++
}

// Entries are all names of the document, in the document's order, with what
// was counted for them.
func (l *Tally) Entries() []Entry {
	l.mu.Lock()
	defer l.mu.Unlock()
	var entries []Entry
	for _, op := range l.document.Operations {
		for _, name := range names(op) {
			entry := Entry{Name: name, Operation: op.ID, Family: op.Family, Method: op.Method, Path: op.Path}
			if counted := l.counts[name]; counted != nil {
				entry.Classes = *counted
			}
			entries = append(entries, entry)
		}
	}
	return entries
}

// Missing are the names no test exercised. A name that was only ever refused
// is among them: a 404 proves nothing about an operation that may not exist.
func (l *Tally) Missing() []Entry {
	return slices.DeleteFunc(l.Entries(), Entry.Exercised)
}

// Exercised reports whether the operation ever did what it is for.
func (e Entry) Exercised() bool { return e.Classes[2]+e.Classes[3] > 0 }

// String is the entry as a person looks for it.
func (e Entry) String() string {
	text := fmt.Sprintf("%s/%s: %s %s", e.Family, e.Name, e.Method, e.Path)
	if e.Name != e.Operation {
		text += " (a name of " + e.Operation + ")"
	}
	if refused := e.Classes[4] + e.Classes[5]; refused > 0 && !e.Exercised() {
		text += fmt.Sprintf(" (only ever refused: %d times)", refused)
	}
	return text
}

func (c Classes) named() map[string]int {
	named := map[string]int{}
	for class, n := range c {
		if n > 0 {
			named[fmt.Sprintf("%dxx", class)] = n
		}
	}
	return named
}

// names are the vendor's operations an operation serves, its own id first.
func names(op *openapi.Operation) []string {
	also := slices.SortedFunc(slices.Values(op.Also), cmp.Compare[string])
	return append([]string{op.ID}, also...)
}
