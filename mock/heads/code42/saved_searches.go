package code42

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/understudy/understudy/mock/heads/code42/api"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// ListSavedSearchesV1 lists the searches of version 1.
func (s *Server) ListSavedSearchesV1(
	ctx context.Context, _ api.ListSavedSearchesV1RequestObject,
) (api.ListSavedSearchesV1ResponseObject, error) {
	var answer api.ListSavedSearchesV1200JSONResponse
	err := read(ctx, func(tx *state.Tx) error {
		answer.Searches = each(tx, tx.SavedSearches(1), savedSearchV1)
		return nil
	})
	return answer, err
}

// GetSavedSearchV1 returns a search of version 1, in a list of one.
func (s *Server) GetSavedSearchV1(ctx context.Context, req api.GetSavedSearchV1RequestObject) (api.GetSavedSearchV1ResponseObject, error) {
	var answer api.GetSavedSearchV1200JSONResponse
	err := read(ctx, func(tx *state.Tx) error {
		found, err := tx.SavedSearchByID(1, req.SearchId)
		if err == nil {
			answer.Searches = []api.SavedSearchV1{savedSearchV1(tx, found)}
		}
		return err
	})
	return answer, err
}

// ListSavedSearchesV2 lists the searches of version 2.
func (s *Server) ListSavedSearchesV2(
	ctx context.Context, _ api.ListSavedSearchesV2RequestObject,
) (api.ListSavedSearchesV2ResponseObject, error) {
	var answer api.ListSavedSearchesV2200JSONResponse
	err := read(ctx, func(tx *state.Tx) error {
		answer.Searches = each(tx, tx.SavedSearches(2), savedSearchV2)
		return nil
	})
	return answer, err
}

// GetSavedSearchV2 returns a search of version 2, in a list of one.
func (s *Server) GetSavedSearchV2(ctx context.Context, req api.GetSavedSearchV2RequestObject) (api.GetSavedSearchV2ResponseObject, error) {
	var answer api.GetSavedSearchV2200JSONResponse
	err := read(ctx, func(tx *state.Tx) error {
		found, err := tx.SavedSearchByID(2, req.SearchId)
		if err == nil {
			answer.Searches = []api.SavedSearchV2{savedSearchV2(tx, found)}
		}
		return err
	})
	return answer, err
}

func savedSearchV1(tx *state.Tx, s state.SavedSearch) api.SavedSearchV1 {
	return api.SavedSearchV1{
		Id: s.ID, Name: s.Name, Notes: s.Notes, ApiVersion: s.APIVersion, TenantId: tx.Tenant().UID, GroupClause: s.GroupClause,
		CreatedByUid: tx.PrincipalID(s.Creator), CreatedByUsername: s.Creator.Name, CreationTimestamp: stamp(s.Created),
		ModifiedByUid: tx.PrincipalID(s.Modifier), ModifiedByUsername: s.Modifier.Name, ModifiedTimestamp: stamp(s.LastChanged),
		Groups: groupsOf[api.SavedGroupV1](s), SrtKey: emptyIsNull(s.SortKey), SrtDir: emptyIsNull(s.SortDir),
	}
}

func savedSearchV2(tx *state.Tx, s state.SavedSearch) api.SavedSearchV2 {
	return api.SavedSearchV2{
		Id: s.ID, Name: s.Name, Notes: s.Notes, ApiVersion: s.APIVersion, TenantId: tx.Tenant().UID, GroupClause: s.GroupClause,
		CreatedByUid: tx.PrincipalID(s.Creator), CreatedByUsername: s.Creator.Name, CreationTimestamp: stamp(s.Created),
		ModifiedByUid: tx.PrincipalID(s.Modifier), ModifiedByUsername: s.Modifier.Name, ModifiedTimestamp: stamp(s.LastChanged),
		Groups: groupsOf[api.SavedGroupV2](s), SrtKey: emptyIsNull(s.SortKey), SrtDir: emptyIsNull(s.SortDir),
	}
}

// groupsOf reads what the console has stored.
func groupsOf[Group any](s state.SavedSearch) []Group {
	groups := []Group{}
	if err := json.Unmarshal(s.Groups, &groups); err != nil {
		panic(fmt.Sprintf("saved search %s: %v", s.ID, err)) // only a seed makes one
	}
	return groups
}
