package state

import (
	"cmp"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
)

// ResourceGroup is a set of resources that can be shared at once. A static group has the members it was given; those of a dynamic one
// are whatever meets its criteria at the moment, of what whoever wrote them has full access to (inferred).
type ResourceGroup struct {
	ID, ParentID      int64 // ParentID 0: a top-level group
	Name, Description string
	OwnerID           int64
	PolicyID          int64 // 0: none. It is shown; no rule of the vendor's on its effect is known
	Dynamic           bool
	MatchAll          bool // all criteria must be met, not any
	Criteria          []Criterion
	CriteriaBy        int64 // who wrote them; 0: the seed
	CriteriaOrder     int64 // when, as of a groupResource
}

// DefaultGroupID is the group that holds every resource.
const (
	DefaultGroupID   = 301
	defaultGroupName = "Default Group"
	// defaultGroupAlias is what a public client sends for it when it is not told a group.
	defaultGroupAlias = "default"
)

var resourceGroups = store.NewTable("resourcegroup", func(g ResourceGroup) store.Key { return store.Int(g.ID) },
	store.Index[ResourceGroup]{Name: "name", Unique: true, Keys: func(g ResourceGroup) []store.Key { return []store.Key{store.Fold(g.Name)} }},
	store.Index[ResourceGroup]{Name: "parent", Keys: func(g ResourceGroup) []store.Key { return []store.Key{store.Int(g.ParentID)} }},
	store.Index[ResourceGroup]{Name: "owner", Keys: func(g ResourceGroup) []store.Key { return []store.Key{store.Int(g.OwnerID)} }},
	store.Index[ResourceGroup]{Name: "kind", Keys: func(g ResourceGroup) []store.Key { return []store.Key{store.Flag(g.Dynamic)} }},
	store.Index[ResourceGroup]{Name: "dynamic", Keys: func(g ResourceGroup) []store.Key { return ifDefault(g.Dynamic) }}, resourceGroupTouches,
	store.Glance[ResourceGroup](func(g ResourceGroup) string { return glanceOf(strconv.FormatInt(g.OwnerID, 10), g.Name, g.Description) }))

// groupResource makes a resource a member of a static group. Default Group needs none. By is who put it there, Order when: it counts up
// with shares of groups.
type groupResource struct{ GroupID, ResourceID, By, Order int64 }

func groupResourceKey(group, resource int64) store.Key {
	return store.Join(store.Int(group), store.Int(resource))
}

var groupResources = store.NewTable("groupresource", func(m groupResource) store.Key { return groupResourceKey(m.GroupID, m.ResourceID) },
	store.Index[groupResource]{Name: "group", Keys: func(m groupResource) []store.Key { return []store.Key{store.Int(m.GroupID)} }},
	store.Index[groupResource]{Name: "resource", Keys: func(m groupResource) []store.Key { return []store.Key{store.Int(m.ResourceID)} }}, groupResourceTouches)

// AddResourceGroup makes a group as it is given. A zero ID is allocated, a zero OwnerID is the acting user. Group names are compared
// without regard to case (inferred).
func (tx *Tx) AddResourceGroup(g ResourceGroup) (ResourceGroup, error) {
	if strings.TrimSpace(g.Name) == "" {
		return ResourceGroup{}, fail.New(fail.Invalid, "", "Resource group name is mandatory").Because("the name is empty")
	}
	if g.OwnerID == 0 {
		g.OwnerID = tx.Actor.UserID
	}
	if _, ok := resourceGroups.Get(tx.Tx, store.Int(g.ParentID)); g.ParentID != 0 && !ok {
		return ResourceGroup{}, noSuchGroup("no resource group has the id %d", g.ParentID)
	}
	var err error
	if g.ID, err = pickID(tx, resourceGroups, g.ID, "resource group", DefaultGroupID); err != nil {
		return ResourceGroup{}, err
	}
	if err := tx.putGroup(g); err != nil {
		return ResourceGroup{}, err
	}
	return g, tx.auditGroup("Resource Group Added", g)
}

func (tx *Tx) putGroup(g ResourceGroup) error {
	return refuseDuplicate(resourceGroups.Put(tx.Tx, g), fail.New(fail.Conflict, "", "Resource group "+g.Name+" already exists").Naming(g.Name).
		Because("group names are compared without regard to case"))
}

// auditGroup records what happened to a group: its name stands where a resource's would.
func (tx *Tx) auditGroup(operation string, g ResourceGroup) error {
	return tx.auditResource(operation, Resource{Name: g.Name})
}

func noSuchGroup(format string, args ...any) error {
	return fail.New(fail.NotFound, "", "No such resource group found").Because(format, args...)
}

// NamesDefaultGroup tells whether a name is the other one of Default Group.
func NamesDefaultGroup(name string) bool { return strings.EqualFold(name, defaultGroupAlias) }

func (tx *Tx) groupNamed(name string) (ResourceGroup, error) {
	if NamesDefaultGroup(name) {
		name = defaultGroupName
	}
	g, ok := resourceGroups.One(tx.Tx, "name", store.Fold(name))
	if !ok {
		return ResourceGroup{}, noSuchGroup("no resource group is called %q", name)
	}
	return g, nil
}

// joinGroup puts a resource into a static group; everything is in Default Group already.
func (tx *Tx) joinGroup(g ResourceGroup, r Resource) error {
	if g.ID == DefaultGroupID {
		return nil
	}
	return groupResources.Put(tx.Tx, groupResource{g.ID, r.ID, tx.Actor.UserID, tx.nextOrder()})
}

// leaveGroups takes a resource that is gone out of every group.
func (tx *Tx) leaveGroups(r Resource) {
	for m := range groupResources.Scan(tx.Tx, "resource", store.Int(r.ID)) {
		groupResources.Delete(tx.Tx, groupResourceKey(m.GroupID, m.ResourceID))
	}
}

// contains is the one place that decides who is in a group.
func (tx *Tx) contains(g ResourceGroup, r Resource) bool {
	w, ok := tx.memberOf(g, r)
	return ok && (!g.Dynamic || tx.counts(w, r))
}

// followsRules tells whether nobody chooses the members one by one. What such a group holds now says nothing of whom it is shared with: a
// resource may be in the trash, or have been edited so that it does not meet the criteria for a while. What comes into a static group
// later is put there by somebody with full access to it, who shares it so.
func (g ResourceGroup) followsRules() bool { return g.Dynamic || g.ID == DefaultGroupID }

// nextOrder counts what is put into groups, and shared, so that it can be told what came first.
func (tx *Tx) nextOrder() int64 { return int64(tx.Next("order")) + 1 }

// isMember tells whether a resource is in the group with the id.
func (tx *Tx) isMember(group int64, r Resource) bool {
	g, ok := resourceGroups.Get(tx.Tx, store.Int(group))
	return ok && tx.contains(g, r)
}

// mayHold yields the resources in use among which the members of a group are: those that a static group was given, those that the criteria
// of a dynamic one lead to, or all.
func (tx *Tx) mayHold(g ResourceGroup) iter.Seq[Resource] {
	switch {
	case g.ID == DefaultGroupID:
		return resources.Scan(tx.Tx, "use", nil)
	case g.Dynamic:
		return tx.mayMeet(g).Rows()
	}
	return tx.resourcesOf(tx.membersOf(g))
}

// mostIn is how many rows mayHold looks at, or a few more.
func (tx *Tx) mostIn(g ResourceGroup) int {
	switch {
	case g.ID == DefaultGroupID:
		return resources.Len(tx.Tx)
	case g.Dynamic:
		return tx.mayMeet(g).Most()
	}
	return groupResources.Span(tx.Tx, "group", store.Int(g.ID)).Len()
}

// membersOf lists the ids of the resources in a group, by id: of a static group those that it was given, in the trash or not.
func (tx *Tx) membersOf(g ResourceGroup) []int64 {
	var ids []int64
	if !g.Dynamic && g.ID != DefaultGroupID {
		for m := range groupResources.Scan(tx.Tx, "group", store.Int(g.ID)) {
			ids = append(ids, m.ResourceID)
		}
		return ids
	}
	for r := range tx.mayHold(g) {
		if tx.contains(g, r) {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// groupsOf lists the groups of a resource: Default Group, then the others by id.
func (tx *Tx) groupsOf(r Resource) []ResourceGroup {
	var found []ResourceGroup
	for m := range groupResources.Scan(tx.Tx, "resource", store.Int(r.ID)) {
		if g, ok := resourceGroups.Get(tx.Tx, store.Int(m.GroupID)); ok {
			found = append(found, g)
		}
	}
	for g := range resourceGroups.Scan(tx.Tx, "dynamic", nil) {
		if tx.contains(g, r) {
			found = append(found, g)
		}
	}
	slices.SortFunc(found, func(a, b ResourceGroup) int { return cmp.Compare(a.ID, b.ID) })
	if g, ok := resourceGroups.Get(tx.Tx, store.Int(DefaultGroupID)); ok {
		found = slices.Insert(found, 0, g)
	}
	return found
}

// AssociatedGroups lists the groups that a resource belongs to, as far as the actor can see them. That everything is in Default Group is
// no secret.
func (tx *Tx) AssociatedGroups(resourceID string) ([]ResourceGroup, error) {
	v := tx.viewer()
	r, _, err := v.find(resourceID)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(tx.groupsOf(r), func(g ResourceGroup) bool { return !v.knows(g.ID) }), nil
}
