package company

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // a container has no zones of its own

	"go.yaml.in/yaml/v3"
)

// Read reads a model: all *.yaml of a folder, whose lists are joined, and names/*.txt below it.
func Read(files fs.FS) (*Model, error) {
	m := &Model{names: map[string]nameList{}}
	if err := Documents(files, func(_ string, part *Model) error { m.join(*part); return nil }); err != nil {
		return nil, fmt.Errorf("company: %w", err)
	}
	found, err := fs.Glob(files, "names/*.txt")
	if err != nil {
		return nil, err
	}
	for _, name := range found {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		m.names[strings.TrimSuffix(path.Base(name), ".txt")] = readNames(string(data))
	}
	return m, m.finish()
}

// Documents reads all *.yaml of a folder, in the order of their names, which each gets without their endings. A key that T does not have is an
// error; an error names the file.
func Documents[T any](files fs.FS, each func(name string, read *T) error) error {
	found, err := fs.Glob(files, "*.yaml")
	if err != nil {
		return err
	}
	for _, name := range found {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		var part T
		decoder := yaml.NewDecoder(bytes.NewReader(data))
		decoder.KnownFields(true)
		if err = decoder.Decode(&part); err == nil {
			err = each(strings.TrimSuffix(path.Base(name), ".yaml"), &part)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func (m *Model) join(part Model) {
	m.Sites, m.Countries = append(m.Sites, part.Sites...), append(m.Countries, part.Countries...)
	m.Units, m.Jobs = append(m.Units, part.Units...), append(m.Jobs, part.Jobs...)
	m.Machines, m.Files = append(m.Machines, part.Machines...), append(m.Files, part.Files...)
}

// finish looks up what the parts name of each other.
func (m *Model) finish() error {
	if len(m.Sites) == 0 || len(m.Jobs) == 0 || len(m.Machines) == 0 {
		return errors.New("company: a model needs sites, jobs and machines")
	}
	var wrong []error
	for i := range m.Sites {
		s := &m.Sites[i]
		zone, err := time.LoadLocation(s.Zone)
		s.zone = zone
		s.country = m.country(s.Country)
		if err == nil && s.country == nil {
			err = fmt.Errorf("there is no country %q", s.Country)
		}
		for _, language := range sortedKeys(s.Languages) {
			if _, ok := m.names[language]; !ok && language != english {
				err = errors.Join(err, fmt.Errorf("there are no names for %q", language))
			}
		}
		wrong = append(wrong, err)
	}
	for i := range m.Countries {
		m.Countries[i].cache = &holidays{}
		for j := range m.Countries[i].Holidays {
			wrong = append(wrong, m.Countries[i].Holidays[j].finish())
		}
	}
	for i := range m.Machines {
		wrong = append(wrong, m.Machines[i].finish())
	}
	for i := range m.Units {
		for _, name := range m.Units[i].Sites {
			if m.site(name) == nil {
				wrong = append(wrong, fmt.Errorf("unit %q: there is no site %q", m.Units[i].Name, name))
			}
		}
	}
	for _, j := range m.Jobs {
		if j.Unit != "" && m.unit(j.Unit) == nil {
			wrong = append(wrong, fmt.Errorf("job %q: there is no unit %q", j.Name, j.Unit))
		}
		if len(j.Titles) == 0 || j.Until <= j.From {
			wrong = append(wrong, fmt.Errorf("job %q needs titles and hours", j.Name))
		}
	}
	return errors.Join(wrong...)
}

func (m *Model) country(code string) *Country {
	return pick(m.Countries, func(c *Country) bool { return c.Code == code })
}

func (m *Model) site(name string) *Site {
	return pick(m.Sites, func(s *Site) bool { return s.Name == name })
}

func (m *Model) unit(name string) *UnitModel {
	return pick(m.Units, func(u *UnitModel) bool { return u.Name == name })
}

// Job is the job of a name, or nil.
func (m *Model) Job(name string) *Job {
	return pick(m.Jobs, func(j *Job) bool { return j.Name == name })
}

// IsDesktop tells whether a machine of the firm's is a desktop, by the name of its host.
func (m *Model) IsDesktop(host string) bool {
	return slices.ContainsFunc(m.Machines, func(o MachineModel) bool { return o.Desktop && strings.HasPrefix(host, o.Prefix) })
}

// JobNames are the names of all jobs.
func (m *Model) JobNames() []string {
	names := make([]string, len(m.Jobs))
	for i, j := range m.Jobs {
		names[i] = j.Name
	}
	return names
}

func pick[T any](list []T, fits func(*T) bool) *T {
	for i := range list {
		if fits(&list[i]) {
			return &list[i]
		}
	}
	return nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// monthOf reads a month such as 2023-05: its first day.
func monthOf(text string) (Date, error) {
	at, err := time.Parse("2006-01", text)
	return DateOf(at), err
}

func (m *MachineModel) finish() (err error) {
	if m.from, err = monthOf(m.From); err != nil {
		return err
	}
	m.until = 1 << 30
	if m.Until != "" {
		last, err := monthOf(m.Until)
		if err != nil {
			return err
		}
		m.until = last + 30
	}
	if len(m.Versions) == 0 {
		return fmt.Errorf("machine %q has no versions", m.Name)
	}
	for i := range m.Versions {
		if m.Versions[i].from, err = monthOf(m.Versions[i].From); err != nil {
			return err
		}
	}
	return nil
}
