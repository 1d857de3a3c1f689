package understudy_test

import (
	"go/ast"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/understudy/understudy/fixtures"
	"github.com/understudy/understudy/mock"
	"github.com/understudy/understudy/openapi"
)

// The house law: what belongs to a head or a family stands where its name says, in every folder. Whatever one could forget when a
// head or a family is added is asked for here, or by the build, or by the contract run.

// tag is a family in a specification's root.
type tag struct {
	Name        string `yaml:"name"`
	Description string `yaml:"description"`
	// State is the file of the world's rules that the family stands on, where it has none of its own.
	State string `yaml:"x-state"`
}

// house is what stands where for one head.
type house struct {
	head, world string
	families    []string // by the files of the specification
	tags        map[string]tag
	keptBack    map[string]string // permissions that no role gives but those that give everything, with the reason
	suites      map[string]string // the contract suite's types, in lower case, with their names
	registered  map[string]bool   // the types that suites.go lists
	walks       bool              // bad_input.go goes through all operations
}

// houses reads all heads, by name.
func houses(t *testing.T) map[string]house {
	t.Helper()
	all := map[string]house{}
	for _, head := range mock.Heads() {
		all[head.Name] = house{head: head.Name, tags: map[string]tag{}, suites: map[string]string{}}
	}
	for _, file := range sources(t) {
		area, name := path.Split(file.folder)
		h, ok := all[name]
		switch {
		case ok && area == "mock/heads/":
			for _, spec := range file.tree.Imports {
				if world := worldOf(strings.TrimPrefix(strings.Trim(spec.Path.Value, `"`), module)); world != "" {
					h.world = world
				}
			}
		case ok && area == "contract/" && !file.test:
			for _, declared := range types(file.tree) {
				h.suites[strings.ToLower(declared)] = declared
			}
			switch path.Base(file.name) {
			case "suites.go":
				h.registered = listed(file.tree)
			case "bad_input.go":
				h.walks = strings.Contains(file.text, "Target().Calls(")
			}
		}
		all[name] = h
		if !ok {
			delete(all, name)
		}
	}
	for name, h := range all {
		text, err := os.ReadFile(path.Join("openapi", name, "root.yaml"))
		require.NoError(t, err)
		var root struct {
			Tags     []tag
			KeptBack map[string]string `yaml:"x-kept-back"`
		}
		require.NoError(t, yaml.Unmarshal(text, &root))
		for _, tag := range root.Tags {
			h.tags[tag.Name] = tag
		}
		h.families, h.keptBack = families(t, name), root.KeptBack
		all[name] = h
	}
	return all
}

// listed are the types that a file names as contract.Of[Type].
func listed(tree *ast.File) map[string]bool {
	names := map[string]bool{}
	ast.Inspect(tree, func(n ast.Node) bool {
		if of, ok := n.(*ast.IndexExpr); ok {
			function, isSelector := of.X.(*ast.SelectorExpr)
			named, isName := of.Index.(*ast.Ident)
			if isSelector && isName && function.Sel.Name == "Of" {
				names[named.Name] = true
			}
		}
		return true
	})
	return names
}

// suite is the type of a family's contract tests: named like the family, with Suite behind where the kit has that name already.
func (h house) suite(family string) string {
	name := strings.ReplaceAll(family, "-", "")
	if suite := h.suites[name+"suite"]; suite != "" {
		return suite
	}
	return h.suites[name]
}

// families are the files of a specification, but for its root and the list of what is not served.
func families(t *testing.T, head string) (list []string) {
	t.Helper()
	files, err := filepath.Glob(path.Join("openapi", head, "*.yaml"))
	require.NoError(t, err)
	for _, file := range files {
		if name := strings.TrimSuffix(filepath.Base(file), ".yaml"); name != "root" && name != "unserved" {
			list = append(list, name)
		}
	}
	return list
}

// types are the names of the types that a file declares.
func types(tree *ast.File) (names []string) {
	for _, declaration := range tree.Decls {
		if general, ok := declaration.(*ast.GenDecl); ok {
			for _, spec := range general.Specs {
				if declared, ok := spec.(*ast.TypeSpec); ok {
					names = append(names, declared.Name.Name)
				}
			}
		}
	}
	return names
}

// inGo is how a family's name is spelled in the names of Go files.
func inGo(family string) string { return strings.ReplaceAll(family, "-", "_") }

func exists(name string) bool { _, err := os.Stat(name); return err == nil }

// TestAFamilyHasOneNameEverywhere: in the specification, the handlers, the rules and the contract suite.
func TestAFamilyHasOneNameEverywhere(t *testing.T) {
	t.Parallel()
	for head, h := range houses(t) {
		if !assert.NotEmpty(t, h.world, "mock/heads/%s/server.go imports no world yet: mock/worlds/<world>/state", head) {
			continue
		}
		for _, family := range h.families {
			file := inGo(family) + ".go"
			tag, tagged := h.tags[family]
			assert.True(t, tagged && tag.Description != "", "openapi/%s/root.yaml: tags needs %s, with a description", head, family)
			assert.True(t, exists(path.Join("mock/heads", head, file)), "the handlers of %s belong in mock/heads/%s/%s", family, head, file)
			own, other := path.Join("mock/worlds", h.world, "state", file), path.Join("mock/worlds", h.world, "state", tag.State+".go")
			switch {
			case tag.State == "":
				assert.True(t, exists(own), "the rules of %s belong in %s; if it has none of its own, x-state at its tag says whose it stands on", family, own)
			default:
				assert.False(t, exists(own), "%s is there, so x-state at the tag %s is not needed", own, family)
				assert.True(t, exists(other), "x-state at the tag %s names %s, which is not there", family, other)
				assert.NotContains(t, []string{"world", "actor", "lookup", "page"}, tag.State, "x-state at the tag %s names no rules", family)
			}
			suite := h.suite(family)
			assert.True(t, exists(path.Join("contract", head, file)), "the contract tests of %s belong in contract/%s/%s", family, head, file)
			if assert.NotEmpty(t, suite, "contract/%s/%s must declare the suite of %s, a type of that name", head, file, family) {
				assert.True(t, h.registered[suite], "contract/%s/suites.go does not list contract.Of[%s]", head, suite)
			}
		}
		for name := range h.tags {
			assert.Contains(t, h.families, name, "openapi/%s/root.yaml: the tag %s has no file", head, name)
		}
		assert.True(t, h.registered["BadInput"], "contract/%s/suites.go does not list contract.Of[BadInput], which tries every operation with bad input", head)
		assert.True(t, h.walks, "contract/%s/bad_input.go does not go through Target.Calls, which are all operations of the document", head)
	}
}

// TestAHeadHasTheSameFewFiles: beside them one for each family, and parts of either, whose names begin with it.
func TestAHeadHasTheSameFewFiles(t *testing.T) {
	t.Parallel()
	same := []string{"server", "dialect", "errors", "render"}
	for head, h := range houses(t) {
		folder := path.Join("mock/heads", head)
		for _, name := range same {
			assert.True(t, exists(path.Join(folder, name+".go")), "every head has a %s.go: %s wants one", name, folder)
		}
		for name, hint := range map[string]string{
			path.Join(folder, "DIVERGENCES.md"):                "say there what the mock knowingly does differently",
			path.Join("client", head, "api.gen.go"):            "write client/" + head + "/doc.go, then make generate",
			path.Join("contract", head, "contract_test.go"):    "it runs the suites; another head's is the model",
			path.Join("mock/heads", head, "api", "api.gen.go"): "make generate writes it",
		} {
			assert.True(t, exists(name), "%s is missing: %s", name, hint)
		}
		places := slices.Clone(same)
		for _, family := range h.families {
			places = append(places, inGo(family))
		}
		files, err := filepath.Glob(path.Join(folder, "*.go"))
		require.NoError(t, err)
		for _, file := range files {
			name := strings.TrimSuffix(strings.TrimSuffix(filepath.Base(file), ".go"), "_test")
			assert.True(t, slices.ContainsFunc(places, func(place string) bool { return name == place || strings.HasPrefix(name, place+"_") }),
				"%s is none of %s, no family's and no part of one of them", file, strings.Join(same, ", "))
		}
	}
}

// TestOneFileListsHeads: a further head is an entry there, one in the command's list of suites, and folders of its own.
func TestOneFileListsHeads(t *testing.T) {
	t.Parallel()
	var names []string
	for _, head := range mock.Heads() {
		names = append(names, head.Name)
	}
	listed, err := os.ReadDir("mock/heads")
	require.NoError(t, err)
	for _, folder := range listed {
		assert.Contains(t, names, folder.Name(), "mock/heads.go does not list mock/heads/%s", folder.Name())
	}
	const suites = "cmd/mockserver/heads.go"
	text, err := os.ReadFile(suites)
	require.NoError(t, err)
	for _, name := range names {
		assert.Contains(t, string(text), "{"+name+".API, "+name+".Suites}", "%s does not list the suites of %s", suites, name)
	}
	word := regexp.MustCompile(`(?i)\b(` + strings.Join(names, "|") + `)`)
	for _, file := range sources(t) {
		if file.test || file.folder != "mock" && !strings.HasPrefix(file.folder, "cmd/") || file.name == "mock/heads.go" || file.name == suites {
			continue
		}
		for i, line := range strings.Split(file.text, "\n") {
			assert.NotRegexp(t, word, line, "%s:%d names a head, which is for mock/heads.go alone", file.name, i+1)
		}
	}
}

// TestEveryTableIsPartOfItsWorld: a table that is not in the world's list is empty in every world, and fails at its first row only.
func TestEveryTableIsPartOfItsWorld(t *testing.T) {
	t.Parallel()
	made, listed := map[string][]string{}, map[string][]string{}
	for _, file := range sources(t) {
		if file.test || worldOf(file.folder) == "" {
			continue
		}
		ast.Inspect(file.tree, func(n ast.Node) bool {
			value, ok := n.(*ast.ValueSpec)
			if !ok || len(value.Values) != 1 {
				return true
			}
			switch of := value.Values[0].(type) {
			case *ast.CallExpr:
				function := of.Fun
				if typed, ok := function.(*ast.IndexExpr); ok {
					function = typed.X
				}
				if called, ok := function.(*ast.SelectorExpr); ok && called.Sel.Name == "NewTable" {
					made[file.folder] = append(made[file.folder], value.Names[0].Name)
				}
			case *ast.CompositeLit:
				if value.Names[0].Name == "tables" {
					for _, element := range of.Elts {
						listed[file.folder] = append(listed[file.folder], element.(*ast.Ident).Name)
					}
				}
			}
			return true
		})
	}
	require.NotEmpty(t, made)
	for folder := range maps.Keys(made) {
		assert.Subset(t, listed[folder], made[folder], "%s: tables must list every table", folder)
	}
}

// TestEveryPermissionIsGranted: one that no role of the standard world gives, but those that give everything, is a typing error, or is
// kept back on purpose. And one that a role gives is asked for by some head of that world.
func TestEveryPermissionIsGranted(t *testing.T) {
	t.Parallel()
	asked := map[string]map[string]bool{} // by world
	for head, h := range houses(t) {
		granted, its := grants(t, h.world), map[string]bool{}
		doc, err := openapi.Load(head)
		require.NoError(t, err)
		if asked[h.world] == nil {
			asked[h.world] = map[string]bool{"*": true}
		}
		for _, op := range doc.Operations {
			its[op.Permission], asked[h.world][op.Permission] = true, true
			assert.True(t, op.Permission == "" || granted[op.Permission] || h.keptBack[op.Permission] != "",
				"%s asks for %s, which no role in fixtures/worlds/standard.yaml grants; what only those may who may do everything "+
					"stands in openapi/%s/root.yaml under x-kept-back", op.ID, op.Permission, head)
		}
		for permission := range h.keptBack {
			assert.True(t, its[permission] && !granted[permission], "openapi/%s/root.yaml: %s is kept back, but is granted, or not asked for", head, permission)
		}
	}
	for world, permissions := range asked {
		for permission := range grants(t, world) {
			assert.True(t, permissions[permission], "fixtures/worlds/standard.yaml: a role of %s grants %s, which no operation asks for", world, permission)
		}
	}
}

// grants are the permissions that roles of the standard world give.
func grants(t *testing.T, world string) map[string]bool {
	t.Helper()
	text, err := fixtures.World("standard")
	require.NoError(t, err)
	var sections map[string]yaml.Node
	require.NoError(t, yaml.Unmarshal(text, &sections))
	var section struct{ Roles []struct{ Grants []string } }
	of := sections[world]
	require.NoError(t, of.Decode(&section))
	granted := map[string]bool{}
	for _, role := range section.Roles {
		for _, permission := range role.Grants {
			granted[permission] = true
		}
	}
	return granted
}
