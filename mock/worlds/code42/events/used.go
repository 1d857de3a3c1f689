package events

// used tells of a file that is sent, copied or shown to others.
func (l *told) used(st step) {
	row, device, deed := l.use(st)
	if l.scene == nil && st.at < l.h.p.departing && st.at < l.h.p.highRisk {
		if key := l.riskOf(deed, &l.batch.files[row], l.h.p, device, st); key.score() >= critical {
			if device == 0 || st.act == toPrint {
				return
			}
			// Such a thing has a story, and an ordinary day has none.
			row, deed = l.enter(), l.upload(l.sys, l.site, 0, l.browser(), false)
		}
	}
	l.add(l.h, device, row, deed, st)
}

func (l *told) use(st step) (row, device, deed uint32) {
	h, to := l.h, &elsewhere[l.target]
	if l.sheet.size > mostMailed {
		st.act, to = l.unmailed(st.act, to)
	}
	switch st.act {
	case toTool:
		titled := l.s.Happens(0.2)
		return l.enter(), l.device, l.upload(l.sys, l.site, l.visits%len(l.site.tabs), l.browser(), titled)
	case toWeb:
		if !to.takesKind(l.file.kind) {
			to = &elsewhere[0]
		}
		return l.enter(), l.device, l.upload(l.sys, to, l.visits%len(to.tabs), l.browser(), false)
	case toSync:
		row = l.copyTo(st.at, l.ownText(l.t.devices[l.device].folder(syncApps[h.suite].folder, l.folder())))
		return row, l.device, l.syncApp(l.sys, h.suite, corporateAccount, creation)
	case toPrivate:
		app := h.private
		if syncApps[app].process[l.sys] == "" {
			app = dropbox
		}
		row = l.copyTo(st.at, l.ownText(l.t.devices[l.device].folder(syncApps[app].folder)))
		return row, l.device, l.syncApp(l.sys, app, personalAccount, creation)
	case toStick, toChangeCopy, toDeleteCopy:
		change := map[act]int{toStick: creation, toChangeCopy: modification, toDeleteCopy: deletion}[st.act]
		if change == modification {
			l.sheet.version++
			l.entered = false
		}
		from := l.enter()
		row = l.copyTo(st.at, l.ownText(l.t.devices[l.device].volume(h.p.medium.Volumes[0])))
		l.batch.files[row].original = from
		return row, l.device, l.removable(l.sys, change, false)
	case toPrint:
		with := l.wrote
		if kinds[l.file.kind].category == image { // what shows it, as what took it cannot print
			with = explorers[l.sys]
		}
		return l.enter(), l.device, l.printed(l.sys, l.printer(), with)
	case toShare:
		to, whom := l.colleague()
		if l.s.Happens(0.35) {
			to, whom = sharedByLink, others
		}
		return l.enter(), 0, l.shareInside(l.in, to, whom)
	case toShareOut:
		to := l.outsider()
		if l.s.Happens(0.18) {
			to = sharedByLink
		}
		return l.enter(), 0, l.shareOutside(l.in, to)
	case toLink:
		return l.enter(), 0, l.shareOutside(l.in, sharedByLink)
	case toReport:
		return l.report(st)
	}
	return l.mail(st)
}

// mostMailed is how large a file a mail service takes: 25 MB, less what a few changes add.
const mostMailed = 24_900_000

// unmailed is what is done with a file that is too large for a mail.
func (l *told) unmailed(a act, to *site) (act, *site) {
	inCloud := l.device == 0
	switch {
	case a == toMail && inCloud:
		return toShare, to
	case a == toMailOut && inCloud:
		return toShareOut, to
	case a == toMail:
		return toTool, to
	case a == toMailOut:
		return toWeb, &elsewhere[transfer]
	}
	return a, to
}

// mail is what a mail's observer sees of a file: it lies in no folder, has no id in a cloud, belongs to nobody, and is as old as the mail.
func (l *told) mail(st step) (row, device, deed uint32) {
	subject := ""
	if l.s.Happens(0.6) {
		subject = subjects[l.s.Below(len(subjects))]
	}
	if st.act == toMailOut {
		return l.attached(st.at), 0, l.email(l.h.suite, l.outsider(), others, false, subject, max(l.s.Below(8)-5, 0))
	}
	to, whom := l.colleague()
	return l.attached(st.at), 0, l.email(l.h.suite, to, whom, true, subject, 0)
}

func (l *told) attached(at int64) uint32 {
	f := l.file
	f.content, f.directory, f.owner, f.cloud = l.content(l.sheet), l.texts.of(""), l.texts.of(""), 0
	f.created, f.modified = wholeSecond(at), untold
	return l.addFile(f)
}

// colleague is whom something is for inside the firm.
func (l *told) colleague() (string, whom) {
	switch l.s.Below(5) {
	case 0, 1:
		if l.h.p.mate != 0 {
			return "", mate
		}
	case 2, 3:
		if l.h.p.boss != 0 {
			return "", boss
		}
	}
	mails := l.h.trade.mails
	if l.s.Happens(0.75) {
		return mails[0], others
	}
	return mails[l.s.Below(len(mails))], others
}

// outsider is whom something is for outside the firm. Customers get what is called after them.
func (l *told) outsider() string {
	list := l.h.trade.outside
	if len(list) == len(buyers) {
		if l.sheet.buyer > 0 {
			return list[l.sheet.buyer-1]
		}
		list = outsiders[""]
	}
	return list[l.s.Below(len(list))]
}

// printer is one at the person's site.
func (l *told) printer() string {
	at := l.h.who.Site
	if len(at.Floors) == 0 {
		return makes[0]
	}
	floor := int(l.h.who.N) % len(at.Floors)
	if l.s.Happens(0.15) {
		floor = l.s.Below(len(at.Floors))
	}
	return at.City + " " + at.Floors[floor] + " " + makes[(floor+len(at.Name))%len(makes)]
}

// report is taken from the customer database, on a device that nobody watches. The file is called after it and the time of the day there,
// and nobody sees what is in it.
func (l *told) report(st step) (row, device, deed uint32) {
	n := l.s.Below(len(reports))
	f := l.file
	f.created, f.modified, f.cloud = wholeSecond(st.at-second), untold, 0
	f.name = l.texts.of(reports[n].Name + instant(f.created).In(l.h.who.Site.Location()).Format("-2006-01-02-15-04-05") + ".xlsx")
	f.directory, f.owner = l.texts.of(""), l.texts.of("")
	f.kind, f.disguise, f.label, f.content = unread, kindOf(".xlsx"), unclassified, l.content(l.sheet)
	return l.addFile(f), 0, l.reported(n)
}
