package events

import (
	"crypto/md5"
	"crypto/sha256"
)

// The fields that both versions have, under different names.
var (
	fieldID       = &field{in: ofEvent, isID: true, made: true, one: (*tables).id}
	fieldTime     = &field{in: ofEvent, nature: moments, isTime: true, amount: func(t *tables, r uint32) (int64, bool) { return t.at[r] * 1000, true }}
	fieldInserted = &field{in: ofEvent, nature: moments, amount: func(t *tables, r uint32) (int64, bool) { return t.inserted(r), true }}

	fieldUserUID  = personWord(func(p *person) string { return p.uid })
	fieldUsername = personWord(func(p *person) string { return p.username })
	personal      = &field{in: ofPerson, made: true, one: func(t *tables, r uint32) string { return t.people[r].personal() }}

	fieldGUID    = deviceWord(func(d *device) string { return d.guid })
	fieldHost    = deviceWord(func(d *device) string { return d.host })
	fieldDomain  = deviceWord(func(d *device) string { return d.domain })
	fieldSystem  = deviceWord(func(d *device) string { return d.os })
	fieldOSUser  = deviceWord(func(d *device) string { return d.user })
	atHome       = func(t *tables, r uint32) bool { return t.risks[r].home }
	fieldPublic  = choose(ofRisk, atHome, deviceWord(func(d *device) string { return d.home.public }), deviceWord(func(d *device) string { return d.office.public }))
	fieldPrivate = choose(ofRisk, atHome, deviceList(func(d *device) []string { return d.home.private }), deviceList(func(d *device) []string { return d.office.private }))

	fieldAction   = deedWord(func(d *deed) string { return d.action })
	fieldType     = deedWord(func(d *deed) string { return d.kind })
	fieldObserver = deedWord(func(d *deed) string { return d.observer })
	fieldProcess  = deedWord(func(d *deed) string { return d.process })
	// Whoever is signed in to the device owns the process.
	fieldProcessOwner = byDeed(func(d *deed) bool { return d.process != "" }, fieldOSUser, nil)
	fieldActor        = byDeed(func(d *deed) bool { return d.cloudy }, fieldUsername, nil)
	fieldAccount      = byDeed(func(d *deed) bool { return d.account == personalAccount }, personal,
		byDeed(func(d *deed) bool { return d.account == corporateAccount }, fieldUsername, nil))

	fieldSender     = byDeed(func(d *deed) bool { return d.mail.sent }, fieldUsername, nil)
	fieldRecipients = deedNames(func(d *deed) addressees { return d.mail.to })
	fieldSharedWith = deedNames(func(d *deed) addressees { return d.sharedWith })
	fieldSubject    = byDeed(func(d *deed) bool { return d.mail.about }, fieldName, deedWord(func(d *deed) string { return d.mail.subject }))
	fieldPolicies   = deedList(func(d *deed) []string { return d.mail.policies })

	fieldPrinter    = deedWord(func(d *deed) string { return d.printer })
	fieldJob        = byDeed(func(d *deed) bool { return d.printer != "" }, fieldName, nil)
	fieldBackupPath = deedWord(func(d *deed) string {
		if d.printer == "" {
			return ""
		}
		return printedFiles + d.printer + "/"
	})

	sourceEnd      = func(d *deed) *end { return &d.source }
	destinationEnd = func(d *deed) *end { return &d.destination }
	tabURL         = func(t *Tab) string { return t.URL }
	tabTitle       = func(t *Tab) string { return t.Title }
	tabURLError    = func(t *Tab) string { return t.URLError }
	tabTitleError  = func(t *Tab) string { return t.TitleError }
	left           = func(d *deed) bool { return d.fromDevice }
	arrived        = func(d *deed) bool { return d.toDevice }

	fieldSourceCategory      = deedWord(func(d *deed) string { return d.source.category })
	fieldSourceName          = byDeed(left, fieldHost, deedWord(func(d *deed) string { return d.source.name }))
	fieldSourceURLs          = deedTabs(sourceEnd, tabURL)
	fieldSourceTitles        = deedTabs(sourceEnd, tabTitle)
	fieldDestinationCategory = deedWord(func(d *deed) string { return d.destination.category })
	fieldDestinationName     = byDeed(arrived, fieldHost, deedWord(func(d *deed) string { return d.destination.name }))
	fieldURLs                = deedTabs(destinationEnd, tabURL)
	fieldTitles              = byDeed(func(d *deed) bool { return d.destination.titled }, fieldName, deedTabs(destinationEnd, tabTitle))

	fieldFirstURL = deedWord(func(d *deed) string {
		if len(d.destination.tabs) == 0 {
			return ""
		}
		return d.destination.tabs[0].URL
	})

	fieldReportID          = deedWord(func(d *deed) string { return d.report.ID })
	fieldReportName        = deedWord(func(d *deed) string { return d.report.Name })
	fieldReportDescription = deedWord(func(d *deed) string { return d.report.Description })
	fieldReportType        = deedWord(func(d *deed) string { return d.report.Type })
	fieldReportHeaders     = deedList(func(d *deed) []string { return d.report.Headers })
	fieldReportCount       = &field{in: ofDeed, nature: whole, amount: func(t *tables, r uint32) (int64, bool) {
		return t.deeds[r].report.Count, t.deeds[r].report.Type != ""
	}}

	fieldName      = fileText(func(f *file) uint32 { return f.name })
	fieldDirectory = &field{
		in: ofFile, one: (*tables).directory, codes: func(t *tables) int { return len(t.texts) + 1 }, code: func(t *tables, r uint32) uint32 {
			if t.files[r].cloud != 0 {
				return uint32(len(t.texts))
			}
			return t.files[r].directory
		},
	}
	fieldOwner    = fileText(func(f *file) uint32 { return f.owner })
	fieldMD5      = hash(md5.Size, func(c *content) []byte { return c.md5[:] })
	fieldSHA256   = hash(sha256.Size, func(c *content) []byte { return c.sha256[:] })
	fieldSize     = &field{in: ofFile, nature: whole, amount: func(t *tables, r uint32) (int64, bool) { return t.size(r), t.files[r].kind != unread }}
	byBytes       = func(f *file) uint8 { return f.kind }
	byName        = func(f *file) uint8 { return f.disguise }
	fieldCategory = kindWord((*file).taken, func(k *fileKind) string { return k.category }, true)
	fieldOfBytes  = kindWord(byBytes, func(k *fileKind) string { return k.category }, true)
	fieldByName   = kindWord(byName, func(k *fileKind) string { return k.category }, true)
	fieldTaken    = kindWord((*file).taken, func(k *fileKind) string { return k.mime }, false)
	fieldMime     = kindWord(byBytes, func(k *fileKind) string { return k.mime }, false)
	fieldMimeName = kindWord(byName, func(k *fileKind) string { return k.mime }, false)
	fieldMismatch = fileWord(func(t *tables, r uint32) string { return yesNo(t.files[r].mismatch()) })
	fieldCreated  = fileMoment(func(f *file) int64 { return f.created })
	fieldModified = fileMoment(func(f *file) int64 { return f.modified })
	fieldFolders  = inCloud(func(f *file) uint32 { return f.directory }, (*tables).directoryID)
	fieldDrive    = inCloud(func(f *file) uint32 { return f.owner }, (*tables).driveID)
	fieldFileID   = ifInCloud((*tables).fileID)
	fieldFileURL  = ifInCloud((*tables).fileURL)
	fieldLabels   = &field{in: ofFile, list: func(t *tables, r uint32) []string { return t.files[r].classifications() }}
	// There is but one classifier, whatever the number of labels.
	fieldClassifiers = fileWord(func(t *tables, r uint32) string {
		if len(t.files[r].classifications()) == 0 {
			return ""
		}
		return Classifier
	})

	fieldScore      = &field{in: ofRisk, nature: whole, amount: func(t *tables, r uint32) (int64, bool) { return int64(t.risks[r].Score), true }}
	fieldSeverity   = riskWord(func(r *Risk) string { return r.Severity })
	fieldTrusted    = riskWord(func(r *Risk) string { return yesNo(r.Trusted) })
	fieldTrust      = riskWord(func(r *Risk) string { return r.TrustReason })
	fieldRemote     = riskWord(func(r *Risk) string { return r.Remote })
	fieldOff        = riskWord(func(r *Risk) string { return yesNo(r.OutsideActiveHours) })
	fieldIndicators = &field{in: ofRisk, list: func(t *tables, r uint32) []string {
		names := make([]string, len(t.risks[r].Indicators))
		for i, indicator := range t.risks[r].Indicators {
			names[i] = indicator.Name
		}
		return names
	}}
	fieldWeights = &field{in: ofRisk, nature: whole, amounts: func(t *tables, r uint32) []int64 {
		weights := make([]int64, len(t.risks[r].Indicators))
		for i, indicator := range t.risks[r].Indicators {
			weights[i] = int64(indicator.Weight)
		}
		return weights
	}}
)

func fileMoment(get func(*file) int64) *field {
	return &field{in: ofFile, nature: moments, amount: func(t *tables, r uint32) (int64, bool) {
		ms := get(&t.files[r])
		return ms * 1000, ms != untold
	}}
}

// ifInCloud is a field that only files in a cloud have.
func ifInCloud(get func(*tables, uint32) string) *field {
	return &field{in: ofFile, made: true, one: func(t *tables, r uint32) string {
		if t.files[r].cloud == 0 {
			return ""
		}
		return get(t, r)
	}}
}

// media are the fields of a removable medium, if it is at the end that is asked for. It is the person's own.
func media(there func(*deed) bool) map[string]*field {
	word := func(get func(*Media) string) *field {
		return personWord(func(p *person) string {
			if p.medium == nil {
				return ""
			}
			return get(p.medium)
		})
	}
	list := func(get func(*Media) []string) *field {
		return &field{in: ofPerson, list: func(t *tables, r uint32) []string {
			if t.people[r].medium == nil {
				return nil
			}
			return get(t.people[r].medium)
		}}
	}
	all := map[string]*field{
		"vendor": word(func(m *Media) string { return m.Vendor }), "name": word(func(m *Media) string { return m.Name }),
		"mediaName": word(func(m *Media) string { return m.MediaName }), "serialNumber": word(func(m *Media) string { return m.Serial }),
		"busType": word(func(m *Media) string { return m.Bus }), "volumeName": list(func(m *Media) []string { return m.Volumes }),
		"partitionId": list(func(m *Media) []string { return m.Partitions }),
		"capacity": {in: ofPerson, nature: whole, amount: func(t *tables, r uint32) (int64, bool) {
			m := t.people[r].medium
			if m == nil {
				return 0, false
			}
			return m.Capacity, true
		}},
	}
	for name, f := range all {
		all[name] = byDeed(func(d *deed) bool { return d.media && there(d) }, f, nil)
	}
	return all
}
