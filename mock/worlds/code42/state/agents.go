package state

import (
	"maps"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
)

// FullDiskAccess is the property that tells whether the agent may read everything. It is the only one that clients ask for.
const FullDiskAccess = "fullDiskAccess"

// reports are the properties that an agent tells of itself, with those that the seed adds; what is blank there is not told. Agents
// report their access to the disk on Macs alone, and where they have it (code42cli says so of its list of devices).
func (a Agent) reports(more map[string]string) map[string]string {
	told := map[string]string{}
	if a.Service != "" && a.OSName == "mac" {
		told[FullDiskAccess] = "true"
	}
	maps.Copy(told, more)
	maps.DeleteFunc(told, func(_, value string) bool { return value == "" })
	return told
}

// AgentState is one property that an agent has reported.
type AgentState struct{ DeviceGUID, Property, Value string }

// AgentState finds what a device's agent has last said of a property. A deactivated device's last word still stands.
func (tx *Tx) AgentState(guid, property string) (AgentState, error) {
	d, err := tx.DeviceByGUID(guid)
	if err != nil {
		return AgentState{}, err
	}
	value, ok := d.Reported[property]
	if !ok {
		return AgentState{}, fail.New(fail.NotFound, "SYSTEM", "The agent has not reported this property").
			Because("device %q has never reported %q", guid, property)
	}
	return AgentState{DeviceGUID: guid, Property: property, Value: value}, nil
}

// OrgAgentStates lists what the agents of an organization's own devices have said of a property, by device id.
func (tx *Tx) OrgAgentStates(orgID int64, property string) ([]AgentState, error) {
	o, err := tx.OrgByID(orgID)
	if err != nil {
		return nil, err
	}
	states := []AgentState{}
	for d := range devices.Scan(tx.Tx, "org", store.Int(o.ID)) {
		if value, ok := d.Reported[property]; ok {
			states = append(states, AgentState{DeviceGUID: d.GUID, Property: property, Value: value})
		}
	}
	return states, nil
}

// UpgradeDevice brings a device's agent to the newest release, at once.
func (tx *Tx) UpgradeDevice(guid string) error {
	d, err := tx.DeviceByGUID(guid)
	if err != nil {
		return err
	}
	if d, err = tx.changeDevice(d.ID, func(d *Device) error { d.Agent.Release = NewestRelease; return nil }); err != nil {
		return err
	}
	return tx.auditDevice("device_upgraded", d)
}

// Connected tells whether a device's agent holds a connection, so that a restore can be pushed to it. A device that does not
// exist holds none: the vendor answers both alike.
func (tx *Tx) Connected(guid string) bool {
	d, err := tx.DeviceByGUID(guid)
	return err == nil && d.connected()
}
