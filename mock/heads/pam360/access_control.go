package pam360

import (
	"cmp"
	"context"
	"strconv"

	"github.com/understudy/understudy/mock/heads/pam360/api"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// RequestPassword asks for a password under access control. Where nobody must be asked it can be checked out at once.
func (s *Server) RequestPassword(ctx context.Context, req api.RequestPasswordRequestObject) (api.RequestPasswordResponseObject, error) {
	var answer api.RequestPassword200JSONResponse
	var wanted state.NewPasswordRequest
	if req.Body != nil {
		wanted = passwordRequest(req.Body.Operation.Details)
	}
	err := write(ctx, func(tx *state.Tx) error {
		status, err := tx.RequestPassword(req.AccountID, wanted)
		answer.Operation = api.RequestPasswordOperation{
			Name: nameOf(ctx), Result: done("Password access request raised successfully"), Details: &api.PasswordRequestStatus{Status: status},
		}
		return err
	})
	return answer, err
}

// ListPasswordRequests lists the requests that the caller may decide on. totalRows counts requesters, not requests.
func (s *Server) ListPasswordRequests(
	ctx context.Context, _ api.ListPasswordRequestsRequestObject,
) (api.ListPasswordRequestsResponseObject, error) {
	var answer api.ListPasswordRequests200JSONResponse
	err := read(ctx, func(tx *state.Tx) error {
		requesters := tx.PasswordRequests()
		answer.Operation = api.ListPasswordRequestsOperation{
			Name: nameOf(ctx), Result: done("Password requests fetched successfully"), TotalRows: pointer(len(requesters)),
			Details: rows(requesters, requestsOfUser),
		}
		return nil
	})
	return answer, err
}

// requesterOf is whose request is meant. The id counts where both are given (inferred).
func requesterOf(d api.PasswordRequester) string {
	return cmp.Or(text(d.RequestedID), text(d.UserName))
}

// ApprovePasswordRequest consents to a request.
func (s *Server) ApprovePasswordRequest(
	ctx context.Context, req api.ApprovePasswordRequestRequestObject,
) (api.ApprovePasswordRequestResponseObject, error) {
	var answer api.ApprovePasswordRequest200JSONResponse
	answer.Operation = api.ApprovePasswordRequestOperation{Name: nameOf(ctx), Result: done("Password request approved successfully")}
	requester := requesterOf(req.Body.Operation.Details)
	return answer, write(ctx, func(tx *state.Tx) error { return tx.ApproveRequest(req.AccountID, requester) })
}

// RejectPasswordRequest refuses a request.
func (s *Server) RejectPasswordRequest(
	ctx context.Context, req api.RejectPasswordRequestRequestObject,
) (api.RejectPasswordRequestResponseObject, error) {
	var answer api.RejectPasswordRequest200JSONResponse
	answer.Operation = api.RejectPasswordRequestOperation{Name: nameOf(ctx), Result: done("Password request rejected successfully")}
	d := req.Body.Operation.Details
	return answer, write(ctx, func(tx *state.Tx) error { return tx.RejectRequest(req.AccountID, requesterOf(d), text(d.Reason)) })
}

// CheckoutPassword begins the caller's use of a password. Before the window that was asked for, the status is a sentence.
func (s *Server) CheckoutPassword(ctx context.Context, req api.CheckoutPasswordRequestObject) (api.CheckoutPasswordResponseObject, error) {
	var answer api.CheckoutPassword200JSONResponse
	var why state.Justification
	if req.Body != nil {
		why = state.Justification{Reason: text(req.Body.Operation.Details.Reason), TicketID: text(req.Body.Operation.Details.TicketID)}
	}
	err := write(ctx, func(tx *state.Tx) error {
		status, err := tx.CheckOut(req.AccountID, why)
		message := "Password checked out successfully"
		if !state.CheckedOut(status) {
			message = status // the window has not begun
		}
		answer.Operation = api.CheckoutPasswordOperation{
			Name: nameOf(ctx), Result: done(message), Details: &api.PasswordRequestStatus{Status: status},
		}
		return err
	})
	return answer, err
}

// CheckinPassword ends the caller's use of a password.
func (s *Server) CheckinPassword(ctx context.Context, req api.CheckinPasswordRequestObject) (api.CheckinPasswordResponseObject, error) {
	var answer api.CheckinPassword200JSONResponse
	var reason string
	if req.Body != nil {
		reason = text(req.Body.Operation.Details.Reason)
	}
	err := write(ctx, func(tx *state.Tx) error {
		status, err := tx.CheckIn(req.AccountID, reason)
		answer.Operation = api.CheckinPasswordOperation{
			Name: nameOf(ctx), Result: done("Password checked in successfully"), Details: &api.PasswordRequestStatus{Status: status},
		}
		return err
	})
	return answer, err
}

// AdminCheckinPassword ends somebody else's use of a password, begun or not.
func (s *Server) AdminCheckinPassword(
	ctx context.Context, req api.AdminCheckinPasswordRequestObject,
) (api.AdminCheckinPasswordResponseObject, error) {
	var answer api.AdminCheckinPassword200JSONResponse
	answer.Operation = api.AdminCheckinPasswordOperation{Name: nameOf(ctx), Result: done("Password checked in successfully")}
	d := req.Body.Operation.Details
	return answer, write(ctx, func(tx *state.Tx) error { return tx.CheckInFor(req.AccountID, requesterOf(d), text(d.Reason)) })
}

func passwordRequest(d api.PasswordRequest) state.NewPasswordRequest {
	return state.NewPasswordRequest{
		Justification: state.Justification{Reason: text(d.Reason), TicketID: text(d.TicketID)}, Access: text(d.Access),
		Start: text(d.StartTime), End: text(d.EndTime), Reminder: number(d.RemainderTime), Option: text(d.ResourcesToBeAccessedOption),
		Selected: d.SelectedResourceIDs,
	}
}

func requestsOfUser(r state.Requester) api.PasswordRequestsOfUser {
	return api.PasswordRequestsOfUser{
		RequestedBy: r.Login(), RequestedByFullName: r.FullName, RequesterUserID: id(r.ID), PasswordRequestList: rows(r.Requests, requestItem),
	}
}

func requestItem(q state.RequestView) api.PasswordRequestItem {
	return api.PasswordRequestItem{
		ResourceName: q.Resource, AccountName: q.Account, ResourceID: id(q.ResourceID), AccountID: id(q.AccountID), PasswordID: id(q.AccountID),
		Reason: q.Reason, RequestedTime: stamp(q.Requested), StartTime: stampOr(q.Start), EndTime: stampOr(q.End), Status: q.Status,
		TotalApprovalAdminCount: strconv.Itoa(q.Needed), ApprovedAdminCount: strconv.Itoa(len(q.Approvals)),
	}
}
