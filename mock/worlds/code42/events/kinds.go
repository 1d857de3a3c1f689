package events

import "strings"

// fileKind is a sort of file. The categories are the vendor's; the weights of the indicators are ours, because tenants set them
// as they like.
type fileKind struct {
	category, extension, mime string
	indicator                 Indicator
	least, most               int64 // bytes
	stems                     []string
	labels                    [][]string // classifications, one of which a file has
}

var (
	papers  = []string{"offer letter", "meeting notes", "contract draft", "onboarding plan", "press release", "design review", "statement of work", "policy", "résumé", "retrospective"}
	figures = []string{"forecast", "customer list", "price list", "headcount", "pipeline", "budget", "commission plan", "inventory", "cap table", "payroll"}
	shows   = []string{"roadmap", "all hands", "board deck", "launch plan", "sales kickoff", "training", "pitch"}
	code    = []string{"ingest", "billing_service", "scheduler", "auth", "feature_flags", "report_builder", "etl", "model"}
	scans   = []string{"invoice", "signed agreement", "datasheet", "expense report", "benefits summary", "audit findings"}
	bundles = []string{"backup", "export", "archive", "project files", "handover", "source"}
	images  = []string{"screenshot", "logo", "floor plan", "whiteboard", "team photo", "mockup"}

	unlabelled = [][]string{nil}
	labelled   = [][]string{nil, nil, nil, {"Internal"}, nil, {"Confidential"}, nil, {"Confidential", "Finance"}}
)

const (
	kilobyte = 1 << 10
	megabyte = 1 << 20
	gigabyte = 1 << 30
)

var kinds = []fileKind{
	{"Document", "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", Indicator{"Document", 1}, 12 * kilobyte, 4 * megabyte, papers, labelled},
	{"Spreadsheet", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Indicator{"Spreadsheet", 2}, 9 * kilobyte, 12 * megabyte, figures, labelled},
	{"Pdf", "pdf", "application/pdf", Indicator{"PDF", 1}, 40 * kilobyte, 20 * megabyte, scans, labelled},
	{"Image", "png", "image/png", Indicator{"Image", 1}, 20 * kilobyte, 6 * megabyte, images, unlabelled},
	{"Presentation", "pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", Indicator{"Presentation", 2}, megabyte, 60 * megabyte, shows, labelled},
	{"SourceCode", "py", "text/x-python", Indicator{"Source code", 3}, 300, 90 * kilobyte, code, unlabelled},
	{"Archive", "zip", "application/zip", Indicator{"Zip", 3}, megabyte, 2 * gigabyte, bundles, unlabelled},
	{"Document", "txt", "text/plain", Indicator{"Document", 1}, 20, 60 * kilobyte, papers, unlabelled},
	{"Image", "jpg", "image/jpeg", Indicator{"Image", 1}, 80 * kilobyte, 9 * megabyte, images, unlabelled},
	{"SourceCode", "go", "text/x-go", Indicator{"Source code", 3}, 300, 90 * kilobyte, code, unlabelled},
	{"Spreadsheet", "csv", "text/csv", Indicator{"Spreadsheet", 2}, 500, 40 * megabyte, figures, unlabelled},
	{"Script", "sh", "application/x-sh", Indicator{"Script", 3}, 60, 12 * kilobyte, []string{"deploy", "cleanup", "rotate-keys", "release"}, unlabelled},
	{"Video", "mp4", "video/mp4", Indicator{"Video", 1}, 8 * megabyte, 3 * gigabyte, []string{"demo", "interview", "training session", "town hall"}, unlabelled},
	{"Audio", "mp3", "audio/mpeg", Indicator{"Audio", 1}, megabyte, 90 * megabyte, []string{"podcast", "voicemail", "jingle"}, unlabelled},
	{"Executable", "exe", "application/x-msdownload", Indicator{"Executable", 2}, megabyte, 300 * megabyte, []string{"setup", "viewer", "installer"}, unlabelled},
	{"VirtualDiskImage", "vmdk", "application/x-vmdk", Indicator{"Virtual Disk Image", 3}, 200 * megabyte, 30 * gigabyte, []string{"lab", "build agent", "appliance"}, unlabelled},
	{"Uncategorized", "dat", "application/octet-stream", Indicator{}, 10, 10 * megabyte, []string{"cache", "dump", "sample"}, unlabelled},
}

// usual are the kinds by how often people make them: the further up in kinds, the more often.
var usual = func() (list []uint8) {
	for i := range kinds {
		for range 1 + (len(kinds)-i)*(len(kinds)-i)/12 {
			list = append(list, uint8(i))
		}
	}
	return list
}()

// disguises are the kinds that a file is made to look like.
var disguises = []uint8{3, 8, 13}

// kindOf is the kind that a name's extension says.
func kindOf(name string) uint8 {
	extension := strings.ToLower(name[strings.LastIndexByte(name, '.')+1:])
	for i := range kinds {
		if kinds[i].extension == extension {
			return uint8(i)
		}
	}
	return uint8(len(kinds) - 1)
}
