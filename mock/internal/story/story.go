// Package story is what has happened in a firm that somebody will want to find: who took files along, whose access ended too late.
//
// A story is data (fixtures/stories). It says in a firm's words what people did, not in those of an API: each world shows of it what it would
// show of such a thing. Steps are dated from the world's last day, in working days of the firm's first site, so that a story fits any day on
// which a server starts.
//
// It knows no vendor. The seeds and package mock may import it.
package story

import (
	"time"

	"github.com/understudy/understudy/mock/internal/chance"
	"github.com/understudy/understudy/mock/internal/company"
)

// Story is one of them.
type Story struct {
	Name    string     `yaml:"-"` // of its file
	Title   string     `yaml:"title"`
	Text    string     `yaml:"text"` // what has happened, for readers
	Cast    []Role     `yaml:"cast"`
	Systems []System   `yaml:"systems"` // what a vault keeps passwords of
	Steps   []Step     `yaml:"steps"`   // in the order of time
	Find    []Question `yaml:"find"`
	Search  string     `yaml:"search"` // the path of the search for file events, of questions that have Where
}

// Role is one of the people whom it is about. In any world it is somebody of the firm with this name.
type Role struct {
	Role       string `yaml:"role"` // tells the person from the others
	First      string `yaml:"first"`
	Last       string `yaml:"last"`
	Job        string `yaml:"job"` // that somebody has; in a firm without it, somebody does a similar one
	Contractor bool   `yaml:"contractor"`
	Site       string `yaml:"site"` // where, if somebody has the job there
	ID         int64  `yaml:"id"`   // of the user; the next two likewise
	UID        string `yaml:"uid"`
	Device     string `yaml:"device"` // the guid of the machine that the person works with, or did last
	Broken     string `yaml:"broken"` // the guid of the one that broke
	Vault      bool   `yaml:"vault"`  // whether the person uses the vault
	// Working days before the last day, as negative numbers; 0 if there is none.
	Left     int `yaml:"left"`     // the last day at work
	Closed   int `yaml:"closed"`   // the day on which the accounts are closed, if that is not the last one at work
	Broke    int `yaml:"broke"`    // the day on which the machine breaks
	Replaced int `yaml:"replaced"` // the day on which there is another
}

// System is a resource of a vault.
type System struct {
	Name        string   `yaml:"name"`
	Type        string   `yaml:"type"`
	Description string   `yaml:"description"`
	Accounts    []string `yaml:"accounts"`
	For         []string `yaml:"for"`     // who may use it besides its owner: roles
	Guarded     bool     `yaml:"guarded"` // whoever needs a password asks for it, and gets it at once
}

// Step is something that happens. Of what follows Says it has one.
type Step struct {
	Day  int           `yaml:"day"` // in working days, -1 being the one before the last day
	At   time.Duration `yaml:"at"`  // by the clock on the wall of who does it; from 24h on it is the night after that day
	Who  string        `yaml:"who"` // a role; empty: whoever looks after the systems
	Says string        `yaml:"says"`

	Notice  *Notice  `yaml:"notice"`
	Listed  *Listed  `yaml:"listed"`
	Noted   *Noted   `yaml:"noted"`
	Held    *Held    `yaml:"held"`
	Files   *Files   `yaml:"files"`
	Breaks  *Breaks  `yaml:"breaks"`
	Uses    *Uses    `yaml:"uses"`
	Changes *Changes `yaml:"changes"`
}

// Notice is that it becomes known when somebody's last day at work is.
type Notice struct {
	Notes string `yaml:"notes"`
}

// Listed is that somebody comes onto a watchlist: its type, or its title if it has one.
type Listed struct {
	List string `yaml:"list"`
}

// Noted is that whoever looks into it writes something down about somebody.
type Noted struct {
	Notes string `yaml:"notes"`
}

// Held is that what somebody has is preserved for a matter, which is opened for it.
type Held struct {
	Matter      string `yaml:"matter"`
	Description string `yaml:"description"`
}

// Files is what somebody does with files, one after the other. A name stands for the same file in all steps of a person.
type Files struct {
	Act   string        `yaml:"act"` // one of Acts
	To    string        `yaml:"to"`  // the web site, of upload
	Drive bool          `yaml:"drive"`
	In    string        `yaml:"in"` // the folder in which they lie
	Names []string      `yaml:"names"`
	Over  time.Duration `yaml:"over"` // how long it takes
	Size  int64         `yaml:"size"` // of each, in bytes; 0: as such files are
}

// Acts are what can be done with files: to make one on a machine or, with Drive, in the firm's cloud; to change it, to delete it; to copy it to a
// stick; to upload it to a web site, or to the tool that the firm has for it; to share it with anyone who has the link.
var Acts = []string{"make", "change", "delete", "copy", "upload", "hand in", "share"}

// Breaks is that the machine breaks, on the day that the role says.
type Breaks struct{}

// Uses is that somebody fetches a password of a vault.
type Uses struct {
	System  string        `yaml:"system"`
	Account string        `yaml:"account"`
	Reason  string        `yaml:"reason"`
	For     time.Duration `yaml:"for"` // until it is given back, where it has to be asked for
}

// Changes is that a password is changed.
type Changes struct {
	System  string `yaml:"system"`
	Account string `yaml:"account"`
	Reason  string `yaml:"reason"`
}

// Question is how somebody finds a story's traces: Where or Path, and how many answers there are. In a value of Where, of With and in Path, {role}
// stands for the address of one of the cast, {role.login} for the user name in the firm, {role.uid} for the UID of the role, {-5} for when that day
// begins, and {DEPARTING_EMPLOYEE} for the id of the watchlist of that type or title.
type Question struct {
	What    string         `yaml:"what"`
	Head    string         `yaml:"head"`  // the API
	Where   [][]string     `yaml:"where"` // filters of a search for file events in the words of version 2: term, operator, value. All of them hold
	Path    string         `yaml:"path"`  // of a GET
	Rows    []string       `yaml:"rows"`  // the members of the answer, one in the other, the last of which is the list
	With    map[string]any `yaml:"with"`  // which of its rows
	Answers int            `yaml:"answers"`
}

// Played is a story in a firm.
type Played struct {
	*Story
	People map[string]*company.Person // by role
	Desk   *company.Site              // where people look after the others
	Lists  map[string]string          // the ids of the watchlists that Listed and Notice are about; written by the world that has them, and by no other
}

// Play finds the people of stories in a firm that was made with the Casts of these, in order. Those for which there are not enough are left out.
func Play(stories []*Story, firm *company.Company, cast []int) (list []Played, out []*Story) {
	for _, s := range stories {
		p := Played{s, map[string]*company.Person{}, &firm.Model.Sites[0], map[string]string{}}
		for i, r := range s.Cast {
			if cast[i] >= 0 {
				p.People[r.Role] = &firm.People[cast[i]]
			}
		}
		if cast = cast[len(s.Cast):]; len(p.People) < len(s.Cast) {
			out = append(out, s)
			continue
		}
		list = append(list, p)
	}
	return list, out
}

// Casts are the people whom stories need.
func Casts(stories []*Story) (list []company.Cast) {
	for _, s := range stories {
		for _, r := range s.Cast {
			list = append(list, company.Cast{
				First: r.First, Last: r.Last, Login: r.Login(), Job: r.Job, Contractor: r.Contractor, Site: r.Site,
				Fate: company.Fate{Steady: true, Left: -r.Left, Closed: -r.Closed, Broke: -r.Broke, Replaced: -r.Replaced},
			})
		}
	}
	return list
}

// Site is by whose clock a step is: where somebody does it or, of what others do about the person, where these are.
func (p *Played) Site(s Step) *company.Site {
	if s.Who == "" || s.Notice != nil || s.Listed != nil || s.Noted != nil || s.Held != nil {
		return p.Desk
	}
	return p.People[s.Who].Site
}

// At is when a step happens: at some second of its minute.
func (p *Played) At(s Step, now company.Date) time.Time {
	site := p.Site(s)
	n := chance.Mixed(uint64(s.At) + uint64(-s.Day)*chance.Golden) //nolint:gosec // neither is negative
	return p.Desk.Back(now, -s.Day).At(site.Location(), s.At).Add(time.Duration(n%50_000) * time.Millisecond).UTC()
}
