package seed

import (
	"time"

	"github.com/understudy/understudy/mock/internal/company"
	"github.com/understudy/understudy/mock/internal/limits"
	"github.com/understudy/understudy/mock/internal/story"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// storyUsers adds the users whom stories need, who may have left since. They own nothing.
func (f *filler) storyUsers() error {
	for _, p := range f.played {
		for _, r := range p.Cast {
			if e := p.People[r.Role]; r.Vault {
				if err := f.addUser(e, storyRole); err != nil {
					return limits.At("stories", err)
				}
			}
		}
	}
	return nil
}

// hasLeft tells whether somebody is there for a story only, who says what they have done.
func (f *filler) hasLeft(e *employee) bool {
	return e.person != nil && e.person.Left != 0 && e.person.Left < f.firm.Spec.Now && e.person.Steady
}

// storySystems adds the resources that stories are about. They are the first user's.
func (f *filler) storySystems() error {
	for _, p := range f.played {
		for _, s := range p.Systems {
			if err := f.storySystem(p, s); err != nil {
				return limits.At("stories", err)
			}
		}
	}
	return nil
}

// storyAge is how many days ago the resources of stories were added: before the trail begins, but not so long ago that their passwords are too old.
const storyAge = trail + 9

func (f *filler) storySystem(p story.Played, from story.System) error {
	owner := f.employees[0]
	s := &system{kind: ofType(from.Type), name: from.Name, owner: owner, team: -1, guarded: from.Guarded, added: f.firm.Spec.Now - storyAge}
	f.tx.Now = f.moment(owner, s.added, 0.4)
	dns, url := from.Name+".example.net", ""
	made, err := f.tx.CreateResource(state.NewResource{ResourceSettings: state.ResourceSettings{
		Name: &from.Name, Type: &from.Type, Owner: &owner.user.Name, DNSName: &dns, URL: &url, Description: &from.Description,
		Department: &owner.user.Department, Location: &f.firm.Model.Sites[0].City,
	}})
	if err != nil {
		return err
	}
	s.id = made.ID
	if err := f.joinGroup(s); err != nil {
		return err
	}
	for _, name := range from.Accounts {
		s.accounts = append(s.accounts, &account{name: name})
	}
	if err := f.addStoryAccounts(s); err != nil {
		return err
	}
	f.storied = append(f.storied, s)
	object := state.Object{Kind: state.ResourceObject, ID: s.id}
	for _, role := range from.For {
		e := f.userOf[p.People[role]]
		if err := f.tx.Share(object, state.Target{ID: e.user.ID}, state.ViewAccess); err != nil {
			return err
		}
	}
	if !from.Guarded {
		return nil
	}
	return f.tx.SetAccessControl(state.AccessControl{
		Object: object, AutoApprove: true, Approvers: []state.Target{{ID: owner.user.ID}}, Exclusive: true, RequestTimeout: day, CheckoutFor: 4 * time.Hour, Reason: true,
	})
}

// addStoryAccounts adds a resource's accounts, as its owner did before there was a trail.
func (f *filler) addStoryAccounts(s *system) error {
	defer f.before(s.owner)()
	for _, a := range s.accounts {
		if _, err := f.tx.AddAccounts(s.ref(), []state.NewAccount{{AccountSettings: state.AccountSettings{Name: &a.name}}}); err != nil {
			return err
		}
		_, made, err := f.tx.AccountByNames(s.name, a.name)
		if err != nil {
			return err
		}
		a.id = made.ID
	}
	f.accounts += len(s.accounts)
	return nil
}

// stories are what happened in the vault, before the epoch.
func (f *filler) stories() (list []action) {
	for _, p := range f.played {
		for _, s := range p.Steps {
			by, at := f.employees[0], p.At(s, f.firm.Spec.Now).Truncate(time.Second)
			if s.Who != "" {
				by = f.userOf[p.People[s.Who]]
			}
			switch {
			case s.Uses != nil:
				system, account := f.inStory(s.Uses.System, s.Uses.Account)
				list = append(list, f.uses(by, system, account, at, s.Uses)...)
			case s.Changes != nil:
				system, account := f.inStory(s.Changes.System, s.Changes.Account)
				list = append(list, action{at: at, by: by, from: f.remote(by, at), must: true, do: func() error {
					return f.tx.ChangePassword(system.ref(), account.ref(), state.PasswordChange{Justification: state.Justification{Reason: s.Changes.Reason}})
				}})
			}
		}
	}
	return list
}

// uses is that somebody fetches a password, after having asked for it where that is needed.
func (f *filler) uses(by *employee, s *system, a *account, at time.Time, u *story.Uses) (list []action) {
	why, from := state.Justification{Reason: u.Reason}, f.remote(by, at)
	step := func(after time.Duration, do func() error) {
		list = append(list, action{at: at.Add(after), by: by, from: from, must: true, do: do})
	}
	fetch := func() error { _, err := f.tx.FetchPassword(s.ref(), a.ref(), why); return err }
	if !s.guarded {
		step(0, fetch)
		return list
	}
	step(0, func() error {
		_, err := f.tx.RequestPassword(a.ref(), state.NewPasswordRequest{Justification: why})
		return err
	})
	step(17*time.Second, func() error { _, err := f.tx.CheckOut(a.ref(), why); return err })
	step(26*time.Second, fetch)
	step(u.For, func() error { _, err := f.tx.CheckIn(a.ref(), "Done"); return err })
	return list
}

// remote is where somebody calls from at a time: the desk on a working day, the firm's network from elsewhere at any other time.
func (f *filler) remote(e *employee, at time.Time) string {
	on, d := company.DateOf(at), company.Day{}
	if e.person != nil {
		on = company.DateOf(at.In(e.person.Site.Location()))
		d = f.firm.Day(e.person, on)
	}
	d.Away = d.Away || at.UnixMilli() < d.From || at.UnixMilli() > d.Until
	return f.address(e, on, d)
}

// inStory is an account of a story's.
func (f *filler) inStory(system, name string) (*system, *account) {
	for _, s := range f.storied {
		for _, a := range s.accounts {
			if s.name == system && a.name == name {
				return s, a
			}
		}
	}
	return nil, nil // the story was checked
}
