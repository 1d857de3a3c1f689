package pam360

import (
	"cmp"

	"github.com/understudy/understudy/mock/heads/pam360/api"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// groupQuery reads the filter and the page of the list of resource groups.
func groupQuery(in *api.ListResourceGroupsInput) state.GroupQuery {
	if in == nil {
		return state.GroupQuery{}
	}
	d := in.Operation.Details
	return state.GroupQuery{
		SearchType: text(d.SearchType), SearchColumn: text(d.SearchColumn), SearchValue: text(d.SearchValue),
		Start: number(d.StartIndex), Limit: number(d.Limit),
	}
}

// newResourceGroup reads a group to create. All criteria must be met unless it says otherwise (inferred).
func newResourceGroup(d api.NewResourceGroup) state.NewResourceGroup {
	if d.MatchAllCriteria == nil {
		d.MatchAllCriteria = pointer(true)
	}
	return state.NewResourceGroup{Dynamic: text(d.GroupType) == dynamicGroup, GroupSettings: groupSettings(api.ResourceGroupChange{
		ResourceGroupName: &d.ResourceGroupName, ResourceGroupDescription: d.ResourceGroupDescription, ParentGroupName: d.ParentGroupName,
		PasswordPolicy: d.PasswordPolicy, OwnerName: d.OwnerName, MatchAllCriteria: d.MatchAllCriteria, Criteria: d.Criteria,
	})}
}

func groupSettings(d api.ResourceGroupChange) state.GroupSettings {
	return state.GroupSettings{
		Name: d.ResourceGroupName, Description: d.ResourceGroupDescription, Parent: d.ParentGroupName, Owner: d.OwnerName,
		Policy: d.PasswordPolicy, MatchAll: d.MatchAllCriteria, Criteria: rows(d.Criteria, criterion),
	}
}

// criterion reads a condition of a dynamic group; one on a custom field names it by its label.
func criterion(c api.ResourceGroupCriterion) state.CriterionInput {
	return state.CriterionInput{Field: cmp.Or(text(c.CustomLabel), c.Condition), Operator: text(c.Operator), Value: c.Value}
}

// The words for the two kinds of resource groups.
const (
	staticGroup  = "static"
	dynamicGroup = "dynamic"
)

func resourceGroupItem(g state.ResourceGroupView) api.ResourceGroupItem {
	item := api.ResourceGroupItem{
		ResourceGroupID: id(g.ID), ResourceGroupName: g.Name, ResourceGroupDescription: g.Description, GroupType: staticGroup,
		OwnerID: id(g.OwnerID), OwnerName: g.Owner, PasswordPolicy: g.Policy, AccessType: accessWords[g.Access],
	}
	if g.ParentID != 0 {
		item.ParentGroupID, item.ParentGroupName = pointer(id(g.ParentID)), pointer(g.Parent)
	}
	if g.Dynamic {
		item.GroupType, item.MatchAllCriteria, item.Criteria = dynamicGroup, pointer(flag(g.MatchAll)), rows(g.Conditions, shownCriterion)
	}
	return item
}

// accessWords are how the wire says how far a share goes.
var accessWords = map[state.Access]string{state.ViewAccess: "view", state.ModifyAccess: "modify", state.FullAccess: "fullaccess"}

// conditions and operators are the words of criteria, in the manner of the other keys of resource groups (inferred).
var (
	conditions = map[string]string{
		"RESOURCENAME": "resourceName", "RESOURCE_TYPE": "resourceType", "RESOURCEDESC": "resourceDescription", "IPADDRESS": "dnsName",
		"OPERATINGSYSTEM": "operatingSystem", "DEPARTMENT": "department", "LOCATION": "location", "DOMAINNAME": "domainName",
		"RESOURCEURL": "resourceUrl", "": "resourceCustomField",
	}
	operators = map[state.Operator]string{
		"CONTAINS": "contains", "DOESNOTCONTAIN": "notContains", "EQUALS": "equals", "NOTEQUALS": "notEquals",
		"STARTSWITH": "startsWith", "ENDSWITH": "endsWith",
	}
)

func shownCriterion(c state.CriterionView) api.ResourceGroupCriterion {
	shown := api.ResourceGroupCriterion{Condition: conditions[c.Column], Operator: pointer(operators[c.Operator]), Value: c.Value}
	if c.Column == "" {
		shown.CustomLabel = &c.Label
	}
	return shown
}
