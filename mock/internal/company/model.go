package company

import "time"

// Model is what any such firm is made of: fixtures/company/*.yaml and the lists of names beside them.
type Model struct {
	Sites     []Site         `yaml:"sites"`
	Countries []Country      `yaml:"countries"`
	Units     []UnitModel    `yaml:"units"`
	Jobs      []Job          `yaml:"jobs"`
	Machines  []MachineModel `yaml:"machines"`
	Files     []FileKind     `yaml:"files"`

	names map[string]nameList // by language
}

// Site is a place where people work.
type Site struct {
	Name      string         `yaml:"name"`
	Code      string         `yaml:"code"` // of the names of its machines, three letters: msp
	City      string         `yaml:"city"`
	Region    string         `yaml:"region"`    // state or province, as its country writes it; may be empty
	Country   string         `yaml:"country"`   // two letters
	Zone      string         `yaml:"zone"`      // such as America/Chicago
	People    int            `yaml:"people"`    // how many of a hundred
	Languages map[string]int `yaml:"languages"` // of the people's names: how many of a hundred
	Address   string         `yaml:"address"`   // public address of the office, of a block for documentation
	Network   string         `yaml:"network"`   // first two numbers of addresses in the office: 10.4
	Floors    []string       `yaml:"floors"`    // where its printers stand

	zone    *time.Location
	country *Country
}

// Location is the site's time zone.
func (s *Site) Location() *time.Location { return s.zone }

// Country is what a country decides for those who work there.
type Country struct {
	Code     string    `yaml:"code"`
	Holidays []Holiday `yaml:"holidays"`

	cache *holidays // by year
}

// Holiday is a public holiday: a month with a day or with the nth weekday, a distance from Easter, or single dates.
type Holiday struct {
	Name     string   `yaml:"name"`
	Month    int      `yaml:"month"`
	Day      int      `yaml:"day"`
	Weekday  string   `yaml:"weekday"`  // Monday ...
	Nth      int      `yaml:"nth"`      // of the month: 1 is the first, -1 the last
	Easter   *int     `yaml:"easter"`   // days after Easter Sunday
	Observed bool     `yaml:"observed"` // on Friday or Monday if it falls on a weekend
	Dates    []string `yaml:"dates"`    // 2026-11-08

	dates   []Date
	weekday time.Weekday // -1: none
}

// UnitModel is a department. Those that a firm has room for are the first of the list.
type UnitModel struct {
	Name     string   `yaml:"name"`
	Below    string   `yaml:"below"`    // the unit that it is part of; empty: the firm itself
	Division string   `yaml:"division"` // what the department belongs to; may be empty
	Head     string   `yaml:"head"`     // title of who leads it
	Sites    []string `yaml:"sites"`    // where its people are; empty: everywhere
	Teams    []string `yaml:"teams"`    // what further parts at a site are called
	Code     string   `yaml:"code"`     // cost centre
}

// Job is what somebody does.
type Job struct {
	Name        string         `yaml:"name"`        // tells it from all others: software engineer
	Unit        string         `yaml:"unit"`        // the department; empty: the firm itself
	People      int            `yaml:"people"`      // how many of a thousand; 0: just one, in a firm of any size
	Titles      []string       `yaml:"titles"`      // the lowest first
	Managers    []string       `yaml:"managers"`    // titles of who manages them, the lowest first; the head of the unit is above these
	Contractors int            `yaml:"contractors"` // how many of a hundred
	From        time.Duration  `yaml:"from"`        // when the working day begins, by the clock on the wall
	Until       time.Duration  `yaml:"until"`       // when it ends
	Shifts      bool           `yaml:"shifts"`      // whether some work in the evening, at night and on weekends
	Machines    map[string]int `yaml:"machines"`    // win, mac, linux: how many of a hundred
	Desktops    int            `yaml:"desktops"`    // how many of a hundred also have a desktop, to try things on
	Busy        float64        `yaml:"busy"`        // how much happens with files, 1 being usual
	Risk        float64        `yaml:"risk"`        // how often files leave, 1 being usual
	Files       map[string]int `yaml:"files"`       // extensions of the files that they make: how many of a hundred
	Topics      []string       `yaml:"topics"`      // what documents are about, and called
	Folders     []string       `yaml:"folders"`     // where they are kept
	Tools       []string       `yaml:"tools"`       // web sites that they work with: GitHub, Salesforce ...; Mail and Files are those of the site's suite
	Vault       string         `yaml:"vault"`       // what they do in a password vault: administers, audits, uses or nothing
	Systems     []string       `yaml:"systems"`     // kinds of systems that they look after: linux, databases, network ...
}

// MachineModel is a model of computer.
type MachineModel struct {
	Name     string    `yaml:"name"` // Latitude 7440
	OS       string    `yaml:"os"`   // win, mac or linux
	Arch     string    `yaml:"arch"`
	Prefix   string    `yaml:"prefix"`  // of the host's name; desktops have others than laptops
	Desktop  bool      `yaml:"desktop"` // whether it stays in the office
	From     string    `yaml:"from"`    // the first month in which it was bought: 2023-05
	Until    string    `yaml:"until"`   // the last one; empty: it is still sold
	Versions []Version `yaml:"versions"`

	from, until Date
}

// Version is a version of an operating system.
type Version struct {
	Name string `yaml:"name"` // 10.0.22631
	From string `yaml:"from"` // 2023-10

	from Date
}

// FileKind is a sort of file.
type FileKind struct {
	Extension string            `yaml:"extension"`
	Programs  map[string]string `yaml:"programs"` // what writes them, by operating system; none: no program of that system does
	Topics    []string          `yaml:"topics"`   // what they are called, where the job says nothing better
	Unlike    []string          `yaml:"unlike"`   // words in the topics of jobs that no such file is about
	Least     int64             `yaml:"least"`    // bytes
	Most      int64             `yaml:"most"`
}
