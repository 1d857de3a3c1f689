package state

import "github.com/understudy/understudy/mock/internal/store"

// Tenant is the customer itself.
type Tenant struct {
	UID, Name, RegistrationKey, DeploymentModel string
}

var tenants = store.NewTable("tenant", func(t Tenant) store.Key { return store.Str(t.UID) })

// SetTenant names the customer.
func (tx *Tx) SetTenant(t Tenant) error { return tenants.Put(tx.Tx, t) }

// Tenant returns the customer.
func (tx *Tx) Tenant() Tenant {
	for t := range tenants.All(tx.Tx) {
		return t
	}
	return Tenant{}
}
