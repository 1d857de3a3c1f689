package state

import (
	"slices"

	"github.com/understudy/understudy/mock/internal/fail"
)

// Actor is who acts in a transaction: a user, an API client, or the seed.
type Actor struct {
	// UID is a userUid, or an API client's id.
	UID, Name string
	UserID    int64
	OrgID     int64
	APIClient bool
	// Grants are what the actor's roles allow, in the words of the specification's x-permission.
	Grants []string
	// OrgBound actors see and change only their own organization and those below it.
	OrgBound bool
	// Agent and Address are for the audit log.
	Agent, Address string
	// Unlogged actors leave no audit entries: the seed acts in people's names.
	Unlogged bool
}

// System is the actor of seeding. It may do everything and leaves no audit entries.
var System = Actor{Name: "system", Grants: []string{allGrants}}

const allGrants = "*"

// May tells whether the actor's roles allow an operation that needs a permission.
func (a Actor) May(permission string) bool {
	return permission == "" || slices.Contains(a.Grants, permission) || slices.Contains(a.Grants, allGrants)
}

// sees tells whether an organization is within the actor's reach.
func (tx *Tx) sees(orgID int64) bool {
	return !tx.Actor.OrgBound || tx.within(orgID, tx.Actor.OrgID)
}

// within tells whether an organization is another one or lies below it.
func (tx *Tx) within(orgID, top int64) bool {
	for orgID != 0 {
		if orgID == top {
			return true
		}
		org, ok := orgs.Get(tx.Tx, orgKey(orgID))
		if !ok {
			return false
		}
		orgID = org.ParentID
	}
	return false
}

// outOfReach is the refusal of an org-bound actor who reaches for another organization.
func (tx *Tx) outOfReach(what string) error {
	return fail.New(fail.Forbidden, "SYSTEM", "You do not have permission to perform this action").
		Because("%s is not in the organization of %s, whose roles are bound to it", what, tx.Actor.Name)
}
