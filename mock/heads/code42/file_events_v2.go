package code42

import (
	"slices"
	"strings"
	"time"

	"github.com/understudy/understudy/mock/heads/code42/api"
	"github.com/understudy/understudy/mock/worlds/code42/events"
)

// insertedStampV2 is the format of the time at which an event was indexed: microseconds, or all nine digits where there are more.
func insertedStampV2(t time.Time) string {
	if t.Nanosecond()%1000 != 0 {
		return t.Format("2006-01-02T15:04:05.000000000Z")
	}
	return t.Format(insertedStamp)
}

// eventV2 writes an event as nested objects. Every key is there; an event is written with the same bytes each time.
func eventV2(w *api.FileEventV2, e *events.Event) {
	w.Timestamp = eventStamp(e.Time)
	w.Event = api.FileEventCore{
		Id: e.ID, Inserted: insertedStampV2(e.Inserted), Ingested: stamp(e.Ingested), Action: e.Action, Observer: e.Observer,
		ShareType: noneIsEmpty(e.ShareType), Vector: e.Vector, DetectorDisplayName: emptyIsNull(e.Connection),
	}
	if e.Device.GUID != "" { // in a cloud there is no list
		w.Event.RelatedEvents = []any{}
	}
	w.User = api.FileEventUser{Email: &e.Username, Id: &e.UserUID, DeviceUid: emptyIsNull(e.Device.GUID)}
	w.File = fileV2(&e.File)
	w.Report = reportV2(&e.Report)
	w.Source, w.Destination = sourceV2(e), destinationV2(e)
	w.Process = api.FileEventProcess{Executable: emptyIsNull(e.Process), Owner: emptyIsNull(e.ProcessOwner)}
	w.Risk = riskV2(e)
}

func fileV2(f *events.File) api.FileEventFile {
	return api.FileEventFile{
		Name: f.Name, Directory: emptyIsNull(f.Directory), OriginalName: emptyIsNull(f.OriginalName), OriginalDirectory: emptyIsNull(f.OriginalDirectory),
		Category: &f.Category, CategoryByBytes: emptyIsNull(f.CategoryByBytes), CategoryByExtension: &f.CategoryByName, MimeType: &f.MimeType,
		MimeTypeByBytes: emptyIsNull(f.MimeTypeByBytes), MimeTypeByExtension: &f.MimeTypeByName, SizeInBytes: sizeOf(f), Owner: emptyIsNull(f.Owner),
		Created: fileStamp(f.Created), Modified: fileStamp(f.Modified), Hash: api.FileEventHash{Md5: emptyIsNull(f.MD5), Sha256: emptyIsNull(f.SHA256)}, Id: emptyIsNull(f.ID), Url: emptyIsNull(f.URL),
		DirectoryId: noneIsEmpty(f.DirectoryIDs), CloudDriveId: emptyIsNull(f.CloudDriveID), Classifications: classificationsOf(f), AcquiredFrom: []any{},
		ChangeType: f.ChangeType,
	}
}

func reportV2(r *events.Report) api.FileEventReport {
	w := api.FileEventReport{
		Id: emptyIsNull(r.ID), Name: emptyIsNull(r.Name), Description: emptyIsNull(r.Description), Headers: noneIsEmpty(r.Headers), Type: emptyIsNull(r.Type),
	}
	if r.Type != "" {
		w.Count = pointer(int(r.Count))
	}
	return w
}

func sourceV2(e *events.Event) api.FileEventSource {
	p := &e.Source
	return api.FileEventSource{
		Category: emptyIsNull(p.Category), Name: emptyIsNull(p.Name), Domain: emptyIsNull(p.Domain), Domains: noneIsEmpty(p.Domains), Ip: emptyIsNull(p.IP),
		PrivateIp: noneIsEmpty(p.PrivateIPs), OperatingSystem: emptyIsNull(p.OS),
		Email:          api.FileEventSourceEmail{Sender: emptyIsNull(e.Mail.Sender), From: emptyIsNull(e.Mail.From)},
		RemovableMedia: mediaV2(&p.Media), Tabs: tabsOf(p.Tabs), User: api.FileEventAccounts{Email: noneIsEmpty(p.Users)},
	}
}

func destinationV2(e *events.Event) api.FileEventDestination {
	p := &e.Destination
	return api.FileEventDestination{
		Category: emptyIsNull(p.Category), Name: emptyIsNull(p.Name), Domains: noneIsEmpty(p.Domains), Ip: emptyIsNull(p.IP),
		PrivateIp: noneIsEmpty(p.PrivateIPs), OperatingSystem: emptyIsNull(p.OS), User: api.FileEventAccounts{Email: noneIsEmpty(p.Users)},
		PrintJobName: emptyIsNull(e.Print.Job), PrinterName: emptyIsNull(e.Print.Printer), PrintedFilesBackupPath: emptyIsNull(e.Print.BackupPath),
		RemovableMedia: mediaV2(&p.Media), Email: api.FileEventDestinationEmail{Recipients: e.Mail.Recipients, Subject: emptyIsNull(e.Mail.Subject)},
		Tabs: tabsOf(p.Tabs),
	}
}

func mediaV2(m *events.Media) api.FileEventRemovableMedia {
	return api.FileEventRemovableMedia{
		Vendor: emptyIsNull(m.Vendor), Name: emptyIsNull(m.Name), SerialNumber: emptyIsNull(m.Serial), Capacity: zeroIsNull(m.Capacity),
		BusType: emptyIsNull(m.Bus), MediaName: emptyIsNull(m.MediaName), VolumeName: noneIsEmpty(m.Volumes), PartitionId: noneIsEmpty(m.Partitions),
	}
}

// riskV2 writes the risk. The indicators' ids are their names, as in published answers. What is not trusted are the destination's
// domains and accounts, and the domains of whom a file was sent to or shared with (as recorded for mail, inferred for the rest).
func riskV2(e *events.Event) api.FileEventRisk {
	w := api.FileEventRisk{
		Score: e.Risk.Score, Severity: e.Risk.Severity, Indicators: make([]api.FileEventRiskIndicator, 0, len(e.Risk.Indicators)),
		Trusted: e.Risk.Trusted, TrustReason: emptyIsNull(e.Risk.TrustReason), UntrustedValues: api.FileEventUntrustedValues{
			AccountNames: []string{}, Domains: []string{}, GitRepositoryUris: []string{}, SlackWorkspaces: []string{}, UrlPaths: []string{},
		},
	}
	for _, i := range e.Risk.Indicators {
		w.Indicators = append(w.Indicators, api.FileEventRiskIndicator{Id: i.Name, Name: i.Name, Weight: i.Weight})
	}
	if len(w.Indicators) > 0 {
		domains := append(slices.Clone(e.Destination.Domains), domainsOf(e.Mail.Recipients)...)
		w.UntrustedValues.Domains, w.UntrustedValues.AccountNames = noneIsEmpty(append(domains, domainsOf(e.SharedWith)...)), noneIsEmpty(e.Destination.Users)
	}
	return w
}

// domainsOf are the domains of addresses, each once.
func domainsOf(addresses []string) (domains []string) {
	for _, address := range addresses {
		if _, domain, ok := strings.Cut(address, "@"); ok && !slices.Contains(domains, domain) {
			domains = append(domains, domain)
		}
	}
	return domains
}
