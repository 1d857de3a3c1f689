package events

import "time"

// sit is one sitting of someone: a few steps, minutes apart, all of the same sort.
func (m *maker) sit(who uint32, at, to int64, steps int) {
	p := &m.t.people[who]
	s := sitting{maker: m, at: at &^ 1, who: who}
	scene := clouds[m.rand.IntN(len(clouds))]
	risky := p.departing || p.highRisk
	if len(p.devices) > 0 {
		s.on = p.devices[m.rand.IntN(len(p.devices))]
		scene = usualScenes[m.rand.IntN(len(usualScenes))]
		if risky && m.rand.IntN(100) < 45 || m.rand.IntN(100) < 4 {
			scene = riskyScenes[m.rand.IntN(len(riskyScenes))]
		}
	}
	s.choice = m.rand.Uint64()
	for range steps {
		scene(&s)
		if next := s.at + 2*(10_000+m.rand.Int64N(190_000)); next < to { // or the day is over, and all happens at once
			s.at = next
		}
	}
}

// sitting is what the steps of one sitting share.
type sitting struct {
	*maker
	at      int64
	who, on uint32
	choice  uint64 // decides once for all steps
}

// of makes a choice among n that holds for the whole sitting.
func (s *sitting) of(n int) int { return int(s.choice % uint64(n)) }

type scene func(*sitting)

var (
	usualScenes = []scene{
		locally, locally, locally, locally, locally, trustedUpload, trustedUpload, trustedUpload, trustedUpload, trustedUpload,
		companySync, companySync, companySync, cloudWork, cloudWork, cloudWork, cloudWork, mailInside, mailInside, printing, download,
	}
	riskyScenes = []scene{untrustedUpload, untrustedUpload, untrustedUpload, untrustedUpload, usb, usb, usb, usb, personalSync, personalSync, personalSync, share, mailOutside, fromMedia}
	clouds      = []scene{cloudWork, cloudWork, cloudWork, mailInside, share, mailOutside, report}
)

func (s *sitting) add(row, on, deed uint32) { s.maker.add(s.at, s.who, on, row, deed) }

// locally: a file is made, changed, renamed, moved or deleted. Nothing has left the device.
func locally(s *sitting) {
	row := s.pick(s.at, s.who, s.on, 0)
	var deed uint32
	switch s.rand.IntN(8) {
	case 0, 1, 2:
		row = s.edit(s.at, s.who, row)
		deed = s.local(s.on, 1, "")
	case 3, 4:
		var change string
		row, change = s.move(s.at, s.who, s.on, row)
		deed = s.local(s.on, 0, change)
	case 5:
		deed = s.local(s.on, 2, "")
		s.replace(s.who, row, s.newFile(s.at, s.who, s.on, 0))
	default:
		row = s.newFile(s.at, s.who, s.on, 0)
		f := &s.t.files[row]
		f.created, f.modified = s.at, s.at
		s.remember(s.who, row)
		deed = s.local(s.on, 0, "")
	}
	s.add(row, s.on, deed)
}

func trustedUpload(s *sitting) {
	n := s.of(len(trustedSites))
	tab := s.rand.IntN(len(trustedSites[n].tabs))
	s.add(s.pick(s.at, s.who, s.on, 0), s.on, s.upload(s.on, true, n, tab, s.of(3)))
}

func untrustedUpload(s *sitting) {
	n := s.of(len(untrustedSites))
	tab := s.rand.IntN(len(untrustedSites[n].tabs))
	s.add(s.pick(s.at, s.who, s.on, 0), s.on, s.upload(s.on, false, n, tab, s.of(3)))
}

func companySync(s *sitting) { s.synchronize(s.of(2), corporateAccount) }

func personalSync(s *sitting) { s.synchronize(s.of(len(syncApps)), personalAccount) }

func (s *sitting) synchronize(app int, to account) {
	row := s.pick(s.at, s.who, s.on, 0)
	change := max(s.rand.IntN(6)-3, 0)
	if change == 1 {
		row = s.edit(s.at, s.who, row)
	}
	copied := s.copyTo(s.at, row, s.t.devices[s.on].folder(syncApps[app].folder))
	s.add(copied, s.on, s.syncApp(s.on, app, to, change))
}

// usb: files go to someone's own stick.
func usb(s *sitting) {
	stick := int(s.who % sticks)
	row := s.pick(s.at, s.who, s.on, 0)
	change := max(s.rand.IntN(8)-5, 0)
	if change == 1 {
		row = s.edit(s.at, s.who, row)
	}
	s.add(s.copyTo(s.at, row, s.t.devices[s.on].volume(volumeName(stick))), s.on, s.removable(s.on, stick, change, false))
}

// fromMedia: files come from a stick.
func fromMedia(s *sitting) {
	row := s.newFile(s.at, s.who, s.on, 0)
	s.add(row, s.on, s.removable(s.on, int(s.who%sticks), 0, true))
}

func cloudWork(s *sitting) {
	in := cloud(1 + s.of(3))
	row := s.pick(s.at, s.who, 0, in)
	switch s.rand.IntN(8) {
	case 0, 1, 2:
		row = s.edit(s.at, s.who, row)
		s.add(row, 0, s.inCloud(in, 1))
	case 3:
		s.add(row, 0, s.shareInside(in, s.rand.IntN(2), s.rand.IntN(len(colleagues))))
	case 4:
		s.add(row, 0, s.inCloud(in, 2))
		s.replace(s.who, row, s.newFile(s.at, s.who, 0, in))
	case 5:
		s.add(row, 0, s.cloudDownload(in))
	default:
		row = s.newFile(s.at, s.who, 0, in)
		f := &s.t.files[row]
		f.created, f.modified = s.at, s.at
		s.remember(s.who, row)
		s.add(row, 0, s.inCloud(in, 0))
	}
}

func share(s *sitting) {
	in := cloud(1 + s.of(3))
	s.add(s.pick(s.at, s.who, 0, in), 0, s.shareOutside(in, s.rand.IntN(2), s.of(len(outsiders))))
}

// attached is what a mail's observer sees of a file: it lies in no folder, and has no id in a cloud.
func (s *sitting) attached() uint32 {
	return s.copyTo(s.at, s.pick(s.at, s.who, 0, googleDrive), "")
}

func mailInside(s *sitting) {
	s.add(s.attached(), 0, s.email(s.of(2), true, s.of(len(colleagues)), s.rand.IntN(len(subjects)), 0))
}

func mailOutside(s *sitting) {
	s.add(s.attached(), 0, s.email(s.of(2), false, s.of(len(outsiders)), s.rand.IntN(len(subjects)), s.rand.IntN(3)))
}

func printing(s *sitting) {
	s.add(s.pick(s.at, s.who, s.on, 0), s.on, s.printed(s.on, s.of(len(printers))))
}

// download: the browser brings a file, from a place that the company uses or from who knows where.
func download(s *sitting) {
	n := s.of(len(trustedSites) + 1)
	row := s.newFile(s.at, s.who, s.on, 0)
	f := &s.t.files[row]
	f.directory, f.created, f.modified = s.text(s.t.devices[s.on].folder("Downloads")), s.at, s.at
	s.remember(s.who, row)
	s.add(row, s.on, s.downloaded(s.on, n, s.of(3)))
}

// report: a report is taken from the customer database, on a device that nobody watches.
func report(s *sitting) {
	n := s.of(len(reports))
	at := s.at - time.Second.Milliseconds()
	row := s.addFile(file{
		name: s.text("report" + itoa(1+s.rand.Uint64N(999)) + ".csv"), directory: s.text("/"), owner: s.text(s.t.people[s.who].corporate), kind: kindOf(".csv"),
		disguise: kindOf(".csv"), content: s.t.addContent(100 * reports[n].Count), created: at, modified: at,
	})
	s.add(row, 0, s.reported(n))
}
