package seed

import (
	"errors"
	"time"

	"github.com/understudy/understudy/mock/internal/company"
	"github.com/understudy/understudy/mock/internal/limits"
	"github.com/understudy/understudy/mock/internal/story"
	"github.com/understudy/understudy/mock/worlds/code42/events"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// Fill makes the world: what is pinned first, then as many others as the sizes ask for. The world's clock shows the world's
// epoch; everything is dated before it.
//
// The firm is made from the world's Spec, with whatever else is drawn from it; its last day is the day of the epoch. The stories are played in
// it.
func Fill(w *state.World, from World, firm *company.Company, played []story.Played) (Access, error) {
	f := &filler{
		world: w, from: from, firm: firm, epoch: w.Clock().Now(), who: map[int64]*company.Person{}, listed: map[*company.Person]bool{},
		played: played, parts: partsOf(played, firm.Spec.Now), lists: map[string]state.Watchlist{},
	}
	err := w.Write(state.System, func(tx *state.Tx) error {
		f.tx = tx
		for _, step := range []func() error{f.tenant, f.pinnedOrgs, f.orgs, f.pinnedUsers, f.users, f.pinnedPeople, f.pinnedDevices, f.devices,
			f.legalHold, f.watchlists, f.savedSearches, f.stories, f.eventDevices} {
			if err := step(); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return Access{}, err
	}
	w.Live(f.days(), f.agents())
	return from.access(), nil
}

// FileEvents gives the world its history of file events: what the people of the firm did. The world must be sealed, and its clock still show
// the epoch, by which the history ends. begins is told when a long history begins to be made, which is when somebody first asks for it.
func FileEvents(w *state.World, from World, firm *company.Company, played []story.Played, begins func(size int)) error {
	pins := make([]events.Pin, len(from.Events))
	for i, e := range from.Events {
		pins[i] = events.Pin{ID: e.ID, DeviceGUID: e.Device, Name: e.Name, Directory: e.Directory, Content: e.Content, Before: e.Before}
	}
	return limits.At("fileEvents", w.KeepFileEvents(state.History{
		Firm: firm, Size: from.Sizes.Events, Pins: pins, Scenes: scenesOf(played, firm.Spec.Now), Begins: begins,
	}))
}

// eventDevices asks for the device of every pinned event. It may be one that was made up, from the same seed.
func (f *filler) eventDevices() error {
	pinned := limits.ChoiceOf(f.from.Devices, func(d Device) (guid, shown string) { return d.GUID, d.GUID + " (" + d.Name + ")" })
	return limits.Each("fileEvents", f.from.Events, func(e Event) error {
		if _, err := f.tx.DeviceByGUID(e.Device); err == nil {
			return nil
		}
		return pinned.Needs("device", e.Device, "%.60q is the guid of no device")
	})
}

// filler carries what the steps share.
type filler struct {
	world *state.World
	tx    *state.Tx
	from  World
	firm  *company.Company
	epoch time.Time

	made     []state.Org               // of the firm's units
	orgByID  map[int64]string          // pinned organizations' uids
	people   []string                  // uids of the users who are not pinned, as the firm has them; they may have devices
	who      map[int64]*company.Person // by the user's id
	listed   map[*company.Person]bool  // who is on a watchlist
	userByID map[int64]string
	checkIn  []agentOf
	before   int // how many rows are older than the tenant

	played []story.Played
	parts  map[*company.Person]part
	lists  map[string]state.Watchlist // by what they are called
	policy string                     // the uid of the first policy for legal holds

	inService []*state.User
}

const day = 24 * time.Hour

// as lets a pinned user act from now on, without entries in the audit log.
func (f *filler) as(userID int64) error {
	u, err := f.tx.UserByUID(f.userByID[userID])
	if err != nil {
		return limits.At("by", err)
	}
	f.tx.Actor = state.Actor{UID: u.UID, Name: u.Username, UserID: u.ID, OrgID: u.OrgID, Rights: state.System.Rights, Unlogged: true}
	return nil
}

// active lists the users that are not pinned, are in service, have no part in a story and fit, the first made first. They are looked up once:
// nobody comes or goes while they are drawn from.
func (f *filler) active(fits func(*state.User) bool) ([]*state.User, error) {
	if f.inService == nil {
		for _, uid := range f.people {
			u, err := f.tx.UserByUID(uid)
			if err != nil {
				return nil, err
			}
			if u.Active && f.parts[f.who[u.ID]].person == nil {
				f.inService = append(f.inService, &u)
			}
		}
	}
	found := []*state.User{}
	for _, u := range f.inService {
		if fits(u) {
			found = append(found, u)
		}
	}
	return found, nil
}

// begun is when the tenant began: on the morning of a working day at the first site.
func (f *filler) begun() time.Time {
	site := &f.firm.Model.Sites[0]
	return site.From(f.firm.Spec.Now-firstDay).At(site.Location(), 9*time.Hour).UTC()
}

// after makes sure that what comes next comes after what it needs: two days of work may be one if there are days off between them.
func (f *filler) after(what time.Time) {
	if f.tx.Now.Before(what.Add(time.Minute)) {
		f.tx.Now = what.Add(time.Minute)
	}
}

// office sets the time that the next rows are dated with to some time in the working hours of the first site, so many days before the
// epoch or on the working day before that. It is the same for the same words; further ones come some minutes later.
func (f *filler) office(daysAgo int, words string, further int) {
	site, chance := &f.firm.Model.Sites[0], f.world.Fake.For("office "+words, uint64(daysAgo))
	clock := 9*time.Hour + time.Duration(chance.IntN(6*3600))*time.Second
	for range further {
		clock += time.Duration(40+chance.IntN(500)) * time.Second
	}
	f.on(site.Before(f.firm.Spec.Now-company.Date(daysAgo)), site, min(clock, 18*time.Hour))
}

// on sets the time that the next rows are dated with: on a day, by the clock on a site's wall. What was before the tenant began is dated with
// its first day, and nothing is later than the epoch.
func (f *filler) on(day company.Date, site *company.Site, clock time.Duration) {
	begun := f.begun().Add(2*time.Hour + time.Duration(f.before)*time.Second)
	if f.tx.Now = day.At(site.Location(), clock).UTC(); f.tx.Now.Before(begun) {
		f.tx.Now = begun
		f.before++
	}
	if latest := f.epoch.Add(-time.Minute); f.tx.Now.After(latest) {
		f.tx.Now = latest
	}
}

func (f *filler) tenant() error {
	t := f.from.Tenant
	f.tx.Now = f.begun()
	if err := f.tx.SetTenant(state.Tenant{UID: t.UID, Name: t.Name, RegistrationKey: t.RegistrationKey, DeploymentModel: t.DeploymentModel}); err != nil {
		return err
	}
	return errors.Join(
		limits.Each("roles", f.from.Roles, func(r Role) error {
			return f.tx.AddRole(state.Role{
				ID: r.ID, Name: r.Name, Locked: r.Locked, Permissions: r.Permissions, Grants: r.Grants, OrgBound: r.OrgBound,
				Created: f.tx.Now, Modified: f.tx.Now,
			})
		}),
		limits.Each("apiClients", f.from.APIClients, func(c APIClient) error {
			return f.tx.AddAPIClient(state.APIClient{ID: c.ID, Secret: c.Secret, Name: c.Name, Roles: c.Roles})
		}),
		limits.Each("destinations", f.from.Destinations, func(d Destination) error {
			return f.tx.AddDestination(state.Destination{
				ID: d.ID, GUID: d.GUID, Name: d.Name, OSName: "linux", Type: d.Type, ServerID: d.ID + 1, ServerGUID: d.ServerGUID, ServerName: d.ServerName,
				ServerHost: d.ServerName + ".example.com", StorePointID: d.ID + 2, StorePointName: d.ServerName + "-store", Created: f.tx.Now, LastMaintenance: f.epoch.Add(-day),
			})
		}),
	)
}

// firstDay is how many days before the epoch the company began.
const firstDay = 1500

func (f *filler) pinnedOrgs() error {
	f.orgByID = map[int64]string{}
	guids := map[int64]string{}
	return limits.Each("orgs", f.from.Orgs, func(o Org) error {
		n := state.NewOrg{ID: o.ID, UID: o.UID, GUID: o.GUID, Name: o.Name, RegistrationKey: o.RegistrationKey}
		if parent, ok := guids[o.Parent]; ok {
			n.ParentGUID = &parent
		}
		made, err := f.tx.CreateOrg(n)
		if err != nil {
			return err
		}
		guids[made.ID], f.orgByID[made.ID] = made.GUID, made.UID
		f.made = append(f.made, made)
		return nil
	})
}

func (f *filler) pinnedUsers() error {
	f.userByID = map[int64]string{}
	return limits.Each("users", f.from.Users, f.pinnedUser)
}

func (f *filler) pinnedUser(u User) error {
	p := &f.firm.Pinned[len(f.userByID)]
	if p.Job != nil {
		f.on(p.Hired, p.Site, 9*time.Hour+time.Duration(u.ID%3600)*time.Second)
	} else {
		f.office(400, "user "+u.Username, 0)
	}
	made, err := f.tx.CreateUser(state.NewUser{
		ID: u.ID, UID: u.UID, OrgUID: f.orgByID[u.Org], Username: u.Username, Password: &u.Password,
		FirstName: &u.FirstName, LastName: &u.LastName,
	})
	if err != nil {
		return err
	}
	login := state.LoginLocal
	if u.Login != "" {
		login = state.LoginType(u.Login)
	}
	if err := f.tx.SetLogin(made.ID, login, u.TOTPSecret, u.Roles); err != nil {
		return err
	}
	f.userByID[made.ID] = made.UID
	f.tx.Now = made.Created.Add(f.epoch.Sub(made.Created) / 2).Truncate(time.Second)
	if u.Blocked {
		if err := f.tx.SetBlocked(made.UID, true); err != nil {
			return err
		}
	}
	if u.Inactive {
		return f.tx.DeactivateUser(made.UID, false)
	}
	return nil
}

// pinnedPeople gives the pinned users who have a job what their colleagues have: it comes after these, one of whom manages them.
func (f *filler) pinnedPeople() error {
	n := -1
	return limits.Each("users", f.from.Users, func(u User) error {
		n++
		p := &f.firm.Pinned[n]
		if p.Job == nil {
			return nil
		}
		made, err := f.tx.UserByUID(f.userByID[u.ID])
		if err != nil {
			return err
		}
		f.tx.Now, f.who[made.ID] = made.Created, p
		if err := f.tx.SetPerson(made.UID, f.person(p)); err != nil {
			return err
		}
		return f.profile(made, p)
	})
}

// access is who a newcomer signs in as: the first pinned user, and the first API client.
func (w World) access() Access {
	u, c := w.Users[0], w.APIClients[0]
	return Access{Username: u.Username, Password: u.Password, APIClientID: c.ID, APIClientSecret: c.Secret}
}
