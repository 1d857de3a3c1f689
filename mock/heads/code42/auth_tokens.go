package code42

import (
	"errors"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// tokens makes and reads the bearer tokens: real JWTs, signed with a key that follows from the seed, so that the same requests
// give the same tokens. A token carries its tenant's tag, which is how later requests find their world.
type tokens struct {
	key    []byte
	parser *jwt.Parser

	mu   sync.RWMutex
	read map[string]*claims // tokens whose signature is known to be good
}

type claims struct {
	jwt.RegisteredClaims
	TenantUID string `json:"tenantUid"`
	// Tag is the fork's; empty for the default tenant.
	Tag       string `json:"understudyTenant,omitempty"`
	APIClient bool   `json:"apiClient,omitempty"`
}

const (
	tokenIssuer  = "understudy"
	tokenVersion = "1" // the vendor's header names a version; which one is not established
	maxRemember  = 4096
)

func newTokens(key []byte) *tokens {
	return &tokens{
		key:    key,
		parser: jwt.NewParser(jwt.WithValidMethods([]string{"HS256"}), jwt.WithoutClaimsValidation()),
		read:   map[string]*claims{},
	}
}

// issue makes a token for an actor, good for state.TokenLife from now.
func (t *tokens) issue(a state.Actor, tenantUID, tag string, now time.Time) (string, error) {
	token := jwt.NewWithClaims(jwt.SigningMethodHS256, claims{
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: tokenIssuer, Subject: a.UID, IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(state.TokenLife)),
		},
		TenantUID: tenantUID, Tag: tag, APIClient: a.APIClient,
	})
	token.Header["c42_ver"] = tokenVersion
	return token.SignedString(t.key)
}

// verify checks a token's signature and returns what it says. Whether it has expired is the tenant's clock's business.
func (t *tokens) verify(token string) (*claims, error) {
	t.mu.RLock()
	known := t.read[token]
	t.mu.RUnlock()
	if known != nil {
		return known, nil
	}
	c := &claims{}
	if _, err := t.parser.ParseWithClaims(token, c, func(*jwt.Token) (any, error) { return t.key, nil }); err != nil {
		return nil, err
	}
	if c.ExpiresAt == nil || c.IssuedAt == nil {
		return nil, errors.New("token has no expiry, or no day on which it was issued")
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.read) >= maxRemember {
		clear(t.read)
	}
	t.read[token] = c
	return c, nil
}
