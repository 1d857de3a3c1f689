package seed

import (
	"cmp"

	"github.com/understudy/understudy/mock/internal/limits"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// legalHold makes the policies, and the matters with their custodians. It comes after the devices, some of which are given back:
// a custodian's could not be.
func (f *filler) legalHold() error {
	from := f.from.LegalHold
	if len(from.Policies) == 0 {
		return nil
	}
	if err := f.as(from.By); err != nil {
		return limits.At("legalHold", err)
	}
	defer func() { f.tx.Actor = state.System }()
	policies := map[string]string{}
	if err := limits.Each("legalHold.policies", from.Policies, func(p HoldPolicy) error {
		f.office(p.DaysAgo, "policy "+p.Name, 0)
		made, err := f.tx.CreateHoldPolicy(p.Name, p.Content)
		policies[p.Name], f.policy = made.UID, cmp.Or(f.policy, made.UID)
		return err
	}); err != nil {
		return err
	}
	return limits.Each("legalHold.matters", from.Matters, func(m Matter) error { return f.matter(m, policies[m.Policy]) })
}

func (f *filler) matter(m Matter, policy string) error {
	f.office(m.DaysAgo, "matter "+m.Name, 0)
	made, err := f.tx.CreateMatter(state.NewMatter{Name: m.Name, PolicyUID: policy, Description: m.Description, Notes: m.Notes, ExtRef: m.ExtRef})
	if err != nil {
		return err
	}
	candidates, err := f.active(func(u *state.User) bool { return !f.pinnedUnit(f.who[u.ID].Unit) })
	if err != nil {
		return err
	}
	custodians, err := f.some("custodians", "matter "+m.Name, candidates, m.Custodians)
	if err != nil {
		return err
	}
	members := []string{}
	for i, u := range custodians {
		f.office(max(0, min(m.DaysAgo-3, int(f.firm.Spec.Now-f.who[u.ID].Hired)-1)), "custodians of "+m.Name, i)
		f.after(u.Created)
		f.after(made.Created)
		member, err := f.tx.AddToMatter(made.UID, u.UID)
		if err != nil {
			return err
		}
		members = append(members, member.UID)
	}
	if err := f.afterwards(m, custodians, members); err != nil || m.ClosedAgo == 0 {
		return err
	}
	f.office(m.ClosedAgo, "end of "+m.Name, 0)
	return f.tx.DeactivateMatter(made.UID)
}

// pinnedUnit tells whether a unit is a pinned organization, or part of one, which the root is not.
func (f *filler) pinnedUnit(unit int) bool {
	for ; unit > 0; unit = f.firm.Units[unit].Above {
		if unit < len(f.from.Orgs) {
			return true
		}
	}
	return false
}

// afterwards releases the first custodians and restores files of the last.
func (f *filler) afterwards(m Matter, custodians []*state.User, members []string) error {
	halfway := (m.DaysAgo + m.ClosedAgo) / 2
	for i := range m.Released {
		f.office(halfway, "release from "+m.Name, i)
		if err := f.tx.RemoveFromMatter(members[i]); err != nil {
			return err
		}
	}
	for i := range m.Restored {
		f.office(max(0, halfway-3), "restore for "+m.Name, i)
		if err := f.tx.RecordHoldRestore(*custodians[len(custodians)-1-i]); err != nil {
			return err
		}
	}
	return nil
}
