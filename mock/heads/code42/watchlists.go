package code42

import (
	"context"

	"github.com/understudy/understudy/mock/heads/code42/api"
	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// ListWatchlists lists the watchlists, page by page.
func (s *Server) ListWatchlists(ctx context.Context, req api.ListWatchlistsRequestObject) (api.ListWatchlistsResponseObject, error) {
	var answer api.ListWatchlists200JSONResponse
	err := read(ctx, func(tx *state.Tx) error {
		found, total := tx.Watchlists(page(req.Params.Page, req.Params.PageSize))
		answer.Watchlists, answer.TotalCount = each(tx, found, watchlist), int64(total)
		return nil
	})
	return answer, err
}

// CreateWatchlist adds an empty watchlist.
func (s *Server) CreateWatchlist(ctx context.Context, req api.CreateWatchlistRequestObject) (api.CreateWatchlistResponseObject, error) {
	var answer api.CreateWatchlist200JSONResponse
	b := req.Body
	if b.WatchlistType == nil {
		return nil, fail.New(fail.Invalid, "", "watchlistType is required").Because("watchlistType is missing or null")
	}
	err := write(ctx, func(tx *state.Tx) error {
		w, err := tx.CreateWatchlist(state.NewWatchlist{Type: state.WatchlistType(*b.WatchlistType), Title: b.Title, Description: b.Description})
		answer = api.CreateWatchlist200JSONResponse(watchlist(tx, w))
		return err
	})
	return answer, err
}

// GetWatchlist returns a watchlist.
func (s *Server) GetWatchlist(ctx context.Context, req api.GetWatchlistRequestObject) (api.GetWatchlistResponseObject, error) {
	var answer api.GetWatchlist200JSONResponse
	err := read(ctx, func(tx *state.Tx) error {
		w, err := tx.WatchlistByID(req.WatchlistId)
		answer = api.GetWatchlist200JSONResponse(watchlist(tx, w))
		return err
	})
	return answer, err
}

// DeleteWatchlist removes a watchlist.
func (s *Server) DeleteWatchlist(ctx context.Context, req api.DeleteWatchlistRequestObject) (api.DeleteWatchlistResponseObject, error) {
	return api.DeleteWatchlist200JSONResponse{}, write(ctx, func(tx *state.Tx) error { return tx.DeleteWatchlist(req.WatchlistId) })
}

// ListIncludedUsers lists the users who were put on a watchlist, page by page.
func (s *Server) ListIncludedUsers(ctx context.Context, req api.ListIncludedUsersRequestObject) (api.ListIncludedUsersResponseObject, error) {
	var answer api.ListIncludedUsers200JSONResponse
	err := read(ctx, func(tx *state.Tx) error {
		found, total, err := tx.WatchlistMembers(req.WatchlistId, page(req.Params.Page, req.Params.PageSize))
		answer.IncludedUsers, answer.TotalCount = each(tx, found, watchlistUser), int64(total)
		return err
	})
	return answer, err
}

// AddIncludedUsers puts users on a watchlist.
func (s *Server) AddIncludedUsers(ctx context.Context, req api.AddIncludedUsersRequestObject) (api.AddIncludedUsersResponseObject, error) {
	users := req.Body.UserIds
	return api.AddIncludedUsers200JSONResponse{}, write(ctx, func(tx *state.Tx) error { return tx.AddToWatchlist(req.WatchlistId, users) })
}

// DeleteIncludedUsers takes users off a watchlist.
func (s *Server) DeleteIncludedUsers(
	ctx context.Context, req api.DeleteIncludedUsersRequestObject,
) (api.DeleteIncludedUsersResponseObject, error) {
	users := req.Body.UserIds
	return api.DeleteIncludedUsers200JSONResponse{}, write(ctx, func(tx *state.Tx) error { return tx.RemoveFromWatchlist(req.WatchlistId, users) })
}

// ListWatchlistMembers lists whom a watchlist covers: the included users, as there is no other way onto it here.
func (s *Server) ListWatchlistMembers(
	ctx context.Context, req api.ListWatchlistMembersRequestObject,
) (api.ListWatchlistMembersResponseObject, error) {
	var answer api.ListWatchlistMembers200JSONResponse
	err := read(ctx, func(tx *state.Tx) error {
		found, total, err := tx.WatchlistMembers(req.WatchlistId, page(req.Params.Page, req.Params.PageSize))
		answer.WatchlistMembers, answer.TotalCount = each(tx, found, watchlistUser), int64(total)
		return err
	})
	return answer, err
}

// GetWatchlistMember returns one member of a watchlist.
func (s *Server) GetWatchlistMember(ctx context.Context, req api.GetWatchlistMemberRequestObject) (api.GetWatchlistMemberResponseObject, error) {
	var answer api.GetWatchlistMember200JSONResponse
	err := read(ctx, func(tx *state.Tx) error {
		m, err := tx.WatchlistMember(req.WatchlistId, req.UserId)
		answer = api.GetWatchlistMember200JSONResponse(watchlistUser(tx, m))
		return err
	})
	return answer, err
}

// watchlist renders a watchlist. The vendor leaves out what is null and counts of zero.
func watchlist(tx *state.Tx, w state.Watchlist) api.Watchlist {
	rendered := api.Watchlist{
		ListType: api.WatchlistType(w.Type), WatchlistId: w.ID, TenantId: tx.Tenant().UID, Title: w.Title, Description: w.Description,
	}
	if n := tx.MemberCount(w); n > 0 {
		rendered.Stats.IncludedUsersCount = &n
	}
	return rendered
}

// micros is the format of the time at which a user was put on a watchlist: microseconds, and no zone.
const micros = "2006-01-02T15:04:05.000000"

func watchlistUser(_ *state.Tx, m state.WatchlistMember) api.WatchlistUser {
	return api.WatchlistUser{UserId: m.UID, Username: m.Username, AddedTime: m.Added.UTC().Format(micros)}
}
