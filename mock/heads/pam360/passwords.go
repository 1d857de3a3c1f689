package pam360

import (
	"context"

	"github.com/understudy/understudy/mock/heads/pam360/api"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// GetPassword fetches a password. It is a GET that leaves traces: the time of access, the audit, the recently accessed.
func (s *Server) GetPassword(ctx context.Context, req api.GetPasswordRequestObject) (api.GetPasswordResponseObject, error) {
	var answer api.GetPassword200JSONResponse
	why := justification(req.Params.InputData)
	err := write(ctx, func(tx *state.Tx) error {
		password, err := tx.FetchPassword(req.ResourceID, req.AccountID, why)
		answer.Operation = api.GetPasswordOperation{
			Name: nameOf(ctx), Result: done("Password fetched successfully"), Details: &api.PasswordDetails{Password: password},
		}
		return err
	})
	return answer, err
}

func justification(in *api.GetPasswordInput) state.Justification {
	if in == nil {
		return state.Justification{}
	}
	return state.Justification{Reason: text(in.Operation.Details.Reason), TicketID: text(in.Operation.Details.TicketID)}
}

// ChangePassword gives an account another password.
func (s *Server) ChangePassword(ctx context.Context, req api.ChangePasswordRequestObject) (api.ChangePasswordResponseObject, error) {
	var answer api.ChangePassword200JSONResponse
	d := req.Body.Operation.Details
	change := state.PasswordChange{
		Password: text(d.NewPassword), ResetType: text(d.ResetType),
		Justification: state.Justification{Reason: text(d.Reason), TicketID: text(d.TicketID)},
	}
	answer.Operation = api.ChangePasswordOperation{Name: nameOf(ctx), Result: done("Password changed successfully")}
	return answer, write(ctx, func(tx *state.Tx) error { return tx.ChangePassword(req.ResourceID, req.AccountID, change) })
}

// GetPasswordHistory lists the earlier passwords of an account, the newest first.
func (s *Server) GetPasswordHistory(ctx context.Context, req api.GetPasswordHistoryRequestObject) (api.GetPasswordHistoryResponseObject, error) {
	var answer api.GetPasswordHistory200JSONResponse
	err := write(ctx, func(tx *state.Tx) error {
		history, err := tx.PasswordHistory(req.ResourceID, req.AccountID, justification(req.Params.InputData))
		answer.Operation = api.GetPasswordHistoryOperation{
			Name: nameOf(ctx), Result: done("Password history fetched successfully"), TotalRows: pointer(len(history)),
			Details: rows(history, func(p state.OldPassword) api.PasswordHistoryItem {
				return api.PasswordHistoryItem{Password: p.Password, ModifiedBy: p.By, ModifiedTime: stamp(p.Set), Reason: p.Reason}
			}),
		}
		return err
	})
	return answer, err
}

// GeneratePassword makes a password that satisfies a policy. It is remembered only that the next one will be another.
func (s *Server) GeneratePassword(ctx context.Context, req api.GeneratePasswordRequestObject) (api.GeneratePasswordResponseObject, error) {
	var answer api.GeneratePassword200JSONResponse
	err := write(ctx, func(tx *state.Tx) error {
		password, err := tx.GeneratePassword(req.Params.InputData.Operation.Details.Policy)
		answer.Operation = api.GeneratePasswordOperation{
			Name: nameOf(ctx), Result: done("Password generated successfully"), Details: &api.PasswordDetails{Password: password},
		}
		return err
	})
	return answer, err
}

// GetPasswordPolicies lists the password policies.
func (s *Server) GetPasswordPolicies(
	ctx context.Context, _ api.GetPasswordPoliciesRequestObject,
) (api.GetPasswordPoliciesResponseObject, error) {
	var answer api.GetPasswordPolicies200JSONResponse
	err := read(ctx, func(tx *state.Tx) error {
		policies := tx.Policies()
		answer.Operation = api.GetPasswordPoliciesOperation{
			Name: nameOf(ctx), Result: done("Password policies fetched successfully"), TotalRows: pointer(len(policies)),
			Details: rows(policies, func(p state.Policy) api.PasswordPolicy {
				return api.PasswordPolicy{PolicyID: id(p.ID), PolicyName: p.Name, PolicyDescription: p.Description}
			}),
		}
		return nil
	})
	return answer, err
}

// ValidatePassword holds a password against a policy. One that does not comply is no refusal.
func (s *Server) ValidatePassword(ctx context.Context, req api.ValidatePasswordRequestObject) (api.ValidatePasswordResponseObject, error) {
	var answer api.ValidatePassword200JSONResponse
	d := req.Params.InputData.Operation.Details
	err := read(ctx, func(tx *state.Tx) error {
		reason, err := tx.ValidatePassword(text(d.Policy), text(d.PolicyID), d.Password)
		status, shown := compliance(reason)
		answer.Operation = api.ValidatePasswordOperation{
			Name: nameOf(ctx), Result: done("Password validated successfully"),
			Details: &api.PasswordCompliance{CompliantStatus: status, CompliantReason: shown},
		}
		return err
	})
	return answer, err
}
