package events

import "strings"

// fileKind is a sort of file. The categories are the vendor's; the weights of the indicators are ours, because tenants set them
// as they like.
type fileKind struct {
	category, extension, mime string
	indicator                 Indicator
	labelled                  bool // whether such files may be classified
}

// labels are what files may be classified as.
var labels = [...][]string{unclassified: nil, internal: {"Internal"}, confidential: {"Confidential"}, financial: {"Confidential", "Finance"}}

const (
	unclassified = iota
	internal
	confidential
	financial
)

const gigabyte = 1 << 30

const (
	document, spreadsheet, presentation, pdf, image = "Document", "Spreadsheet", "Presentation", "Pdf", "Image"
	sourceCode, script                              = "SourceCode", "Script"
)

var (
	isDocument     = Indicator{"Document", 1}
	isSpreadsheet  = Indicator{"Spreadsheet", 0}
	isPresentation = Indicator{"Presentation", 1}
	isImage        = Indicator{"Image", 0}
	isSourceCode   = Indicator{"Source code", 2}
	isExecutable   = Indicator{"Executable", 2}
)

var kinds = []fileKind{
	{document, "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", isDocument, true},
	{spreadsheet, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", isSpreadsheet, true},
	{pdf, "pdf", "application/pdf", Indicator{"PDF", 1}, true},
	{image, "png", "image/png", isImage, false},
	{presentation, "pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", isPresentation, true},
	{sourceCode, "py", "text/x-python", isSourceCode, false},
	{"Archive", "zip", "application/zip", Indicator{"Zip", 2}, false},
	{document, "txt", "text/plain", isDocument, false},
	{document, "md", "text/x-web-markdown", isDocument, false},
	{document, "log", "text/x-log", isDocument, false},
	{document, "eml", "message/rfc822", isDocument, false},
	{image, "jpg", "image/jpeg", isImage, false},
	{image, "psd", "image/vnd.adobe.photoshop", isImage, false},
	{image, "dwg", "image/vnd.dwg", isImage, false},
	{sourceCode, "go", "text/x-go", isSourceCode, false},
	{sourceCode, "ts", "text/x-typescript", isSourceCode, false},
	{sourceCode, "c", "text/x-csrc", isSourceCode, false},
	{sourceCode, "sql", "text/x-sql", isSourceCode, false},
	{sourceCode, "json", "application/json", isSourceCode, false},
	{sourceCode, "yaml", "text/x-yaml", isSourceCode, false},
	{spreadsheet, "csv", "text/csv", isSpreadsheet, false},
	{script, "sh", "application/x-sh", Indicator{"Script", 2}, false},
	{"Video", "mp4", "video/mp4", Indicator{"Video", 1}, false},
	{"Audio", "mp3", "audio/mpeg", Indicator{"Audio", 1}, false},
	{"Executable", "exe", "application/x-msdownload", isExecutable, false},
	{"Executable", "msi", "application/x-msi", isExecutable, false},
	{"VirtualDiskImage", "vmdk", "application/x-vmdk", Indicator{"Virtual Disk Image", 2}, false},
	{"Uncategorized", "dat", "application/octet-stream", Indicator{}, false}, // and whatever else there is
	{}, // unread
}

// unread is what the bytes of a file are that nobody has looked at: how many they are, and of what kind, is not known.
var unread = uint8(len(kinds) - 1)

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

// edited tells whether people change such a file after it is made. What is looked at rather than worked on they hardly change.
func (k *fileKind) edited() (hardly, never bool) {
	switch {
	case k.office() || k.coded() || k.extension == "psd" || k.extension == "dwg":
		return false, false
	case k.category == "Video" || k.category == "Audio" || k.category == "Executable" || k.extension == "eml":
		return true, true
	}
	return true, false
}

// shared tells whether such files are worked on in a cloud.
func (k *fileKind) shared() bool {
	return k.office() && k.extension != "md" && k.extension != "txt" || k.category == image
}

// printable tells whether such a file is something to read or to look at.
func (k *fileKind) printable() bool { return k.office() || k.category == image }

// written tells whether such a file has drafts: people write it and show it to others before it is done.
func (k *fileKind) written() bool {
	hardly, _ := k.edited()
	return !hardly && k.category != pdf && k.extension != "csv"
}

// livesAs tells whether the same is done with files of both kinds.
func (k *fileKind) livesAs(o *fileKind) bool {
	hardly, never := k.edited()
	as, too := o.edited()
	return k.printable() == o.printable() && hardly == as && never == too
}

// kindSet is a set of kinds; the empty one stands for anything.
type kindSet uint32

func setOf(extensions ...string) (set kindSet) {
	for _, extension := range extensions {
		set |= 1 << kindOf("."+extension)
	}
	return set
}

func (s kindSet) has(kind uint8) bool { return s>>kind&1 == 1 }

// kindOf is the kind that a name's extension says.
func kindOf(name string) uint8 {
	extension := strings.ToLower(name[strings.LastIndexByte(name, '.')+1:])
	for i := range kinds[:unread] {
		if kinds[i].extension == extension {
			return uint8(i)
		}
	}
	return unread - 1
}
