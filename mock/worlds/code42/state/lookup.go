package state

import (
	"strconv"

	"github.com/understudy/understudy/mock/internal/store"
)

// OrgOf and OwnerOf resolve references for showing them, whoever asks; the zero row where there is none.

// OrgOf finds the organization that a row refers to.
func (tx *Tx) OrgOf(orgID int64) Org {
	o, _ := orgs.Get(tx.Tx, orgKey(orgID))
	return o
}

// ParentOf finds the organization above another, if there is one that the actor may read, whatever is being done. That whoever is bound
// to an organization is not told of the one above it is inferred.
func (tx *Tx) ParentOf(o Org) (Org, bool) {
	if o.ParentID == 0 || !tx.readsOrg(o.ParentID) {
		return Org{}, false
	}
	return tx.OrgOf(o.ParentID), true
}

// ProvidingOrg is the organization that an organization has its defaults from, as far as the actor may read it: the root, as no other has
// any of its own.
func (tx *Tx) ProvidingOrg() (Org, bool) {
	root := tx.RootOrg()
	return root, tx.readsOrg(root.ID)
}

func (tx *Tx) readsOrg(orgID int64) bool {
	reader := *tx
	reader.Actor = tx.Actor.For("orgs.read")
	return reader.Sees(orgID)
}

// RootOrg is the organization at the top.
func (tx *Tx) RootOrg() Org {
	o, _ := orgs.One(tx.Tx, "parent", store.Int(0))
	return o
}

// OwnerOf finds the user that a device belongs to.
func (tx *Tx) OwnerOf(d Device) User {
	u, _ := users.Get(tx.Tx, store.Int(d.UserID))
	return u
}

// OrgByNumber finds an organization by the numeric id, which may come as text.
func (tx *Tx) OrgByNumber(id string) (Org, error) {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return tx.foundOrg(Org{}, false, "orgId", id)
	}
	return tx.OrgByID(n)
}

// DeviceDefaults is the settings document that a new device starts with. Unlike in a device's own settings, py42 looks for the
// backup configuration at its top.
func (tx *Tx) DeviceDefaults() map[string]any {
	return object{"serviceBackupConfig": tx.backupConfig(Device{Agent: Agent{Service: ServiceBackup, OSName: "win"}})}
}
