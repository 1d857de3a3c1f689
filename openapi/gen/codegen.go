package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sync"

	"go.yaml.in/yaml/v3"
)

// output is a file of Go, and what it is generated with.
type output struct{ config, pkg, file string }

// generateCode adds the outputs for a lowered document to files. What it needs on the way goes to a folder of its own.
func generateCode(doc *yaml.Node, outputs []output, work string, files map[string][]byte) error {
	inSourceOrder(doc)
	withoutRefusals(doc)
	spec, err := writeYAML(doc)
	if err != nil {
		return err
	}
	if err := write(filepath.Join(work, "spec.yaml"), spec); err != nil {
		return err
	}
	if err := built(); err != nil {
		return err
	}
	code, errs := make([][]byte, len(outputs)), make([]error, len(outputs))
	var group sync.WaitGroup
	for i, o := range outputs {
		group.Go(func() { code[i], errs[i] = o.generate(work) })
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

// generate runs oapi-codegen on the document in a folder.
func (o output) generate(work string) ([]byte, error) {
	config, err := o.configuration()
	if err != nil {
		return nil, err
	}
	name := filepath.Join(work, o.pkg)
	if err := write(name+".yaml", config); err != nil {
		return nil, err
	}
	if err := oapiCodegen("-config", name+".yaml", "-o", name+".go", filepath.Join(work, "spec.yaml")); err != nil {
		return nil, err
	}
	return os.ReadFile(name + ".go")
}

// oapiCodegen runs the tool that go.mod pins. `go tool` would not heed GOFLAGS.
func oapiCodegen(args ...string) error {
	tool := exec.Command("go", append([]string{"run", codegenModule + "/cmd/oapi-codegen"}, args...)...)
	if text, err := tool.CombinedOutput(); err != nil {
		return fmt.Errorf("oapi-codegen: %w\n%s", err, text)
	}
	return nil
}

// built has the tool downloaded and built. Without it, all that start at the same time would do so, each for itself.
var built = sync.OnceValue(func() error { return oapiCodegen("-version") })

// configuration is the checked-in one plus what only this program knows: the package and the patched templates.
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
		server, err := plainJSONTemplate()
		if err != nil {
			return nil, err
		}
		client, err := answersTemplate()
		if err != nil {
			return nil, err
		}
		wrappers, err := sentOnlyTemplate()
		if err != nil {
			return nil, err
		}
		options["user-templates"] = map[string]string{strictTemplate: server, clientTemplate: client, wrapperTemplate: wrappers}
	}
	return yaml.Marshal(config)
}

const (
	codegenModule   = "github.com/oapi-codegen/oapi-codegen/v2"
	strictTemplate  = "strict/strict-interface.tmpl"
	wrapperTemplate = "echo/echo-wrappers.tmpl"
)

var encodeStep = regexp.MustCompile(`(?s)var buf bytes\.Buffer\s*if err := json\.NewEncoder\(&buf\)\.Encode\(([^\n]*)\); err != nil \{\s*return err\s*\}(.*?)_, err := buf\.WriteTo\(w\)\s*return err`)

// plainJSONTemplate is oapi-codegen's template for responses with one step exchanged: as it comes, it writes <, > and
// & as \u escapes, which the vendors do not, and holds the whole body once more than the engine does, which sends
// nothing before it knows that all went well. The engine takes off the line feed that ends every body.
var plainJSONTemplate = sync.OnceValues(func() (string, error) {
	data, err := readTemplate(strictTemplate)
	if err != nil {
		return "", err
	}
	if n := len(encodeStep.FindAll(data, -1)); n != 1 {
		return "", fmt.Errorf("%s encodes JSON in %d places, not one; adapt encodeStep to this release of oapi-codegen", strictTemplate, n)
	}
	const plain = `${2}encoder := json.NewEncoder(w)
                    encoder.SetEscapeHTML(false)
                    return encoder.Encode(${1})`
	return encodeStep.ReplaceAllString(string(data), plain), nil
})

var bindStep = regexp.MustCompile(`err = runtime\.BindQueryParameterWithOptions\(.*\)\s*if err != nil \{\s*return .*\s*\}`)

// sentOnlyTemplate is oapi-codegen's template for reading requests with one step exchanged: as it comes, each optional parameter that was
// not sent is allocated before it is looked for. One by that name is all that a parameter in the query can be here: none is an object.
var sentOnlyTemplate = sync.OnceValues(func() (string, error) {
	data, err := readTemplate(wrapperTemplate)
	if err != nil {
		return "", err
	}
	if n := len(bindStep.FindAll(data, -1)); n != 1 {
		return "", fmt.Errorf("%s binds parameters of the query in %d places, not one; adapt bindStep to this release of oapi-codegen", wrapperTemplate, n)
	}
	const sentOnly = `{{if not .Required}}if _, sent := ctx.QueryParams()["{{.ParamName}}"]; sent { {{end}}$0{{if not .Required}} }{{end}}`
	return bindStep.ReplaceAllString(string(data), sentOnly), nil
})

// readTemplate reads one of oapi-codegen's templates, in the version that go.mod names.
func readTemplate(name string) ([]byte, error) {
	dir, err := moduleFolder(codegenModule)
	if err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(dir, "pkg/codegen/templates", name))
}

// moduleFolder is where the sources of a module are, in the version that go.mod names. `go list -m` would say nothing of
// a module that nobody has downloaded yet, so this downloads it where it has to.
func moduleFolder(module string) (string, error) {
	download := exec.Command("go", "mod", "download", "-json", module)
	download.Stderr = os.Stderr
	answer, err := download.Output()
	var found struct{ Dir, Error string }
	err = errors.Join(err, json.Unmarshal(answer, &found)) // a refusal is in the answer too
	if err != nil {
		return "", fmt.Errorf("go mod download %s: %w %s", module, err, found.Error)
	}
	return found.Dir, nil
}
