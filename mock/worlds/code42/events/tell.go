package events

import (
	"strings"

	"github.com/understudy/understudy/mock/internal/chance"
)

// told is a file while its life is told.
type told struct {
	*batch
	h *habits
	*task
	s       stream
	sys     system
	in      cloud
	file    file
	sheet   paper
	row     uint32 // of the file as it is now
	entered bool   // whether it has a row
	wrote   string // the program that made it
	site    *site  // that it comes from, or is uploaded to
	visits  int    // which of the site's tabs
}

// tell makes events of a piece of work: those of its steps that lie in the batch's time.
func (b *batch) tell(h *habits, p *task) {
	l := told{batch: b, h: h, task: p, s: streamOf(b.seed, forText, h.who.N, int(p.on), p.i)}
	l.open()
	for n, st := range p.steps {
		l.s = stream{chance.From(chance.Mixed(p.key + uint64(n+1)*chance.Golden))}
		l.tell(st, b.covers(st.at))
	}
}

// open finds out what the file is, before anything happens to it.
func (l *told) open() {
	h := l.h
	if l.device != 0 {
		l.sys = l.t.devices[l.device].system
	}
	l.sheet = l.paper(h, l.task)
	l.file = file{kind: l.sheet.kind, disguise: l.sheet.kind, label: l.sheet.label, key: l.key, created: l.began, modified: l.began}
	if p, version, at, ok := l.passed(); ok {
		l.sheet, l.sheet.version, l.file.label = p, version, p.label
		l.file.kind, l.file.disguise, l.file.modified = p.kind, p.kind, min(at, l.began)
	}
	l.site = l.tool()
	if l.scene != nil && len(l.steps) > 0 {
		l.site = suites[h.suite][toolFiles]
		l.file.modified += int64(float64(l.steps[0].at-l.began) * 0.9 * l.s.Part())
	}
	if l.scene == nil && (l.taken || h.p.highRisk <= l.began) && l.s.Happens(0.06) {
		l.disguise()
	}
	name := l.sheet.name
	switch l.shelf {
	case inDrive:
		l.in = [...]cloud{google: googleDrive, microsoft: oneDrive}[h.suite]
		if h.box && l.s.Happens(0.5) {
			l.in = box
		}
		l.file.cloud, l.file.owner, l.file.directory = l.in, l.ownText(h.p.username), l.texts.of("/"+l.folder()+"/")
	case inSync:
		l.file.owner, l.file.directory = l.ownText(l.t.devices[l.device].user), l.ownText(l.t.devices[l.device].folder(syncApps[h.suite].folder, l.folder()))
	default:
		l.file.owner, l.file.directory = l.ownText(l.t.devices[l.device].user), l.ownText(l.place(l.folder()))
	}
	l.file.name = l.texts.of(name)
	l.wrote = l.sorts[l.file.kind].programs[l.sys]
	if l.wrote == "" {
		l.wrote = explorers[l.sys]
	}
	l.visits = l.s.Below(2)
}

// place is where a file lies on a device: what comes from elsewhere among the downloads, code beside documents.
func (l *told) place(folder string) string {
	d := &l.t.devices[l.device]
	switch {
	case l.fetch:
		return d.folder("Downloads")
	case kinds[l.file.kind].coded():
		return d.folder(l.repository()...)
	case l.scene == nil && l.s.Happens(0.1):
		return d.folder("Desktop")
	}
	return d.folder("Documents", folder)
}

// disguise makes a file look like another sort of file.
func (l *told) disguise() {
	as := disguises[l.s.Below(len(disguises))]
	if kinds[as].category == kinds[l.file.kind].category {
		return
	}
	l.file.disguise = as
	l.sheet.name = strings.TrimSuffix(l.sheet.name, kinds[l.file.kind].extension) + kinds[l.file.disguise].extension
}

// tool is the site that belongs to a piece of work: one of the job's, or of the site's suite.
func (l *told) tool() *site {
	if kinds[l.file.kind].coded() && l.h.trade.github != nil {
		return l.h.trade.github
	}
	if list := l.h.trade.tools[l.h.suite]; len(list) > 0 && l.s.Below(5) > 0 {
		first := l.s.Below(len(list))
		for i := range list {
			if site := list[(first+i)%len(list)]; site.takesKind(l.file.kind) {
				return site
			}
		}
	}
	return suites[l.h.suite][toolFiles]
}

// browser is the one that the person has chosen, mostly.
func (l *told) browser() string {
	list := browsers[l.sys]
	if l.s.Happens(0.94) {
		return list[l.h.who.N%16/7]
	}
	return list[l.s.Below(len(list))]
}

// explorer is what the file is renamed, moved and deleted with: code in the editor.
func (l *told) explorer() string {
	if kinds[l.file.kind].coded() {
		return l.wrote
	}
	return explorers[l.sys]
}

// enter is the row of the file as it is now.
func (l *told) enter() uint32 {
	if !l.entered {
		l.file.content = l.content(l.sheet)
		l.row, l.entered = l.addFile(l.file), true
	}
	return l.row
}

// copyTo is the same file at another place: same name, same content.
func (l *told) copyTo(at int64, directory uint32) uint32 {
	f := l.file
	f.content, f.directory, f.created, f.cloud = l.content(l.sheet), directory, at-second, 0
	f.modified = min(f.modified, f.created)
	return l.addFile(f)
}

// tell tells of a step. What happens when nobody looks changes the file all the same.
func (l *told) tell(st step, seen bool) {
	switch st.act {
	case toMake:
		l.file.created, l.file.modified, l.entered = st.at, st.at, false
		l.changed(st, seen, creation)
	case toChange:
		l.sheet.version++
		l.file.modified, l.entered = st.at, false
		l.changed(st, seen, modification)
	case toDelete:
		l.changed(st, seen, deletion)
	case toRename, toMove:
		l.moved(st, seen)
	case toFetch, fromStick:
		l.fetched(st, seen)
	default:
		if seen {
			l.used(st)
		}
	}
}

// changed tells of a file that is made, changed or deleted where it lies.
func (l *told) changed(st step, seen bool, change int) {
	if !seen {
		return
	}
	switch {
	case l.shelf == inDrive:
		l.add(l.h, 0, l.enter(), l.inCloud(l.in, change), st)
	case l.shelf == inSync:
		l.add(l.h, l.device, l.enter(), l.syncApp(l.sys, l.h.suite, corporateAccount, change), st)
	case change == deletion:
		l.add(l.h, l.device, l.enter(), l.local(l.sys, change, "", l.explorer()), st)
	default:
		l.add(l.h, l.device, l.enter(), l.local(l.sys, change, "", l.wrote), st)
	}
}

// moved gives a file another name or another folder.
func (l *told) moved(st step, seen bool) {
	change, before := "RENAMED", uint32(0)
	if seen {
		before = l.enter()
	}
	if st.act == toMove {
		change = "MOVED"
		l.fetch = false
		before := l.file.directory
		for range 4 {
			if l.file.directory = l.ownText(l.place(l.folder())); l.file.directory != before {
				break
			}
		}
		if l.file.directory == before {
			l.file.directory = l.ownText(l.t.devices[l.device].folder("Documents", "Archive"))
		}
	} else {
		l.sheet.name = l.renamed(l.sheet.name)
		l.file.name = l.texts.of(l.sheet.name)
	}
	l.entered = false
	if !seen {
		return
	}
	row := l.enter()
	l.batch.files[row].original = before
	l.add(l.h, l.device, row, l.local(l.sys, creation, change, l.explorer()), st)
	l.batch.files[row].original = before
}

// fetched tells of a file that comes onto a device, or of one in a cloud that somebody downloads.
func (l *told) fetched(st step, seen bool) {
	if l.shelf == inDrive {
		if seen {
			l.add(l.h, 0, l.enter(), l.cloudDownload(l.in), st)
		}
		return
	}
	l.file.created, l.entered = st.at, false
	if l.file.modified = wholeSecond(min(l.file.modified, st.at)); l.sheet.version == 0 { // what comes from others keeps no fractions
		l.file.modified = st.at
	}
	if !seen {
		return
	}
	if st.act == fromStick {
		l.add(l.h, l.device, l.enter(), l.removable(l.sys, creation, true), st)
		return
	}
	from := l.site
	if l.s.Happens(0.1) {
		from = &elsewhere[unknown]
	}
	l.add(l.h, l.device, l.enter(), l.downloaded(l.sys, from, l.browser()), st)
}
