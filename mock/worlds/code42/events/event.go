package events

import (
	"time"
)

const (
	// FileType is what version 1 says that every file is.
	FileType = "FILE"
	// Classifier is whose classifications files carry, the only one in published answers.
	Classifier = "MICROSOFT INFORMATION PROTECTION"
)

// Event is all that is known of one event, in the words of neither version of the API: what is "" or empty here is null or an
// empty list there. Slices belong to the history and must not be written to.
type Event struct {
	ID                       string
	Time, Inserted, Ingested time.Time
	Type                     string // of version 1: CREATED, READ_BY_APP ...
	Action                   string // of version 2: application-read ...
	Observer                 string // version 1 calls it the source
	Connection               string // what the tenant called its connection with the cloud
	Vector                   string // how the file moved; UNKNOWN if it did not
	UserUID, Username        string
	Device                   EndpointFacts // zero if it happened in a cloud
	File                     File
	Exposure                 []string // version 1
	Actor                    string   // version 1: the cloud account that acted
	Shared                   *bool    // version 1; nil on devices
	SharedWith               []string // version 1
	SharingTypeAdded         []string // version 1
	ShareType                []string // version 2
	Process, ProcessOwner    string
	Source, Destination      Place
	Media                    Media    // version 1 has one of them; version 2 has it at the place that it is in
	SyncDestination          string   // version 1
	SyncUsernames            []string // version 1; in version 2 they are the destination's users
	Mail                     Mail
	Print                    Print
	Report                   Report
	Risk                     Risk
}

// EndpointFacts are a watched device at the time.
type EndpointFacts struct {
	GUID, Host, Domain, OS, User, PublicIP string
	PrivateIPs                             []string
}

// File is a file as it was when the event happened.
type File struct {
	Name, Directory                           string // the directory ends in a slash
	OriginalName, OriginalDirectory           string // before it was renamed or moved, or of the file that it is a copy of
	ChangeType                                string // CREATED, MODIFIED ..., or NONE
	Category, CategoryByBytes, CategoryByName string // Image, SourceCode ...
	MimeType, MimeTypeByBytes, MimeTypeByName string
	MimeTypeMismatch                          bool
	Unread                                    bool // nobody has looked at its bytes: size, hashes and whatever follows from them are not known
	Size                                      int64
	Owner, MD5, SHA256                        string
	Created, Modified                         time.Time // zero if they are not known
	ID, URL, CloudDriveID                     string    // of files in a cloud
	DirectoryIDs, Classifications             []string
}

// Place is where a file came from or went to.
type Place struct {
	Category, Name, Domain, IP, OS string
	Domains, PrivateIPs, Users     []string
	Tabs                           []Tab
	Media                          Media
}

// Tab is a browser's tab. Where the title or the address could not be read, the error says why.
type Tab struct{ Title, URL, TitleError, URLError string }

// Media is a removable medium; the zero Media is none.
type Media struct {
	Vendor, Name, Serial, Bus, MediaName string
	Capacity                             int64 // bytes
	Volumes, Partitions                  []string
}

// Mail is a message that carried a file.
type Mail struct {
	Sender, From, Subject string
	Recipients, Policies  []string
}

// Print is a print job.
type Print struct{ Printer, Job, BackupPath string }

// Report is a report that was downloaded from a business application.
type Report struct {
	ID, Name, Description, Type string
	Headers                     []string
	Count                       int64
}

// Risk is how risky an event is held to be, and why.
type Risk struct {
	Score              int
	Severity           string
	Indicators         []Indicator
	Trusted            bool
	TrustReason        string
	Remote             string // TRUE, FALSE or UNKNOWN
	OutsideActiveHours bool
}

// Indicator is one reason for a risk; the score is the sum of the weights.
type Indicator struct {
	Name   string
	Weight int
}

// Event assembles the event of a row.
func (l *Log) Event(row uint32) Event {
	t := l.tables()
	d := &t.deeds[t.column[ofDeed][row]]
	p := &t.people[t.column[ofPerson][row]]
	e := Event{
		ID: t.id(row), Time: instant(t.at[row]), Inserted: time.UnixMicro(t.inserted(row)).Add(time.Duration(t.nanos(row))).UTC(),
		Ingested: instant(t.inserted(row)/1000 - 1), Type: d.kind, Action: d.action, Observer: d.observer, Connection: d.connection, Vector: d.vector(), UserUID: p.uid, Username: p.username,
		Device: t.endpoint(row), File: t.fileFacts(t.column[ofFile][row], d), Exposure: d.exposure, Shared: d.shared, SharedWith: t.names(p, d.sharedWith),
		SharingTypeAdded: d.sharingAdded, ShareType: d.shareType, Process: d.process, SyncDestination: d.sync,
		SyncUsernames: p.account(d.account), Report: d.report, Risk: t.risks[t.column[ofRisk][row]].Risk,
		Source:      Place{Category: d.source.category, Name: d.source.name, Domains: d.source.domains, Tabs: d.source.tabs},
		Destination: Place{Category: d.destination.category, Name: d.destination.name, Domains: d.destination.domains, Tabs: d.destination.tabs},
	}
	if d.process != "" {
		e.ProcessOwner = e.Device.User
	}
	if d.cloudy {
		e.Actor = p.username
	}
	if d.mail.sent {
		e.Mail = Mail{Sender: p.username, From: p.username, Subject: d.mail.subject, Recipients: t.names(p, d.mail.to), Policies: d.mail.policies}
		if d.mail.about {
			e.Mail.Subject = e.File.Name
		}
	}
	if d.destination.titled {
		e.Destination.Tabs = []Tab{{Title: e.File.Name, URL: e.Destination.Tabs[0].URL}}
	}
	if d.media {
		e.Media = *p.medium
	}
	if d.printer != "" {
		e.Print = Print{Printer: d.printer, Job: e.File.Name, BackupPath: printedFiles + d.printer + "/"}
	}
	e.place(d)
	e.Destination.Users = e.SyncUsernames
	return e
}

// place puts the device and the medium where they belong: at the end that the file left, or the end that it arrived at.
func (e *Event) place(d *deed) {
	device := func(p *Place) {
		p.Name, p.IP, p.OS, p.PrivateIPs = e.Device.Host, e.Device.PublicIP, e.Device.OS, e.Device.PrivateIPs
	}
	if d.fromDevice {
		device(&e.Source)
		e.Source.Domain = e.Device.Domain
	}
	if d.toDevice {
		device(&e.Destination)
	}
	if d.fromMedia {
		e.Source.Media = e.Media
	} else {
		e.Destination.Media = e.Media
	}
}

func (t *tables) endpoint(row uint32) EndpointFacts {
	n := t.column[ofDevice][row]
	if n == 0 {
		return EndpointFacts{}
	}
	d := &t.devices[n]
	e := EndpointFacts{GUID: d.guid, Host: d.host, Domain: d.domain, OS: d.os, User: d.user, PublicIP: d.office.public, PrivateIPs: d.office.private}
	if t.risks[t.column[ofRisk][row]].home {
		e.PublicIP, e.PrivateIPs = d.home.public, d.home.private
	}
	return e
}

func (t *tables) fileFacts(row uint32, d *deed) File {
	f := &t.files[row]
	c := &t.contents[f.content]
	facts := File{
		Name: t.texts[f.name], Directory: t.directory(row), ChangeType: d.changeType(), Category: kinds[f.taken()].category, CategoryByBytes: kinds[f.kind].category,
		CategoryByName: kinds[f.disguise].category, MimeType: kinds[f.taken()].mime, MimeTypeByBytes: kinds[f.kind].mime, MimeTypeByName: kinds[f.disguise].mime,
		MimeTypeMismatch: f.mismatch(), Unread: f.kind == unread, Owner: t.texts[f.owner], Created: known(f.created), Modified: known(f.modified),
		Classifications: f.classifications(),
	}
	if !facts.Unread {
		facts.Size, facts.MD5, facts.SHA256 = c.size, c.md5Hex(), c.sha256Hex()
	}
	if f.cloud != 0 {
		facts.ID, facts.URL = t.fileID(row), t.fileURL(row)
		facts.DirectoryIDs, facts.CloudDriveID = []string{t.directoryID(f.directory, f.cloud)}, t.driveID(f.owner, f.cloud)
	}
	if o := &t.files[f.original]; f.original != row && (d.change != "" || d.copied()) {
		facts.OriginalName, facts.OriginalDirectory = t.texts[o.name], t.texts[o.directory]
	}
	return facts
}

// taken is the kind that a file is taken for: what its bytes are, or what its name says where nobody has looked at them.
func (f *file) taken() uint8 {
	if f.kind == unread {
		return f.disguise
	}
	return f.kind
}

func (f *file) mismatch() bool { return kinds[f.taken()].category != kinds[f.disguise].category }

// untold is a file's time that an observer does not tell.
const untold = 0

func known(ms int64) time.Time {
	if ms == untold {
		return time.Time{}
	}
	return instant(ms)
}

// classifications are the labels that a file carries.
func (f *file) classifications() []string { return labels[f.label] }
