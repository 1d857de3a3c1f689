package state

import (
	"strconv"
	"strings"
)

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
		settings["userHome"] = d.homes() + tx.OwnerOf(d).localName()
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
		"backupConfig": object{"backupSets": tx.backupSets(d)},
	}
}

// backupSets are the user's set and, while the user is in legal hold, one of that hold before it.
func (tx *Tx) backupSets(d Device) list {
	targets := tx.backupTargets(d)
	sets := list{d.backupSet("1", "Primary - Backup Set", cleared(targets))}
	if hold, held := tx.heldBy(d.UserID); held && len(targets) > 0 {
		sets = append(list{d.backupSet("2", hold.Name, locked(targets))}, sets...)
	}
	return sets
}

func (d Device) backupSet(id, name string, destinations any) object {
	return object{
		"@id": id, "name": object{"#text": name, "@locked": "true"}, "destinations": destinations,
		"backupPaths": object{
			"pathset":     list{object{"path": object{"@include": d.homes()}, "@os": "Linux"}},
			"excludeUser": list{object{"windows": list{}, "linux": list{}, "macintosh": list{}, "pattern": object{"@regex": ".*tmp"}}},
		},
	}
}

// backupTargets are the destinations where the device has an archive.
func (tx *Tx) backupTargets(d Device) list {
	targets := list{}
	for _, a := range tx.ArchivesOf(d) {
		targets = append(targets, object{"@id": a.DestinationGUID, "@locked": "true"})
	}
	return targets
}

// cleared is how a set without a destination says so: https://github.com/code42/py42/issues/219.
func cleared(targets list) any {
	if len(targets) == 0 {
		return object{"@cleared": "true"}
	}
	return targets
}

// locked is how the destinations of a legal hold are written, XML's list of one being no list:
// https://github.com/code42/py42/issues/248.
func locked(targets list) any {
	if len(targets) == 1 {
		return object{"@locked": "true", "destination": targets[0]}
	}
	return object{"@locked": "true", "destination": targets}
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

// localName is what a user is called on a machine: the username, without the address's domain.
func (u User) localName() string {
	name, _, _ := strings.Cut(u.Username, "@")
	return name
}
