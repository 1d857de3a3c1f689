package events

import "strings"

// fileKind is a sort of file. The categories are the vendor's; the weights of the indicators are ours, because tenants set them
// as they like.
type fileKind struct {
	category, extension, mime string
	indicator                 Indicator
	labels                    [][]string // classifications, one of which a file has
}

var (
	unlabelled = [][]string{nil}
	labelled   = [][]string{nil, nil, nil, {"Internal"}, nil, {"Confidential"}, nil, {"Confidential", "Finance"}}
)

const gigabyte = 1 << 30

const (
	document, spreadsheet, presentation, pdf, image = "Document", "Spreadsheet", "Presentation", "Pdf", "Image"
	sourceCode, script                              = "SourceCode", "Script"
)

var (
	isDocument     = Indicator{"Document", 1}
	isSpreadsheet  = Indicator{"Spreadsheet", 1}
	isPresentation = Indicator{"Presentation", 1}
	isImage        = Indicator{"Image", 1}
	isSourceCode   = Indicator{"Source code", 2}
	isExecutable   = Indicator{"Executable", 2}
)

var kinds = []fileKind{
	{document, "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", isDocument, labelled},
	{spreadsheet, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", isSpreadsheet, labelled},
	{pdf, "pdf", "application/pdf", Indicator{"PDF", 1}, labelled},
	{image, "png", "image/png", isImage, unlabelled},
	{presentation, "pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", isPresentation, labelled},
	{sourceCode, "py", "text/x-python", isSourceCode, unlabelled},
	{"Archive", "zip", "application/zip", Indicator{"Zip", 2}, unlabelled},
	{document, "txt", "text/plain", isDocument, unlabelled},
	{document, "md", "text/x-web-markdown", isDocument, unlabelled},
	{document, "log", "text/x-log", isDocument, unlabelled},
	{document, "eml", "message/rfc822", isDocument, unlabelled},
	{image, "jpg", "image/jpeg", isImage, unlabelled},
	{image, "psd", "image/vnd.adobe.photoshop", isImage, unlabelled},
	{image, "dwg", "image/vnd.dwg", isImage, unlabelled},
	{sourceCode, "go", "text/x-go", isSourceCode, unlabelled},
	{sourceCode, "ts", "text/x-typescript", isSourceCode, unlabelled},
	{sourceCode, "c", "text/x-csrc", isSourceCode, unlabelled},
	{sourceCode, "sql", "text/x-sql", isSourceCode, unlabelled},
	{sourceCode, "json", "application/json", isSourceCode, unlabelled},
	{sourceCode, "yaml", "text/x-yaml", isSourceCode, unlabelled},
	{spreadsheet, "csv", "text/csv", isSpreadsheet, unlabelled},
	{script, "sh", "application/x-sh", Indicator{"Script", 2}, unlabelled},
	{"Video", "mp4", "video/mp4", Indicator{"Video", 1}, unlabelled},
	{"Audio", "mp3", "audio/mpeg", Indicator{"Audio", 1}, unlabelled},
	{"Executable", "exe", "application/x-msdownload", isExecutable, unlabelled},
	{"Executable", "msi", "application/x-msi", isExecutable, unlabelled},
	{"VirtualDiskImage", "vmdk", "application/x-vmdk", Indicator{"Virtual Disk Image", 2}, unlabelled},
	{"Uncategorized", "dat", "application/octet-stream", Indicator{}, unlabelled}, // and whatever else there is
}

// disguises are the kinds that a file is made to look like.
var disguises = [...]uint8{kindOf(".png"), kindOf(".jpg"), kindOf(".mp3")}

// office tells whether a kind is what people read and write in an office. What such a file is called follows from the job.
func (k *fileKind) office() bool {
	return k.category == document && k.extension != "eml" && k.extension != "log" || k.category == spreadsheet || k.category == presentation || k.category == pdf
}

// coded tells whether a kind is made by people who write programs: it lies among them, and is called like them.
func (k *fileKind) coded() bool { return k.category == sourceCode || k.category == script }

// data tells whether programs write a kind rather than people.
func (k *fileKind) data() bool {
	return k.extension == "csv" || k.extension == "dat" || k.extension == "log"
}

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
