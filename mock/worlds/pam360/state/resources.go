package state

import (
	"strings"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
)

// Resource is a machine, an application or a store that has accounts.
type Resource struct {
	ID                                                             int64
	Name                                                           string
	TypeID, PolicyID, OwnerID                                      int64
	URL, DNSName, Domain                                           string
	Description, Department, Location                              string
	RecordURL, DisableTabDuplication, RecordWebsite, RecordGateway bool
	Custom                                                         []CustomValue
	RemoteReset                                                    *RemoteReset // nil: passwords cannot be reset on the machine
	Trashed                                                        *Trashing    // nil: in use
	Holds                                                          bool         // there are accounts of it in use: see noteAccounts
}

func resourceKey(id int64) store.Key { return store.Int(id) }

var resources = store.NewTable("resource", func(r Resource) store.Key { return resourceKey(r.ID) },
	store.Index[Resource]{Name: "name", Unique: true, Keys: func(r Resource) []store.Key {
		if r.Trashed != nil {
			return nil
		}
		return []store.Key{store.Fold(r.Name)}
	}},
	store.Index[Resource]{Name: "trash", Keys: func(r Resource) []store.Key { return ifTrashed(r.Trashed, r.ID) }},
	store.Index[Resource]{Name: "owner", Keys: func(r Resource) []store.Key { return []store.Key{store.Int(r.OwnerID)} }},
	// The others are of what is in use, each with its rows by id.
	store.Index[Resource]{Name: "use", Unique: true, Keys: func(r Resource) []store.Key { return r.ifUsed(store.Int(r.ID)) }},
	store.Index[Resource]{Name: "mine", Unique: true, Keys: func(r Resource) []store.Key {
		return r.ifUsed(store.Join(store.Int(r.OwnerID), store.Int(r.ID)))
	}},
	store.Index[Resource]{Name: "type", Unique: true, Keys: func(r Resource) []store.Key {
		return r.ifUsed(store.Join(r.kind(), store.Int(r.ID)))
	}},
	store.Index[Resource]{Name: "mineoftype", Unique: true, Keys: func(r Resource) []store.Key {
		return r.ifUsed(store.Join(store.Int(r.OwnerID), r.kind(), store.Int(r.ID)))
	}},
	store.Index[Resource]{Name: "website", Keys: func(r Resource) []store.Key {
		if r.URL == "" {
			return nil
		}
		return r.ifUsed(store.Int(1))
	}},
	store.Secrets[Resource](func(r Resource) []string { return secrets(secretsIn(r.Custom)...) }),
	store.Glance[Resource](Resource.glance), resourceTouches)

// kind is the resource's type, and whether there are accounts to show.
func (r Resource) kind() store.Key { return kindKey(r.TypeID, r.Holds) }

func kindKey(kind int64, holds bool) store.Key { return store.Join(store.Int(kind), store.Flag(holds)) }

// ifUsed keys the resources that are not in the trash.
func (r Resource) ifUsed(key store.Key) []store.Key {
	if r.Trashed != nil {
		return nil
	}
	return []store.Key{key}
}

// ResourceSettings are the attributes of a resource that creating and editing have in common; nil leaves a value as it is. An
// empty Name, Type, Policy or Owner leaves it too, other texts are cleared (inferred: a client sends all of them each time).
type ResourceSettings struct {
	Name, Type, Owner                                              *string
	TypeID                                                         *int64
	Policy, PolicyID                                               *string
	URL, DNSName, Domain                                           *string
	Description, Department, Location                              *string
	RecordURL, DisableTabDuplication, RecordWebsite, RecordGateway *bool
	Custom                                                         []FieldInput
}

// NewResource is what creating a resource takes. A zero ID is allocated. Account is nil for a resource without accounts.
type NewResource struct {
	ID int64
	ResourceSettings
	Group   string // name of a static group to join; empty for none but Default Group
	Account *NewAccount
	// AccountPolicy is given without an account: it goes nowhere, but must exist.
	AccountPolicy *string
}

// resource is a resource by its id, unless it is in the trash.
func (tx *Tx) resource(id int64) (Resource, bool) {
	r, ok := resources.Get(tx.Tx, resourceKey(id))
	return r, ok && r.Trashed == nil
}

// CreateResource adds a resource with its first account. The owner is the acting user unless another is named; whoever makes a resource
// for another keeps full access to it (inferred: the vendor's samples delete such a resource). The type and the policy are the
// default ones. Resource names are unique in the organization, compared without regard to case (inferred).
func (tx *Tx) CreateResource(n NewResource) (Resource, error) {
	if limit := tx.home().ResourceLimit; limit > 0 && resources.Len(tx.Tx) >= limit {
		return Resource{}, fail.New(fail.Forbidden, "", "License limit exceeded").Because("the licence allows %d resources", limit)
	}
	policy, err := tx.defaultPolicy()
	if err != nil {
		return Resource{}, err
	}
	r := Resource{OwnerID: tx.Actor.UserID, PolicyID: policy, Holds: n.Account != nil}
	if n.Type == nil || *n.Type == "" {
		if r.TypeID, err = tx.typeNamed(""); err != nil {
			return Resource{}, err
		}
	}
	if err := tx.setResource(&r, n.ResourceSettings); err != nil {
		return Resource{}, err
	}
	if _, err := tx.policyOr(n.AccountPolicy, nil, 0); err != nil {
		return Resource{}, err
	}
	group, err := tx.groupToJoin(n.Group)
	if err != nil {
		return Resource{}, err
	}
	if r.ID, err = pickID(tx, resources, n.ID, "resource", 1); err != nil {
		return Resource{}, err
	}
	if err := tx.putResource(r); err != nil {
		return Resource{}, err
	}
	if err := tx.joinGroup(group, r); err != nil {
		return Resource{}, err
	}
	if err := tx.keepAccess(Object{ResourceObject, r.ID}, r.OwnerID); err != nil {
		return Resource{}, err
	}
	if err := tx.auditResource("Resource Added", r); err != nil || n.Account == nil {
		return r, err
	}
	_, err = tx.addAccount(r, *n.Account)
	return r, err
}

// resourceExists is matched by a client (a Salt module), for which a duplicate is a success. The words must stand together.
const resourceExists = "Resource already exists"

func (tx *Tx) putResource(r Resource) error {
	return refuseDuplicate(resources.Put(tx.Tx, r), fail.New(fail.Conflict, "", resourceExists).
		Because("another resource is called %q; names are compared without regard to case", r.Name))
}

// setResource puts new values into a resource and refuses what does not exist.
func (tx *Tx) setResource(r *Resource, s ResourceSettings) (err error) {
	if s.Name != nil && *s.Name != "" {
		r.Name = *s.Name
	}
	if strings.TrimSpace(r.Name) == "" {
		return fail.New(fail.Invalid, "", "Resource name is mandatory").Because("RESOURCENAME is empty")
	}
	if err := checkNameLength(r.Name); err != nil {
		return err
	}
	if err := tx.setType(r, s); err != nil {
		return err
	}
	if r.PolicyID, err = tx.policyOr(s.Policy, s.PolicyID, r.PolicyID); err != nil {
		return err
	}
	if s.Owner != nil && *s.Owner != "" {
		owner, err := tx.UserByName(*s.Owner)
		if err != nil {
			return err
		}
		r.OwnerID = owner.ID
	}
	set(&r.URL, s.URL)
	set(&r.DNSName, s.DNSName)
	set(&r.Domain, s.Domain)
	set(&r.Description, s.Description)
	set(&r.Department, s.Department)
	set(&r.Location, s.Location)
	set(&r.RecordURL, s.RecordURL)
	set(&r.DisableTabDuplication, s.DisableTabDuplication)
	set(&r.RecordWebsite, s.RecordWebsite)
	set(&r.RecordGateway, s.RecordGateway)
	r.Custom, err = tx.setFields(ResourceField, r.Custom, s.Custom)
	return err
}

// setType takes the type by name or, where the name is empty, by id.
func (tx *Tx) setType(r *Resource, s ResourceSettings) (err error) {
	if s.Type != nil && *s.Type != "" {
		r.TypeID, err = tx.typeNamed(*s.Type)
		return err
	}
	if s.TypeID != nil && *s.TypeID != 0 {
		if _, ok := resourceTypes.Get(tx.Tx, store.Int(*s.TypeID)); !ok {
			return noSuchType("no resource type has the id %d", *s.TypeID)
		}
		r.TypeID = *s.TypeID
	}
	return nil
}

// EditResource changes a resource. A new name changes every later lookup, a new owner moves the ownership.
func (tx *Tx) EditResource(id string, s ResourceSettings) (Resource, error) {
	r, err := tx.manageable(id)
	if err != nil {
		return Resource{}, err
	}
	before := r
	if err := tx.setResource(&r, s); err != nil {
		return Resource{}, err
	}
	if err := tx.mayGive("the resource "+before.Name, before.OwnerID, r.OwnerID); err != nil {
		return Resource{}, err
	}
	if err := tx.mayTakeAlong(before); err != nil && (r.OwnerID != before.OwnerID || r.TypeID != before.TypeID || tx.joinsSome(before, r)) {
		return Resource{}, err
	}
	if err := tx.checkRetype(before, r); err != nil {
		return Resource{}, err
	}
	if err := tx.putResource(r); err != nil {
		return Resource{}, err
	}
	return r, tx.auditResource("Resource Modified", r)
}

// manageable finds a resource that the actor has full access to.
func (tx *Tx) manageable(id string) (Resource, error) {
	r, access, err := tx.viewer().find(id)
	if err != nil {
		return Resource{}, err
	}
	if access < FullAccess {
		return Resource{}, NotPermitted("%s has no full access to the resource %s", tx.Actor.Name, r.Name)
	}
	return r, nil
}

// wholeResource finds a resource that the actor has full access to, with each of its accounts.
func (tx *Tx) wholeResource(id string) (Resource, error) {
	r, err := tx.manageable(id)
	if err == nil {
		err = tx.mayTakeAlong(r)
	}
	return r, err
}

// DeleteResource removes a resource for good, with its accounts and all that hangs on them; the name is free again.
func (tx *Tx) DeleteResource(id string) error {
	r, err := tx.wholeResource(id)
	if err != nil {
		return err
	}
	tx.dropResource(r)
	return tx.auditResource("Resource Deleted", r)
}

func (tx *Tx) dropResource(r Resource) {
	for _, a := range tx.accountsOf(r) {
		tx.dropAccount(a)
	}
	for a := range accounts.Scan(tx.Tx, "trash", store.Int(r.ID)) {
		tx.dropAccount(a)
	}
	tx.leaveGroups(r)
	tx.dropHandovers(r)
	tx.dropRemoteApps(r)
	tx.dropGrants(Object{ResourceObject, r.ID})
	tx.dropControl(Object{ResourceObject, r.ID})
	resources.Delete(tx.Tx, resourceKey(r.ID))
}

// ResourceByName finds a resource that the actor can see.
func (tx *Tx) ResourceByName(name string) (Resource, error) {
	r, ok := resources.One(tx.Tx, "name", store.Fold(name))
	r, _, err := tx.viewer().see(r, ok, "the name %q", name)
	return r, err
}

// ResourceView is a resource with what lists show of it.
type ResourceView struct {
	Resource
	Type          ResourceType
	Owner, Policy string
	Fields        []FieldValue
	Access        Access // of the acting user, to the resource as a whole
}

// ResourceByID shows a resource that the actor can see.
func (tx *Tx) ResourceByID(id string) (ResourceView, error) {
	r, access, err := tx.viewer().find(id)
	if err != nil {
		return ResourceView{}, err
	}
	return tx.view(r, access), nil
}

func (tx *Tx) view(r Resource, access Access) ResourceView {
	return ResourceView{
		Resource: r, Type: tx.typeOf(r), Owner: tx.loginOf(r.OwnerID), Policy: tx.policy(r.PolicyID).Name,
		Fields: show(tx.fieldsOf(ResourceField), r.Custom), Access: access,
	}
}

// WebsiteURLs lists the resources that have an address and that the actor can see.
func (tx *Tx) WebsiteURLs() []Resource {
	var found []Resource
	v := tx.viewer()
	rows := v.visible()
	if v.seesAll() {
		rows = resources.Scan(tx.Tx, "website", store.Int(1))
	}
	for r := range rows {
		if r.URL != "" {
			found = append(found, r)
		}
	}
	return found
}
