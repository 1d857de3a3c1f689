package state

import (
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/understudy/understudy/mock/internal/page"
	"github.com/understudy/understudy/mock/internal/store"
)

// A list of resources must not look at all of them. Who sees everything gets a page of an index, and who owns what they see too. Any
// other list begins with candidates: the ids of those that a share, a group, a mark, a type or the text that is looked for leads to.
// Only candidates are opened and held against the query.

// resources are a part of the resources that the query asks for, and how many there are in all.
func (f filter) resources(part page.Page) ([]Resource, int) {
	if ids, ok := f.candidates(); ok {
		return store.Cut(f.fitting(f.tx.resourcesOf(ids)), part)
	}
	all, extra := f.seesAll(), []int64(nil)
	if !all {
		extra = f.extra()
	}
	if f.everything() && len(extra) > 0 {
		return f.withExtra(extra, part)
	}
	picked := resources.Query(f.tx.Tx)
	if all || len(extra) > 0 {
		picked.In(resources.Span(f.tx.Tx, "use", nil), f.fits)
	} else {
		picked.In(resources.Span(f.tx.Tx, "mine", store.Int(f.user)), f.fits)
	}
	if !f.everything() {
		picked.If(f.fits)
	}
	if f.SearchValue != "" && !f.byAccount {
		picked.Seen(f.glances()...)
	}
	return picked.Page(part)
}

func (f filter) fitting(all iter.Seq[Resource]) iter.Seq[Resource] {
	return func(yield func(Resource) bool) {
		for r := range all {
			if f.fits(r) && !yield(r) {
				return
			}
		}
	}
}

// candidates lists the resources among which those asked for are, whoever may see them, if the query leads to some.
func (f filter) candidates() (ids []int64, ok bool) {
	g, static := resourceGroups.Get(f.tx.Tx, store.Int(f.GroupID))
	static = static && !g.Dynamic && g.ID != DefaultGroupID
	switch {
	case static:
		ids = f.tx.membersOf(g)
	case f.ViewType == viewFavourites:
		ids = f.tx.marked(favourites)
	case f.ViewType == viewRecent:
		ids = f.tx.marked(recents)
	case f.SearchValue != "" && f.byAccount:
		ids = f.byAccountText()
	case f.ViewType == viewSSH:
		ids = f.tx.ofTypes(ResourceType.AllowsSSH)
	case f.ViewType == viewRDP:
		ids = f.tx.ofTypes(ResourceType.AllowsRDP)
	default:
		return nil, false
	}
	return f.tx.inUse(ids), true
}

// marked lists the resources of the accounts that the actor has marked.
func (tx *Tx) marked(marks *store.Table[mark]) (ids []int64) {
	for m := range marks.Scan(tx.Tx, "user", store.Int(tx.Actor.UserID)) {
		if a, ok := tx.account(m.AccountID); ok {
			ids = append(ids, a.ResourceID)
		}
	}
	return ids
}

func (tx *Tx) ofTypes(fits func(ResourceType) bool) (ids []int64) {
	for t := range resourceTypes.All(tx.Tx) {
		if !fits(t) {
			continue
		}
		for r := range resources.Scan(tx.Tx, "type", store.Int(t.ID)) {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

func (f filter) byAccountText() (ids []int64) {
	picked := accounts.Query(f.tx.Tx)
	picked.Seen(strings.ToLower(f.SearchValue))
	for a := range picked.Rows() {
		ids = append(ids, a.ResourceID)
	}
	return ids
}

// inUse is a list of ids in order, each once, without those of what is in the trash or gone.
func (tx *Tx) inUse(ids []int64) []int64 {
	slices.Sort(ids)
	return slices.DeleteFunc(slices.Compact(ids), func(id int64) bool { return !resources.Has(tx.Tx, "use", store.Int(id)) })
}

// resourcesOf opens resources by their ids.
func (tx *Tx) resourcesOf(ids []int64) iter.Seq[Resource] {
	return func(yield func(Resource) bool) {
		for _, id := range ids {
			if r, ok := tx.resource(id); ok && !yield(r) {
				return
			}
		}
	}
}

// glanceOf joins texts for searching within them, without regard to case.
func glanceOf(texts ...string) string { return strings.ToLower(strings.Join(texts, "\x00")) }

func (r Resource) glance() string {
	return glanceOf(append(customTexts(r.Custom), typeMark(r.TypeID), r.Name, r.Description, r.DNSName, r.Department, r.Location, r.Domain, r.URL)...)
}

func (a Account) glance() string { return glanceOf(append(customTexts(a.Custom), a.Name, a.Notes)...) }

// typeMark stands for the name of a resource's type, which is in another row.
func typeMark(id int64) string { return "\x01" + strconv.FormatInt(id, 36) + "\x01" }

// customTexts are the values of custom fields, and for one that may be a date also what is shown of it.
func customTexts(values []CustomValue) (texts []string) {
	for _, v := range values {
		texts = append(texts, v.Value, CustomField{Type: DateField}.text(v.Value))
	}
	return texts
}

// glances are what the glance of a resource holds one of that may be searched for: the text, or the mark of a type with the text in its
// name.
func (f filter) glances() []string {
	texts := []string{strings.ToLower(f.SearchValue)}
	for t := range resourceTypes.All(f.tx.Tx) {
		if containsFold(t.Name, f.SearchValue) {
			texts = append(texts, typeMark(t.ID))
		}
	}
	return texts
}
