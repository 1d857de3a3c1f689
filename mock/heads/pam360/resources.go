package pam360

import (
	"context"
	"errors"

	"github.com/understudy/understudy/mock/heads/pam360/api"
	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// ListResources lists the resources that the caller owns or is shared. totalRows is the size of the whole list, not of the page.
func (s *Server) ListResources(ctx context.Context, req api.ListResourcesRequestObject) (api.ListResourcesResponseObject, error) {
	var answer api.ListResources200JSONResponse
	err := read(ctx, func(tx *state.Tx) error {
		page, total, err := tx.Resources(resourceQuery(req.Params.InputData))
		answer.Operation = api.ListResourcesOperation{
			Name: nameOf(ctx), Result: done("Resources fetched successfully"), TotalRows: &total, Details: rows(page, resourceSummary),
		}
		return err
	})
	return answer, err
}

func resourceSummary(r state.ResourceSummary) api.ResourceSummary {
	return api.ResourceSummary{
		ResourceID: id(r.ID), ResourceName: r.Name, ResourceType: r.Type, ResourceDescription: r.Description,
		NumberOfAccounts: id(int64(r.Accounts)),
	}
}

// CreateResource adds a resource with its first account.
func (s *Server) CreateResource(ctx context.Context, req api.CreateResourceRequestObject) (api.CreateResourceResponseObject, error) {
	var answer api.CreateResource200JSONResponse
	n := newResource(req.Body.Operation.Details)
	err := write(ctx, func(tx *state.Tx) error {
		r, err := tx.CreateResource(n)
		answer.Operation = api.CreateResourceOperation{
			Name: nameOf(ctx), Result: done("Resource " + r.Name + " has been added successfully"),
			Details: &api.ResourceIdDetails{ResourceID: id(r.ID)},
		}
		return err
	})
	return answer, err
}

// GetResourceIdByName finds a resource's id.
func (s *Server) GetResourceIdByName(
	ctx context.Context, req api.GetResourceIdByNameRequestObject,
) (api.GetResourceIdByNameResponseObject, error) {
	var answer api.GetResourceIdByName200JSONResponse
	err := read(ctx, func(tx *state.Tx) error {
		r, err := tx.ResourceByName(req.ResourceName)
		answer.Operation = api.GetResourceIdByNameOperation{
			Name: nameOf(ctx), Result: done("Resource ID fetched successfully"), Details: &api.ResourceIdDetails{ResourceID: id(r.ID)},
		}
		return err
	})
	return answer, err
}

// idsFound is the message of both lookups of a resource with an account.
const idsFound = "Resource ID and account ID fetched successfully for the given resource name and account name."

// GetResourceAndAccountId finds the ids of a resource and an account. Details is flat: one client reads it into a text dictionary.
func (s *Server) GetResourceAndAccountId(
	ctx context.Context, req api.GetResourceAndAccountIdRequestObject,
) (api.GetResourceAndAccountIdResponseObject, error) {
	var answer api.GetResourceAndAccountId200JSONResponse
	err := read(ctx, func(tx *state.Tx) error {
		r, a, err := tx.AccountByNames(req.Params.ResourceName, req.Params.AccountName)
		answer.Operation = api.GetResourceAndAccountIdOperation{
			Name: nameOf(ctx), Result: done(idsFound), Details: &api.ResourceAndAccountId{ResourceID: id(r.ID), AccountID: id(a.ID)},
		}
		return err
	})
	return answer, err
}

// GetResourceAndAccountIdByPath is the older form of GetResourceAndAccountId.
func (s *Server) GetResourceAndAccountIdByPath(
	ctx context.Context, req api.GetResourceAndAccountIdByPathRequestObject,
) (api.GetResourceAndAccountIdByPathResponseObject, error) {
	var answer api.GetResourceAndAccountIdByPath200JSONResponse
	err := read(ctx, func(tx *state.Tx) error {
		r, a, err := tx.AccountByNames(req.ResourceName, req.AccountName)
		answer.Operation = api.GetResourceAndAccountIdByPathOperation{
			Name: nameOf(ctx), Result: done(idsFound), Details: &api.ResourceAndAccountId{ResourceID: id(r.ID), AccountID: id(a.ID)},
		}
		return err
	})
	return answer, err
}

// GetResourceAccountDetails serves integrations: two JSON documents, each inside a text.
func (s *Server) GetResourceAccountDetails(
	ctx context.Context, req api.GetResourceAccountDetailsRequestObject,
) (api.GetResourceAccountDetailsResponseObject, error) {
	var answer api.GetResourceAccountDetails200JSONResponse
	err := write(ctx, func(tx *state.Tx) error {
		r, a, err := tx.AccountByIDs(req.Params.ResourceID, req.Params.AccountID)
		if err != nil {
			return err
		}
		details, err := embedded(tx, r, a)
		answer.Operation = api.GetResourceAccountDetailsOperation{
			Name: nameOf(ctx), Result: done("Resource and account details fetched successfully"), Details: details,
		}
		return err
	})
	return answer, err
}

// embeddedAccount is what ACCOUNTDETAILS holds: the password, or the reason why it is withheld, which clients raise as an error.
type embeddedAccount struct {
	AccountID   string  `json:"ACCOUNT ID"`
	AccountName string  `json:"ACCOUNT NAME"`
	Password    *string `json:"PASSWORD,omitempty"`
	Reason      string  `json:"PASSWORD_REASON,omitempty"`
}

func embedded(tx *state.Tx, r state.ResourceView, a state.AccountView) (*api.ResourceAccountDetails, error) {
	account := embeddedAccount{AccountID: id(a.ID), AccountName: a.Name}
	password, err := tx.FetchPassword(id(r.ID), id(a.ID), state.Justification{})
	var withheld *fail.Error
	switch {
	case errors.As(err, &withheld):
		account.Reason = withheld.Message
	case err != nil:
		return nil, err
	default:
		account.Password = &password
	}
	resourceText, err := compact(resourceDetails(r))
	if err != nil {
		return nil, err
	}
	accountText, err := compact(account)
	return &api.ResourceAccountDetails{ResourceDetails: string(resourceText), AccountDetails: string(accountText)}, err
}

// GetResource shows a resource.
func (s *Server) GetResource(ctx context.Context, req api.GetResourceRequestObject) (api.GetResourceResponseObject, error) {
	var answer api.GetResource200JSONResponse
	err := read(ctx, func(tx *state.Tx) error {
		r, err := tx.ResourceByID(req.ResourceID)
		answer.Operation = api.GetResourceOperation{
			Name: nameOf(ctx), Result: done("Resource details fetched successfully"), Details: pointer(resourceDetails(r)),
		}
		return err
	})
	return answer, err
}

// EditResource changes a resource. The vendor's message lacks the name and has two blanks where it would stand.
func (s *Server) EditResource(ctx context.Context, req api.EditResourceRequestObject) (api.EditResourceResponseObject, error) {
	var answer api.EditResource200JSONResponse
	answer.Operation = api.EditResourceOperation{Name: nameOf(ctx), Result: done("Resource  modified successfully.")}
	change := resourceSettings(req.Body.Operation.Details)
	return answer, write(ctx, func(tx *state.Tx) error {
		_, err := tx.EditResource(req.ResourceID, change)
		return err
	})
}

// DeleteResource removes a resource for good.
func (s *Server) DeleteResource(ctx context.Context, req api.DeleteResourceRequestObject) (api.DeleteResourceResponseObject, error) {
	var answer api.DeleteResource200JSONResponse
	answer.Operation = api.DeleteResourceOperation{Name: nameOf(ctx), Result: done("Resource deleted successfully")}
	return answer, write(ctx, func(tx *state.Tx) error { return tx.DeleteResource(req.ResourceID) })
}

// GetAssociatedResourceGroups lists the groups that a resource belongs to. Their ids are numbers, unlike all others.
func (s *Server) GetAssociatedResourceGroups(
	ctx context.Context, req api.GetAssociatedResourceGroupsRequestObject,
) (api.GetAssociatedResourceGroupsResponseObject, error) {
	var answer api.GetAssociatedResourceGroups200JSONResponse
	err := read(ctx, func(tx *state.Tx) error {
		groups, err := tx.AssociatedGroups(req.ResourceID)
		answer.Operation = api.GetAssociatedResourceGroupsOperation{
			Name: nameOf(ctx), Result: done("Associated groups fetched successfully"),
			Details: &api.AssociatedGroups{AssociatedGroups: rows(groups, func(g state.ResourceGroup) api.AssociatedGroup {
				return api.AssociatedGroup{GroupID: g.ID, GroupName: g.Name}
			})},
		}
		return err
	})
	return answer, err
}

// GetAllResourceTypes lists the resource types.
func (s *Server) GetAllResourceTypes(
	ctx context.Context, req api.GetAllResourceTypesRequestObject,
) (api.GetAllResourceTypesResponseObject, error) {
	var answer api.GetAllResourceTypes200JSONResponse
	var containing []string
	if in := req.Params.InputData; in != nil {
		containing = in.Operation.Details.ResourceTypeContaining
	}
	err := read(ctx, func(tx *state.Tx) error {
		types := tx.ResourceTypes(containing)
		answer.Operation = api.GetAllResourceTypesOperation{
			Name: nameOf(ctx), Result: done("Resource types fetched successfully"), TotalRows: pointer(len(types)),
			Details: rows(types, func(t state.ResourceType) api.ResourceType {
				return api.ResourceType{ResourceTypeID: id(t.ID), ResourceType: t.Name}
			}),
		}
		return nil
	})
	return answer, err
}

// ListRemoteAppIds lists the remote applications of a resource.
func (s *Server) ListRemoteAppIds(ctx context.Context, req api.ListRemoteAppIdsRequestObject) (api.ListRemoteAppIdsResponseObject, error) {
	var answer api.ListRemoteAppIds200JSONResponse
	err := read(ctx, func(tx *state.Tx) error {
		apps, err := tx.RemoteApps(req.ResourceID)
		answer.Operation = api.ListRemoteAppIdsOperation{
			Name: nameOf(ctx), Result: done("Remote apps fetched successfully"), TotalRows: pointer(len(apps)),
			Details: rows(apps, func(a state.RemoteApp) api.RemoteApp {
				return api.RemoteApp{RemoteAppID: id(a.ID), RemoteAppName: a.Name}
			}),
		}
		return err
	})
	return answer, err
}

// ConfigureMsSqlRemotePasswordReset lets REMOTE password changes reach the machines.
func (s *Server) ConfigureMsSqlRemotePasswordReset(
	ctx context.Context, req api.ConfigureMsSqlRemotePasswordResetRequestObject,
) (api.ConfigureMsSqlRemotePasswordResetResponseObject, error) {
	var answer api.ConfigureMsSqlRemotePasswordReset200JSONResponse
	answer.Operation = api.ConfigureMsSqlRemotePasswordResetOperation{
		Name: nameOf(ctx), Result: done("Remote password reset configured successfully"),
	}
	d := req.Body.Operation.Details
	how := remoteReset(d)
	return answer, write(ctx, func(tx *state.Tx) error {
		if text(d.WindowsDomainAccountID) != "" {
			_, a, err := tx.AccountByIDs(text(d.WindowsDomainResourceID), *d.WindowsDomainAccountID)
			if err != nil {
				return err
			}
			how.WindowsDomainAccountID = a.ID
		}
		return tx.ConfigureRemoteReset(d.ResourceType, d.ResourceIDs, how)
	})
}

// ListWebsiteUrls lists the web addresses of the resources that the caller can see.
func (s *Server) ListWebsiteUrls(ctx context.Context, _ api.ListWebsiteUrlsRequestObject) (api.ListWebsiteUrlsResponseObject, error) {
	var answer api.ListWebsiteUrls200JSONResponse
	err := read(ctx, func(tx *state.Tx) error {
		found := tx.WebsiteURLs()
		answer.Operation = api.ListWebsiteUrlsOperation{
			Name: nameOf(ctx), Result: done("Website URLs fetched successfully"), TotalRows: pointer(len(found)),
			Details: rows(found, func(r state.Resource) api.WebsiteUrl {
				return api.WebsiteUrl{ResourceID: id(r.ID), ResourceURL: r.URL}
			}),
		}
		return nil
	})
	return answer, err
}
