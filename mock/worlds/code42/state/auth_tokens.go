package state

import (
	"time"

	"github.com/understudy/understudy/mock/internal/store"
)

// signIn is when a user whom a client made got tokens in this world: the first and the last one, in seconds.
type signIn struct {
	UserUID     string
	First, Last int64
}

var signIns = store.NewTable("signin", func(s signIn) store.Key { return store.Str(s.UserUID) })

// SignedIn records that the actor got a token.
func (tx *Tx) SignedIn() error {
	if err := tx.noteSignIn(); err != nil {
		return err
	}
	return tx.audit("logged_in", User{})
}

func (tx *Tx) noteSignIn() error {
	if !tx.Actor.made {
		return nil
	}
	now := tx.Now.Unix()
	s, ok := signIns.Get(tx.Tx, store.Str(tx.Actor.UID))
	if !ok {
		s = signIn{UserUID: tx.Actor.UID, First: now, Last: now}
	}
	s.First, s.Last = min(s.First, now), max(s.Last, now)
	return signIns.Put(tx.Tx, s)
}

// TokenActor finds who a token was made out to, as the user is now. Ids come back after a reset and in the next process, as the seed
// gives them, and a user whom a client made is another then: such a user answers to tokens of this world only. The seed's users are the
// same ever after.
func (tx *Tx) TokenActor(uid string, issued time.Time) (Actor, error) {
	a, err := tx.ActorByUID(uid)
	if at := issued.Unix(); err == nil && a.made {
		if s, ok := signIns.Get(tx.Tx, store.Str(uid)); !ok || at < s.First || at > s.Last {
			return Actor{}, wrongLogin("the token is that of a user who had this id before the tenant was reset, or the server started anew")
		}
	}
	return a, err
}
