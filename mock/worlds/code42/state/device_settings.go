package state

import "strconv"

const (
	minutesUntilWarning = 4320
	minutesUntilSevere  = 7200
	minutesOfReport     = 10080
)

// documents, lists and texts of a settings document, which is XML written down as JSON: numbers and truth are text there.
type (
	object = map[string]any
	list   = []any
)

// DeviceSettings makes a device's settings document. It follows from the row alone, unless a client has stored settings of its own.
// Shape: py42's DeviceSettings, which fails on a backup set that names a destination that is not available.
func (tx *Tx) DeviceSettings(d Device) map[string]any {
	if d.Settings != nil {
		return d.Settings
	}
	settings := object{"configDateMs": strconv.FormatInt(d.Created.UnixMilli(), 10)}
	if d.Agent.Service == ServiceBackup {
		settings["javaMemoryHeapMax"] = "1024"
		settings["serviceBackupConfig"] = tx.backupConfig(d)
	}
	return settings
}

// AvailableDestinations are the destinations that a device may back up to: all, or none where its agent makes no backups.
func (tx *Tx) AvailableDestinations(d Device) []Destination {
	if d.Agent.Service != ServiceBackup {
		return nil
	}
	return tx.Destinations()
}

func (tx *Tx) backupConfig(d Device) map[string]any {
	return object{
		"warningEmailEnabled": "false", "severeEmailEnabled": "true",
		"minutesUntilWarning": strconv.Itoa(minutesUntilWarning), "minutesUntilSevere": strconv.Itoa(minutesUntilSevere),
		"backupStatusEmailEnabled": "false", "backupStatusEmailFreqInMinutes": strconv.Itoa(minutesOfReport),
		"backupConfig": object{"backupSets": list{object{
			"@id": "1", "name": object{"#text": "Primary - Backup Set", "@locked": "true"},
			"destinations": tx.backupTargets(d),
			"backupPaths": object{
				"pathset":     list{object{"path": object{"@include": d.homes()}, "@os": "Linux"}},
				"excludeUser": list{object{"windows": list{}, "linux": list{}, "macintosh": list{}, "pattern": object{"@regex": ".*tmp"}}},
			},
		}}},
	}
}

// backupTargets are the destinations where the device has an archive; a set without any says so by a mark of its own.
func (tx *Tx) backupTargets(d Device) any {
	targets := list{}
	for _, a := range tx.ArchivesOf(d) {
		targets = append(targets, object{"@id": a.DestinationGUID, "@locked": "true"})
	}
	if len(targets) == 0 {
		return object{"@cleared": "true"}
	}
	return targets
}

// homes is where people keep their files. The vendor marks the path with Linux on every system.
func (d Device) homes() string {
	switch d.Agent.OSName {
	case "win":
		return "C:/Users/"
	case "mac":
		return "/Users/"
	}
	return "/home/"
}
