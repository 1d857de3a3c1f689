package events

import (
	"slices"
	"strings"
)

// site is a place in the web that files are uploaded to.
type site struct {
	name, category string
	indicator      Indicator
	trust          string // the reason why it is trusted, if it is
	rare           bool
	domain         string
	tabs           []Tab
	often          uint16 // of what the company does not trust: how often people are used to it
	suits          func(*habits) bool
	takes          kindSet // of files
}

// What sites take that do not take anything.
const anything kindSet = 0

var (
	pages    = setOf("pdf", "docx", "pptx", "xlsx", "png", "jpg")
	signable = setOf("pdf", "docx")
	records  = setOf("pdf", "docx", "xlsx", "csv")
	sheets   = setOf("xlsx", "csv", "pdf", "png")
	pictures = setOf("png", "jpg", "pdf")
	readings = setOf("png", "csv", "json", "log")
	sources  = setOf("go", "py", "ts", "c", "sh", "sql", "json", "yaml", "md", "txt", "png", "log", "zip")
	stored   = setOf("csv", "json", "yaml", "log", "sql", "zip", "sh", "py", "dat", "vmdk")
)

// taking is the site, which takes such files only.
func (s *site) taking(kinds kindSet) *site {
	s.takes = kinds
	return s
}

func (s *site) takesKind(kind uint8) bool { return s.takes == anything || s.takes.has(kind) }

// tab is a tab whose title and address could be read.
func tab(title, url string) Tab { return Tab{Title: title, URL: url} }

const (
	productivity, messaging, mailing = "Productivity Tools", "Messaging", "Email"
	repository, customers, drawing   = "Source Code Repository", "CRM Tools", "Design Tools"
)

// tools are the sites that jobs work with, by the name that the company's model has for them. What the company pays for is trusted.
var tools = map[string]*site{
	"Jira":        tool("Jira", productivity, trustURL, "example.atlassian.net", tab("Board - Jira", "https://example.atlassian.net/jira/boards/7"), tab("Backlog - Jira", "https://example.atlassian.net/jira/backlog")),
	"Confluence":  tool("Confluence", productivity, trustURL, "example.atlassian.net", tab("Team space - Confluence", "https://example.atlassian.net/wiki/spaces/TEAM")),
	"Slack":       tool("Slack", messaging, trustSlack, "example.slack.com", tab("general - Example Co - Slack", "https://example.slack.com/client/general"), tab("random - Example Co - Slack", "https://example.slack.com/client/random")),
	"GitHub":      tool("GitHub", repository, trustPath, "github.com", tab("example-co/platform", "https://github.com/example-co/platform"), tab("example-co/gateway", "https://github.com/example-co/gateway")).taking(sources),
	"Salesforce":  tool("Salesforce", customers, trustURL, "example.my.salesforce.com", tab("Files | Salesforce", "https://example.my.salesforce.com/files")),
	"Workday":     tool("Workday", productivity, trustURL, "example.workday.com", tab("Home - Workday", "https://example.workday.com/d/home.htmld")).taking(records),
	"NetSuite":    tool("NetSuite", productivity, trustURL, "example.app.netsuite.com", tab("File Cabinet - NetSuite (Example Co)", "https://example.app.netsuite.com/app/common/media/mediaitemfolders.nl")).taking(records),
	"Zendesk":     tool("Zendesk", customers, trustURL, "example.zendesk.com", tab("Tickets - Example Co Support", "https://example.zendesk.com/agent/filters/1")),
	"Figma":       tool("Figma", drawing, trustURL, "figma.com", tab("Example Co - Figma", "https://www.figma.com/files/team/example-co")).taking(pictures),
	"HubSpot":     tool("HubSpot", customers, trustURL, "app.hubspot.com", tab("Files | HubSpot", "https://app.hubspot.com/files/1234567")).taking(pages),
	"DocuSign":    tool("DocuSign", "Legal", trustURL, "app.docusign.com", tab("DocuSign Agreements", "https://app.docusign.com/documents")).taking(signable),
	"ServiceNow":  tool("ServiceNow", productivity, trustURL, "example.service-now.com", tab("Incident | ServiceNow", "https://example.service-now.com/incident.do")),
	"Miro":        tool("Miro", drawing, trustURL, "miro.com", tab("Dashboard | Miro", "https://miro.com/app/dashboard/")).taking(pages),
	"Greenhouse":  tool("Greenhouse", productivity, trustURL, "app.greenhouse.io", tab("Candidates - Greenhouse", "https://app.greenhouse.io/people")).taking(signable),
	"Tableau":     tool("Tableau", productivity, trustURL, "example.online.tableau.com", tab("Explore - Tableau Cloud", "https://example.online.tableau.com/explore")).taking(sheets),
	"AWS Console": tool("AWS Console", "Cloud Computing", trustURL, "console.aws.amazon.com", tab("S3 buckets | S3", "https://console.aws.amazon.com/s3/buckets")).taking(stored),
	"Datadog":     tool("Datadog", productivity, trustURL, "app.datadoghq.com", tab("Notebooks | Datadog", "https://app.datadoghq.com/notebook/list")).taking(readings),
	"Zoom":        tool("Zoom", messaging, trustURL, "example.zoom.us", tab("Team Chat - Zoom", "https://example.zoom.us/wc/team-chat")),
}

func tool(name, category, trust, domain string, tabs ...Tab) *site {
	return &site{name: name, category: category, trust: trust, domain: domain, tabs: tabs}
}

// What jobs call the tools that each suite has.
const (
	toolMail  = "Mail"
	toolFiles = "Files"
)

// suites are the tools of the two suites, one of which everybody at a site has.
var suites = [...]map[string]*site{
	google: {
		toolMail:  tool("Gmail", mailing, trustTab, "mail.google.com", tab("Inbox - Example Co Mail", "https://mail.google.com/mail/u/0/#inbox"), tab("Drafts - Example Co Mail", "https://mail.google.com/mail/u/0/#drafts")),
		toolFiles: tool("Google Drive", categoryCloud, trustTab, "drive.google.com", tab("Example Co shared drive - Google Drive", "https://drive.google.com/drive/folders/example-co")),
	},
	microsoft: {
		toolMail:  tool("Outlook", mailing, trustTab, "outlook.office.com", tab("Mail - Example Co - Outlook", "https://outlook.office.com/mail/")),
		toolFiles: tool("SharePoint", categoryCloud, trustURL, "example.sharepoint.com", tab("Documents - All Documents", "https://example.sharepoint.com/sites/team/Shared%20Documents")),
	},
}

// elsewhere is what the company does not trust.
var elsewhere = []site{
	{"Dropbox", categoryCloud, Indicator{"Dropbox upload", 5}, "", false, "dropbox.com", []Tab{tab("Files - Dropbox", "https://www.dropbox.com/home"), tab("Shared - Dropbox", "https://www.dropbox.com/share")}, 14, nil, anything},
	{"Google Drive", categoryCloud, Indicator{"Google Drive upload", 5}, "", false, "drive.google.com", []Tab{tab("My Drive - Google Drive", "https://drive.google.com/drive/my-drive")}, 11, nil, anything},
	{"Gmail", mailing, Indicator{"Gmail upload", 5}, "", false, "mail.google.com", []Tab{tab("Compose - Gmail", "https://mail.google.com/mail/u/0/#compose"), tab("Inbox - Gmail", "https://mail.google.com/mail/u/0/#inbox")}, 16, nil, anything},
	{"OneDrive", categoryCloud, Indicator{"OneDrive upload", 5}, "", false, "onedrive.live.com", []Tab{tab("My files - OneDrive", "https://onedrive.live.com/?id=root")}, 4, nil, anything},
	{"iCloud", categoryCloud, Indicator{"iCloud upload", 5}, "", false, "icloud.com", []Tab{tab("iCloud Drive", "https://www.icloud.com/iclouddrive/")}, 6, onMac, anything},
	{"Box", categoryCloud, Indicator{"Box upload", 5}, "", false, "app.box.com", []Tab{tab("All Files | Powered by Box", "https://app.box.com/folder/0")}, 3, nil, anything},
	{"WeTransfer", categoryCloud, Indicator{"WeTransfer upload", 5}, "", false, "wetransfer.com", []Tab{tab("WeTransfer", "https://wetransfer.com/")}, 8, nil, anything},
	{"LinkedIn", "Social Media", Indicator{"LinkedIn upload", 1}, "", false, "linkedin.com", []Tab{tab("Messaging | LinkedIn", "https://www.linkedin.com/messaging/"), tab("Feed | LinkedIn", "https://www.linkedin.com/feed/")}, 30, nil, anything},
	{"WhatsApp", messaging, Indicator{"WhatsApp upload", 3}, "", false, "web.whatsapp.com", []Tab{tab("WhatsApp", "https://web.whatsapp.com/")}, 8, nil, anything},
	{"Discord", messaging, Indicator{"Discord upload", 3}, "", false, "discord.com", []Tab{tab("Discord | Friends", "https://discord.com/channels/@me")}, 4, codes, anything},
	{"GitHub", repository, Indicator{"GitHub upload", 5}, "", false, "github.com", []Tab{tab("Upload files", "https://github.com/weekend-coder/toolbox/upload/main")}, 5, codes, anything},
	{"CloudConvert", "File Conversion Tools", Indicator{"CloudConvert upload", 1}, "", true, "cloudconvert.com", []Tab{tab("CloudConvert", "https://cloudconvert.com/")}, 26, nil, pages},
	{"SmallPDF", "PDF Manager", Indicator{"SmallPDF upload", 1}, "", false, "smallpdf.com", []Tab{tab("Compress PDF", "https://smallpdf.com/compress-pdf"), tab("Merge PDF", "https://smallpdf.com/merge-pdf")}, 40, nil, pages},
	{"ProtonMail", mailing, Indicator{"ProtonMail upload", 4}, "", true, "mail.proton.me", []Tab{tab("Inbox | Proton Mail", "https://mail.proton.me/u/0/inbox")}, 2, nil, anything},
	{"Mega", categoryCloud, Indicator{"Mega upload", 5}, "", true, "mega.nz", []Tab{tab("MEGA", "https://mega.nz/fm")}, 1, nil, anything},
	{"Other", "Uncategorized", Indicator{"Other destination", 1}, "", false, "files.example.org", []Tab{tab("Upload", "https://files.example.org/upload")}, 24, nil, anything},
	{"Unknown", "Unknown", Indicator{"Unknown destination", 1}, "", true, "", []Tab{{TitleError: "The title could not be read", URLError: "The address could not be read"}}, 8, nil, anything},
}

// transfer is where people send large files.
var transfer = slices.IndexFunc(elsewhere, func(s site) bool { return s.name == "WeTransfer" })

// unknown is the place of the last of elsewhere: where it is could not be told.
var unknown = len(elsewhere) - 1

func onMac(h *habits) bool { return h.system == mac }
func codes(h *habits) bool { return h.trade.codes }

// buyers are the firm's customers.
var buyers = []struct{ name, domain string }{
	{"Northwind", "northwind.example.net"}, {"Brightwater", "brightwater.example.org"}, {"Helios Foods", "heliosfoods.example.net"},
	{"Calder Steel", "caldersteel.example.org"}, {"Juniper Mills", "junipermills.example.net"}, {"Ostrava Glass", "ostravaglass.example.org"},
	{"Tamarack Paper", "tamarackpaper.example.net"}, {"Bluefin Marine", "bluefinmarine.example.org"}, {"Verde Packaging", "verdepackaging.example.net"},
	{"Kestrel Aero", "kestrelaero.example.org"}, {"Sakura Motors", "sakuramotors.example.net"}, {"Lindqvist Tools", "lindqvisttools.example.org"},
}

// outsiders are whom the people of a department, or of one that it is part of, write to outside the firm.
var outsiders = map[string][]string{
	"Legal":            {"filings@hartwell-counsel.example.org", "associate@hartwell-counsel.example.org", "notary@stonebridge.example.net"},
	"Finance":          {"audit@marlowe-auditors.example.org", "relationship@firstharbor-bank.example.net", "tax@marlowe-auditors.example.org"},
	"Procurement":      {"orders@pinecircuit.example.net", "quotes@alloyworks.example.org", "logistics@swiftfreight.example.net"},
	"Human Resources":  {"benefits@clearpath.example.net", "talent@brightsearch.example.org", "payroll@clearpath.example.net"},
	"Marketing":        {"studio@fernandpine.example.org", "press@industryweekly.example.net", "events@tradefairs.example.org"},
	"IT":               {"support@rackhouse.example.net", "licensing@softdirect.example.org"},
	"Ops":              {"facilities@cleanbright.example.net", "orders@officebarn.example.org"},
	"Engineering":      {"engineering@pinecircuit.example.net", "lab@certlabs.example.org", "partners@openfieldbus.example.org"},
	"Customer Support": buyersAddresses("maintenance"),
	"Sales":            buyersAddresses("purchasing"),
	"Product":          buyersAddresses("pilot"),
	"":                 {"partners@openfieldbus.example.org", "office@chamber.example.org", "advisor@northlake.example.net"},
}

func buyersAddresses(local string) []string {
	list := make([]string, len(buyers))
	for i, b := range buyers {
		list[i] = local + "@" + b.domain
	}
	return list
}

// addressOf is the shared mailbox of a department.
func addressOf(unit, domain string) string {
	local := strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '.'
		case r >= 'a' && r <= 'z' || r == '.':
			return r
		}
		return -1
	}, strings.ToLower(unit))
	return strings.ReplaceAll(local, "..", ".") + "@" + domain
}
