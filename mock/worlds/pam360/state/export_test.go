package state

import "github.com/understudy/understudy/mock/internal/store"

// LostRequests is how many open requests should have been forgotten, by a look at all of them.
func (tx *Tx) LostRequests() (n int) {
	for q := range passwordRequests.Scan(tx.Tx, "open", nil) {
		if s := tx.standing(q); s.resource.ID != 0 && !s.held {
			n++
		}
	}
	return n
}

// OpenRequests is how many requests are open.
func (tx *Tx) OpenRequests() int { return passwordRequests.Span(tx.Tx, "open", nil).Len() }

// WalkedRequests lists requester and account of what the actor may decide on, by a look at every open request.
func (tx *Tx) WalkedRequests() (ids [][2]int64) {
	for q := range passwordRequests.All(tx.Tx) {
		if s := tx.standing(q); s.phase != over && tx.approves(s.control, s.resource, s.account) {
			ids = append(ids, [2]int64{q.UserID, q.AccountID})
		}
	}
	return ids
}

// Walked lists the ids of what a query asks for by a look at every resource.
func (tx *Tx) Walked(q Query) (ids []int64, err error) {
	f, err := tx.viewer().filter(q, searchResources)
	if err != nil {
		return nil, err
	}
	for r := range resources.All(tx.Tx) {
		if f.fits(r) {
			ids = append(ids, r.ID)
		}
	}
	return ids, nil
}

// WronglyHeld lists the resources of which what is kept of their accounts is not so.
func (tx *Tx) WronglyHeld() (ids []int64) {
	for r := range resources.All(tx.Tx) {
		if r.Holds != accounts.Has(tx.Tx, "of", store.Int(r.ID)) {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// WhoApproves names the users who may decide on requests for an account, as far as its access control names approvers.
func (tx *Tx) WhoApproves(id string) (names []string) {
	n, _ := parseID(id)
	a, _ := accounts.Get(tx.Tx, accountKey(n))
	r, _ := resources.Get(tx.Tx, resourceKey(a.ResourceID))
	c, _ := tx.control(a)
	for u := range users.All(tx.Tx) {
		tx.Actor = tx.ActorOf(u)
		if len(c.Approvers) > 0 && !u.Locked && tx.Actor.May(approveGrant) && tx.approves(c, r, a) {
			names = append(names, u.Login())
		}
	}
	return names
}
