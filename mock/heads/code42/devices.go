package code42

import (
	"context"
	"time"

	"github.com/understudy/understudy/mock/heads/code42/api"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// ListDevices lists the devices that match, page by page.
func (s *Server) ListDevices(ctx context.Context, req api.ListDevicesRequestObject) (api.ListDevicesResponseObject, error) {
	answer := api.ListDevices200JSONResponse{Metadata: metadata(ctx)}
	p := req.Params
	with := deviceParts(p.IncAll, p.IncBackupUsage, p.IncHistory, p.IncSettings)
	err := read(ctx, func(tx *state.Tx) error {
		found, total, alerts, err := tx.Devices(deviceFilter(p), page(p.PgNum, p.PgSize))
		if err != nil {
			return err
		}
		answer.Data = api.DevicePage{TotalCount: total, Computers: make([]api.Device, 0, len(found))}
		if value(p.IncCounts, true) {
			answer.Data.WarningCount, answer.Data.CriticalCount = &alerts.Warning, &alerts.Critical
		}
		for _, d := range found {
			answer.Data.Computers = append(answer.Data.Computers, device(tx, d, with))
		}
		return nil
	})
	return answer, err
}

func deviceFilter(p api.ListDevicesParams) state.DeviceFilter {
	return state.DeviceFilter{
		Active: p.Active, Blocked: p.Blocked, UserUID: text(p.UserUid), TargetGUID: text(p.TargetComputerGuid), GUID: text(p.Guid), Any: text(p.Q),
		InOrg: inOrg(p.OrgUid, p.OrgId, p.IncChildOrgs),
		Sort:  state.DeviceOrder{By: string(value(p.SrtKey, "")), Descending: value(p.SrtDir, api.Asc) == api.Desc},
	}
}

// GetDevice returns a device by number, or by GUID with idType=guid.
func (s *Server) GetDevice(ctx context.Context, req api.GetDeviceRequestObject) (api.GetDeviceResponseObject, error) {
	answer := api.GetDevice200JSONResponse{Metadata: metadata(ctx)}
	p := req.Params
	err := read(ctx, func(tx *state.Tx) error {
		find := tx.DeviceByID
		if p.IdType != nil {
			find = tx.DeviceByGUID
		}
		d, err := find(req.DeviceId)
		if err == nil {
			answer.Data = device(tx, d, deviceParts(p.IncAll, p.IncBackupUsage, p.IncHistory, p.IncSettings))
		}
		return err
	})
	return answer, err
}

// BlockDevice keeps everyone from signing in on a device.
func (s *Server) BlockDevice(ctx context.Context, req api.BlockDeviceRequestObject) (api.BlockDeviceResponseObject, error) {
	return api.BlockDevice201Response{}, write(ctx, func(tx *state.Tx) error { return tx.SetDeviceBlocked(req.DeviceId, true) })
}

// UnblockDevice lets users sign in on a device again.
func (s *Server) UnblockDevice(ctx context.Context, req api.UnblockDeviceRequestObject) (api.UnblockDeviceResponseObject, error) {
	return api.UnblockDevice204Response{}, write(ctx, func(tx *state.Tx) error { return tx.SetDeviceBlocked(req.DeviceId, false) })
}

// DeactivateDevice takes a device out of service; its archives go into cold storage.
func (s *Server) DeactivateDevice(ctx context.Context, req api.DeactivateDeviceRequestObject) (api.DeactivateDeviceResponseObject, error) {
	return api.DeactivateDevice204Response{}, write(ctx, func(tx *state.Tx) error { return tx.DeactivateDevice(id(req.Body.Id)) })
}

// ReactivateDevice puts a device back into service.
func (s *Server) ReactivateDevice(ctx context.Context, req api.ReactivateDeviceRequestObject) (api.ReactivateDeviceResponseObject, error) {
	return api.ReactivateDevice204Response{}, write(ctx, func(tx *state.Tx) error { return tx.ReactivateDevice(id(req.Body.Id)) })
}

// DeauthorizeDevice makes the device's user sign in anew.
func (s *Server) DeauthorizeDevice(ctx context.Context, req api.DeauthorizeDeviceRequestObject) (api.DeauthorizeDeviceResponseObject, error) {
	return api.DeauthorizeDevice204Response{}, write(ctx, func(tx *state.Tx) error { return tx.DeauthorizeDevice(req.DeviceId) })
}

// GetDeviceAgentState returns one property that a device's agent has reported.
func (s *Server) GetDeviceAgentState(
	ctx context.Context, req api.GetDeviceAgentStateRequestObject,
) (api.GetDeviceAgentStateResponseObject, error) {
	var answer api.GetDeviceAgentState200JSONResponse
	err := read(ctx, func(tx *state.Tx) error {
		a, err := tx.AgentState(req.Params.DeviceGuid, req.Params.PropertyName)
		answer.Data = api.AgentState{Name: a.Property, Value: a.Value}
		return err
	})
	return answer, err
}

// UpgradeDevice brings a device's agent up to date.
func (s *Server) UpgradeDevice(ctx context.Context, req api.UpgradeDeviceRequestObject) (api.UpgradeDeviceResponseObject, error) {
	return api.UpgradeDevice200JSONResponse{}, write(ctx, func(tx *state.Tx) error { return tx.UpgradeDevice(req.Body.DeviceGuid) })
}

// withDevice says which optional parts of a device were asked for.
type withDevice struct{ usage, history, settings bool }

// deviceParts reads the parameters that ask for optional parts; all asks for those that are not mentioned.
func deviceParts(all, usage, history, settings *bool) withDevice {
	every := value(all, false)
	return withDevice{value(usage, every), value(history, every), value(settings, every)}
}

// device renders a device as the v1 API does.
func device(tx *state.Tx, d state.Device, with withDevice) api.Device {
	owner, home := tx.OwnerOf(d), tx.OrgOf(d.OrgID)
	alert, words := d.AlertState(tx.Now)
	a := d.Agent
	rendered := api.Device{
		ComputerId: d.ID, Guid: d.GUID, Name: d.Name, OsHostname: a.OSHostname, Type: "COMPUTER", Status: api.DeviceStatus(d.Status()),
		Active: d.Active, Blocked: d.Blocked, AlertState: alert, AlertStates: []string{words}, UserId: d.UserID, UserUid: owner.UID,
		OrgId: d.OrgID, OrgUid: home.UID, ComputerExtRef: d.ExtRef, Notes: d.Notes, LastConnected: stamp(d.LastConnected), LoginDate: stamp(d.LoggedIn),
		CreationDate: stamp(d.Created), ModificationDate: stamp(d.Modified), OsName: a.OSName, OsVersion: a.OSVersion, OsArch: a.OSArch,
		Address: a.Address, RemoteAddress: a.RemoteAddress, JavaVersion: a.JavaVersion, ModelInfo: a.Model, TimeZone: a.TimeZone,
		Version: a.Release.Version, ProductVersion: a.Release.Product, BuildVersion: pointer(int64(a.Release.Build)), Service: a.Service,
	}
	if with.usage {
		rendered.BackupUsage = pointer(backupUsage(tx, d, with.history))
	}
	if with.settings {
		rendered.Settings = pointer(api.DeviceSettings(tx.DeviceSettings(d)))
		rendered.AvailableDestinations = pointer(destinations(tx.AvailableDestinations(d)))
	}
	return rendered
}

// backupUsage renders where a device backs up to. How large an archive was on earlier days is not known here, so its history is today.
func backupUsage(tx *state.Tx, d state.Device, withHistory bool) []api.BackupUsage {
	list := []api.BackupUsage{}
	for _, u := range tx.BackupUsageOf(d) {
		a, t := u.Archive, u.Destination
		usage := api.BackupUsage{
			TargetComputerParentId: t.ParentID, TargetComputerParentGuid: t.ParentGUID, TargetComputerGuid: t.GUID, TargetComputerName: t.Name,
			TargetComputerOsName: emptyIsNull(t.OSName), TargetComputerType: "SERVER", SelectedFiles: a.SelectedFiles, SelectedBytes: a.SelectedBytes,
			TodoFiles: a.TodoFiles, TodoBytes: a.TodoBytes, ArchiveBytes: a.Bytes, BillableBytes: u.BillableBytes,
			SendRateAverage: a.SendRate, CompletionRateAverage: a.CompletionRate, LastBackup: moment(a.LastBackup),
			LastCompletedBackup: moment(a.LastCompleted), LastConnected: stampOrNil(d.LastConnected), LastMaintenanceDate: moment(a.LastMaintained),
			LastCompactDate: moment(a.LastMaintained), ModificationDate: stamp(a.Modified), CreationDate: stamp(a.Created), Using: u.Using,
			AlertState: u.AlertState, AlertStates: []string{u.AlertWord}, PercentComplete: u.Percent, StorePointId: t.StorePointID, StorePointName: t.StorePointName,
			ServerId: t.ServerID, ServerGuid: t.ServerGUID, ServerName: t.ServerName, ServerHostName: "https://" + t.ServerHost + ":443",
			IsProvider: t.Type == "PROVIDER", ArchiveGuid: a.GUID, ArchiveFormat: api.ArchiveFormat(a.Format),
			Activity: api.BackupActivity{Connected: u.Connected},
		}
		if withHistory {
			usage.History = &[]api.BackupDay{{Date: tx.Now.UTC().Format(time.DateOnly), ArchiveBytes: a.Bytes}}
		}
		list = append(list, usage)
	}
	return list
}
