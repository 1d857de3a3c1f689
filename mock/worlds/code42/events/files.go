package events

import (
	"strings"
	"time"
)

// addFile adds a file that was not another one before.
func (m *maker) addFile(f file) uint32 {
	row := uint32(len(m.t.files))
	f.original = row
	m.t.files = append(m.t.files, f)
	return row
}

// became adds what a file has turned into.
func (m *maker) became(row uint32, f file) uint32 {
	n := uint32(len(m.t.files))
	f.original = row
	m.t.files = append(m.t.files, f)
	return n
}

// newFile is a file that has come to be within the last weeks, on a device or in a cloud.
func (m *maker) newFile(at int64, who, on uint32, in cloud) uint32 {
	kind := usual[m.rand.IntN(len(usual))]
	k := &kinds[kind]
	created := at - m.rand.Int64N(30*day.Milliseconds()) - 1
	f := file{
		name: m.text(m.name(k)), kind: kind, disguise: kind, cloud: in, created: created, modified: created + m.rand.Int64N(at-created),
	}
	if n := len(m.passed); n > 0 && m.rand.IntN(3) == 0 { // a colleague has passed it on
		from := m.t.files[m.passed[m.rand.IntN(n)]]
		if from.modified < at {
			f.name, f.kind, f.disguise, f.content, f.created, f.modified = from.name, from.kind, from.disguise, from.content, from.modified, from.modified
			return m.place(f, who, on)
		}
	}
	f.content = m.t.addContent(m.size(k))
	if risky := m.t.people[who].departing || m.t.people[who].highRisk; risky && m.rand.IntN(12) == 0 || m.rand.IntN(400) == 0 {
		f.disguise = disguises[m.rand.IntN(len(disguises))]
		f.name = m.text(strings.TrimSuffix(m.t.texts[f.name], k.extension) + kinds[f.disguise].extension)
	}
	row := m.place(f, who, on)
	m.pass(row)
	return row
}

// passedOn is how many files go round among colleagues at a time.
const passedOn = 64

// pass lets a file go round.
func (m *maker) pass(row uint32) {
	if len(m.passed) < passedOn {
		m.passed = append(m.passed, row)
		return
	}
	m.passed[m.rand.IntN(passedOn)] = row
}

// place puts a file where its owner keeps files.
func (m *maker) place(f file, who, on uint32) uint32 {
	p := &m.t.people[who]
	if f.cloud != 0 {
		f.owner, f.directory = m.text(p.corporate), m.text("/"+folders[m.rand.IntN(len(folders))]+"/")
	} else {
		d := &m.t.devices[on]
		f.owner, f.directory = m.text(d.user), m.text(d.folder("Documents", folders[m.rand.IntN(len(folders))]))
	}
	return m.addFile(f)
}

var folders = []string{"Projects", "Projects/Alpha", "Projects/Borealis", "Finance", "Customers", "Hiring", "Team", "Archive", "Plans 2026", "Clients/Northwind"}

// name makes up a name; the same stems come back, with years, numbers and versions.
func (m *maker) name(k *fileKind) string {
	stem := k.stems[m.rand.IntN(len(k.stems))]
	switch m.rand.IntN(5) {
	case 0:
		stem += " (" + itoa(1+m.rand.Uint64N(9)) + ")"
	case 1:
		stem += " v" + itoa(1+m.rand.Uint64N(20))
	case 2:
		stem += " Q" + itoa(1+m.rand.Uint64N(4)) + " " + itoa(2024+m.rand.Uint64N(3))
	case 3:
		stem += " " + itoa(100+m.rand.Uint64N(900))
	}
	return stem + "." + k.extension
}

// size is within the kind's limits; small ones are far more frequent.
func (m *maker) size(k *fileKind) int64 {
	part := m.rand.Float64()
	return k.least + int64(part*part*part*part*float64(k.most-k.least))
}

// pick is a file that someone works with: one of those of late, or a new one.
func (m *maker) pick(at int64, who, on uint32, in cloud) uint32 {
	p := &m.t.people[who]
	for tries := 4; tries > 0 && p.known > 0 && m.rand.IntN(9) > 0; tries-- {
		row := p.files[m.rand.IntN(int(p.known))]
		f := &m.t.files[row]
		if f.cloud == in && f.modified < at && (in != 0 || m.isOn(f, on)) {
			return row
		}
	}
	row := m.newFile(at, who, on, in)
	m.remember(who, row)
	return row
}

func (m *maker) isOn(f *file, on uint32) bool {
	return strings.HasPrefix(m.t.texts[f.directory], m.t.devices[on].folder())
}

func (m *maker) remember(who, row uint32) {
	p := &m.t.people[who]
	p.files[p.next] = row
	p.next = (p.next + 1) % recent
	p.known = min(p.known+1, recent)
}

// replace remembers what a file has turned into, in its stead.
func (m *maker) replace(who, row, by uint32) {
	p := &m.t.people[who]
	for i := range p.files[:p.known] {
		if p.files[i] == row {
			p.files[i] = by
		}
	}
}

// edit makes a new version of a file.
func (m *maker) edit(at int64, who, row uint32) uint32 {
	f := m.t.files[row]
	f.modified, f.content = at, m.t.addContent(m.t.contents[f.content].size+m.rand.Int64N(4096))
	edited := m.became(row, f)
	m.replace(who, row, edited)
	return edited
}

// move gives a file another name, or another folder.
func (m *maker) move(at int64, who, on, row uint32) (uint32, string) {
	f, change := m.t.files[row], "RENAMED"
	if m.rand.IntN(2) == 0 {
		change = "MOVED"
		f.directory = m.text(m.t.devices[on].folder("Desktop", folders[m.rand.IntN(len(folders))]))
	} else {
		name := strings.TrimSuffix(m.t.texts[f.name], "."+kinds[f.disguise].extension) + " final." + kinds[f.disguise].extension
		if strings.Count(name, " final") > 2 {
			name = m.name(&kinds[f.disguise])
		}
		f.name = m.text(name)
	}
	moved := m.became(row, f)
	m.replace(who, row, moved)
	return moved, change
}

// copyTo is the same file at another place: same name, same content.
func (m *maker) copyTo(at int64, row uint32, directory string) uint32 {
	f := m.t.files[row]
	f.directory, f.created, f.cloud = m.text(directory), at-time.Second.Milliseconds(), 0
	f.modified = min(f.modified, f.created)
	return m.addFile(f)
}
