package pam360

import (
	"context"

	"github.com/understudy/understudy/mock/heads/pam360/api"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// ListAccounts shows a resource with those of its accounts that the caller can see.
func (s *Server) ListAccounts(ctx context.Context, req api.ListAccountsRequestObject) (api.ListAccountsResponseObject, error) {
	var answer api.ListAccounts200JSONResponse
	err := read(ctx, func(tx *state.Tx) error {
		resource, list, err := tx.AccountsOf(req.ResourceID, accountQuery(req.Params.InputData))
		if err != nil {
			return err
		}
		details, err := resourceAccounts(resource, list)
		answer.Operation = api.ListAccountsOperation{
			Name: nameOf(ctx), Result: done("Resource details with account list fetched successfully"), Details: details,
		}
		return err
	})
	return answer, err
}

// CreateAccounts adds accounts, each on its own: part of them may be refused and the call succeeds all the same.
func (s *Server) CreateAccounts(ctx context.Context, req api.CreateAccountsRequestObject) (api.CreateAccountsResponseObject, error) {
	var answer api.CreateAccounts200JSONResponse
	list := rows(req.Body.Operation.Details.AccountList, newAccount)
	err := write(ctx, func(tx *state.Tx) error {
		outcomes, err := tx.AddAccounts(req.ResourceID, list)
		answer.Operation = api.CreateAccountsOperation{
			Name: nameOf(ctx), Result: done("Account(s) added successfully"),
			Details: rows(outcomes, func(o state.AccountOutcome) api.AccountAddition {
				return api.AccountAddition{o.Name: {Status: o.Status}}
			}),
		}
		return err
	})
	return answer, err
}

// GetAccountDetails shows an account.
func (s *Server) GetAccountDetails(ctx context.Context, req api.GetAccountDetailsRequestObject) (api.GetAccountDetailsResponseObject, error) {
	var answer api.GetAccountDetails200JSONResponse
	err := read(ctx, func(tx *state.Tx) error {
		_, account, err := tx.AccountByIDs(req.ResourceID, req.AccountID)
		answer.Operation = api.GetAccountDetailsOperation{
			Name: nameOf(ctx), Result: done("Account details fetched successfully"), Details: accountDetails(account),
		}
		return err
	})
	return answer, err
}

// EditAccount changes an account. The message carries its name, the new one if that changes.
func (s *Server) EditAccount(ctx context.Context, req api.EditAccountRequestObject) (api.EditAccountResponseObject, error) {
	var answer api.EditAccount200JSONResponse
	change := accountSettings(req.Body.Operation.Details)
	err := write(ctx, func(tx *state.Tx) error {
		account, err := tx.EditAccount(req.ResourceID, req.AccountID, change)
		answer.Operation = api.EditAccountOperation{Name: nameOf(ctx), Result: done("Account " + account.Name + " modified successfully")}
		return err
	})
	return answer, err
}

// DeleteAccount removes an account for good.
func (s *Server) DeleteAccount(ctx context.Context, req api.DeleteAccountRequestObject) (api.DeleteAccountResponseObject, error) {
	var answer api.DeleteAccount200JSONResponse
	answer.Operation = api.DeleteAccountOperation{Name: nameOf(ctx), Result: done("Account deleted successfully")}
	return answer, write(ctx, func(tx *state.Tx) error { return tx.DeleteAccount(req.ResourceID, req.AccountID) })
}

// GetAccountTotp computes an account's one-time code for the present time.
func (s *Server) GetAccountTotp(ctx context.Context, req api.GetAccountTotpRequestObject) (api.GetAccountTotpResponseObject, error) {
	var answer api.GetAccountTotp200JSONResponse
	why := justification(req.Params.InputData)
	err := write(ctx, func(tx *state.Tx) error {
		code, err := tx.AccountTOTP(req.AccountID, why)
		answer.Operation = api.GetAccountTotpOperation{
			Name: nameOf(ctx), Result: done("TOTP fetched successfully"), Details: &api.TotpDetails{TOTP: code},
		}
		return err
	})
	return answer, err
}

// ValidateHelpDeskId tells whether a ticket may be used for an account.
func (s *Server) ValidateHelpDeskId(ctx context.Context, req api.ValidateHelpDeskIdRequestObject) (api.ValidateHelpDeskIdResponseObject, error) {
	var answer api.ValidateHelpDeskId200JSONResponse
	answer.Operation = api.ValidateHelpDeskIdOperation{Name: nameOf(ctx), Result: done("Ticket ID validated successfully")}
	ticket := req.Params.InputData.Operation.Details.TicketID
	return answer, read(ctx, func(tx *state.Tx) error { return tx.CheckTicket(req.AccountID, ticket) })
}
