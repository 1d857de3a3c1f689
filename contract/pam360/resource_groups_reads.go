package pam360

import (
	"slices"
	"strings"

	"github.com/understudy/understudy/contract"
)

// ResourceGroupReads is what the resource groups of any tenant have in common.
type ResourceGroupReads struct{ suite }

func (s *ResourceGroupReads) TestPages() { s.pages(groupList) }

// TestAGroupIsFoundByItsName, and by its owner's beside it.
func (s *ResourceGroupReads) TestAGroupIsFoundByItsName() {
	for _, row := range s.sample(groupList, 3) {
		name, owner := row.At("resourceGroupName").Str(), row.At("ownerName").Str()
		look := func(query contract.Query) string {
			s.T().Helper()
			return s.admin.Get(resGroupIDPath, query).Success().Says(getGroupID, "Resource group ID fetched successfully").Details().At("RESOURCEGROUPID").Str()
		}
		s.Equal(row.At("resourceGroupId").Str(), look(resGroupCalled(name)), name)
		s.Equal(row.At("resourceGroupId").Str(), look(contract.Query{"RESOURCEGROUPNAME": name, "OWNERNAME": owner}), name)
		s.admin.Get(resGroupIDPath, contract.Query{"RESOURCEGROUPNAME": name, "OWNERNAME": noOne}).Refused(getGroupID)
		s.Equal(row.At("ownerId").Str(), s.idOfUser(owner), "the owner is a user")
	}
	s.admin.Get(resGroupIDPath, resGroupCalled(nothingHasThis)).Refused(getGroupID)
	s.admin.Bad().Get(resGroupIDPath).Refused(getGroupID)
}

// TestARowIsComplete: what is true of the row of each group. What it stands under is a group too, unless the caller cannot see it.
func (s *ResourceGroupReads) TestARowIsComplete() {
	policies := append(s.named(policies, policyMember), "")
	rows := s.sample(groupList, 100)
	for _, row := range rows {
		s.NotEmpty(row.At("resourceGroupName").Str())
		s.Contains(policies, row.At("passwordPolicy").Str())
		s.Contains([]string{"view", "modify", "fullaccess"}, row.At("accessType").Str())
		dynamic := row.At("groupType").Str() == "dynamic"
		s.Equal(dynamic, row.At("criteria").Exists(), "%s", row)
		s.Equal(dynamic, row.At("matchAllCriteria").Exists(), "%s", row)
		above := row.At("parentGroupId")
		if s.Equal(above.Exists(), row.At("parentGroupName").Exists(), "%s", row); !above.Exists() {
			continue
		}
		s.NotEqual(above.Str(), row.At("resourceGroupId").Str(), "no group is under itself")
		if i := slices.Index(texts(rows, groupList.id), above.Str()); i >= 0 {
			s.Equal(rows[i].At("resourceGroupName").Str(), row.At("parentGroupName").Str())
		}
	}
}

func (s *ResourceGroupReads) TestSearchAndTypesNarrowTheList() {
	const most = 200
	whole := groupList.part(s.admin, 0, most).Says(listGroups, "Resource groups fetched successfully")
	if whole.TotalRows() == 0 {
		s.Lacks(groupList.of)
	}
	all := groupList.part(s.admin, 0, most, Details{"searchType": "all", "searchColumn": "all"})
	s.Equal(whole.Details().String(), all.Details().String())
	rest := whole.TotalRows()
	for _, kind := range []string{"static", "dynamic"} {
		found := groupList.part(s.admin, 0, most, Details{"searchType": kind})
		s.narrowed(groupList, whole, found, func(row contract.Value) bool { return row.At("groupType").Str() == kind })
		rest -= found.TotalRows()
	}
	s.EqualValues(0, rest, "a group is static or dynamic")
	for column, member := range map[string]string{"resourceGroupName": "resourceGroupName", "resourceGroupDescription": "resourceGroupDescription"} {
		row := having(whole.rows()[1:], member)
		if !row.Exists() {
			continue
		}
		text := partOf(row.At(member).Str())
		found := groupList.part(s.admin, 0, most, Details{"searchValue": text, "searchColumn": column})
		s.narrowed(groupList, whole, found, func(row contract.Value) bool { return containsFold(row.At(member).Str(), text) })
		s.GreaterOrEqual(groupList.part(s.admin, 0, 1, Details{"searchValue": text}).TotalRows(), found.TotalRows(), "all columns find what one finds")
	}
	owner := whole.rows()[0].At("ownerId").Str()
	s.Contains(texts(groupList.part(s.admin, 0, most, Details{"searchValue": owner, "searchColumn": "ownerId"}).rows(), "ownerId"), owner)
	none := groupList.part(s.admin, 0, most, Details{"searchValue": nothingHasThis})
	s.EqualValues(0, none.TotalRows())
	s.False(none.Details().Exists())
	s.admin.Bad().InputLower(Details{"searchType": "elastic"}).Get(groups).Refused(listGroups)
	s.admin.Bad().InputLower(Details{"searchColumn": "colour"}).Get(groups).Refused(listGroups)
}

// TestWhatIsInADynamicGroupMeetsItsCriteria. That what meets them is in it, cannot be asked: the group takes up only what whoever wrote
// them has full access to.
func (s *ResourceGroupReads) TestWhatIsInADynamicGroupMeetsItsCriteria() {
	dynamic := groupList.part(s.admin, 0, 4, Details{"searchType": "dynamic"}).rows()
	if len(dynamic) == 0 {
		s.Lacks("a dynamic resource group")
	}
	members := 0
	for _, group := range dynamic {
		search := Details{"SEARCHTYPE": "RESOURCE", "SEARCHVALUE": group.At("criteria", 0, "value").Str()}
		for _, row := range resourceList.part(s.admin, 0, 4, search).rows() {
			id := row.At("RESOURCE ID").Str()
			its := s.admin.Get(path("/resources/%v/associatedGroups", id)).Success().Details().At("ASSOCIATED GROUPS").Texts("GROUP ID")
			if slices.Contains(its, group.At("resourceGroupId").Str()) {
				members++
				s.meets(s.admin.Get(path("/resources/%v", id)).Success().Details(), group)
			}
		}
	}
	if members == 0 {
		s.Lacks("a resource in a dynamic group")
	}
}

// meets demands that a resource meets the criteria of a group: all of them, or one.
func (s *ResourceGroupReads) meets(resource, group contract.Value) {
	s.T().Helper()
	met, asked := 0, group.At("criteria").Items()
	for _, criterion := range asked {
		member, ok := compared[criterion.At("condition").Str()]
		if !ok {
			return // custom fields may be hidden, and nothing shows the operating system
		}
		text, value := strings.ToLower(resource.At(member).Str()), strings.ToLower(criterion.At("value").Str())
		if operators[criterion.At("operator").Str()](text, value) {
			met++
		}
	}
	if group.At("matchAllCriteria").Str() == "true" {
		s.Equal(len(asked), met, "%s is in %s", resource, group)
	} else {
		s.Positive(met, "%s is in %s", resource, group)
	}
}

// compared are the members of a resource that the conditions look at.
var compared = map[string]string{
	"resourceName": "RESOURCE NAME", "resourceType": "RESOURCE TYPE", "resourceDescription": "RESOURCE DESCRIPTION", "resourceUrl": "RESOURCE URL",
	"dnsName": "DNS NAME", "domainName": "DOMAIN NAME", "department": "DEPARTMENT", "location": "LOCATION",
}

// operators are how the criteria compare, without regard to case.
var operators = map[string]func(text, value string) bool{
	"contains": strings.Contains, "notContains": func(text, value string) bool { return !strings.Contains(text, value) },
	"equals": func(text, value string) bool { return text == value }, "notEquals": func(text, value string) bool { return text != value },
	"startsWith": strings.HasPrefix, "endsWith": strings.HasSuffix,
}
