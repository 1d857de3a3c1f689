package pam360

import (
	"strings"

	"github.com/understudy/understudy/mock/heads/pam360/api"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// resourceQuery reads the filter and the page of the resource list.
func resourceQuery(in *api.ListResourcesInput) state.Query {
	if in == nil {
		return state.Query{}
	}
	d := in.Operation.Details
	return state.Query{
		ViewType: text(d.ViewType), SearchType: text(d.SearchType), SearchColumn: text(d.SearchColumn), SearchValue: text(d.SearchValue),
		Start: number(d.StartIndex), Limit: number(d.Limit),
	}
}

// newResource reads a resource to create. Its first account is there if it has a name; an empty one is none, since a client (the
// XSOAR pack) sends every field.
func newResource(d api.NewResource) state.NewResource {
	n := state.NewResource{Group: text(d.ResourceGroupName), ResourceSettings: state.ResourceSettings{
		Name: &d.ResourceName, Type: d.ResourceType, Owner: d.OwnerName, Policy: d.ResourcePasswordPolicy, URL: d.ResourceURL,
		DNSName: d.DNSName, Domain: d.DomainName, Description: d.ResourceDescription, Department: d.Department, Location: d.Location,
		RecordURL: recordURL(d.RecordConfiguredResourceURL), DisableTabDuplication: d.DisableTabDuplication,
		RecordWebsite: d.WebsiteSessionRecording, RecordGateway: d.GatewaySessionRecording, Custom: rows(d.ResourceCustomField, fieldInput),
	}}
	if text(d.AccountName) == "" {
		n.AccountPolicy = d.AccountPasswordPolicy
		return n
	}
	n.Account = &state.NewAccount{Password: text(d.Password), AccountSettings: state.AccountSettings{
		Name: d.AccountName, Policy: d.AccountPasswordPolicy, Notes: d.Notes, SAPUserType: d.SAPUserType,
		Options: state.OptionSettings{PrivateKey: d.EnablePrivateKey}, Custom: rows(d.AccountCustomField, fieldInput),
	}}
	return n
}

// recordURL reads a field that is an address in the vendor's sample and a boolean on the page for editing.
func recordURL(given *string) *bool {
	if given == nil {
		return nil
	}
	return pointer(*given != "" && !strings.EqualFold(*given, "false"))
}

func resourceSettings(d api.ResourceChange) state.ResourceSettings {
	settings := state.ResourceSettings{
		Name: d.ResourceName, Type: d.ResourceType, Owner: d.OwnerName, Policy: d.ResourcePasswordPolicy, PolicyID: d.ResourcePasswordPolicyID,
		URL: d.ResourceURL, DNSName: d.DNSName, Description: d.ResourceDescription, Department: d.Department, Location: d.Location,
		RecordURL: d.RecordConfiguredResourceURL, DisableTabDuplication: d.DisableTabDuplication, RecordWebsite: d.WebsiteSessionRecording,
		RecordGateway: d.GatewaySessionRecording, Custom: rows(d.ResourceCustomField, fieldInput),
	}
	if d.ResourceTypeID != nil {
		settings.TypeID = pointer(int64(*d.ResourceTypeID))
	}
	return settings
}

// remoteReset reads how passwords are reset on machines. SAP's administrator is the account that carries it out.
func remoteReset(d api.RemotePasswordReset) state.RemoteReset {
	account := text(d.AccountName)
	if account == "" {
		account = text(d.SAPAdminAccount)
	}
	return state.RemoteReset{
		Account: account, ConnectionMode: text(d.ConnectionMode), SAPSystemNumber: text(d.SAPSystemNumber),
		WindowsDomainLocal: d.IsWindowsDomainLocal != nil && *d.IsWindowsDomainLocal,
	}
}

// resourceDetails renders a resource. The switches that no rule of ours drives have the values of captured replies.
func resourceDetails(v state.ResourceView) api.ResourceDetails {
	return api.ResourceDetails{
		ResourceID: id(v.ID), ResourceName: v.Name, ResourceType: v.Type.Name, ResourceDescription: v.Description, ResourceOwner: v.Owner,
		ResourcePasswordPolicy: v.Policy, ResourceURL: v.URL, DNSName: v.DNSName, DomainName: v.Domain, Department: v.Department,
		Location: v.Location, PasswordRequestReasonMandatory: flag(true), IsLocalAccountsAutoLogonRestricted: flag(false),
		IsSSHRestricted: flag(!v.Type.AllowsSSH()), IsRDPRestricted: flag(!v.Type.AllowsRDP()), NewSSHTerminal: flag(false),
		AllowOpenURLInBrowser: flag(true), CustomField: rows(v.Fields, customField),
	}
}

// resourceAccounts renders a resource with its accounts. Without any, an empty text stands where the list would (captured replies).
func resourceAccounts(v state.ResourceView, list []state.AccountView) (*api.ResourceAccounts, error) {
	var shown any = api.Empty
	if len(list) > 0 {
		shown = rows(list, accountListItem)
	}
	accounts, err := compact(shown)
	d := resourceDetails(v)
	return &api.ResourceAccounts{
		ResourceID: d.ResourceID, ResourceName: d.ResourceName, ResourceType: d.ResourceType, ResourceDescription: d.ResourceDescription,
		ResourceOwner: d.ResourceOwner, ResourcePasswordPolicy: d.ResourcePasswordPolicy, ResourceURL: d.ResourceURL, DNSName: d.DNSName,
		DomainName: d.DomainName, Department: d.Department, Location: d.Location,
		PasswordRequestReasonMandatory: d.PasswordRequestReasonMandatory, IsLocalAccountsAutoLogonRestricted: d.IsLocalAccountsAutoLogonRestricted,
		IsSSHRestricted: d.IsSSHRestricted, IsRDPRestricted: d.IsRDPRestricted, NewSSHTerminal: d.NewSSHTerminal,
		AllowOpenURLInBrowser: d.AllowOpenURLInBrowser, CustomField: d.CustomField, AccountList: accounts,
	}, err
}
