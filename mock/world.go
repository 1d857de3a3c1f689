package mock

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
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
	Extends     string     `yaml:"extends"`     // a world that this one is laid over: small, standard, large, or a file, seen from the folder of this one
	Description string     `yaml:"description"` // for readers
	Epoch       *time.Time `yaml:"epoch"`       // the instant that all made-up dates lie before, from 1990 on; unless given, what the clock shows at start. The clock must have reached it
	sections    `yaml:",inline"`
}

// loadWorld reads a world and those that it extends, and finds what is wrong with it as far as that shows before the world is made. The
// document tells where something stands.
func loadWorld(name string) (worldFile, *document, error) {
	text, err := readWorld(name, 0)
	if err != nil {
		return worldFile{}, nil, err
	}
	var world worldFile
	if err := text.decode(&world); err != nil {
		return worldFile{}, nil, err
	}
	m, err := model()
	if err != nil {
		return worldFile{}, nil, err
	}
	_, unknown := world.told()
	wrong := []error{unknown}
	for _, kind := range worlds {
		known, err := permissions(kind.name)
		if err != nil {
			return worldFile{}, nil, err
		}
		wrong = append(wrong, limits.At(kind.name, kind.check(world.sections, known, m.JobNames())))
	}
	if err := errors.Join(wrong...); err != nil || text.wrong.list != nil {
		return worldFile{}, nil, text.mistakes(err)
	}
	return world, text, nil
}

// firstEpoch is the first year that has enough of them before it: the APIs write some dates as milliseconds since 1970.
const firstEpoch = 1990

// lastDay is the world's epoch: the file's, or else what the clock shows at start. One that is still to come is refused: what people did
// would be found by nobody.
func (w worldFile) lastDay(now time.Time) (time.Time, error) {
	if w.Epoch == nil {
		return now.Truncate(time.Second), nil // all dates would end in the same milliseconds
	}
	epoch := w.Epoch.UTC()
	switch {
	case epoch.Year() < firstEpoch:
		return epoch, limits.Wrong("epoch", "%s is before %d", epoch.Format(time.RFC3339), firstEpoch)
	case epoch.After(now):
		return epoch, limits.Wrong("epoch", "%s is later than the clock, which shows %s: leave it out, or give a later clock", epoch.Format(time.RFC3339), now.Format(time.RFC3339))
	}
	return epoch, nil
}

// decode reads the document. Values that are none are left out of it if that was told; it is over if there is another reason.
func (d *document) decode(world *worldFile) error {
	var ofType *yaml.TypeError
	err := d.root.Decode(world)
	switch {
	case err == nil || errors.As(err, &ofType) && d.wrong.list != nil:
		return nil
	case d.wrong.list != nil:
		return d.mistakes(nil)
	}
	return d.mistakes(withoutPrefix(err)) // aliases in aliases
}

// everything is the grant of those who may do all.
const everything = "*"

// permissions are what a role of a world can grant: what the operations of its heads ask for.
func permissions(world string) (list []string, err error) {
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
	return slices.Sorted(maps.Keys(asked)), nil
}

const maxExtends = 8

// readWorld returns a world's document, laid over those that it extends.
func readWorld(name string, depth int) (*document, error) {
	data, err := fixtures.World(name)
	if err != nil {
		return nil, err
	}
	text, extends, err := parseWorld(name, data)
	if err != nil || extends == "" {
		return text, err
	}
	if depth == maxExtends {
		return nil, text.mistakes(limits.Wrong("extends", "the world extends itself, or too many others"))
	}
	if !slices.Contains(fixtures.Worlds(), extends) && !filepath.IsAbs(extends) {
		extends = filepath.Join(filepath.Dir(name), extends) // as the file that says so sees it, wherever the server was started
	}
	base, err := readWorld(extends, depth+1)
	var missing fixtures.NotReadable
	if errors.As(err, &missing) {
		return nil, text.mistakes(limits.At("extends", err))
	}
	if err == nil && base.wrong.list != nil {
		err = base.mistakes(nil)
	}
	if err != nil {
		return nil, err
	}
	text.files, text.laid = append(text.files, base.files...), base.laid
	text.root = text.overlay(base.root, text.root)
	return text, nil
}

// parseWorld holds one file against the shape of a world, on its own.
func parseWorld(name string, data []byte) (text *document, extends string, err error) {
	var parsed, second yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	if err := decoder.Decode(&parsed); err != nil && !errors.Is(err, io.EOF) {
		return nil, "", fmt.Errorf("world %q: it is no YAML, %s", name, unread(err, data))
	}
	root := &yaml.Node{Kind: yaml.MappingNode}
	if len(parsed.Content) > 0 && parsed.Content[0].ShortTag() != "!!null" {
		root = parsed.Content[0]
	}
	text = &document{root: root, files: []worldText{{name, root}}, laid: map[*yaml.Node]*yaml.Node{}, shape: checkShape(root)}
	for _, each := range text.shape.wrong {
		text.wrong.add(text, each)
	}
	if text.shape.hopeless {
		return nil, "", text.mistakes(nil)
	}
	if err := decoder.Decode(&second); !errors.Is(err, io.EOF) {
		return nil, "", fmt.Errorf("world %q: it holds more than one YAML document; a world is one", name)
	}
	var world worldFile
	if err := text.decode(&world); err != nil {
		return nil, "", err
	}
	for _, each := range flat(limits.Check(world)) {
		text.beyond(each)
	}
	return text, world.Extends, nil
}
