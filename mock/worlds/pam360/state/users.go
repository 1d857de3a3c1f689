package state

import (
	"strings"
	"time"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/page"
	"github.com/understudy/understudy/mock/internal/store"
)

// User is a person or an application that signs in with a token.
type User struct {
	ID                                   int64
	Name, Domain                         string
	FirstName, LastName, FullName, Email string
	SecondaryEmail, Language             string
	Department, Location                 string
	RoleID                               int64
	Password                             string // empty: signs in with a token only, or with a directory's password
	PolicyID                             int64  // of the password
	SuperAdmin, Locked                   bool
	APIUser, RESTAccess, SDKAccess       bool
	WebAccess, MobileAccess              bool
	AddonAccess, RemoteConnect           bool
	OwnerNameOption                      bool // may add resources for others
	HostCheck                            bool
	HostName                             string // with HostCheck: the only host that calls may come from
	Token                                string // empty: no REST access
	TokenExpires                         *time.Time
	Seeded                               bool       // the token came with the seed, so in a fork it ends in the fork's tag
	MFAReset                             *time.Time // nil: never
}

// Login is the name that the user is known by: DOMAIN\name for users of a directory.
func (u User) Login() string {
	if u.Domain == "" {
		return u.Name
	}
	return u.Domain + `\` + u.Name
}

func userKey(id int64) store.Key { return store.Int(id) }

var users = store.NewTable("user", func(u User) store.Key { return userKey(u.ID) },
	store.Index[User]{Name: "login", Unique: true, Keys: func(u User) []store.Key { return []store.Key{store.Fold(u.Login())} }},
	store.Index[User]{Name: "token", Unique: true, Keys: func(u User) []store.Key {
		if len(u.Token) < tokenStem {
			return nil
		}
		return []store.Key{store.Str(u.Token[:tokenStem])}
	}},
	store.Index[User]{Name: "role", Keys: func(u User) []store.Key { return []store.Key{store.Int(u.RoleID)} }},
	store.Secrets[User](User.secrets),
	store.Glance[User](func(u User) string { return glanceOf(u.Login(), u.FullName, u.Email) }), userTouches)

// UserSettings are the attributes of a user that creating and editing have in common, as clients send them; nil leaves a value as it
// is. An empty Name, FullName, Role, Password, Policy, UserGroup or Expiry leaves it too, other texts are cleared (inferred, as for resources).
type UserSettings struct {
	Name                                           *string // may be DOMAIN\name
	FirstName, LastName, FullName, Email           *string
	SecondaryEmail, Language, Department, Location *string
	Role, RoleID                                   *string
	Password, Policy                               *string
	UserGroup                                      *string // to join, by id or by name
	HostName                                       *string
	Expiry                                         *string // of the token: its last day, yyyy-MM-dd, or NeverExpires
	TokenDays                                      *int    // the same, in days from now; Expiry wins
	SuperAdmin, APIUser, RESTAccess, SDKAccess     *bool
	WebAccess, MobileAccess                        *bool
	AddonAccess, RemoteConnect                     *bool
	OwnerNameOption, HostCheck                     *bool
}

// NewUser is what creating a user takes. A zero ID is allocated; REST access without a Token makes one. What stands in UserSettings
// goes before the same attribute beside it.
type NewUser struct {
	ID                                   int64
	Name                                 string // may be DOMAIN\name
	FirstName, LastName, FullName, Email string
	Department, Location, Role           string
	SuperAdmin, APIAccess, HostCheck     bool
	HostName, Token                      string
	TokenExpires                         *time.Time
	Settings                             UserSettings
}

// defaultRole is the role of users for whom none is named (inferred).
const defaultRole = "Password User"

// CreateUser adds a user. User names are compared without regard to case. A user who will sign in neither with a token nor with a
// directory's password needs a password.
func (tx *Tx) CreateUser(n NewUser) (User, error) {
	policy, err := tx.defaultPolicy()
	if err != nil {
		return User{}, err
	}
	u := User{
		FirstName: n.FirstName, LastName: n.LastName, FullName: n.FullName, Email: n.Email, Department: n.Department,
		Location: n.Location, SuperAdmin: n.SuperAdmin, RESTAccess: n.APIAccess || n.Token != "", HostCheck: n.HostCheck, HostName: n.HostName,
		Token: n.Token, TokenExpires: n.TokenExpires, Seeded: tx.Actor.system, PolicyID: policy,
	}
	u.Domain, u.Name = splitLogin(n.Name)
	if n.Token != "" && (!LooksLikeToken(n.Token) || n.Token != strings.ToUpper(n.Token)) {
		return User{}, fail.New(fail.Invalid, "", "Invalid auth token").Because("a token is an upper-case UUID")
	}
	s := n.Settings
	if s.Role == nil && s.RoleID == nil {
		s.Role = &n.Role
		if n.Role == "" {
			role := defaultRole
			s.Role = &role
		}
	}
	if err := tx.setUser(&u, s); err != nil {
		return User{}, err
	}
	if err := tx.mayMake(User{}, u); err != nil {
		return User{}, err
	}
	if err := tx.checkUser(User{}, u, s); err != nil {
		return User{}, err
	}
	if u.Password == "" && u.Domain == "" && u.Token == "" && !tx.Actor.system {
		return User{}, fail.New(fail.Invalid, "", "Password is mandatory").Because("%q has neither REST access nor a domain", u.Name)
	}
	if u.ID, err = pickID(tx, users, n.ID, "user", 1); err != nil {
		return User{}, err
	}
	if err := tx.putUser(u); err != nil {
		return User{}, err
	}
	if err := tx.auditUser("User Added", u); err != nil {
		return User{}, err
	}
	return u, tx.joinNamed(u, s.UserGroup)
}

func splitLogin(login string) (domain, name string) {
	if domain, name, ok := strings.Cut(login, `\`); ok {
		return domain, name
	}
	return "", login
}

func (tx *Tx) putUser(u User) error {
	return refuseDuplicate(users.Put(tx.Tx, u), fail.New(fail.Conflict, "", "User "+u.Login()+" already exists").Naming(u.Login()).
		Because("the user name or the token is another user's; user names are compared without regard to case"))
}

// UserByName finds a user by login name, which may be DOMAIN\name, without regard to case.
func (tx *Tx) UserByName(login string) (User, error) {
	u, ok := users.One(tx.Tx, "login", store.Fold(login))
	if !ok {
		return User{}, noSuchUser("no user is called %q", login)
	}
	return u, nil
}

func noSuchUser(format string, args ...any) error {
	return fail.New(fail.NotFound, "", "No such user found").Because(format, args...)
}

// FindUser finds a user by id or by login name.
func (tx *Tx) FindUser(ref string) (User, error) {
	if n, ok := parseID(ref); ok {
		if u, ok := users.Get(tx.Tx, userKey(n)); ok {
			return u, nil
		}
	}
	u, err := tx.UserByName(ref)
	if err != nil {
		return User{}, noSuchUser("no user has the id or the name %q", ref)
	}
	return u, nil
}

// UserQuery narrows and cuts the list of users. Search is contained in the login name, the full name or an address, without regard to
// case; the zero query asks for everything.
type UserQuery struct {
	Search       string
	Start, Limit int // Start counts from 0; Limit 0 is no limit
}

// UserView is a line of the list of users.
type UserView struct {
	User
	Role   string
	Groups []string
}

// Users lists the users that the query asks for, by id, and how many there are in all.
func (tx *Tx) Users(q UserQuery) (list []UserView, total int, err error) {
	if q.Start < 0 || q.Limit < 0 {
		return nil, 0, fail.New(fail.Invalid, "", "Invalid start index or limit").Because("both must be 0 or more")
	}
	picked := users.Query(tx.Tx)
	if q.Search != "" {
		picked.Seen(strings.ToLower(q.Search))
	}
	rows, total := picked.Page(page.From(q.Start, q.Limit))
	for _, u := range rows {
		role, _ := roles.Get(tx.Tx, store.Int(u.RoleID))
		list = append(list, UserView{u, role.Name, tx.userGroupsOf(u)})
	}
	return list, total, nil
}

// SetLocked locks or unlocks a user; it may be repeated. A locked user's token is refused, and nobody can lock themselves (inferred).
func (tx *Tx) SetLocked(login string, locked bool) error {
	u, err := tx.UserByName(login)
	if err != nil {
		return err
	}
	if !locked { // before it is told whether the user is locked
		err = tx.mayWake(u)
	}
	switch {
	case err != nil || u.Locked == locked:
		return err
	case u.ID == tx.Actor.UserID:
		return NotPermitted("%s cannot lock themselves", tx.Actor.Name)
	}
	if u, err = users.Change(tx.Tx, userKey(u.ID), func(u *User) error { u.Locked = locked; return nil }); err != nil {
		return err
	}
	return tx.auditUser(map[bool]string{true: "User Locked", false: "User Unlocked"}[locked], u)
}

// ResetMFA makes a user set up the second factor again; it may be repeated.
func (tx *Tx) ResetMFA(login string) error {
	u, err := tx.UserByName(login)
	if err != nil {
		return err
	}
	if err := tx.mustHold(u); err != nil {
		return err
	}
	now := tx.Now
	if u, err = users.Change(tx.Tx, userKey(u.ID), func(u *User) error { u.MFAReset = &now; return nil }); err != nil {
		return err
	}
	return tx.auditUser("User MFA Reset", u)
}

// loginOf is what lists show for a user's id; a user who is gone has no name.
func (tx *Tx) loginOf(id int64) string {
	u, _ := users.Get(tx.Tx, userKey(id))
	return u.Login()
}
