package mock

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/understudy/understudy/fixtures"
	c42seed "github.com/understudy/understudy/mock/code42/seed"
	pamseed "github.com/understudy/understudy/mock/pam360/seed"
)

// worldFile is the shape of a world in YAML.
type worldFile struct {
	Extends     string        `yaml:"extends"`
	Description string        `yaml:"description"`
	Epoch       time.Time     `yaml:"epoch"`
	Code42      c42seed.World `yaml:"code42"`
	PAM360      pamseed.World `yaml:"pam360"`
}

// loadWorld reads a world and those that it extends. What the extending file says replaces what it extends, key by key at the
// vendors' level.
func loadWorld(name string) (worldFile, error) {
	var world worldFile
	if err := readWorld(name, &world, 0); err != nil {
		return worldFile{}, err
	}
	if world.Epoch.IsZero() {
		return worldFile{}, fmt.Errorf("world %q: epoch is missing", name)
	}
	return world, nil
}

const maxExtends = 8

func readWorld(name string, into *worldFile, depth int) error {
	if depth == maxExtends {
		return fmt.Errorf("world %q: extends itself, or too many others", name)
	}
	data, err := fixtures.World(name)
	if err != nil {
		return err
	}
	var head struct {
		Extends string `yaml:"extends"`
	}
	if err := yaml.Unmarshal(data, &head); err != nil {
		return fmt.Errorf("world %q: %w", name, oneLine(err))
	}
	if head.Extends != "" {
		if err := readWorld(head.Extends, into, depth+1); err != nil {
			return err
		}
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(into); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("world %q: %w", name, oneLine(err))
	}
	return nil
}

// oneLine makes yaml's list of complaints one line.
func oneLine(err error) error {
	return errors.New(string(bytes.Join(bytes.Fields([]byte(err.Error())), []byte(" "))))
}
