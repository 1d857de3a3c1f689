package pam360

import "context"

// PasswordService fetches, changes and makes passwords, as the class Password of the vendor's SDK does.
type PasswordService struct{ c *Client }

// ResetType is where a password is changed.
type ResetType string

// The reset types: in the vault only, or on the machine too.
const (
	ResetLocal  ResetType = "LOCAL"
	ResetRemote ResetType = "REMOTE"
)

// ids finds a resource and one of its accounts. With both names a single call does.
func (s PasswordService) ids(ctx context.Context, resource, account Ref) (resourceID, accountID string, err error) {
	if resource.id == "" && account.id == "" {
		return s.c.ResourceAndAccountID(ctx, resource.name, account.name)
	}
	if resourceID, err = resource.resolve(ctx, s.c.ResourceID); err != nil {
		return "", "", err
	}
	accountID, err = account.resolve(ctx, func(ctx context.Context, name string) (string, error) {
		for item, err := range s.c.Accounts(ctx, resourceID, ListAccountsQuery{}) {
			if err != nil || item.AccountName == name {
				return item.AccountID, err
			}
		}
		return "", &OperationError{Operation: "GET RESOURCE ACCOUNTLIST", Message: "the resource has no account of this name", HTTPStatus: 200}
	})
	return resourceID, accountID, err
}

// ChangePasswordAccount gives an account another password; an empty one lets the server make one.
func (s PasswordService) ChangePasswordAccount(ctx context.Context, resource, account Ref, password string, reset ResetType) error {
	if reset != ResetLocal && reset != ResetRemote {
		return &ArgumentError{"reset", "it is none of the reset types"}
	}
	resourceID, accountID, err := s.ids(ctx, resource, account)
	if err != nil {
		return err
	}
	_, err = s.c.ChangePasswordWithResponse(ctx, resourceID, accountID, nil, ChangePasswordInput{
		Operation: ChangePasswordInputOperation{Details: PasswordChange{NewPassword: given(password), ResetType: given(string(reset))}},
	})
	return err
}

// GeneratePassword makes a password that satisfies a policy. Nothing is stored.
func (s PasswordService) GeneratePassword(ctx context.Context, policy string) (string, error) {
	if err := checkName("policy", policy); err != nil {
		return "", err
	}
	input := GeneratePasswordInput{Operation: GeneratePasswordInputOperation{Details: PasswordGeneration{Policy: policy}}}
	resp, err := s.c.GeneratePasswordWithResponse(ctx, &GeneratePasswordParams{InputData: input})
	if err != nil {
		return "", err
	}
	if resp.JSON200.Operation.Details == nil {
		return "", incomplete(resp.HTTPResponse, "PASSWORD")
	}
	return resp.JSON200.Operation.Details.Password, nil
}

// PasswordOfAccount fetches a password. The reason may be empty where none is required.
func (s PasswordService) PasswordOfAccount(ctx context.Context, resource, account Ref, reason string) (string, error) {
	resourceID, accountID, err := s.ids(ctx, resource, account)
	if err != nil {
		return "", err
	}
	params := GetPasswordParams{}
	if reason != "" {
		params.InputData = &GetPasswordInput{Operation: GetPasswordInputOperation{Details: PasswordAccess{Reason: &reason}}}
	}
	resp, err := s.c.GetPasswordWithResponse(ctx, resourceID, accountID, &params)
	if err != nil {
		return "", err
	}
	if resp.JSON200.Operation.Details == nil {
		return "", incomplete(resp.HTTPResponse, "PASSWORD")
	}
	return resp.JSON200.Operation.Details.Password, nil
}

// Policies lists the password policies.
func (s PasswordService) Policies(ctx context.Context) ([]PasswordPolicy, error) {
	resp, err := s.c.GetPasswordPoliciesWithResponse(ctx, nil)
	if err != nil {
		return nil, err
	}
	return resp.JSON200.Operation.Details, nil
}

// ValidatePassword tells whether a password satisfies a policy, and why it does not.
func (s PasswordService) ValidatePassword(ctx context.Context, policy, password string) (valid bool, reason string, err error) {
	if err := checkName("policy", policy); err != nil {
		return false, "", err
	}
	input := ValidatePasswordInput{Operation: ValidatePasswordInputOperation{Details: PasswordCandidate{Policy: &policy, Password: password}}}
	resp, err := s.c.ValidatePasswordWithResponse(ctx, &ValidatePasswordParams{InputData: input})
	if err != nil {
		return false, "", err
	}
	if resp.JSON200.Operation.Details == nil {
		return false, "", incomplete(resp.HTTPResponse, "COMPLIANT STATUS")
	}
	details := resp.JSON200.Operation.Details
	return details.CompliantStatus == "Compliant", details.CompliantReason, nil
}
