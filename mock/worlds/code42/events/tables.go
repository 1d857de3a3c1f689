package events

import (
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/understudy/understudy/mock/internal/chance"
	"github.com/understudy/understudy/mock/internal/ids"
)

// dim is a table that events point into.
type dim uint8

const (
	ofEvent dim = iota // the event itself
	ofPerson
	ofDevice
	ofFile
	ofDeed
	ofRisk
	dims
)

// tables are the columns of the events and the tables that they point into. An event is thirty-two bytes; all that can be said of it
// is said by the rows that it points to, and a row is judged once per query, not once per event.
type tables struct {
	seed   string
	tenant string
	ids    ids.Source

	at      []int64           // milliseconds since 1970, ascending
	delay   []uint32          // microseconds until it was inserted
	column  [dims][]uint32    // rows of the other tables; none for ofEvent
	pinIDs  map[uint32]string // ids that Spec.Pins give
	pinRows map[string]uint32 // where they are, in lower case

	texts    []string // names, directories and owners of files, each once
	people   []person
	devices  []device // the first is no device: what happened in a cloud
	files    []file
	contents []content
	pinned   map[uint32]string // contents that Spec.Pins give
	deeds    []deed
	risks    []risk
	late     int64 // when the last event was inserted, in microseconds since 1970
}

func (t *tables) len() int { return len(t.at) }

// rows is how many rows a table has.
func (t *tables) rows(d dim) int {
	return [dims]int{len(t.at), len(t.people), len(t.devices), len(t.files), len(t.deeds), len(t.risks)}[d]
}

// inserted is when an event arrived, in microseconds since 1970.
func (t *tables) inserted(row uint32) int64 { return t.at[row]*1000 + int64(t.delay[row]) }

// nanos are what is told of that time below a microsecond: something now and then, of what a device did.
func (t *tables) nanos(row uint32) int64 {
	if t.column[ofDevice][row] == 0 {
		return 0
	}
	n := chance.Mixed(uint64(t.inserted(row)))
	if n%8 != 0 {
		return 0
	}
	return 1 + int64(n>>32%999)
}

// arrived tells whether an event was inserted by now.
func (t *tables) arrived(row uint32, now time.Time) bool {
	at, seen := t.inserted(row), now.UnixMicro()
	return at < seen || at == seen && t.nanos(row) <= int64(now.Nanosecond()%1000)
}

type person struct {
	uid, username       string // the username is that of the cloud accounts too
	boss, mate          uint32 // whom the person mostly writes to, as the number after the row; 0 is nobody
	departing, highRisk int64  // since when, in milliseconds since 1970; notAtAll if never
	medium              *Media // the person's own; nil is none
}

// notAtAll is an instant that does not come.
const notAtAll = math.MaxInt64

// personal is the person's private account.
func (p *person) personal() string {
	name, _, _ := strings.Cut(p.username, "@")
	return name + "@mail.example.net"
}

// name is a person's username.
func (t *tables) name(person uint32) string { return t.people[person-1].username }

type device struct {
	guid, host, domain string
	os                 string // as the vendor shows it
	system             system
	user               string // of the operating system
	office, home       network
	stays              bool // in the office
	owner              uint32
	from, until        int64 // when it was in use, in milliseconds since 1970
	seen               int64 // when it had last connected in the end of the first part of the history
}

type system uint8

const (
	windows system = iota
	mac
	linux
)

// file is a file at a place, in one version of its contents. Most of what events tell of it follows from this.
type file struct {
	name, directory, owner uint32 // in texts
	kind, disguise         uint8  // what its bytes are, and what its extension says
	cloud                  cloud
	label                  uint8 // in labels
	content                uint32
	original               uint32 // the row that it was before it was renamed or moved; itself if it was not
	created, modified      int64  // milliseconds since 1970
	key                    uint64 // tells the file from all others, in whatever version and wherever it lies
}

// content is what a file holds.
type content struct {
	key    uint64
	size   int64
	md5    [md5.Size]byte
	sha256 [sha256.Size]byte
}

func (c *content) md5Hex() string    { return hex.EncodeToString(c.md5[:]) }
func (c *content) sha256Hex() string { return hex.EncodeToString(c.sha256[:]) }

// bytesOf is what a file holds.
func (t *tables) bytesOf(n uint32) []byte {
	if given, ok := t.pinned[n]; ok {
		return []byte(given)
	}
	return t.appendBytes(nil, t.contents[n].key)
}

func (t *tables) appendBytes(to []byte, key uint64) []byte {
	to = append(to, "stand-in for the contents of file "...)
	to = strconv.AppendUint(to, key, 10)
	return append(append(append(to, " of seed "...), t.seed...), '\n')
}

// A cloud is one of the vendor's cloud observers; the zero cloud is none.
type cloud uint8

const (
	googleDrive cloud = 1 + iota
	oneDrive
	box
)

// cloudNames are the observer, the name shown, that of the tenant's connection, and the address of a file.
var cloudNames = [...]struct{ observer, name, connection, url string }{
	{},
	{"GoogleDrive", "Google Drive", "Example Co Google Drive", "https://drive.google.com/file/d/"},
	{"OneDrive", "OneDrive", "Microsoft OneDrive", "https://example-my.sharepoint.com/documents/"},
	{"Box", "Box", "Example Co Box", "https://example.app.box.com/file/"},
}

// fileID is a cloud's id of a file; it outlives renames and new versions.
func (t *tables) fileID(row uint32) string {
	f := &t.files[row]
	if f.cloud == googleDrive {
		return t.driveFileID(f.key)
	}
	return t.ids.Hex("cloud file", f.key, 14)
}

func (t *tables) fileURL(row uint32) string {
	return cloudNames[t.files[row].cloud].url + t.fileID(row)
}

// directory is where a file lies on a device. Of those in a cloud it is not told.
func (t *tables) directory(row uint32) string {
	if t.files[row].cloud != 0 {
		return ""
	}
	return t.texts[t.files[row].directory]
}

// size is how many bytes a file holds; none are known of one that is unread.
func (t *tables) size(row uint32) int64 {
	f := &t.files[row]
	if f.kind == unread {
		return 0
	}
	return t.contents[f.content].size
}

// Both follow from what is the same in many files.
func (t *tables) directoryID(directory uint32, in cloud) string {
	return t.ids.Hex("directory "+t.texts[directory], uint64(in), 14)
}

func (t *tables) driveID(owner uint32, in cloud) string {
	return t.ids.Hex("drive "+t.texts[owner], uint64(in), 10)
}

func instant(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

// wholeSecond is the second that an instant is in.
func wholeSecond(ms int64) int64 { return floor(ms, second) }
