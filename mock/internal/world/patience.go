package world

// Patience is the part of a vendor's transaction that knows whether anybody still waits for it. The zero Patience never ends.
type Patience struct {
	gone  func() error // nil: nobody may leave
	asked int
}

// Until takes what tells why nobody waits any more, or nil while somebody does.
func (p *Patience) Until(gone func() error) { p.gone = gone }

// patience is how many items of a call are done before it is found out whether its client is still there. A client that has ended its
// half of the connection, and waits, looks like one that has gone: a call of no more items than that is always done.
const patience = 64

// Wanted is asked before each item of a call that has many: a call whose client has gone is given up, with all that it did.
func (p *Patience) Wanted() error {
	if p.asked++; p.asked%patience != 0 || p.gone == nil {
		return nil
	}
	return p.gone()
}
