package state

import (
	"iter"
	"slices"

	"github.com/understudy/understudy/mock/internal/store"
)

// Authority through a group: a share of a group passes on a resource only as long as those who brought the two together have full
// access to the resource themselves. They are whoever put the resource into the group, or wrote the criteria that it meets, and whoever
// shared the group with the resource in it. What the seed did counts for itself.

// word is what a user, or the seed (0), said in groups, and when: it counts up with all that is said there.
type word struct{ by, order int64 }

// memberOf tells whether a resource is in a group, if the word of whoever put it there counts.
func (tx *Tx) memberOf(g ResourceGroup, r Resource) (w word, ok bool) {
	switch {
	case g.ID == DefaultGroupID:
		return word{}, true
	case g.Dynamic:
		return word{g.CriteriaBy, g.CriteriaOrder}, tx.meets(g, r)
	}
	row, ok := groupResources.Get(tx.Tx, groupResourceKey(g.ID, r.ID))
	return word{row.By, row.Order}, ok
}

// passes lists on whose words a share of a group passes a resource on; false if the resource is not in the group.
func (tx *Tx) passes(g ResourceGroup, shared Grant, r Resource) (words [2]word, ok bool) {
	words[0], ok = tx.memberOf(g, r)
	if g.Dynamic || words[0].order <= shared.Order { // the resource was there first: whoever shared the group shared the resource
		words[1] = word{shared.GrantedBy, shared.Order}
	}
	return words, ok
}

// counts tells whether somebody who answers for a word has full access to a resource and to each of its accounts.
func (tx *Tx) counts(w word, r Resource) bool {
	for ok := true; ok; w, ok = tx.passedTo(w, r) {
		if tx.manages(w.by, r) {
			return true
		}
	}
	return false
}

// manages tells whether a user has full access to a resource and to each of its accounts.
func (tx *Tx) manages(user int64, r Resource) bool {
	if full, settled := tx.managesOutright(user, r); settled {
		return full
	}
	return tx.managesThroughGroups(user, r)
}

// managesEverything tells whether a user, or the seed, has full access to all resources that there are and will be.
func (tx *Tx) managesEverything(user int64) bool {
	u, ok := users.Get(tx.Tx, userKey(user))
	return user == 0 || ok && u.SuperAdmin
}

// managesOutright is manages as far as no group is needed to tell.
func (tx *Tx) managesOutright(user int64, r Resource) (full, settled bool) {
	if user == 0 || user == r.OwnerID {
		return true, true
	}
	u, ok := users.Get(tx.Tx, userKey(user))
	if !ok || u.SuperAdmin {
		return ok, true
	}
	v := viewer{tx: tx, user: user, targets: tx.targetsOf(user)}
	if v.restricted(r) {
		return false, true
	}
	direct := v.granted(Object{ResourceObject, r.ID})
	return direct == FullAccess, direct > NoAccess
}

// restricted tells whether an account of a resource is shared with the viewer at less than full access: the resource cannot be passed on
// then, since whoever gets it would get more than the viewer has.
func (v viewer) restricted(r Resource) bool {
	if v.all || r.OwnerID == v.user {
		return false
	}
	for _, t := range v.targets {
		for g := range grants.Scan(v.tx.Tx, "target", store.Join(t.key(), store.Int(int64(AccountObject)), store.Int(r.ID))) {
			if a, ok := accounts.Get(v.tx.Tx, accountKey(g.ID)); ok && a.OwnerID != v.user && v.granted(g.Object) < FullAccess {
				return true
			}
		}
	}
	return false
}

// mayTakeAlong refuses an actor who has full access to a resource, but less to one of its accounts: what is done to the resource would
// reach the account, too (inferred).
func (tx *Tx) mayTakeAlong(r Resource) error {
	if tx.viewer().restricted(r) {
		return NotPermitted("%s has less than full access to an account of %s", tx.Actor.Name, r.Name)
	}
	return nil
}

// mayGive refuses an actor who would make somebody the owner of what is another's: that is for whoever owns it now, and for administrators
// (inferred). Full access ends when the owner says so; with it one could take the ownership, and keep the owner out.
func (tx *Tx) mayGive(what string, owner, to int64) error {
	if owner == to || owner == tx.Actor.UserID || tx.administers() {
		return nil
	}
	return NotPermitted("%s has full access to %s, but %s owns it and decides who does", tx.Actor.Name, what, tx.loginOf(owner))
}

// managesThroughGroups follows shares of groups back to those who have full access outright. Shares may go round in circles: nobody
// gains by one.
func (tx *Tx) managesThroughGroups(user int64, r Resource) bool {
	routes, asked := map[int64][][2]word{}, []int64{user}
	full := map[int64]bool{}
	for i := 0; i < len(asked); i++ { // it grows, by each user once
		routes[asked[i]] = tx.routesTo(asked[i], r)
		for _, words := range routes[asked[i]] {
			for _, w := range words {
				for ok := true; ok; w, ok = tx.passedTo(w, r) {
					if outright, settled := tx.managesOutright(w.by, r); settled {
						full[w.by] = outright
					} else if !slices.Contains(asked, w.by) {
						asked = append(asked, w.by)
					}
				}
			}
		}
	}
	count := func(w word) bool {
		for ok := true; ok; w, ok = tx.passedTo(w, r) {
			if full[w.by] {
				return true
			}
		}
		return false
	}
	for changed := true; changed && !full[user]; {
		changed = false
		for _, u := range asked {
			if !full[u] && slices.ContainsFunc(routes[u], func(words [2]word) bool { return count(words[0]) && count(words[1]) }) {
				full[u], changed = true, true
			}
		}
	}
	return full[user]
}

// routesTo lists, for each share of a group that would give a user full access to a resource, on whose words it does.
func (tx *Tx) routesTo(user int64, r Resource) (routes [][2]word) {
	v := viewer{tx: tx, user: user, targets: tx.targetsOf(user)}
	for shared := range v.grants(GroupObject) {
		if shared.Access < FullAccess {
			continue
		}
		if g, ok := resourceGroups.Get(tx.Tx, store.Int(shared.ID)); ok {
			if words, ok := tx.passes(g, shared, r); ok {
				routes = append(routes, words)
			}
		}
	}
	return routes
}

// reach is the access to a resource that a share of a group gives.
func (tx *Tx) reach(s sharedGroup, r Resource) Access {
	words, ok := tx.passes(s.ResourceGroup, s.shared, r)
	if !ok || !tx.counts(words[0], r) || words[1] != words[0] && !tx.counts(words[1], r) {
		return NoAccess
	}
	return s.shared.Access
}

// mayReach yields the resources in use among which those are that a share of a group passes on. Default Group holds all, but a share of
// it passes on what whoever gave it has full access to.
func (tx *Tx) mayReach(s sharedGroup) iter.Seq[Resource] {
	if s.ID != DefaultGroupID || tx.managesEverything(s.shared.GrantedBy) {
		return tx.mayHold(s.ResourceGroup)
	}
	return tx.resourcesOf(tx.inUse(tx.mayCount(s.shared.GrantedBy)))
}

// mayCount lists the ids of the resources among which those are for which a user's word counts: see counts and manages. Whoever was
// handed everything is asked in turn, each once.
func (tx *Tx) mayCount(user int64) (ids []int64) {
	asked := []int64{user}
	for i := 0; i < len(asked); i++ { // it grows
		if tx.managesEverything(asked[i]) {
			return idsOf(resources.Scan(tx.Tx, "use", nil))
		}
		v := viewer{tx: tx, user: asked[i], targets: tx.targetsOf(asked[i])}
		ids = append(ids, idsOf(resources.Scan(tx.Tx, "mine", store.Int(v.user)))...)
		for g := range v.grants(ResourceObject) {
			ids = append(ids, g.ID)
		}
		for g := range v.grants(GroupObject) {
			if shared, ok := resourceGroups.Get(tx.Tx, store.Int(g.ID)); ok && g.Access == FullAccess {
				ids = append(ids, idsOf(tx.mayHold(shared))...)
			}
		}
		for h := range handovers.Scan(tx.Tx, "from", store.Int(v.user)) {
			if h.ResourceID != 0 {
				ids = append(ids, h.ResourceID)
			} else if !slices.Contains(asked, h.To) {
				asked = append(asked, h.To)
			}
		}
	}
	return ids
}

// groupToJoin finds the static group that a new resource is to be in. All but Default Group take full access, as associating does.
func (tx *Tx) groupToJoin(name string) (ResourceGroup, error) {
	if name == "" {
		return ResourceGroup{ID: DefaultGroupID}, nil
	}
	g, err := tx.groupNamed(name)
	if err != nil || g.ID == DefaultGroupID {
		return g, err
	}
	switch access := tx.viewer().group(g); {
	case access == NoAccess:
		err = noSuchGroup("the resource group %d is neither %s's nor shared", g.ID, tx.Actor.Name)
	case access < FullAccess:
		err = NotPermitted("%s has no full access to the resource group %s", tx.Actor.Name, g.Name)
	case g.Dynamic:
		err = refuseDynamic(g)
	}
	return g, err
}
