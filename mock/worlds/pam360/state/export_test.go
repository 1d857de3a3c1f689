package state

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
