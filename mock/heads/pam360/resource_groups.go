package pam360

import (
	"context"

	"github.com/understudy/understudy/mock/heads/pam360/api"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// ListResourceGroups lists the groups that the caller owns or is shared.
func (s *Server) ListResourceGroups(
	ctx context.Context, req api.ListResourceGroupsRequestObject,
) (api.ListResourceGroupsResponseObject, error) {
	var answer api.ListResourceGroups200JSONResponse
	err := read(ctx, func(tx *state.Tx) error {
		page, total, err := tx.ResourceGroups(groupQuery(req.Params.InputData))
		answer.Operation = api.ListResourceGroupsOperation{
			Name: nameOf(ctx), Result: done("Resource groups fetched successfully"), TotalRows: &total, Details: rows(page, resourceGroupItem),
		}
		return err
	})
	return answer, err
}

// CreateResourceGroup makes a static or a dynamic group.
func (s *Server) CreateResourceGroup(
	ctx context.Context, req api.CreateResourceGroupRequestObject,
) (api.CreateResourceGroupResponseObject, error) {
	var answer api.CreateResourceGroup200JSONResponse
	n := newResourceGroup(req.Body.Operation.Details)
	err := write(ctx, func(tx *state.Tx) error {
		g, err := tx.CreateResourceGroup(n)
		answer.Operation = api.CreateResourceGroupOperation{
			Name: nameOf(ctx), Result: done("Resource group " + g.Name + " added successfully"),
			Details: &api.NewResourceGroupDetails{ResourceGroupID: id(g.ID)},
		}
		return err
	})
	return answer, err
}

// EditResourceGroup changes a group.
func (s *Server) EditResourceGroup(
	ctx context.Context, req api.EditResourceGroupRequestObject,
) (api.EditResourceGroupResponseObject, error) {
	var answer api.EditResourceGroup200JSONResponse
	change := groupSettings(req.Body.Operation.Details)
	err := write(ctx, func(tx *state.Tx) error {
		g, err := tx.EditResourceGroup(req.ResourceGroupID, change)
		answer.Operation = api.EditResourceGroupOperation{
			Name: nameOf(ctx), Result: done("Resource group " + g.Name + " modified successfully"),
		}
		return err
	})
	return answer, err
}

// DeleteResourceGroup removes a group, not what is in it.
func (s *Server) DeleteResourceGroup(
	ctx context.Context, req api.DeleteResourceGroupRequestObject,
) (api.DeleteResourceGroupResponseObject, error) {
	var answer api.DeleteResourceGroup200JSONResponse
	answer.Operation = api.DeleteResourceGroupOperation{Name: nameOf(ctx), Result: done("Resource group deleted successfully")}
	return answer, write(ctx, func(tx *state.Tx) error { return tx.DeleteResourceGroup(req.ResourceGroupID) })
}

// GetResourceGroupId finds a group's id.
func (s *Server) GetResourceGroupId(
	ctx context.Context, req api.GetResourceGroupIdRequestObject,
) (api.GetResourceGroupIdResponseObject, error) {
	var answer api.GetResourceGroupId200JSONResponse
	err := read(ctx, func(tx *state.Tx) error {
		g, err := tx.FindResourceGroup(req.Params.ResourceGroupName, text(req.Params.OwnerName))
		answer.Operation = api.GetResourceGroupIdOperation{
			Name: nameOf(ctx), Result: done("Resource group ID fetched successfully"),
			Details: &api.ResourceGroupIdDetails{ResourceGroupID: id(g.ID)},
		}
		return err
	})
	return answer, err
}

// AssociateResources puts resources into a static group, each on its own.
func (s *Server) AssociateResources(
	ctx context.Context, req api.AssociateResourcesRequestObject,
) (api.AssociateResourcesResponseObject, error) {
	var answer api.AssociateResources200JSONResponse
	resources := rows(req.Body.Operation.Details.ResourceIDs, id)
	err := write(ctx, func(tx *state.Tx) error {
		outcomes, err := tx.AssociateResources(req.ResourceGroupID, resources)
		result, items := bulk(ctx, "Resource(s) associated successfully", outcomes)
		answer.Operation = api.AssociateResourcesOperation{Name: nameOf(ctx), Result: result, Details: items}
		return err
	})
	return answer, err
}

// DissociateResources takes resources out of a static group, each on its own.
func (s *Server) DissociateResources(
	ctx context.Context, req api.DissociateResourcesRequestObject,
) (api.DissociateResourcesResponseObject, error) {
	var answer api.DissociateResources200JSONResponse
	resources := rows(req.Body.Operation.Details.ResourceIDs, id)
	err := write(ctx, func(tx *state.Tx) error {
		outcomes, err := tx.DissociateResources(req.ResourceGroupID, resources)
		result, items := bulk(ctx, "Resource(s) dissociated successfully", outcomes)
		answer.Operation = api.DissociateResourcesOperation{Name: nameOf(ctx), Result: result, Details: items}
		return err
	})
	return answer, err
}
