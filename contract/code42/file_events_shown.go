package code42

import (
	"regexp"
	"strings"

	"github.com/understudy/understudy/contract"
)

// sameField are fields that both versions have.
var sameField = map[string]string{
	"eventId": "event.id", "eventTimestamp": "@timestamp", "insertionTimestamp": "event.inserted", "source": "event.observer", "userUid": "user.id",
	"deviceUid": "user.deviceUid", "fileName": "file.name", "filePath": "file.directory", "fileSize": "file.sizeInBytes", "fileOwner": "file.owner",
	"fileCategoryByBytes": "file.categoryByBytes", "fileCategoryByExtension": "file.categoryByExtension", "md5Checksum": "file.hash.md5",
	"sha256Checksum": "file.hash.sha256", "createTimestamp": "file.created", "modifyTimestamp": "file.modified", "fileId": "file.id", "url": "file.url",
	"processName": "process.executable", "processOwner": "process.owner", "riskScore": "risk.score", "riskSeverity": "risk.severity",
	"riskIndicators.name": "risk.indicators.name", "trusted": "risk.trusted", "destinationCategory": "destination.category",
	"destinationName": "destination.name", "sourceCategory": "source.category", "sourceName": "source.name", "tabs.url": "destination.tabs.url",
	"emailRecipients": "destination.email.recipients", "emailSender": "source.email.sender", "printerName": "destination.printerName",
	"syncDestinationUsername": "destination.user.email",
}

// shorten takes the last three of nine digits of a second.
var shorten = regexp.MustCompile(`(\.\d{6})\d{3}Z$`)

// sameInBoth demands that an event of the first version says what it says in the second.
func (s *eventSuite) sameInBoth(old, e contract.Value) {
	s.T().Helper()
	for was, is := range sameField {
		want, got := valuesAt(old.Any(), strings.Split(was, ".")), valuesAt(e.Any(), strings.Split(is, "."))
		if is == "event.inserted" { // the first version has microseconds: code42cli cannot read more of it
			got[0] = shorten.ReplaceAllString(got[0], "${1}Z")
		}
		s.Equal(want, got, "%s %s", generations[1].idOf(e), is)
	}
}

// TestWhatACloudDoesNotTellIsNull: the members and the kinds of events are those of recorded answers, see FileEventFile in the specification.
func (s *FileEventTerms) TestWhatACloudDoesNotTellIsNull() {
	s.Needs(contract.CapSeedData)
	first, second := generations[0], generations[1]
	for observer, null := range map[string][2][]string{
		"Salesforce": {
			{"fileSize", "fileOwner", "modifyTimestamp", "md5Checksum", "sha256Checksum", "fileCategoryByBytes", "mimeTypeByBytes", "filePath"},
			{"file.sizeInBytes", "file.owner", "file.modified", "file.hash.md5", "file.hash.sha256", "file.categoryByBytes", "file.mimeTypeByBytes", "file.directory", "event.relatedEvents"},
		},
		"Gmail": {
			{"fileOwner", "modifyTimestamp", "filePath", "sourceName", "sourceCategory", "destinationName"},
			{"file.owner", "file.modified", "file.directory", "source.name", "source.category", "destination.name", "event.relatedEvents"},
		},
	} {
		for i, g := range []generation{first, second} {
			term := map[int]string{1: "source", 2: "event.observer"}[g.version]
			events := s.find(g, map[string]any{"pgSize": 1000}, group("AND", where(term, "IS", observer))).At("fileEvents").Items()
			s.enough(len(events) > 0, "no event is seen by "+observer)
			for _, e := range events {
				for _, member := range null[i] {
					s.Nil(e.At(steps(member)...).Any(), "%s %s", g.idOf(e), member)
				}
			}
			for _, member := range null[i] {
				if member != "event.relatedEvents" { // no term
					s.Equal(0, s.count(g, group("AND", where(term, "IS", observer), where(member, "EXISTS", nil))), "%s %s", observer, member)
				}
			}
		}
	}
}
