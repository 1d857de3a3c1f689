package events

// deedKey tells one deed from another: what was done, on which system, and the choices that were made.
type deedKey struct {
	what       uint8
	on         system
	a, b, c, d int
	name, more string // of a program, a printer, a site or an address
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
func (b *batch) deed(key deedKey, do func() deed) uint32 {
	row := b.deeds.of(key)
	if int(row) == len(b.deedRows) {
		b.deedRows = append(b.deedRows, do())
	}
	return row
}

func (b *batch) local(on system, change int, moved, program string) uint32 {
	return b.deed(deedKey{what: doLocal, on: on, a: change, b: len(moved), name: program}, func() deed {
		return deed{
			kind: changes[change].kind, action: "file" + changes[change].suffix, observer: observerEndpoint, change: moved,
			process: program, source: end{category: categoryDevice}, fromDevice: true,
		}
	})
}

// upload is to one of a site's tabs, or to one that is called like the file.
func (b *batch) upload(on system, to *site, tab int, browser string, titled bool) uint32 {
	key := deedKey{what: doUpload, on: on, a: tab, b: flag(titled), c: flag(to.trust != ""), name: browser, more: to.name}
	return b.deed(key, func() deed {
		d := deed{
			kind: typeRead, action: "application-read", observer: observerEndpoint, exposure: []string{"ApplicationRead"}, process: browser,
			source: end{category: categoryDevice}, fromDevice: true, destination: to.end(tab), exposed: true, indicator: to.indicator, trustReason: to.trust, rare: to.rare,
		}
		d.destination.titled = titled
		return d
	})
}

func flag(on bool) int {
	if on {
		return 1
	}
	return 0
}

func (s *site) end(tab int) end {
	e := end{category: s.category, name: s.name, tabs: s.tabs[tab : tab+1]}
	if s.domain != "" {
		e.domains = []string{s.domain}
	}
	return e
}

func (b *batch) syncApp(on system, n int, to account, change int) uint32 {
	app := &syncApps[n]
	return b.deed(deedKey{what: doSync, on: on, a: n, b: int(to), c: change}, func() deed {
		d := deed{
			kind: changes[change].kind, action: "sync-app" + changes[change].suffix, observer: observerEndpoint, exposure: []string{"CloudStorage"},
			process: app.process[on], source: end{category: categoryDevice}, fromDevice: true, sync: app.destination, account: to,
			destination: end{category: categoryCloud, name: app.name, domains: []string{app.domain}}, exposed: true, indicator: app.indicator,
		}
		if to == corporateAccount {
			d.trustReason = trustAccount
		}
		return d
	})
}

func (b *batch) removable(on system, change int, from bool) uint32 {
	return b.deed(deedKey{what: doRemovable, on: on, a: flag(from), b: change}, func() deed {
		d := deed{kind: changes[change].kind, observer: observerEndpoint, process: explorers[on], media: true, fromMedia: from}
		if from {
			d.action, d.toDevice = "file-created", true
			d.source, d.destination = end{category: categoryDevice, name: removableMedia}, end{category: categoryDevice}
			return d
		}
		d.action, d.fromDevice, d.exposure = "removable-media"+changes[change].suffix, true, []string{"RemovableMedia"}
		d.source, d.destination = end{category: categoryDevice}, end{category: categoryDevice, name: removableMedia}
		d.exposed, d.indicator = change != deletion, Indicator{"Removable media", 3}
		return d
	})
}

func (b *batch) inCloud(in cloud, change int) uint32 {
	return b.deed(deedKey{what: doCloud, a: int(in), b: change}, func() deed {
		d := cloudDeed(in)
		d.kind, d.action = changes[change].kind, "file"+changes[change].suffix
		return d
	})
}

// cloudDeed is done where the file is, so that it comes from nowhere and goes nowhere.
func cloudDeed(in cloud) deed {
	no := false
	return deed{observer: cloudNames[in].observer, connection: cloudNames[in].connection, cloudy: true, shared: &no}
}

// sharedByLink stands for those whom a file is shared with by its link.
const sharedByLink = ""

func (b *batch) shareInside(in cloud, with string, whom whom) uint32 {
	return b.deed(deedKey{what: doShareInside, a: int(in), b: int(whom), name: with}, func() deed {
		d := sharing(in)
		d.trustReason = trustShared
		if with == sharedByLink && whom == others {
			d.shareType, d.exposure, d.sharingAdded = []string{"Anyone in your organization"}, []string{"SharedToDomain"}, []string{"SharedViaLink"}
			return d
		}
		d.shareType, d.sharedWith = []string{"Shared with specific people"}, addressees{whom: whom, names: []string{with}}
		return d
	})
}

func (b *batch) shareOutside(in cloud, with string) uint32 {
	return b.deed(deedKey{what: doShareOutside, a: int(in), name: with}, func() deed {
		d := sharing(in)
		name := cloudNames[in].name
		if with == sharedByLink {
			d.shareType, d.exposure = []string{"Anyone with the link"}, []string{"IsPublic", "SharedViaLink"}
			d.sharingAdded, d.indicator = []string{"IsPublic", "SharedViaLink"}, Indicator{"Public link from corporate " + name, 4}
			return d
		}
		d.shareType, d.exposure, d.sharedWith = []string{"Shared with specific people"}, []string{"OutsideTrustedDomains"}, addressees{names: []string{with}}
		d.sharingAdded, d.indicator = []string{"OutsideTrustedDomains"}, Indicator{"Shared from corporate " + name, 2}
		return d
	})
}

func sharing(in cloud) deed {
	d, yes := cloudDeed(in), true
	d.kind, d.action, d.shared, d.exposed = typeModified, "file-shared", &yes, true
	return d
}

func (b *batch) cloudDownload(in cloud) uint32 {
	return b.deed(deedKey{what: doCloudDownload, a: int(in)}, func() deed {
		d := cloudDeed(in)
		d.kind, d.action, d.exposed, d.trustReason = typeRead, "file-downloaded", true, trustManaged
		d.source, d.destination = end{category: categoryCloud, name: cloudNames[in].name}, end{category: categoryDevice}
		return d
	})
}

// email is about the file itself if the subject is "".
func (b *batch) email(service int, to string, whom whom, inside bool, subject string, policy int) uint32 {
	return b.deed(deedKey{what: doEmail, a: service, b: int(whom), c: policy, d: flag(inside), name: to, more: subject}, func() deed {
		mail := &mailServices[service]
		d := deed{
			kind: typeEmailed, action: "file-emailed", observer: mail.observer, connection: mail.connection, cloudy: true, exposed: true,
			mail: message{sent: true, to: addressees{whom, []string{to}}, subject: subject, about: subject == ""},
		}
		if inside {
			d.trustReason = trustRecipient
			return d
		}
		d.exposure, d.indicator = []string{"OutsideTrustedDomains"}, Indicator{"Sent from corporate " + mail.name, 2}
		if service == microsoft && policy > 0 {
			d.mail.policies = policies[policy-1 : policy]
		}
		return d
	})
}

func (b *batch) printed(on system, printer, program string) uint32 {
	return b.deed(deedKey{what: doPrint, on: on, name: printer, more: program}, func() deed {
		return deed{
			kind: typePrinted, action: "file-printed", observer: observerEndpoint, process: program, printer: printer,
			source: end{category: categoryDevice}, fromDevice: true, destination: end{category: categoryDevice, name: printer},
		}
	})
}

func (b *batch) downloaded(on system, from *site, browser string) uint32 {
	return b.deed(deedKey{what: doDownload, on: on, name: browser, more: from.name}, func() deed {
		return deed{
			kind: typeCreated, action: "file-downloaded", observer: observerEndpoint, process: browser, source: from.end(0),
			destination: end{category: categoryDevice}, toDevice: true, exposed: true, trustReason: trustManaged,
		}
	})
}

func (b *batch) reported(n int) uint32 {
	return b.deed(deedKey{what: doReport, a: n}, func() deed {
		return deed{
			kind: typeRead, action: "file-downloaded", observer: "Salesforce", cloudy: true, source: end{category: customers, name: "Salesforce"},
			destination: end{category: categoryDevice, name: "Unmonitored Device"}, report: reports[n], exposed: true,
			indicator: Indicator{"Download to unmonitored device from corporate Salesforce", 5},
		}
	})
}
