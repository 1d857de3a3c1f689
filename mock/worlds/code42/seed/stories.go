package seed

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/understudy/understudy/mock/internal/chance"
	"github.com/understudy/understudy/mock/internal/company"
	"github.com/understudy/understudy/mock/internal/limits"
	"github.com/understudy/understudy/mock/internal/story"
	"github.com/understudy/understudy/mock/worlds/code42/events"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// part is somebody's in a story. The zero part is that of who has none.
type part struct {
	person *company.Person
	role   story.Role
	uid    string
	broke  time.Time         // when the machine did; zero if it did not
	broken int64             // the device
	last   time.Time         // when the person had done all that the story says; zero if that is nothing
	lists  map[string]string // Played.Lists
}

// partsOf are the people of stories.
func partsOf(played []story.Played, now company.Date) map[*company.Person]part {
	parts := map[*company.Person]part{}
	for _, p := range played {
		for _, r := range p.Cast {
			made := part{person: p.People[r.Role], role: r, lists: p.Lists}
			for _, s := range p.Steps {
				switch {
				case s.Who != r.Role:
				case s.Breaks != nil:
					made.broke = p.At(s, now)
				case s.Files != nil:
					made.last = p.At(s, now).Add(s.Files.Over + time.Minute)
				}
			}
			parts[made.person] = made
		}
	}
	return parts
}

// guid is what the device of somebody's machine is called, if a story says so.
func (p part) guid(m *company.Machine) string {
	switch {
	case p.worksWith(m):
		return p.role.Device
	case p.endsWith(m):
		return p.role.Broken
	}
	return ""
}

// seen is when a machine was heard of last, given when it is otherwise: not before the story is over, and not after it broke.
func (p part) seen(m *company.Machine, at, epoch time.Time) time.Time {
	switch {
	case p.endsWith(m):
		return p.broke
	case p.worksWith(m) && at.Before(p.last) && p.last.Before(epoch):
		return p.last
	}
	return at
}

// plays tells whether a story is about a machine too.
func (p part) plays(m *company.Machine) bool { return p.worksWith(m) || p.endsWith(m) }

// worksWith tells whether a machine is the one that the person works with, or did last.
func (p part) worksWith(m *company.Machine) bool {
	return p.person != nil && m.Host == p.person.Machines[0].Host
}

// endsWith tells whether a machine is the one that broke.
func (p part) endsWith(m *company.Machine) bool {
	return !p.broke.IsZero() && m.Host == p.person.Machines[1].Host
}

// deed is what is done at a time.
type deed struct {
	at time.Time
	do func() error
}

// stories play what has happened before the epoch, in the order of time: what is known of it here, and what it brought about.
func (f *filler) stories() error {
	defer func() { f.tx.Actor = state.System }()
	var deeds []deed
	for _, p := range f.played {
		for _, r := range p.Cast {
			deeds = append(deeds, f.ends(f.parts[p.People[r.Role]])...)
		}
		for _, s := range p.Steps {
			if do := f.deed(s, f.parts[p.People[s.Who]]); do != nil {
				deeds = append(deeds, deed{p.At(s, f.firm.Spec.Now), do})
			}
		}
	}
	slices.SortStableFunc(deeds, func(a, b deed) int { return a.at.Compare(b.at) })
	for _, d := range deeds {
		f.tx.Actor = state.System
		if f.tx.Now = d.at; !d.at.Before(f.epoch) {
			break
		}
		if err := d.do(); err != nil {
			return fmt.Errorf("stories: %w", err)
		}
	}
	return nil
}

// ends is what is taken out of service: the accounts of who has left, in the evening, and a machine that broke, when there is another.
func (f *filler) ends(p part) (list []deed) {
	if evening := p.person.Leaves(); !evening.IsZero() {
		list = append(list, deed{evening, func() error { return closeAccount(f.tx, p.uid) }})
	}
	if p.broken != 0 {
		site := p.person.Site
		at := p.person.Machines[0].From.At(site.Location(), 16*time.Hour+12*time.Minute).UTC()
		list = append(list, deed{at, func() error { return f.tx.DeactivateDevice(fmt.Sprint(p.broken)) }})
	}
	return list
}

// deed is what a step leaves here besides file events; nil if that is nothing.
func (f *filler) deed(s story.Step, p part) func() error {
	switch {
	case s.Notice != nil:
		last := state.DateOf(p.person.Left.UTC())
		return func() error {
			_, err := f.tx.UpdateRiskProfile(p.uid, "endDate, notes", state.RiskChange{EndDate: &last, Notes: &s.Notice.Notes})
			return errors.Join(err, f.enlist(p, string(state.DepartingEmployee)))
		}
	case s.Listed != nil:
		return func() error { return f.enlist(p, s.Listed.List) }
	case s.Noted != nil:
		return func() error {
			_, err := f.tx.UpdateRiskProfile(p.uid, "notes", state.RiskChange{Notes: &s.Noted.Notes})
			return err
		}
	case s.Held != nil:
		return func() error { return f.hold(p, s.Held) }
	}
	return nil
}

// enlist puts somebody onto a watchlist, which is made if the world has none like it.
func (f *filler) enlist(p part, list string) error {
	n := state.NewWatchlist{Type: state.WatchlistType(list)}
	if !n.Type.Known() {
		n = state.NewWatchlist{Type: state.CustomWatchlist, Title: &list}
	}
	called := Watchlist{Type: string(n.Type), Title: n.Title}.called()
	to, ok := f.lists[called]
	if !ok {
		made, err := f.tx.CreateWatchlist(n)
		if err != nil {
			return err
		}
		to, f.lists[called] = made, made
	}
	f.after(to.Created)
	p.lists[list] = to.ID
	return f.tx.AddToWatchlist(to.ID, []string{p.uid})
}

// hold preserves what somebody has. It is done by who makes the world's legal holds.
func (f *filler) hold(p part, h *story.Held) error {
	if err := f.as(f.from.LegalHold.By); err != nil {
		return limits.At("legalHold", err)
	}
	made, err := f.tx.CreateMatter(state.NewMatter{Name: h.Matter, PolicyUID: f.policy, Description: &h.Description})
	if err != nil {
		return err
	}
	_, err = f.tx.AddToMatter(made.UID, p.uid)
	return err
}

// closeAccount ends somebody's access. Who is held can only be blocked.
func closeAccount(tx *state.Tx, uid string) error {
	u, err := tx.UserByUID(uid)
	if err != nil {
		return err
	}
	if tx.Held(u) {
		return tx.SetBlocked(uid, true)
	}
	return tx.DeactivateUser(uid, false)
}

// scenesOf are what the people of stories did with files, by their logins. A name is the same file in all steps of a person.
func scenesOf(played []story.Played, now company.Date) map[string][]events.Scene {
	scenes, used := map[string][]events.Scene{}, map[string]bool{}
	for _, p := range played {
		for _, s := range p.Steps {
			if s.Files == nil {
				continue
			}
			login, first := p.People[s.Who].Login, p.At(s, now)
			for i, name := range s.Files.Names { // one after the other, in parts of that time which are not all alike
				part := (float64(i) + 0.8*float64(chance.Mixed(uint64(i)+uint64(first.UnixMilli()))%1000)/1000*float64(min(i, 1))) / float64(len(s.Files.Names)) //nolint:gosec // neither is negative
				at := first.Add(time.Duration(part * float64(s.Files.Over)).Truncate(time.Millisecond))
				n := slices.IndexFunc(scenes[login], func(s events.Scene) bool { return s.Name == name })
				if n < 0 {
					n = len(scenes[login])
					scenes[login] = append(scenes[login], events.Scene{Name: name, In: s.Files.In, Drive: s.Files.Drive, Size: s.Files.Size})
				}
				of := &scenes[login][n]
				of.Deeds = append(of.Deeds, events.Deed{At: at, Act: s.Files.Act, To: s.Files.To, New: s.Files.To != "" && !used[login+s.Files.To]})
				used[login+s.Files.To] = true
			}
		}
	}
	return scenes
}
