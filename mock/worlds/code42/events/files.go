package events

import (
	"cmp"
	"crypto/md5"
	"crypto/sha256"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/understudy/understudy/mock/internal/chance"
	"github.com/understudy/understudy/mock/internal/company"
)

// paper is what is written on a file, but for where it lies.
type paper struct {
	name    string
	kind    uint8
	key     uint64 // of whoever wrote it
	version int
	size    int64 // of the first version
	label   uint8 // in labels
	buyer   int   // the number of the customer in the name, from 1 on
}

// paper is that of a piece of work, before anything happens to it.
func (b *batch) paper(h *habits, p *task) paper {
	s := streamOf(b.seed, forContent, h.who.N, int(p.on), p.i)
	sort := &b.sorts[p.kind]
	made := paper{kind: p.kind, key: p.key}
	// Most are in the middle of the kind's magnitudes, and few at the ends.
	made.size = int64(float64(sort.Least) * math.Pow(float64(sort.Most)/float64(sort.Least), (s.Part()+s.Part()+s.Part())/3))
	if p.scene != nil {
		made.name, made.size = p.scene.Name, cmp.Or(p.scene.Size, made.size)
	} else {
		made.name, made.buyer = b.title(h, p, &s)
		made.name += "." + kinds[p.kind].extension
	}
	if kinds[p.kind].labelled {
		secret := uint8(confidential)
		if h.trade.finance {
			secret = financial
		}
		made.label = [...]uint8{unclassified, internal, secret}[s.oneOf([]uint16{60, 24, 16})]
	}
	return made
}

// title is what a file is called: after what the job has to do with, or after what such files are mostly.
func (b *batch) title(h *habits, p *task, s *stream) (title string, buyer int) {
	k, sort, at := &kinds[p.kind], &b.sorts[p.kind], instant(p.began).In(h.who.Site.Location())
	list := sort.topics
	switch {
	case k.coded() && len(list) > 0: // what it is about, the folder says
		return list[s.Below(len(list))].before, 0
	case k.office() && len(h.trade.papers) > 0 && s.Happens(0.88):
		list = h.trade.papers
	case k.data() && len(h.trade.modules) > 0 && s.Happens(0.8):
		list = h.trade.modules
	}
	t := turn(list, h, p, at)
	if t == nil {
		if t = turn(sort.topics, h, p, at); t == nil {
			return "notes", 0
		}
	}
	title, buyer = t.on(at, s)
	switch {
	case title == "screenshot":
		return "Screenshot " + at.Format([...]string{"2006-01-02 150405", "2006-01-02 at 15.04.05", "From 2006-01-02 15-04-05"}[h.system]), 0
	case strings.HasPrefix(title, "IMG_"):
		return "IMG_" + strconv.Itoa(1000+s.Below(9000)), 0
	case strings.Contains(title, "_"):
		return title + at.Format("_20060102"), 0
	}
	return styled(title, h.style, at, p, t.dated(), s), buyer
}

// turn is the topic whose turn it is: one after the other, so that a person comes back to it after some weeks only. What there is not on the
// day is passed over, and so is what such a file is not about.
func turn(list []topic, h *habits, p *task, at time.Time) *topic {
	first := int(h.who.N%97) + int(uint32(p.on))*5/7 + p.i*(1+len(list)/3)
	for n := range list {
		if t := &list[(first+n)%len(list)]; !t.not.has(p.kind) && t.madeOn(at) {
			return t
		}
	}
	return nil
}

// endings are what people put at the end of names of a kind: nothing, v2, v3, final, the date or draft.
func (k *fileKind) endings(dated bool) []uint16 {
	date := uint16(34)
	if dated {
		date = 0
	}
	switch _, never := k.edited(); {
	case k.category == pdf:
		return []uint16{60, 4, 0, 4, date, 0}
	case k.written():
		return []uint16{50, 8, 3, 1, date, 6}
	case !never || k.category == "Video":
		return []uint16{60, 0, 0, 0, date, 0}
	}
	return []uint16{1}
}

// styled is a title as a person writes it, with what people put at the end of names.
func styled(title string, style int, at time.Time, p *task, dated bool, s *stream) string {
	k := &kinds[p.kind]
	if k.category == "Executable" {
		title += " " + strconv.Itoa(1+s.Below(9)) + "." + strconv.Itoa(s.Below(20)) + "." + strconv.Itoa(s.Below(6))
	}
	switch s.oneOf(k.endings(dated)) {
	case 1:
		title += " v2"
	case 2:
		title += " v3"
	case 3:
		title += " final"
	case 4:
		title += " " + at.Format("2006-01-02")
	case 5:
		title += " draft"
	}
	if p.fetch && s.Happens(0.08) {
		title += " (1)"
	}
	switch style {
	case 1:
		return strings.ReplaceAll(strings.ReplaceAll(title, " - ", " "), " ", "_")
	case 2:
		return strings.ReplaceAll(strings.ReplaceAll(title, " - ", " "), " ", "-")
	}
	return strings.ToUpper(title[:1]) + title[1:]
}

// renamed is another name of a file.
func (l *told) renamed(name string) string {
	dot := strings.LastIndexByte(name, '.')
	stem, extension := name[:dot], name[dot:]
	if kinds[l.file.kind].coded() {
		return stem + []string{"_old", "_v2", "_impl", "_legacy"}[l.s.Below(4)] + extension
	}
	for _, end := range []string{" draft", " (1)"} {
		if shorter, ok := strings.CutSuffix(stem, end); ok {
			return shorter + extension
		}
	}
	if later, ok := strings.CutSuffix(stem, " v2"); ok {
		return later + " v3" + extension
	}
	joint := [...]string{" ", "_", "-"}[l.h.style]
	ends := []string{"old", "original", "backup"}
	switch k := &kinds[l.file.kind]; {
	case k.category == pdf:
		ends = []string{"signed", "signed", "final", "reviewed"}
	case k.written():
		ends = []string{"v2", "v2", "reviewed", "final", "updated", "old"}
	}
	return stem + joint + ends[l.s.Below(len(ends))] + extension
}

// folder is one of the job's, as it is called in that year.
func (l *told) folder() string {
	if l.scene != nil && l.scene.In != "" {
		return l.scene.In
	}
	list := l.h.trade.folders
	name := list[min(l.s.Below(len(list)), l.s.Below(len(list)))]
	if kinds[l.sheet.kind].office() && l.s.Happens(0.2) {
		return name + "/" + strconv.Itoa(instant(l.began).Year())
	}
	return name
}

// repository is where code lies: a folder of what it is about.
func (l *told) repository() []string {
	if l.scene != nil && l.scene.In != "" {
		return []string{"repos", l.scene.In}
	}
	name := "scripts"
	if list := l.h.trade.modules; len(list) > 0 {
		name = strings.ReplaceAll(list[(int(l.h.who.N%89)+int(uint32(l.on))/3+l.i)%len(list)].before, "_", "-")
	}
	parts := []string{"repos", name}
	if list := l.h.trade.shelves; len(list) > 0 && l.s.Happens(0.7) {
		parts = append(parts, list[l.s.Below(len(list))])
	}
	return parts
}

// passed is the paper of a file that somebody of the same department has made on one of the days before, and passed on, if this one is such.
func (l *told) passed() (p paper, version int, at int64, ok bool) {
	if !l.fetch || l.taken || l.i >= adopted || l.s.Happens(0.3) {
		return p, 0, 0, false
	}
	mates := l.units[l.h.who.Unit]
	for range 6 {
		n := mates[l.s.Below(len(mates))]
		on := l.on - company.Date(1+l.s.Below(9))
		if n == l.h.n || !l.workers[n].who.There(on) {
			continue
		}
		other := &l.other
		l.habits(n, other)
		first := l.first(other, on)
		if first == nil || first.fetch || len(first.steps) == 0 || kinds[first.kind].coded() || first.steps[0].act != toMake {
			continue
		}
		if p = l.paper(other, first); l.sorts[p.kind].programs[l.sys] == "" || !kinds[p.kind].livesAs(&kinds[l.kind]) {
			continue
		}
		until := (on + 1).At(other.who.Site.Location(), 0).UnixMilli()
		for _, st := range first.steps {
			if st.at >= until {
				break
			}
			if at = st.at; st.act == toChange {
				version++
			}
		}
		return p, version, at, at > 0 && at < l.began
	}
	return p, 0, 0, false
}

// content is the row of what a file holds in its version.
func (b *batch) content(p paper) uint32 {
	key := chance.Mixed(p.key + uint64(p.version)*chance.Golden)
	n := uint32(len(b.contents))
	for back := 1; back <= min(4, len(b.contents)); back++ {
		if row := n - uint32(back); b.contents[row].key == key {
			return row
		}
	}
	size := p.size
	for v := range p.version {
		size += int64(chance.Mixed(p.key+uint64(v)) % 1800)
	}
	var room [96]byte // most are not worth an allocation
	b.contents = append(b.contents, newContent(key, size, b.t.appendBytes(room[:0], key)))
	return n
}

func newContent(key uint64, size int64, bytes []byte) content {
	return content{key: key, size: size, md5: md5.Sum(bytes), sha256: sha256.Sum256(bytes)}
}

// addFile adds a file. One of the clouds tells whole seconds only.
func (b *batch) addFile(f file) uint32 {
	if f.cloud == oneDrive {
		f.created, f.modified = wholeSecond(f.created), wholeSecond(f.modified)
	}
	row := uint32(len(b.files))
	f.original = row
	b.files = append(b.files, f)
	return row
}
