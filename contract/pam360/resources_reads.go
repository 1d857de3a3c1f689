package pam360

import (
	"fmt"
	"slices"

	"github.com/understudy/understudy/contract"
)

// ResourceReads is what the resources of any tenant have in common.
type ResourceReads struct{ suite }

func (s *ResourceReads) TestPages() { s.pages(resourceList) }

// TestPaginationTheWayTheExtensionDoes stops when totalRows <= startIndex + LIMIT.
func (s *ResourceReads) TestPaginationTheWayTheExtensionDoes() {
	const limit = 25
	rows := 0
	for start := 0; start < 40*limit; start += limit {
		page := s.admin.Loose().Input(Details{"STARTINDEX": fmt.Sprint(start), "LIMIT": fmt.Sprint(limit)}).Get(resources).Success()
		rows += len(page.rows())
		if page.TotalRows() <= int64(start+limit) {
			s.EqualValues(page.TotalRows(), rows)
			return
		}
		s.Equal(start+limit, rows)
	}
}

// TestARowIsWhatItsResourceSays: the list, the resource, its account list and the look-up of its name are of one mind.
func (s *ResourceReads) TestARowIsWhatItsResourceSays() {
	for _, row := range s.sample(resourceList, 3) {
		id := row.At("RESOURCE ID").Str()
		one := s.admin.Get(path("/resources/%v", id)).Success().Says(getResource, "").Details()
		for _, member := range []string{"RESOURCE ID", "RESOURCE NAME", "RESOURCE TYPE", "RESOURCE DESCRIPTION"} {
			s.Equal(row.At(member).Str(), one.At(member).Str(), member)
		}
		whole := s.admin.Input(Details{"LIMIT": 1}).Get(path("/resources/%v/accounts", id)).Success().Details()
		for _, member := range one.Keys() {
			s.Equal(one.At(member).String(), whole.At(member).String(), member)
		}
		found := s.lookUp(s.admin, row.At("RESOURCE NAME").Str()).Success().Says(getResourceID, "").Details()
		s.Equal(map[string]any{"RESOURCEID": id}, found.Any())
	}
}

func (s *ResourceReads) TestOwnersTypesAndPoliciesAreThere() {
	types, policies := s.named(typesPath, typeMember), s.named(policies, policyMember)
	owners := map[string]bool{}
	for _, row := range s.sample(resourceList, 4) {
		resource := s.admin.Get(path("/resources/%v", row.At("RESOURCE ID").Str())).Success().Details()
		s.Contains(types, resource.At("RESOURCE TYPE").Str())
		s.Contains(policies, resource.At("RESOURCE PASSWORD POLICY").Str())
		if owner := resource.At("RESOURCE OWNER").Str(); !owners[owner] {
			owners[owner] = true
			s.idOfUser(owner)
		}
		s.customFields(resource)
	}
}

// customFields demands that the fields of a resource or an account have a place each, and dates the vendor's form.
func (s *suite) customFields(of contract.Value) {
	s.T().Helper()
	fields := of.At("CUSTOM FIELD")
	if !fields.Exists() {
		return
	}
	columns := map[string]bool{}
	for _, field := range fields.Items() {
		column, kind := field.At("CUSTOMFIELDCOLUMNNAME").Str(), field.At("CUSTOMFIELDTYPE").Str()
		s.Regexp(`^COLUMN_[A-Z]+\d+$`, column)
		s.False(columns[column], "%s holds one field", column)
		columns[column] = true
		if value := field.At("CUSTOMFIELDVALUE").Str(); kind == "Date" && value != "" {
			s.Regexp(`^[A-Z][a-z]{2} \d{1,2}, \d{4}$`, value)
		}
	}
}

// TestTheGroupsOfAResource have numbers for ids, as one client wants them, and names that lead to the same ids.
func (s *ResourceReads) TestTheGroupsOfAResource() {
	met := map[string]bool{}
	for _, row := range s.sample(resourceList, 4) {
		reply := s.admin.Get(path("/resources/%v/associatedGroups", row.At("RESOURCE ID").Str())).Success().Says(getGroups, "Associated groups fetched successfully")
		names := reply.Details().At("ASSOCIATED GROUPS").Texts("GROUP NAME")
		s.Contains(names, defaultGroupTitle, "every resource is in it")
		s.Len(slices.Compact(slices.Sorted(slices.Values(names))), len(names), "each group once")
		for _, group := range reply.Details().At("ASSOCIATED GROUPS").Items() {
			name := group.At("GROUP NAME").Str()
			if met[name] || len(met) > 15 {
				continue
			}
			met[name] = true
			found := s.admin.Get(resGroupIDPath, resGroupCalled(name))
			if name == defaultGroupTitle && !found.succeeds() {
				continue // which everybody is told of, and not everybody finds
			}
			s.Equal(group.At("GROUP ID").Num().String(), found.Success().Details().At("RESOURCEGROUPID").Str(), name)
		}
	}
}

// TestGroupsNarrowTheAccounts: a group that the resource is in shows all of them, another one or none that there is shows none.
func (s *ResourceReads) TestGroupsNarrowTheAccounts() {
	visible := texts(s.sample(groupList, 3), groupList.id)
	for _, row := range s.withAccounts(2)[:1] {
		id := row.At("RESOURCE ID").Str()
		list := func(query Details) []string {
			s.T().Helper()
			query["LIMIT"] = 50
			return texts(s.admin.Input(query).Get(path("/resources/%v/accounts", id)).Success().accounts(), "ACCOUNT ID")
		}
		all, its := list(Details{}), map[string]bool{}
		for _, group := range s.admin.Get(path("/resources/%v/associatedGroups", id)).Success().Details().At("ASSOCIATED GROUPS").Texts("GROUP ID") {
			its[group] = true
		}
		for _, group := range append(visible, nobody) {
			if want := list(Details{"GROUPID": numbers([]string{group})[0]}); its[group] {
				s.Equal(all, want, "it is in group %s", group)
			} else {
				s.Empty(want, "it is not in group %s", group)
			}
		}
	}
}

// TestSearchLooksWhereItIsTold, at what the list itself shows.
func (s *ResourceReads) TestSearchLooksWhereItIsTold() {
	const most = 200
	whole := resourceList.part(s.admin, 0, most)
	for column, member := range map[string]string{
		"RESOURCENAME": "RESOURCE NAME", "RESOURCEDESC": "RESOURCE DESCRIPTION", "RESOURCE_TYPE": "RESOURCE TYPE",
	} {
		row := having(whole.rows(), member)
		if !row.Exists() {
			continue
		}
		search := Details{"SEARCHVALUE": partOf(row.At(member).Str()), "SEARCHCOLUMN": column}
		found := resourceList.part(s.admin, 0, most, search)
		s.narrowed(resourceList, whole, found, func(row contract.Value) bool {
			return containsFold(row.At(member).Str(), search["SEARCHVALUE"].(string))
		})
		ids := texts(found.rows(), resourceList.id)
		s.Equal(ids[1:min(3, len(ids))], texts(resourceList.part(s.admin, 1, 2, search).rows(), resourceList.id), "what is found has pages too")
		search["SEARCHCOLUMN"], search["SEARCHTYPE"] = "ALL", "RESOURCE"
		all := resourceList.part(s.admin, 0, most, search)
		s.GreaterOrEqual(all.TotalRows(), found.TotalRows(), "all columns find what one finds")
		if int(all.TotalRows()) == len(all.rows()) {
			s.Subset(texts(all.rows(), resourceList.id), ids)
		}
	}
	none := resourceList.part(s.admin, 0, most, Details{"SEARCHVALUE": nothingHasThis})
	s.EqualValues(0, none.TotalRows())
	s.False(none.Details().Exists())
	s.admin.Input(Details{"SEARCHVALUE": "x", "SEARCHCOLUMN": "SHOESIZE"}).Get(resources).Refused(getResources)
	s.admin.Bad().Input(Details{"SEARCHVALUE": "x", "SEARCHTYPE": "PERSON"}).Get(resources).Refused(getResources)
}

// TestSearchLooksIntoWhatTheListDoesNotShow: what is found has the text where it was looked for.
func (s *ResourceReads) TestSearchLooksIntoWhatTheListDoesNotShow() {
	details := []contract.Value{}
	for _, row := range s.sample(resourceList, 3) {
		details = append(details, s.admin.Get(path("/resources/%v", row.At("RESOURCE ID").Str())).Success().Details())
	}
	for column, member := range map[string]string{
		"IPADDRESS": "DNS NAME", "DEPARTMENT": "DEPARTMENT", "LOCATION": "LOCATION", "DOMAINNAME": "DOMAIN NAME", "ALL": "RESOURCE OWNER",
	} {
		row := having(details, member)
		if !row.Exists() {
			continue
		}
		text := partOf(row.At(member).Str())
		found := resourceList.part(s.admin, 0, 100, Details{"SEARCHVALUE": text, "SEARCHCOLUMN": column})
		if column != "ALL" && int(found.TotalRows()) == len(found.rows()) {
			s.Contains(texts(found.rows(), resourceList.id), row.At("RESOURCE ID").Str(), "%s has %s in %s", row, text, column)
		}
		for _, row := range ends(found.rows()) {
			resource := s.admin.Get(path("/resources/%v", row.At("RESOURCE ID").Str())).Success().Details()
			if column == "ALL" {
				s.True(anyContains(resource, text), "%s was found by %q", resource, text)
			} else {
				s.True(containsFold(resource.At(member).Str(), text), "%s was found by %q", resource, text)
			}
		}
	}
}

// ends are the first and the last of some rows.
func ends(rows []contract.Value) []contract.Value {
	if len(rows) < 3 {
		return rows
	}
	return []contract.Value{rows[0], rows[len(rows)-1]}
}

// TestSearchByAccount shows resources that have one, and counts those.
func (s *ResourceReads) TestSearchByAccount() {
	row := s.withAccounts(3)[0]
	id := row.At("RESOURCE ID").Str()
	name := partOf(s.admin.Input(Details{"LIMIT": 1}).Get(path("/resources/%v/accounts", id)).Success().accounts()[0].At("ACCOUNT NAME").Str())
	for _, search := range []Details{{"SEARCHVALUE": name, "SEARCHCOLUMN": "LOGINNAME"}, {"SEARCHVALUE": name, "SEARCHTYPE": "ACCOUNT", "SEARCHCOLUMN": "ALL"}} {
		found := resourceList.part(s.admin, 0, 200, search)
		if int(found.TotalRows()) == len(found.rows()) {
			s.Contains(texts(found.rows(), resourceList.id), id)
		}
		for _, row := range ends(found.rows()) {
			accounts := s.admin.Input(search).Get(path("/resources/%v/accounts", row.At("RESOURCE ID").Str())).Success().accounts()
			s.Equal(row.At("NOOFACCOUNTS").Str(), fmt.Sprint(len(accounts)), "as many as the same query lists")
			for _, account := range accounts {
				if search["SEARCHCOLUMN"] == "LOGINNAME" {
					s.True(containsFold(account.At("ACCOUNT NAME").Str(), name), "%s was found by %q", account, name)
				}
			}
		}
	}
}

// TestViewsNarrowTheList: a resource counts in a view where it has an account that does.
func (s *ResourceReads) TestViewsNarrowTheList() {
	whole := resourceList.part(s.admin, 0, 50)
	for _, view := range []string{"", "ALLMYPASSWORD"} {
		same := resourceList.part(s.admin, 0, 50, Details{"VIEWTYPE": view})
		s.Equal(whole.Details().String(), same.Details().String(), view)
		s.Equal(whole.TotalRows(), same.TotalRows())
	}
	for view, counts := range views {
		reply := resourceList.part(s.admin, 0, 50, Details{"VIEWTYPE": view})
		s.LessOrEqual(reply.TotalRows(), whole.TotalRows())
		for _, row := range ends(reply.rows()) {
			accounts := s.admin.Input(Details{"VIEWTYPE": view}).Get(path("/resources/%v/accounts", row.At("RESOURCE ID").Str())).Success().accounts()
			s.Equal(row.At("NOOFACCOUNTS").Str(), fmt.Sprint(len(accounts)))
			s.NotEmpty(accounts)
			for _, account := range accounts {
				s.True(counts(account), "%s in %s", account, view)
			}
		}
	}
	s.admin.Bad().Input(Details{"VIEWTYPE": "EVERYTHING"}).Get(resources).Refused(getResources)
}

// views tell which accounts count in a view, as far as an account's row shows it.
var views = map[string]func(account contract.Value) bool{
	"FAVOURITEPASSWORD":        func(a contract.Value) bool { return a.At("ISFAVPASS").Str() == "true" },
	"LINUXSSHPASSWORD":         func(a contract.Value) bool { return logsOn(a, "SSH") },
	"WINDOWSRDPPASSWORD":       func(a contract.Value) bool { return logsOn(a, "RDP") || logsOn(a, "Remote Desktop") },
	"RECENTLYACCESSEDPASSWORD": func(contract.Value) bool { return true },
}

// logsOn tells whether an account's ways to log on have a word.
func logsOn(account contract.Value, word string) bool {
	return anyContains(account.At("AUTOLOGONLIST"), word)
}

func (s *ResourceReads) TestWebsiteURLs() {
	reply := s.admin.Get(resources+"/websiteurls").Success().Says(getURLs, "")
	rows := reply.rows()
	s.EqualValues(len(rows), reply.TotalRows())
	addresses := map[string]string{}
	for _, row := range rows {
		addresses[row.At("RESOURCE ID").Str()] = row.At("RESOURCE URL").Str()
		s.NotEmpty(row.At("RESOURCE URL").Str())
	}
	s.Len(addresses, len(rows), "each resource once")
	for _, row := range append(ends(rows), s.sample(resourceList, 3)...) {
		id := row.At("RESOURCE ID").Str()
		s.Equal(s.admin.Get(path("/resources/%v", id)).Success().Details().At("RESOURCE URL").Str(), addresses[id], "an address, or none")
	}
	if len(rows) == 0 {
		s.Lacks("a resource with an address")
	}
	text := partOf(rows[len(rows)-1].At("RESOURCE URL").Str())
	var want []string
	for _, row := range rows {
		if containsFold(row.At("RESOURCE URL").Str(), text) {
			want = append(want, row.At("RESOURCE ID").Str())
		}
	}
	found := resourceList.part(s.admin, 0, 200, Details{"SEARCHVALUE": text, "SEARCHCOLUMN": "RESOURCEURL"})
	s.EqualValues(len(want), found.TotalRows())
	s.Subset(want, texts(found.rows(), resourceList.id))
}

func (s *ResourceReads) TestRemoteApps() {
	for _, row := range s.sample(resourceList, 4) {
		reply := s.admin.Get(path("/resources/%v/remoteapps", row.At("RESOURCE ID").Str())).Success().Says(getRemoteApps, "")
		s.EqualValues(len(reply.rows()), reply.TotalRows())
		for _, app := range reply.rows() {
			s.NotEmpty(app.At("REMOTEAPP NAME").Str())
		}
	}
}
