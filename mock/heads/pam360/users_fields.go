package pam360

import (
	"strings"

	"github.com/understudy/understudy/mock/heads/pam360/api"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// userQuery reads the filter and the page of the list of users.
func userQuery(in *api.ListUsersInput) state.UserQuery {
	if in == nil {
		return state.UserQuery{}
	}
	d := in.Operation.Details
	return state.UserQuery{Search: text(d.SearchValue), Start: number(d.StartIndex), Limit: number(d.Limit)}
}

// newUser reads a user to create. Clients send every field: an empty role is none.
func newUser(d api.NewUser) state.NewUser {
	if text(d.Role) == "" {
		d.Role = nil
	}
	return state.NewUser{Settings: userSettings(api.UserChange{
		UserName: &d.UserName, FirstName: &d.FirstName, LastName: &d.LastName, Email: &d.Email, FullName: d.FullName,
		SecondaryEmailID: d.SecondaryEmailID, Password: d.Password, Policy: d.Policy, Role: d.Role, RoleID: d.RoleID,
		IsSuperAdmin: d.IsSuperAdmin, Department: d.Department, Location: d.Location, UserGroupName: d.UserGroupName,
		IsAPIUser: d.IsAPIUser, RESTAPIAccess: d.RESTAPIAccess, SDKAccess: d.SDKAccess, OwnerNameOption: d.OwnerNameOption,
		ExpiryDate: d.ExpiryDate, TokenValidityDays: d.TokenValidityDays, HostCheck: d.HostCheck, HostName: d.HostName,
		WebAccess: d.WebAccess, LanguageCode: d.LanguageCode, MobileAccess: d.MobileAccess, AddOnAccess: d.AddOnAccess,
	})}
}

func userSettings(d api.UserChange) state.UserSettings {
	settings := state.UserSettings{
		Name: d.UserName, FirstName: d.FirstName, LastName: d.LastName, FullName: d.FullName, Email: d.Email,
		SecondaryEmail: d.SecondaryEmailID, Language: d.LanguageCode, Department: d.Department, Location: d.Location, Role: d.Role,
		RoleID: idOf(d.RoleID), Password: d.Password, Policy: d.Policy, UserGroup: d.UserGroupName, HostName: d.HostName,
		Expiry: d.ExpiryDate, TokenDays: d.TokenValidityDays, APIUser: d.IsAPIUser, RESTAccess: d.RESTAPIAccess, SDKAccess: d.SDKAccess,
		WebAccess: d.WebAccess, MobileAccess: d.MobileAccess, AddonAccess: d.AddOnAccess, OwnerNameOption: d.OwnerNameOption,
		HostCheck: d.HostCheck,
	}
	if text(d.IsSuperAdmin) != "" {
		settings.SuperAdmin = pointer(strings.EqualFold(*d.IsSuperAdmin, "true"))
	}
	return settings
}

// userDetails names a user, and shows the token if it is not the one there was before.
func userDetails(u state.User, before string) *api.UserDetails {
	details := &api.UserDetails{UserID: id(u.ID)}
	if u.Token != "" && u.Token != before {
		details.AuthToken = &u.Token
	}
	return details
}

// userSummary renders a user. That everybody has a second factor until it is reset is ours: the mock has no way to set one up.
func userSummary(u state.UserView) api.UserSummary {
	return api.UserSummary{
		UserID: id(u.ID), UserName: u.Login(), FirstName: u.FirstName, LastName: u.LastName, FullName: u.FullName, Email: u.Email,
		SecondaryEmailID: u.SecondaryEmail, Role: u.Role, Department: u.Department, Location: u.Location, LanguageCode: u.Language,
		IsSuperAdmin: flag(u.SuperAdmin), IsAPIUser: flag(u.APIUser), IsLocked: flag(u.Locked), IsMFAConfigured: flag(u.MFAReset == nil),
		RESTAPIAccess: flag(u.RESTAccess), SDKAccess: flag(u.SDKAccess), WebAccess: flag(u.WebAccess), MobileAccess: flag(u.MobileAccess),
		AddOnAccess: flag(u.AddonAccess), OwnerNameOption: flag(u.OwnerNameOption), ExpiryDate: state.LastDay(u.TokenExpires),
		HostCheck: flag(u.HostCheck), HostName: u.HostName, UserGroups: append([]string{}, u.Groups...),
	}
}
