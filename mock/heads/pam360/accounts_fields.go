package pam360

import (
	"strconv"

	"github.com/understudy/understudy/mock/heads/pam360/api"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

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

func commandSet(given *int) *int64 {
	if given == nil {
		return nil
	}
	return pointer(int64(*given))
}

// accountListItem renders an account as the list of its resource shows it. PASSWDID equals the account's id in all that was seen.
func accountListItem(a state.AccountView) api.AccountListItem {
	return api.AccountListItem{
		AccountID: id(a.ID), AccountName: a.Name, PasswordID: id(a.ID), AccountDescription: a.Notes, AccountPasswordPolicy: a.Policy,
		PasswordStatus: a.Status, AutoLogonStatus: "ALLOWED", AutoLogonList: append([]string{}, a.Type.AutoLogon...),
		IsFavouritePassword: flag(a.Favourite), IsReasonRequired: flag(a.Rules.Reason), PasswordRequestReasonMandatory: flag(true),
		IsTicketIDRequired: flag(a.Rules.Ticket), IsTicketIDRequiredMandatory: flag(a.Rules.TicketMandatory),
		IsTicketIDRequiredACW: flag(a.Rules.TicketToRequest), IsRemoteAppOnly: flag(a.Access == state.UseAccess),
		IsCommandControlConfigured: flag(a.CommandSet != 0), IsUserWithCommandControlRole: flag(false),
		IsTOTPConfigured: pointer(flag(a.TOTP != nil)),
	}
}

// accountDetails renders an account's own page, which does not name the account.
func accountDetails(a state.AccountView) *api.AccountDetails {
	details := &api.AccountDetails{
		PasswordID: id(a.ID), Description: a.Notes, PasswordPolicy: a.Policy, PasswordStatus: a.Status,
		PasswordRequestReasonMandatory: flag(true), ExpiryStatus: "Valid", LastAccessedTime: stampOr(a.Accessed),
		LastModifiedTime: stampOr(a.Changed), IsTOTPConfigured: pointer(flag(a.TOTP != nil)), CustomField: rows(a.Fields, customField),
	}
	details.CompliantStatus, details.CompliantReason = compliance(a.Incompliance)
	if a.Notes == "" {
		details.Description = never
	}
	if a.Expired {
		details.ExpiryStatus = "Expired"
	}
	if a.TOTP != nil {
		details.TOTPValidity = pointer(strconv.Itoa(a.TOTP.Validity))
	}
	return details
}

// compliance says whether a password satisfies its policy, given why it does not.
func compliance(reason string) (status, shown string) {
	if reason == "" {
		return "Compliant", "-"
	}
	return "Non-Compliant", reason
}
