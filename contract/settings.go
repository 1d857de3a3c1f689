package contract

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Setting is something that describes the target. It is an environment
// variable, UNDERSTUDY_<NAME>, and a key of the file that UNDERSTUDY_SETTINGS
// names; what the environment says comes first.
type Setting struct {
	Name   string // of one API: behind UNDERSTUDY_<API>_
	OfAPI  bool   // each API has its own; in the file it stands below the API's name
	Secret bool
	Help   string
}

// The settings that are read here by name.
const (
	EnvTarget      = "UNDERSTUDY_TARGET"
	EnvControlURL  = "UNDERSTUDY_CONTROL_URL"
	EnvCAFile      = "UNDERSTUDY_CA_FILE"
	EnvInsecure    = "UNDERSTUDY_INSECURE"
	EnvAllowWrites = "UNDERSTUDY_ALLOW_WRITES"
	EnvDestructive = "UNDERSTUDY_ALLOW_DESTRUCTIVE"
	EnvConfirm     = "UNDERSTUDY_CONFIRM"
	EnvRate        = "UNDERSTUDY_RATE"
	EnvBudget      = "UNDERSTUDY_BUDGET"
	EnvLedger      = "UNDERSTUDY_LEDGER"
	EnvMin         = "UNDERSTUDY_MIN"
	EnvFailOn      = "UNDERSTUDY_FAIL_ON"
	EnvAccepted    = "UNDERSTUDY_ACCEPTED"
	EnvReport      = "UNDERSTUDY_REPORT"
	EnvRatchet     = "UNDERSTUDY_RATCHET"
	EnvSettings    = "UNDERSTUDY_SETTINGS"
)

// Settings are all there are.
var Settings = []Setting{
	{Name: "TARGET", Help: "`mock` (one that runs, at CONTROL_URL) or `real`; go test takes a mock in its own process where it is not set"},
	{Name: "CONTROL_URL", Help: "`address` of a mock's control plane, which hands out the tenants and says where the APIs are"},
	{Name: "CA_FILE", Help: "`file` of certificates (PEM) to trust besides the system's"},
	{Name: "INSECURE", Help: "true: do not verify certificates; the vendors ship self-signed ones"},
	{Name: "ALLOW_WRITES", Help: "true: the tests may write. At a real instance they only read unless this is set; at a mock they write unless it is false"},
	{Name: "ALLOW_DESTRUCTIVE", Help: "true: the tests may also do at a real instance what nothing undoes, such as making a legal hold policy or changing a setting of the whole tenant"},
	{Name: "CONFIRM", Help: "`host` of a real instance that looks like production, to say that the tests may write there"},
	{Name: "RATE", Help: "how many `requests` a second a real instance is asked at most: 10; 0 is any number"},
	{Name: "BUDGET", Help: "how many `requests` a real instance is asked in all: 20000; 0 is any number"},
	{Name: "LEDGER", Help: "`folder` for the list of what a run makes at a real instance; the reports' folder, or else a folder understudy among the user's caches"},
	{Name: "MIN", Help: "which `part` of the operations that it could exercise a run must exercise, in per cent: 80, and all of them at a mock"},
	{Name: "FAIL_ON", Help: "which `grades` of differences from the specification fail a test, separated by commas: breaking, additive (a new member or value), inferred (of what the specification only guesses). Breaking ones always do, and at a mock all of them"},
	{Name: "ACCEPTED", Help: "YAML `file` of differences that fail no test: a list of {operation, place, kind, why}; a run prints the lines"},
	{Name: "REPORT", Help: "`folder` to write the reports to, <api>.json, .junit.xml, .sarif and .html; an absolute path, as go test changes folders"},
	{Name: "RATCHET", Help: "`folder` with the lists of what a run must cover, <api>.covered; each is written by the first run, and added to by those that cover more"},
	{Name: "SETTINGS", Help: "YAML `file` with these settings"},
	{Name: "URL", OfAPI: true, Help: "`address` of the API"},
	{Name: "USERNAME", OfAPI: true, Help: "`name` of an administrator"},
	{Name: "PASSWORD", OfAPI: true, Secret: true, Help: "that administrator's `password`"},
	{Name: "API_CLIENT_ID", OfAPI: true, Help: "`id` of an API client"},
	{Name: "API_CLIENT_SECRET", OfAPI: true, Secret: true, Help: "that client's `secret`"},
	{Name: "DEVICE", OfAPI: true, Help: "`GUID` of a device that the tests may block and deactivate for a moment, and put back"},
	{Name: "USER_USERNAME", OfAPI: true, Help: "`name` of a user who may do nothing but sign in"},
	{Name: "USER_PASSWORD", OfAPI: true, Secret: true, Help: "that user's `password`"},
	{Name: "AUTHTOKEN", OfAPI: true, Secret: true, Help: "an API user's `token`"},
}

// largestFile is how long a file may be that a setting names.
const largestFile = 1 << 20

// WithFile are the settings with those of the file that they name.
func WithFile(getenv func(string) string) (func(string) string, error) {
	name := getenv(EnvSettings)
	if name == "" {
		return getenv, nil
	}
	said, err := readSettings(name)
	if err != nil {
		return getenv, fmt.Errorf("%s: %w", EnvSettings, err)
	}
	return func(name string) string {
		if value := getenv(name); value != "" {
			return value
		}
		return said[name]
	}, nil
}

// readSettings reads a file of settings: their names in lower case, and those
// of an API below its name. A key that is none is refused; a value never is
// told.
func readSettings(name string) (map[string]string, error) {
	text, err := readBounded(name, largestFile)
	if err != nil {
		return nil, err
	}
	var root map[string]yaml.Node
	if err := yaml.NewDecoder(bytes.NewReader(text)).Decode(&root); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s is no YAML of names and values", name) // yaml's own message quotes what it read
	}
	said := map[string]string{}
	for _, key := range slices.Sorted(maps.Keys(root)) {
		node := root[key]
		if err := readSetting(said, key, &node); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return said, nil
}

// readBounded reads a file of at most so many bytes.
func readBounded(name string, most int64) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, most+1))
	if err == nil && int64(len(text)) > most {
		err = fmt.Errorf("%s is longer than %d bytes", name, most)
	}
	return text, err
}

func readSetting(said map[string]string, key string, node *yaml.Node) error {
	if node.Kind == yaml.ScalarNode {
		return takeDown(said, "UNDERSTUDY_", key, node, false)
	}
	var own map[string]yaml.Node
	if err := node.Decode(&own); err != nil {
		return fmt.Errorf("line %d: %s is neither a value nor the settings of an API", node.Line, key)
	}
	for _, name := range slices.Sorted(maps.Keys(own)) {
		one := own[name]
		if err := takeDown(said, "UNDERSTUDY_"+strings.ToUpper(key)+"_", name, &one, true); err != nil {
			return err
		}
	}
	return nil
}

// takeDown puts one value among those that the file says.
func takeDown(said map[string]string, prefix, key string, node *yaml.Node, ofAPI bool) error {
	name := strings.ToUpper(key)
	if !slices.ContainsFunc(Settings, func(s Setting) bool { return s.Name == name && s.OfAPI == ofAPI }) {
		return fmt.Errorf("line %d: there is no setting %s", node.Line, key)
	}
	if node.Kind != yaml.ScalarNode {
		return fmt.Errorf("line %d: %s is not one value", node.Line, key)
	}
	said[prefix+name] = node.Value
	return nil
}
