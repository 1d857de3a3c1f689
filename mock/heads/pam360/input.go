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

// accountQuery reads the filter and the page of the account list.
func accountQuery(in *api.ListAccountsInput) state.Query {
	if in == nil {
		return state.Query{}
	}
	d := in.Operation.Details
	return state.Query{
		ViewType: text(d.ViewType), SearchType: text(d.SearchType), SearchColumn: text(d.SearchColumn), SearchValue: text(d.SearchValue),
		Start: number(d.StartIndex), Limit: number(d.Limit), GroupID: number(d.GroupID),
	}
}

// number is an optional number of the input; absent is 0.
func number[T int | int64](given *T) T {
	if given == nil {
		return 0
	}
	return *given
}

func fieldInput(in api.CustomFieldInput) state.FieldInput {
	return state.FieldInput{Label: in.CustomLabel, Value: in.CustomValue}
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

// newAccount reads an account to add. The page for adding misspells COMMAND_SET, the one for editing does not; both count.
func newAccount(d api.NewAccount) state.NewAccount {
	command := d.CommandSet
	if command == nil {
		command = d.CommanSet
	}
	return state.NewAccount{Password: text(d.Password), AccountSettings: state.AccountSettings{
		Name: &d.AccountName, Policy: d.AccountPasswordPolicy, PolicyID: idOf(d.AccountPasswordPolicyID), Notes: d.Notes,
		SAPUserType: d.SAPUserType, CommandSet: commandSet(command), GroupIDs: d.AccountResourceGroupIDs,
		Options: state.OptionSettings{
			RecordRDP: d.RecordRDPSessions, RecordCLI: d.RecordCLISessions, RecordWebsite: d.WebsiteSessionRecording,
			RecordGateway: d.GatewaySessionRecording, DisableResets: d.DisablePasswordResets, ConfigureReset: d.ConfigurePasswordReset,
			IISWebConfigReset: d.IISWebConfigReset, IISAppPoolReset: d.IISAppPoolReset, IISAppPoolRestart: d.IISAppPoolRestart,
			ServicesReset: d.ServicesReset, ServicesRestart: d.ServicesRestart, ScheduledTaskReset: d.ScheduledTaskReset,
		},
		TOTP:   state.TOTPSettings{Secret: d.TOTPSecret, Algorithm: d.TOTPAlgorithm, Digits: d.TOTPDigits, Validity: d.TOTPValidity},
		Custom: rows(d.AccountCustomField, fieldInput),
	}}
}

// accountSettings reads a change. DESCRIPTION is taken for another name of NOTES, which wins where both are given (inferred).
func accountSettings(d api.AccountChange) state.AccountSettings {
	notes := d.Notes
	if notes == nil {
		notes = d.Description
	}
	return state.AccountSettings{
		Name: d.AccountName, Policy: d.AccountPasswordPolicy, PolicyID: idOf(d.AccountPasswordPolicyID), Owner: d.OwnerName, Notes: notes,
		Domain: d.DomainName, SAPUserType: d.SAPUserType, CommandSet: commandSet(d.CommandSet), GroupIDs: d.AccountResourceGroupIDs,
		Options: state.OptionSettings{
			RecordRDP: d.RecordRDPSessions, RecordCLI: d.RecordCLISessions, RecordWebsite: d.WebsiteSessionRecording,
			RecordGateway: d.GatewaySessionRecording, DisableResets: d.DisablePasswordResets, ConfigureReset: d.ConfigurePasswordReset,
			IISWebConfigReset: d.IISWebConfigReset, IISAppPoolReset: d.IISAppPoolReset, IISAppPoolRestart: d.IISAppPoolRestart,
			ServicesReset: d.ServicesReset, ServicesRestart: d.ServicesRestart, ScheduledTaskReset: d.ScheduledTaskReset,
		},
		TOTP:   state.TOTPSettings{Secret: d.TOTPSecret, Algorithm: d.TOTPAlgorithm, Digits: d.TOTPDigits, Validity: d.TOTPValidity},
		Custom: rows(d.AccountCustomField, fieldInput),
	}
}

// idOf is an id that the input gives as a number.
func idOf(given *int) *string {
	if given == nil {
		return nil
	}
	return pointer(id(int64(*given)))
}

func commandSet(given *int) *int64 {
	if given == nil {
		return nil
	}
	return pointer(int64(*given))
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
