package state_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

func TestWhatARequestMustGive(t *testing.T) {
	t.Parallel()
	w := controlled(t, func(c *state.AccessControl) { c.Reason, c.Ticket = true, true })
	system(t, w, func(tx *state.Tx) error {
		return tx.SetAccessControl(state.AccessControl{Object: resource(4), AutoApprove: true})
	})
	share(t, w, resource(4), guest, state.ViewAccess)
	system(t, w, func(tx *state.Tx) error { return tx.SetAccessRules(5, state.AccessRules{TicketToRequest: true}) })
	assert.True(t, view(t, w, "guest", web, root).Rules.TicketToRequest, "the list says so")
	w.Seal()
	noTicket := refusal{fail.Invalid, "Ticket ID is mandatory to request the password"}
	badTicket := refusal{fail.Invalid, "Ticket ID could not be validated"}
	badWindow := refusal{fail.Invalid, "Invalid start time or end time"}
	right := state.Justification{Reason: "r", TicketID: "7"}
	window := func(start, end string) state.NewPasswordRequest {
		return state.NewPasswordRequest{Justification: right, Access: "Later", Start: start, End: end}
	}
	for name, test := range map[string]struct {
		account string
		request state.NewPasswordRequest
		want    refusal // empty: none
	}{
		"all":                {root, state.NewPasswordRequest{Justification: right, Access: "NOW", Reminder: 59, Option: "1"}, refusal{}},
		"no reason":          {root, state.NewPasswordRequest{Justification: state.Justification{TicketID: "7"}}, refusal{fail.Invalid, "Reason is mandatory to request the password"}},
		"no ticket":          {root, state.NewPasswordRequest{Justification: state.Justification{Reason: "r"}}, noTicket},
		"closed ticket":      {root, state.NewPasswordRequest{Justification: state.Justification{Reason: "r", TicketID: "8"}}, badTicket},
		"the account's rule": {sa, state.NewPasswordRequest{}, noTicket},
		"kept":               {sa, state.NewPasswordRequest{Justification: right}, refusal{}},
		"when":               {root, state.NewPasswordRequest{Justification: right, Access: "soon"}, refusal{fail.Invalid, "Invalid access"}},
		"from this minute":   {root, window("01/11/2026 08:00", "01/11/2026 08:01"), refusal{}},
		"no window":          {root, window("", ""), badWindow},
		"no end":             {root, window("01/11/2026 09:00", ""), badWindow},
		"another form":       {root, window("2026-11-01 09:00", "2026-11-01 10:00"), badWindow},
		"backwards":          {root, window("01/11/2026 10:00", "01/11/2026 09:00"), badWindow},
		"an instant":         {root, window("01/11/2026 10:00", "01/11/2026 10:00"), badWindow},
		"past":               {root, window("01/11/2026 07:59", "01/11/2026 10:00"), badWindow},
		"reminder":           {root, state.NewPasswordRequest{Justification: right, Reminder: 60}, refusal{fail.Invalid, "Invalid reminder time"}},
		"option":             {root, state.NewPasswordRequest{Justification: right, Option: "4"}, refusal{fail.Invalid, "Invalid option for the resources to be accessed"}},
		"selected":           {root, state.NewPasswordRequest{Justification: right, Option: "3", Selected: []string{web, db}}, refusal{}},
		"none selected":      {root, state.NewPasswordRequest{Justification: right, Option: "3"}, refusal{fail.Invalid, "Selected resources are mandatory"}},
		"another's selected": {root, state.NewPasswordRequest{Justification: right, Option: "3", Selected: []string{win}}, noResource},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := as(t, w.Fork(""), "guest", func(tx *state.Tx) error { return drop(tx.RequestPassword(test.account, test.request)) })
			if test.want == (refusal{}) {
				assert.NoError(t, err)
			} else {
				assertRefused(t, test.want, err)
			}
		})
	}
}

func TestPasswordRequestsShowAllColumns(t *testing.T) {
	t.Parallel()
	w := controlled(t)
	do(t, w, john, func(tx *state.Tx) error { return drop(tx.RequestPassword(root, later)) })
	w.Clock().Advance(time.Minute)
	do(t, w, "guest", func(tx *state.Tx) error {
		return drop(tx.RequestPassword(root, state.NewPasswordRequest{Justification: state.Justification{Reason: "patching", TicketID: "x"}}))
	})
	do(t, w, "helper", func(tx *state.Tx) error {
		list := tx.PasswordRequests()
		require.Len(t, list, 2)
		assert.Equal(t, []any{"guest", "Guest User", int64(3), john}, []any{list[0].Login(), list[0].FullName, list[0].ID, list[1].Login()})
		q := list[0].Requests[0]
		assert.Equal(t, []any{"web", "root", int64(1), int64(1), "patching", "x", start.Add(time.Minute), 1, 0, "[Approve] [Reject]"},
			[]any{q.Resource, q.Account, q.ResourceID, q.AccountID, q.Reason, q.TicketID, q.Requested, q.Needed, len(q.Approvals), q.Status})
		assert.Nil(t, q.Start)
		q = list[1].Requests[0]
		assert.Equal(t, []time.Time{start.Add(2 * time.Hour), start.Add(4 * time.Hour)}, []time.Time{*q.Start, *q.End})
		return nil
	})
}
