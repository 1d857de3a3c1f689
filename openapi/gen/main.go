// Command gen turns the API descriptions into everything that is derived from them:
//
//	openapi/<api>/*.yaml          the sources, one file per family
//	-> openapi/<api>.yaml         one standard document, for other people's tools
//	-> openapi/lowered/<api>.json what the server loads: lowered, without prose
//	-> mock/heads/<api>/api/api.gen.go  models and strict server; the control plane's in mock/<api>/api
//	-> client/<api>/api.gen.go    models and client, where client/<api> is
//
// Run it from the root of the repository. With -check it writes nothing, names the files that are not up to date, and
// exits with 1 if there are any. An API is a directory with a root.yaml; this program knows none by name.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

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
	for _, root := range roots {
		if err := generate(filepath.Dir(root), work, files); err != nil {
			return nil, err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if existing, err := os.ReadFile(name); err == nil && bytes.Equal(existing, files[name]) {
			continue
		}
		stale = append(stale, name)
		if check {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return nil, err
		}
		if err := os.WriteFile(name, files[name], 0o644); err != nil {
			return nil, err
		}
	}
	return stale, nil
}

// generate adds all files derived from one API's directory to files.
func generate(dir, work string, files map[string][]byte) error {
	api := filepath.Base(dir)
	doc, err := bundle(dir)
	if err != nil {
		return fmt.Errorf("%s:\n%w", dir, err)
	}
	honest, err := writeYAML(doc)
	if err != nil {
		return err
	}
	files["openapi/"+api+".yaml"] = honest
	if err := openapi.Lower(doc); err != nil {
		return fmt.Errorf("%s: %w", dir, err)
	}
	compact, err := openapi.Compact(doc)
	if err != nil {
		return fmt.Errorf("%s: %w", dir, err)
	}
	files["openapi/lowered/"+api+".json"] = append(compact, '\n')

	inSourceOrder(doc)
	outputs := []output{
		{"openapi/gen/client.yaml", api, "client/" + api + "/api.gen.go", filepath.Join(work, api+".client.yaml")},
		{"openapi/gen/server.yaml", "api", serverFolder(api) + "/api.gen.go", filepath.Join(work, api+".server.yaml")},
	}
	if _, err := os.Stat("client/" + api); errors.Is(err, fs.ErrNotExist) {
		outputs = outputs[1:] // nobody has made a place for a client of this API
	}
	for _, o := range outputs {
		if o.pkg == "api" {
			withoutRefusals(doc)
		}
		lowered, err := writeYAML(doc)
		if err != nil {
			return err
		}
		if err := os.WriteFile(o.spec, lowered, 0o644); err != nil {
			return err
		}
	}
	code, errs := make([][]byte, len(outputs)), make([]error, len(outputs))
	var group sync.WaitGroup
	for i, o := range outputs {
		group.Go(func() { code[i], errs[i] = o.generate() })
	}
	group.Wait()
	for i, o := range outputs {
		if errs[i] != nil {
			return fmt.Errorf("%s: %w", o.file, errs[i])
		}
		files[o.file] = code[i]
	}
	return nil
}

// serverFolder is where an API's server goes: with the heads, unless it has a place beside them.
func serverFolder(api string) string {
	if _, err := os.Stat("mock/" + api + "/api"); err == nil {
		return "mock/" + api + "/api"
	}
	return "mock/heads/" + api + "/api"
}

type output struct{ config, pkg, file, spec string }

// generate runs oapi-codegen on a lowered document.
func (o output) generate() ([]byte, error) {
	config, err := o.configuration()
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(o.spec+".config", config, 0o644); err != nil {
		return nil, err
	}
	tool := exec.Command("go", "tool", "oapi-codegen", "-config", o.spec+".config", "-o", o.spec+".go", o.spec)
	if text, err := tool.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("oapi-codegen: %w\n%s", err, text)
	}
	return os.ReadFile(o.spec + ".go")
}

// configuration is the checked-in one plus what only this program knows: the package and the patched template.
func (o output) configuration() ([]byte, error) {
	data, err := os.ReadFile(o.config)
	if err != nil {
		return nil, err
	}
	config := map[string]any{}
	if err := yaml.Unmarshal(data, &config); err != nil {
		return nil, fmt.Errorf("%s: %w", o.config, err)
	}
	config["package"] = o.pkg
	if options, ok := config["output-options"].(map[string]any); ok {
		template, err := plainJSONTemplate()
		if err != nil {
			return nil, err
		}
		options["user-templates"] = map[string]string{strictTemplate: template}
	}
	return yaml.Marshal(config)
}

const strictTemplate = "strict/strict-interface.tmpl"

var encodeStep = regexp.MustCompile(`if err := json\.NewEncoder\(&buf\)\.Encode\((.*)\); err != nil \{\s*return err\s*\}`)

// plainJSONTemplate is oapi-codegen's template for responses with one step exchanged: as it comes, it writes <, > and
// & as \u escapes and ends every body with a line feed, neither of which the vendors do.
var plainJSONTemplate = sync.OnceValues(func() (string, error) {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/oapi-codegen/oapi-codegen/v2").Output()
	if err != nil {
		return "", fmt.Errorf("go list: %w", err)
	}
	data, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "pkg/codegen/templates", strictTemplate))
	if err != nil {
		return "", err
	}
	if n := len(encodeStep.FindAll(data, -1)); n != 1 {
		return "", fmt.Errorf("%s encodes JSON in %d places, not one; adapt encodeStep to this release of oapi-codegen", strictTemplate, n)
	}
	const plain = `encoder := json.NewEncoder(&buf)
                    encoder.SetEscapeHTML(false)
                    if err := encoder.Encode($1); err != nil {
                        return err
                    }
                    buf.Truncate(buf.Len() - 1)`
	return encodeStep.ReplaceAllString(string(data), plain), nil
})
