package state

import (
	"strings"
	"time"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
)

// Access is how far a user's rights on a resource, an account or a resource group go. Each level includes those below it.
type Access int

// The levels. UseAccess is the product's "Remote App Only": no wire word gives it.
const (
	NoAccess     Access = iota
	UseAccess           // use the password without seeing it
	ViewAccess          // read the password
	ModifyAccess        // change the password, nothing else
	FullAccess          // everything, sharing included
)

// ParseAccess reads an access type as clients send it; "revoke" is NoAccess.
func ParseAccess(word string) (Access, error) {
	switch strings.ToLower(word) {
	case "revoke":
		return NoAccess, nil
	case "view":
		return ViewAccess, nil
	case "modify":
		return ModifyAccess, nil
	case "fullaccess":
		return FullAccess, nil
	}
	return NoAccess, fail.New(fail.Invalid, "", "Invalid access type").
		Because("%q is none of view, modify, fullaccess and revoke", word)
}

// Target is whom something is shared with: a user, or a user group.
type Target struct {
	Group bool
	ID    int64
}

func (t Target) key() store.Key {
	kind := int64(1)
	if t.Group {
		kind = 2
	}
	return store.Join(store.Int(kind), store.Int(t.ID))
}

// ObjectKind is what is shared.
type ObjectKind int64

// The kinds of objects. What is granted on an account beats what is granted on its resource, and that beats what is granted on
// a group that the resource is in, even when it is lower.
const (
	ResourceObject ObjectKind = iota + 1
	AccountObject
	GroupObject
)

// Object is one thing that is shared.
type Object struct {
	Kind ObjectKind
	ID   int64
}

func (o Object) key() store.Key { return store.Join(store.Int(int64(o.Kind)), store.Int(o.ID)) }

// Grant gives a target access to an object.
type Grant struct {
	Object
	Target     Target
	ResourceID int64 // of an account, its resource
	Access     Access
	GrantedBy  int64
	Order      int64 // of a group: counts up with its members' and all shares'
	At         time.Time
}

// GrantTo is what a target is granted on an object itself, if anything is.
func (tx *Tx) GrantTo(o Object, t Target) (Grant, bool) { return grants.Get(tx.Tx, grantKey(o, t)) }

// CanSee tells whether a user sees an account, in whatever way.
func (tx *Tx) CanSee(user, account int64) bool {
	_, _, _, err := tx.viewerOf(user, false).findAccountByID(account)
	return err == nil
}

func grantKey(o Object, t Target) store.Key { return store.Join(o.key(), t.key()) }

var grants = store.NewTable("grant", func(g Grant) store.Key { return grantKey(g.Object, g.Target) },
	store.Index[Grant]{Name: "object", Keys: func(g Grant) []store.Key { return []store.Key{g.Object.key()} }},
	store.Index[Grant]{Name: "target", Keys: func(g Grant) []store.Key {
		return []store.Key{store.Join(g.Target.key(), store.Int(int64(g.Kind)), store.Int(g.ResourceID))}
	}}, grantTouches)

// Share grants access to an object, or takes back what was granted when access is NoAccess; revoking what was never granted is no
// error (inferred). Only who has full access may share.
func (tx *Tx) Share(o Object, to Target, access Access) error {
	return tx.shareWithAll(o, []Target{to}, access)
}

// shareWithAll is Share with each of the targets. Whether there are such is told after whether the actor may share.
func (tx *Tx) shareWithAll(o Object, targets []Target, access Access) error {
	r, a, err := tx.shareable(o)
	if err != nil {
		return err
	}
	if o == (Object{GroupObject, DefaultGroupID}) && access == FullAccess {
		return NotPermitted("%s cannot be shared with full access", defaultGroupName)
	}
	for _, to := range targets {
		if err := tx.Wanted(); err != nil {
			return err
		}
		if err := tx.checkTarget(to); err != nil {
			return err
		}
		if err := tx.grant(o, to, access, r, a); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) grant(o Object, to Target, access Access, r Resource, a Account) error {
	if access == NoAccess {
		grants.Delete(tx.Tx, grantKey(o, to))
		return tx.auditAccount("Share Revoked", r, a, Justification{})
	}
	g := Grant{Object: o, Target: to, ResourceID: a.ResourceID, Access: access, GrantedBy: tx.Actor.UserID, Order: tx.nextOrder(), At: tx.Now}
	if err := grants.Put(tx.Tx, g); err != nil {
		return err
	}
	return tx.auditAccount("Shared", r, a, Justification{})
}

func (tx *Tx) checkTarget(to Target) error {
	if to.Group {
		if _, ok := userGroups.Get(tx.Tx, store.Int(to.ID)); !ok {
			return fail.New(fail.NotFound, "", "No such user group found").Because("no user group has the id %d", to.ID)
		}
	} else if _, ok := users.Get(tx.Tx, userKey(to.ID)); !ok {
		return fail.New(fail.NotFound, "", "No such user found").Because("no user has the id %d", to.ID)
	}
	return nil
}

// shareable finds what is to be shared and refuses an actor without full access to it.
func (tx *Tx) shareable(o Object) (r Resource, a Account, err error) {
	v, access := tx.viewer(), NoAccess
	switch o.Kind {
	case ResourceObject:
		r, access, err = v.findByID(o.ID)
	case AccountObject:
		r, a, access, err = v.findAccountByID(o.ID)
	case GroupObject:
		g, ok := resourceGroups.Get(tx.Tx, store.Int(o.ID))
		r.Name = g.Name // for the audit
		if access = v.group(g); !ok || access == NoAccess {
			err = noSuchGroup("no resource group that %s can see has the id %d", tx.Actor.Name, o.ID)
		}
	}
	if err == nil && access < FullAccess {
		err = NotPermitted("%s has no full access to what is to be shared", tx.Actor.Name)
	}
	if err == nil && o.Kind == ResourceObject {
		err = tx.mayTakeAlong(r)
	}
	return r, a, err
}

// dropGrantsTo forgets every grant to a user or a user group that is gone.
func (tx *Tx) dropGrantsTo(t Target) {
	for g := range grants.Scan(tx.Tx, "target", t.key()) {
		grants.Delete(tx.Tx, grantKey(g.Object, g.Target))
	}
}

// dropGrants forgets every grant on an object that is gone.
func (tx *Tx) dropGrants(o Object) {
	for g := range grants.Scan(tx.Tx, "object", o.key()) {
		grants.Delete(tx.Tx, grantKey(g.Object, g.Target))
	}
}
