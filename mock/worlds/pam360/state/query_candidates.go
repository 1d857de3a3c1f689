package state

import (
	"cmp"
	"iter"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/understudy/understudy/mock/internal/page"
	"github.com/understudy/understudy/mock/internal/store"
)

// A list of resources must not look at all of them. Who sees everything gets a page of an index, and who owns what they see too; so it is
// where only a type is asked for. Any other list has sources: what the viewer sees, a group, marks, types or the text that is looked for
// lead to the rows. The source with the fewest rows is opened, and each of its rows is held against the whole query.

// resources are a part of the resources that the query asks for, and how many there are in all.
func (f filter) resources(part page.Page) ([]Resource, int) {
	all := f.seesAll()
	switch {
	case f.everything() && all:
		return pageOf(resources.Span(f.tx.Tx, "use", nil), part)
	case f.everything():
		return f.tx.union("mine", []store.Key{store.Int(f.user)}, f.extra(), part)
	case f.onlyTypes() && all:
		return f.tx.union("type", f.kinds(), nil, part)
	case f.onlyTypes():
		own := f.kinds()
		for i, kind := range own {
			own[i] = store.Join(store.Int(f.user), kind)
		}
		return f.tx.union("mineoftype", own, idsOf(f.fitting(f.tx.resourcesOf(f.extra()))), part)
	}
	return store.Cut(f.fitting(f.fewest(all).rows()), part)
}

// inGroup tells whether a group is asked for that does not hold everything.
func (f filter) inGroup() bool { return f.GroupID != 0 && f.GroupID != DefaultGroupID }

// byType tells whether a name of types is looked for.
func (f filter) byType() bool {
	return f.SearchValue != "" && !f.byAccount && slices.Contains(typeColumns, f.SearchColumn)
}

// onlyTypes tells whether nothing but types is asked for, by their name or by the view.
func (f filter) onlyTypes() bool {
	return !f.inGroup() && f.ViewType != viewFavourites && f.ViewType != viewRecent && (f.SearchValue == "" || f.byType())
}

// kinds are the beginnings of the index by type that hold the types asked for.
func (f filter) kinds() (prefixes []store.Key) {
	for t := range resourceTypes.All(f.tx.Tx) {
		if !f.shows(t) || f.byType() && !containsFold(t.Name, f.SearchValue) {
			continue
		}
		prefixes = append(prefixes, kindKey(t.ID, true))
		if !f.narrows() {
			prefixes = append(prefixes, kindKey(t.ID, false))
		}
	}
	return prefixes
}

// source leads to everything that a query asks for, and to other rows, by id; most is how many rows it has, or a few more.
type source struct {
	most int
	rows func() iter.Seq[Resource]
}

// fewest is the source with the fewest rows. There is one wherever not everything is asked for.
func (f filter) fewest(all bool) source {
	var sources []source
	add := func(most int, rows func() iter.Seq[Resource]) { sources = append(sources, source{most, rows}) }
	switch {
	case f.SearchValue == "" || f.byType():
	case f.byAccount:
		add(f.byAccountText())
	default:
		picked := f.tx.used()
		picked.Seen(f.glances()...)
		add(picked.Most(), picked.Rows)
	}
	if f.inGroup() {
		g, _ := resourceGroups.Get(f.tx.Tx, store.Int(f.GroupID)) // a group that there is not has no members
		add(f.tx.mostIn(g), func() iter.Seq[Resource] { return f.tx.mayHold(g) })
	}
	for view, marks := range map[string]*store.Table[mark]{viewFavourites: favourites, viewRecent: recents} {
		if f.ViewType == view {
			most := marks.Span(f.tx.Tx, "user", store.Int(f.tx.Actor.UserID)).Len()
			add(most, func() iter.Seq[Resource] { return f.tx.resourcesOf(f.tx.inUse(f.tx.marked(marks))) })
		}
	}
	if f.ViewType == viewSSH || f.ViewType == viewRDP || f.byType() {
		add(f.ofKinds(f.kinds()))
	}
	if !all {
		add(f.mostSeen(), f.within)
	}
	return slices.MinFunc(sources, func(a, b source) int { return cmp.Compare(a.most, b.most) })
}

// within yields what the viewer sees, and of their own what holds the text that is looked for.
func (f filter) within() iter.Seq[Resource] {
	own := resources.Query(f.tx.Tx)
	own.In(resources.Span(f.tx.Tx, "mine", store.Int(f.user)), func(r Resource) bool { return r.Trashed == nil && r.OwnerID == f.user })
	if f.SearchValue != "" && !f.byAccount {
		own.Seen(f.glances()...)
	}
	rows := slices.AppendSeq(slices.Collect(own.Rows()), f.tx.resourcesOf(f.extra()))
	slices.SortFunc(rows, func(a, b Resource) int { return cmp.Compare(a.ID, b.ID) })
	return slices.Values(rows)
}

func (f filter) ofKinds(kinds []store.Key) (most int, rows func() iter.Seq[Resource]) {
	for _, kind := range kinds {
		most += resources.Span(f.tx.Tx, "type", kind).Len()
	}
	return most, func() iter.Seq[Resource] {
		list, _ := f.tx.union("type", kinds, nil, page.All)
		return slices.Values(list)
	}
}

func (f filter) byAccountText() (most int, rows func() iter.Seq[Resource]) {
	picked := accounts.Query(f.tx.Tx)
	picked.Seen(strings.ToLower(f.SearchValue))
	return picked.Most(), func() iter.Seq[Resource] {
		var ids []int64
		for a := range picked.Rows() {
			ids = append(ids, a.ResourceID)
		}
		return f.tx.resourcesOf(f.tx.inUse(ids))
	}
}

// used picks resources that are not in the trash.
func (tx *Tx) used() *store.Query[Resource] {
	picked := resources.Query(tx.Tx)
	picked.In(resources.Span(tx.Tx, "use", nil), func(r Resource) bool { return r.Trashed == nil })
	return picked
}

// union is a part of the resources that stand in several spans of an index, each of which ends in the ids, and of some others, by id. It
// opens the rows of the page: where it begins and ends is counted in the index.
func (tx *Tx) union(index string, prefixes []store.Key, others []int64, part page.Page) ([]Resource, int) {
	if len(prefixes) == 1 && len(others) == 0 {
		return pageOf(resources.Span(tx.Tx, index, prefixes[0]), part)
	}
	total := len(others)
	starts := make([]int, len(prefixes))
	for i, p := range prefixes {
		starts[i] = resources.Between(tx.Tx, index, nil, p).Len()
		total += resources.Span(tx.Tx, index, p).Len()
	}
	before := func(id int64) int { // how many have a lower id
		n, _ := slices.BinarySearch(others, id)
		for i, p := range prefixes {
			n += resources.Between(tx.Tx, index, nil, store.Join(p, store.Int(id))).Len() - starts[i]
		}
		return n
	}
	from, to := part.Of(total)
	place := func(low int64, n, further int) int64 { // the least id, from a low one on, with n before it, which is so many more rows
		if further == 0 {
			return low
		}
		if n == total {
			return tx.lastResource() + 1
		}
		step := further // each has an id of its own
		for before(low+int64(step)) < n {
			step *= 2
		}
		return low + int64(sort.Search(step, func(id int) bool { return before(low+int64(id)) >= n }))
	}
	low := place(0, from, from)
	high := place(low, to, to-from)
	rows := make([]Resource, 0, to-from)
	for _, p := range prefixes {
		rows = slices.AppendSeq(rows, resources.Between(tx.Tx, index, store.Join(p, store.Int(low)), store.Join(p, store.Int(high))).Rows(page.All))
	}
	first, _ := slices.BinarySearch(others, low)
	end, _ := slices.BinarySearch(others, high)
	rows = slices.AppendSeq(rows, tx.resourcesOf(others[first:end]))
	slices.SortFunc(rows, func(a, b Resource) int { return cmp.Compare(a.ID, b.ID) })
	return rows, total
}

// lastResource is the greatest id of a resource; 0 where there is none.
func (tx *Tx) lastResource() (id int64) {
	for r := range resources.Whole(tx.Tx).Rows(page.From(resources.Len(tx.Tx)-1, 1)) {
		id = r.ID
	}
	return id
}

// pageOf is a part of a span, and how many rows the span has.
func pageOf(span store.Span[Resource], part page.Page) ([]Resource, int) {
	from, to := part.Of(span.Len())
	return slices.AppendSeq(make([]Resource, 0, to-from), span.Rows(part)), span.Len()
}

func idsOf(rows iter.Seq[Resource]) (ids []int64) {
	for r := range rows {
		ids = append(ids, r.ID)
	}
	return ids
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

// marked lists the resources of the accounts that the actor has marked.
func (tx *Tx) marked(marks *store.Table[mark]) (ids []int64) {
	for m := range marks.Scan(tx.Tx, "user", store.Int(tx.Actor.UserID)) {
		if a, ok := tx.account(m.AccountID); ok {
			ids = append(ids, a.ResourceID)
		}
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
