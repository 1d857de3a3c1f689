package state

import (
	"slices"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
)

// LoginType is how a user signs in, in the vendor's words.
type LoginType string

// The login types that clients know.
const (
	LoginLocal     LoginType = "LOCAL"
	LoginLocal2FA  LoginType = "LOCAL_2FA"
	LoginSSO       LoginType = "CLOUD_SSO"
	UnknownLogin             = LoginLocal2FA // the vendor does not tell who exists
	TokenLife                = 30 * time.Minute
	totpStep                 = 30 // seconds, RFC 6238's default
	totpSkew                 = 1  // steps either way that are still accepted
	wrongLoginText           = "Invalid credentials were supplied, or none at all"
)

// APIClient signs in with an id and a secret and acts for no user.
type APIClient struct {
	ID, Secret, Name string
	Roles            []string
}

var apiClients = store.NewTable("apiclient", func(c APIClient) store.Key { return store.Str(c.ID) },
	store.Secrets[APIClient](func(c APIClient) []string { return secrets(c.Secret) }))

// secrets are those of the texts that there are.
func secrets(texts ...string) []string {
	return slices.DeleteFunc(texts, func(text string) bool { return text == "" })
}

// AddAPIClient registers an API client.
func (tx *Tx) AddAPIClient(c APIClient) error { return apiClients.Put(tx.Tx, c) }

func wrongLogin(format string, args ...any) error {
	return fail.New(fail.Unauthenticated, "SYSTEM", wrongLoginText).Because(format, args...)
}

// SignIn checks a user's password, and the one-time code where the user needs one, and returns who then acts.
func (tx *Tx) SignIn(username, password, code string) (Actor, error) {
	u, ok := users.One(tx.Tx, "username", store.Fold(username))
	switch {
	case !ok:
		return Actor{}, wrongLogin("no user has this username")
	case u.Login == LoginSSO:
		return Actor{}, wrongLogin("the user signs in through single sign-on, not with a password")
	case u.Password == "" || tx.credential(u.Password, u.Seeded) != password:
		return Actor{}, wrongLogin("the password is wrong")
	case u.Login == LoginLocal2FA && code == "":
		return Actor{}, wrongLogin("the user needs a one-time code in the totp-auth header")
	case u.Login == LoginLocal2FA && !tx.codeFits(u, code):
		return Actor{}, wrongLogin("the one-time code is wrong, or was made for another time than the tenant's clock shows")
	}
	return tx.actorOf(u)
}

// codeFits checks a one-time code by the world's clock. A code stays good for its time: py42 sends it twice.
func (tx *Tx) codeFits(u User, code string) bool {
	ok, err := totp.ValidateCustom(code, u.TOTPSecret, tx.Now,
		totp.ValidateOpts{Period: totpStep, Skew: totpSkew, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
	return err == nil && ok
}

// HasPassword tells whether this tenant's user of that name has this password, for finding the tenant that a login means.
func (tx *Tx) HasPassword(username, password string) bool {
	u, ok := users.One(tx.Tx, "username", store.Fold(username))
	return ok && u.Password != "" && tx.credential(u.Password, u.Seeded) == password
}

// actorOf refuses users who may not sign in. That such refusals are 401s is inferred. Until it is known what the actor does, the
// reach is the least; see Actor.For.
func (tx *Tx) actorOf(u User) (Actor, error) {
	switch {
	case !u.Active:
		return Actor{}, wrongLogin("the user is deactivated")
	case u.Blocked:
		return Actor{}, wrongLogin("the user is blocked")
	}
	return Actor{UID: u.UID, UserID: u.ID, Name: u.Username, OrgID: u.OrgID, Rights: tx.rightsOf(u.Roles), OrgBound: true, made: u.Made}, nil
}

// ActorByUID finds a user as an actor, if the user may act.
func (tx *Tx) ActorByUID(uid string) (Actor, error) {
	u, ok := users.One(tx.Tx, "uid", store.Str(uid))
	if !ok {
		return Actor{}, wrongLogin("the token's user exists no longer")
	}
	return tx.actorOf(u)
}

// SignInAPIClient checks an API client's secret.
func (tx *Tx) SignInAPIClient(id, secret string) (Actor, error) {
	for c := range apiClients.All(tx.Tx) {
		if tx.credential(c.ID, true) != id {
			continue
		}
		if tx.credential(c.Secret, true) != secret {
			return Actor{}, wrongLogin("the API client's secret is wrong")
		}
		return tx.actorOfClient(c), nil
	}
	return Actor{}, wrongLogin("no API client has this id")
}

// ClientActor finds the API client that a token was made out to.
func (tx *Tx) ClientActor(id string) (Actor, error) {
	c, ok := apiClients.Get(tx.Tx, store.Str(id))
	if !ok {
		return Actor{}, wrongLogin("the token's API client exists no longer")
	}
	return tx.actorOfClient(c), nil
}

// actorOfClient is who an API client is. It belongs to no organization, so a role that is bound to one reaches nothing.
func (tx *Tx) actorOfClient(c APIClient) Actor {
	return Actor{UID: c.ID, Name: c.Name, APIClient: true, Rights: tx.rightsOf(c.Roles), OrgBound: true}
}

// LoginTypeOf tells how a user signs in, and whether there is such a user.
func (tx *Tx) LoginTypeOf(username string) (LoginType, bool) {
	u, ok := users.One(tx.Tx, "username", store.Fold(username))
	if !ok {
		return UnknownLogin, false
	}
	return u.Login, true
}

// SetLogin decides how a user signs in; the seed uses it, the API has no such call.
func (tx *Tx) SetLogin(id int64, login LoginType, totpSecret string, roleIDs []string) error {
	_, err := tx.changeUser(id, func(u *User) error {
		u.Login, u.TOTPSecret, u.Seeded = login, totpSecret, true
		if roleIDs != nil {
			u.Roles = slices.Clone(roleIDs)
		}
		return nil
	})
	return err
}
