package state

import (
	"strings"
	"time"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
)

// User is a person or an application that signs in with a token.
type User struct {
	ID                                   int64
	Name, Domain                         string
	FirstName, LastName, FullName, Email string
	Department, Location                 string
	RoleID                               int64
	SuperAdmin, Locked                   bool
	HostCheck                            bool
	HostName                             string // with HostCheck: the only host that calls may come from
	Token                                string // empty: no API access
	TokenExpires                         *time.Time
	Seeded                               bool // the token came with the seed, so in a fork it ends in the fork's tag
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
	}})

// NewUser is what creating a user takes. A zero ID is allocated; API access without a Token makes one.
type NewUser struct {
	ID                                   int64
	Name                                 string // may be DOMAIN\name
	FirstName, LastName, FullName, Email string
	Department, Location, Role           string
	SuperAdmin, APIAccess, HostCheck     bool
	HostName, Token                      string
	TokenExpires                         *time.Time
}

// CreateUser adds a user. User names are compared without regard to case.
func (tx *Tx) CreateUser(n NewUser) (User, error) {
	role, ok := roles.One(tx.Tx, "name", store.Fold(n.Role))
	switch {
	case strings.TrimSpace(n.Name) == "":
		return User{}, fail.New(fail.Invalid, "", "User name is mandatory").Because("USERNAME is empty")
	case !ok:
		return User{}, fail.New(fail.NotFound, "", "No such role found").Because("no role is called %q", n.Role)
	case n.Token != "" && len(n.Token) <= tokenStem:
		return User{}, fail.New(fail.Invalid, "", "Invalid auth token").Because("a token is an upper-case UUID")
	}
	u := User{
		Name: n.Name, FirstName: n.FirstName, LastName: n.LastName, FullName: n.FullName, Email: n.Email, Department: n.Department,
		Location: n.Location, RoleID: role.ID, SuperAdmin: n.SuperAdmin, HostCheck: n.HostCheck, HostName: n.HostName,
		Token: n.Token, TokenExpires: n.TokenExpires, Seeded: tx.Actor.system,
	}
	if domain, name, ok := strings.Cut(n.Name, `\`); ok {
		u.Domain, u.Name = domain, name
	}
	if u.FullName == "" {
		u.FullName = strings.TrimSpace(n.FirstName + " " + n.LastName)
	}
	if n.APIAccess && u.Token == "" {
		u.Token = tx.newToken()
	}
	var err error
	if u.ID, err = pickID(tx, users, n.ID, "user", 1); err != nil {
		return User{}, err
	}
	if err := users.Put(tx.Tx, u); err != nil {
		return User{}, refuseDuplicate(err, fail.New(fail.Conflict, "", "User "+n.Name+" already exists").
			Because("the user name or the token is another user's; user names are compared without regard to case"))
	}
	return u, tx.auditUser("User Added", u)
}

// UserByName finds a user by login name, which may be DOMAIN\name, without regard to case.
func (tx *Tx) UserByName(login string) (User, error) {
	u, ok := users.One(tx.Tx, "login", store.Fold(login))
	if !ok {
		return User{}, fail.New(fail.NotFound, "", "No such user found").Because("no user is called %q", login)
	}
	return u, nil
}

// SetLocked locks or unlocks a user; it may be repeated. A locked user's token is refused (inferred).
func (tx *Tx) SetLocked(login string, locked bool) error {
	u, err := tx.UserByName(login)
	if err != nil || u.Locked == locked {
		return err
	}
	if u, err = users.Change(tx.Tx, userKey(u.ID), func(u *User) error { u.Locked = locked; return nil }); err != nil {
		return err
	}
	return tx.auditUser(map[bool]string{true: "User Locked", false: "User Unlocked"}[locked], u)
}

// loginOf is what lists show for a user's id; a user who is gone has no name.
func (tx *Tx) loginOf(id int64) string {
	u, _ := users.Get(tx.Tx, userKey(id))
	return u.Login()
}
