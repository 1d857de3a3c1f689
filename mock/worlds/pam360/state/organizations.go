package state

import (
	"net/netip"
	"strings"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
)

// Organization owns everything in a world. Its display name is what clients send in the orgName header.
type Organization struct {
	ID   int64
	Name string
	// ResourceLimit is how many resources the licence allows; 0 is any number. The free edition allows ten.
	ResourceLimit int
	// AdministratorLimit is how many users may have a role that administers; 0 is any number. The free edition allows one.
	AdministratorLimit int
	// EnforcePolicyAtCreation refuses new accounts whose password breaks their policy. The product has this switch off by default.
	EnforcePolicyAtCreation bool
	// Hosts are the names that the server can resolve, for users whose calls must come from a certain host.
	Hosts []Host
}

// Host is a name and its address.
type Host struct{ Name, Address string }

var organizations = store.NewTable("organization", func(o Organization) store.Key { return store.Int(o.ID) })

// homeID is the organization that every user belongs to. There is one so far; others come with the MSP edition's operations.
const homeID = 1

// SetOrganization names the organization and sets its limits.
func (tx *Tx) SetOrganization(o Organization) error {
	o.ID = homeID
	return organizations.Put(tx.Tx, o)
}

func (tx *Tx) home() Organization {
	o, _ := organizations.Get(tx.Tx, store.Int(homeID))
	return o
}

// checkOrganization refuses an organization that does not exist; an empty name is the caller's own. Names are compared without
// regard to case (inferred), and the text is a stand-in.
func (tx *Tx) checkOrganization(name string) error {
	if home := tx.home(); name != "" && !strings.EqualFold(name, home.Name) {
		return fail.New(fail.NotFound, "", "No such organization found").
			Because("orgName is %q; the only organization is %q", name, home.Name)
	}
	return nil
}

// addressesOf resolves a host name as the server would. The world file says what it knows; nobody is asked.
func (tx *Tx) addressesOf(host string) []netip.Addr {
	if a, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{a.Unmap()}
	}
	if strings.EqualFold(host, "localhost") {
		return []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1}), netip.IPv6Loopback()}
	}
	var found []netip.Addr
	for _, h := range tx.home().Hosts {
		if a, err := netip.ParseAddr(h.Address); err == nil && strings.EqualFold(h.Name, host) {
			found = append(found, a.Unmap())
		}
	}
	return found
}
