package state

import (
	"net"
	"strings"
	"time"

	"github.com/understudy/understudy/mock/internal/company"
	"github.com/understudy/understudy/mock/internal/store"
	"github.com/understudy/understudy/mock/worlds/code42/events"
)

// History is what a world's history of file events is made from besides its people and their devices.
type History struct {
	Firm *company.Company // whose people the users are, by their logins; nil: nobody does anything
	Size int              // about how many events there are
	Pins []events.Pin
	// Scenes are what people did besides, by their logins.
	Scenes map[string][]events.Scene
	// Begins is told when a long one begins to be made.
	Begins func(size int)
}

// KeepFileEvents gives the world a history of file events: what the people of the sealed state did with files in the ninety days before the
// instant that the clock shows. It is made when somebody first asks for it, and every fork made from now on has the same one, until its clock
// has made further days. A history is no part of what a reset goes back to: what was made of it never changes.
func (w *World) KeepFileEvents(h History) error {
	sealed, now := w.Fork(""), w.Clock().Now() // by the time somebody asks, the world will be another
	sealed.Live(nil, nil)                      // nor do its agents go on
	spec := events.Spec{
		Seed: w.IDs.Uint64("file events", 0), From: now.Add(-events.Days * day), Until: now, Start: now, Size: h.Size, Company: h.Firm, Pins: h.Pins, Begins: h.Begins,
	}
	err := sealed.Read(System, func(tx *Tx) error {
		spec.Tenant = tx.Tenant().UID
		return tx.checkEvents(spec)
	})
	w.events = newHistories(h.Size, func() events.Spec {
		made := spec
		_ = sealed.Read(System, func(tx *Tx) error { made.People = tx.watchedPeople(h); return nil })
		return made
	})
	return err
}

// SearchFileEvents carries out a query on the world's history. An actor who is bound to an organization finds the events of its people,
// wherever they were when it happened; that is inferred.
func (tx *Tx) SearchFileEvents(version events.Version, q events.Query) (events.Result, error) {
	if reach := tx.reach(); !reach.everything {
		q.Whose = func(userUID string) bool {
			u, ok := users.One(tx.Tx, "uid", store.Str(userUID))
			return ok && reach.has(u.Above)
		}
	}
	return tx.world.FileEvents().Search(version, q, tx.Now)
}

// checkEvents finds out what is wrong with a history before all of the people are looked up.
func (tx *Tx) checkEvents(spec events.Spec) error {
	somebody := events.Person{}
	for _, p := range spec.Pins {
		if d, err := tx.DeviceByGUID(p.DeviceGUID); err == nil {
			somebody.Devices = append(somebody.Devices, events.Device{GUID: d.GUID})
		}
	}
	spec.People = []events.Person{somebody}
	_, err := events.New(spec)
	return err
}

// watchedPeople are all users, as who they are in the firm, with their devices.
func (tx *Tx) watchedPeople(h History) []events.Person {
	owned := make(map[int64][]events.Device, users.Len(tx.Tx))
	for d := range devices.All(tx.Tx) {
		owned[d.UserID] = append(owned[d.UserID], watchedDevice(d))
	}
	who := byLogin(h.Firm)
	departing, highRisk := tx.onList(DepartingList), tx.onList(HighRiskList)
	people := make([]events.Person, 0, users.Len(tx.Tx))
	for u := range users.All(tx.Tx) {
		login, _, _ := strings.Cut(u.Username, "@")
		p := events.Person{
			Who: who[login], UID: u.UID, Username: u.Username, Departing: departing[u.ID], HighRisk: highRisk[u.ID], Devices: owned[u.ID],
			Scenes: h.Scenes[login],
		}
		if !u.Active || u.Blocked {
			p.Stopped = u.Modified // nothing was changed of the user since then
		}
		people = append(people, p)
	}
	return people
}

func byLogin(firm *company.Company) map[string]*company.Person {
	if firm == nil {
		return nil
	}
	who := make(map[string]*company.Person, len(firm.People)+len(firm.Pinned))
	for _, people := range [][]company.Person{firm.People, firm.Pinned} {
		for i := range people {
			who[people[i].Login] = &people[i]
		}
	}
	return who
}

// onList is since when users are on a detection list.
func (tx *Tx) onList(list DetectionList) map[int64]time.Time {
	members := map[int64]time.Time{}
	if w, ok := tx.watchlist(list); ok {
		for m := range watchlistMembers.Scan(tx.Tx, "added", store.Int(w.N)) {
			members[m.UserID] = m.Added
		}
	}
	return members
}

func watchedDevice(d Device) events.Device {
	made := events.Device{
		GUID: d.GUID, Host: d.Agent.OSHostname, OS: d.Agent.OSName, OSVersion: blankIfNil(d.Agent.OSVersion),
		PublicAddress: withoutPort(blankIfNil(d.Agent.RemoteAddress)), From: d.Created,
	}
	switch {
	case !d.Active || d.Dormant:
		made.Until = d.LastConnected
	case !d.Online:
		made.Seen = d.LastConnected
	}
	if private := withoutPort(blankIfNil(d.Agent.Address)); private != "" {
		made.PrivateIPs = []string{private}
	}
	return made
}

func withoutPort(address string) string {
	if host, _, err := net.SplitHostPort(address); err == nil {
		return host
	}
	return address
}

// manyPeople are counted within a few milliseconds.
const manyPeople = 1024

func isClosed(done <-chan struct{}) bool {
	select {
	case <-done:
		return true
	default:
		return false
	}
}

// Exposures is the CountExposure of the world's history: the risky events of each user, and the sizes of their files. Which events
// the vendor counts is inferred. It takes the whole history, which is waited for until done is closed.
func (tx *Tx) Exposures(done <-chan struct{}) CountExposure {
	return func(people []User, since time.Time) ([]Exposure, error) {
		counted := make([]Exposure, len(people))
		if len(people) == 0 {
			return counted, nil // nobody needs the history for that
		}
		log := tx.world.FileEvents()
		if err := log.Ready(done); err != nil {
			return nil, err
		}
		for i, u := range people {
			if i%manyPeople == manyPeople-1 && isClosed(done) {
				return nil, events.ErrStopped
			}
			counted[i].Events, counted[i].Bytes = log.Risky(u.UID, since, tx.Now)
		}
		return counted, nil
	}
}
