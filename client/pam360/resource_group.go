package pam360

import (
	"context"
	"strconv"
)

// ResourceGroupService works with resource groups, as the class ResourceGroup of the vendor's SDK does. The name of a group may come
// with that of its owner; an empty owner is any.
type ResourceGroupService struct{ c *Client }

// GroupType tells static groups, whose members are chosen, from dynamic ones, whose members follow from criteria.
type GroupType string

// The group types.
const (
	GroupStatic  GroupType = "static"
	GroupDynamic GroupType = "dynamic"
)

// Condition is what a criterion looks at.
type Condition string

// The conditions of the vendor's samples; the server knows more of them.
const (
	ConditionResourceName Condition = "resourceName"
	ConditionResourceType Condition = "resourceType"
)

// DynamicGroupCriteria is one condition on the members of a dynamic group. Without an operator the value has to be contained.
type DynamicGroupCriteria struct {
	Condition       Condition
	Operator, Value string
	CustomLabel     string // with a custom field
}

// ResourceGroupModel is a resource group to create. What is empty is not sent.
type ResourceGroupModel struct {
	ResourceGroupName, ParentGroup, Description, PasswordPolicy string
	GroupType                                                   GroupType
	DynamicGroupCriteria                                        []DynamicGroupCriteria
	MatchAllCriteria                                            *bool
}

// Create makes a resource group for a user, or for the API user where the name is empty, and returns its id.
func (s ResourceGroupService) Create(ctx context.Context, m ResourceGroupModel, user string) (int64, error) {
	if err := checkName("ResourceGroupName", m.ResourceGroupName); err != nil {
		return 0, err
	}
	var criteria []ResourceGroupCriterion
	for _, c := range m.DynamicGroupCriteria {
		criteria = append(criteria, ResourceGroupCriterion{
			Condition: string(c.Condition), Operator: given(c.Operator), Value: c.Value, CustomLabel: given(c.CustomLabel),
		})
	}
	resp, err := s.c.CreateResourceGroupWithResponse(ctx, nil, CreateResourceGroupInput{Operation: CreateResourceGroupInputOperation{Details: NewResourceGroup{
		ResourceGroupName: m.ResourceGroupName, ParentGroupName: given(m.ParentGroup), GroupType: given(string(m.GroupType)),
		ResourceGroupDescription: given(m.Description), PasswordPolicy: given(m.PasswordPolicy), OwnerName: given(user), Criteria: criteria,
		MatchAllCriteria: m.MatchAllCriteria,
	}}})
	if err != nil {
		return 0, err
	}
	if resp.JSON200.Operation.Details == nil {
		return s.ID(ctx, m.ResourceGroupName, user)
	}
	return number(resp.JSON200.Operation.Details.ResourceGroupID, nil)
}

// ID returns the id of the resource group with this name.
func (s ResourceGroupService) ID(ctx context.Context, name, owner string) (int64, error) {
	return number(s.groupID(owner)(ctx, name))
}

// groupID looks up groups of an owner.
func (s ResourceGroupService) groupID(owner string) func(context.Context, string) (string, error) {
	return func(ctx context.Context, name string) (string, error) {
		if err := checkName("resourceGroup", name); err != nil {
			return "", err
		}
		resp, err := s.c.GetResourceGroupIdWithResponse(ctx, &GetResourceGroupIdParams{ResourceGroupName: name, OwnerName: given(owner)})
		if err != nil {
			return "", err
		}
		if resp.JSON200.Operation.Details == nil {
			return "", incomplete(resp.HTTPResponse, "RESOURCEGROUPID")
		}
		return resp.JSON200.Operation.Details.ResourceGroupID, nil
	}
}

// Delete removes a resource group, not what is in it.
func (s ResourceGroupService) Delete(ctx context.Context, resourceGroup Ref, owner string) error {
	id, err := resourceGroup.resolve(ctx, s.groupID(owner))
	if err != nil {
		return err
	}
	_, err = s.c.DeleteResourceGroupWithResponse(ctx, id, nil)
	return err
}

// AssociateResources puts resources into a static group and tells what became of each; one that is refused is no error.
func (s ResourceGroupService) AssociateResources(ctx context.Context, resourceGroup Ref, owner string, resources ...Ref) ([]ItemStatus, error) {
	group, members, named, err := s.members(ctx, resourceGroup, owner, resources)
	if err != nil {
		return nil, err
	}
	resp, err := s.c.AssociateResourcesWithResponse(ctx, group, nil,
		AssociateResourcesInput{Operation: AssociateResourcesInputOperation{Details: members}})
	if err != nil {
		return nil, err
	}
	return named(resp.JSON200.Operation.Details), nil
}

// DissociateResources takes resources out of a static group and tells what became of each; one that is refused is no error.
func (s ResourceGroupService) DissociateResources(ctx context.Context, resourceGroup Ref, owner string, resources ...Ref) ([]ItemStatus, error) {
	group, members, named, err := s.members(ctx, resourceGroup, owner, resources)
	if err != nil {
		return nil, err
	}
	resp, err := s.c.DissociateResourcesWithResponse(ctx, group, nil,
		DissociateResourcesInput{Operation: DissociateResourcesInputOperation{Details: members}})
	if err != nil {
		return nil, err
	}
	return named(resp.JSON200.Operation.Details), nil
}

// members finds the ids of a group and of resources. The answer speaks of ids; named puts back the names they were given by.
func (s ResourceGroupService) members(
	ctx context.Context, resourceGroup Ref, owner string, resources []Ref,
) (group string, members GroupResources, named func([]BulkItem) []ItemStatus, err error) {
	if _, _, err = split("resources", resources); err != nil {
		return "", members, nil, err
	}
	if group, err = resourceGroup.resolve(ctx, s.groupID(owner)); err != nil {
		return "", members, nil, err
	}
	names := map[string]string{}
	for _, resource := range resources {
		id, err := number(resource.resolve(ctx, s.c.ResourceID))
		if err != nil {
			return "", members, nil, err
		}
		members.ResourceIDs = append(members.ResourceIDs, id)
		names[strconv.FormatInt(id, 10)] = resource.name
	}
	return group, members, func(list []BulkItem) []ItemStatus {
		all := statuses(list)
		for i, one := range all {
			if name := names[one.Item]; name != "" {
				all[i].Item = name
			}
		}
		return all
	}, nil
}

// OfUser lists the resource groups that the API user owns or is shared.
func (s ResourceGroupService) OfUser(ctx context.Context) ([]ResourceGroupItem, error) {
	resp, err := s.c.ListResourceGroupsWithResponse(ctx, nil)
	if err != nil {
		return nil, err
	}
	return resp.JSON200.Operation.Details, nil
}
