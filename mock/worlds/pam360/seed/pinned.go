package seed

import (
	"fmt"
	"strconv"

	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

func (f *filler) pinnedResources() error {
	f.at(60, 0)
	for _, r := range f.from.Resources {
		made, err := f.tx.CreateResource(state.NewResource{ID: r.ID, Group: r.Group, ResourceSettings: state.ResourceSettings{
			Name: &r.Name, Type: &r.Type, Owner: &r.Owner, Policy: &r.Policy, DNSName: &r.DNSName, Domain: &r.Domain, URL: &r.URL,
			Description: &r.Description, Department: &r.Department, Location: &r.Location, Custom: inputs(r.Fields),
		}})
		if err == nil {
			err = f.pinnedAccounts(made, r)
		}
		if err == nil {
			err = f.equip(made, r)
		}
		if err != nil {
			return fmt.Errorf("resource %s: %w", r.Name, err)
		}
	}
	return nil
}

func (f *filler) pinnedAccounts(r state.Resource, from Resource) error {
	id := strconv.FormatInt(r.ID, 10)
	for _, a := range from.Accounts {
		outcomes, err := f.tx.AddAccounts(id, []state.NewAccount{{ID: a.ID, Password: a.Password, AccountSettings: state.AccountSettings{
			Name: &a.Name, Policy: &a.Policy, Notes: &a.Notes, Custom: inputs(a.Fields),
			Options: state.OptionSettings{PrivateKey: &a.PrivateKey},
			TOTP:    state.TOTPSettings{Secret: &a.TOTPSecret, Algorithm: &a.TOTPAlgorithm},
		}}})
		if err != nil {
			return err
		}
		if outcomes[0].Status != state.AccountAdded {
			return fmt.Errorf("account %s: %s", a.Name, outcomes[0].Status)
		}
		_, made, err := f.tx.AccountByNames(r.Name, a.Name)
		if err != nil {
			return err
		}
		rules := state.AccessRules{Reason: a.Reason, Ticket: a.Ticket, TicketMandatory: a.TicketMandatory, TicketToRequest: a.TicketToRequest}
		if err := f.tx.SetAccessRules(made.ID, rules); err != nil {
			return err
		}
		if a.File != "" {
			if err := f.tx.StoreFile(made.ID, a.File); err != nil {
				return err
			}
		}
		f.accounts++
	}
	return nil
}

// equip gives a resource what only the console can.
func (f *filler) equip(r state.Resource, from Resource) error {
	for _, name := range from.RemoteApps {
		if err := f.tx.AddRemoteApp(r.ID, name); err != nil {
			return err
		}
	}
	if from.RemoteReset == "" {
		return nil
	}
	return f.tx.ConfigureRemoteReset(from.Type, []string{strconv.FormatInt(r.ID, 10)}, state.RemoteReset{Account: from.RemoteReset})
}

func (f *filler) shares() error {
	for _, s := range f.from.Shares {
		if err := f.share(s); err != nil {
			return fmt.Errorf("share of %s%s %s with %s%s: %w", s.ResourceGroup, s.Resource, s.Account, s.User, s.UserGroup, err)
		}
	}
	return nil
}

func (f *filler) share(s Share) error {
	object, err := f.object(s)
	if err != nil {
		return err
	}
	to := state.Target{Group: s.UserGroup != "", ID: f.groupIDs[s.UserGroup]}
	if !to.Group {
		if to.ID, err = f.userID(s.User); err != nil {
			return err
		}
	}
	access := state.UseAccess
	if s.Access != "use" {
		if access, err = state.ParseAccess(s.Access); err != nil {
			return err
		}
	}
	return f.tx.Share(object, to, access)
}

func (f *filler) object(s Share) (state.Object, error) {
	if s.ResourceGroup != "" {
		for _, g := range f.from.ResourceGroups {
			if g.Name == s.ResourceGroup {
				return state.Object{Kind: state.GroupObject, ID: g.ID}, nil
			}
		}
		return state.Object{}, fmt.Errorf("no pinned resource group is called %q", s.ResourceGroup)
	}
	if s.Account != "" {
		_, a, err := f.tx.AccountByNames(s.Resource, s.Account)
		return state.Object{Kind: state.AccountObject, ID: a.ID}, err
	}
	r, err := f.tx.ResourceByName(s.Resource)
	return state.Object{Kind: state.ResourceObject, ID: r.ID}, err
}

func (f *filler) accessControls() error {
	for _, c := range f.from.AccessControls {
		if err := f.accessControl(c); err != nil {
			return fmt.Errorf("access control of %s %s: %w", c.Resource, c.Account, err)
		}
	}
	return nil
}

func (f *filler) accessControl(c AccessControl) error {
	object, err := f.object(Share{Resource: c.Resource, Account: c.Account})
	if err != nil {
		return err
	}
	var approvers []state.Target
	for _, name := range c.Approvers {
		id, err := f.userID(name)
		if err != nil {
			return err
		}
		approvers = append(approvers, state.Target{ID: id})
	}
	for _, name := range c.ApproverGroups {
		approvers = append(approvers, state.Target{Group: true, ID: f.groupIDs[name]})
	}
	return f.tx.SetAccessControl(state.AccessControl{
		Object: object, Approvals: c.Approvals, AutoApprove: c.AutoApprove, Approvers: approvers, Exclusive: c.Exclusive,
		RequestTimeout: c.RequestTimeout, CheckoutFor: c.CheckoutFor, Reason: c.Reason, Ticket: c.Ticket,
	})
}
