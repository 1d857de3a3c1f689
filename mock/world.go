package mock

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/understudy/understudy/fixtures"
	"github.com/understudy/understudy/mock/internal/limits"
	"github.com/understudy/understudy/openapi"
)

// worldFile is the shape of a world in YAML.
type worldFile struct {
	Extends     string `yaml:"extends"`
	Description string `yaml:"description"`
	Epoch       epoch  `yaml:"epoch"`
	sections    `yaml:",inline"`
}

// epoch is an instant that says which key it stands at when it is none.
type epoch struct{ time.Time }

// UnmarshalYAML implements yaml.Unmarshaler.
func (e *epoch) UnmarshalYAML(node *yaml.Node) error {
	if err := node.Decode(&e.Time); err != nil {
		return fmt.Errorf("line %d: epoch %q is not an instant such as 2026-11-01T08:00:00Z", node.Line, node.Value)
	}
	if e.Time.IsZero() && node.Tag != "!!null" { // the first instant that there is, and not one that was left out
		return fmt.Errorf("line %d: epoch: %w", node.Line, limits.InCalendar(e.Time))
	}
	return nil
}

// loadWorld reads a world and those that it extends.
func loadWorld(name string) (worldFile, error) {
	document, err := readWorld(name, 0)
	if err != nil {
		return worldFile{}, err
	}
	var world worldFile
	if err := document.Decode(&world); err != nil {
		return worldFile{}, fmt.Errorf("world %q: %w", name, oneLine(err))
	}
	if world.Epoch.IsZero() {
		return worldFile{}, fmt.Errorf("world %q: epoch is missing", name)
	}
	for _, kind := range worlds {
		known, err := permissions(kind.name)
		if err == nil {
			err = kind.check(world.sections, known)
		}
		if err != nil {
			return worldFile{}, fmt.Errorf("world %q: %s: %w", name, kind.name, oneLine(err))
		}
	}
	return world, nil
}

// everything is the grant of those who may do all.
const everything = "*"

// permissions tells what a role of a world can grant: what the operations of its heads ask for.
func permissions(world string) (known func(string) bool, err error) {
	asked := map[string]bool{everything: true}
	for _, h := range heads {
		if h.World != world {
			continue
		}
		doc, err := openapi.Load(h.Name)
		if err != nil {
			return nil, err
		}
		for _, op := range doc.Operations {
			asked[op.Permission] = true
		}
	}
	delete(asked, "") // an operation that asks for nothing
	return func(permission string) bool { return asked[permission] }, nil
}

const maxExtends = 8

// readWorld returns a world's document, laid over those that it extends.
func readWorld(name string, depth int) (*yaml.Node, error) {
	if depth == maxExtends {
		return nil, fmt.Errorf("world %q: extends itself, or too many others", name)
	}
	data, err := fixtures.World(name)
	if err != nil {
		return nil, err
	}
	document, extends, err := parseWorld(data)
	if err != nil {
		return nil, fmt.Errorf("world %q: %w", name, oneLine(err))
	}
	if extends == "" {
		return document, nil
	}
	if !slices.Contains(fixtures.Worlds(), extends) && !filepath.IsAbs(extends) {
		extends = filepath.Join(filepath.Dir(name), extends) // as the file that says so sees it, wherever the server was started
	}
	base, err := readWorld(extends, depth+1)
	if err != nil {
		return nil, err
	}
	return overlay(base, document), nil
}

// parseWorld holds one file against the shape of a world, on its own, so that a complaint names a line of that file.
func parseWorld(data []byte) (document *yaml.Node, extends string, err error) {
	var shape worldFile
	strict := yaml.NewDecoder(bytes.NewReader(data))
	strict.KnownFields(true)
	if err := strict.Decode(&shape); err != nil && !errors.Is(err, io.EOF) {
		return nil, "", err
	}
	if err := limits.Check(shape); err != nil {
		return nil, "", err
	}
	if err := strict.Decode(new(worldFile)); !errors.Is(err, io.EOF) {
		return nil, "", errors.New("holds more than one YAML document; a world is one")
	}
	document = &yaml.Node{}
	if err := yaml.Unmarshal(data, document); err != nil {
		return nil, "", err
	}
	if len(document.Content) == 0 {
		return &yaml.Node{Kind: yaml.MappingNode}, "", nil
	}
	return document.Content[0], shape.Extends, nil
}

// oneLine makes yaml's list of complaints one line.
func oneLine(err error) error {
	return errors.New(string(bytes.Join(bytes.Fields([]byte(err.Error())), []byte(" "))))
}
