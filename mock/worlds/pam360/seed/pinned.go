package seed

import (
	"errors"
	"maps"
	"slices"
	"strconv"

	"github.com/understudy/understudy/mock/internal/limits"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

func (f *filler) pinnedResources() error {
	f.at(60, 0)
	for i, r := range f.from.Resources {
		if err := f.pinnedResource(r); err != nil {
			return limits.Entry("resources", i, err)
		}
	}
	return nil
}

func (f *filler) pinnedResource(r Resource) error {
	if err := limits.Needed("name", r.Name); err != nil {
		return err
	}
	if r.Owner != "" {
		if _, err := f.userID("owner", r.Owner); err != nil {
			return err
		}
	}
	made, err := f.tx.CreateResource(state.NewResource{ID: r.ID, Group: r.Group, ResourceSettings: state.ResourceSettings{
		Name: &r.Name, Type: &r.Type, Owner: &r.Owner, Policy: &r.Policy, DNSName: &r.DNSName, Domain: &r.Domain, URL: &r.URL,
		Description: &r.Description, Department: &r.Department, Location: &r.Location, Custom: inputs(r.Fields),
	}})
	if err != nil {
		return err
	}
	for i, a := range r.Accounts {
		if err := f.pinnedAccount(made, a); err != nil {
			return limits.Entry("accounts", i, err)
		}
	}
	return f.equip(made, r)
}

// checkAccount says in the file's words what the rules would say in the vendor's.
func (f *filler) checkAccount(a Account) error {
	if err := limits.Needed("name", a.Name); err != nil {
		return err
	}
	if a.Policy != "" {
		if _, err := f.tx.PolicyOf(a.Policy, ""); err != nil {
			return limits.At("policy", err)
		}
	}
	for _, label := range slices.Sorted(maps.Keys(a.Fields)) {
		if !slices.ContainsFunc(f.from.CustomFields, func(c CustomField) bool { return c.Of == "account" && c.Label == label }) {
			return limits.Wrong("fields."+label, "no custom field of accounts has this label")
		}
	}
	if a.TOTPSecret == "" {
		return nil
	}
	return limits.Base32("totpSecret", a.TOTPSecret)
}

func (f *filler) pinnedAccount(r state.Resource, a Account) error {
	if err := f.checkAccount(a); err != nil {
		return err
	}
	outcomes, err := f.tx.AddAccounts(strconv.FormatInt(r.ID, 10), []state.NewAccount{{ID: a.ID, Password: a.Password, AccountSettings: state.AccountSettings{
		Name: &a.Name, Policy: &a.Policy, Notes: &a.Notes, Custom: inputs(a.Fields),
		Options: state.OptionSettings{PrivateKey: &a.PrivateKey},
		TOTP:    state.TOTPSettings{Secret: &a.TOTPSecret, Algorithm: &a.TOTPAlgorithm},
	}}})
	if err != nil {
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
	f.accounts++
	if a.File == "" {
		return nil
	}
	return f.tx.StoreFile(made.ID, a.File)
}

// equip gives a resource what only the console can.
func (f *filler) equip(r state.Resource, from Resource) error {
	for i, name := range from.RemoteApps {
		if err := f.tx.AddRemoteApp(r.ID, name); err != nil {
			return limits.Entry("remoteApps", i, err)
		}
	}
	if from.RemoteReset == "" {
		return nil
	}
	return limits.At("remoteReset", f.tx.ConfigureRemoteReset(from.Type, []string{strconv.FormatInt(r.ID, 10)}, state.RemoteReset{Account: from.RemoteReset}))
}

func (f *filler) shares() error {
	for i, s := range f.from.Shares {
		if err := f.share(s); err != nil {
			return limits.Entry("shares", i, err)
		}
	}
	return nil
}

func (f *filler) share(s Share) error {
	object, err := f.object(s)
	if err != nil {
		return err
	}
	to := state.Target{Group: s.UserGroup != ""}
	if to.Group {
		to.ID, err = f.userGroupID("userGroup", s.UserGroup)
	} else {
		to.ID, err = f.userID("user", s.User)
	}
	if err != nil {
		return err
	}
	access := state.UseAccess
	if s.Access != "use" {
		if access, err = state.ParseAccess(s.Access); err != nil {
			return limits.Missing("access")
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
		return state.Object{}, limits.Wrong("resourceGroup", "no pinned resource group is called %.60q", s.ResourceGroup)
	}
	r, err := f.tx.ResourceByName(s.Resource)
	if err != nil {
		return state.Object{}, limits.Wrong("resource", "no pinned resource is called %.60q", s.Resource)
	}
	if s.Account == "" {
		return state.Object{Kind: state.ResourceObject, ID: r.ID}, nil
	}
	_, a, err := f.tx.AccountByNames(s.Resource, s.Account)
	if err != nil {
		return state.Object{}, limits.Wrong("account", "the resource %.60q has no account %.60q", s.Resource, s.Account)
	}
	return state.Object{Kind: state.AccountObject, ID: a.ID}, nil
}

func (f *filler) accessControls() error {
	for i, c := range f.from.AccessControls {
		if err := f.accessControl(c); err != nil {
			return limits.Entry("accessControls", i, err)
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
	for i, name := range c.Approvers {
		id, err := f.userID("", name)
		if err != nil {
			return limits.Entry("approvers", i, err)
		}
		approvers = append(approvers, state.Target{ID: id})
	}
	for i, name := range c.ApproverGroups {
		id, err := f.userGroupID("", name)
		if err != nil {
			return limits.Entry("approverGroups", i, err)
		}
		approvers = append(approvers, state.Target{Group: true, ID: id})
	}
	return f.tx.SetAccessControl(state.AccessControl{
		Object: object, Approvals: c.Approvals, AutoApprove: c.AutoApprove, Approvers: approvers, Exclusive: c.Exclusive,
		RequestTimeout: c.RequestTimeout, CheckoutFor: c.CheckoutFor, Reason: c.Reason, Ticket: c.Ticket,
	})
}
