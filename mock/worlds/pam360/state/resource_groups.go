package state

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/page"
	"github.com/understudy/understudy/mock/internal/store"
)

// GroupSettings are the attributes of a resource group that creating and editing have in common, as clients send them; nil leaves a
// value as it is. Parent is a group's id or name, Owner a login name, Policy a policy's name or id; where they are empty they leave it too.
type GroupSettings struct {
	Name, Description, Parent, Owner, Policy *string
	MatchAll                                 *bool
	Criteria                                 []CriterionInput // nil leaves them
}

// NewResourceGroup is what creating a group takes. A zero ID is allocated.
type NewResourceGroup struct {
	ID      int64
	Dynamic bool
	GroupSettings
}

// CreateResourceGroup makes a static or a dynamic group. The owner is the acting user unless another is named; whoever makes a group for
// another, or hands their own over, keeps full access to it (inferred: the vendor's samples go on working with such a group).
func (tx *Tx) CreateResourceGroup(n NewResourceGroup) (ResourceGroup, error) {
	g := ResourceGroup{ID: n.ID, OwnerID: tx.Actor.UserID, CriteriaBy: tx.Actor.UserID, Dynamic: n.Dynamic}
	if err := tx.setGroup(&g, n.GroupSettings); err != nil {
		return ResourceGroup{}, err
	}
	g, err := tx.AddResourceGroup(g)
	if err != nil {
		return ResourceGroup{}, err
	}
	return g, tx.keepAccess(Object{GroupObject, g.ID}, g.OwnerID)
}

// keepAccess gives the actor full access to what is, or has just become, somebody else's.
func (tx *Tx) keepAccess(o Object, owner int64) error {
	if owner == tx.Actor.UserID || tx.viewer().all {
		return nil
	}
	return grants.Put(tx.Tx, Grant{
		Object: o, Target: Target{ID: tx.Actor.UserID}, Access: FullAccess, GrantedBy: tx.Actor.UserID, Order: tx.nextOrder(), At: tx.Now,
	})
}

// setGroup puts new values into a group and refuses what does not exist.
func (tx *Tx) setGroup(g *ResourceGroup, s GroupSettings) error {
	if s.Name != nil && *s.Name != "" {
		g.Name = *s.Name
	}
	set(&g.Description, s.Description)
	if s.Parent != nil && *s.Parent != "" {
		parent, err := tx.parentFor(*g, *s.Parent)
		if err != nil {
			return err
		}
		g.ParentID = parent
	}
	if s.Owner != nil && *s.Owner != "" {
		owner, err := tx.UserByName(*s.Owner)
		if err != nil {
			return err
		}
		g.OwnerID = owner.ID
	}
	if s.Policy != nil && *s.Policy != "" {
		p, err := tx.PolicyOf(*s.Policy, "")
		if _, numeric := parseID(*s.Policy); err != nil && numeric {
			p, err = tx.PolicyOf("", *s.Policy)
		}
		if err != nil {
			return err
		}
		g.PolicyID = p.ID
	}
	if s.MatchAll != nil || s.Criteria != nil {
		g.CriteriaBy, g.CriteriaOrder = tx.Actor.UserID, tx.nextOrder()
	}
	set(&g.MatchAll, s.MatchAll)
	if s.Criteria != nil {
		list, err := tx.criteria(s.Criteria)
		if err != nil {
			return err
		}
		g.Criteria = list
	}
	return g.checkKind()
}

// checkKind refuses criteria on a static group, and a dynamic group without any.
func (g ResourceGroup) checkKind() error {
	switch {
	case g.Dynamic && len(g.Criteria) == 0:
		return fail.New(fail.Invalid, "", "Criteria are mandatory for a dynamic group").Because("no criterion is given")
	case !g.Dynamic && len(g.Criteria) > 0:
		return fail.New(fail.Invalid, "", "Criteria are for dynamic groups only").Because("the group is static")
	}
	return nil
}

// parentFor finds the group that a group goes under, and refuses one that is under it already, or is it.
func (tx *Tx) parentFor(g ResourceGroup, ref string) (int64, error) {
	parent, err := tx.FindResourceGroup(ref, "")
	if err != nil {
		return 0, err
	}
	for above := parent; g.ID != 0; above, _ = resourceGroups.Get(tx.Tx, store.Int(above.ParentID)) {
		if above.ID == g.ID {
			return 0, fail.New(fail.Invalid, "", "Invalid parent group").Because("%q is %q, or under it", parent.Name, g.Name)
		}
		if above.ParentID == 0 {
			break
		}
	}
	return parent.ID, nil
}

// FindResourceGroup finds a group that the actor can see, by id or by name. An owner's login name, where it is given, must be that of
// the group's owner.
func (tx *Tx) FindResourceGroup(ref, owner string) (ResourceGroup, error) {
	var g ResourceGroup
	var ok bool
	if n, numeric := parseID(ref); numeric {
		g, ok = resourceGroups.Get(tx.Tx, store.Int(n))
	}
	if !ok || tx.viewer().group(g) == NoAccess { // another may be called like the id of one that cannot be seen
		named, err := tx.groupNamed(ref)
		if err == nil {
			g = named
		} else if !ok {
			return ResourceGroup{}, err
		}
	}
	if tx.viewer().group(g) == NoAccess {
		return ResourceGroup{}, noSuchGroup("the resource group %d is neither %s's nor shared", g.ID, tx.Actor.Name)
	}
	if login := tx.loginOf(g.OwnerID); owner != "" && !strings.EqualFold(owner, login) {
		return ResourceGroup{}, noSuchGroup("the resource group %s is %s's, not %q's", g.Name, login, owner)
	}
	return g, nil
}

// manageableGroup finds a group that the actor has full access to.
func (tx *Tx) manageableGroup(ref string) (ResourceGroup, error) {
	g, err := tx.FindResourceGroup(ref, "")
	if err == nil && tx.viewer().group(g) < FullAccess {
		err = NotPermitted("%s has no full access to the resource group %s", tx.Actor.Name, g.Name)
	}
	return g, err
}

// EditResourceGroup changes a group. Whether it is dynamic stays as it is, and Default Group keeps its name and its place.
func (tx *Tx) EditResourceGroup(ref string, s GroupSettings) (ResourceGroup, error) {
	g, err := tx.manageableGroup(ref)
	if err != nil {
		return ResourceGroup{}, err
	}
	before := g
	if err := tx.setGroup(&g, s); err != nil {
		return ResourceGroup{}, err
	}
	if err := tx.mayGive("the resource group "+before.Name, before.OwnerID, g.OwnerID); err != nil {
		return ResourceGroup{}, err
	}
	if g.ID == DefaultGroupID && (g.Name != before.Name || g.ParentID != before.ParentID) {
		return ResourceGroup{}, NotPermitted("%s keeps its name and its place", defaultGroupName)
	}
	if strings.TrimSpace(g.Name) == "" {
		return ResourceGroup{}, fail.New(fail.Invalid, "", "Resource group name is mandatory").Because("the name is empty")
	}
	if err := tx.putGroup(g); err != nil {
		return ResourceGroup{}, err
	}
	if before.OwnerID == tx.Actor.UserID && g.ID != DefaultGroupID { // anybody else has what they had
		if err := tx.keepAccess(Object{GroupObject, g.ID}, g.OwnerID); err != nil {
			return ResourceGroup{}, err
		}
	}
	return g, tx.auditGroup("Resource Group Modified", g)
}

// DeleteResourceGroup removes a group, not its members. The groups under it move up to where it was (inferred).
func (tx *Tx) DeleteResourceGroup(ref string) error {
	g, err := tx.manageableGroup(ref)
	if err != nil {
		return err
	}
	if g.ID == DefaultGroupID {
		return NotPermitted("%s cannot be deleted", defaultGroupName)
	}
	for child := range resourceGroups.Scan(tx.Tx, "parent", store.Int(g.ID)) {
		child.ParentID = g.ParentID
		if err := resourceGroups.Put(tx.Tx, child); err != nil {
			return err
		}
	}
	for m := range groupResources.Scan(tx.Tx, "group", store.Int(g.ID)) {
		groupResources.Delete(tx.Tx, groupResourceKey(m.GroupID, m.ResourceID))
	}
	tx.dropGrants(Object{GroupObject, g.ID})
	resourceGroups.Delete(tx.Tx, store.Int(g.ID))
	return tx.auditGroup("Resource Group Deleted", g)
}

func refuseDynamic(g ResourceGroup) error {
	return fail.New(fail.Invalid, "", "Operation is not allowed for a dynamic resource group").
		Because("the members of %q follow from its criteria", g.Name)
}

// staticGroup finds a group whose members can be chosen by hand.
func (tx *Tx) staticGroup(ref string) (ResourceGroup, error) {
	g, err := tx.manageableGroup(ref)
	if err == nil && g.Dynamic {
		err = refuseDynamic(g)
	}
	return g, err
}

// AssociateResources puts resources, by id or by name, into a static group, each on its own. It takes full access to the group and to
// each of the resources, since what is in a group may be shared through it. One that is there on the word of somebody who has no such
// access any more is put there anew, as the group passes it on to nobody (inferred).
func (tx *Tx) AssociateResources(group string, refs []string) ([]Outcome, error) {
	g, err := tx.staticGroup(group)
	if err != nil {
		return nil, err
	}
	there := map[int64]bool{} // for sure, so that nobody has to find out once more what a word counts
	return tx.bulk(refs, func(ref string) (string, error) {
		r, err := tx.manageableResource(ref)
		if err == nil {
			err = tx.mayTakeAlong(r)
		}
		if err != nil {
			return "", err
		}
		if w, in := tx.memberOf(g, r); in && (there[r.ID] || w.by == tx.Actor.UserID || tx.counts(w, r)) {
			there[r.ID] = true
			return "", fail.New(fail.Conflict, "", "Resource is already associated with the group").Because("%q is in %q", r.Name, g.Name)
		}
		if err := tx.joinGroup(g, r); err != nil {
			return "", err
		}
		there[r.ID] = true
		return "Resource associated successfully", tx.auditAccount("Resource Added To Group", r, Account{}, Justification{Reason: g.Name})
	})
}

// DissociateResources takes resources, by id or by name, out of a static group, each on its own. Nothing leaves Default Group.
func (tx *Tx) DissociateResources(group string, refs []string) ([]Outcome, error) {
	g, err := tx.staticGroup(group)
	if err == nil && g.ID == DefaultGroupID {
		err = NotPermitted("everything is in %s", defaultGroupName)
	}
	if err != nil {
		return nil, err
	}
	return tx.bulk(refs, func(ref string) (string, error) {
		r, err := tx.anyResource(ref)
		if err != nil {
			return "", err
		}
		if !groupResources.Delete(tx.Tx, groupResourceKey(g.ID, r.ID)) {
			return "", fail.New(fail.NotFound, "", "Resource is not associated with the group").Because("%q is not in %q", r.Name, g.Name)
		}
		return "Resource dissociated successfully", tx.auditAccount("Resource Removed From Group", r, Account{}, Justification{Reason: g.Name})
	})
}

// anyResource finds a resource that the actor can see, by id or by name.
func (tx *Tx) anyResource(ref string) (Resource, error) {
	r, _, err := tx.viewer().find(ref)
	if err != nil {
		if named, errName := tx.ResourceByName(ref); errName == nil {
			return named, nil
		}
	}
	return r, err
}

func (tx *Tx) manageableResource(ref string) (Resource, error) {
	r, err := tx.anyResource(ref)
	if err != nil {
		return Resource{}, err
	}
	return tx.manageable(strconv.FormatInt(r.ID, 10))
}

// GroupQuery narrows and cuts the list of resource groups; its texts are those that clients send.
type GroupQuery struct {
	SearchType, SearchColumn, SearchValue string
	Start, Limit                          int // Start counts from 0; Limit 0 is no limit
}

// groupColumns tells what each column of a group holds.
var groupColumns = map[string]func(ResourceGroup) string{
	"resourcegroupname":        func(g ResourceGroup) string { return g.Name },
	"resourcegroupdescription": func(g ResourceGroup) string { return g.Description },
}

const ownerColumn = "ownerid" // compared as a whole

// ResourceGroupView is a line of the list of groups.
type ResourceGroupView struct {
	ResourceGroup
	Owner, Parent, Policy string
	Access                Access // of the acting user
	Conditions            []CriterionView
}

// ResourceGroups lists the groups that the actor owns or is shared and that the query asks for, by id, and how many there are in all.
func (tx *Tx) ResourceGroups(q GroupQuery) (list []ResourceGroupView, total int, err error) {
	kind, column := strings.ToLower(q.SearchType), strings.ToLower(q.SearchColumn)
	_, known := groupColumns[column]
	switch {
	case kind != "" && kind != "all" && kind != "static" && kind != "dynamic":
		return nil, 0, fail.New(fail.Invalid, "", "Invalid search type").Because("there is no searchType %q", q.SearchType)
	case !known && column != "" && column != "all" && column != ownerColumn:
		return nil, 0, fail.New(fail.Invalid, "", "Invalid search column").Because("there is no searchColumn %q", q.SearchColumn)
	case q.Start < 0 || q.Limit < 0:
		return nil, 0, fail.New(fail.Invalid, "", "Invalid start index or limit").Because("both must be 0 or more")
	}
	v := tx.viewer()
	fits := func(g ResourceGroup) bool {
		return v.group(g) > NoAccess && (kind != "static" || !g.Dynamic) && (kind != "dynamic" || g.Dynamic) && g.found(column, q.SearchValue)
	}
	groups, total := v.pickGroups(kind, q.SearchValue, fits, page.From(q.Start, q.Limit))
	for _, g := range groups {
		parent := v.parentOf(g)
		g.ParentID = parent.ID
		list = append(list, ResourceGroupView{g, tx.loginOf(g.OwnerID), parent.Name, tx.policyName(g), v.group(g), tx.viewCriteria(g)})
	}
	return list, total, nil
}

// parentOf is the group that a group stands under, if the viewer can see it; else a group stands at the top.
func (v viewer) parentOf(g ResourceGroup) ResourceGroup {
	parent, ok := resourceGroups.Get(v.tx.Tx, store.Int(g.ParentID))
	if !ok || v.group(parent) == NoAccess {
		return ResourceGroup{}
	}
	return parent
}

// pickGroups cuts the list of the groups that fit. Who sees every group pays for a page only, others for what they own or are shared.
func (v viewer) pickGroups(kind, searched string, fits func(ResourceGroup) bool, part page.Page) ([]ResourceGroup, int) {
	if !v.all {
		mine := slices.Collect(resourceGroups.Scan(v.tx.Tx, "owner", store.Int(v.user)))
		for _, g := range v.groups {
			mine = append(mine, g.ResourceGroup)
		}
		slices.SortFunc(mine, func(a, b ResourceGroup) int { return cmp.Compare(a.ID, b.ID) })
		mine = slices.CompactFunc(mine, func(a, b ResourceGroup) bool { return a.ID == b.ID })
		mine = slices.DeleteFunc(mine, func(g ResourceGroup) bool { return !fits(g) })
		return page.Cut(mine, part), len(mine)
	}
	picked := resourceGroups.Query(v.tx.Tx)
	if kind == "static" || kind == "dynamic" {
		picked.In(resourceGroups.Span(v.tx.Tx, "kind", store.Flag(kind == "dynamic")), fits)
	}
	if searched != "" {
		picked.Seen(strings.ToLower(searched)) // an owner's id stands in the glance as well
		picked.If(fits)
	}
	return picked.Page(part)
}

// found tells whether a group is what was searched for; texts are contained, without regard to case.
func (g ResourceGroup) found(column, value string) bool {
	if value == "" {
		return true
	}
	if text, ok := groupColumns[column]; ok {
		return containsFold(text(g), value)
	}
	isOwner := strconv.FormatInt(g.OwnerID, 10) == value
	return isOwner || column != ownerColumn && (containsFold(g.Name, value) || containsFold(g.Description, value))
}
