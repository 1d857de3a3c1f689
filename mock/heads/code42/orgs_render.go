package code42

import (
	"github.com/understudy/understudy/mock/heads/code42/api"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// show says which optional parts of an organization were asked for.
type show struct{ counts, settings, defaults, inheritance, usage, usmt bool }

// shown reads the parameters that ask for optional parts; all asks for those that are not mentioned.
func shown(all, counts, settings, defaults, inheritance, usage, usmt *bool) show {
	every := value(all, false)
	return show{
		value(counts, every), value(settings, every), value(defaults, every), value(inheritance, every), value(usage, every), value(usmt, every),
	}
}

// org renders an organization as v1 and v3 do.
func org(tx *state.Tx, o state.Org, with show) api.Org {
	settings := api.OrgSettings{MaxSeats: -1, MaxBytes: -1}
	rendered := api.Org{
		OrgId: o.ID, OrgUid: o.UID, OrgGuid: o.GUID, OrgName: o.Name, OrgExtRef: o.ExtRef, Notes: o.Notes,
		Status: api.OrgStatus(o.Status()), Active: o.Active, Blocked: o.Blocked, Type: o.Type, Classification: o.Classification, ExternalId: &o.UID,
		CreationDate: stamp(o.Created), ModificationDate: stamp(o.Modified), RegistrationKey: o.RegistrationKey,
		Reporting: api.OrgReporting{OrgManagers: []api.OrgManager{}}, Settings: settings, SettingsInherited: api.OrgSettings{MaxSeats: "", MaxBytes: ""},
		SettingsSummary: settings,
	}
	if o.Deactivated != nil {
		rendered.DeactivationDate = stampOrNil(*o.Deactivated)
	}
	if parent, ok := tx.ParentOf(o); ok {
		rendered.ParentOrgId, rendered.ParentOrgUid, rendered.ParentOrgGuid = &parent.ID, &parent.UID, &parent.GUID
	}
	with.add(tx, o, &rendered)
	return rendered
}

// add puts in what was asked for.
func (with show) add(tx *state.Tx, o state.Org, into *api.Org) {
	if with.counts {
		count(tx, o, into)
	}
	if with.settings {
		into.Settings, into.SettingsInherited, into.SettingsSummary = orgSettings(tx)
	}
	if with.defaults {
		into.DeviceDefaults = pointer(api.DeviceDefaults(tx.DeviceDefaults()))
	}
	if with.inheritance {
		into.OrgInheritDto = inheritance(tx, o)
	}
	if with.usage {
		addUsage(tx, o, into)
	}
	if with.usmt {
		into.WindowsUsmtFiles = &api.OrgUsmtFiles{} // five without a name
	}
}

// count counts what is in an organization and below. The counts of the hierarchy stay empty, as they are in published answers.
func count(tx *state.Tx, o state.Org, into *api.Org) {
	n := tx.CountsOf(o)
	into.UserCount, into.LicensedUserCount, into.PlanCount = &n.Users, &n.Licensed, &n.Plans
	into.OrgCount = pointer(n.Orgs + 1) // with itself, as published answers show it
	into.ComputerCount, into.BackupDeviceCount, into.BackupComputerCount = &n.Devices, &n.Devices, &n.Devices
	into.ShareDeviceCount = pointer(0) // every device here backs up, none only shares
}

// inheritance says where an organization's defaults come from: from the root, as no other has any of its own.
func inheritance(tx *state.Tx, o state.Org) *api.OrgInheritance {
	from := api.OrgInheritance{OrgId: o.ID, OrgUid: o.UID}
	if o.ParentID == 0 {
		return &from
	}
	root, ok := tx.ProvidingOrg()
	if !ok {
		return &from
	}
	from.OrgIdProvidingDestinations, from.OrgUidProvidingDestinations, from.OrgNameProvidingDestinations = &root.ID, &root.UID, &root.Name
	from.OrgIdProvidingDeviceDefaults, from.OrgUidProvidingDeviceDefaults, from.OrgNameProvidingDeviceDefaults = &root.ID, &root.UID, &root.Name
	return &from
}

// addUsage adds how the backups of an organization stand.
func addUsage(tx *state.Tx, o state.Org, into *api.Org) {
	cold, usage, sizes := int64(0), []api.OrgBackupUsage{}, []api.OrgArchiveSize{}
	for _, b := range tx.OrgBackups(o) {
		cold += b.ColdBytes
		usage = append(usage, api.OrgBackupUsage{
			TargetDestinationGuid: b.Destination.GUID, SelectedFiles: b.SelectedFiles, SelectedBytes: b.SelectedBytes, TodoFiles: b.TodoFiles,
			ArchiveBytes: b.ArchiveBytes, BillableBytes: b.BillableBytes, BackupSessionCount: b.Sessions,
		})
		sizes = append(sizes, api.OrgArchiveSize{TargetDestinationGuid: b.Destination.GUID, ArchiveSize: b.ArchiveBytes + b.ColdBytes})
	}
	into.ColdBytes, into.BackupUsage, into.ArchiveSizes = &cold, &usage, &sizes
}

// orgSettings are the settings documents of an organization; every organization has the defaults so far. Each of the three has the
// members that it has in published answers. A null stands among the additional ones, as an absent pointer would be left out.
func orgSettings(tx *state.Tx) (own, inherited, summary api.OrgSettings) {
	offered := destinations(tx.Destinations())
	inherited = api.OrgSettings{
		MaxSeats: -1, MaxBytes: -1, ArchiveHoldDays: pointer(state.ArchiveHoldDays), DefaultUserMaxBytes: pointer(int64(-1)),
		DefaultUserMobileQuota: pointer(int64(-1)), WebRestoreAdminLimitMb: pointer(500), WebRestoreUserLimitMb: pointer(250), WarnInDays: pointer(3),
		AlertInDays: pointer(5), Recipients: []string{}, ReportSchedule: pointer("_______"), SendReports: pointer(false), UsernameIsAnEmail: pointer(true),
		LdapServerIds: noServer, RadiusServerIds: noServer, SsoIdentityProviderUids: []string{"0"}, SecurityKeyType: pointer("AccountPassword"),
		SecurityKeyLocked: pointer(true), AutoOfferSelf: pointer(false), AllowLocalFolders: pointer(true), DefaultRoles: state.DefaultRoles,
		IsSimpleOrg: pointer(false), Destinations: offered,
	}
	summary = inherited
	summary.AdditionalProperties = map[string]any{"reportLastSent": nil}
	own = inherited
	own.LdapServerIds, own.RadiusServerIds, own.SsoIdentityProviderUids = nil, nil, nil
	own.AdditionalProperties = map[string]any{"reportLastSent": nil, "ldapServerIds": nil, "radiusServerIds": nil, "ssoIdentityProviderUids": nil}
	own.IsDefaultRolesInherited, own.IsUsingDestinationDefaults, own.IsUsingQuotaDefaults = pointer(true), pointer(true), pointer(true)
	own.IsUsingReportingDefaults, own.IsNativeClientsEnabled, own.SecurityKeyInherit = pointer(true), pointer(true), pointer(true)
	own.AllDestinations = offered
	return own, inherited, summary
}

// noServer is how published answers say that there is neither a directory nor a RADIUS server.
var noServer = []int64{0}

func destinations(of []state.Destination) []api.Destination {
	list := []api.Destination{}
	for _, d := range of {
		list = append(list, api.Destination{DestinationId: d.ID, Guid: d.GUID, DestinationName: d.Name, Type: d.Type})
	}
	return list
}
