package state

import (
	"cmp"
	"strings"
	"time"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
)

// Trashing tells when something went into the trash, and who put it there. What is in the trash keeps its id and all that hangs on
// it, and no read but ListTrash finds it; its name is free for others meanwhile (inferred).
type Trashing struct {
	At time.Time
	By int64
}

// ifTrashed keys the rows that are in the trash.
func ifTrashed(t *Trashing, ids ...int64) []store.Key {
	if t == nil {
		return nil
	}
	parts := make([]store.Key, len(ids))
	for i, id := range ids {
		parts[i] = store.Int(id)
	}
	return []store.Key{store.Join(parts...)}
}

// TrashKind is what a call on the trash is about.
type TrashKind string

// The kinds, in the words of the request.
const (
	TrashedResources TrashKind = "resource"
	TrashedAccounts  TrashKind = "account"
)

// ParseTrashKind reads a type as clients send it; empty is resource, the documented default.
func ParseTrashKind(word string) (TrashKind, error) {
	switch kind := TrashKind(strings.ToLower(word)); kind {
	case "":
		return TrashedResources, nil
	case TrashedResources, TrashedAccounts:
		return kind, nil
	}
	return "", fail.New(fail.Invalid, "", "Invalid type").Because("%q is neither resource nor account", word)
}

// TrashItem is a line of the trash. Its id is that of the resource or account; Resource is the resource, or what an account belongs to.
type TrashItem struct {
	ID         int64
	Name       string
	ResourceID int64
	Resource   string
	Type       string // of the resource
	Owner      string
	At         time.Time
	By         string
}

// The texts of the bulk replies are stand-ins.
const (
	trashed  = "Moved to trash successfully"
	restored = "Restored successfully"
	purged   = "Deleted successfully"
)

// MoveToTrash puts resources or accounts into the trash, each on its own, and tells what became of each. It takes full access.
func (tx *Tx) MoveToTrash(kind TrashKind, ids []string) ([]Outcome, error) {
	now := &Trashing{At: tx.Now, By: tx.Actor.UserID}
	return tx.bulk(ids, func(id string) (string, error) {
		if kind == TrashedResources {
			r, err := tx.wholeResource(id)
			if err != nil {
				return "", err
			}
			r.Trashed = now
			if err := tx.putResource(r); err != nil {
				return "", err
			}
			return trashed, tx.auditResource("Resource Moved To Trash", r)
		}
		r, a, access, err := tx.accountByID(id)
		if err != nil {
			return "", err
		}
		if access < FullAccess {
			return "", NotPermitted("%s has no full access to the account %s of %s", tx.Actor.Name, a.Name, r.Name)
		}
		a.Trashed = now
		if err := tx.putAccount(a); err != nil {
			return "", err
		}
		return trashed, tx.auditAccount("Account Moved To Trash", r, a, Justification{})
	})
}

// ListTrash lists what of a kind is in the trash, as far as the actor has full access to it, by id. Accounts of a resource that is
// there itself are not listed: they come back with it.
func (tx *Tx) ListTrash(kind TrashKind) []TrashItem {
	var found []TrashItem
	v := tx.viewer()
	if kind == TrashedResources {
		for r := range resources.Scan(tx.Tx, "trash", nil) {
			if v.resource(r) == FullAccess {
				found = append(found, TrashItem{
					r.ID, r.Name, r.ID, r.Name, tx.typeOf(r).Name, tx.loginOf(r.OwnerID), r.Trashed.At, tx.loginOf(r.Trashed.By),
				})
			}
		}
		return found
	}
	for a := range accounts.Scan(tx.Tx, "trash", nil) {
		r, ok := tx.resource(a.ResourceID)
		if ok && v.account(r, v.resource(r), a) == FullAccess {
			found = append(found, TrashItem{
				a.ID, a.Name, r.ID, r.Name, tx.typeOf(r).Name, tx.loginOf(cmp.Or(a.OwnerID, r.OwnerID)), a.Trashed.At, tx.loginOf(a.Trashed.By),
			})
		}
	}
	return found
}

// RestoreFromTrash brings resources or accounts back as they were, each on its own. One whose name is taken by now stays where it is.
func (tx *Tx) RestoreFromTrash(kind TrashKind, ids []string) ([]Outcome, error) {
	return tx.bulk(ids, func(id string) (string, error) {
		if kind == TrashedResources {
			r, err := tx.trashedResource(id)
			if err != nil {
				return "", err
			}
			r.Trashed = nil
			if err := tx.putResource(r); err != nil {
				return "", err
			}
			return restored, tx.auditResource("Resource Restored", r)
		}
		r, a, err := tx.trashedAccount(id)
		if err != nil {
			return "", err
		}
		a.Trashed = nil
		if err := tx.putAccount(a); err != nil {
			return "", refuseDuplicate(err, fail.New(fail.Conflict, "", "Account "+a.Name+" already exists").
				Because("the resource %q has another account of that name by now", r.Name))
		}
		return restored, tx.auditAccount("Account Restored", r, a, Justification{})
	})
}

// DeleteFromTrash removes resources or accounts for good, each on its own.
func (tx *Tx) DeleteFromTrash(kind TrashKind, ids []string) ([]Outcome, error) {
	return tx.bulk(ids, func(id string) (string, error) {
		if kind == TrashedResources {
			r, err := tx.trashedResource(id)
			if err != nil {
				return "", err
			}
			tx.dropResource(r)
			return purged, tx.auditResource("Resource Deleted", r)
		}
		r, a, err := tx.trashedAccount(id)
		if err != nil {
			return "", err
		}
		tx.dropAccount(a)
		return purged, tx.auditAccount("Account Deleted", r, a, Justification{})
	})
}

// trashedResource finds a resource in the trash that the actor has full access to.
func (tx *Tx) trashedResource(id string) (Resource, error) {
	n, _ := parseID(id)
	r, ok := resources.Get(tx.Tx, resourceKey(n))
	if !ok || r.Trashed == nil || tx.viewer().resource(r) < FullAccess {
		return Resource{}, fail.New(fail.NotFound, "", noResource).
			Because("the trash has no resource %q that %q has full access to", id, tx.Actor.Name)
	}
	return r, tx.mayTakeAlong(r)
}

// trashedAccount finds an account in the trash, of a resource that is not there itself.
func (tx *Tx) trashedAccount(id string) (Resource, Account, error) {
	n, _ := parseID(id)
	missing := fail.New(fail.NotFound, "", noAccount)
	a, ok := accounts.Get(tx.Tx, accountKey(n))
	if !ok || a.Trashed == nil {
		return Resource{}, Account{}, missing.Because("the trash has no account %q", id)
	}
	r, ok := tx.resource(a.ResourceID)
	if !ok {
		return Resource{}, Account{}, missing.Because("the resource of the account %q is in the trash itself: restore it first", id)
	}
	if v := tx.viewer(); v.account(r, v.resource(r), a) < FullAccess {
		return Resource{}, Account{}, missing.Because("%q has no full access to the account %q", tx.Actor.Name, id)
	}
	return r, a, nil
}
