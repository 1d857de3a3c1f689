package state

import (
	"cmp"
	"errors"
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
)

// User is a person with an account in the tenant.
type User struct {
	ID                                  int64
	UID                                 string
	Username, Email                     string
	FirstName, LastName, Notes, ExtRef  *string
	OrgID                               int64
	Above                               []int64 // that organization and those above it, but for the root
	Password                            string
	Seeded                              bool // the password came with the seed, so a fork's tag belongs to it
	Made                                bool // by a client, not by the seed
	Login                               LoginType
	TOTPSecret                          string // base32; only with LoginLocal2FA
	Active, Blocked, Invited, EmailOpts bool
	Quota                               int64 // bytes; -1 is unlimited
	Serving                             int   // devices of the user's that are in service
	Roles                               []string
	Licenses                            []string
	CloudAliases                        []string
	Person                              Person
	UsernameIsAnEmail                   *bool // nil until the first change, as published answers show it
	Created, Modified                   time.Time
}

// Person is what a directory knows of a user, as SCIM provisioning would have brought it.
type Person struct {
	Title, Department, Division, Locality, Region, Country, EmployeeType, ManagerUID *string
}

// Status is the vendor's wording of a user's, an organization's or a device's state.
func Status(active, blocked bool) string {
	status := "Active"
	if !active {
		status = "Deactivated"
	}
	if blocked {
		status += ", Blocked"
	}
	return status
}

func userKey(id int64) store.Key { return store.Int(id) }

var users = store.NewTable("user", func(u User) store.Key { return userKey(u.ID) },
	store.Index[User]{Name: "uid", Unique: true, Keys: func(u User) []store.Key { return []store.Key{store.Str(u.UID)} }},
	store.Index[User]{Name: "username", Unique: true, Keys: func(u User) []store.Key { return []store.Key{store.Fold(u.Username)} }},
	store.Index[User]{Name: "org", Keys: func(u User) []store.Key { return []store.Key{store.Int(u.OrgID)} }},
	store.Index[User]{Name: "under", Keys: func(u User) []store.Key { return orgKeys(u.Above) }},
	store.Index[User]{Name: "active", Keys: func(u User) []store.Key { return []store.Key{store.Flag(u.Active)} }},
	store.Index[User]{Name: "email", Keys: func(u User) []store.Key { return []store.Key{store.Fold(u.Email)} }},
	store.Index[User]{Name: "role", Keys: func(u User) (keys []store.Key) {
		for _, id := range u.Roles {
			keys = append(keys, store.Str(id))
		}
		return keys
	}},
	store.Sums[User]{Name: "holders", Of: func(u User) (groups []store.Key, adds store.Amounts) {
		for _, id := range u.Roles {
			groups = append(groups, orgKeys(u.Above, store.Str(id))...)
		}
		return groups, store.Amounts{1}
	}},
	store.Sums[User]{Name: "licensed", Of: func(u User) ([]store.Key, store.Amounts) {
		if !u.Active || u.Serving == 0 {
			return nil, store.Amounts{}
		}
		return orgKeys(everywhereAnd(u.Above)), store.Amounts{1}
	}},
	store.Index[User]{Name: "person", Keys: func(u User) []store.Key { return u.Person.keys() }},
	store.Secrets[User](func(u User) []string { return secrets(u.Password, u.TOTPSecret) }),
	store.Glance[User](func(u User) string { return glanceOf(&u.Username, &u.Email, u.FirstName, u.LastName) }))

// NewUser is what creating a user takes. Zero ID and UID are allocated.
type NewUser struct {
	ID                         int64
	UID                        string
	OrgUID                     string
	OrgID                      int64 // where OrgUID is empty
	Username                   string
	Email, Password            *string
	FirstName, LastName, Notes *string
}

const firstUserID = 20000

// CreateUser adds a user to an organization, with the default roles.
// Vendor's errors: USER_DUPLICATE and EMAIL_INVALID answer 500.
func (tx *Tx) CreateUser(n NewUser) (User, error) {
	org, err := tx.orgOfNew(n)
	if err != nil {
		return User{}, err
	}
	u := User{
		UID: n.UID, Username: strings.TrimSpace(n.Username), OrgID: org.ID, Above: tx.above(org.ID), FirstName: n.FirstName, LastName: n.LastName,
		Notes: n.Notes, Login: LoginLocal, Active: true, Invited: n.Password == nil, EmailOpts: true, Quota: unlimited, Made: tx.Actor.UID != "" && !tx.Actor.Unlogged,
		Roles: slices.Clone(DefaultRoles), Licenses: []string{"admin.securityTools"}, Created: tx.Now, Modified: tx.Now,
	}
	u.Email = u.Username
	if n.Email != nil {
		u.Email = *n.Email
	}
	if n.Password != nil {
		u.Password = *n.Password
	}
	if err := checkUser(u, "EMAIL_INVALID", n.Password); err != nil {
		return User{}, err
	}
	if u.ID, err = pickID(tx, users, n.ID, "user", firstUserID); err != nil {
		return User{}, err
	}
	if u.UID == "" {
		u.UID = tx.newUID("user")
	}
	u.CloudAliases = []string{u.Username}
	if err := tx.putUser(u); err != nil {
		return User{}, err
	}
	return u, tx.audit("user_created", u)
}

// orgOfNew finds the organization that a new user is for. That an unknown one is a 400 is inferred.
func (tx *Tx) orgOfNew(n NewUser) (Org, error) {
	org, ok := orgs.One(tx.Tx, "uid", store.Str(n.OrgUID))
	unknown := fail.New(fail.Invalid, "SYSTEM", "Organization was not found").Because("no organization has the orgUid %q", n.OrgUID)
	if n.OrgUID == "" {
		org, ok = orgs.Get(tx.Tx, orgKey(n.OrgID))
		unknown = fail.New(fail.Invalid, "SYSTEM", "Organization was not found").Because("no organization has the orgId %d, and orgUid is not given", n.OrgID)
	}
	if !ok {
		return Org{}, unknown
	}
	if !tx.Sees(org.ID) {
		return Org{}, tx.outOfReach("organization " + strconv.Quote(cmp.Or(n.OrgUID, strconv.FormatInt(n.OrgID, 10))))
	}
	return org, nil
}

func (tx *Tx) putUser(u User) error {
	err := users.Put(tx.Tx, u)
	tx.mayHaveNewLogin(u, err)
	return duplicateUser(err, u.Username)
}

// duplicateUser words the store's refusal of a taken username in the vendor's way.
func duplicateUser(err error, username string) error {
	var duplicate *store.Duplicate
	if !errors.As(err, &duplicate) || duplicate.Index != "username" {
		return err
	}
	return fail.New(fail.Internal, "USER_DUPLICATE", "A user with this username exists already").
		Because("username %q is taken; usernames are compared without regard to case", username)
}

const (
	unlimited   = -1
	maxUsername = 255
	minPassword = 8
	maxPassword = 100
)

// checkUser holds a user against the vendor's rules. All of these refusals are 500s: py42 tells them apart by the code, but for a
// username that is no e-mail address, whose code a creation does not share with an update.
func checkUser(u User, notAnEmail string, password *string) error {
	switch {
	case u.Username == "" || utf8.RuneCountInString(u.Username) > maxUsername || strings.ContainsFunc(u.Username, illegalInName):
		return fail.New(fail.Internal, "INVALID_USERNAME", "The username is invalid").
			Because("a username has 1 to %d characters, no blanks, control characters, or any of <>\"", maxUsername)
	case !isEmail(u.Username):
		return fail.New(fail.Internal, notAnEmail, "The username must be an email address").
			Because("%q is not an email address", u.Username)
	case u.Email != "" && !isEmail(u.Email):
		return fail.New(fail.Internal, "EMAIL_INVALID", "The email address is invalid").Because("%q is not an email address", u.Email)
	case password != nil && !isPassword(*password):
		return fail.New(fail.Internal, "NEW_PASSWORD_INVALID", "The new password is invalid").
			Because("a password has %d to %d characters and no blanks at its ends (limits inferred)", minPassword, maxPassword)
	}
	return nil
}

func isPassword(s string) bool {
	length := utf8.RuneCountInString(s)
	return length >= minPassword && length <= maxPassword && strings.TrimSpace(s) == s
}

func illegalInName(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune(`<>"`, r)
}

func isEmail(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s
}

// UserChange holds the new values of an update; nil leaves a value as it is.
type UserChange struct {
	Username, Email, Password, FirstName, LastName, Notes *string
	Quota                                                 *int64
}

// signsIn tells whether a change is about what the user signs in with, or gets a forgotten password with.
func (c UserChange) signsIn(u User) bool {
	other := func(value *string, was string) bool { return value != nil && *value != was }
	return c.Password != nil || other(c.Username, u.Username) || other(c.Email, u.Email)
}

// UpdateUser changes a user's own attributes. What a user signs in with can only be changed by who has no fewer rights.
func (tx *Tx) UpdateUser(uid string, c UserChange) (User, error) {
	if c.Quota != nil && *c.Quota < unlimited {
		return User{}, fail.New(fail.Invalid, "", "Invalid request").Because("quotaInBytes %d is less than %d, which is unlimited", *c.Quota, unlimited)
	}
	found, err := tx.UserByUID(uid)
	if err != nil {
		return User{}, err
	}
	if c.signsIn(found) {
		if err := tx.mustCover(found, found.Roles, found.OrgID); err != nil {
			return User{}, err
		}
	}
	u, err := tx.changeUser(found.ID, func(u *User) error {
		if c.Username != nil {
			u.CloudAliases = renamedAlias(u.CloudAliases, u.Username, *c.Username)
			u.Username = *c.Username
		}
		if c.Email != nil && tx.isTaken(*c.Email, *u) {
			return fail.New(fail.Internal, "EMAIL_INVALID", "The email address is invalid").Because("%q is another user's email address", *c.Email)
		}
		set(&u.Email, c.Email)
		set(&u.Quota, c.Quota)
		setOptional(&u.FirstName, c.FirstName)
		setOptional(&u.LastName, c.LastName)
		setOptional(&u.Notes, c.Notes)
		if c.Password != nil {
			u.Password, u.Seeded, u.Invited = *c.Password, false, false
		}
		return checkUser(*u, "USERNAME_NOT_AN_EMAIL", c.Password)
	})
	if err != nil {
		return User{}, err
	}
	return u, tx.audit("user_updated", u)
}

func set[T any](field *T, value *T) {
	if value != nil {
		*field = *value
	}
}

func setOptional[T any](field **T, value *T) {
	if value != nil {
		*field = value
	}
}

// changeUser applies a change to the stored row and stamps it.
func (tx *Tx) changeUser(id int64, change func(*User) error) (User, error) {
	var wanted string
	yes := true
	u, err := users.Change(tx.Tx, userKey(id), func(u *User) error {
		u.Modified, u.UsernameIsAnEmail = tx.Now, &yes
		err := change(u)
		wanted = u.Username
		return err
	})
	tx.mayHaveNewLogin(u, err)
	if err != nil {
		return u, duplicateUser(err, wanted)
	}
	return u, tx.keepCustodianTx(u)
}

// UserByUID finds a user by the 18-digit id.
func (tx *Tx) UserByUID(uid string) (User, error) {
	u, ok := users.One(tx.Tx, "uid", store.Str(uid))
	return tx.foundUser(u, ok, "userUid", uid)
}

// UserByID finds a user by the numeric id, which may come as text.
func (tx *Tx) UserByID(id string) (User, error) {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return tx.foundUser(User{}, false, "userId", id)
	}
	u, ok := users.Get(tx.Tx, userKey(n))
	return tx.foundUser(u, ok, "userId", id)
}

func (tx *Tx) foundUser(u User, ok bool, by, value string) (User, error) {
	if !ok {
		return User{}, fail.New(fail.NotFound, "SYSTEM", "User not found").Because("no user has the %s %q", by, value)
	}
	if !tx.Sees(u.OrgID) {
		return User{}, tx.outOfReach("the user with the " + by + " " + strconv.Quote(value))
	}
	return u, nil
}

// SetBlocked blocks or unblocks a user; it may be repeated. A blocked user cannot sign in. Only who has no fewer rights lets the user
// in again.
func (tx *Tx) SetBlocked(uid string, blocked bool) error {
	u, err := tx.UserByUID(uid)
	if err != nil || u.Blocked == blocked {
		return err
	}
	if !blocked {
		if err := tx.mustCover(u, u.Roles, u.OrgID); err != nil {
			return err
		}
	}
	if _, err := tx.changeUser(u.ID, func(u *User) error { u.Blocked = blocked; return nil }); err != nil {
		return err
	}
	return tx.audit(map[bool]string{true: "user_blocked", false: "user_unblocked"}[blocked], u)
}

// DeactivateUser takes a user out of service, and the user's devices with it; it may be repeated. A custodian of an active legal
// hold has to stay; a user who became one while deactivated stays so. The user's profile and places on watchlists remain.
func (tx *Tx) DeactivateUser(uid string, block bool) error {
	u, err := tx.UserByUID(uid)
	if err != nil {
		return err
	}
	if u.Active {
		if err := tx.mustNotBeHeld(u); err != nil {
			return err
		}
	} else if u.Blocked || !block {
		return tx.deactivateDevicesTx(u.ID) // those that were added since
	}
	if err := tx.deactivateUserTx(u, block); err != nil {
		return err
	}
	return tx.audit("user_deactivated", u)
}

func (tx *Tx) deactivateUserTx(u User, block bool) error {
	if _, err := tx.changeUser(u.ID, func(u *User) error {
		u.Active, u.Blocked = false, u.Blocked || block
		return nil
	}); err != nil {
		return err
	}
	return tx.deactivateDevicesTx(u.ID)
}

// ActivateUser puts a user back into service, if the actor has no fewer rights; the user's devices stay as they are.
func (tx *Tx) ActivateUser(uid string, unblock bool) error {
	u, err := tx.UserByUID(uid)
	if err != nil || u.Active && !(u.Blocked && unblock) {
		return err
	}
	if err := tx.mustCover(u, u.Roles, u.OrgID); err != nil {
		return err
	}
	if _, err := tx.changeUser(u.ID, func(u *User) error {
		u.Active, u.Blocked = true, u.Blocked && !unblock
		return nil
	}); err != nil {
		return err
	}
	return tx.audit("user_activated", u)
}

// MoveUser puts a user into another organization; the user's devices move along, and roles that are bound to an organization reach
// that one from then on, so the actor needs their rights there, and where they end: else the user could be taken over once they reach
// less. That an unknown organization is a 400, like wherever a body names one, is inferred.
func (tx *Tx) MoveUser(uid string, orgID int64) error {
	u, err := tx.UserByUID(uid)
	if err != nil {
		return err
	}
	if _, ok := orgs.Get(tx.Tx, orgKey(orgID)); !ok {
		return fail.New(fail.Invalid, "SYSTEM", "Organization was not found").Because("no organization has the orgId %d", orgID)
	}
	if !tx.Sees(orgID) {
		return tx.outOfReach("organization " + strconv.FormatInt(orgID, 10))
	}
	if u.OrgID == orgID {
		return nil
	}
	for _, org := range []int64{u.OrgID, orgID} {
		if err := tx.mustCover(u, tx.boundOnes(u.Roles), org); err != nil {
			return err
		}
	}
	moved, err := tx.changeUser(u.ID, func(u *User) error { u.OrgID, u.Above = orgID, tx.above(orgID); return nil })
	if err != nil {
		return err
	}
	if err := tx.moveWatchedTx(moved); err != nil {
		return err
	}
	if err := tx.moveDevicesTx(u.ID, orgID); err != nil {
		return err
	}
	return tx.audit("user_moved", u)
}
