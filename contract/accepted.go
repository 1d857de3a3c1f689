package contract

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Acceptance is an entry of the file of accepted differences: the difference
// of that operation, place and kind is known, and fails no test.
type Acceptance struct {
	Operation string `yaml:"operation"`
	Place     string `yaml:"place"`
	Kind      string `yaml:"kind"`
	Why       string `yaml:"why"`
}

func (a Acceptance) place() place { return place{a.Operation, a.Place, a.Kind} }

// line is the entry as the file has it. All is quoted: to YAML the kind null
// is no text.
func (a Acceptance) line() string {
	quoted := make([]any, 0, 4)
	for _, text := range []string{a.Operation, a.Place, a.Kind, a.Why} {
		plain, _ := json.Marshal(text)
		quoted = append(quoted, string(plain))
	}
	return fmt.Sprintf("- {operation: %s, place: %s, kind: %s, why: %s}", quoted...)
}

// readAcceptances reads the file of accepted differences, "" for none. One file
// serves all APIs: an operation that one does not have is another's.
func readAcceptances(name string) ([]Acceptance, error) {
	if name == "" {
		return nil, nil
	}
	text, err := readBounded(name, largestFile)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", EnvAccepted, err)
	}
	var list []Acceptance
	if err := decodeAcceptances(text, &list); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: %s is no list of differences: %w", EnvAccepted, name, err)
	}
	for i, one := range list {
		switch {
		case one.Operation == "" || one.Why == "":
			return nil, fmt.Errorf("%s: %s: entry %d names no operation, or does not say why", EnvAccepted, name, i+1)
		case !slices.Contains(kindNames(), one.Kind):
			return nil, fmt.Errorf("%s: %s: entry %d: there is no kind %q of differences; there are %s",
				EnvAccepted, name, i+1, one.Kind, strings.Join(kindNames(), ", "))
		}
	}
	return list, nil
}

func decodeAcceptances(text []byte, list *[]Acceptance) error {
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	return decoder.Decode(list)
}
