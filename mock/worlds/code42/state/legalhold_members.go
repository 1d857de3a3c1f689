package state

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
)

// HoldMembership makes a user a custodian of a matter. There is one for each pair of the two, which is why adding a former
// custodian again is called MembershipReactivated; that its uid stays the same is inferred from that name.
type HoldMembership struct {
	ID                int64
	UID               string
	MatterID, UserID  int64
	Active            bool // then the matter is active too: closing it ends its memberships
	Created, Modified time.Time
	Called            string  // what the custodian is looked for by; changes with the user
	Above             []int64 // as the custodian's
}

var holdMemberships = store.NewTable("holdmembership", func(m HoldMembership) store.Key { return store.Int(m.ID) },
	store.Index[HoldMembership]{Name: "uid", Unique: true, Keys: func(m HoldMembership) []store.Key { return []store.Key{store.Str(m.UID)} }},
	store.Index[HoldMembership]{Name: "matter", Keys: func(m HoldMembership) []store.Key { return []store.Key{store.Int(m.MatterID)} }},
	store.Index[HoldMembership]{Name: "standing", Keys: func(m HoldMembership) []store.Key {
		return []store.Key{store.Join(store.Int(m.MatterID), store.Flag(m.Active))}
	}},
	store.Index[HoldMembership]{Name: "under", Keys: func(m HoldMembership) []store.Key { return orgKeys(m.Above, store.Int(m.MatterID)) }},
	store.Index[HoldMembership]{Name: "standingunder", Keys: func(m HoldMembership) []store.Key {
		return orgKeys(m.Above, store.Int(m.MatterID), store.Flag(m.Active))
	}},
	store.Index[HoldMembership]{Name: "held", Keys: func(m HoldMembership) []store.Key {
		if !m.Active {
			return nil
		}
		return orgKeys(everywhereAnd(m.Above))
	}},
	store.Index[HoldMembership]{Name: "user", Keys: func(m HoldMembership) []store.Key { return []store.Key{store.Int(m.UserID)} }},
	store.Index[HoldMembership]{Name: "pair", Unique: true, Keys: func(m HoldMembership) []store.Key { return []store.Key{pairKey(m.MatterID, m.UserID)} }},
	store.Glance[HoldMembership](func(m HoldMembership) string { return m.Called }))

func pairKey(a, b int64) store.Key { return store.Join(store.Int(a), store.Int(b)) }

// MatterOf finds the matter that a membership is of.
func (tx *Tx) MatterOf(m HoldMembership) Matter {
	matter, _ := matters.Get(tx.Tx, store.Int(m.MatterID))
	return matter
}

// CustodianOf finds the user whom a membership is about.
func (tx *Tx) CustodianOf(m HoldMembership) User {
	u, _ := users.Get(tx.Tx, userKey(m.UserID))
	return u
}

// AddToMatter makes a user a custodian. Inferred: a deactivated user can become one and stays deactivated; a closed matter takes
// nobody; both refusals, of that and of an unknown user, are 400s.
func (tx *Tx) AddToMatter(matterUID, userUID string) (HoldMembership, error) {
	matter, err := tx.MatterByUID(matterUID)
	if err != nil {
		return HoldMembership{}, err
	}
	u, ok := users.One(tx.Tx, "uid", store.Str(userUID))
	if !ok {
		return HoldMembership{}, fail.New(fail.Invalid, "SYSTEM", "User not found").Because("no user has the userUid %q", userUID)
	}
	if !tx.Sees(u.OrgID) {
		return HoldMembership{}, tx.outOfReach("user " + strconv.Quote(userUID))
	}
	former, known := holdMemberships.One(tx.Tx, "pair", pairKey(matter.ID, u.ID))
	switch {
	case known && former.Active:
		return HoldMembership{}, fail.New(fail.Invalid, "USER_ALREADY_IN_HOLD", "The user is already in the legal hold").
			Because("user %q is an active custodian of matter %q", userUID, matterUID)
	case !matter.Active:
		return HoldMembership{}, fail.New(fail.Invalid, "SYSTEM", "The legal hold is not active").Because("matter %q is deactivated", matterUID)
	}
	m := HoldMembership{MatterID: matter.ID, UserID: u.ID, Active: true, Created: tx.Now, Modified: tx.Now, Called: u.calledAsCustodian(), Above: u.Above}
	what := MembershipCreated
	if known {
		m.ID, m.UID, m.Created, what = former.ID, former.UID, former.Created, MembershipReactivated
	} else {
		m.ID, m.UID = int64(tx.Next("holdmembership")), tx.newUID("holdmembership")
	}
	if err := holdMemberships.Put(tx.Tx, m); err != nil {
		return HoldMembership{}, err
	}
	if err := tx.holdEvent(what, matter, m); err != nil {
		return HoldMembership{}, err
	}
	return m, tx.audit("legal_hold_user_added", u)
}

// reachesMembership tells whether both the matter and the custodian are the actor's business. That whoever made a matter does not see
// those of its custodians who are beyond the organization that the actor is bound to is inferred.
func (tx *Tx) reachesMembership(m HoldMembership) bool {
	return tx.reachesMatter(tx.MatterOf(m)) && tx.Sees(tx.CustodianOf(m).OrgID)
}

// HoldMembershipByUID finds a membership of a matter that the actor reaches. That an unknown one is a 403 in both variants is
// inferred: the client for API clients expects it.
func (tx *Tx) HoldMembershipByUID(uid string) (HoldMembership, error) {
	m, ok := holdMemberships.One(tx.Tx, "uid", store.Str(uid))
	if !ok {
		return HoldMembership{}, notHeld("no legal hold membership has the uid %q", uid)
	}
	if !tx.reachesMembership(m) {
		return HoldMembership{}, notHeld("the matter or the custodian of legal hold membership %q is out of the reach of %s", uid, tx.Actor.Name)
	}
	return m, nil
}

// RemoveFromMatter ends a membership, which stays on record; it may be repeated.
func (tx *Tx) RemoveFromMatter(membershipUID string) error {
	m, err := tx.HoldMembershipByUID(membershipUID)
	if err != nil || !m.Active {
		return err
	}
	if err := tx.endMembershipTx(tx.MatterOf(m), m); err != nil {
		return err
	}
	return tx.audit("legal_hold_user_removed", tx.CustodianOf(m))
}

func (tx *Tx) endMembershipTx(matter Matter, m HoldMembership) error {
	if !m.Active {
		return nil
	}
	m, err := holdMemberships.Change(tx.Tx, store.Int(m.ID), func(m *HoldMembership) error { m.Active, m.Modified = false, tx.Now; return nil })
	if err != nil {
		return err
	}
	return tx.holdEvent(MembershipDeactivated, matter, m)
}

// MembershipFilter narrows a list of memberships; empty fields do not. Any is looked for within the custodian's username, email,
// external reference and last name (py42's documentation).
type MembershipFilter struct {
	UID, MatterUID, UserUID, Any string
	Active                       *bool
}

// HoldMemberships lists memberships, the oldest first. One criterion besides the state is required; what matches nothing finds
// nothing, whatever kind of id it is. The refusal's words are those of py42's issue 228.
func (tx *Tx) HoldMemberships(f MembershipFilter, page Page) ([]HoldMembership, int, error) {
	q := holdMemberships.Query(tx.Tx)
	if f.UID == "" && f.MatterUID == "" && f.UserUID == "" && f.Any == "" {
		return nil, 0, fail.New(fail.Invalid, "SYSTEM",
			"Invalid request: SYSTEM com.code42.core.BuilderException: "+
				"At least one criteria must be specified; holdMembershipUid, holdUid, userUid, or userSearch").
			Because("none of the membership's, the matter's and the user's uid is given, nor a text to look for")
	}
	if f.UID != "" {
		q.In(holdMemberships.Span(tx.Tx, "uid", store.Str(f.UID)), func(m HoldMembership) bool { return m.UID == f.UID })
	}
	if f.UserUID != "" {
		u, _ := users.One(tx.Tx, "uid", store.Str(f.UserUID)) // no membership is of user 0
		q.In(holdMemberships.Span(tx.Tx, "user", store.Int(u.ID)), func(m HoldMembership) bool { return m.UserID == u.ID })
	}
	if f.MatterUID != "" {
		tx.ofMatter(q, f)
	} else {
		if f.Active != nil {
			q.If(func(m HoldMembership) bool { return m.Active == *f.Active })
		}
		if !tx.reach().everything {
			q.If(tx.reachesMembership)
		}
	}
	if f.Any != "" {
		q.Seen(strings.ToLower(f.Any))
	}
	items, total := q.Page(page.part())
	return items, total, nil
}

// ofMatter narrows a list to the memberships of a matter, in one of the two states or in both.
func (tx *Tx) ofMatter(q *store.Query[HoldMembership], f MembershipFilter) {
	matter, _ := matters.One(tx.Tx, "uid", store.Str(f.MatterUID)) // no membership is of matter 0
	if !tx.reachesMatter(matter) {
		matter.ID = 0
	}
	index, key := "matter", store.Int(matter.ID)
	if f.Active != nil {
		index, key = "standing", store.Join(key, store.Flag(*f.Active))
	}
	reach := tx.reach()
	if !reach.everything {
		index, key = map[string]string{"matter": "under", "standing": "standingunder"}[index], store.Join(store.Int(reach.top), key)
	}
	q.In(holdMemberships.Span(tx.Tx, index, key), func(m HoldMembership) bool {
		return m.MatterID == matter.ID && (f.Active == nil || m.Active == *f.Active) && reach.has(m.Above)
	})
}

// calledAsCustodian is what a custodian is looked for by; unlike in lists of users, the first name is not.
func (u User) calledAsCustodian() string {
	return glanceOf(&u.Username, &u.Email, u.ExtRef, u.LastName)
}

// keepCustodianTx keeps in a user's memberships what the user is called, and where the user is.
func (tx *Tx) keepCustodianTx(u User) error {
	for m := range holdMemberships.Scan(tx.Tx, "user", store.Int(u.ID)) {
		if m.Called == u.calledAsCustodian() && slices.Equal(m.Above, u.Above) {
			return nil // so it is in all of them
		}
		m.Called, m.Above = u.calledAsCustodian(), u.Above
		if err := holdMemberships.Put(tx.Tx, m); err != nil {
			return err
		}
	}
	return nil
}

// heldBy finds an active matter that a user is an active custodian of.
func (tx *Tx) heldBy(userID int64) (Matter, bool) {
	for m := range holdMemberships.Scan(tx.Tx, "user", store.Int(userID)) {
		if m.Active {
			return tx.MatterOf(m), true
		}
	}
	return Matter{}, false
}

// mustNotBeHeld refuses to put a custodian, or a custodian's device, out of service.
func (tx *Tx) mustNotBeHeld(u User) error {
	matter, held := tx.heldBy(u.ID)
	if !held {
		return nil
	}
	refused := fail.New(fail.Invalid, "ACTIVE_LEGAL_HOLD", "The user is in an active legal hold")
	if !tx.reachesMatter(matter) {
		return refused.Because("%q is a custodian of an active matter", u.Username)
	}
	return refused.Because("%q is a custodian of the active matter %q, %q", u.Username, matter.UID, matter.Name)
}

// Held tells whether a user is a custodian of an active matter, whom nobody can deactivate.
func (tx *Tx) Held(u User) bool {
	_, held := tx.heldBy(u.ID)
	return held
}

// nobodyHeldIn refuses to put an organization out of service that has a custodian in it or below it.
func (tx *Tx) nobodyHeldIn(o Org) error {
	m, ok := holdMemberships.One(tx.Tx, "held", store.Int(o.reach().group()))
	if !ok {
		return nil
	}
	return tx.mustNotBeHeld(tx.CustodianOf(m))
}
