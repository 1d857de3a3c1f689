package code42

import (
	"context"
	"time"
)

// session keeps the token that requests are signed with.
type session struct {
	auth Auth
	wire wire
	now  func() time.Time

	turn    chan struct{} // a lock that a caller can stop waiting for
	token   string
	renewAt time.Time // zero: when it is refused
}

func newSession(auth Auth, w wire, now func() time.Time) *session {
	return &session{auth: auth, wire: w, now: now, turn: make(chan struct{}, 1)}
}

// current returns a token, signing in when there is none or the last one is about to expire.
func (s *session) current(ctx context.Context) (string, error) {
	return s.get(ctx, func() bool {
		return s.token != "" && (s.renewAt.IsZero() || s.now().Before(s.renewAt))
	})
}

// renew returns another token than the refused one. Of many requests that are refused at once, one signs in.
func (s *session) renew(ctx context.Context, refused string) (string, error) {
	return s.get(ctx, func() bool { return s.token != "" && s.token != refused })
}

func (s *session) get(ctx context.Context, good func() bool) (string, error) {
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	if good() {
		return s.token, nil
	}
	s.token = ""
	start := s.now()
	g, err := s.auth.signIn(ctx, s.wire)
	if err != nil {
		return "", err
	}
	s.token, s.renewAt = g.token, time.Time{}
	if g.life > 0 {
		s.renewAt = start.Add(g.life - min(renewMargin, g.life/10))
	}
	return s.token, nil
}

// renewMargin is how long before its expiry a token is replaced: long enough for a slow request to arrive.
const renewMargin = 30 * time.Second
