package state

import (
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
)

// authentication is the operation name of a reply to a caller who is not let in, whatever was called.
const authentication = "Authentication"

// The vendor's literal texts. The one for unknown tokens is a stand-in for a missing, an expired and a locked user's token.
const (
	unknownToken = "API key received is not associated to any user. Authentication failed."
	wrongHost    = "User is not allowed to access from this host"
)

// NotLetIn is the refusal of a caller, for a reason that only the developer is told.
func NotLetIn(format string, args ...any) error {
	return fail.New(fail.Unauthenticated, authentication, unknownToken).Because(format, args...)
}

// Caller finds who a token belongs to, for a call that comes from an address and means an organization (its display name, or empty
// for the user's own).
//
// A caller whose configured host name cannot be resolved is refused without a message: the vendor answers with an empty reply.
func (tx *Tx) Caller(token, address, orgName string) (Actor, error) {
	u, err := tx.signedIn(token, address)
	if err != nil {
		return Actor{}, err
	}
	if err := tx.checkOrganization(orgName); err != nil {
		return Actor{}, err
	}
	return tx.ActorOf(u), nil
}

func (tx *Tx) signedIn(token, address string) (User, error) {
	if token == "" {
		return User{}, NotLetIn("the call carries no token")
	}
	if len(token) <= tokenStem {
		return User{}, NotLetIn("the token is too short for one")
	}
	u, ok := users.One(tx.Tx, "token", store.Str(token[:tokenStem]))
	if !ok || tx.tokenOf(u) != token {
		return User{}, NotLetIn("no user of this tenant has this token; it may have been regenerated since")
	}
	if u.TokenExpires != nil && !tx.Now.Before(*u.TokenExpires) {
		return User{}, NotLetIn("the token of %s expired at %s; the tenant's clock shows %s", u.Login(),
			u.TokenExpires.Format(time.RFC3339), tx.Now.Format(time.RFC3339))
	}
	if u.Locked {
		return User{}, NotLetIn("the user %s is locked", u.Login())
	}
	return u, tx.checkHost(u, address)
}

// secrets are the user's password and token. In a fork a token of the seed's ends in the fork's tag, and so is known without its end too.
func (u User) secrets() []string {
	if !u.Seeded || len(u.Token) < tokenStem {
		return secrets(u.Password, u.Token)
	}
	return secrets(u.Password, u.Token, u.Token[:tokenStem])
}

// shortestSecret is the length from which a password or the like is kept out of what is written down: a shorter one may as well be an
// id or a word.
const shortestSecret = 6

func secrets(texts ...string) []string {
	return slices.DeleteFunc(texts, func(text string) bool { return len(text) < shortestSecret })
}

func (tx *Tx) checkHost(u User, address string) error {
	if !u.HostCheck {
		return nil
	}
	allowed := tx.addressesOf(u.HostName)
	if len(allowed) == 0 {
		return fail.New(fail.Unauthenticated, authentication, "").
			Because("calls of %q must come from %q, which the world's hosts do not name: the vendor answers with nothing", u.Login(), u.HostName)
	}
	from, err := netip.ParseAddr(address)
	if err != nil || !slices.Contains(allowed, from.Unmap()) {
		return fail.New(fail.Unauthenticated, authentication, wrongHost).
			Because("calls of %q must come from %q, not from %q", u.Login(), u.HostName, address)
	}
	return nil
}

// tokenOf is what the user must present: in a fork, seeded tokens carry the fork's tag.
func (tx *Tx) tokenOf(u User) string {
	if u.Seeded {
		return tx.world.Credential(u.Token)
	}
	return u.Token
}

// newToken makes a token that leads back to this world.
func (tx *Tx) newToken() string {
	return tx.world.Credential(tx.world.IDs.Token("user", tx.Next("token")))
}

// NeverExpires is the expiry date of a token that stays valid.
const NeverExpires = "NeverExpires"

// RegenerateToken gives the acting user a new token; the old one stops working at once. An empty expiry keeps the date there is
// (inferred); otherwise it is the last day, yyyy-MM-dd, or NeverExpires.
func (tx *Tx) RegenerateToken(expiry string) (string, error) {
	u, ok := users.Get(tx.Tx, userKey(tx.Actor.UserID))
	if !ok {
		return "", NotLetIn("the acting user exists no longer")
	}
	expires := u.TokenExpires
	if expiry != "" {
		var err error
		if expires, err = tx.expiry(expiry); err != nil {
			return "", err
		}
	}
	u, err := users.Change(tx.Tx, userKey(u.ID), func(u *User) error {
		u.Token, u.TokenExpires, u.Seeded = tx.newToken(), expires, false
		return nil
	})
	if err != nil {
		return "", err
	}
	return u.Token, tx.auditUser("Auth Token Regenerated", u)
}

// LastDay is the last day of a token that is good until then, by the server's time; NeverExpires where it stays good.
func LastDay(expires *time.Time) string {
	if expires == nil {
		return NeverExpires
	}
	return expires.UTC().Add(-time.Nanosecond).Format(time.DateOnly)
}

// expiry reads a last day, by the server's time: that is UTC.
func (tx *Tx) expiry(text string) (*time.Time, error) {
	if strings.EqualFold(text, NeverExpires) {
		return nil, nil
	}
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return nil, fail.New(fail.Invalid, "", "Invalid expiry date").Because("%q is neither a yyyy-MM-dd date nor %s", text, NeverExpires)
	}
	end := day.AddDate(0, 0, 1)
	if !tx.Now.Before(end) {
		return nil, fail.New(fail.Invalid, "", "Expiry date must be in the future").
			Because("%q is over; the tenant's clock shows %s", text, tx.Now.Format(time.RFC3339))
	}
	return &end, nil
}
