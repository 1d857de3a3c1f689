// Package staff is what an invented company runs when people join it. It is an
// example: a program of yours, tested without a tenant.
package staff

import (
	"context"
	"fmt"

	"github.com/understudy/understudy/client/code42"
)

// Join gives a new colleague an account in the caller's organization, puts it
// on the watchlist of new employees, and returns its UID. It may be called
// again for who has joined already, for instance after it broke off half-way.
func Join(ctx context.Context, api *code42.Client, username string) (uid string, err error) {
	if uid, err = account(ctx, api, username); err != nil {
		return "", fmt.Errorf("the account of %s: %w", username, err)
	}
	list, err := newEmployees(ctx, api)
	if err != nil {
		return "", fmt.Errorf("the watchlist of new employees: %w", err)
	}
	_, err = api.AddIncludedUsersWithResponse(ctx, list, code42.IncludedUserChange{UserIds: []string{uid}, WatchlistId: &list})
	if err != nil {
		return "", fmt.Errorf("watch %s: %w", username, err)
	}
	return uid, nil
}

// account makes an account, or finds the one that there is.
func account(ctx context.Context, api *code42.Client, username string) (uid string, err error) {
	me, err := api.GetCurrentUserWithResponse(ctx, nil)
	if err != nil {
		return "", err
	}
	made, err := api.CreateUserWithResponse(ctx, code42.NewUser{OrgUid: &me.JSON200.Data.OrgUid, Username: username, Email: &username})
	if err == nil {
		return made.JSON200.Data.UserUid, nil
	}
	if !code42.HasCode(err, "USER_DUPLICATE") { // which comes with the status 500
		return "", err
	}
	for user, err := range api.Users(ctx, &code42.ListUsersParams{Username: &username}) {
		return user.UserUid, err
	}
	return "", fmt.Errorf("it is there, but not shown")
}

// newEmployees is the id of the watchlist, of which a tenant has one at most.
func newEmployees(ctx context.Context, api *code42.Client) (id string, err error) {
	page, err := api.ListWatchlistsWithResponse(ctx, nil)
	if err != nil {
		return "", err
	}
	for _, list := range page.JSON200.Watchlists {
		if list.ListType == code42.WatchlistNewEmployee {
			return list.WatchlistId, nil
		}
	}
	kind := string(code42.WatchlistNewEmployee)
	made, err := api.CreateWatchlistWithResponse(ctx, code42.NewWatchlist{WatchlistType: &kind})
	if err != nil {
		return "", err
	}
	return made.JSON200.WatchlistId, nil
}
