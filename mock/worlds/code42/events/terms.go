package events

import "strings"

// terms are what can be asked for in each version. A term that is not here stands for a field that no event has. So does one
// that is nil, but it is known: events can be sorted by it.
var terms = map[Version]map[string]*field{V1: terms1(), V2: terms2()}

// termOf finds the field of a term, and whether there is such a term.
func (v Version) termOf(term string) (*field, bool) {
	f, ok := terms[v][term]
	return f, ok
}

// Unknown is the first term in a query that there is not in a version; a misspelt one is a field that no event has.
func (q Query) Unknown(v Version) (term string, found bool) {
	return unknownIn(q.Groups, v)
}

func unknownIn(groups []Group, v Version) (string, bool) {
	for _, g := range groups {
		for _, f := range g.Filters {
			if _, ok := v.termOf(f.Term); !ok {
				return f.Term, true
			}
		}
		if term, found := unknownIn(g.Subgroups, v); found {
			return term, true
		}
	}
	return "", false
}

// terms1 are the terms of version 1. Some differ from the name of the field in the event: tabUrls, riskIndicatorNames ...
func terms1() map[string]*field {
	all := map[string]*field{
		"eventId": fieldID, "eventTimestamp": fieldTime, "insertionTimestamp": fieldInserted, "eventType": fieldType, "source": fieldObserver,
		"userUid": fieldUserUID, "deviceUid": fieldGUID, "osHostName": fieldHost, "domainName": fieldDomain, "publicIpAddress": fieldPublic,
		"privateIpAddresses": fieldPrivate, "operatingSystemUser": fieldOSUser, "actor": fieldActor,
		"deviceUserName": choose(ofDevice, func(_ *tables, r uint32) bool { return r != 0 }, fieldUsername, nil),
		"shared": deedWord(func(d *deed) string {
			if d.shared == nil {
				return ""
			}
			return yesNo(*d.shared)
		}),
		"sharedWith": fieldSharedWith, "sharingTypeAdded": deedList(func(d *deed) []string { return d.sharingAdded }),
		"exposure": deedList(func(d *deed) []string { return d.exposure }), "processName": fieldProcess, "processOwner": fieldProcessOwner,
		"emailDlpPolicyNames": fieldPolicies, "emailSubject": fieldSubject, "emailRecipients": fieldRecipients, "emailSender": fieldSender, "emailFrom": fieldSender,
		"syncDestination": deedWord(func(d *deed) string { return d.sync }), "syncDestinationUsername": fieldAccount,
		"tabUrls": fieldURLs, "tabTitles": fieldTitles, "sourceTabUrls": fieldSourceURLs, "sourceTabTitles": fieldSourceTitles,
		"destinationCategory": fieldDestinationCategory, "destinationName": fieldDestinationName, "sourceCategory": fieldSourceCategory, "sourceName": fieldSourceName,
		"fileName": fieldName, "filePath": fieldDirectory, "fileOwner": fieldOwner, "fileSize": fieldSize, "fileCategory": fieldCategory,
		"fileCategoryByBytes": fieldOfBytes, "fileCategoryByExtension": fieldByName, "mimeTypeByBytes": fieldMime, "mimeTypeByExtension": fieldMimeName,
		"mimeTypeMismatch": fieldMismatch, "md5Checksum": fieldMD5, "sha256Checksum": fieldSHA256, "createTimestamp": fieldCreated, "modifyTimestamp": fieldModified,
		"directoryId": fieldFolders, "cloudDriveId": fieldDrive, "fileId": fieldFileID, "url": fieldFileURL,
		"printerName": fieldPrinter, "printJobName": fieldJob, "printedFilesBackupPath": fieldBackupPath,
		"riskIndicatorNames": fieldIndicators, "riskSeverity": fieldSeverity, "riskScore": fieldScore, "trusted": fieldTrusted,
		"remoteActivity": fieldRemote, "outsideActiveHours": fieldOff, "riskIndicatorWeights": fieldWeights, "trustReason": fieldTrust,
		"fileType": deedWord(func(*deed) string { return FileType }), "fileClassificationValues": fieldLabels, "fileClassificationVendors": fieldClassifiers,
		"windowTitle": fieldTitles, "tabUrl": fieldFirstURL, "tabTitleErrors": deedTabs(destinationEnd, tabTitleError),
		"tabUrlErrors": deedTabs(destinationEnd, tabURLError), "sourceTabTitleErrors": deedTabs(sourceEnd, tabTitleError),
		"sourceTabUrlErrors": deedTabs(sourceEnd, tabURLError), "reportId": fieldReportID, "reportName": fieldReportName,
		"reportDescription": fieldReportDescription, "reportType": fieldReportType, "reportColumnHeaders": fieldReportHeaders,
		"reportRecordCount": fieldReportCount, "detectionSourceAlias": nil,
	}
	for name, f := range media(func(*deed) bool { return true }) {
		all["removableMedia"+strings.ToUpper(name[:1])+name[1:]] = f
	}
	return all
}

// terms2 are the terms of version 2: the paths of the event.
func terms2() map[string]*field {
	all := map[string]*field{
		"@timestamp": fieldTime, "event.id": fieldID, "event.inserted": fieldInserted, "event.action": fieldAction, "event.observer": fieldObserver,
		"event.detectorDisplayName": deedWord(func(d *deed) string { return d.connection }), "event.vector": deedWord((*deed).vector),
		"file.changeType": deedWord((*deed).changeType), "file.mimeType": fieldTaken, "event.shareType": deedList(func(d *deed) []string { return d.shareType }),
		"user.email": fieldUsername, "user.id": fieldUserUID, "user.deviceUid": fieldGUID,
		"file.name": fieldName, "file.owner": fieldOwner, "file.directory": fieldDirectory, "file.sizeInBytes": fieldSize, "file.category": fieldCategory,
		"file.categoryByBytes": fieldOfBytes, "file.categoryByExtension": fieldByName, "file.mimeTypeByBytes": fieldMime, "file.mimeTypeByExtension": fieldMimeName,
		"file.hash.md5": fieldMD5, "file.hash.sha256": fieldSHA256, "file.created": fieldCreated, "file.modified": fieldModified,
		"file.directoryId": fieldFolders, "file.cloudDriveId": fieldDrive, "file.id": fieldFileID, "file.url": fieldFileURL, "file.classifications": fieldLabels,
		"process.executable": fieldProcess, "process.owner": fieldProcessOwner,
		"report.id": fieldReportID, "report.name": fieldReportName, "report.description": fieldReportDescription, "report.type": fieldReportType,
		"report.headers": fieldReportHeaders, "report.count": fieldReportCount,
		"risk.score": fieldScore, "risk.severity": fieldSeverity, "risk.indicators.name": fieldIndicators, "risk.indicators.weight": fieldWeights,
		"risk.trusted": fieldTrusted, "risk.trustReason": fieldTrust,
		"source.name": fieldSourceName, "source.category": fieldSourceCategory, "source.domain": byDeed(left, fieldDomain, nil),
		"source.email.sender": fieldSender, "source.email.from": fieldSender,
		"destination.name": fieldDestinationName, "destination.category": fieldDestinationCategory, "destination.user.email": fieldAccount,
		"destination.email.recipients": fieldRecipients, "destination.email.subject": fieldSubject, "destination.printerName": fieldPrinter,
		"destination.printJobName": fieldJob, "destination.printedFilesBackupPath": fieldBackupPath,
	}
	for _, side := range []struct {
		name   string
		end    func(*deed) *end
		here   func(*deed) bool
		media  func(*deed) bool
		titles *field
	}{
		{"source.", sourceEnd, left, func(d *deed) bool { return d.fromMedia }, fieldSourceTitles},
		{"destination.", destinationEnd, arrived, func(d *deed) bool { return !d.fromMedia }, fieldTitles},
	} {
		all[side.name+"ip"], all[side.name+"privateIp"] = byDeed(side.here, fieldPublic, nil), byDeed(side.here, fieldPrivate, nil)
		all[side.name+"operatingSystem"] = byDeed(side.here, fieldSystem, nil)
		all[side.name+"tabs.url"], all[side.name+"tabs.title"] = deedTabs(side.end, tabURL), side.titles
		all[side.name+"tabs.urlError"] = deedTabs(side.end, tabURLError)
		all[side.name+"tabs.titleError"] = deedTabs(side.end, tabTitleError)
		for name, f := range media(side.media) {
			all[side.name+"removableMedia."+name] = f
		}
	}
	return all
}
