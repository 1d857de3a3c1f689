package seed

import (
	"errors"
	"strconv"
	"strings"

	"github.com/understudy/understudy/mock/internal/company"
	"github.com/understudy/understudy/mock/internal/limits"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

func (f *filler) pinnedResources() error {
	return limits.Each("resources", f.from.Resources, f.pinnedResource)
}

// dated dates a pinned resource: on a working day of its owner's, not so long ago that most passwords are too old.
func (f *filler) dated(r Resource) *system {
	c := f.chance("pinned", uint64(r.ID))                                                                                                     //nolint:gosec // an id
	s := &system{kind: ofType(r.Type), name: r.Name, owner: f.employees[0], team: -1, added: f.firm.Spec.Now - 20 - company.Date(c.IntN(62))} //nolint:gosec // days
	for _, e := range f.employees[:len(f.from.Users)] {
		if strings.EqualFold(e.user.Name, r.Owner) {
			s.owner = e
		}
	}
	for back := 0; back < 8 && !f.there(s.owner, s.added); back++ {
		s.added--
	}
	f.tx.Now = f.moment(s.owner, s.added, c.Float64())
	return s
}

func (f *filler) pinnedResource(r Resource) error {
	s := f.dated(r)
	made, err := f.tx.CreateResource(state.NewResource{ID: r.ID, Group: r.Group, ResourceSettings: state.ResourceSettings{
		Name: &r.Name, Type: &r.Type, Owner: &r.Owner, Policy: &r.Policy, DNSName: &r.DNSName, Domain: &r.Domain, URL: &r.URL,
		Description: &r.Description, Department: &r.Department, Location: &r.Location, Custom: inputs(r.Fields),
	}})
	if err != nil {
		return err
	}
	s.id = made.ID
	err = errors.Join(limits.Each("accounts", r.Accounts, func(a Account) error { return f.pinnedAccount(made, a, s) }), f.equip(made, r))
	if s.size = len(s.accounts); s.size > 0 && s.owner.person != nil && s.owner.user.ID == made.OwnerID {
		f.fixed = append(f.fixed, s)
	}
	return err
}

func (f *filler) pinnedAccount(r state.Resource, a Account, s *system) error {
	end := func() {}
	if s.owner.user.ID == r.OwnerID {
		end = f.before(s.owner)
	}
	outcomes, err := f.tx.AddAccounts(strconv.FormatInt(r.ID, 10), []state.NewAccount{{ID: a.ID, Password: a.Password, AccountSettings: state.AccountSettings{
		Name: &a.Name, Policy: &a.Policy, Notes: &a.Notes, Custom: inputs(a.Fields),
		Options: state.OptionSettings{PrivateKey: &a.PrivateKey},
		TOTP:    state.TOTPSettings{Secret: &a.TOTPSecret, Algorithm: &a.TOTPAlgorithm},
	}}})
	if end(); err != nil {
		return err
	}
	if outcomes[0].Status != state.AccountAdded {
		return errors.New(outcomes[0].Status)
	}
	_, made, err := f.tx.AccountByNames(r.Name, a.Name)
	if err != nil {
		return err
	}
	rules := state.AccessRules{Reason: a.Reason, Ticket: a.Ticket, TicketMandatory: a.TicketMandatory, TicketToRequest: a.TicketToRequest}
	if err := f.tx.SetAccessRules(made.ID, rules); err != nil {
		return err
	}
	if f.accounts++; a.File == "" && rules == (state.AccessRules{}) {
		s.accounts = append(s.accounts, &account{id: made.ID, name: made.Name})
	}
	if a.File == "" {
		return nil
	}
	return f.tx.StoreFile(made.ID, a.File)
}

// equip gives a resource what only the console can.
func (f *filler) equip(r state.Resource, from Resource) error {
	if err := limits.Each("remoteApps", from.RemoteApps, func(name string) error { return f.tx.AddRemoteApp(r.ID, name) }); err != nil {
		return err
	}
	if from.RemoteReset == "" {
		return nil
	}
	return limits.At("remoteReset", f.tx.ConfigureRemoteReset(from.Type, []string{strconv.FormatInt(r.ID, 10)}, state.RemoteReset{Account: from.RemoteReset}))
}

func (f *filler) shares() error { return limits.Each("shares", f.from.Shares, f.share) }

func (f *filler) share(s Share) error {
	object, err := f.object(s)
	if err != nil {
		return err
	}
	access := state.UseAccess
	if s.Access != "use" {
		if access, err = state.ParseAccess(s.Access); err != nil {
			return err
		}
	}
	to := state.Target{ID: f.userIDs[s.User]}
	if s.UserGroup != "" {
		to = state.Target{Group: true, ID: f.groupIDs[s.UserGroup]}
	}
	return f.tx.Share(object, to, access)
}

func (f *filler) object(s Share) (state.Object, error) {
	if s.ResourceGroup != "" {
		return state.Object{Kind: state.GroupObject, ID: f.resourceGroupIDs[s.ResourceGroup]}, nil
	}
	if s.Account == "" {
		r, err := f.tx.ResourceByName(s.Resource)
		return state.Object{Kind: state.ResourceObject, ID: r.ID}, err
	}
	_, a, err := f.tx.AccountByNames(s.Resource, s.Account)
	return state.Object{Kind: state.AccountObject, ID: a.ID}, err
}

func (f *filler) accessControls() error {
	return limits.Each("accessControls", f.from.AccessControls, f.accessControl)
}

func (f *filler) accessControl(c AccessControl) error {
	object, err := f.object(Share{Resource: c.Resource, Account: c.Account})
	if err != nil {
		return err
	}
	var approvers []state.Target
	for _, name := range c.Approvers {
		approvers = append(approvers, state.Target{ID: f.userIDs[name]})
	}
	for _, name := range c.ApproverGroups {
		approvers = append(approvers, state.Target{Group: true, ID: f.groupIDs[name]})
	}
	return f.tx.SetAccessControl(state.AccessControl{
		Object: object, Approvals: c.Approvals, AutoApprove: c.AutoApprove, Approvers: approvers, Exclusive: c.Exclusive,
		RequestTimeout: c.RequestTimeout, CheckoutFor: c.CheckoutFor, Reason: c.Reason, Ticket: c.Ticket,
	})
}
