package state

import (
	"slices"
	"strings"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/page"
	"github.com/understudy/understudy/mock/internal/store"
)

// Query narrows and cuts a list; its texts are those that clients send. The zero Query asks for everything.
type Query struct {
	ViewType                              string
	SearchType, SearchColumn, SearchValue string
	GroupID                               int64
	Start, Limit                          int // Start counts from 0; Limit 0 is no limit
}

// The view types.
const (
	viewAll        = "ALLMYPASSWORD"
	viewFavourites = "FAVOURITEPASSWORD"
	viewRecent     = "RECENTLYACCESSEDPASSWORD"
	viewSSH        = "LINUXSSHPASSWORD"
	viewRDP        = "WINDOWSRDPPASSWORD"
)

const (
	searchResources = "RESOURCE"
	searchAccounts  = "ACCOUNT"
	anyColumn       = "ALL"
	loginColumn     = "LOGINNAME"
	columnPrefix    = "COLUMN_" // of custom fields
)

// noGroup is the id of no resource group.
const noGroup = -1

// searchColumns tells what each column of a resource holds. There is no operating system as such: the type stands in (inferred).
var searchColumns = map[string]func(Resource, ResourceType) string{
	"RESOURCE_TYPE":   func(_ Resource, t ResourceType) string { return t.Name },
	"RESOURCENAME":    func(r Resource, _ ResourceType) string { return r.Name },
	"RESOURCEDESC":    func(r Resource, _ ResourceType) string { return r.Description },
	"IPADDRESS":       func(r Resource, _ ResourceType) string { return r.DNSName },
	"OPERATINGSYSTEM": func(_ Resource, t ResourceType) string { return t.Name },
	"DEPARTMENT":      func(r Resource, _ ResourceType) string { return r.Department },
	"LOCATION":        func(r Resource, _ ResourceType) string { return r.Location },
	"DOMAINNAME":      func(r Resource, _ ResourceType) string { return r.Domain },
	"RESOURCEURL":     func(r Resource, _ ResourceType) string { return r.URL },
}

// typeColumns are those that hold the name of the type.
var typeColumns = []string{"RESOURCE_TYPE", "OPERATINGSYSTEM"}

// filter is a query made ready for a viewer.
type filter struct {
	viewer
	Query
	byAccount                     bool // the search looks at accounts, not at resources
	resourceFields, accountFields []CustomField
}

// filter reads a query; searchType is what the search looks at if the query does not say.
func (v viewer) filter(q Query, searchType string) (filter, error) {
	f := filter{viewer: v, Query: q}
	f.ViewType, f.SearchType, f.SearchColumn = strings.ToUpper(q.ViewType), strings.ToUpper(q.SearchType), strings.ToUpper(q.SearchColumn)
	if f.ViewType == "" {
		f.ViewType = viewAll
	}
	if f.SearchType == "" {
		f.SearchType = searchType
	}
	if f.SearchColumn == "" {
		f.SearchColumn = anyColumn
	}
	_, known := searchColumns[f.SearchColumn]
	custom := strings.HasPrefix(f.SearchColumn, columnPrefix)
	switch {
	case !slices.Contains([]string{viewAll, viewFavourites, viewRecent, viewSSH, viewRDP}, f.ViewType):
		return filter{}, fail.New(fail.Invalid, "", "Invalid view type").Because("there is no VIEWTYPE %q", q.ViewType)
	case f.SearchType != searchResources && f.SearchType != searchAccounts:
		return filter{}, fail.New(fail.Invalid, "", "Invalid search type").Because("there is no SEARCHTYPE %q", q.SearchType)
	case !known && !custom && f.SearchColumn != anyColumn && f.SearchColumn != loginColumn:
		return filter{}, fail.New(fail.Invalid, "", "Invalid search column").Because("there is no SEARCHCOLUMN %q", q.SearchColumn)
	case q.Start < 0 || q.Limit < 0:
		return filter{}, fail.New(fail.Invalid, "", "Invalid start index or limit").Because("both must be 0 or more")
	case q.GroupID != 0 && !v.knows(q.GroupID):
		f.GroupID = noGroup
	}
	f.byAccount = f.SearchColumn == loginColumn || f.SearchType == searchAccounts && !known
	if f.SearchValue != "" {
		f.resourceFields, f.accountFields = v.tx.fieldsOf(ResourceField), v.tx.fieldsOf(AccountField)
	}
	return f, nil
}

// narrows tells whether a resource shows only if one of its accounts does.
func (f filter) narrows() bool { return f.ViewType != viewAll || f.SearchValue != "" && f.byAccount }

// everything tells whether all that the viewer can see is asked for.
func (f filter) everything() bool {
	return f.ViewType == viewAll && f.SearchValue == "" && (f.GroupID == 0 || f.GroupID == DefaultGroupID)
}

// fits tells whether the viewer can see a resource and asks for it.
func (f filter) fits(r Resource) bool {
	return r.Trashed == nil && f.sees(r) && f.resourceFits(r) && (!f.narrows() || len(f.accounts(r, f.resource(r))) > 0)
}

// resourceFits tells whether a resource is among those asked for, as far as that does not depend on its accounts.
func (f filter) resourceFits(r Resource) bool {
	if f.GroupID != 0 && !f.tx.isMember(f.GroupID, r) {
		return false
	}
	if f.SearchValue == "" || f.byAccount {
		return true
	}
	kind := f.tx.typeOf(r)
	if column, ok := searchColumns[f.SearchColumn]; ok {
		return containsFold(column(r, kind), f.SearchValue)
	}
	if f.inFields(f.resourceFields, r.Custom) {
		return true
	}
	if f.SearchColumn != anyColumn {
		return false
	}
	for _, column := range searchColumns {
		if containsFold(column(r, kind), f.SearchValue) {
			return true
		}
	}
	return false
}

// inFields searches the custom fields: all of them, or the one in the column.
func (f filter) inFields(fields []CustomField, values []CustomValue) bool {
	return slices.ContainsFunc(show(fields, values), func(v FieldValue) bool {
		return v.Type != PasswordField && (f.SearchColumn == anyColumn || f.SearchColumn == v.Column) && containsFold(v.Value, f.SearchValue)
	})
}

// shows tells whether the view has resources of a type.
func (f filter) shows(kind ResourceType) bool {
	switch f.ViewType {
	case viewSSH:
		return kind.AllowsSSH()
	case viewRDP:
		return kind.AllowsRDP()
	}
	return true
}

// accountFits tells whether an account of a resource that fits is among those asked for.
func (f filter) accountFits(kind ResourceType, a Account) bool {
	switch f.ViewType {
	case viewFavourites:
		if !f.tx.isMarked(favourites, a) {
			return false
		}
	case viewRecent:
		if !f.tx.isMarked(recents, a) {
			return false
		}
	}
	if !f.shows(kind) {
		return false
	}
	if f.SearchValue == "" || !f.byAccount {
		return true
	}
	byName := f.SearchColumn == loginColumn || f.SearchColumn == anyColumn
	return byName && containsFold(a.Name, f.SearchValue) ||
		f.SearchColumn == anyColumn && containsFold(a.Notes, f.SearchValue) || f.inFields(f.accountFields, a.Custom)
}

// accounts lists the accounts of a resource that the viewer can see and that fit.
func (f filter) accounts(r Resource, onResource Access) []Account {
	kind := f.tx.typeOf(r)
	return slices.DeleteFunc(f.tx.accountsOf(r), func(a Account) bool {
		return f.account(r, onResource, a) == NoAccess || !f.accountFits(kind, a)
	})
}

// allAccounts tells whether every account of a resource is asked for and can be seen: who has a right to the resource has one to each.
func (f filter) allAccounts(onResource Access) bool { return !f.narrows() && onResource > NoAccess }

// countAccounts is how many accounts the same query lists for the resource.
func (f filter) countAccounts(r Resource) int {
	access := f.resource(r)
	if f.allAccounts(access) {
		return accounts.Span(f.tx.Tx, "of", store.Int(r.ID)).Len()
	}
	return len(f.accounts(r, access))
}

// ResourceSummary is a line of the resource list. Accounts is how many of its accounts the same query lists.
type ResourceSummary struct {
	Resource
	Type     string
	Accounts int
}

// Resources lists the resources that the actor can see and that the query asks for, by id, and how many there are in all.
func (tx *Tx) Resources(q Query) (list []ResourceSummary, total int, err error) {
	f, err := tx.viewer().filter(q, searchResources)
	if err != nil {
		return nil, 0, err
	}
	rows, total := f.resources(page.From(q.Start, q.Limit))
	for _, r := range rows {
		list = append(list, ResourceSummary{Resource: r, Type: tx.typeOf(r).Name, Accounts: f.countAccounts(r)})
	}
	return list, total, nil
}

// AccountsOf shows a resource and those of its accounts that the actor can see and that the query asks for, by id.
func (tx *Tx) AccountsOf(resourceID string, q Query) (ResourceView, []AccountView, error) {
	v := tx.viewer()
	f, err := v.filter(q, searchAccounts)
	if err != nil {
		return ResourceView{}, nil, err
	}
	r, access, err := v.find(resourceID)
	if err != nil {
		return ResourceView{}, nil, err
	}
	view, part := tx.view(r, access), page.From(q.Start, q.Limit)
	if !f.resourceFits(r) {
		return view, nil, nil
	}
	if f.allAccounts(access) {
		list := slices.Collect(accounts.Span(tx.Tx, "of", store.Int(r.ID)).Rows(part))
		return view, v.viewAccounts(r, access, list), nil
	}
	return view, v.viewAccounts(r, access, page.Cut(f.accounts(r, access), part)), nil
}
