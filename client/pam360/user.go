package pam360

import (
	"context"
	"strconv"
	"time"
)

// UserService works with users and user groups, as the class User of the vendor's SDK does.
type UserService struct{ c *Client }

// UserModel is a user to create or to edit. What is empty is not sent.
type UserModel struct {
	FirstName, LastName, UserName, Email string
	Password, PasswordPolicy, Role       string
	Department, Location, LanguageCode   string
	WebAccess, MobileAccess, AddOnAccess *bool
	RESTAPIAccess                        *bool
	AuthTokenValidity                    time.Time // the last day of the token
	HostCheck                            *bool
	HostName                             string
}

// UserOutcome is what the server says of a user that was created or edited. The token is there if the call made one, and only then.
type UserOutcome struct {
	UserID             int64
	Message, AuthToken string
}

func day(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	return given(t.Format(time.DateOnly))
}

func outcome(message string, details *UserDetails) (UserOutcome, error) {
	o := UserOutcome{Message: message}
	if details == nil {
		return o, nil
	}
	if details.AuthToken != nil {
		o.AuthToken = *details.AuthToken
	}
	var err error
	o.UserID, err = number(details.UserID, nil)
	return o, err
}

// CreateUser adds a user.
func (s UserService) CreateUser(ctx context.Context, m UserModel) (UserOutcome, error) {
	if err := checkName("UserName", m.UserName); err != nil {
		return UserOutcome{}, err
	}
	resp, err := s.c.CreateUserWithResponse(ctx, nil, CreateUserInput{Operation: CreateUserInputOperation{Details: NewUser{
		FirstName: m.FirstName, LastName: m.LastName, UserName: m.UserName, Email: m.Email, Password: given(m.Password),
		Policy: given(m.PasswordPolicy), Role: given(m.Role), Department: given(m.Department), Location: given(m.Location),
		LanguageCode: given(m.LanguageCode), WebAccess: m.WebAccess, MobileAccess: m.MobileAccess, AddOnAccess: m.AddOnAccess,
		RESTAPIAccess: m.RESTAPIAccess, ExpiryDate: day(m.AuthTokenValidity), HostCheck: m.HostCheck, HostName: given(m.HostName),
	}}})
	if err != nil {
		return UserOutcome{}, err
	}
	return outcome(resp.JSON200.Operation.Result.Message, resp.JSON200.Operation.Details)
}

// EditUser changes what the model gives and leaves the rest of the user as it is.
func (s UserService) EditUser(ctx context.Context, user Ref, m UserModel) (UserOutcome, error) {
	id, err := user.resolve(ctx, s.userID)
	if err != nil {
		return UserOutcome{}, err
	}
	resp, err := s.c.EditUserWithResponse(ctx, id, nil, EditUserInput{Operation: EditUserInputOperation{Details: UserChange{
		FirstName: given(m.FirstName), LastName: given(m.LastName), UserName: given(m.UserName), Email: given(m.Email),
		Password: given(m.Password), Policy: given(m.PasswordPolicy), Role: given(m.Role), Department: given(m.Department),
		Location: given(m.Location), LanguageCode: given(m.LanguageCode), WebAccess: m.WebAccess, MobileAccess: m.MobileAccess,
		AddOnAccess: m.AddOnAccess, RESTAPIAccess: m.RESTAPIAccess, ExpiryDate: day(m.AuthTokenValidity), HostCheck: m.HostCheck,
		HostName: given(m.HostName),
	}}})
	if err != nil {
		return UserOutcome{}, err
	}
	return outcome(resp.JSON200.Operation.Result.Message, resp.JSON200.Operation.Details)
}

// DeleteUser removes a user.
func (s UserService) DeleteUser(ctx context.Context, user Ref) error {
	id, err := user.resolve(ctx, s.userID)
	if err != nil {
		return err
	}
	_, err = s.c.DeleteUserWithResponse(ctx, id, nil)
	return err
}

// UserID returns the id of the user with this login name.
func (s UserService) UserID(ctx context.Context, name string) (int64, error) {
	return number(s.userID(ctx, name))
}

func (s UserService) userID(ctx context.Context, name string) (string, error) {
	if err := checkName("user", name); err != nil {
		return "", err
	}
	resp, err := s.c.GetUserIdWithResponse(ctx, &GetUserIdParams{UserName: name})
	if err != nil {
		return "", err
	}
	if resp.JSON200.Operation.Details == nil || resp.JSON200.Operation.Details.UserID == "" {
		return "", incomplete(resp.HTTPResponse, "USERID")
	}
	return resp.JSON200.Operation.Details.UserID, nil
}

// UserGroupID returns the id of the user group with this name.
func (s UserService) UserGroupID(ctx context.Context, name string) (int64, error) {
	return number(s.userGroupID(ctx, name))
}

func (s UserService) userGroupID(ctx context.Context, name string) (string, error) {
	if err := checkName("userGroup", name); err != nil {
		return "", err
	}
	resp, err := s.c.GetUserGroupIdWithResponse(ctx, &GetUserGroupIdParams{UserGroupName: name})
	if err != nil {
		return "", err
	}
	if resp.JSON200.Operation.Details == nil {
		return "", incomplete(resp.HTTPResponse, "USERGROUPID")
	}
	return strconv.FormatInt(resp.JSON200.Operation.Details.UserGroupID, 10), nil
}

// AddToUserGroup makes a user a member of a user group.
func (s UserService) AddToUserGroup(ctx context.Context, user, userGroup string) error {
	id, err := s.userID(ctx, user)
	if err != nil {
		return err
	}
	group, err := s.userGroupID(ctx, userGroup)
	if err != nil {
		return err
	}
	_, err = s.c.AddUserToUserGroupWithResponse(ctx, id, nil,
		AddUserToUserGroupInput{Operation: AddUserToUserGroupInputOperation{Details: UserGroupMembership{UserGroupID: &group}}})
	return err
}

// RemoveFromUserGroup takes users out of a user group and tells what became of each; one that is refused is no error.
func (s UserService) RemoveFromUserGroup(ctx context.Context, userGroup Ref, users ...Ref) ([]ItemStatus, error) {
	ids, names, err := split("users", users)
	if err != nil {
		return nil, err
	}
	group, err := userGroup.resolve(ctx, s.userGroupID)
	if err != nil {
		return nil, err
	}
	resp, err := s.c.RemoveUsersFromUserGroupWithResponse(ctx, group, nil, RemoveUsersFromUserGroupInput{
		Operation: RemoveUsersFromUserGroupInputOperation{Details: UserGroupMembers{UserIDs: ids, UserNames: names}},
	})
	if err != nil {
		return nil, err
	}
	return statuses(resp.JSON200.Operation.Details), nil
}

// DeleteUserGroups removes user groups and tells what became of each; one that is refused is no error.
func (s UserService) DeleteUserGroups(ctx context.Context, userGroups ...Ref) ([]ItemStatus, error) {
	ids, names, err := split("userGroups", userGroups)
	if err != nil {
		return nil, err
	}
	resp, err := s.c.DeleteUserGroupsWithResponse(ctx, nil, DeleteUserGroupsInput{
		Operation: DeleteUserGroupsInputOperation{Details: UserGroupList{UserGroupIDs: ids, UserGroupNames: names}},
	})
	if err != nil {
		return nil, err
	}
	return statuses(resp.JSON200.Operation.Details), nil
}

// Lock keeps a user out.
func (s UserService) Lock(ctx context.Context, user string) error {
	if err := checkName("user", user); err != nil {
		return err
	}
	_, err := s.c.LockUserWithResponse(ctx, &LockUserParams{UserName: user})
	return err
}

// Unlock lets a user in again.
func (s UserService) Unlock(ctx context.Context, user string) error {
	if err := checkName("user", user); err != nil {
		return err
	}
	_, err := s.c.UnlockUserWithResponse(ctx, &UnlockUserParams{UserName: user})
	return err
}

// ResetMultiFactorAuthentication makes a user set up the second factor again.
func (s UserService) ResetMultiFactorAuthentication(ctx context.Context, user string) error {
	if err := checkName("user", user); err != nil {
		return err
	}
	_, err := s.c.ResetMultiFactorAuthenticationWithResponse(ctx, &ResetMultiFactorAuthenticationParams{UserName: user})
	return err
}

// RegenerateAuthToken gives the API user another token, valid until the end of a day; the zero time leaves that as it is. The
// token that this client has is void from then on: make another client with the new one.
func (s UserService) RegenerateAuthToken(ctx context.Context, expiry time.Time) (string, error) {
	resp, err := s.c.RegenerateAuthTokenWithResponse(ctx, nil,
		RegenerateAuthTokenInput{Operation: RegenerateAuthTokenInputOperation{Details: AuthTokenRequest{ExpiryDate: day(expiry)}}})
	if err != nil {
		return "", err
	}
	if resp.JSON200.Operation.Details == nil {
		return "", incomplete(resp.HTTPResponse, "AUTHTOKEN")
	}
	return resp.JSON200.Operation.Details.AuthToken, nil
}
