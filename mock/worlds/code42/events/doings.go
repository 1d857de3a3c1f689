package events

// deedKey tells one deed from another: what was done, on which system, and the choices that were made.
type deedKey struct {
	what       uint8
	on         system
	a, b, c, d int
}

const (
	doLocal = iota
	doUpload
	doSync
	doRemovable
	doCloud
	doShareInside
	doShareOutside
	doCloudDownload
	doEmail
	doPrint
	doDownload
	doReport
)

// deed is the row of a deed, which is made when it is first done.
func (m *maker) deed(key deedKey, do func() deed) uint32 {
	row, ok := m.deeds[key]
	if !ok {
		row = uint32(len(m.t.deeds))
		m.deeds[key] = row
		m.t.deeds = append(m.t.deeds, do())
	}
	return row
}

func (m *maker) local(on uint32, change int, moved string) uint32 {
	sys := m.t.devices[on].system
	return m.deed(deedKey{what: doLocal, on: sys, a: change, b: len(moved)}, func() deed {
		return deed{
			kind: changes[change].kind, action: "file" + changes[change].suffix, observer: observerEndpoint, change: moved,
			process: editors[sys], source: end{category: categoryDevice}, fromDevice: true,
		}
	})
}

func (m *maker) upload(on uint32, trusted bool, n, tab, browser int) uint32 {
	sys, key := m.t.devices[on].system, 0
	s := &untrustedSites[n]
	if trusted {
		s, key = &trustedSites[n], 1
	}
	return m.deed(deedKey{doUpload, sys, key, n, tab, browser}, func() deed {
		return deed{
			kind: typeRead, action: "application-read", observer: observerEndpoint, exposure: []string{"ApplicationRead"}, process: browsers[sys][browser],
			source: end{category: categoryDevice}, fromDevice: true, destination: s.end(tab), exposed: true, indicator: s.indicator, trustReason: s.trust, rare: s.rare,
		}
	})
}

func (s *site) end(tab int) end {
	e := end{category: s.category, name: s.name, tabs: s.tabs[tab : tab+1]}
	if s.domain != "" {
		e.domains = []string{s.domain}
	}
	return e
}

func (m *maker) syncApp(on uint32, n int, to account, change int) uint32 {
	sys, app := m.t.devices[on].system, &syncApps[n]
	return m.deed(deedKey{doSync, sys, n, int(to), change, 0}, func() deed {
		d := deed{
			kind: changes[change].kind, action: "sync-app" + changes[change].suffix, observer: observerEndpoint, exposure: []string{"CloudStorage"},
			process: app.process[sys], source: end{category: categoryDevice}, fromDevice: true, sync: app.destination, account: to,
			destination: end{category: categoryCloud, name: app.name, domains: []string{app.domain}}, exposed: true, indicator: app.indicator,
		}
		if to == corporateAccount {
			d.trustReason = trustAccount
		}
		return d
	})
}

// sticks is how many different media there are.
const sticks = 48

func volumeName(stick int) string {
	return []string{"BACKUP", "PHOTOS", "UNTITLED", "WORK"}[stick%4]
}

func (m *maker) removable(on uint32, stick, change int, from bool) uint32 {
	sys, key := m.t.devices[on].system, 0
	if from {
		key = 1
	}
	return m.deed(deedKey{doRemovable, sys, stick, change, key, 0}, func() deed {
		medium := mediaModels[stick%len(mediaModels)]
		medium.Serial = m.t.ids.Hex("medium", uint64(stick), 8)
		medium.Volumes = []string{volumeName(stick)}
		medium.Partitions = []string{m.t.ids.UUID("partition", uint64(stick))}
		d := deed{kind: changes[change].kind, observer: observerEndpoint, process: explorers[sys], media: medium, fromMedia: from}
		if from {
			d.action, d.toDevice = "file"+changes[change].suffix, true
			d.source, d.destination = end{category: categoryDevice, name: "Removable media"}, end{category: categoryDevice}
			return d
		}
		d.action, d.fromDevice, d.exposure = "removable-media"+changes[change].suffix, true, []string{"RemovableMedia"}
		d.source, d.destination = end{category: categoryDevice}, end{category: categoryDevice, name: "Removable media"}
		d.exposed, d.indicator = true, Indicator{"Removable media", 2}
		return d
	})
}

func (m *maker) inCloud(in cloud, change int) uint32 {
	return m.deed(deedKey{what: doCloud, a: int(in), b: change}, func() deed {
		d := cloudDeed(in)
		d.kind, d.action = changes[change].kind, "file"+changes[change].suffix
		return d
	})
}

func cloudDeed(in cloud) deed {
	c := &cloudNames[in]
	no := false
	return deed{observer: c.observer, cloudy: true, shared: &no, source: end{category: categoryCloud, name: c.name, domains: []string{c.domain}}}
}

// The kinds of sharing, in the words of both versions.
const (
	sharedByLink = iota
	sharedWithPeople
)

func (m *maker) shareInside(in cloud, how, with int) uint32 {
	return m.deed(deedKey{what: doShareInside, a: int(in), b: how, c: with * how}, func() deed {
		d := m.sharing(in)
		if how == sharedByLink {
			d.shareType, d.exposure, d.sharingAdded = []string{"Anyone in your organization"}, []string{"SharedToDomain"}, []string{"SharedViaLink"}
		} else {
			d.shareType, d.sharedWith = []string{"Shared with specific people"}, colleagues[with:with+1]
		}
		d.trustReason = trustShared
		return d
	})
}

func (m *maker) shareOutside(in cloud, how, with int) uint32 {
	return m.deed(deedKey{what: doShareOutside, a: int(in), b: how, c: with * how}, func() deed {
		d := m.sharing(in)
		name := cloudNames[in].name
		if how == sharedByLink {
			d.shareType, d.exposure = []string{"Anyone with the link"}, []string{"IsPublic", "SharedViaLink"}
			d.sharingAdded, d.indicator = []string{"IsPublic", "SharedViaLink"}, Indicator{"Public link from corporate " + name, 5}
		} else {
			d.shareType, d.exposure, d.sharedWith = []string{"Shared with specific people"}, []string{"OutsideTrustedDomains"}, outsiders[with:with+1]
			d.sharingAdded, d.indicator = []string{"OutsideTrustedDomains"}, Indicator{"Shared from corporate " + name, 2}
		}
		return d
	})
}

func (m *maker) sharing(in cloud) deed {
	d, yes := cloudDeed(in), true
	d.kind, d.action, d.shared, d.exposed = typeModified, "file-shared", &yes, true
	d.destination = end{category: categoryCloud, name: cloudNames[in].name, domains: []string{cloudNames[in].domain}}
	return d
}

func (m *maker) cloudDownload(in cloud) uint32 {
	return m.deed(deedKey{what: doCloudDownload, a: int(in)}, func() deed {
		d := cloudDeed(in)
		d.kind, d.action, d.exposed, d.trustReason = typeRead, "file-downloaded", true, trustManaged
		d.destination = end{category: categoryDevice}
		return d
	})
}

func (m *maker) email(service int, inside bool, to, subject, policy int) uint32 {
	key := 0
	if inside {
		key = 1
	}
	return m.deed(deedKey{what: doEmail, a: service*2 + key, b: to, c: subject, d: policy}, func() deed {
		observer, name := "Gmail", "Gmail"
		if service == 1 {
			observer, name = "Office365", "Microsoft Office 365"
		}
		d := deed{
			kind: typeEmailed, action: "file-emailed", observer: observer, cloudy: true, source: end{category: "Email", name: name},
			destination: end{category: "Email", name: name}, exposed: true, mail: message{subject: subjects[subject]},
		}
		if inside {
			d.mail.recipients, d.trustReason = colleagues[to:to+1], trustRecipient
			return d
		}
		d.mail.recipients, d.exposure, d.indicator = outsiders[to:to+1], []string{"OutsideTrustedDomains"}, Indicator{"Sent from corporate " + name, 2}
		if service == 1 && policy > 0 {
			d.mail.policies = policies[policy-1 : policy]
		}
		return d
	})
}

func (m *maker) printed(on uint32, printer int) uint32 {
	sys := m.t.devices[on].system
	return m.deed(deedKey{what: doPrint, on: sys, a: printer}, func() deed {
		return deed{
			kind: typePrinted, action: "file-printed", observer: observerEndpoint, process: editors[sys], printer: printers[printer],
			source: end{category: categoryDevice}, fromDevice: true, destination: end{category: categoryDevice, name: printers[printer]},
		}
	})
}

func (m *maker) downloaded(on uint32, n, browser int) uint32 {
	sys := m.t.devices[on].system
	from := &untrustedSites[len(untrustedSites)-1] // the unknown one
	if n < len(trustedSites) {
		from = &trustedSites[n]
	}
	return m.deed(deedKey{what: doDownload, on: sys, a: n, b: browser}, func() deed {
		return deed{
			kind: typeCreated, action: "file-downloaded", observer: observerEndpoint, process: browsers[sys][browser], source: from.end(0),
			destination: end{category: categoryDevice}, toDevice: true, exposed: true, trustReason: trustManaged,
		}
	})
}

func (m *maker) reported(n int) uint32 {
	return m.deed(deedKey{what: doReport, a: n}, func() deed {
		return deed{
			kind: typeRead, action: "file-downloaded", observer: "Salesforce", cloudy: true, source: end{category: "CRM Tools", name: "Salesforce", domains: []string{"example.my.salesforce.com"}},
			destination: end{category: "Unknown", name: "Unmonitored device"}, report: reports[n], exposed: true,
			indicator: Indicator{"Download to unmonitored device from corporate Salesforce", 6},
		}
	})
}
