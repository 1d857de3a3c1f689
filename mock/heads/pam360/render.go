package pam360

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/understudy/understudy/mock/heads/pam360/api"
	"github.com/understudy/understudy/mock/internal/engine"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// nameOf is the name that the operation has on the wire, in successes and refusals alike.
func nameOf(ctx context.Context) string { return engine.From(ctx).Op.WireName }

// id writes an id. Clients join ids to paths and refuse numbers (kenny's model, the vendor's extension).
func id(n int64) string { return strconv.FormatInt(n, 10) }

// flag writes a switch the way account and resource data do.
func flag(on bool) string { return strconv.FormatBool(on) }

// never is what stands for a time that has not come, and for a description that an account does not have.
const never = "N/A"

// stamp writes a time as the vendor does: MMM d, yyyy hh:mm AM in the server's local time, which is UTC here.
func stamp(t time.Time) string { return t.UTC().Format("Jan 2, 2006 03:04 PM") }

func stampOr(t *time.Time) string {
	if t == nil {
		return never
	}
	return stamp(*t)
}

// text is an optional text of the input; absent is empty.
func text(given *string) string {
	if given == nil {
		return ""
	}
	return *given
}

func pointer[T any](v T) *T { return &v }

// rows makes the Details of a list: absent, not empty, where there is nothing to show.
func rows[From, To any](list []From, render func(From) To) []To {
	var rendered []To
	for _, item := range list {
		rendered = append(rendered, render(item))
	}
	return rendered
}

// compact writes JSON that goes inside other JSON: without blanks, and with <, > and & as they are.
func compact(v any) (json.RawMessage, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return nil, fmt.Errorf("pam360: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
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

func customField(f state.FieldValue) api.CustomField {
	return api.CustomField{Label: f.Label, Type: string(f.Type), Value: f.Value, ColumnName: f.Column}
}
