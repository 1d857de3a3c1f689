package events

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/understudy/understudy/mock/internal/company"
)

// trade is what the people of a job do with files.
type trade struct {
	kinds   [3]shares              // what they make, by system: that for which the system has a program
	clouds  shares                 // what they make in a cloud
	papers  []topic                // what documents are called
	modules []topic                // what code and data are called
	folders []string               // of documents
	shelves []string               // of code
	tools   [microsoft + 1][]*site // by suite
	github  *site                  // where code goes to, if they have it
	outside []string               // whom they write to outside the firm
	mails   []string               // shared mailboxes of the departments that they write to
	reports bool                   // whether they take reports from the customer database
	codes   bool
	finance bool
	box     bool // whether their department works with Box too
}

// shares are kinds of files, and how often each is meant.
type shares struct {
	kinds []uint8
	often []uint16
}

func (s *shares) add(kind uint8, often int) {
	s.kinds, s.often = append(s.kinds, kind), append(s.often, uint16(often))
}

func (s *shares) draw(from *stream) uint8 { return s.kinds[from.oneOf(s.often)] }

// sortOfFile is a kind of file, as the company's model knows it.
type sortOfFile struct {
	*company.FileKind
	programs [3]string
	topics   []topic
}

// learn makes what the jobs of the firm do out of its model.
func (m *maker) learn() {
	m.sorts, m.trades, m.suites = make([]sortOfFile, len(kinds)), map[*company.Job]*trade{}, map[string]int{}
	for i := range kinds {
		m.sorts[i] = sortOfFile{FileKind: &company.FileKind{Extension: kinds[i].extension, Least: 100, Most: 1_000_000}, topics: topicsOf([]string{"file"}, nil)}
	}
	model := m.firm.Model
	for i := range model.Files {
		f := &model.Files[i]
		if k := kindOf(f.Extension); kinds[k].extension == f.Extension {
			m.sorts[k] = sortOfFile{f, [3]string{f.Programs["win"], f.Programs["mac"], f.Programs["linux"]}, topicsOf(f.Topics, nil)}
		}
	}
	for i := range model.Sites {
		m.suites[model.Sites[i].Name] = i % len(suites)
	}
	for _, w := range m.workers {
		if w.who != nil && m.trades[w.who.Job] == nil {
			m.trades[w.who.Job] = m.trade(w.who.Job)
		}
	}
}

func (m *maker) trade(job *company.Job) *trade {
	t := &trade{outside: m.outsiders(job.Unit), mails: m.mailboxes(job.Unit)}
	for _, extension := range slices.Sorted(maps.Keys(job.Files)) {
		kind, often := kindOf("."+extension), job.Files[extension]
		if often <= 0 {
			continue
		}
		k := &kinds[kind]
		for system, program := range m.sorts[kind].programs {
			if program != "" {
				t.kinds[system].add(kind, often)
			}
		}
		if k.shared() {
			t.clouds.add(kind, often)
		}
		t.codes = t.codes || k.coded()
	}
	for system := range t.kinds {
		if len(t.kinds[system].kinds) == 0 {
			t.kinds[system].add(kindOf(".docx"), 1)
		}
	}
	if len(t.clouds.kinds) == 0 || t.codes { // who writes code writes about it too
		t.clouds.add(kindOf(".docx"), 8)
	}
	for _, topic := range topicsOf(job.Topics, m.sorts) {
		if strings.Contains(topic.before, "_") {
			t.modules = append(t.modules, topic)
		} else {
			t.papers = append(t.papers, topic)
		}
	}
	for _, name := range job.Folders {
		if strings.ToLower(name) == name && t.codes && name != "docs" && name != "design" {
			t.shelves = append(t.shelves, name)
		} else {
			t.folders = append(t.folders, name)
		}
	}
	for _, name := range job.Tools {
		for suite := range suites {
			if site := cmp.Or(suites[suite][name], tools[name]); site != nil {
				t.tools[suite] = append(t.tools[suite], site)
			}
		}
		if name == "GitHub" {
			t.github = tools[name]
		}
	}
	t.reports = slices.Contains(job.Tools, "Salesforce")
	switch m.department(job.Unit) {
	case "Marketing", "Sales", "Legal":
		t.box = true
	case "Finance":
		t.finance = true
	}
	if len(t.folders) == 0 {
		t.folders = []string{"Team"}
	}
	return t
}

// outsiders are those of a department, or of the one that it is part of.
func (m *maker) outsiders(unit string) []string {
	for ; unit != ""; unit = m.above(unit) {
		if list := outsiders[unit]; list != nil {
			return list
		}
	}
	return outsiders[""]
}

func (m *maker) department(unit string) string {
	for m.above(unit) != "" {
		unit = m.above(unit)
	}
	return unit
}

func (m *maker) above(unit string) string {
	for i := range m.firm.Model.Units {
		if m.firm.Model.Units[i].Name == unit {
			return m.firm.Model.Units[i].Below
		}
	}
	return ""
}

// mailboxes are those that the people of a department write to: their own, and some of others, if the firm has them.
func (m *maker) mailboxes(unit string) (list []string) {
	near := []string{unit, m.above(unit), "IT", "Finance"}
	for i, name := range near {
		if name == "" || slices.Index(near, name) != i || !slices.ContainsFunc(m.firm.Units, func(u company.Unit) bool { return u.Name == name }) {
			continue
		}
		list = append(list, addressOf(name, m.domain))
	}
	if len(list) == 0 {
		list = []string{"team@" + m.domain}
	}
	return list
}
