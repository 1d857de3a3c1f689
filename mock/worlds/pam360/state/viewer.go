package state

import (
	"errors"
	"iter"
	"slices"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/page"
	"github.com/understudy/understudy/mock/internal/store"
)

// viewer is a user with what decides what the user can see: ownership, and grants to the user and the user's groups.
type viewer struct {
	tx      *Tx
	user    int64
	all     bool // the seed, or a super administrator
	targets []Target
	groups  []sharedGroup
}

// sharedGroup is a resource group with the share that reaches the viewer.
type sharedGroup struct {
	ResourceGroup
	shared Grant
}

// mostViewers is how many users a transaction remembers what they can see of: who acts, and whose request it looks at.
const mostViewers = 4

// viewer looks up who acts. Grants that change afterwards need a new one, which the transaction makes: until then it is the same.
func (tx *Tx) viewer() viewer {
	return tx.viewerOf(tx.Actor.UserID, tx.Actor.system || tx.Actor.SuperAdmin)
}

// viewerOf looks up what a user can see, whoever acts.
func (tx *Tx) viewerOf(user int64, all bool) viewer {
	v := viewer{tx: tx, user: user, all: all}
	if all {
		return v
	}
	if changes := tx.TimesTouched(bearsOnAll); tx.viewersAfter != changes {
		tx.viewersKnown, tx.viewersAfter = 0, changes
	}
	for _, known := range tx.viewers[:min(tx.viewersKnown, mostViewers)] {
		if known.user == user {
			return known
		}
	}
	v.targets = tx.targetsOf(user)
	for g := range v.grants(GroupObject) {
		if shared, ok := resourceGroups.Get(tx.Tx, store.Int(g.ID)); ok {
			v.groups = append(v.groups, sharedGroup{shared, g})
		}
	}
	tx.viewers[tx.viewersKnown%mostViewers] = v
	tx.viewersKnown++
	return v
}

// targetsOf lists what grants reach a user: those to the user, and those to the user's groups.
func (tx *Tx) targetsOf(user int64) []Target {
	targets := []Target{{ID: user}}
	for m := range members.Scan(tx.Tx, "user", store.Int(user)) {
		targets = append(targets, Target{Group: true, ID: m.GroupID})
	}
	return targets
}

// grants yields what is granted on one kind of objects.
func (v viewer) grants(kind ObjectKind) iter.Seq[Grant] {
	return func(yield func(Grant) bool) {
		for _, t := range v.targets {
			for g := range grants.Scan(v.tx.Tx, "target", store.Join(t.key(), store.Int(int64(kind)))) {
				if !yield(g) {
					return
				}
			}
		}
	}
}

// granted is the highest access granted on the object itself. That the user's own grant and those of the user's groups add up,
// rather than one beating the other, is inferred.
func (v viewer) granted(o Object) Access {
	highest := NoAccess
	for _, t := range v.targets {
		if g, ok := grants.Get(v.tx.Tx, grantKey(o, t)); ok {
			highest = max(highest, g.Access)
		}
	}
	return highest
}

// resource is the access to a resource as a whole. NoAccess does not mean that it cannot be seen: an account may be shared.
func (v viewer) resource(r Resource) Access {
	if v.all || r.OwnerID == v.user {
		return FullAccess
	}
	if access := v.granted(Object{ResourceObject, r.ID}); access > NoAccess {
		return access
	}
	highest := NoAccess
	for _, g := range v.groups {
		if g.shared.Access > highest {
			highest = max(highest, v.tx.reach(g, r))
		}
	}
	return highest
}

// account is the access to an account of a resource, of which onResource is the access to the resource as a whole. The owner of
// the resource has full access to all of its accounts.
func (v viewer) account(r Resource, onResource Access, a Account) Access {
	if v.all || r.OwnerID == v.user || a.OwnerID == v.user {
		return FullAccess
	}
	if access := v.granted(Object{AccountObject, a.ID}); access > NoAccess {
		return access
	}
	return onResource
}

// group is the access to a resource group.
func (v viewer) group(g ResourceGroup) Access {
	if v.all || g.OwnerID == v.user {
		return FullAccess
	}
	return v.granted(Object{GroupObject, g.ID})
}

// knows tells whether there is a resource group with the id that the viewer can name: a group that cannot be seen is as one that there is
// not, and everybody knows Default Group.
func (v viewer) knows(group int64) bool {
	g, ok := resourceGroups.Get(v.tx.Tx, store.Int(group))
	return ok && (g.ID == DefaultGroupID || v.group(g) > NoAccess)
}

// hasAccountIn tells whether the viewer owns an account of the resource, or is shared one.
func (v viewer) hasAccountIn(r Resource) bool {
	for a := range accounts.Scan(v.tx.Tx, "owner", store.Join(store.Int(v.user), store.Int(r.ID))) {
		if a.Trashed == nil {
			return true
		}
	}
	for _, t := range v.targets {
		for g := range grants.Scan(v.tx.Tx, "target", store.Join(t.key(), store.Int(int64(AccountObject)), store.Int(r.ID))) {
			if _, ok := v.tx.account(g.ID); ok {
				return true
			}
		}
	}
	return false
}

// seesAll tells whether the viewer can see every resource: by right, or because somebody who manages everything has shared it all.
func (v viewer) seesAll() bool {
	return v.all || slices.ContainsFunc(v.groups, func(g sharedGroup) bool {
		return g.ID == DefaultGroupID && v.tx.managesEverything(g.shared.GrantedBy)
	})
}

// sees tells whether the viewer can see a resource.
func (v viewer) sees(r Resource) bool { return v.resource(r) > NoAccess || v.hasAccountIn(r) }

// visible yields every resource that the viewer can see, by id.
func (v viewer) visible() iter.Seq[Resource] {
	if v.seesAll() {
		return resources.Scan(v.tx.Tx, "use", nil)
	}
	rows, _ := v.tx.union("mine", []store.Key{store.Int(v.user)}, v.extra(), page.All)
	return slices.Values(rows)
}

// extra lists the resources that the viewer sees without owning them, by id.
func (v viewer) extra() []int64 {
	return slices.DeleteFunc(v.tx.inUse(v.shared()), func(id int64) bool {
		return resources.Has(v.tx.Tx, "mine", store.Join(store.Int(v.user), store.Int(id)))
	})
}

// mostSeen is how many resources visible opens, or some more: what is shared twice counts twice.
func (v viewer) mostSeen() int {
	n := resources.Span(v.tx.Tx, "mine", store.Int(v.user)).Len() + accounts.Span(v.tx.Tx, "owner", store.Int(v.user)).Len()
	for _, t := range v.targets {
		n += grants.Span(v.tx.Tx, "target", t.key()).Len()
	}
	for _, g := range v.groups {
		n += v.tx.mostIn(g.ResourceGroup)
	}
	return n
}

// shared lists the ids of the resources that the viewer sees without owning them.
func (v viewer) shared() []int64 {
	var ids []int64
	for g := range v.grants(ResourceObject) {
		ids = append(ids, g.ID)
	}
	for g := range v.grants(AccountObject) {
		if accounts.Has(v.tx.Tx, "of", store.Join(store.Int(g.ResourceID), store.Int(g.ID))) {
			ids = append(ids, g.ResourceID)
		}
	}
	for a := range accounts.Scan(v.tx.Tx, "owner", store.Int(v.user)) {
		if a.Trashed == nil {
			ids = append(ids, a.ResourceID)
		}
	}
	for _, g := range v.groups {
		for r := range v.tx.mayReach(g) {
			if v.tx.reach(g, r) > NoAccess {
				ids = append(ids, r.ID)
			}
		}
	}
	return ids
}

// Texts for what cannot be found. The one for accounts is the vendor's; a client creates the account when it reads it.
const (
	noResource = "No such resource found"
	noAccount  = "No such account found"
)

// find returns a resource that the viewer can see, by its id as text, and the access to it. One that the viewer cannot see is
// refused like one that does not exist.
func (v viewer) find(id string) (Resource, Access, error) {
	n, _ := parseID(id)
	r, access, err := v.findByID(n)
	if err != nil && n == 0 {
		err = fail.New(fail.NotFound, "", noResource).Because("%q is not an id", id)
	}
	return r, access, err
}

func (v viewer) findByID(id int64) (Resource, Access, error) {
	r, ok := v.tx.resource(id)
	return v.see(r, ok, "the id %d", id)
}

// see refuses a resource that does not exist, or not for the viewer.
func (v viewer) see(r Resource, ok bool, format string, args ...any) (Resource, Access, error) {
	missing := fail.New(fail.NotFound, "", noResource)
	if !ok {
		return Resource{}, NoAccess, missing.Because("no resource has "+format, args...)
	}
	access := v.resource(r)
	if access == NoAccess && !v.hasAccountIn(r) {
		return Resource{}, NoAccess, missing.Because("the resource %d is neither %q's nor shared", r.ID, v.tx.Actor.Name)
	}
	return r, access, nil
}

// findAccount returns an account under a resource, both by their ids as text, and the access to the account. The two ids name one
// thing: where there is no such resource there is no such account, and that is what a client looks for before it creates the account.
func (v viewer) findAccount(resourceID, accountID string) (Resource, Account, Access, error) {
	r, onResource, err := v.find(resourceID)
	var missing *fail.Error
	if errors.As(err, &missing) {
		return Resource{}, Account{}, NoAccess, fail.New(missing.Kind, "", noAccount).Because("%s", missing.Reason)
	}
	n, _ := parseID(accountID)
	a, ok := v.tx.account(n)
	if ok && a.ResourceID != r.ID {
		return Resource{}, Account{}, NoAccess, fail.New(fail.NotFound, "", noAccount).
			Because("the account %d is not under the resource %d", a.ID, r.ID)
	}
	return v.seeAccount(r, onResource, a, ok, "the id %q", accountID)
}

// findAccountByID is findAccount for calls that name no resource.
func (v viewer) findAccountByID(id int64) (Resource, Account, Access, error) {
	a, ok := v.tx.account(id)
	if !ok {
		return v.seeAccount(Resource{}, NoAccess, a, false, "the id %d", id)
	}
	r, onResource, err := v.findByID(a.ResourceID)
	if err != nil {
		ok = false
	}
	return v.seeAccount(r, onResource, a, ok, "the id %d, as far as %s can see", id, v.tx.Actor.Name)
}

func (v viewer) seeAccount(r Resource, onResource Access, a Account, ok bool, format string, args ...any) (Resource, Account, Access, error) {
	missing := fail.New(fail.NotFound, "", noAccount)
	if !ok {
		return Resource{}, Account{}, NoAccess, missing.Because("no account has "+format, args...)
	}
	access := v.account(r, onResource, a)
	if access == NoAccess {
		return Resource{}, Account{}, NoAccess, missing.Because("the account %d is not shared with %q", a.ID, v.tx.Actor.Name)
	}
	return r, a, access, nil
}
