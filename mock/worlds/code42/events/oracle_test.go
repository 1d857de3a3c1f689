package events

import (
	"strconv"
	"strings"
	"time"
)

// The oracle answers queries by looking at one Event after the other, in the plainest way; the search must agree with it. Its
// terms are written down from the vendor's documentation and know nothing of the tables.

func stamp(t time.Time) []string {
	if t.IsZero() {
		return nil
	}
	return []string{t.Format("2006-01-02T15:04:05.999999Z07:00")}
}

func some(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

func amount(n int64) []string { return []string{strconv.FormatInt(n, 10)} }

func eachTab(tabs []Tab, get func(Tab) string) (values []string) {
	for _, t := range tabs {
		values = append(values, some(get(t))...)
	}
	return values
}

func indicatorNames(e Event) (names []string) {
	for _, i := range e.Risk.Indicators {
		names = append(names, i.Name)
	}
	return names
}

func indicatorWeights(e Event) (weights []string) {
	for _, i := range e.Risk.Indicators {
		weights = append(weights, strconv.Itoa(i.Weight))
	}
	return weights
}

func capacity(m Media) []string {
	if m.Capacity == 0 {
		return nil
	}
	return amount(m.Capacity)
}

func onDevice(e Event, s string) []string {
	if e.Device.GUID == "" {
		return nil
	}
	return some(s)
}

var oracle1 = map[string]func(e Event) []string{
	"eventId": func(e Event) []string { return some(e.ID) }, "eventTimestamp": func(e Event) []string { return stamp(e.Time) },
	"insertionTimestamp": func(e Event) []string { return stamp(e.Inserted) }, "eventType": func(e Event) []string { return some(e.Type) },
	"source": func(e Event) []string { return some(e.Observer) }, "mimeTypeMismatch": func(e Event) []string { return some(yesNo(e.File.MimeTypeMismatch)) },
	"outsideActiveHours": func(e Event) []string { return some(yesNo(e.Risk.OutsideActiveHours)) }, "actor": func(e Event) []string { return some(e.Actor) },
	"directoryId": func(e Event) []string { return e.File.DirectoryIDs }, "sharedWith": func(e Event) []string { return e.SharedWith },
	"shared": func(e Event) []string {
		if e.Shared == nil {
			return nil
		}
		return some(yesNo(*e.Shared))
	},
	"sharingTypeAdded": func(e Event) []string { return e.SharingTypeAdded }, "deviceUserName": func(e Event) []string { return onDevice(e, e.Username) },
	"osHostName": func(e Event) []string { return some(e.Device.Host) }, "privateIpAddresses": func(e Event) []string { return e.Device.PrivateIPs },
	"publicIpAddress": func(e Event) []string { return some(e.Device.PublicIP) }, "operatingSystemUser": func(e Event) []string { return some(e.Device.User) },
	"domainName": func(e Event) []string { return some(e.Device.Domain) }, "emailDlpPolicyNames": func(e Event) []string { return e.Mail.Policies },
	"emailSubject": func(e Event) []string { return some(e.Mail.Subject) }, "emailRecipients": func(e Event) []string { return e.Mail.Recipients },
	"emailSender": func(e Event) []string { return some(e.Mail.Sender) }, "emailFrom": func(e Event) []string { return some(e.Mail.From) },
	"exposure": func(e Event) []string { return e.Exposure }, "processName": func(e Event) []string { return some(e.Process) },
	"processOwner": func(e Event) []string { return some(e.ProcessOwner) }, "removableMediaName": func(e Event) []string { return some(e.Media.Name) },
	"removableMediaVendor": func(e Event) []string { return some(e.Media.Vendor) }, "removableMediaMediaName": func(e Event) []string { return some(e.Media.MediaName) },
	"removableMediaVolumeName": func(e Event) []string { return e.Media.Volumes }, "removableMediaPartitionId": func(e Event) []string { return e.Media.Partitions },
	"removableMediaSerialNumber": func(e Event) []string { return some(e.Media.Serial) }, "removableMediaBusType": func(e Event) []string { return some(e.Media.Bus) },
	"removableMediaCapacity": func(e Event) []string { return capacity(e.Media) }, "syncDestination": func(e Event) []string { return some(e.SyncDestination) },
	"syncDestinationUsername": func(e Event) []string { return e.SyncUsernames },
	"tabUrls":                 func(e Event) []string { return eachTab(e.Destination.Tabs, func(t Tab) string { return t.URL }) },
	"tabTitles":               func(e Event) []string { return eachTab(e.Destination.Tabs, func(t Tab) string { return t.Title }) },
	"sourceTabUrls":           func(e Event) []string { return eachTab(e.Source.Tabs, func(t Tab) string { return t.URL }) },
	"sourceTabTitles":         func(e Event) []string { return eachTab(e.Source.Tabs, func(t Tab) string { return t.Title }) },
	"destinationCategory":     func(e Event) []string { return some(e.Destination.Category) }, "destinationName": func(e Event) []string { return some(e.Destination.Name) },
	"sourceCategory": func(e Event) []string { return some(e.Source.Category) }, "sourceName": func(e Event) []string { return some(e.Source.Name) },
	"fileCategory": func(e Event) []string { return some(e.File.Category) }, "fileCategoryByBytes": func(e Event) []string { return some(e.File.CategoryByBytes) },
	"fileCategoryByExtension": func(e Event) []string { return some(e.File.CategoryByName) }, "fileName": func(e Event) []string { return some(e.File.Name) },
	"fileOwner": func(e Event) []string { return some(e.File.Owner) }, "filePath": func(e Event) []string { return some(e.File.Directory) },
	"fileSize": func(e Event) []string {
		if e.File.Unread {
			return nil
		}
		return amount(e.File.Size)
	}, "md5Checksum": func(e Event) []string { return some(e.File.MD5) },
	"sha256Checksum": func(e Event) []string { return some(e.File.SHA256) }, "mimeTypeByBytes": func(e Event) []string { return some(e.File.MimeTypeByBytes) },
	"mimeTypeByExtension": func(e Event) []string { return some(e.File.MimeTypeByName) }, "createTimestamp": func(e Event) []string { return stamp(e.File.Created) },
	"modifyTimestamp": func(e Event) []string { return stamp(e.File.Modified) }, "cloudDriveId": func(e Event) []string { return some(e.File.CloudDriveID) },
	"fileId": func(e Event) []string { return some(e.File.ID) }, "url": func(e Event) []string { return some(e.File.URL) },
	"printerName": func(e Event) []string { return some(e.Print.Printer) }, "printJobName": func(e Event) []string { return some(e.Print.Job) },
	"printedFilesBackupPath": func(e Event) []string { return some(e.Print.BackupPath) }, "riskIndicatorNames": indicatorNames,
	"riskSeverity": func(e Event) []string { return some(e.Risk.Severity) }, "riskScore": func(e Event) []string { return amount(int64(e.Risk.Score)) },
	"trusted": func(e Event) []string { return some(yesNo(e.Risk.Trusted)) }, "remoteActivity": func(e Event) []string { return some(e.Risk.Remote) },
	"fileType": func(Event) []string { return some("FILE") }, "detectionSourceAlias": func(Event) []string { return nil },
	"fileClassificationValues": func(e Event) []string { return e.File.Classifications },
	"fileClassificationVendors": func(e Event) []string {
		if len(e.File.Classifications) == 0 {
			return nil
		}
		return some("MICROSOFT INFORMATION PROTECTION")
	},
	"riskIndicatorWeights": indicatorWeights, "trustReason": func(e Event) []string { return some(e.Risk.TrustReason) },
	"windowTitle": func(e Event) []string { return eachTab(e.Destination.Tabs, func(t Tab) string { return t.Title }) },
	"tabUrl": func(e Event) []string {
		if len(e.Destination.Tabs) == 0 {
			return nil
		}
		return some(e.Destination.Tabs[0].URL)
	},
	"tabTitleErrors":       func(e Event) []string { return eachTab(e.Destination.Tabs, func(t Tab) string { return t.TitleError }) },
	"tabUrlErrors":         func(e Event) []string { return eachTab(e.Destination.Tabs, func(t Tab) string { return t.URLError }) },
	"sourceTabTitleErrors": func(e Event) []string { return eachTab(e.Source.Tabs, func(t Tab) string { return t.TitleError }) },
	"sourceTabUrlErrors":   func(e Event) []string { return eachTab(e.Source.Tabs, func(t Tab) string { return t.URLError }) },
	"reportId":             func(e Event) []string { return some(e.Report.ID) }, "reportName": func(e Event) []string { return some(e.Report.Name) },
	"reportDescription": func(e Event) []string { return some(e.Report.Description) }, "reportColumnHeaders": func(e Event) []string { return e.Report.Headers },
	"reportType": func(e Event) []string { return some(e.Report.Type) },
	"reportRecordCount": func(e Event) []string {
		if e.Report.Type == "" {
			return nil
		}
		return amount(e.Report.Count)
	},
	"deviceUid": func(e Event) []string { return some(e.Device.GUID) }, "userUid": func(e Event) []string { return some(e.UserUID) },
}

var oracle2 = func() map[string]func(e Event) []string {
	all := map[string]func(e Event) []string{
		"@timestamp": oracle1["eventTimestamp"], "event.id": oracle1["eventId"], "event.inserted": oracle1["insertionTimestamp"],
		"event.action": func(e Event) []string { return some(e.Action) }, "event.observer": oracle1["source"], "event.shareType": func(e Event) []string { return e.ShareType },
		"event.detectorDisplayName": func(e Event) []string { return some(e.Connection) }, "event.vector": func(e Event) []string { return some(e.Vector) },
		"file.changeType": func(e Event) []string { return some(e.File.ChangeType) }, "file.mimeType": func(e Event) []string { return some(e.File.MimeType) },
		"user.email": func(e Event) []string { return some(e.Username) }, "user.id": oracle1["userUid"], "user.deviceUid": oracle1["deviceUid"],
		"file.name": oracle1["fileName"], "file.owner": oracle1["fileOwner"], "file.directory": oracle1["filePath"], "file.sizeInBytes": oracle1["fileSize"],
		"file.category": oracle1["fileCategory"], "file.hash.md5": oracle1["md5Checksum"], "file.hash.sha256": oracle1["sha256Checksum"],
		"file.directoryId": oracle1["directoryId"], "file.cloudDriveId": oracle1["cloudDriveId"], "file.mimeTypeByBytes": oracle1["mimeTypeByBytes"],
		"file.categoryByBytes": oracle1["fileCategoryByBytes"], "file.mimeTypeByExtension": oracle1["mimeTypeByExtension"],
		"file.categoryByExtension": oracle1["fileCategoryByExtension"], "file.created": oracle1["createTimestamp"], "file.modified": oracle1["modifyTimestamp"],
		"file.id": oracle1["fileId"], "file.url": oracle1["url"], "file.classifications": func(e Event) []string { return e.File.Classifications },
		"process.executable": oracle1["processName"], "process.owner": oracle1["processOwner"],
		"report.id": func(e Event) []string { return some(e.Report.ID) }, "report.name": func(e Event) []string { return some(e.Report.Name) },
		"report.description": func(e Event) []string { return some(e.Report.Description) }, "report.headers": func(e Event) []string { return e.Report.Headers },
		"report.type": func(e Event) []string { return some(e.Report.Type) },
		"report.count": func(e Event) []string {
			if e.Report.Type == "" {
				return nil
			}
			return amount(e.Report.Count)
		},
		"risk.score": oracle1["riskScore"], "risk.severity": oracle1["riskSeverity"], "risk.indicators.name": indicatorNames, "risk.indicators.weight": indicatorWeights,
		"risk.trusted": oracle1["trusted"], "risk.trustReason": func(e Event) []string { return some(e.Risk.TrustReason) },
		"source.domain": func(e Event) []string { return some(e.Source.Domain) }, "source.email.sender": oracle1["emailSender"], "source.email.from": oracle1["emailFrom"],
		"destination.user.email": func(e Event) []string { return e.Destination.Users }, "destination.email.recipients": oracle1["emailRecipients"],
		"destination.email.subject": oracle1["emailSubject"], "destination.printerName": oracle1["printerName"], "destination.printJobName": oracle1["printJobName"],
		"destination.printedFilesBackupPath": oracle1["printedFilesBackupPath"],
	}
	for side, get := range map[string]func(e Event) Place{
		"source.": func(e Event) Place { return e.Source }, "destination.": func(e Event) Place { return e.Destination },
	} {
		for term, value := range map[string]func(Place) []string{
			"name": func(p Place) []string { return some(p.Name) }, "category": func(p Place) []string { return some(p.Category) },
			"ip": func(p Place) []string { return some(p.IP) }, "privateIp": func(p Place) []string { return p.PrivateIPs },
			"operatingSystem":     func(p Place) []string { return some(p.OS) },
			"tabs.url":            func(p Place) []string { return eachTab(p.Tabs, func(t Tab) string { return t.URL }) },
			"tabs.title":          func(p Place) []string { return eachTab(p.Tabs, func(t Tab) string { return t.Title }) },
			"tabs.urlError":       func(p Place) []string { return eachTab(p.Tabs, func(t Tab) string { return t.URLError }) },
			"tabs.titleError":     func(p Place) []string { return eachTab(p.Tabs, func(t Tab) string { return t.TitleError }) },
			"removableMedia.name": func(p Place) []string { return some(p.Media.Name) }, "removableMedia.vendor": func(p Place) []string { return some(p.Media.Vendor) },
			"removableMedia.mediaName": func(p Place) []string { return some(p.Media.MediaName) }, "removableMedia.volumeName": func(p Place) []string { return p.Media.Volumes },
			"removableMedia.partitionId": func(p Place) []string { return p.Media.Partitions }, "removableMedia.busType": func(p Place) []string { return some(p.Media.Bus) },
			"removableMedia.serialNumber": func(p Place) []string { return some(p.Media.Serial) }, "removableMedia.capacity": func(p Place) []string { return capacity(p.Media) },
		} {
			all[side+term] = func(e Event) []string { return value(get(e)) }
		}
	}
	return all
}()

// oracle answers a query with the ids of all events, in no order.
func oracle(all []Event, v Version, q Query, now time.Time) map[string]bool {
	found := map[string]bool{}
	for _, e := range all {
		if !e.Inserted.After(now) && meets(e, v, q.GroupClause, q.Groups, now) {
			found[e.ID] = true
		}
	}
	return found
}

func meets(e Event, v Version, clause string, groups []Group, now time.Time) bool {
	var results []bool
	for _, g := range groups {
		var inside []bool
		for _, f := range g.Filters {
			inside = append(inside, satisfies(e, v, f, now))
		}
		for _, sub := range g.Subgroups {
			inside = append(inside, meets(e, v, "AND", []Group{sub}, now))
		}
		results = append(results, joined(g.Clause, inside))
	}
	return joined(clause, results)
}

func joined(clause string, results []bool) bool {
	n := 0
	for _, r := range results {
		if r {
			n++
		}
	}
	if clause == "OR" {
		return n > 0 || len(results) == 0
	}
	return n == len(results)
}

func satisfies(e Event, v Version, f Filter, now time.Time) bool {
	table := oracle1
	if v == V2 {
		table = oracle2
	}
	var values []string
	if get, ok := table[f.Term]; ok {
		values = get(e)
	}
	value, _ := f.Value.(string)
	any := func(test func(string) bool) bool {
		for _, v := range values {
			if test(v) {
				return true
			}
		}
		return false
	}
	loose := strings.Contains(strings.ToLower(f.Term), "category") && strings.HasPrefix(f.Term, "file")
	same := func(s string) bool {
		return strings.EqualFold(s, value) || loose && strings.EqualFold(s, strings.ReplaceAll(value, "_", ""))
	}
	day := func(s string) string { return s[:10] }
	moment := func(s string) time.Time { t, _ := time.Parse(time.RFC3339Nano, s); return t }
	switch f.Operator {
	case "IS":
		return any(same)
	case "IS_NOT":
		return !any(same)
	case "EXISTS":
		return len(values) > 0
	case "DOES_NOT_EXIST":
		return len(values) == 0
	case "GREATER_THAN", "LESS_THAN":
		bound, _ := strconv.ParseInt(value, 10, 64)
		return any(func(s string) bool {
			n, _ := strconv.ParseInt(s, 10, 64)
			return f.Operator == "GREATER_THAN" && n > bound || f.Operator == "LESS_THAN" && n < bound
		})
	case "ON_OR_AFTER":
		return any(func(s string) bool { return !moment(s).Before(moment(value)) })
	case "ON_OR_BEFORE":
		return any(func(s string) bool { return !moment(s).After(moment(value)) })
	case "ON":
		return any(func(s string) bool { return day(s) == day(value) })
	case "WITHIN_THE_LAST":
		days, _ := strconv.Atoi(strings.Trim(value, "PD"))
		return any(func(s string) bool { return !moment(s).Before(now.AddDate(0, 0, -days)) && !moment(s).After(now) })
	}
	panic(f.Operator)
}
