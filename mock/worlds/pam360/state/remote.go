package state

import (
	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
)

// RemoteReset is how the server reaches a machine to change passwords there.
type RemoteReset struct {
	Account                string // that carries out the reset; of the same resource
	ConnectionMode         string
	WindowsDomainAccountID int64
	WindowsDomainLocal     bool
	SAPSystemNumber        string
}

// connectionModes are the values of CONNECTION_MODE; empty is the default, "Non SSL".
var connectionModes = map[string]bool{"": true, "SSL": true, "Non SSL": true}

// ConfigureRemoteReset lets REMOTE password changes reach the machines. All of the resources must have the named type.
func (tx *Tx) ConfigureRemoteReset(typeName string, resourceIDs []string, how RemoteReset) error {
	typeID, err := tx.typeNamed(typeName)
	if err != nil {
		return err
	}
	if !connectionModes[how.ConnectionMode] {
		return fail.New(fail.Invalid, "", "Invalid connection mode").Because("%q is neither SSL nor Non SSL", how.ConnectionMode)
	}
	for _, id := range resourceIDs {
		if err := tx.Wanted(); err != nil {
			return err
		}
		r, err := tx.wholeResource(id)
		if err != nil {
			return err
		}
		if r.TypeID != typeID {
			return fail.New(fail.Invalid, "", "Resource type mismatch").Because("the resource %q is not of the type %q", r.Name, typeName)
		}
		if _, ok := accounts.One(tx.Tx, "name", accountName(r.ID, how.Account)); how.Account != "" && !ok {
			return fail.New(fail.NotFound, "", noAccount).Because("the resource %q has no account %q", r.Name, how.Account)
		}
		r.RemoteReset = &how
		if err := tx.putResource(r); err != nil {
			return err
		}
		if err := tx.auditResource("Remote Password Reset Configured", r); err != nil {
			return err
		}
	}
	return nil
}

// RemoteApp is an application that can be started on a resource from the console.
type RemoteApp struct {
	ID, ResourceID int64
	Name           string
}

var remoteApps = store.NewTable("remoteapp", func(a RemoteApp) store.Key { return store.Int(a.ID) },
	store.Index[RemoteApp]{Name: "resource", Keys: func(a RemoteApp) []store.Key { return []store.Key{store.Int(a.ResourceID)} }})

// AddRemoteApp puts an application on a resource; the seed uses it, the API has no such call.
func (tx *Tx) AddRemoteApp(resourceID int64, name string) error {
	return remoteApps.Put(tx.Tx, RemoteApp{ID: int64(tx.Next("remoteapp")), ResourceID: resourceID, Name: name})
}

// RemoteApps lists the applications of a resource.
func (tx *Tx) RemoteApps(resourceID string) ([]RemoteApp, error) {
	r, _, err := tx.viewer().find(resourceID)
	if err != nil {
		return nil, err
	}
	var found []RemoteApp
	for a := range remoteApps.Scan(tx.Tx, "resource", store.Int(r.ID)) {
		found = append(found, a)
	}
	return found, nil
}

func (tx *Tx) dropRemoteApps(r Resource) {
	for a := range remoteApps.Scan(tx.Tx, "resource", store.Int(r.ID)) {
		remoteApps.Delete(tx.Tx, store.Int(a.ID))
	}
}
