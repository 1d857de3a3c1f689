package pam360

import (
	"context"
	"maps"
	"slices"
)

// AccountService works with accounts, as the class Account of the vendor's SDK does.
type AccountService struct{ c *Client }

// AccountModel is an account to add or to edit. What is empty is not sent.
type AccountModel struct {
	AccountName, AccountPasswordPolicy, Notes string
	Password                                  string // adding only; PasswordService.ChangePasswordAccount changes it
	RecordRDPSessions, RecordCLISessions      *bool
	AccountCustomField                        CustomFields
}

// Create adds accounts to a resource and tells what became of each; one that is refused is no error.
func (s AccountService) Create(ctx context.Context, resource Ref, models ...AccountModel) ([]ItemStatus, error) {
	if len(models) == 0 {
		return nil, &ArgumentError{"models", "there is none"}
	}
	var list []NewAccount
	for _, m := range models {
		if err := checkName("AccountName", m.AccountName); err != nil {
			return nil, err
		}
		list = append(list, NewAccount{
			AccountName: m.AccountName, Password: given(m.Password), AccountPasswordPolicy: given(m.AccountPasswordPolicy), Notes: given(m.Notes),
			RecordRDPSessions: m.RecordRDPSessions, RecordCLISessions: m.RecordCLISessions, AccountCustomField: m.AccountCustomField.input(),
		})
	}
	id, err := resource.resolve(ctx, s.c.ResourceID)
	if err != nil {
		return nil, err
	}
	resp, err := s.c.CreateAccountsWithResponse(ctx, id, nil,
		CreateAccountsInput{Operation: CreateAccountsInputOperation{Details: NewAccounts{AccountList: list}}})
	if err != nil {
		return nil, err
	}
	var all []ItemStatus
	for _, one := range resp.JSON200.Operation.Details {
		for _, name := range slices.Sorted(maps.Keys(one)) {
			all = append(all, ItemStatus{name, one[name].Status})
		}
	}
	return all, nil
}

// Delete removes an account for good.
func (s AccountService) Delete(ctx context.Context, resource, account string) error {
	resourceID, accountID, err := s.c.ResourceAndAccountID(ctx, resource, account)
	if err != nil {
		return err
	}
	_, err = s.c.DeleteAccountWithResponse(ctx, resourceID, accountID, nil)
	return err
}

// Edit changes what the model gives and leaves the rest of the account as it is.
func (s AccountService) Edit(ctx context.Context, resource, account string, m AccountModel) error {
	resourceID, accountID, err := s.c.ResourceAndAccountID(ctx, resource, account)
	if err != nil {
		return err
	}
	_, err = s.c.EditAccountWithResponse(ctx, resourceID, accountID, nil, EditAccountInput{Operation: EditAccountInputOperation{Details: AccountChange{
		AccountName: given(m.AccountName), AccountPasswordPolicy: given(m.AccountPasswordPolicy), Notes: given(m.Notes),
		RecordRDPSessions: m.RecordRDPSessions, RecordCLISessions: m.RecordCLISessions, AccountCustomField: m.AccountCustomField.input(),
	}}})
	return err
}

// OfResource lists the accounts of a resource.
func (s AccountService) OfResource(ctx context.Context, resource Ref) ([]AccountListItem, error) {
	id, err := resource.resolve(ctx, s.c.ResourceID)
	if err != nil {
		return nil, err
	}
	var all []AccountListItem
	for account, err := range s.c.Accounts(ctx, id, ListAccountsQuery{}) {
		if err != nil {
			return nil, err
		}
		all = append(all, account)
	}
	return all, nil
}

// Details shows an account.
func (s AccountService) Details(ctx context.Context, resource, account string) (*AccountDetails, error) {
	resourceID, accountID, err := s.c.ResourceAndAccountID(ctx, resource, account)
	if err != nil {
		return nil, err
	}
	resp, err := s.c.GetAccountDetailsWithResponse(ctx, resourceID, accountID, nil)
	if err != nil {
		return nil, err
	}
	if resp.JSON200.Operation.Details == nil {
		return nil, incomplete(resp.HTTPResponse, "the account")
	}
	return resp.JSON200.Operation.Details, nil
}

// ResourceAndAccountID returns the ids of a resource and of one of its accounts.
func (s AccountService) ResourceAndAccountID(ctx context.Context, resource, account string) (resourceID, accountID int64, err error) {
	first, second, err := s.c.ResourceAndAccountID(ctx, resource, account)
	if resourceID, err = number(first, err); err != nil {
		return 0, 0, err
	}
	accountID, err = number(second, nil)
	return resourceID, accountID, err
}

// ShareToUser shares an account with a user.
func (s AccountService) ShareToUser(ctx context.Context, resource, account, user string, access AccessPermission) error {
	if err := checkName("user", user); err != nil {
		return err
	}
	return s.share(ctx, resource, account, user, "", access)
}

// ShareToUserGroup shares an account with the members of a user group.
func (s AccountService) ShareToUserGroup(ctx context.Context, resource, account, userGroup string, access AccessPermission) error {
	if err := checkName("userGroup", userGroup); err != nil {
		return err
	}
	return s.share(ctx, resource, account, "", userGroup, access)
}

func (s AccountService) share(ctx context.Context, resource, account, user, group string, access AccessPermission) error {
	share, err := s.c.shareWith(ctx, user, group, access)
	if err != nil {
		return err
	}
	resourceID, accountID, err := s.c.ResourceAndAccountID(ctx, resource, account)
	if err != nil {
		return err
	}
	_, err = s.c.ShareAccountToUserWithResponse(ctx, resourceID, accountID, nil,
		ShareAccountToUserInput{Operation: ShareAccountToUserInputOperation{Details: share}})
	return err
}
