package understudy_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock"
)

const module = "github.com/understudy/understudy/"

// rule forbids imports. Paths within this module are written without the module's name.
type rule struct {
	from, except string // of the importing package's folder
	not          string // of the imported package
	tests        string // what a test may import all the same
	because      string
}

const (
	ours     = `(openapi|mock|contract|client|fixtures|cmd)(/|$)`
	transfer = `(net/http|github\.com/labstack/echo/|github\.com/oapi-codegen/)`
)

var rules = []rule{
	{from: `mock/worlds/.*`, not: transfer,
		because: "a world's rules and seeds are about rows; the same rule must hold whichever head a request came through"},
	{from: `mock/worlds/.*`, not: `(mock/heads/|mock/internal/(engine|head|listen)|mock$|openapi)`,
		because: "the wire changes with the vendor's paperwork, the rows with its behaviour; a world has any number of heads and knows none"},
	{from: `mock/worlds/[^/]+/(state|events)`, not: `(mock/.*/seed|fixtures)`,
		because: "a seed calls the functions that clients reach, never the other way round"},
	{from: `mock/heads/.*`, not: `mock/(worlds/.*/seed|internal/listen)`, except: `mock/heads/[^/]+`,
		because: "what serves requests does not make worlds; a head's own package may read what the seed gives out"},
	{from: `client(/.*)?`, not: `(mock|contract|openapi|fixtures)(/|$)`, tests: `mock`, // to start one and speak HTTP with it
		because: "a client and a server that share Go types can agree with each other and both be wrong"},
	{from: `(mock|openapi)(/.*)?`, not: `(client|contract)(/|$)`,
		because: "a client and a server that share Go types can agree with each other and both be wrong"},
	{from: `mock/internal/.*`, not: `(mock/heads|mock/worlds|mock/control|mock$|fixtures)`,
		because: "what is particular to a vendor stands in its specification or its slice; the engine is proved on an invented one"},
	{from: `mock/internal/(store|clock|ids|fake|world|tenant)`, not: `(` + transfer + `|mock/internal/engine|openapi)`,
		because: "state is made of these, and state knows no transport"},
	{from: `.*`, except: `(mock/worlds/[^/]+/state|mock/internal/world)`, not: `mock/internal/world`,
		because: "it is the inside of a world's state, and promises nothing to others"},
	{from: `.*`, except: `mock(/internal/listen)?`, not: `mock/internal/listen`, because: "only who opens the ports needs it"},
	{from: `openapi`, not: ours, because: "the specification is what everything else is held against"},
	{from: `fixtures`, not: ours, because: "fixtures are data"},
	{from: `cmd/.*`, not: `(openapi|contract/inprocess|client|fixtures|mock/)`, because: "the command turns flags into options; whatever else it did could not be tested or embedded"},
	{from: `contract(/.*)?`, except: `contract/inprocess`, not: `mock(/|$)`,
		because: "the suites run against any target; what they took from the mock they could not ask of a real instance"},
	{from: `contract(/.*)?`, not: `client(/|$)`, because: "the suites check bytes; a client would hide them"},
	{from: `examples/.*`, not: `(mock/|fixtures|cmd/)`, because: "users copy an example; it may import what is meant for them"},
}

// whole compiles a pattern that must match all of a text; the empty one matches none.
func whole(pattern string) *regexp.Regexp {
	if pattern == "" {
		pattern = `[^\s\S]`
	}
	return regexp.MustCompile(`^(?:` + pattern + `)$`)
}

// source is one Go file.
type source struct {
	name, folder string
	text         string
	tree         *ast.File
	files        *token.FileSet
	test         bool
	generated    bool
}

func sources(t *testing.T) []source {
	t.Helper()
	list, err := parsed()
	require.NoError(t, err)
	require.NotEmpty(t, list)
	return list
}

// parsed reads all Go files, once. Generated ones are parsed as far as their imports: nothing more is asked of them.
var parsed = sync.OnceValues(func() (list []source, err error) {
	skipped := map[string]bool{".git": true, ".venv": true, "testdata": true, "bin": true, "node_modules": true}
	err = filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() && skipped[entry.Name()] {
			if err == nil {
				err = filepath.SkipDir
			}
			return err
		}
		if path.Ext(name) != ".go" {
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		files, mode := token.NewFileSet(), parser.ParseComments|parser.SkipObjectResolution
		generated := strings.HasSuffix(name, ".gen.go")
		if generated {
			mode = parser.ImportsOnly
		}
		tree, err := parser.ParseFile(files, name, text, mode)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		list = append(list, source{
			name: name, folder: path.Dir(name), text: string(text), tree: tree, files: files,
			test: strings.HasSuffix(name, "_test.go"), generated: generated,
		})
		return nil
	})
	return list, err
})

// compiled are the rules, ready to be asked.
var compiled = func() (list []func(folder, imported string, test bool) string) {
	for _, r := range rules {
		from, except, not, tests := whole(r.from), whole(r.except), whole(r.not+`.*`), whole(r.tests)
		list = append(list, func(folder, imported string, test bool) string {
			if test && tests.MatchString(imported) {
				return ""
			}
			if from.MatchString(folder) && !except.MatchString(folder) && not.MatchString(imported) {
				return r.because
			}
			return ""
		})
	}
	return list
}()

// apart are the folders whose parts never import each other, where a part is named like a head.
var apart = map[string]string{
	"mock/heads": "heads never meet: each must be readable, and removable, without the others",
	"client":     "a client must be readable, and removable, without the others",
	"contract":   "a suite must be readable, and removable, without the others",
}

// meets gives the reason why two folders are of different parts that must not meet; empty if they may.
func meets(folder, imported string) string {
	for parent, because := range apart {
		from, ok := strings.CutPrefix(folder, parent+"/")
		to, ok2 := strings.CutPrefix(imported, parent+"/")
		from, _, _ = strings.Cut(from, "/")
		to, _, _ = strings.Cut(to, "/")
		if ok && ok2 && from != to && isHead(from) && isHead(to) {
			return because
		}
	}
	from, to := worldOf(folder), worldOf(imported)
	if from != "" && to != "" && from != to {
		return "worlds never meet: what two vendors have in common is in mock/internal"
	}
	return ""
}

// isHead says whether an API of that name is described here, with its server among the heads.
func isHead(name string) bool {
	_, err := os.Stat(path.Join("mock/heads", name))
	return name != "" && err == nil
}

// worldOf is the world that a folder is part of; empty if it is of none.
func worldOf(folder string) string {
	rest, ok := strings.CutPrefix(folder, "mock/worlds/")
	if !ok {
		return ""
	}
	name, _, _ := strings.Cut(rest, "/")
	return name
}

// forbidden gives the reason why a folder's package must not import another; empty if it may.
func forbidden(folder, imported string, test bool) string {
	if because := meets(folder, imported); because != "" {
		return because
	}
	for _, r := range compiled {
		// A package may be imported by its own tests from outside.
		if because := r(folder, imported, test); because != "" && imported != folder {
			return because
		}
	}
	return ""
}

func TestImportsPointOneWay(t *testing.T) {
	t.Parallel()
	for _, file := range sources(t) {
		for _, spec := range file.tree.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			require.NoError(t, err)
			imported = strings.TrimPrefix(imported, module)
			if because := forbidden(file.folder, imported, file.test); because != "" {
				t.Errorf("%s must not import %s: %s", file.name, imported, because)
			}
		}
	}
}

// TestAHeadStandsOnOneWorld: its own vendor's.
func TestAHeadStandsOnOneWorld(t *testing.T) {
	t.Parallel()
	worlds := map[string]map[string]bool{}
	for _, file := range sources(t) {
		head, ok := strings.CutPrefix(file.folder, "mock/heads/")
		if !ok {
			continue
		}
		head, _, _ = strings.Cut(head, "/")
		if worlds[head] == nil {
			worlds[head] = map[string]bool{}
		}
		for _, spec := range file.tree.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			require.NoError(t, err)
			if world := worldOf(strings.TrimPrefix(imported, module)); world != "" {
				worlds[head][world] = true
			}
		}
	}
	require.NotEmpty(t, worlds)
	for head, its := range worlds {
		assert.LessOrEqual(t, len(its), 1, "mock/heads/%s imports its own vendor's world, and no other: %v", head, its)
	}
	for _, head := range mock.Heads() {
		assert.True(t, worlds[head.Name][head.World], "mock/heads.go: %s does not stand on the world %q", head.Name, head.World)
	}
}

// TestRulesBite: a rule whose pattern matches nothing would forbid nothing.
func TestRulesBite(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]string{
		{"mock/worlds/code42/state", "net/http"}, {"mock/worlds/pam360/state", "github.com/labstack/echo/v4"}, {"mock/worlds/pam360/seed", "net/http"},
		{"mock/worlds/code42/state", "mock/heads/code42/api"}, {"mock/worlds/code42/state", "mock/worlds/code42/seed"}, {"mock/worlds/code42/state", "openapi"},
		{"mock/heads/code42", "mock/heads/pam360"}, {"mock/worlds/code42/seed", "mock/worlds/pam360/state"}, {"client/pam360", "client/code42"}, {"contract/code42", "contract/pam360"},
		{"client/code42", "mock/heads/code42/api"}, {"client/code42", "openapi"}, {"mock/heads/code42", "client/code42"}, {"openapi", "contract"},
		{"mock/internal/engine", "mock/worlds/code42/state"}, {"mock/internal/engine", "mock"}, {"mock/internal/store", "mock/internal/engine"},
		{"mock/heads/code42", "mock/internal/world"}, {"cmd/mockserver", "mock/internal/listen"}, {"openapi", "mock/internal/fail"}, {"fixtures", "openapi"},
		{"cmd/mockserver", "mock/heads/code42"}, {"contract", "mock"}, {"contract/code42", "client/code42"}, {"examples/go", "mock/heads/code42"},
	} {
		assert.NotEmpty(t, forbidden(c[0], c[1], false), "%s may import %s", c[0], c[1])
	}
	for _, c := range [][2]string{
		{"mock/worlds/code42/state", "mock/internal/store"}, {"mock/heads/code42", "net/http"}, {"mock/heads/code42", "mock/heads/code42/api"}, {"mock", "mock/heads/pam360"},
		{"cmd/mockserver", "mock"}, {"contract/inprocess", "mock"}, {"contract", "openapi"}, {"mock/internal/engine", "openapi"}, {"openapi/gen", "openapi"},
		{"examples/go", "mock"}, {"examples/go", "contract/inprocess"},
	} {
		assert.Empty(t, forbidden(c[0], c[1], false), "%s must not import %s", c[0], c[1])
	}
	assert.NotEmpty(t, forbidden("client/code42", "mock", false))
	assert.Empty(t, forbidden("client/code42", "mock", true), "a client's test may start a mock")
	assert.NotEmpty(t, forbidden("client/code42", "mock/heads/code42/api", true), "but not share its types")
}

// TestTheEngineKnowsNoVendor: neither in code nor in a comment nor in a test.
func TestTheEngineKnowsNoVendor(t *testing.T) {
	t.Parallel()
	words := `(?i)py42|crashplan|incydr|pypmp|manageengine|zoho|input_data|authtoken`
	for _, head := range mock.Heads() {
		words += "|" + head.Name
	}
	vendors := regexp.MustCompile(words)
	for _, file := range sources(t) {
		if file.folder != "openapi" && !strings.HasPrefix(file.folder, "mock/internal/") {
			continue
		}
		for i, line := range strings.Split(file.text, "\n") {
			if word := vendors.FindString(line); word != "" {
				t.Errorf("%s:%d: %q is a vendor's word", file.name, i+1, word)
			}
		}
	}
}

// TestTimeAndChanceComeInThroughTheDoor: whoever is not listed here asks the world what time it is, and whoever wants chance
// makes a generator from the seed.
func TestTimeAndChanceComeInThroughTheDoor(t *testing.T) {
	t.Parallel()
	exempt := map[string]string{
		"mock/internal/clock":  "is that door",
		"mock/internal/listen": "makes keys for certificates",
		"mock":                 "the journal's entries and the certificates go by the machine's clock, and no answer of an API contains either",
	}
	waits := []string{"Now", "Since", "Until", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker", "Sleep"}
	for _, file := range sources(t) {
		if file.folder != "mock" && !strings.HasPrefix(file.folder, "mock/") || file.test || file.generated || exempt[file.folder] != "" {
			continue
		}
		ast.Inspect(file.tree, func(n ast.Node) bool {
			if selector, ok := n.(*ast.SelectorExpr); ok {
				from, ok := selector.X.(*ast.Ident)
				name := selector.Sel.Name
				if ok && (from.Name == "time" && slices.Contains(waits, name) || from.Name == "rand" && name != "Rand" && !strings.HasPrefix(name, "New")) {
					t.Errorf("%s: %s.%s is not the world's", file.files.Position(n.Pos()), from.Name, name)
				}
			}
			return true
		})
	}
}

func TestEveryPackageSaysOnceWhatItIs(t *testing.T) {
	t.Parallel()
	comments, packages := map[string]int{}, map[string]bool{}
	for _, file := range sources(t) {
		if file.test || file.generated { // where generated code is alone, its generator's comment has to do
			continue
		}
		packages[file.folder] = true
		if doc := file.tree.Doc; doc != nil {
			comments[file.folder]++
			want := "Package " + file.tree.Name.Name + " "
			if file.tree.Name.Name == "main" {
				want = "Command "
			}
			assert.True(t, strings.HasPrefix(doc.Text(), want), "%s: the package comment begins %q", file.name, want)
		}
	}
	for folder := range packages {
		assert.Equal(t, 1, comments[folder], "package comments in %s", folder)
	}
}

// TestFilesFitInAHead: a file that has to be scrolled through for minutes is two files.
func TestFilesFitInAHead(t *testing.T) {
	t.Parallel()
	const most = 450
	for _, file := range sources(t) {
		if lines := strings.Count(file.text, "\n"); !file.generated && lines > most {
			t.Errorf("%s has %d lines; %d are the most", file.name, lines, most)
		}
	}
}
