package state

import (
	"strings"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
)

// Ticket is a request in the help desk that the product is connected to.
type Ticket struct {
	ID   string
	Open bool
}

var tickets = store.NewTable("ticket", func(t Ticket) store.Key { return store.Str(t.ID) })

// AddTicket puts a ticket into the help desk; the seed uses it, the API has no such call.
func (tx *Tx) AddTicket(t Ticket) error { return tickets.Put(tx.Tx, t) }

// CheckTicket refuses a ticket that may not be used for the account: one that does not exist, or that is closed.
func (tx *Tx) CheckTicket(accountID, ticketID string) error {
	if _, _, _, err := tx.accountByID(accountID); err != nil {
		return err
	}
	return tx.checkTicket(ticketID)
}

func (tx *Tx) checkTicket(id string) error {
	if id == "" {
		return fail.New(fail.Invalid, "", "Ticket ID is mandatory").Because("TICKETID is empty")
	}
	invalid := fail.New(fail.Invalid, "", "Ticket ID could not be validated")
	t, ok := tickets.Get(tx.Tx, store.Str(id))
	switch {
	case !ok:
		return invalid.Because("the help desk has no ticket %q", id)
	case !t.Open:
		return invalid.Because("the ticket %q is closed", id)
	}
	return nil
}

// justify refuses a caller who does not give what the account's rules ask for. The texts are stand-ins.
func (tx *Tx) justify(a Account, why Justification) error {
	switch {
	case a.Rules.Reason && strings.TrimSpace(why.Reason) == "":
		return fail.New(fail.Invalid, "", "Reason is mandatory to retrieve the password").Because("the account %q asks for a REASON", a.Name)
	case a.Rules.TicketMandatory && strings.TrimSpace(why.TicketID) == "":
		return fail.New(fail.Invalid, "", "Ticket ID is mandatory to retrieve the password").Because("the account %q asks for a TICKETID", a.Name)
	case (a.Rules.Ticket || a.Rules.TicketMandatory) && why.TicketID != "":
		return tx.checkTicket(why.TicketID)
	}
	return nil
}
