package events

import (
	"slices"
	"time"

	"github.com/understudy/understudy/mock/internal/company"
)

// Scene is what somebody does with a file because a story says so, whatever else they do. If the first deed does not make it, it is some days old.
type Scene struct {
	Name  string // of the file
	In    string // the folder that it lies in; empty: one of the person's
	Drive bool   // it lies in the firm's cloud, and not on the person's machine
	Size  int64  // 0: as such files are
	Deeds []Deed // in the order of time; at least one
}

// Deed is one thing that somebody does with it.
type Deed struct {
	At  time.Time
	Act string // one of story.Acts
	To  string // the name of the site that it is uploaded to
	New bool   // the person has not sent anything there before
}

// deedActs are the acts of a life that scenes have.
var deedActs = map[string]act{
	"make": toMake, "change": toChange, "delete": toDelete, "copy": toStick, "upload": toWeb, "hand in": toTool, "share": toLink,
}

// staged are the numbers of the pieces that scenes are.
const staged = 3 << 10

// uses tells whether a person does something in a scene.
func (w *worker) uses(act string) bool {
	return slices.ContainsFunc(w.scenes, func(s Scene) bool {
		return slices.ContainsFunc(s.Deeds, func(d Deed) bool { return d.Act == act })
	})
}

// scene makes a piece of what is said in a scene. It has no steps if the person has no machine for it then.
func (m *maker) scene(h *habits, i int) *task {
	s, zone := &h.scenes[i], h.who.Site.Location()
	first := s.Deeds[0].At
	h.chance = streamOf(m.seed, forLife, h.who.N, 0, staged+i)
	h.task = task{
		on: company.DateOf(first.In(zone)), i: staged + i, key: h.chance.Next(), kind: kindOf(s.Name), began: first.UnixMilli() &^ 1, scene: s, steps: h.task.steps[:0],
	}
	l := living{m: m, h: h, s: &h.chance, task: &h.task}
	if l.shelf = inDrive; !s.Drive {
		if l.shelf, l.device = onDisk, m.deviceOn(h.worker, l.s, l.began, true); l.device == 0 {
			return l.task
		}
	}
	if s.Deeds[0].Act != "make" {
		l.began -= int64(l.s.within(5*60, 16*24*60)) * minute
	}
	for _, d := range s.Deeds {
		on := company.DateOf(d.At.In(zone))
		l.day, l.at = *h.day(on), d.At.UnixMilli()&^1
		l.day.midnight = on.At(zone, 0).UnixMilli()
		l.target = max(l.target, slices.IndexFunc(elsewhere, func(e site) bool { return e.name == d.To }))
		home := l.day.Away || l.at < l.day.From-hour || l.at > l.day.Until+hour
		l.steps = append(l.steps, step{at: l.at, act: deedActs[d.Act], off: l.off(), home: home, first: d.New})
	}
	return l.task
}
