// Package openapi loads this repository's API descriptions and checks HTTP exchanges against them.
//
// It is the one place where OpenAPI is understood: which operation a request belongs to, whether a request or a
// response keeps the contract, and what a lenient reading of a request would be. It is not a router (a server routes
// with its own and then looks the operation up by template), it knows no state, and it contains no vendor's word:
// everything particular to an API stands in that API's description.
//
// The server, the contract suites and the generator may import it. Generated clients must not: a client and a server
// that shared Go types could agree with each other and still both be wrong.
package openapi

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"embed"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
)

// Each description is there twice: as JSON for Load, and as YAML for Bundle. Unpacked they would be a megabyte of the program.
//
//go:embed embedded/*.gz
var embedded embed.FS

// Document is one API's description, ready for look-ups and checks. It is immutable and safe for concurrent use.
type Document struct {
	API        string
	Operations []*Operation // by Family, then ID
	Unserved   []Unserved   // what the vendor has besides, in the order of the source

	byID     map[string]*Operation
	byRoute  map[route]*Operation
	byLength map[int][]*Operation // by number of path segments, for Match
	longest  int                  // how many segments the longest template has, served or not
	unserved [][]string           // the segments of the templates of Unserved

	// OtherMethod is the status of a path that there is, asked for by a method that it has not (x-other-method).
	OtherMethod int
}

type route struct{ method, template string }

// Operation is one method on one path template.
type Operation struct {
	ID         string
	Family     string // the operation's single tag
	Method     string
	Path       string   // the template as the description spells it: /books/{bookId}
	Also       []string // further vendor operation names that this operation serves
	Permission string   // what the caller needs; empty for any signed-in caller
	Public     bool     // needs no sign-in
	SignIn     bool     // is itself a sign-in: its credentials are not those of the other operations
	Printed    []string // x-printed: what would have to be forgiven, in the words of who forgives it, if the vendor's page did not print it
	WireName   string   // x-operation-name: what an answer calls the operation, where answers do
	ErrorForm  string   // x-error-form of the responses that refuse: the name of the form they have; empty where they do not say

	index    int                     // in Operations
	points   func() *operationPoints // made when they are first asked for
	form     string                  // the form field that carries the JSON body; empty when the body is plain
	spec     *openapi3.Operation
	params   []*openapi3.Parameter
	segments []string // of Path
	patterns map[string]*regexp.Regexp
	route    *routers.Route // what kin-openapi wants to know; the same for every request
}

// Reads reports whether the operation only reads: a GET, a sign-in, and whatever else takes no more than a permission to read.
func (o *Operation) Reads() bool {
	return o.Method == http.MethodGet || o.Method == http.MethodHead || o.SignIn || strings.HasSuffix(o.Permission, ".read")
}

var documents = sync.OnceValue(func() map[string]func() (*Document, error) {
	loaders := map[string]func() (*Document, error){}
	for _, api := range Names() {
		loaders[api] = sync.OnceValues(func() (*Document, error) {
			data, err := unpack(api + ".json")
			if err != nil {
				return nil, err
			}
			return load(api, data)
		})
	}
	return loaders
})

// Load returns an embedded description. It is parsed once, on first use.
func Load(api string) (*Document, error) {
	loader, ok := documents()[api]
	if !ok {
		return nil, fmt.Errorf("openapi: no description named %q (there are: %s)", api, strings.Join(Names(), ", "))
	}
	return loader()
}

// Names lists the embedded descriptions, sorted.
func Names() []string {
	entries, _ := embedded.ReadDir("embedded") // embedded at build time, so it is there
	var names []string
	for _, entry := range entries {
		if name, ok := strings.CutSuffix(entry.Name(), ".json.gz"); ok {
			names = append(names, name)
		}
	}
	return names
}

// Bundle returns an embedded description as other people's tools want it: one standard YAML document.
func Bundle(api string) ([]byte, error) { return unpack(api + ".yaml") }

func unpack(name string) ([]byte, error) {
	packed, err := embedded.ReadFile("embedded/" + name + ".gz")
	if err != nil {
		return nil, err
	}
	reader, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(reader)
}

// HasFamily says whether some operation is of a family.
func (d *Document) HasFamily(family string) bool {
	return slices.ContainsFunc(d.Operations, func(op *Operation) bool { return op.Family == family })
}

// ByID finds an operation by its operationId.
func (d *Document) ByID(id string) (*Operation, bool) {
	op, ok := d.byID[id]
	return op, ok
}

// CheckErrorForms refuses a document with an operation that does not refuse in one of the forms that the caller can write.
func (d *Document) CheckErrorForms(known ...string) error {
	for _, op := range d.Operations {
		if !slices.Contains(known, op.ErrorForm) {
			return fmt.Errorf("openapi: %s: %s refuses in the form %q; there are: %s", d.API, op.ID, op.ErrorForm, strings.Join(known, ", "))
		}
	}
	return nil
}

func (d *Document) add(op *Operation) error {
	if other, taken := d.byID[op.ID]; taken {
		return fmt.Errorf("openapi: %s: operationId %s is used by %s %s and %s %s", d.API, op.ID, other.Method, other.Path, op.Method, op.Path)
	}
	d.byID[op.ID] = op
	d.byRoute[route{op.Method, op.Path}] = op
	d.Operations = append(d.Operations, op)
	op.segments = segments(op.Path)
	n := len(op.segments)
	d.byLength[n] = append(d.byLength[n], op)
	d.longest = max(d.longest, n)
	return nil
}

func (d *Document) sort() {
	order := func(a, b *Operation) int { return cmp.Or(cmp.Compare(a.Family, b.Family), cmp.Compare(a.ID, b.ID)) }
	slices.SortFunc(d.Operations, order)
	for i, op := range d.Operations {
		op.index, op.points = i, sync.OnceValue(op.findPoints)
	}
	for _, ops := range d.byLength {
		slices.SortFunc(ops, order)
	}
}
