package state

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
)

// Principal is who made something: a user, or an API client.
type Principal struct {
	UID, Name string
	APIClient bool
}

// isSame tells whether two are the same, whatever they are called by now.
func (p Principal) isSame(other Principal) bool {
	return p.UID == other.UID && p.APIClient == other.APIClient
}

// principal is whoever acts, to be written down.
func (tx *Tx) principal() Principal {
	return Principal{UID: tx.Actor.UID, Name: tx.Actor.Name, APIClient: tx.Actor.APIClient}
}

// PrincipalID is the id by which clients know a principal: for an API client, the one that it signs in with in this tenant.
func (tx *Tx) PrincipalID(p Principal) string { return tx.credential(p.UID, p.APIClient) }

// CreatorOf finds the user that a principal is, as far as the actor reaches. The zero User is an API client, or somebody else.
func (tx *Tx) CreatorOf(p Principal) (User, bool) {
	u, ok := tx.UserOf(p)
	if !ok || !tx.Sees(u.OrgID) {
		return User{}, false
	}
	return u, true
}

// UserOf finds the user that a principal is; an API client is none.
func (tx *Tx) UserOf(p Principal) (User, bool) {
	if p.APIClient {
		return User{}, false
	}
	return users.One(tx.Tx, "uid", store.Str(p.UID))
}

// HoldPolicy says what a legal hold preserves.
type HoldPolicy struct {
	ID        int64
	UID, Name string
	// Content is opaque to the clients; nil when none was given. Replaced, never written to.
	Content           map[string]any
	Creator           Principal
	Created, Modified time.Time
}

var holdPolicies = store.NewTable("holdpolicy", func(p HoldPolicy) store.Key { return store.Int(p.ID) },
	store.Index[HoldPolicy]{Name: "uid", Unique: true, Keys: func(p HoldPolicy) []store.Key { return []store.Key{store.Str(p.UID)} }})

// CreateHoldPolicy adds a policy. The content may be nil.
func (tx *Tx) CreateHoldPolicy(name string, content map[string]any) (HoldPolicy, error) {
	if err := checkHoldName(name); err != nil {
		return HoldPolicy{}, err
	}
	if err := tx.mustReachSomething("a legal hold policy"); err != nil {
		return HoldPolicy{}, err
	}
	p := HoldPolicy{
		ID: int64(tx.Next("holdpolicy")), UID: tx.newUID("holdpolicy"), Name: strings.TrimSpace(name), Content: content,
		Creator: tx.principal(), Created: tx.Now, Modified: tx.Now,
	}
	if err := holdPolicies.Put(tx.Tx, p); err != nil {
		return HoldPolicy{}, err
	}
	return p, tx.audit("legal_hold_policy_created", User{})
}

func checkHoldName(name string) error {
	if strings.TrimSpace(name) == "" {
		return fail.New(fail.Invalid, "SYSTEM", "A name is required").Because("name is missing or blank")
	}
	return nil
}

// HoldPolicyByUID finds a policy.
func (tx *Tx) HoldPolicyByUID(uid string) (HoldPolicy, error) {
	p, ok := holdPolicies.One(tx.Tx, "uid", store.Str(uid))
	if !ok || tx.reach().nothing() {
		return HoldPolicy{}, notHeld("no legal hold policy has the uid %q", uid)
	}
	return p, nil
}

// notHeld is the vendor's one answer to what does not exist and to what the caller may not see: a 403, which py42 turns into
// Py42LegalHoldNotFoundOrPermissionDeniedError.
func notHeld(format string, args ...any) error {
	return fail.New(fail.Forbidden, "SYSTEM", "The legal hold was not found, or you do not have permission to it").Because(format, args...)
}

// HoldPolicies lists the policies, the oldest first. They say what is preserved, not of whom, so whoever reaches anything sees them.
func (tx *Tx) HoldPolicies() []HoldPolicy {
	if tx.reach().nothing() {
		return []HoldPolicy{}
	}
	return slices.AppendSeq([]HoldPolicy{}, holdPolicies.All(tx.Tx))
}

// Matter is one legal hold: a policy that applies to its custodians while it is active.
type Matter struct {
	ID                         int64
	UID, Name                  string
	Description, Notes, ExtRef *string
	PolicyUID                  string
	Active                     bool
	Creator                    Principal
	Created, Modified          time.Time
}

var matters = store.NewTable("matter", func(m Matter) store.Key { return store.Int(m.ID) },
	store.Index[Matter]{Name: "uid", Unique: true, Keys: func(m Matter) []store.Key { return []store.Key{store.Str(m.UID)} }},
	store.Index[Matter]{Name: "active", Keys: func(m Matter) []store.Key { return []store.Key{store.Flag(m.Active)} }},
	store.Index[Matter]{Name: "creator", Keys: func(m Matter) []store.Key { return []store.Key{m.Creator.key()} }},
	store.Index[Matter]{Name: "reference", Keys: func(m Matter) []store.Key {
		if m.ExtRef == nil {
			return nil
		}
		return []store.Key{store.Str(*m.ExtRef)}
	}},
	store.Glance[Matter](func(m Matter) string { return glanceOf(&m.Name) }))

// NewMatter is what creating a matter takes.
type NewMatter struct {
	Name, PolicyUID            string
	Description, Notes, ExtRef *string
}

// CreateMatter adds an active matter without custodians; whoever acts is its creator. That two may have the same name, and that
// an unknown policy is a 400, like wherever a body names something unknown, is inferred.
func (tx *Tx) CreateMatter(n NewMatter) (Matter, error) {
	if err := checkHoldName(n.Name); err != nil {
		return Matter{}, err
	}
	if err := tx.mustReachSomething("a legal hold"); err != nil {
		return Matter{}, err
	}
	if _, ok := holdPolicies.One(tx.Tx, "uid", store.Str(n.PolicyUID)); !ok {
		return Matter{}, fail.New(fail.Invalid, "SYSTEM", "Legal hold policy was not found").Because("no legal hold policy has the uid %q", n.PolicyUID)
	}
	m := Matter{
		ID: int64(tx.Next("matter")), UID: tx.newUID("matter"), Name: strings.TrimSpace(n.Name), Description: n.Description, Notes: n.Notes,
		ExtRef: n.ExtRef, PolicyUID: n.PolicyUID, Active: true, Creator: tx.principal(), Created: tx.Now, Modified: tx.Now,
	}
	if err := matters.Put(tx.Tx, m); err != nil {
		return Matter{}, err
	}
	if err := tx.holdEvent(HoldCreated, m, HoldMembership{}); err != nil {
		return Matter{}, err
	}
	return m, tx.audit("legal_hold_matter_created", User{})
}

// MatterByUID finds a matter, active or not.
func (tx *Tx) MatterByUID(uid string) (Matter, error) {
	m, ok := matters.One(tx.Tx, "uid", store.Str(uid))
	switch {
	case !ok:
		return Matter{}, notHeld("no legal hold matter has the uid %q", uid)
	case !tx.reachesMatter(m):
		return Matter{}, notHeld("%s did not create legal hold matter %s, and has roles that are bound to an organization", tx.Actor.Name, uid)
	}
	return m, nil
}

// reachesMatter tells whether a matter is the actor's business. A matter belongs to no organization; that those who are bound to
// one reach the matters which they have made themselves is inferred.
func (tx *Tx) reachesMatter(m Matter) bool {
	reach := tx.reach()
	return reach.everything || !reach.nothing() && m.Creator.isSame(tx.principal())
}

// MatterFilter narrows a list of matters; empty fields do not. Name is looked for within names (py42's documentation), ExtRef is
// compared whole.
type MatterFilter struct {
	CreatorID         string // as PrincipalID gives it
	Active            *bool
	UID, Name, ExtRef string
}

// Matters lists matters, the oldest first.
func (tx *Tx) Matters(f MatterFilter, page Page) ([]Matter, int) {
	q := matters.Query(tx.Tx)
	if f.CreatorID != "" {
		q.In(matters.Span(tx.Tx, "creator", tx.creatorKey(f.CreatorID)), func(m Matter) bool { return tx.PrincipalID(m.Creator) == f.CreatorID })
	}
	if f.UID != "" {
		q.In(matters.Span(tx.Tx, "uid", store.Str(f.UID)), func(m Matter) bool { return m.UID == f.UID })
	}
	if f.Active != nil {
		q.In(matters.Span(tx.Tx, "active", store.Flag(*f.Active)), func(m Matter) bool { return m.Active == *f.Active })
	}
	if f.ExtRef != "" {
		q.In(matters.Span(tx.Tx, "reference", store.Str(f.ExtRef)), func(m Matter) bool { return m.ExtRef != nil && *m.ExtRef == f.ExtRef })
	}
	if f.Name != "" {
		q.Seen(strings.ToLower(f.Name))
	}
	if !tx.reach().everything {
		q.In(matters.Span(tx.Tx, "creator", tx.principal().key()), tx.reachesMatter)
	}
	return q.Page(page.part())
}

// key is where what a principal has made stands in an index.
func (p Principal) key() store.Key { return store.Join(store.Str(p.UID), store.Flag(p.APIClient)) }

// creatorKey is the key of the principal whom clients know by an id, or its beginning where one id may be that of a user and of an API
// client: in the default tenant, where no tag tells an API client's.
func (tx *Tx) creatorKey(id string) store.Key {
	tag := tx.world.Tag
	if tag == "" {
		return store.Str(id)
	}
	uid, isClient := strings.CutSuffix(id, "-"+tag)
	return Principal{UID: uid, APIClient: isClient}.key()
}

// DeactivateMatter closes a matter and ends its memberships for good: py42's integration suite deactivates a custodian after
// having reactivated the matter. It may be repeated; DeactivateMatterOnce may not. Who does not reach all who are held is refused,
// which is inferred.
func (tx *Tx) DeactivateMatter(uid string) error {
	m, err := tx.MatterByUID(uid)
	if err != nil || !m.Active {
		return err
	}
	for member := range holdMemberships.Scan(tx.Tx, "matter", store.Int(m.ID)) {
		if err := tx.Wanted(); err != nil {
			return err
		}
		if member.Active && !tx.Sees(tx.CustodianOf(member).OrgID) {
			return tx.outOfReach("a custodian of matter " + strconv.Quote(uid))
		}
		if err := tx.endMembershipTx(m, member); err != nil {
			return err
		}
	}
	if err := tx.setMatterActiveTx(m, false, HoldDeactivated); err != nil {
		return err
	}
	return tx.audit("legal_hold_matter_deactivated", User{})
}

// ReactivateMatter opens a matter again, without its former custodians. It may be repeated; ReactivateMatterOnce may not.
func (tx *Tx) ReactivateMatter(uid string) error {
	m, err := tx.MatterByUID(uid)
	if err != nil || m.Active {
		return err
	}
	if err := tx.setMatterActiveTx(m, true, HoldReactivated); err != nil {
		return err
	}
	return tx.audit("legal_hold_matter_reactivated", User{})
}

func (tx *Tx) setMatterActiveTx(m Matter, active bool, what HoldEventType) error {
	m, err := matters.Change(tx.Tx, store.Int(m.ID), func(m *Matter) error { m.Active, m.Modified = active, tx.Now; return nil })
	if err != nil {
		return err
	}
	return tx.holdEvent(what, m, HoldMembership{})
}

// DeactivateMatterOnce is DeactivateMatter as API clients know it: it refuses a matter that is closed already.
func (tx *Tx) DeactivateMatterOnce(uid string) error {
	m, err := tx.MatterByUID(uid)
	if err != nil {
		return err
	}
	if !m.Active {
		return fail.New(fail.Invalid, "ALREADY_DEACTIVATED", "The legal hold is deactivated already").Because("matter %q is inactive", uid)
	}
	return tx.DeactivateMatter(uid)
}

// ReactivateMatterOnce is ReactivateMatter as API clients know it: it refuses a matter that is open.
func (tx *Tx) ReactivateMatterOnce(uid string) error {
	m, err := tx.MatterByUID(uid)
	if err != nil {
		return err
	}
	if m.Active {
		return fail.New(fail.Invalid, "ALREADY_ACTIVE", "The legal hold is active already").Because("matter %q is active", uid)
	}
	return tx.ReactivateMatter(uid)
}
