package contract

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// Ledger is the list of what a run makes on a target that it cannot throw away,
// as a file of lines of JSON: what is about to be made, before the request
// goes out, and then what became of it. So whoever comes after a run that was
// killed can take away what it left (see [Sweep]). It holds no secrets.
type Ledger struct {
	Path string

	mu     sync.Mutex
	file   *os.File
	things []*thing
	shared bool // what is made now stays until the end of the run
	writes []Write

	provided map[string][]string // by kind, the ids of what is lent to the run
}

// Write is one request that a run has sent, or was about to, and that writes.
type Write struct {
	Test      string
	Operation string
	Makes     string // the kind of thing; "" where it changes what the run has made before
	Name      string
	Undo      string // the operation that takes it away
	Leaves    string // what is left of it then
}

func (l *Ledger) wrote(one Write) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.writes = append(l.writes, one)
}

// Writes are the run's, in their order. There are none where each test has a
// tenant of its own.
func (t *Target) Writes() []Write {
	if t.ledger == nil {
		return nil
	}
	t.ledger.mu.Lock()
	defer t.ledger.mu.Unlock()
	return slices.Clone(t.ledger.writes)
}

// Shared makes something that stays until the end of the run, for the tests to
// come.
func (t *Target) Shared(make func()) {
	if t.ledger != nil {
		t.ledger.share(true)
		defer t.ledger.share(false)
	}
	make()
}

func (l *Ledger) share(on bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.shared = on
}

// thing is something that the run has made, or was about to.
type thing struct {
	N         int
	Kind      string
	Name      string
	Operation string
	Test      string
	Facts     map[string]any // what it takes to find it and to take it away
	IDs       []string
	State     state

	effect *Effect
	parts  map[string][]string // what belongs to it, by kind: ids
	why    string              // it could not be taken away
	unseen bool                // because it is not there, or nobody sees it
	used   bool                // a test has changed it since it was made, and may have taken it away in a way of its own
}

// state is what has become of a thing.
type state string

const (
	intended state = "intended" // no answer has come, or none yet
	made     state = "made"
	refused  state = "refused" // it was never made
	undone   state = "undone"
)

// ledgerLine is one line of the file. The first has the run, the others a thing.
type ledgerLine struct {
	Run       string         `json:"run,omitempty"`
	API       string         `json:"api,omitempty"`
	URL       string         `json:"url,omitempty"`
	N         int            `json:"n,omitempty"`
	State     state          `json:"state,omitempty"`
	Kind      string         `json:"kind,omitempty"`
	Name      string         `json:"name,omitempty"`
	Operation string         `json:"operation,omitempty"`
	Test      string         `json:"test,omitempty"`
	Facts     map[string]any `json:"facts,omitempty"`
	IDs       []string       `json:"ids,omitempty"`
}

// newRun is a run's name, which is nobody else's.
func newRun() string {
	bytes := make([]byte, 5)
	_, _ = rand.Read(bytes) // never fails
	return "us-" + strings.ToLower(base32.StdEncoding.EncodeToString(bytes))
}

// newLedger begins a file in the folder.
func newLedger(folder, run, api, url string) (*Ledger, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	path := filepath.Join(folder, api+"-"+run+".ledger")
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	l := &Ledger{Path: path, file: file}
	return l, l.write(ledgerLine{Run: run, API: api, URL: url})
}

// reopen goes on with a file that has been read, after its last whole line.
func reopen(path string, things []*thing) (*Ledger, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	end := bytes.LastIndexByte(text, '\n') + 1
	whole := end < len(text) && json.Valid(text[end:])
	if !whole {
		if err := os.Truncate(path, int64(end)); err != nil {
			return nil, err
		}
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0o600)
	if err == nil && whole {
		_, err = file.WriteString("\n")
	}
	if err != nil {
		return nil, err
	}
	return &Ledger{Path: path, file: file, things: things}, nil
}

// write puts a line on the disk, and not only on its way there.
func (l *Ledger) write(one ledgerLine) error {
	text, err := json.Marshal(one)
	if err != nil {
		return err
	}
	if _, err := l.file.Write(append(text, '\n')); err != nil {
		return err
	}
	return l.file.Sync()
}

// intend takes down what is about to be made.
func (l *Ledger) intend(t *thing) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	t.N, t.State = len(l.things)+1, intended
	if l.shared {
		t.Test = ""
	}
	l.things = append(l.things, t)
	return l.write(ledgerLine{N: t.N, State: t.State, Kind: t.Kind, Name: t.Name, Operation: t.Operation, Test: t.Test, Facts: t.Facts})
}

// became takes down what became of a thing.
func (l *Ledger) became(t *thing, now state) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if t.State == now && now != made {
		return nil
	}
	t.State = now
	return l.write(ledgerLine{N: t.N, State: now, IDs: t.IDs, Facts: t.Facts})
}

// all are the things, in the order in which they were made.
func (l *Ledger) all() []*thing {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.things)
}

// owns reports whether something of a kind that is called so is the run's, or
// lent to it.
func (l *Ledger) owns(kind, called string) bool {
	return slices.Contains(l.provided[kind], called) || slices.ContainsFunc(l.all(), func(t *thing) bool {
		return t.Kind == kind && t.called(called) || slices.Contains(t.parts[kind], called)
	})
}

// called reports whether the thing has this name, or this id.
func (t *thing) called(so string) bool { return t.Name == so || slices.Contains(t.IDs, so) }

// another reports whether a row is another thing than this one, of the same name.
func (l *Ledger) another(this *thing, row map[string]any, ids []string) bool {
	return slices.ContainsFunc(l.all(), func(t *thing) bool {
		return t != this && t.Kind == this.Kind && t.shares(row, ids)
	})
}

// largestLedger is how long a file may be that is read.
const largestLedger = 64 << 20

// readLedger reads a file whose run may have been killed: its last line may be
// cut short.
func readLedger(path string) (first ledgerLine, things []*thing, err error) {
	text, err := readBounded(path, largestLedger)
	if err != nil {
		return first, nil, err
	}
	scanner := bufio.NewScanner(bytes.NewReader(text))
	scanner.Buffer(nil, largestLedger)
	for n := 1; scanner.Scan(); n++ {
		var one ledgerLine
		if json.Unmarshal(scanner.Bytes(), &one) != nil {
			if n > 1 && !bytes.HasSuffix(text, []byte("\n")) {
				break // cut short
			}
			return first, nil, fmt.Errorf("%s: line %d is none of a ledger's", path, n)
		}
		if n > 1 && !slices.Contains([]state{intended, made, refused, undone}, one.State) {
			return first, nil, fmt.Errorf("%s: line %d has no state of a ledger's", path, n)
		}
		switch {
		case n == 1 && one.Run != "":
			first = one
		case n == 1:
			return first, nil, errors.New(path + " is no ledger")
		case one.N == len(things)+1:
			if one.Facts == nil {
				one.Facts = map[string]any{}
			}
			things = append(things, &thing{N: one.N, Kind: one.Kind, Name: one.Name, Operation: one.Operation, Test: one.Test, Facts: one.Facts, State: one.State})
		case one.N >= 1 && one.N <= len(things):
			t := things[one.N-1]
			t.State, t.IDs = one.State, one.IDs
			if one.Facts != nil {
				t.Facts = one.Facts
			}
			if name, renamed := one.Facts["name"].(string); renamed {
				t.Name = name
			}
		default:
			return first, nil, fmt.Errorf("%s: line %d is of a thing that no line announced", path, n)
		}
	}
	if first.Run == "" {
		return first, nil, errors.New(path + " is no ledger")
	}
	return first, things, scanner.Err()
}

// String is the write as a person reads it.
func (w Write) String() string {
	if w.Makes == "" {
		return w.Operation + " changes what the run has made"
	}
	text := fmt.Sprintf("%s makes %s %q", w.Operation, w.Makes, w.Name)
	switch {
	case w.Undo == "":
		return text + ", which nothing takes away"
	case w.Leaves != "":
		return text + ", left " + w.Leaves + " by " + w.Undo
	}
	return text + ", taken away by " + w.Undo
}
