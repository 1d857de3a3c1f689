package pam360

import (
	"context"
	"strings"
)

// AccessControlService asks for passwords and decides on those that others ask for, as the class AccessControl of the vendor's SDK does.
type AccessControlService struct{ c *Client }

// RequestPasswordApproval asks for a password and returns its status then, such as "[Waiting for approval]" or "[Check Out]".
func (s AccessControlService) RequestPasswordApproval(ctx context.Context, account, resource, reason string) (string, error) {
	_, id, err := s.c.ResourceAndAccountID(ctx, resource, account)
	if err != nil {
		return "", err
	}
	resp, err := s.c.RequestPasswordWithResponse(ctx, id, nil,
		RequestPasswordInput{Operation: RequestPasswordInputOperation{Details: PasswordRequest{Reason: given(reason)}}})
	if err != nil {
		return "", err
	}
	if resp.JSON200.Operation.Details == nil {
		return "", incomplete(resp.HTTPResponse, "STATUS")
	}
	return resp.JSON200.Operation.Details.Status, nil
}

// PasswordRequests lists the requests that the API user may decide on, by requester.
func (s AccessControlService) PasswordRequests(ctx context.Context) ([]PasswordRequestsOfUser, error) {
	resp, err := s.c.ListPasswordRequestsWithResponse(ctx, nil)
	if err != nil {
		return nil, err
	}
	return resp.JSON200.Operation.Details, nil
}

// ApprovePasswordRequests consents to a user's request.
func (s AccessControlService) ApprovePasswordRequests(ctx context.Context, account, resource, requester string) error {
	id, who, err := s.request(ctx, account, resource, requester)
	if err != nil {
		return err
	}
	_, err = s.c.ApprovePasswordRequestWithResponse(ctx, id, nil,
		ApprovePasswordRequestInput{Operation: ApprovePasswordRequestInputOperation{Details: who}})
	return err
}

// RejectPasswordRequests refuses a user's request.
func (s AccessControlService) RejectPasswordRequests(ctx context.Context, account, resource, requester string) error {
	id, who, err := s.request(ctx, account, resource, requester)
	if err != nil {
		return err
	}
	_, err = s.c.RejectPasswordRequestWithResponse(ctx, id, nil,
		RejectPasswordRequestInput{Operation: RejectPasswordRequestInputOperation{Details: who}})
	return err
}

// CheckInAdmin ends a user's access to a password, used or not.
func (s AccessControlService) CheckInAdmin(ctx context.Context, account, resource, requester string) error {
	id, who, err := s.request(ctx, account, resource, requester)
	if err != nil {
		return err
	}
	_, err = s.c.AdminCheckinPasswordWithResponse(ctx, id, nil,
		AdminCheckinPasswordInput{Operation: AdminCheckinPasswordInputOperation{Details: who}})
	return err
}

// request finds what a request is about and whose it is.
func (s AccessControlService) request(ctx context.Context, account, resource, requester string) (id string, who PasswordRequester, err error) {
	if _, id, err = s.c.ResourceAndAccountID(ctx, resource, account); err != nil {
		return "", who, err
	}
	user, err := s.c.User.userID(ctx, requester)
	return id, PasswordRequester{RequestedID: &user}, err
}

// CheckOutUser begins to use a password that was approved. An *OperationError says so where the window that was asked for has not begun.
func (s AccessControlService) CheckOutUser(ctx context.Context, account, resource string) error {
	_, id, err := s.c.ResourceAndAccountID(ctx, resource, account)
	if err != nil {
		return err
	}
	resp, err := s.c.CheckoutPasswordWithResponse(ctx, id, nil, CheckoutPasswordInput{})
	if err != nil {
		return err
	}
	if resp.JSON200.Operation.Details != nil && !strings.Contains(resp.JSON200.Operation.Details.Status, checkedOut) {
		return &OperationError{
			Operation: resp.JSON200.Operation.Name, Message: resp.JSON200.Operation.Details.Status, HTTPStatus: resp.StatusCode(),
		}
	}
	return nil
}

// checkedOut ends the status of what was checked out, behind stars or the name of a file; without it, a sentence says why it was not.
const checkedOut = "[Check In]"

// CheckInUser ends the API user's own use of a password.
func (s AccessControlService) CheckInUser(ctx context.Context, account, resource string) error {
	_, id, err := s.c.ResourceAndAccountID(ctx, resource, account)
	if err != nil {
		return err
	}
	_, err = s.c.CheckinPasswordWithResponse(ctx, id, nil, CheckinPasswordInput{})
	return err
}
