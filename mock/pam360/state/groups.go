package state

import (
	"strings"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
)

// ResourceGroup is a set of resources that can be shared at once. A static group has the members it was given.
type ResourceGroup struct {
	ID, ParentID      int64 // ParentID 0: a top-level group
	Name, Description string
	OwnerID           int64
}

// DefaultGroupID is the group that holds every resource.
const (
	DefaultGroupID   = 301
	defaultGroupName = "Default Group"
	// defaultGroupAlias is what a public client sends for it when it is not told a group.
	defaultGroupAlias = "default"
)

var resourceGroups = store.NewTable("resourcegroup", func(g ResourceGroup) store.Key { return store.Int(g.ID) },
	store.Index[ResourceGroup]{Name: "name", Unique: true, Keys: func(g ResourceGroup) []store.Key { return []store.Key{store.Fold(g.Name)} }})

// groupResource makes a resource a member of a static group. Default Group needs none.
type groupResource struct{ GroupID, ResourceID int64 }

func groupResourceKey(group, resource int64) store.Key {
	return store.Join(store.Int(group), store.Int(resource))
}

var groupResources = store.NewTable("groupresource", func(m groupResource) store.Key { return groupResourceKey(m.GroupID, m.ResourceID) },
	store.Index[groupResource]{Name: "group", Keys: func(m groupResource) []store.Key { return []store.Key{store.Int(m.GroupID)} }},
	store.Index[groupResource]{Name: "resource", Keys: func(m groupResource) []store.Key { return []store.Key{store.Int(m.ResourceID)} }})

// AddResourceGroup makes a static group. A zero ID is allocated, a zero OwnerID is the acting user. Group names are compared
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
	return g, refuseDuplicate(resourceGroups.Put(tx.Tx, g), fail.New(fail.Conflict, "", "Resource group "+g.Name+" already exists").
		Because("group names are compared without regard to case"))
}

func noSuchGroup(format string, args ...any) error {
	return fail.New(fail.NotFound, "", "No such resource group found").Because(format, args...)
}

func (tx *Tx) groupNamed(name string) (ResourceGroup, error) {
	if strings.EqualFold(name, defaultGroupAlias) {
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
	return groupResources.Put(tx.Tx, groupResource{g.ID, r.ID})
}

// leaveGroups takes a resource that is gone out of every group.
func (tx *Tx) leaveGroups(r Resource) {
	for m := range groupResources.Scan(tx.Tx, "resource", store.Int(r.ID)) {
		groupResources.Delete(tx.Tx, groupResourceKey(m.GroupID, m.ResourceID))
	}
}

// isMember is the one place that decides who is in a group.
func (tx *Tx) isMember(group int64, r Resource) bool {
	if group == DefaultGroupID {
		return true
	}
	_, ok := groupResources.Get(tx.Tx, groupResourceKey(group, r.ID))
	return ok
}

// groupsOf lists the groups of a resource: Default Group, then the others by id.
func (tx *Tx) groupsOf(r Resource) []ResourceGroup {
	var found []ResourceGroup
	if g, ok := resourceGroups.Get(tx.Tx, store.Int(DefaultGroupID)); ok {
		found = append(found, g)
	}
	for m := range groupResources.Scan(tx.Tx, "resource", store.Int(r.ID)) {
		if g, ok := resourceGroups.Get(tx.Tx, store.Int(m.GroupID)); ok {
			found = append(found, g)
		}
	}
	return found
}

// AssociatedGroups lists the groups that a resource belongs to.
func (tx *Tx) AssociatedGroups(resourceID string) ([]ResourceGroup, error) {
	r, _, err := tx.viewer().find(resourceID)
	if err != nil {
		return nil, err
	}
	return tx.groupsOf(r), nil
}
