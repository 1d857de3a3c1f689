// Command gen turns the API descriptions into everything that is derived from them:
//
//	openapi/<api>/*.yaml          the sources, one file per family
//	-> openapi/<api>.yaml         one standard document, for other people's tools
//	-> openapi/embedded/          the same, and what the server loads (lowered, without prose), packed
//	-> mock/heads/<api>/api/api.gen.go  models and strict server; the control plane's in mock/<api>/api
//	-> client/<api>/api.gen.go    models and client, where client/<api> is
//	-> docs/operations.md         what is served and what is not, with the reason
//	-> client/<api>/routes.gen.go which operations go to another host or take another sign-in, where some do
//
// Run it from the root of the repository. With -check it writes nothing, names the files that are not up to date, and
// exits with 1 if there are any. An API is a directory with a root.yaml; this program knows none by name.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/understudy/understudy/openapi"
)

func main() {
	check := flag.Bool("check", false, "write nothing; list the files that are not up to date")
	flag.Parse()
	stale, err := run(*check)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for _, file := range stale {
		fmt.Println(file)
	}
	if *check && len(stale) > 0 {
		fmt.Fprintln(os.Stderr, "not up to date; run make generate")
		os.Exit(1)
	}
}

// run returns the files that were not up to date.
func run(check bool) (stale []string, err error) {
	roots, err := filepath.Glob("openapi/*/root.yaml")
	if err != nil || len(roots) == 0 {
		return nil, fmt.Errorf("no openapi/*/root.yaml here; run this from the root of the repository (%v)", err)
	}
	work, err := os.MkdirTemp("", "openapi-gen-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(work)
	files := map[string][]byte{}
	var page bytes.Buffer
	for _, root := range roots {
		if err := generate(filepath.Dir(root), work, files, &page); err != nil {
			return nil, err
		}
	}
	files[pageFile] = page.Bytes()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if existing, err := read(name); err == nil && bytes.Equal(existing, files[name]) {
			continue
		}
		stale = append(stale, name)
		if check {
			continue
		}
		if err := write(name, files[name]); err != nil {
			return nil, err
		}
	}
	orphans, err := orphans(files)
	if err != nil {
		return nil, err
	}
	for _, name := range orphans {
		stale = append(stale, name)
		if check {
			continue
		}
		if err := os.Remove(name); err != nil {
			return nil, err
		}
	}
	return stale, nil
}

// written are the names of the files that this program writes.
var written = []string{
	"openapi/*.yaml", "openapi/embedded/*.yaml" + packed, "openapi/embedded/*.json" + packed, "client/*/api.gen.go", "client/*/routes.gen.go",
	"mock/*/api/api.gen.go", headFolder + "*/api/api.gen.go",
}

// orphans are files that this program has written and would not write any more: their source is gone. A file of such a name that does
// not say that it is generated is somebody's own.
func orphans(files map[string][]byte) (names []string, err error) {
	for _, pattern := range written {
		found, err := filepath.Glob(pattern)
		if err != nil {
			return nil, err
		}
		for _, name := range found {
			if files[filepath.ToSlash(name)] != nil || strings.HasPrefix(filepath.Base(name), ".") {
				continue
			}
			content, err := read(name)
			if err != nil {
				return nil, err
			}
			if filepath.Ext(name) == packed || bytes.Contains(content[:min(len(content), 200)], []byte("enerated by")) {
				names = append(names, name)
			}
		}
	}
	return names, nil
}

// generate adds all files derived from one API's directory to files: their contents, not packed. A head has a section of the page.
func generate(dir, work string, files map[string][]byte, page *bytes.Buffer) error {
	api := filepath.Base(dir)
	doc, err := bundle(dir)
	if err != nil {
		return fmt.Errorf("%s:\n%w", dir, err)
	}
	honest, err := writeYAML(doc)
	if err != nil {
		return err
	}
	if err := checkBounds(honest); err != nil {
		return fmt.Errorf("%s:\n%w", dir, err)
	}
	files["openapi/"+api+".yaml"], files["openapi/embedded/"+api+".yaml.gz"] = honest, honest
	if strings.HasPrefix(serverFolder(api), headFolder) {
		writePage(page, api, doc)
	}
	if err := openapi.Lower(doc); err != nil {
		return fmt.Errorf("%s: %w", dir, err)
	}
	compact, err := openapi.Compact(doc)
	if err != nil {
		return fmt.Errorf("%s: %w", dir, err)
	}
	files["openapi/embedded/"+api+".json.gz"] = compact

	outputs := []output{{"openapi/gen/server.yaml", "api", serverFolder(api) + "/api.gen.go"}}
	if _, err := os.Stat("client/" + api); err == nil { // where nobody has made a place for a client, there is none
		outputs = append(outputs, output{"openapi/gen/client.yaml", api, "client/" + api + "/api.gen.go"})
		table, err := writeRoutes(api, routesOf(doc))
		if err != nil {
			return err
		}
		if table != nil {
			files["client/"+api+"/routes.gen.go"] = table
		}
	}
	return generateCode(doc, outputs, filepath.Join(work, api), files)
}

// serverFolder is where an API's server goes: with the heads, unless it has a place beside them.
func serverFolder(api string) string {
	if _, err := os.Stat("mock/" + api + "/api"); err == nil {
		return "mock/" + api + "/api"
	}
	return headFolder + api + "/api"
}

const headFolder = "mock/heads/"
