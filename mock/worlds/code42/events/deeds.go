package events

import "strings"

// deed is what was done: everything of an event that does not depend on who did it, where and with which file.
type deed struct {
	kind, action, observer string
	connection             string // what the tenant called its connection with the cloud
	change                 string // RENAMED or MOVED
	exposure, shareType    []string
	shared                 *bool
	sharedWith             addressees
	sharingAdded           []string
	process                string
	source, destination    end
	fromDevice, toDevice   bool // the device itself is the one end or the other
	cloudy                 bool // seen by a cloud's observer
	media                  bool // the person's own removable medium is an end
	fromMedia              bool
	sync                   string
	account                account // whose account the file went to
	mail                   message
	printer                string
	report                 Report

	exposed     bool // the file left: there is a risk, or a reason for trust
	indicator   Indicator
	trustReason string
	rare        bool // hardly anyone sends files there
}

// end is where a file came from or went to, if it is not the device.
type end struct {
	category, name string
	domains        []string
	tabs           []Tab
	titled         bool // the tab's title is the name of the file
}

type message struct {
	sent     bool
	to       addressees
	subject  string
	about    bool // the subject is the name of the file
	policies []string
}

// addressees are whom a message or a share is for.
type addressees struct {
	whom  whom
	names []string // of those that are no colleagues in particular
}

// whom tells what addressees are to the person.
type whom uint8

const (
	others whom = iota
	boss
	mate
)

// names are the addresses of addressees.
func (t *tables) names(p *person, a addressees) []string {
	switch a.whom {
	case boss:
		return []string{t.name(p.boss)}
	case mate:
		return []string{t.name(p.mate)}
	}
	return a.names
}

// vector is how a file moved.
func (d *deed) vector() string {
	switch d.action {
	case "file-downloaded":
		return "DOWNLOADED"
	case "file-emailed":
		return "EMAILED"
	case "removable-media-created":
		return "REMOVABLE_MEDIA_OUT"
	}
	return isUnknown
}

// changeType is what was done to a file. Of what was only read, sent or printed it says nothing.
func (d *deed) changeType() string {
	switch {
	case d.change != "":
		return d.change
	case d.action == "file-shared":
		return "SHARING_CHANGED"
	case d.copied():
		return "COPIED"
	case strings.HasSuffix(d.action, "-created"), strings.HasSuffix(d.action, "-modified"), strings.HasSuffix(d.action, "-deleted"):
		return d.kind
	}
	return "NONE"
}

// copied tells whether a file is a copy, of which it is known what it was made from.
func (d *deed) copied() bool { return d.action == "removable-media-created" }

// account is a kind of account that files are synchronized to.
type account uint8

const (
	noAccount account = iota
	corporateAccount
	personalAccount
)

// account is the name of a person's account.
func (p *person) account(a account) []string {
	switch a {
	case corporateAccount:
		return []string{p.username}
	case personalAccount:
		return []string{p.personal()}
	}
	return nil
}

const printedFiles = "/var/opt/incydr/printed/"

// The vendor's words.
const (
	typeCreated, typeModified, typeDeleted = "CREATED", "MODIFIED", "DELETED"
	typeRead, typeEmailed, typePrinted     = "READ_BY_APP", "EMAILED", "PRINTED"
	isTrue, isFalse, isUnknown             = "TRUE", "FALSE", "UNKNOWN"
	categoryDevice, categoryCloud          = "Device", "Cloud Storage"
	removableMedia                         = "Removable Media"
	trustURL, trustTab                     = "Trusted browser URL", "Trusted browser tab title"
	trustPath, trustRecipient              = "Trusted specific URL path", "Trusted email recipient"
	trustAccount, trustSlack               = "Trusted sync username", "Trusted Slack workspace"
	trustManaged, trustShared              = "Download to a managed device", "Shared with trusted users"
	observerEndpoint                       = "Endpoint"
)

// changes are the three things that happen to files, in the words of version 1 and as version 2 ends its actions.
var changes = [...]struct{ kind, suffix string }{{typeCreated, "-created"}, {typeModified, "-modified"}, {typeDeleted, "-deleted"}}

const (
	creation = iota
	modification
	deletion
)

// syncApp is a program that synchronizes files with a cloud.
type syncApp struct {
	destination, name, folder string
	indicator                 Indicator
	domain                    string
	process                   [3]string // by system; none: it does not run there
}

// syncApps begin with those that the company uses: one for each suite.
var syncApps = []syncApp{
	{"GoogleDrive", "Google Drive", "Google Drive", Indicator{"Google Drive upload", 5}, "drive.google.com", [3]string{"GoogleDriveFS.exe", "Google Drive", "rclone"}},
	{"OneDrive", "OneDrive", "OneDrive - Example Co", Indicator{"OneDrive upload", 5}, "example-my.sharepoint.com", [3]string{"OneDrive.exe", "OneDrive", "onedrive"}},
	{"Dropbox", "Dropbox", "Dropbox", Indicator{"Dropbox upload", 5}, "dropbox.com", [3]string{"Dropbox.exe", "Dropbox", "dropbox"}},
	{"ICloud", "iCloud", "iCloud Drive", Indicator{"iCloud upload", 5}, "icloud.com", [3]string{"iCloudDrive.exe", "bird", ""}},
	{"Box", "Box", "Box Sync", Indicator{"Box upload", 5}, "app.box.com", [3]string{"Box Sync.exe", "Box Sync", "box"}},
	{"BoxDrive", "Box", "Box", Indicator{"Box upload", 5}, "app.box.com", [3]string{"Box.exe", "Box", "boxdrive"}},
	{"GoogleBackupAndSync", "Google Drive", "Google Backup", Indicator{"Google Drive upload", 5}, "drive.google.com", [3]string{"googledrivesync.exe", "Backup and Sync", "insync"}},
}

// dropbox is the first of syncApps that is none of the company's. It runs everywhere.
const dropbox = 2

// A suite is what a site works with: a cloud, a mail service and a program that synchronizes, all of one vendor.
const (
	google = iota
	microsoft
)

var mailServices = [...]struct{ observer, name, connection string }{
	{"Gmail", "Gmail", "Example Co Gmail"}, {"Office365", "Microsoft Office 365", "Microsoft Office 365"},
}

var browsers = [3][]string{
	{"chrome.exe", "msedge.exe", "firefox.exe"},
	{"Google Chrome", "Safari", "Microsoft Edge"},
	{"chrome", "firefox", "microsoft-edge"},
}

// explorers are what files are renamed, moved, copied and deleted with.
var explorers = [3]string{"explorer.exe", "Finder", "nautilus"}

// makes are the makes of printers, of which each floor has one.
var makes = []string{"HP LaserJet", "Canon iR-ADV", "Kyocera TASKalfa", "Brother HL", "Ricoh IM"}

// mediaModels are the sticks and disks that are around.
var mediaModels = []Media{
	{Vendor: "SanDisk", Name: "Cruzer Blade", MediaName: "SanDisk Cruzer Blade Media", Bus: "USB", Capacity: 32 * gigabyte},
	{Vendor: "Kingston", Name: "DataTraveler 3.0", MediaName: "Kingston DataTraveler Media", Bus: "USB", Capacity: 64 * gigabyte},
	{Vendor: "Samsung", Name: "Portable SSD T7", MediaName: "Samsung PSSD T7 Media", Bus: "USB", Capacity: 1000 * gigabyte},
	{Vendor: "SanDisk", Name: "Ultra Fit", MediaName: "SanDisk Ultra Fit Media", Bus: "USB", Capacity: 128 * gigabyte},
}

var volumes = []string{"BACKUP", "PHOTOS", "UNTITLED", "USB", "WORK", "DATA"}

var (
	subjects = []string{"As discussed", "For your review", "Draft", "Updated version", "Question", "Please have a look", "Before the meeting"}
	policies = []string{"Financial data", "Personal data"}
)

// reports are what people download from the customer database.
var reports = []Report{
	{ID: "00O5g000006VDqAEAW", Name: "Open opportunities", Description: "All opportunities of this quarter", Type: "REPORT_TYPE_SAVED", Headers: []string{"Account", "Amount", "Stage"}, Count: 412},
	{ID: "00O5g000006VDqBEAW", Name: "Customer contacts", Description: "Contacts of all accounts", Type: "REPORT_TYPE_SAVED", Headers: []string{"Account", "Contact", "Email"}, Count: 5120},
	{Name: "Untitled", Type: "REPORT_TYPE_AD_HOC", Headers: []string{"Account", "Phone"}, Count: 87},
}
