package pam360

import (
	"context"

	"github.com/understudy/understudy/mock/heads/pam360/api"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// ListTrashedResources lists what of a kind is in the trash, as far as the caller may restore it.
func (s *Server) ListTrashedResources(
	ctx context.Context, req api.ListTrashedResourcesRequestObject,
) (api.ListTrashedResourcesResponseObject, error) {
	var answer api.ListTrashedResources200JSONResponse
	err := read(ctx, func(tx *state.Tx) error {
		kind, err := state.ParseTrashKind(text(req.Params.Type))
		items := tx.ListTrash(kind)
		answer.Operation = api.ListTrashedResourcesOperation{
			Name: nameOf(ctx), Result: done("Trashed resources fetched successfully"), TotalRows: pointer(len(items)),
			Details: rows(items, trashedItem(kind)),
		}
		return err
	})
	return answer, err
}

// inTrash does something to resources or accounts, each on its own.
func inTrash(
	ctx context.Context, word string, ids []int64, message string, do func(*state.Tx, state.TrashKind, []string) ([]state.Outcome, error),
) (result api.Result, items []api.BulkItem, err error) {
	err = write(ctx, func(tx *state.Tx) error {
		kind, err := state.ParseTrashKind(word)
		if err != nil {
			return err
		}
		outcomes, err := do(tx, kind, rows(ids, id))
		result, items = bulk(ctx, message, outcomes)
		return err
	})
	return result, items, err
}

// MoveResourcesToTrash puts resources or accounts into the trash.
func (s *Server) MoveResourcesToTrash(
	ctx context.Context, req api.MoveResourcesToTrashRequestObject,
) (api.MoveResourcesToTrashResponseObject, error) {
	var answer api.MoveResourcesToTrash200JSONResponse
	d := req.Body.Operation.Details
	result, items, err := inTrash(ctx, d.Type, d.IDs, "Moved to trash successfully", (*state.Tx).MoveToTrash)
	answer.Operation = api.MoveResourcesToTrashOperation{Name: nameOf(ctx), Result: result, Details: items}
	return answer, err
}

// RestoreFromTrash brings resources or accounts back as they were.
func (s *Server) RestoreFromTrash(ctx context.Context, req api.RestoreFromTrashRequestObject) (api.RestoreFromTrashResponseObject, error) {
	var answer api.RestoreFromTrash200JSONResponse
	d := req.Body.Operation.Details
	result, items, err := inTrash(ctx, d.Type, d.TrashIDs, "Restored from trash successfully", (*state.Tx).RestoreFromTrash)
	answer.Operation = api.RestoreFromTrashOperation{Name: nameOf(ctx), Result: result, Details: items}
	return answer, err
}

// DeleteFromTrash removes resources or accounts for good.
func (s *Server) DeleteFromTrash(ctx context.Context, req api.DeleteFromTrashRequestObject) (api.DeleteFromTrashResponseObject, error) {
	var answer api.DeleteFromTrash200JSONResponse
	d := req.Body.Operation.Details
	result, items, err := inTrash(ctx, d.Type, d.TrashIDs, "Deleted from trash successfully", (*state.Tx).DeleteFromTrash)
	answer.Operation = api.DeleteFromTrashOperation{Name: nameOf(ctx), Result: result, Details: items}
	return answer, err
}

// trashedItem renders a line of the trash; the keys about an account are there for accounts only.
func trashedItem(kind state.TrashKind) func(state.TrashItem) api.TrashedItem {
	return func(i state.TrashItem) api.TrashedItem {
		item := api.TrashedItem{
			TrashID: id(i.ID), Type: string(kind), ResourceID: id(i.ResourceID), ResourceName: i.Resource, ResourceType: i.Type,
			OwnerName: i.Owner, TrashedBy: i.By, TrashedTime: stamp(i.At),
		}
		if kind == state.TrashedAccounts {
			item.AccountID, item.AccountName = pointer(id(i.ID)), &i.Name
		}
		return item
	}
}
