package pam360

import "context"

// ResourceService works with resources, as the class Resource of the vendor's SDK does.
type ResourceService struct{ c *Client }

// ResourceModel is a resource with its first account, to create or to edit. What is empty is not sent.
type ResourceModel struct {
	ResourceName, DNSName, ResourceType, ResourceGroupName string
	ResourceDescription, ResourceURL, DomainName           string
	Department, Location, ResourcePasswordPolicy           string
	ResourceCustomField                                    CustomFields
	OwnerName                                              string

	// The first account; creating only.
	AccountName, AccountPassword, AccountPasswordPolicy, Notes string
	EnablePrivateKey                                           *bool
	AccountCustomField                                         CustomFields
}

// Create adds a resource and returns its id.
func (s ResourceService) Create(ctx context.Context, m ResourceModel) (int64, error) {
	if err := checkName("ResourceName", m.ResourceName); err != nil {
		return 0, err
	}
	resp, err := s.c.CreateResourceWithResponse(ctx, nil, CreateResourceInput{Operation: CreateResourceInputOperation{Details: NewResource{
		ResourceName: m.ResourceName, DNSName: given(m.DNSName), ResourceType: given(m.ResourceType), ResourceURL: given(m.ResourceURL),
		ResourceGroupName: given(m.ResourceGroupName), ResourceDescription: given(m.ResourceDescription), DomainName: given(m.DomainName),
		Department: given(m.Department), Location: given(m.Location), ResourcePasswordPolicy: given(m.ResourcePasswordPolicy),
		ResourceCustomField: m.ResourceCustomField.input(), OwnerName: given(m.OwnerName), AccountName: given(m.AccountName),
		Password: given(m.AccountPassword), AccountPasswordPolicy: given(m.AccountPasswordPolicy), Notes: given(m.Notes),
		EnablePrivateKey: m.EnablePrivateKey, AccountCustomField: m.AccountCustomField.input(),
	}}})
	if err != nil {
		return 0, err
	}
	if resp.JSON200.Operation.Details == nil { // older builds do not say the id
		return number(s.c.ResourceID(ctx, m.ResourceName))
	}
	return number(resp.JSON200.Operation.Details.ResourceID, nil)
}

// Delete removes a resource for good.
func (s ResourceService) Delete(ctx context.Context, resource Ref) error {
	id, err := resource.resolve(ctx, s.c.ResourceID)
	if err != nil {
		return err
	}
	_, err = s.c.DeleteResourceWithResponse(ctx, id, nil)
	return err
}

// Edit changes what the model gives and leaves the rest of the resource as it is. The vendor's SDK changes no group and no account
// with it, and neither does this.
func (s ResourceService) Edit(ctx context.Context, resource Ref, m ResourceModel) error {
	id, err := resource.resolve(ctx, s.c.ResourceID)
	if err != nil {
		return err
	}
	_, err = s.c.EditResourceWithResponse(ctx, id, nil, EditResourceInput{Operation: EditResourceInputOperation{Details: ResourceChange{
		ResourceName: given(m.ResourceName), DNSName: given(m.DNSName), ResourceType: given(m.ResourceType), ResourceURL: given(m.ResourceURL),
		ResourceDescription: given(m.ResourceDescription), Department: given(m.Department), Location: given(m.Location),
		ResourcePasswordPolicy: given(m.ResourcePasswordPolicy), ResourceCustomField: m.ResourceCustomField.input(), OwnerName: given(m.OwnerName),
	}}})
	return err
}

// AllTypes lists the resource types whose name contains one of the texts; all of them if there is no text.
func (s ResourceService) AllTypes(ctx context.Context, containing ...string) ([]ResourceType, error) {
	input := GetAllResourceTypesInput{Operation: GetAllResourceTypesInputOperation{Details: ResourceTypeQuery{ResourceTypeContaining: containing}}}
	params := GetAllResourceTypesParams{InputData: &input}
	if len(containing) == 0 {
		params.InputData = nil
	}
	resp, err := s.c.GetAllResourceTypesWithResponse(ctx, &params)
	if err != nil {
		return nil, err
	}
	return resp.JSON200.Operation.Details, nil
}

// AssociatedGroups lists the resource groups that a resource is in.
func (s ResourceService) AssociatedGroups(ctx context.Context, resource Ref) ([]AssociatedGroup, error) {
	id, err := resource.resolve(ctx, s.c.ResourceID)
	if err != nil {
		return nil, err
	}
	resp, err := s.c.GetAssociatedResourceGroupsWithResponse(ctx, id, nil)
	if err != nil {
		return nil, err
	}
	if resp.JSON200.Operation.Details == nil {
		return nil, incomplete(resp.HTTPResponse, "ASSOCIATED GROUPS")
	}
	return resp.JSON200.Operation.Details.AssociatedGroups, nil
}

// OfUser lists the resources that the API user owns or is shared.
func (s ResourceService) OfUser(ctx context.Context) ([]ResourceSummary, error) {
	var all []ResourceSummary
	for resource, err := range s.c.Resources(ctx, ListResourcesQuery{}) {
		if err != nil {
			return nil, err
		}
		all = append(all, resource)
	}
	return all, nil
}

// ShareToUser shares a resource, and thereby its accounts, with a user.
func (s ResourceService) ShareToUser(ctx context.Context, resource Ref, user string, access AccessPermission) error {
	if err := checkName("user", user); err != nil {
		return err
	}
	return s.share(ctx, resource, user, "", access)
}

// ShareToUserGroup shares a resource, and thereby its accounts, with the members of a user group.
func (s ResourceService) ShareToUserGroup(ctx context.Context, resource Ref, userGroup string, access AccessPermission) error {
	if err := checkName("userGroup", userGroup); err != nil {
		return err
	}
	return s.share(ctx, resource, "", userGroup, access)
}

func (s ResourceService) share(ctx context.Context, resource Ref, user, group string, access AccessPermission) error {
	share, err := s.c.shareWith(ctx, user, group, access)
	if err != nil {
		return err
	}
	id, err := resource.resolve(ctx, s.c.ResourceID)
	if err != nil {
		return err
	}
	_, err = s.c.ShareResourceToUserWithResponse(ctx, id, nil,
		ShareResourceToUserInput{Operation: ShareResourceToUserInputOperation{Details: share}})
	return err
}
