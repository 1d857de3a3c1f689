package events

// deed is what was done: everything of an event that does not depend on who did it, where and with which file.
type deed struct {
	kind, action, observer string
	change                 string
	exposure, shareType    []string
	shared                 *bool
	sharedWith             []string
	sharingAdded           []string
	process                string
	source, destination    end
	fromDevice, toDevice   bool // the device itself is the one end or the other
	cloudy                 bool // seen by a cloud's observer
	media                  Media
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
}

type message struct {
	recipients []string
	subject    string
	policies   []string
}

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
		return []string{p.corporate}
	case personalAccount:
		return []string{p.personal}
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
	trustURL, trustTab                     = "Trusted browser URL", "Trusted browser tab title"
	trustPath, trustRecipient              = "Trusted specific URL path", "Trusted email recipient"
	trustAccount, trustSlack               = "Trusted sync username", "Trusted Slack workspace"
	trustManaged, trustShared              = "Download to a managed device", "Shared with trusted users"
	observerEndpoint                       = "Endpoint"
)

// changes are the three things that happen to files, in the words of version 1 and as version 2 ends its actions.
var changes = [...]struct{ kind, suffix string }{{typeCreated, "-created"}, {typeModified, "-modified"}, {typeDeleted, "-deleted"}}

// site is a place in the web that files are uploaded to.
type site struct {
	name, category string
	indicator      Indicator
	trust          string // the reason why it is trusted, if it is
	rare           bool
	domain         string
	tabs           []Tab
}

// tab is a tab whose title and address could be read.
func tab(title, url string) Tab { return Tab{Title: title, URL: url} }

var trustedSites = []site{
	{"Jira", "Productivity Tools", Indicator{}, trustURL, false, "example.atlassian.net", []Tab{tab("Board - Jira", "https://example.atlassian.net/jira/boards/7"), tab("Backlog - Jira", "https://example.atlassian.net/jira/backlog")}},
	{"Confluence", "Productivity Tools", Indicator{}, trustURL, false, "example.atlassian.net", []Tab{tab("Team space - Confluence", "https://example.atlassian.net/wiki/spaces/TEAM")}},
	{"Google Drive", categoryCloud, Indicator{}, trustTab, false, "drive.google.com", []Tab{tab("Example Co shared drive - Google Drive", "https://drive.google.com/drive/folders/example-co")}},
	{"Slack", "Messaging", Indicator{}, trustSlack, false, "example.slack.com", []Tab{tab("general - Example Co - Slack", "https://example.slack.com/client/general"), tab("design - Example Co - Slack", "https://example.slack.com/client/design")}},
	{"GitHub", "Source Code Repository", Indicator{}, trustPath, false, "github.com", []Tab{tab("example-co/platform", "https://github.com/example-co/platform/upload")}},
	{"Salesforce", "CRM Tools", Indicator{}, trustURL, false, "example.my.salesforce.com", []Tab{tab("Files | Salesforce", "https://example.my.salesforce.com/files")}},
	{"Outlook", "Email", Indicator{}, trustTab, false, "outlook.office.com", []Tab{tab("Mail - Example Co - Outlook", "https://outlook.office.com/mail/")}},
}

var untrustedSites = []site{
	{"Dropbox", categoryCloud, Indicator{"Dropbox upload", 5}, "", false, "dropbox.com", []Tab{tab("Files - Dropbox", "https://www.dropbox.com/home"), tab("Shared - Dropbox", "https://www.dropbox.com/share")}},
	{"Google Drive", categoryCloud, Indicator{"Google Drive upload", 5}, "", false, "drive.google.com", []Tab{tab("My Drive - Google Drive", "https://drive.google.com/drive/my-drive")}},
	{"Gmail", "Email", Indicator{"Gmail upload", 4}, "", false, "mail.google.com", []Tab{tab("Compose - Gmail", "https://mail.google.com/mail/u/0/#compose"), tab("Inbox - Gmail", "https://mail.google.com/mail/u/0/#inbox")}},
	{"OneDrive", categoryCloud, Indicator{"OneDrive upload", 5}, "", false, "onedrive.live.com", []Tab{tab("My files - OneDrive", "https://onedrive.live.com/?id=root")}},
	{"iCloud", categoryCloud, Indicator{"iCloud upload", 5}, "", false, "icloud.com", []Tab{tab("iCloud Drive", "https://www.icloud.com/iclouddrive/")}},
	{"Box", categoryCloud, Indicator{"Box upload", 5}, "", false, "app.box.com", []Tab{tab("All Files | Powered by Box", "https://app.box.com/folder/0")}},
	{"WeTransfer", categoryCloud, Indicator{"WeTransfer upload", 5}, "", false, "wetransfer.com", []Tab{tab("WeTransfer", "https://wetransfer.com/")}},
	{"LinkedIn", "Social Media", Indicator{"LinkedIn upload", 2}, "", false, "linkedin.com", []Tab{tab("Messaging | LinkedIn", "https://www.linkedin.com/messaging/")}},
	{"WhatsApp", "Messaging", Indicator{"WhatsApp upload", 4}, "", false, "web.whatsapp.com", []Tab{tab("WhatsApp", "https://web.whatsapp.com/")}},
	{"Discord", "Messaging", Indicator{"Discord upload", 4}, "", false, "discord.com", []Tab{tab("Discord | Friends", "https://discord.com/channels/@me")}},
	{"GitHub", "Source Code Repository", Indicator{"GitHub upload", 5}, "", false, "github.com", []Tab{tab("Upload files", "https://github.com/weekend-coder/toolbox/upload/main")}},
	{"CloudConvert", "File Conversion Tools", Indicator{"CloudConvert upload", 1}, "", true, "cloudconvert.com", []Tab{tab("CloudConvert", "https://cloudconvert.com/docx-to-pdf")}},
	{"SmallPDF", "PDF Manager", Indicator{"SmallPDF upload", 1}, "", true, "smallpdf.com", []Tab{tab("Compress PDF", "https://smallpdf.com/compress-pdf")}},
	{"ProtonMail", "Email", Indicator{"ProtonMail upload", 5}, "", true, "mail.proton.me", []Tab{tab("Inbox | Proton Mail", "https://mail.proton.me/u/0/inbox")}},
	{"Mega", categoryCloud, Indicator{"Mega upload", 6}, "", true, "mega.nz", []Tab{tab("MEGA", "https://mega.nz/fm")}},
	{"Other", "Uncategorized", Indicator{"Other destination", 1}, "", true, "files.example.org", []Tab{tab("Upload", "https://files.example.org/upload")}},
	{"Unknown", "Unknown", Indicator{"Unknown destination", 1}, "", true, "", []Tab{{TitleError: "The title could not be read", URLError: "The address could not be read"}}},
}

// syncApp is a program that keeps a folder in a cloud.
type syncApp struct {
	destination, name, folder string
	indicator                 Indicator
	domain                    string
	process                   [3]string // by system
	trust                     bool      // the company uses it
}

var syncApps = []syncApp{
	{"OneDrive", "OneDrive", "OneDrive - Example Co", Indicator{"OneDrive upload", 5}, "onedrive.live.com", [3]string{"OneDrive.exe", "OneDrive", "onedrive"}, true},
	{"GoogleDrive", "Google Drive", "Google Drive", Indicator{"Google Drive upload", 5}, "drive.google.com", [3]string{"GoogleDriveFS.exe", "Google Drive", "rclone"}, true},
	{"Dropbox", "Dropbox", "Dropbox", Indicator{"Dropbox upload", 5}, "dropbox.com", [3]string{"Dropbox.exe", "Dropbox", "dropbox"}, false},
	{"ICloud", "iCloud", "iCloud Drive", Indicator{"iCloud upload", 5}, "icloud.com", [3]string{"iCloudDrive.exe", "bird", "icloud"}, false},
	{"Box", "Box", "Box", Indicator{"Box upload", 5}, "app.box.com", [3]string{"Box.exe", "Box", "box"}, false},
	{"BoxDrive", "Box", "Box Drive", Indicator{"Box upload", 5}, "app.box.com", [3]string{"BoxDrive.exe", "Box Drive", "boxdrive"}, false},
	{"GoogleBackupAndSync", "Google Drive", "Google Backup", Indicator{"Google Drive upload", 5}, "drive.google.com", [3]string{"googledrivesync.exe", "Backup and Sync", "insync"}, false},
}

var browsers = [3][]string{
	{"chrome.exe", "msedge.exe", "firefox.exe"},
	{"Google Chrome", "Microsoft Edge", "Safari"},
	{"chrome", "microsoft-edge", "firefox"},
}

var (
	explorers = [3]string{"explorer.exe", "Finder", "nautilus"}
	editors   = [3]string{"winword.exe", "Microsoft Word", "soffice.bin"}
	printers  = []string{"HP LaserJet 4th floor", "Canon lobby", "Brother home office", "Kyocera finance"}
)

// mediaModels are the sticks and disks that are around.
var mediaModels = []Media{
	{Vendor: "SanDisk", Name: "Cruzer Blade", MediaName: "SanDisk Cruzer Blade Media", Bus: "USB", Capacity: 32 * gigabyte},
	{Vendor: "Kingston", Name: "DataTraveler 3.0", MediaName: "Kingston DataTraveler Media", Bus: "USB", Capacity: 64 * gigabyte},
	{Vendor: "Samsung", Name: "Portable SSD T7", MediaName: "Samsung PSSD T7 Media", Bus: "USB", Capacity: 1000 * gigabyte},
	{Vendor: "Apple", Name: "SDXC Reader", MediaName: "APPLE SD Card Reader Media", Bus: "Secure Digital", Capacity: 128 * gigabyte},
}

var (
	colleagues = []string{"finance@example.com", "legal@example.com", "team@example.com", "support@example.com"}
	outsiders  = []string{"partner@example.org", "buyer@customer.example.net", "recruiter@example.org", "me.at.home@example.net", "press@example.org", "supplier@vendor.example.net"}
	subjects   = []string{"As discussed", "For your review", "Numbers for this quarter", "Draft", "Final version", "Photos", "Handover"}
	policies   = []string{"Financial data", "Personal data"}
)

// reports are what people download from the customer database.
var reports = []Report{
	{ID: "00O5g000006VDqAEAW", Name: "Open opportunities", Description: "All opportunities of this quarter", Type: "REPORT_TYPE_SAVED", Headers: []string{"Account", "Amount", "Stage"}, Count: 412},
	{ID: "00O5g000006VDqBEAW", Name: "Customer contacts", Description: "Contacts of all accounts", Type: "REPORT_TYPE_SAVED", Headers: []string{"Account", "Contact", "Email"}, Count: 5120},
	{Name: "Untitled", Type: "REPORT_TYPE_AD_HOC", Headers: []string{"Account", "Phone"}, Count: 87},
}
