package code42

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/understudy/understudy/mock/heads/code42/api"
	"github.com/understudy/understudy/mock/worlds/code42/events"
)

// insertedStamp is the format of the time at which an event was indexed: microseconds.
const insertedStamp = "2006-01-02T15:04:05.000000Z"

// eventStamp is when an event happened: a full second has no decimals (CHANGELOG of code42cli, 1.4.2).
func eventStamp(t time.Time) string {
	if t.Nanosecond() == 0 {
		return t.Format(time.RFC3339)
	}
	return stamp(t)
}

// fileStamp is a time of a file, which is not known of all.
func fileStamp(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	return pointer(eventStamp(t))
}

// sizeOf is the size of a file, null if nobody has looked at its bytes.
func sizeOf(f *events.File) *int64 {
	if f.Unread {
		return nil
	}
	return &f.Size
}

// eventV1 writes an event as a flat object. Every key is there; an event is written with the same bytes each time.
func eventV1(w *api.FileEventV1, e *events.Event) {
	w.EventId, w.EventType, w.Source, w.FieldErrors = e.ID, e.Type, e.Observer, []api.FileEventFieldError{}
	w.EventTimestamp, w.InsertionTimestamp = eventStamp(e.Time), e.Inserted.Format(insertedStamp)
	w.UserUid, w.Actor = &e.UserUID, emptyIsNull(e.Actor)
	w.Exposure, w.SharedWith, w.SharingTypeAdded = noneIsEmpty(e.Exposure), make([]api.FileEventSharedWith, 0, len(e.SharedWith)), noneIsEmpty(e.SharingTypeAdded)
	for _, name := range e.SharedWith {
		w.SharedWith = append(w.SharedWith, api.FileEventSharedWith{CloudUsername: name})
	}
	if e.Shared != nil {
		w.Shared = pointer(strings.ToUpper(strconv.FormatBool(*e.Shared)))
	}
	w.ProcessName, w.ProcessOwner = emptyIsNull(e.Process), emptyIsNull(e.ProcessOwner)
	w.SourceCategory, w.SourceName = emptyIsNull(e.Source.Category), emptyIsNull(e.Source.Name)
	w.DestinationCategory, w.DestinationName = emptyIsNull(e.Destination.Category), emptyIsNull(e.Destination.Name)
	w.SyncDestination, w.SyncDestinationUsername = emptyIsNull(e.SyncDestination), noneIsEmpty(e.SyncUsernames)
	w.EmailDlpPolicyNames, w.EmailSubject, w.EmailRecipients = e.Mail.Policies, emptyIsNull(e.Mail.Subject), e.Mail.Recipients
	w.EmailSender, w.EmailFrom = emptyIsNull(e.Mail.Sender), emptyIsNull(e.Mail.From)
	w.PrinterName, w.PrintJobName, w.PrintedFilesBackupPath = emptyIsNull(e.Print.Printer), emptyIsNull(e.Print.Job), emptyIsNull(e.Print.BackupPath)
	deviceV1(w, e)
	fileV1(w, &e.File)
	tabsV1(w, e)
	mediaV1(w, &e.Media)
	riskV1(w, &e.Risk)
	reportV1(w, &e.Report)
}

func deviceV1(w *api.FileEventV1, e *events.Event) {
	d := &e.Device
	w.PrivateIpAddresses = noneIsEmpty(d.PrivateIPs)
	if d.GUID == "" {
		return
	}
	w.DeviceUid, w.DeviceUserName, w.OsHostName, w.DomainName = &d.GUID, &e.Username, &d.Host, &d.Domain
	w.PublicIpAddress, w.OperatingSystemUser = emptyIsNull(d.PublicIP), emptyIsNull(d.User)
}

func fileV1(w *api.FileEventV1, f *events.File) {
	w.FileName, w.FilePath, w.FileType, w.FileSize, w.FileOwner = f.Name, emptyIsNull(f.Directory), events.FileType, sizeOf(f), emptyIsNull(f.Owner)
	w.FileCategory, w.FileCategoryByBytes, w.FileCategoryByExtension = pointer(shouted(f.Category)), emptyIsNull(f.CategoryByBytes), &f.CategoryByName
	w.MimeTypeByBytes, w.MimeTypeByExtension, w.MimeTypeMismatch = emptyIsNull(f.MimeTypeByBytes), &f.MimeTypeByName, f.MimeTypeMismatch
	w.Md5Checksum, w.Sha256Checksum = emptyIsNull(f.MD5), emptyIsNull(f.SHA256)
	w.CreateTimestamp, w.ModifyTimestamp = fileStamp(f.Created), fileStamp(f.Modified)
	w.FileId, w.Url, w.CloudDriveId, w.DirectoryId = emptyIsNull(f.ID), emptyIsNull(f.URL), emptyIsNull(f.CloudDriveID), noneIsEmpty(f.DirectoryIDs)
	w.FileClassifications = classificationsOf(f)
}

func tabsV1(w *api.FileEventV1, e *events.Event) {
	w.Tabs, w.SourceTabs, w.WindowTitle = tabsOf(e.Destination.Tabs), tabsOf(e.Source.Tabs), []string{}
	for i, tab := range e.Destination.Tabs {
		if tab.Title != "" {
			w.WindowTitle = append(w.WindowTitle, tab.Title)
		}
		if i == 0 {
			w.TabUrl = emptyIsNull(tab.URL)
		}
	}
}

func mediaV1(w *api.FileEventV1, m *events.Media) {
	w.RemovableMediaVendor, w.RemovableMediaName, w.RemovableMediaMediaName = emptyIsNull(m.Vendor), emptyIsNull(m.Name), emptyIsNull(m.MediaName)
	w.RemovableMediaSerialNumber, w.RemovableMediaBusType = emptyIsNull(m.Serial), emptyIsNull(m.Bus)
	w.RemovableMediaCapacity = zeroIsNull(m.Capacity)
	w.RemovableMediaVolumeName, w.RemovableMediaPartitionId = noneIsEmpty(m.Volumes), noneIsEmpty(m.Partitions)
}

func riskV1(w *api.FileEventV1, r *events.Risk) {
	w.RiskScore, w.RiskSeverity, w.RiskIndicators = r.Score, r.Severity, make([]api.FileEventRiskIndicatorV1, 0, len(r.Indicators))
	for _, i := range r.Indicators {
		w.RiskIndicators = append(w.RiskIndicators, api.FileEventRiskIndicatorV1{Name: i.Name, Weight: i.Weight})
	}
	w.Trusted, w.TrustReason, w.RemoteActivity, w.OutsideActiveHours = r.Trusted, emptyIsNull(r.TrustReason), r.Remote, r.OutsideActiveHours
}

// reportV1 writes the report as version 2 does: the two differ in the names alone.
func reportV1(w *api.FileEventV1, r *events.Report) {
	of := reportV2(r)
	w.ReportId, w.ReportName, w.ReportDescription, w.ReportType = of.Id, of.Name, of.Description, of.Type
	w.ReportColumnHeaders, w.ReportRecordCount = of.Headers, of.Count
}

func classificationsOf(f *events.File) []api.FileEventClassification {
	classes := make([]api.FileEventClassification, 0, len(f.Classifications))
	for _, class := range f.Classifications {
		classes = append(classes, api.FileEventClassification{Vendor: events.Classifier, Value: class})
	}
	return classes
}

func tabsOf(tabs []events.Tab) []api.FileEventTab {
	list := make([]api.FileEventTab, 0, len(tabs))
	for _, t := range tabs {
		list = append(list, api.FileEventTab{
			Title: emptyIsNull(t.Title), Url: emptyIsNull(t.URL), TitleError: emptyIsNull(t.TitleError), UrlError: emptyIsNull(t.URLError),
		})
	}
	return list
}

// shouted is how version 1 spells the category of a file: SOURCE_CODE.
func shouted(category string) string {
	var b strings.Builder
	for i, letter := range category {
		if i > 0 && unicode.IsUpper(letter) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToUpper(letter))
	}
	return b.String()
}

// noneIsEmpty makes an empty list of none at all, which would be null.
func noneIsEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

func zeroIsNull(n int64) *int64 {
	if n == 0 {
		return nil
	}
	return &n
}
