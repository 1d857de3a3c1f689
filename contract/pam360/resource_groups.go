package pam360

import (
	"strings"

	"github.com/understudy/understudy/contract"
)

// ResourceGroups is the contract of static groups, whose members are chosen, and of dynamic ones, whose members follow from criteria.
type ResourceGroups struct{ suite }

const (
	groups            = base + "/resourcegroup"
	resGroupIDPath    = groups + "/getResourceGroupId"
	listGroups        = "GET RESOURCE GROUPS"
	createGroup       = "CREATE RESOURCE GROUP"
	editGroup         = "EDIT RESOURCE GROUP"
	deleteGroup       = "DELETE RESOURCE GROUP"
	getGroupID        = "GET_RESOURCEGROUPID"
	associateName     = "ASSOCIATE RESOURCES"
	dissociateName    = "DISSOCIATE RESOURCES"
	defaultGroup      = "301"
	defaultGroupTitle = "Default Group"
)

func resGroupCalled(name string) contract.Query { return contract.Query{"RESOURCEGROUPNAME": name} }

// groupRow finds a group in a caller's list, or a value that does not exist.
func (s *ResourceGroups) groupRow(caller *Session, id string) contract.Value {
	s.T().Helper()
	return caller.Get(groups).Success().Details().Find("resourceGroupId", id)
}

func (s *ResourceGroups) edit(id string, fields Details) *Reply {
	s.T().Helper()
	return s.admin.InputLower(fields).Put(path("/resourcegroup/%v", id))
}

// criteria are conditions, each "condition operator value".
func criteria(texts ...string) []Details {
	list := []Details{}
	for _, text := range texts {
		parts := strings.SplitN(text, " ", 3)
		list = append(list, Details{"condition": parts[0], "operator": parts[1], "value": parts[2]})
	}
	return list
}

func (s *ResourceGroups) TestCreateAStaticGroup() {
	_, parentName := s.newGroup()
	name := s.unused()
	reply := s.admin.InputLower(Details{
		"resourceGroupName": name, "resourceGroupDescription": "made by a test", "groupType": "static", "parentGroupName": parentName,
		"passwordPolicy": "Strong",
	}).Post(groups).Success().Says(createGroup, "Resource group "+name+" added successfully")
	id := reply.Details().At("resourceGroupId").Str()
	found := s.admin.Get(resGroupIDPath, resGroupCalled(name)).Success().Says(getGroupID, "Resource group ID fetched successfully")
	s.Equal(id, found.Details().At("RESOURCEGROUPID").Str())
	row := s.groupRow(s.admin, id)
	for key, want := range map[string]string{
		"resourceGroupName": name, "resourceGroupDescription": "made by a test", "groupType": "static", "parentGroupName": parentName,
		"passwordPolicy": "Strong", "accessType": "fullaccess",
	} {
		s.Equal(want, row.At(key).Str(), key)
	}
	s.False(row.At("criteria").Exists())
	s.False(row.At("matchAllCriteria").Exists())
	s.admin.Delete(path("/resourcegroup/%v", id)).Success()
}

func (s *ResourceGroups) TestCreateAGroupForSomebodyElse() {
	_, owner, caller := s.newUser(Details{"ROLE": "Password Administrator"})
	id, name := s.newGroup(Details{"ownerName": owner})
	s.Equal(owner, s.groupRow(s.admin, id).At("ownerName").Str())
	s.Equal("fullaccess", s.groupRow(caller, id).At("accessType").Str())
	look := func(owner string) *Reply {
		s.T().Helper()
		return s.admin.Get(resGroupIDPath, contract.Query{"RESOURCEGROUPNAME": name, "OWNERNAME": owner})
	}
	look(owner).Success()
	look(noOne).Refused(getGroupID)
	box, _ := s.newResource()
	s.associate(id, box)
	s.True(s.memberOf(box, id))
}

func (s *ResourceGroups) TestCreateGroupRefusals() {
	_, taken := s.newGroup()
	for reason, fields := range map[string]Details{
		"taken": {"resourceGroupName": taken}, "parent": {"parentGroupName": "No such group"}, "policy": {"passwordPolicy": "No such policy"},
		"owner": {"ownerName": noOne}, "no criteria": {"groupType": "dynamic"}, "blank": {"resourceGroupName": " "},
		"criteria of a static one": {"criteria": criteria("resourceName contains x")},
		"condition":                {"groupType": "dynamic", "criteria": criteria("colour contains x")},
		"empty value":              {"groupType": "dynamic", "criteria": criteria("resourceName contains ")},
		"custom field":             {"groupType": "dynamic", "criteria": []Details{{"condition": "resourceCustomField", "customLabel": "No such label", "value": "x"}}},
	} {
		s.Run(reason, func() {
			all := Details{"resourceGroupName": s.Name("never made")}
			for key, value := range fields {
				all[key] = value
			}
			s.admin.InputLower(all).Post(groups).Refused(createGroup)
		})
	}
	s.admin.Get(resGroupIDPath, resGroupCalled(s.Name("never made"))).Refused(getGroupID)
	s.admin.Bad().InputLower(Details{"resourceGroupName": s.Name("x"), "groupType": "elastic"}).Post(groups).Refused(createGroup)
}

// TestADynamicGroupFollowsItsResources: creating, renaming and retyping move them in and out, and no call associates them.
func (s *ResourceGroups) TestADynamicGroupFollowsItsResources() {
	mark := strings.ReplaceAll(s.unused(), " ", "")
	id, name := s.newGroup(Details{
		"groupType": "dynamic", "criteria": criteria("resourceName contains "+mark, "resourceType equals Windows"), "matchAllCriteria": true,
	})
	in, inName := s.newResource(Details{"RESOURCENAME": "x-" + strings.ToUpper(mark), "RESOURCETYPE": "Windows"})
	out, _ := s.newResource(Details{"RESOURCETYPE": "Windows"})
	s.True(s.memberOf(in, id), "created into it: case does not count")
	s.False(s.memberOf(out, id))
	user, _, caller := s.newUser()
	s.admin.Input(Details{"resourceGroupIds": []string{id}, "userIds": []string{user}, "accessType": "view"}).Put(groups + "/share").Success()
	s.True(s.listed(caller, in).Exists())
	s.False(s.listed(caller, out).Exists())
	change := func(resource string, fields Details) {
		s.T().Helper()
		s.admin.Input(fields).Put(path("/resources/%v", resource)).Success()
	}
	change(in, Details{"RESOURCENAME": s.unused()})
	s.False(s.memberOf(in, id), "renamed out of it")
	s.False(s.listed(caller, in).Exists(), "and no longer shared")
	change(in, Details{"RESOURCENAME": inName})
	s.True(s.memberOf(in, id), "and back")
	change(in, Details{"RESOURCETYPE": "Linux"})
	s.False(s.memberOf(in, id), "retyped out of it")
	s.edit(id, Details{"matchAllCriteria": false}).Success().Says(editGroup, "Resource group "+name+" modified successfully")
	s.True(s.memberOf(in, id), "one of the two will do")
	s.True(s.memberOf(out, id))
	s.edit(id, Details{"criteria": criteria("resourceName startsWith no such name")}).Success()
	s.False(s.memberOf(in, id))
	row := s.groupRow(s.admin, id)
	s.Equal("dynamic", row.At("groupType").Str())
	s.Equal("false", row.At("matchAllCriteria").Str())
	s.Equal([]any{map[string]any{"condition": "resourceName", "operator": "startsWith", "value": "no such name"}}, row.At("criteria").Any())
	s.admin.Input(Details{"RESOURCEIDS": numbers([]string{out})}).Post(path("/resourcegroup/%v/associateResources", id)).Refused(associateName)
	s.admin.Input(Details{"RESOURCEIDS": numbers([]string{out})}).Post(path("/resourcegroup/%v/dissociateResources", id)).Refused(dissociateName)
}

func (s *ResourceGroups) TestOperatorsOfCriteria() {
	id, _ := s.newGroup(Details{"groupType": "dynamic", "criteria": criteria("location equals never")})
	box, _ := s.newResource(Details{"LOCATION": "Rack 42", "DEPARTMENT": "Payments", "DNSNAME": "box.example.net", "RESOURCEDESCRIPTION": "a box"})
	for _, c := range []struct {
		criterion string
		in        bool
	}{
		{"location contains ACK", true}, {"location contains rock", false}, {"location notContains rock", true}, {"location notContains 42", false},
		{"location equals rack 42", true}, {"location equals rack", false}, {"location notEquals rack", true}, {"location notEquals Rack 42", false},
		{"location startsWith rack", true}, {"location startsWith 42", false}, {"location endsWith 42", true}, {"location endsWith rack", false},
		{"department equals payments", true}, {"dnsName endsWith .example.net", true}, {"resourceDescription contains box", true},
		{"resourceType equals linux", true}, {"resourceType notEquals linux", false},
	} {
		s.edit(id, Details{"criteria": criteria(c.criterion)}).Success()
		s.Equal(c.in, s.memberOf(box, id), c.criterion)
	}
	s.Needs(contract.CapSeedData)
	s.edit(id, Details{"criteria": []Details{{"condition": "resourceCustomField", "customLabel": "Support tier", "operator": "equals", "value": "gold"}}}).Success()
	s.True(s.memberOf(pinnedLinux, id))
	s.False(s.memberOf(box, id))
	s.Equal("Support tier", s.groupRow(s.admin, id).At("criteria", 0, "customLabel").Str())
	s.edit(id, Details{"criteria": []Details{{"condition": "location", "value": "rack"}}}).Success()
	s.True(s.memberOf(box, id), "contains, when nothing is said")
}

func (s *ResourceGroups) TestSearchFindsNewGroups() {
	mark := s.unused()
	id, name := s.newGroup(Details{"resourceGroupDescription": mark})
	dynamic, _ := s.newGroup(Details{"resourceGroupDescription": mark, "groupType": "dynamic", "criteria": criteria("resourceName equals x")})
	all := s.admin.Get(groups).Success()
	s.Equal(defaultGroup, all.Details().At(0, "resourceGroupId").Str())
	s.Equal(defaultGroupTitle, all.Details().At(0, "resourceGroupName").Str())
	ids := func(query Details) []string {
		s.T().Helper()
		return s.admin.InputLower(query).Get(groups).Success().Details().Texts("resourceGroupId")
	}
	s.Equal([]string{id, dynamic}, ids(Details{"searchValue": mark, "searchColumn": "resourceGroupDescription"}))
	s.Equal([]string{id, dynamic}, ids(Details{"searchValue": strings.ToUpper(mark), "searchType": "all", "searchColumn": "all"}))
	s.Equal([]string{dynamic}, ids(Details{"searchValue": mark, "searchType": "dynamic"}))
	s.Equal([]string{id}, ids(Details{"searchValue": mark, "searchType": "static"}))
	s.Equal([]string{id}, ids(Details{"searchValue": name, "searchColumn": "resourceGroupName"}))
	mine := s.groupRow(s.admin, id).At("ownerId").Str()
	s.Contains(ids(Details{"searchValue": mine, "searchColumn": "ownerId"}), id)
}

func (s *ResourceGroups) TestEverybodySeesTheirOwn() {
	id, name := s.newGroup()
	user, _, caller := s.newUser()
	s.EqualValues(0, caller.Get(groups).Success().TotalRows())
	caller.Get(resGroupIDPath, resGroupCalled(name)).Refused(getGroupID)
	for _, access := range []string{"view", "modify", "fullaccess"} {
		s.admin.Input(Details{"resourceGroupIds": []string{id}, "userIds": []string{user}, "accessType": access}).Put(groups + "/share").Success()
		s.Equal(access, s.groupRow(caller, id).At("accessType").Str())
	}
	caller.Get(resGroupIDPath, resGroupCalled(name)).Success()
}

func (s *ResourceGroups) TestEditGroup() {
	id, name := s.newGroup(Details{"resourceGroupDescription": "before"})
	child, childName := s.newGroup(Details{"parentGroupName": name})
	renamed := s.unused()
	_, taken := s.newGroup()
	_, owner, _ := s.newUser(Details{"ROLE": "Password Administrator"})
	s.edit(id, Details{"resourceGroupName": renamed, "resourceGroupDescription": "after", "passwordPolicy": "Low"}).Success().
		Says(editGroup, "Resource group "+renamed+" modified successfully")
	row := s.groupRow(s.admin, id)
	s.Equal([]string{renamed, "after", "Low"}, []string{row.At("resourceGroupName").Str(), row.At("resourceGroupDescription").Str(), row.At("passwordPolicy").Str()})
	s.Equal(renamed, s.groupRow(s.admin, child).At("parentGroupName").Str())
	for reason, fields := range map[string]Details{
		"taken": {"resourceGroupName": taken}, "under itself": {"parentGroupName": renamed}, "under its child": {"parentGroupName": childName},
		"policy": {"passwordPolicy": "No such policy"}, "owner": {"ownerName": noOne}, "criteria": {"criteria": criteria("resourceName contains x")},
	} {
		s.Run(reason, func() { s.edit(id, fields).Refused(editGroup) })
	}
	s.Equal(row.String(), s.groupRow(s.admin, id).String())
	s.edit(nobody, Details{"resourceGroupDescription": "x"}).Refused(editGroup)
	s.Run("of the vendor", func() {
		s.Needs(contract.CapFork)
		s.edit(defaultGroup, Details{"resourceGroupName": s.unused()}).Refused(editGroup)
	})
	s.edit(child, Details{"ownerName": owner}).Success()
	s.admin.Get(resGroupIDPath, contract.Query{"RESOURCEGROUPNAME": childName, "OWNERNAME": owner}).Success()
}

func (s *ResourceGroups) TestDeleteGroupLeavesItsResources() {
	top, topName := s.newGroup()
	id, name := s.newGroup(Details{"parentGroupName": topName})
	child, _ := s.newGroup(Details{"parentGroupName": name})
	box, _ := s.newResource()
	s.associate(id, box)
	user, _, caller := s.newUser()
	s.admin.Input(Details{"resourceGroupIds": []string{id}, "userIds": []string{user}, "accessType": "view"}).Put(groups + "/share").Success()
	s.admin.Delete(path("/resourcegroup/%v", id)).Success().Says(deleteGroup, "Resource group deleted successfully")
	s.False(s.groupRow(s.admin, id).Exists())
	s.False(s.listed(caller, box).Exists())
	s.True(s.listed(s.admin, box).Exists())
	s.Equal(top, s.groupRow(s.admin, child).At("parentGroupId").Str(), "it moves up")
	s.admin.Get(resGroupIDPath, resGroupCalled(name)).Refused(getGroupID)
	s.admin.Delete(path("/resourcegroup/%v", id)).Refused(deleteGroup)
	s.Run("of the vendor", func() {
		s.Needs(contract.CapFork)
		s.admin.Delete(path("/resourcegroup/%v", defaultGroup)).Refused(deleteGroup)
	})
}

func (s *ResourceGroups) TestAssociateAndDissociateReportOnEach() {
	id, _ := s.newGroup()
	one, _ := s.newResource()
	two, _ := s.newResource()
	s.associate(id, one).Says(associateName, "Resource(s) associated successfully")
	reply := s.associate(id, two, one, nobody)
	s.Equal(3, reply.Details().Len())
	s.Equal([]string{two}, reply.Details().At(0).Keys())
	s.NotEqual(reply.bulk(two), reply.bulk(one), "in it already")
	s.NotEqual(reply.bulk(two), reply.bulk(nobody))
	s.True(s.memberOf(one, id))
	s.True(s.memberOf(two, id))
	dissociate := func(group string, ids ...string) *Reply {
		s.T().Helper()
		return s.admin.Input(Details{"RESOURCEIDS": numbers(ids)}).Post(path("/resourcegroup/%v/dissociateResources", group))
	}
	reply = dissociate(id, one, nobody).Success().Says(dissociateName, "Resource(s) dissociated successfully")
	s.NotEqual(reply.bulk(one), reply.bulk(nobody))
	s.False(s.memberOf(one, id))
	s.True(s.memberOf(two, id))
	dissociate(id, one).RefusedEach(dissociateName, one) // out of it already
	s.Run("of the vendor", func() {
		s.Needs(contract.CapFork)
		dissociate(defaultGroup, one).Refused(dissociateName)
	})
	dissociate(nobody, one).Refused(dissociateName)
	s.admin.Input(Details{"RESOURCEIDS": numbers([]string{one})}).Post(path("/resourcegroup/%v/associateResources", nobody)).Refused(associateName)
}

func (s *ResourceGroups) TestOnlyAdministratorsManageResourceGroups() {
	id, _ := s.newGroup()
	box, _ := s.newResource()
	user, _, caller := s.newUser()
	s.admin.Input(Details{"resourceGroupIds": []string{id}, "userIds": []string{user}, "accessType": "fullaccess"}).Put(groups + "/share").Success()
	caller.InputLower(Details{"resourceGroupName": s.unused()}).Post(groups).Refused(createGroup)
	caller.InputLower(Details{"resourceGroupDescription": "x"}).Put(path("/resourcegroup/%v", id)).Refused(editGroup)
	caller.Delete(path("/resourcegroup/%v", id)).Refused(deleteGroup)
	caller.Input(Details{"RESOURCEIDS": numbers([]string{box})}).Post(path("/resourcegroup/%v/associateResources", id)).Refused(associateName)
	caller.Input(Details{"RESOURCEIDS": numbers([]string{box})}).Post(path("/resourcegroup/%v/dissociateResources", id)).Refused(dissociateName)
	_, _, stranger := s.newUser(Details{"ROLE": "Password Administrator"})
	stranger.Delete(path("/resourcegroup/%v", id)).Refused(deleteGroup) // the right, but not on this group
	s.True(s.groupRow(s.admin, id).Exists())
}
