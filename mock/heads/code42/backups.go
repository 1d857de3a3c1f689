package code42

import (
	"strconv"
	"time"

	"github.com/understudy/understudy/mock/heads/code42/api"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// id renders a numeric id as the state's lookups take it: clients send numbers and text alike.
func id(n int64) string { return strconv.FormatInt(n, 10) }

// backupUsage renders where a device backs up to.
func backupUsage(tx *state.Tx, d state.Device) []api.BackupUsage {
	list := []api.BackupUsage{}
	for _, u := range tx.BackupUsageOf(d) {
		a, t := u.Archive, u.Destination
		list = append(list, api.BackupUsage{
			TargetComputerParentId: t.ParentID, TargetComputerParentGuid: t.ParentGUID, TargetComputerGuid: t.GUID, TargetComputerName: t.Name,
			TargetComputerOsName: emptyIsNull(t.OSName), TargetComputerType: "SERVER", SelectedFiles: a.SelectedFiles, SelectedBytes: a.SelectedBytes,
			TodoFiles: a.TodoFiles, TodoBytes: a.TodoBytes, ArchiveBytes: a.Bytes, BillableBytes: u.BillableBytes,
			SendRateAverage: a.SendRate, CompletionRateAverage: a.CompletionRate, LastBackup: moment(a.LastBackup),
			LastCompletedBackup: moment(a.LastCompleted), LastConnected: stampOrNil(d.LastConnected), LastMaintenanceDate: moment(a.LastMaintained),
			LastCompactDate: moment(a.LastMaintained), ModificationDate: stamp(a.Modified), CreationDate: stamp(a.Created), Using: u.Using,
			AlertStates: []string{"OK"}, PercentComplete: u.Percent, StorePointId: t.StorePointID, StorePointName: t.StorePointName,
			ServerId: t.ServerID, ServerGuid: t.ServerGUID, ServerName: t.ServerName, ServerHostName: "https://" + t.ServerHost + ":443",
			IsProvider: t.Type == "PROVIDER", ArchiveGuid: a.GUID, ArchiveFormat: api.ArchiveFormat(a.Format),
			Activity: api.BackupActivity{Connected: u.Connected},
		})
	}
	return list
}

func moment(t *time.Time) *string {
	if t == nil {
		return nil
	}
	return stampOrNil(*t)
}
