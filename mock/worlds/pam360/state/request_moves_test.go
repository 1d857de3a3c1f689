package state_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// move is one thing that somebody does to guest's request, or john to his own.
type move func(tx *state.Tx) error

type mover struct {
	user string
	do   move
}

var later = state.NewPasswordRequest{Access: "later", Start: "01/11/2026 10:00", End: "01/11/2026 12:00"}

// checkOut fails with the sentence that is the status before the window has begun.
func checkOut(tx *state.Tx) error {
	status, err := tx.CheckOut(root, state.Justification{})
	if err == nil && !strings.Contains(status, "[") {
		err = fail.New(fail.Invalid, "", status).Because("the status says so")
	}
	return err
}

var moves = map[string]mover{
	"request":       {"guest", func(tx *state.Tx) error { return drop(tx.RequestPassword(root, state.NewPasswordRequest{})) }},
	"request later": {"guest", func(tx *state.Tx) error { return drop(tx.RequestPassword(root, later)) }},
	"approve":       {"admin", func(tx *state.Tx) error { return tx.ApproveRequest(root, "guest") }},
	"reject":        {"helper", func(tx *state.Tx) error { return tx.RejectRequest(root, "3", "no") }},
	"check out":     {"guest", checkOut},
	"check in":      {"guest", func(tx *state.Tx) error { return drop(tx.CheckIn(root, "done")) }},
	"take back":     {"helper", func(tx *state.Tx) error { return tx.CheckInFor(root, "guest", "enough") }},
	"fetch":         {"guest", func(tx *state.Tx) error { return drop(tx.FetchPassword(web, root, state.Justification{})) }},
}

var another = []mover{
	{john, func(tx *state.Tx) error { return drop(tx.RequestPassword(root, state.NewPasswordRequest{})) }},
	{"admin", func(tx *state.Tx) error { return tx.ApproveRequest(root, john) }},
	{john, func(tx *state.Tx) error { return drop(tx.CheckOut(root, state.Justification{})) }},
}

// position is where guest's request stands, and how it got there.
type position struct {
	reach            func(t *testing.T, w *state.World)
	status, approver string             // what guest and an approver see; gone if the approver sees nothing
	refused          map[string]refusal // moves that are; all others work
}

const gone = "-"

func walk(steps ...any) func(*testing.T, *state.World) {
	return func(t *testing.T, w *state.World) {
		for _, s := range steps {
			switch s := s.(type) {
			case string:
				do(t, w, moves[s].user, moves[s].do)
			case time.Duration:
				w.Clock().Advance(s)
			case []mover:
				for _, m := range s {
					do(t, w, m.user, m.do)
				}
			}
		}
	}
}

var nothing = map[string]refusal{
	"approve": nothingToDecide, "reject": nothingToDecide, "check out": noneApproved, "check in": notCheckedOut, "take back": nothingToDecide,
	"fetch": notAdmitted,
}

// with is a copy with some refusals put in; an empty one takes a refusal away.
func with(base map[string]refusal, changes map[string]refusal) map[string]refusal {
	all := map[string]refusal{}
	for _, from := range []map[string]refusal{base, changes} {
		for name, r := range from {
			all[name] = r
		}
	}
	for name, r := range all {
		if r == (refusal{}) {
			delete(all, name)
		}
	}
	return all
}

var (
	waitingRefuses = map[string]refusal{
		"request": requestedAlready, "request later": requestedAlready, "check out": noneApproved, "check in": notCheckedOut,
		"take back": notCheckedOut, "fetch": notAdmitted,
	}
	approvedRefuses = map[string]refusal{
		"request": requestedAlready, "request later": requestedAlready, "approve": nothingToDecide, "reject": nothingToDecide,
		"check in": notCheckedOut, "fetch": notAdmitted,
	}
	inUseRefuses = map[string]refusal{
		"request": requestedAlready, "request later": requestedAlready, "approve": nothingToDecide, "reject": nothingToDecide,
		"check out": checkedOut,
	}
)

var positions = map[string]position{
	"nothing asked":        {walk(), "[Request]", gone, nothing},
	"waiting":              {walk("request"), "[Waiting for approval]", "[Approve] [Reject]", waitingRefuses},
	"waiting, for later":   {walk("request later"), "[Waiting for approval]", "[Approve] [Reject]", waitingRefuses},
	"approved":             {walk("request", "approve"), "[Check Out]", "Yet To Use [Check In]", approvedRefuses},
	"checked out":          {walk("request", "approve", "check out"), "****[Check In]", "In Use [Check In]", inUseRefuses},
	"fetched":              {walk("request", "approve", "check out", "fetch"), "****[Check In]", "In Use [Check In]", inUseRefuses},
	"checked in":           {walk("request", "approve", "check out", "check in"), "[Request]", gone, nothing},
	"taken back, used":     {walk("request", "approve", "check out", "take back"), "[Request]", gone, nothing},
	"taken back, unused":   {walk("request", "approve", "take back"), "[Request]", gone, nothing},
	"rejected":             {walk("request", "reject"), "[Request]", gone, nothing},
	"asked again":          {walk("request", "reject", "request"), "[Waiting for approval]", "[Approve] [Reject]", waitingRefuses},
	"almost run out":       {walk("request", 3*time.Hour-time.Second), "[Waiting for approval]", "[Approve] [Reject]", waitingRefuses},
	"run out, unapproved":  {walk("request", 3*time.Hour), "[Request]", gone, with(nothing, map[string]refusal{"request later": {fail.Invalid, "Invalid start time or end time"}})},
	"run out, unused":      {walk("request", time.Hour, "approve", 3*time.Hour), "[Request]", gone, with(nothing, map[string]refusal{"request later": {fail.Invalid, "Invalid start time or end time"}})},
	"not yet run out":      {walk("request", time.Hour, "approve", 3*time.Hour-time.Second), "[Check Out]", "Yet To Use [Check In]", approvedRefuses},
	"almost over":          {walk("request", "approve", "check out", time.Hour-time.Second), "****[Check In]", "In Use [Check In]", inUseRefuses},
	"check-out over":       {walk("request", "approve", "check out", time.Hour), "[Request]", gone, nothing},
	"window not begun":     {walk("request later", "approve"), "[Check Out]", "Yet To Use [Check In]", with(approvedRefuses, map[string]refusal{"check out": tooEarly})},
	"window begun":         {walk("request later", "approve", 2*time.Hour), "[Check Out]", "Yet To Use [Check In]", approvedRefuses},
	"used in the window":   {walk("request later", "approve", 2*time.Hour, "check out"), "****[Check In]", "In Use [Check In]", inUseRefuses},
	"window over, unused":  {walk("request later", "approve", 4*time.Hour), "[Request]", gone, with(nothing, map[string]refusal{"request later": {fail.Invalid, "Invalid start time or end time"}})},
	"window over, in use":  {walk("request later", "approve", 3*time.Hour+30*time.Minute, "check out", 30*time.Minute), "[Request]", gone, with(nothing, map[string]refusal{"request later": {fail.Invalid, "Invalid start time or end time"}})},
	"in use by another":    {walk(another), "[In Use]", gone, with(nothing, map[string]refusal{"request": usedByAnother})},
	"another's time is up": {walk(another, time.Hour), "[Request]", gone, nothing},
	"waiting meanwhile": {walk("request", another), "[Waiting for approval]", "INUSEAPPROVAL[Reject]",
		with(waitingRefuses, map[string]refusal{"approve": usedByAnother})},
	"approved meanwhile": {walk("request", "approve", another), "[In Use]", "Yet To Use [Check In]",
		with(approvedRefuses, map[string]refusal{"check out": usedByAnother})},
}

// TestEveryMoveFromEveryPosition walks the whole machine: where a request stands, what everybody sees, and what each move does.
func TestEveryMoveFromEveryPosition(t *testing.T) {
	t.Parallel()
	for where, p := range positions {
		t.Run(where, func(t *testing.T) {
			t.Parallel()
			w := controlled(t)
			p.reach(t, w)
			w.Seal()
			assert.Equal(t, p.status, view(t, w, "guest", web, root).Status)
			assert.Equal(t, "****", view(t, w, "admin", web, root).Status, "the owner is not bound")
			for _, approver := range []string{"admin", "helper"} {
				assert.Equal(t, p.approver, approverSees(t, w, approver, "guest"), approver)
			}
			for name, m := range moves {
				before := len(auditLog(t, w))
				f := w.Fork("")
				err := as(t, f, m.user, m.do)
				if want, refused := p.refused[name]; refused {
					assertRefused(t, want, err)
					assert.Len(t, auditLog(t, f), before, "a refused move leaves no record")
					assert.Equal(t, p.status, view(t, f, "guest", web, root).Status, "nor anything else: %s", name)
				} else if assert.NoError(t, err, name) {
					assert.Len(t, auditLog(t, f), before+1, name)
				}
			}
		})
	}
}
