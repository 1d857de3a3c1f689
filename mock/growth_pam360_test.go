package mock_test

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/openapi"
)

func input360(path, details string) string {
	return "/restapi/json/v1" + path + "?INPUT_DATA=" + url.QueryEscape(`{"operation":{"Details":`+details+`}}`)
}

func resources360(name, details string) list {
	return list{name: "listResources " + name, head: "pam360", path: input360("/resources", details)}
}

func accounts360(name, details string) list {
	return list{name: "listAccounts " + name, head: "pam360", path: input360("/resources/1/accounts", details)}
}

func groups360(name, details string) list {
	return list{name: "listResourceGroups " + name, head: "pam360", path: input360("/resourcegroup", details)}
}

func plain360(name, path string) list {
	return list{name: name, head: "pam360", path: "/restapi/json/v1" + path}
}

// matching is for lists whose total, or whose whole, only a walk over the matches gives.
func matching(l list) list {
	l.matches = true
	return l
}

// lists360 are all operations that list something, each by page and by every filter: every one of their parameters is in some line.
var lists360 = []list{
	resources360("first page", `{"STARTINDEX":0,"LIMIT":20}`),
	resources360("late page", `{"STARTINDEX":10,"LIMIT":20}`),
	resources360("all", `{"VIEWTYPE":"ALLMYPASSWORD","LIMIT":20}`),
	resources360("by name", `{"SEARCHTYPE":"RESOURCE","SEARCHCOLUMN":"RESOURCENAME","SEARCHVALUE":"web-01"}`),
	resources360("by login", `{"SEARCHTYPE":"ACCOUNT","SEARCHCOLUMN":"LOGINNAME","SEARCHVALUE":"nobody-at-all"}`),
	resources360("by any column", `{"SEARCHCOLUMN":"ALL","SEARCHVALUE":"nothing-has-this"}`),
	resources360("by description", `{"SEARCHCOLUMN":"RESOURCEDESC","SEARCHVALUE":"nothing-has-this"}`),
	resources360("by address", `{"SEARCHCOLUMN":"IPADDRESS","SEARCHVALUE":"nothing-has-this"}`),
	resources360("by department", `{"SEARCHCOLUMN":"DEPARTMENT","SEARCHVALUE":"nothing-has-this"}`),
	resources360("by location", `{"SEARCHCOLUMN":"LOCATION","SEARCHVALUE":"nothing-has-this"}`),
	resources360("by domain", `{"SEARCHCOLUMN":"DOMAINNAME","SEARCHVALUE":"nothing-has-this"}`),
	resources360("by web address", `{"SEARCHCOLUMN":"RESOURCEURL","SEARCHVALUE":"nothing-has-this"}`),
	resources360("by a custom field", `{"SEARCHCOLUMN":"COLUMN_CHAR1","SEARCHVALUE":"nothing-has-this"}`),
	resources360("by type", `{"SEARCHTYPE":"RESOURCE","SEARCHCOLUMN":"RESOURCE_TYPE","SEARCHVALUE":"Linux","LIMIT":5}`),
	resources360("by operating system", `{"SEARCHTYPE":"RESOURCE","SEARCHCOLUMN":"OPERATINGSYSTEM","SEARCHVALUE":"Windows","STARTINDEX":1,"LIMIT":2}`),
	resources360("by SSH", `{"VIEWTYPE":"LINUXSSHPASSWORD","STARTINDEX":2,"LIMIT":5}`),
	resources360("by RDP", `{"VIEWTYPE":"WINDOWSRDPPASSWORD","LIMIT":2}`),
	resources360("by SSH and type", `{"VIEWTYPE":"LINUXSSHPASSWORD","SEARCHCOLUMN":"RESOURCE_TYPE","SEARCHVALUE":"Linux","LIMIT":5}`),
	resources360("favourites", `{"VIEWTYPE":"FAVOURITEPASSWORD"}`),
	resources360("recent", `{"VIEWTYPE":"RECENTLYACCESSEDPASSWORD","LIMIT":10}`),
	matching(resources360("by a name of many", `{"SEARCHCOLUMN":"RESOURCENAME","SEARCHVALUE":"web","LIMIT":5}`)),
	accounts360("page", `{"STARTINDEX":0,"LIMIT":20}`),
	accounts360("by view", `{"VIEWTYPE":"LINUXSSHPASSWORD"}`),
	accounts360("of the first group", `{"GROUPID":301,"LIMIT":20}`),
	accounts360("by login", `{"SEARCHTYPE":"ACCOUNT","SEARCHCOLUMN":"LOGINNAME","SEARCHVALUE":"root"}`),
	groups360("page", `{"startIndex":1,"limit":3}`),
	groups360("static", `{"searchType":"static","limit":3}`),
	groups360("by name", `{"searchColumn":"resourceGroupName","searchValue":"linux"}`),
	{name: "listUsers page", head: "pam360", path: input360("/user", `{"STARTINDEX":3,"LIMIT":10}`)},
	{name: "listUsers by name", head: "pam360", path: input360("/user", `{"SEARCHVALUE":"auditor"}`)},
	matching(plain360("listPasswordRequests", "/accounts/passwordaccessrequests")), // there are no pages of it
	matching(plain360("listWebsiteUrls", "/resources/websiteurls")),                // there are no pages of it
	plain360("listTrashedResources", "/trash?type=resource"),
	plain360("listTrashedResources accounts", "/trash?type=account"),
	plain360("listRemoteAppIds", "/resources/1/remoteapps"),
	plain360("getAssociatedResourceGroups", "/resources/1/associatedGroups"),
	{name: "getAllResourceTypes", head: "pam360", path: input360("/resources/resourcetypes", `{"RESOURCETYPE_CONTAINING":["win"]}`)},
	plain360("getAudit", "/audit?STARTINDEX=1&LIMIT=20"),
	plain360("getAudit by type", "/audit?AUDITTYPE=User&STARTINDEX=1&LIMIT=5"),
	plain360("getAudit by duration", "/audit?AUDITTYPE=User&DURATION=TODAY&LIMIT=5"),
	plain360("getAudit by date", "/audit?DATE=2001-01-01"),
}

// TestEveryParameterOfAListIsAmongTheListsWhoseRowsAreCounted reads the description: a filter that is added there needs a line above.
func TestEveryParameterOfAListIsAmongTheListsWhoseRowsAreCounted(t *testing.T) {
	t.Parallel()
	data, err := openapi.Bundle("pam360")
	require.NoError(t, err)
	doc, err := openapi3.NewLoader().LoadFromData(data)
	require.NoError(t, err)
	listed := 0
	for path, item := range doc.Paths.Map() {
		op := item.Get
		if op == nil || !strings.HasPrefix(op.OperationID, "list") && op.OperationID != "getAudit" && op.OperationID != "getAllResourceTypes" {
			continue
		}
		listed++
		var lines []string
		for _, l := range lists360 {
			if name, _, _ := strings.Cut(l.name, " "); name == op.OperationID {
				line, err := url.QueryUnescape(l.path)
				require.NoError(t, err)
				lines = append(lines, line)
			}
		}
		assert.NotEmpty(t, lines, "%s, %s", op.OperationID, path)
		for _, p := range op.Parameters {
			for _, name := range parameterNames(p.Value) {
				has := func(line string) bool {
					return strings.Contains(line, `"`+name+`"`) || strings.Contains(line, name+"=")
				}
				assert.True(t, slices.ContainsFunc(lines, has), "no line has %s with %s", op.OperationID, name)
			}
		}
	}
	assert.GreaterOrEqual(t, listed, 10)
}

// parameterNames are the names by which a client may narrow or cut a list: of a parameter, or of what its JSON says in the end.
func parameterNames(p *openapi3.Parameter) (names []string) {
	if p.In != "query" || p.Name == "orgName" {
		return nil
	}
	content := p.Content.Get("application/json")
	if content == nil {
		return []string{p.Name}
	}
	details := content.Schema.Value
	for details.Properties["operation"] != nil || details.Properties["Details"] != nil || details.Properties["details"] != nil {
		for _, in := range []string{"operation", "Details", "details"} {
			if inner := details.Properties[in]; inner != nil {
				details = inner.Value
			}
		}
	}
	return slices.Sorted(maps.Keys(details.Properties))
}
