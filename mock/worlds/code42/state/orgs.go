package state

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
)

// Org is an organization: a node in the tenant's tree that holds users, devices and further organizations.
type Org struct {
	ID              int64
	UID, GUID       string // 18 digits in v1, a UUID in v3
	Name            string
	ExtRef, Notes   *string
	ParentID        int64   // 0: the root
	Above           []int64 // it and those above it, but for the root
	Active, Blocked bool
	Type            string
	Classification  string
	RegistrationKey string // XXXX-XXXX-XXXX-XXXX
	Created         time.Time
	Modified        time.Time
	Deactivated     *time.Time // since when, unless active
}

// Status is the vendor's wording of the organization's state.
func (o Org) Status() string { return Status(o.Active, o.Blocked) }

// The values that every organization of a cloud tenant has.
const (
	OrgType        = "ENTERPRISE"
	classification = "BASIC"
)

// firstOrgID leaves lower ids to the seed. The root has to have the lowest of all: clients take the first organization of
// the list for it, and lists are sorted by id.
const firstOrgID = 1000

func orgKey(id int64) store.Key { return store.Int(id) }

var orgs = store.NewTable("org", func(o Org) store.Key { return orgKey(o.ID) },
	store.Index[Org]{Name: "uid", Unique: true, Keys: func(o Org) []store.Key { return []store.Key{store.Str(o.UID)} }},
	store.Index[Org]{Name: "guid", Unique: true, Keys: func(o Org) []store.Key { return []store.Key{store.Fold(o.GUID)} }},
	store.Index[Org]{Name: "parent", Keys: func(o Org) []store.Key { return []store.Key{store.Int(o.ParentID)} }},
	store.Index[Org]{Name: "under", Keys: func(o Org) []store.Key { return orgKeys(o.Above) }},
	store.Index[Org]{Name: "active", Keys: func(o Org) []store.Key { return []store.Key{store.Flag(o.Active)} }},
	store.Index[Org]{Name: "blocked", Keys: func(o Org) []store.Key { return []store.Key{store.Flag(o.Blocked)} }},
	store.Glance[Org](func(o Org) string { return glanceOf(&o.Name, o.ExtRef, &o.RegistrationKey) }))

// NewOrg is what creating an organization takes. Zero ID, UID, GUID and RegistrationKey are allocated; without a ParentGUID
// it becomes a child of the root, or the root itself if there is none yet.
type NewOrg struct {
	ID              int64
	UID, GUID       string
	RegistrationKey string
	Name            string
	ExtRef, Notes   *string
	ParentGUID      *string
}

// CreateOrg adds an organization. That two may have the same name, and that the refusals are 400s, is inferred.
func (tx *Tx) CreateOrg(n NewOrg) (Org, error) {
	if err := checkOrgName(n.Name); err != nil {
		return Org{}, err
	}
	parent, err := tx.parentOrg(n.ParentGUID)
	if err != nil {
		return Org{}, err
	}
	o := Org{
		UID: n.UID, GUID: n.GUID, Name: strings.TrimSpace(n.Name), ExtRef: n.ExtRef, Notes: n.Notes, ParentID: parent, Active: true,
		Type: OrgType, Classification: classification, RegistrationKey: n.RegistrationKey, Created: tx.Now, Modified: tx.Now,
	}
	if o.ID, err = pickID(tx, orgs, n.ID, "org", firstOrgID); err != nil {
		return Org{}, err
	}
	if parent != 0 {
		o.Above = append([]int64{o.ID}, tx.above(parent)...)
	}
	if o.UID == "" {
		o.UID = tx.newUID("org")
	}
	if o.GUID == "" {
		o.GUID = tx.newUUID("org")
	}
	if o.RegistrationKey == "" {
		o.RegistrationKey = tx.registrationKey(o.ID)
	}
	if err := orgs.Put(tx.Tx, o); err != nil {
		return Org{}, err
	}
	return o, tx.audit("org_created", User{})
}

func checkOrgName(name string) error {
	if strings.TrimSpace(name) == "" {
		return fail.New(fail.Invalid, "SYSTEM", "An organization name is required").Because("orgName is missing or blank")
	}
	return nil
}

// parentOrg finds the id of the organization that a new one is to be under.
func (tx *Tx) parentOrg(guid *string) (int64, error) {
	parent, ok := orgs.One(tx.Tx, "parent", store.Int(0))
	if guid != nil {
		if parent, ok = orgs.One(tx.Tx, "guid", store.Fold(*guid)); !ok {
			return 0, fail.New(fail.Invalid, "SYSTEM", "Parent organization was not found").
				Because("no organization has the orgGuid %q", *guid)
		}
	}
	if ok && !tx.Sees(parent.ID) {
		if guid == nil {
			return 0, tx.outOfReach("the organization at the top")
		}
		return 0, tx.outOfReach("organization " + strconv.Quote(*guid))
	}
	return parent.ID, nil
}

const registrationKeyBytes = 8

// registrationKey makes the key with which agents join an organization: four groups of four.
func (tx *Tx) registrationKey(orgID int64) string {
	digits := []byte(strings.ToUpper(tx.world.IDs.Hex("org.registration", uint64(orgID), registrationKeyBytes)))
	var groups []string
	for group := range slices.Chunk(digits, 4) {
		groups = append(groups, string(group))
	}
	return strings.Join(groups, "-")
}

// OrgChange holds the new values of an update; nil leaves a value as it is.
type OrgChange struct{ Name, ExtRef, Notes *string }

// UpdateOrg changes an organization's own attributes.
func (tx *Tx) UpdateOrg(guid string, c OrgChange) (Org, error) {
	found, err := tx.OrgByGUID(guid)
	if err != nil {
		return Org{}, err
	}
	o, err := tx.changeOrg(found.ID, func(o *Org) error {
		if c.Name != nil {
			o.Name = strings.TrimSpace(*c.Name)
		}
		setOptional(&o.ExtRef, c.ExtRef)
		setOptional(&o.Notes, c.Notes)
		return checkOrgName(o.Name)
	})
	if err != nil {
		return Org{}, err
	}
	return o, tx.audit("org_updated", User{})
}

// changeOrg applies a change to the stored row and stamps it.
func (tx *Tx) changeOrg(id int64, change func(*Org) error) (Org, error) {
	return orgs.Change(tx.Tx, orgKey(id), func(o *Org) error {
		o.Modified = tx.Now
		return change(o)
	})
}

// SetOrgBlocked blocks or unblocks an organization and all organizations below it; it may be repeated. Blocking reaches their
// users and devices too, unblocking does not: each has to be unblocked on its own (py42's OrgService.unblock).
func (tx *Tx) SetOrgBlocked(guid string, blocked bool) error {
	o, err := tx.OrgByGUID(guid)
	if err != nil {
		return err
	}
	each, what := tx.unblockOrgTx, "org_unblocked"
	if blocked {
		each, what = tx.blockOrgTx, "org_blocked"
	}
	if err := tx.eachOrgUnder(o, each); err != nil || o.Blocked == blocked {
		return err
	}
	return tx.audit(what, User{})
}

func (tx *Tx) unblockOrgTx(o Org) error {
	if !o.Blocked {
		return nil
	}
	_, err := tx.changeOrg(o.ID, func(o *Org) error { o.Blocked = false; return nil })
	return err
}

func (tx *Tx) blockOrgTx(o Org) error {
	if !o.Blocked {
		if _, err := tx.changeOrg(o.ID, func(o *Org) error { o.Blocked = true; return nil }); err != nil {
			return err
		}
	}
	for u := range users.Scan(tx.Tx, "org", store.Int(o.ID)) {
		if err := tx.Wanted(); err != nil {
			return err
		}
		if u.Blocked {
			continue
		}
		if _, err := tx.changeUser(u.ID, func(u *User) error { u.Blocked = true; return nil }); err != nil {
			return err
		}
	}
	for d := range devices.Scan(tx.Tx, "org", store.Int(o.ID)) {
		if err := tx.Wanted(); err != nil {
			return err
		}
		if d.Blocked {
			continue
		}
		if _, err := tx.changeDevice(d.ID, func(d *Device) error { d.Blocked = true; return nil }); err != nil {
			return err
		}
	}
	return nil
}

// DeactivateOrg takes an organization out of service, and everything below it: organizations, users and devices. It may be
// repeated. As it would put custodians of active legal holds out of service, it is refused like their own deactivation; that is
// inferred.
func (tx *Tx) DeactivateOrg(guid string) error {
	o, err := tx.OrgByGUID(guid)
	if err != nil || !o.Active {
		return err
	}
	if err := tx.nobodyHeldIn(o); err != nil {
		return err
	}
	if err := tx.eachOrgUnder(o, tx.deactivateOrgTx); err != nil {
		return err
	}
	return tx.audit("org_deactivated", User{})
}

func (tx *Tx) deactivateOrgTx(o Org) error {
	if o.Active {
		now := tx.Now
		if _, err := tx.changeOrg(o.ID, func(o *Org) error { o.Active, o.Deactivated = false, &now; return nil }); err != nil {
			return err
		}
	}
	for u := range users.Scan(tx.Tx, "org", store.Int(o.ID)) {
		if err := tx.Wanted(); err != nil {
			return err
		}
		if !u.Active {
			continue
		}
		if err := tx.deactivateUserTx(u, false); err != nil {
			return err
		}
	}
	for d := range devices.Scan(tx.Tx, "org", store.Int(o.ID)) {
		if err := tx.Wanted(); err != nil {
			return err
		}
		if err := tx.deactivateDeviceTx(d); err != nil {
			return err
		}
	}
	return nil
}

// ActivateOrg puts an organization back into service, and nothing below it. It may be repeated.
func (tx *Tx) ActivateOrg(guid string) error {
	o, err := tx.OrgByGUID(guid)
	if err != nil || o.Active {
		return err
	}
	if _, err := tx.changeOrg(o.ID, func(o *Org) error { o.Active, o.Deactivated = true, nil; return nil }); err != nil {
		return err
	}
	return tx.audit("org_activated", User{})
}

// OrgByGUID finds an organization by its UUID.
func (tx *Tx) OrgByGUID(guid string) (Org, error) {
	o, ok := orgs.One(tx.Tx, "guid", store.Fold(guid))
	return tx.foundOrg(o, ok, "orgGuid", guid)
}

// OrgByUID finds an organization by the 18-digit id.
func (tx *Tx) OrgByUID(uid string) (Org, error) {
	o, ok := orgs.One(tx.Tx, "uid", store.Str(uid))
	return tx.foundOrg(o, ok, "orgUid", uid)
}

// OrgByID finds an organization by the numeric id.
func (tx *Tx) OrgByID(id int64) (Org, error) {
	o, ok := orgs.Get(tx.Tx, orgKey(id))
	return tx.foundOrg(o, ok, "orgId", strconv.FormatInt(id, 10))
}

func (tx *Tx) foundOrg(o Org, ok bool, by, value string) (Org, error) {
	if !ok {
		return Org{}, fail.New(fail.NotFound, "SYSTEM", "Organization was not found").Because("no organization has the %s %q", by, value)
	}
	if !tx.Sees(o.ID) {
		return Org{}, tx.outOfReach(fmt.Sprintf("the organization with the %s %q", by, value))
	}
	return o, nil
}

// MyOrg is the organization of whoever asks. An API client has none, which the vendor answers with a 500: py42 tells API
// clients apart by that.
func (tx *Tx) MyOrg() (Org, error) {
	if tx.Actor.APIClient {
		return Org{}, fail.New(fail.Internal, "SYSTEM", "An internal error occurred").WithStatus(500).
			Because("API client %q belongs to no organization; the vendor answers 500 here", tx.Actor.Name)
	}
	return tx.OrgByID(tx.Actor.OrgID)
}

// OrgFilter narrows a list of organizations; empty fields do not.
type OrgFilter struct {
	Active, Blocked *bool
	Any             string
}

// Orgs lists organizations by id, the root first. Any is looked for within the name, the reference outside and the registration key.
func (tx *Tx) Orgs(f OrgFilter, page Page) ([]Org, int) {
	q := orgs.Query(tx.Tx)
	if f.Active != nil {
		q.In(orgs.Span(tx.Tx, "active", store.Flag(*f.Active)), func(o Org) bool { return o.Active == *f.Active })
	}
	if f.Blocked != nil {
		q.In(orgs.Span(tx.Tx, "blocked", store.Flag(*f.Blocked)), func(o Org) bool { return o.Blocked == *f.Blocked })
	}
	if f.Any != "" {
		q.Seen(strings.ToLower(f.Any))
	}
	reachable(q, tx, orgs, func(o Org) []int64 { return o.Above })
	return q.Page(page.part())
}
