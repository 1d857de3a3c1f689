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
// where only a type is asked for. Any other list begins with candidates: the ids of those that a share, a group, a mark or the text that
// is looked for leads to. Only candidates are opened and held against the query.

// resources are a part of the resources that the query asks for, and how many there are in all.
func (f filter) resources(part page.Page) ([]Resource, int) {
	if f.everything() && f.seesAll() {
		return pageOf(resources.Span(f.tx.Tx, "use", nil), part)
	}
	if ids, ok := f.candidates(); ok {
		return store.Cut(f.fitting(f.tx.resourcesOf(ids)), part)
	}
	all, extra := f.seesAll(), []int64(nil)
	if !all {
		extra = f.extra()
	}
	if index, prefixes, ok := f.spans(all); ok {
		if !f.everything() {
			extra = idsOf(f.fitting(f.tx.resourcesOf(extra)))
		}
		return f.tx.union(index, prefixes, extra, part)
	}
	picked := resources.Query(f.tx.Tx)
	picked.Seen(f.glances()...)
	if all {
		picked.In(resources.Span(f.tx.Tx, "use", nil), func(r Resource) bool { return r.Trashed == nil })
	} else {
		picked.In(resources.Span(f.tx.Tx, "mine", store.Int(f.user)), func(r Resource) bool { return r.Trashed == nil && r.OwnerID == f.user })
	}
	picked.If(f.fits)
	if len(extra) == 0 {
		return picked.Page(part)
	}
	ids := append(idsOf(picked.Rows()), idsOf(f.fitting(f.tx.resourcesOf(extra)))...)
	slices.Sort(ids)
	return slices.Collect(f.tx.resourcesOf(page.Cut(ids, part))), len(ids)
}

// spans are those of an index that hold exactly what the query asks for of all resources, or of the viewer's own, if there are such spans.
func (f filter) spans(all bool) (index string, prefixes []store.Key, ok bool) {
	byType := f.SearchValue == "" || !f.byAccount && slices.Contains(typeColumns, f.SearchColumn)
	switch {
	case f.everything():
		return "mine", []store.Key{store.Int(f.user)}, true
	case !byType:
		return "", nil, false
	}
	for t := range resourceTypes.All(f.tx.Tx) {
		if !f.shows(t) || f.SearchValue != "" && !containsFold(t.Name, f.SearchValue) {
			continue
		}
		prefixes = append(prefixes, kindKey(t.ID, true))
		if !f.narrows() {
			prefixes = append(prefixes, kindKey(t.ID, false))
		}
	}
	if all {
		return "type", prefixes, true
	}
	for i, p := range prefixes {
		prefixes[i] = store.Join(store.Int(f.user), p)
	}
	return "mineoftype", prefixes, true
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

// candidates lists the resources among which those asked for are, whoever may see them, if the query leads to some.
func (f filter) candidates() (ids []int64, ok bool) {
	g, known := resourceGroups.Get(f.tx.Tx, store.Int(f.GroupID))
	switch {
	case f.GroupID != 0 && !known:
		return nil, true
	case f.GroupID != 0 && g.ID != DefaultGroupID:
		ids = idsOf(f.tx.mayHold(g))
	case f.ViewType == viewFavourites:
		ids = f.tx.marked(favourites)
	case f.ViewType == viewRecent:
		ids = f.tx.marked(recents)
	case f.SearchValue != "" && f.byAccount:
		ids = f.byAccountText()
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
