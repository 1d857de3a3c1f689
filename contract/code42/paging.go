package code42

import (
	"cmp"
	"maps"
	"net/http"
	"slices"

	"github.com/understudy/understudy/contract"
)

// listing is a list that is given page by page.
type listing struct {
	path, key, id string
	query         contract.Query
	paging
	body map[string]any // of a list that is asked for by POST, paging included
}

// paging is how a family asks for a page, and what of the answer is the page.
type paging struct {
	num, size string
	data      bool // the page is under "data"
	counted   bool // it has a totalCount
	most      int  // the largest size that is taken, 1000 or more where it is 0
	reach     int  // how many rows pages reach, all where it is 0
}

var (
	v1Pages      = paging{num: "pgNum", size: "pgSize", data: true, counted: true}
	holdPages    = paging{num: "pgNum", size: "pgSize", data: true}
	v27Pages     = paging{num: "page", size: "pageSize", data: true}
	watchPages   = paging{num: "page", size: "page_size", counted: true}
	searchedList = paging{num: "pgNum", size: "pgSize", counted: true, most: 100}
	eventPages   = paging{num: "pgNum", size: "pgSize", counted: true, most: 10_000, reach: 10_000}
)

var (
	allUsers   = listing{path: "/api/v1/User", key: "users", id: "userUid", paging: v1Pages}
	allOrgs    = listing{path: "/api/v1/Org", key: "orgs", id: "orgUid", paging: v1Pages}
	allDevices = listing{path: "/api/v1/Computer", key: "computers", id: "guid", paging: v1Pages}
)

// where is the listing with a filter.
func (l listing) where(filter contract.Query) listing {
	l.query = filter
	return l
}

// and is the listing with one more filter.
func (l listing) and(filter contract.Query) listing {
	query := contract.Query{}
	maps.Copy(query, l.query)
	maps.Copy(query, filter)
	return l.where(query)
}

// request asks for the list with the members given besides its filter.
func (l listing) request(with map[string]any) contract.Request {
	if l.body != nil {
		body := maps.Clone(l.body)
		maps.Copy(body, with)
		return contract.Request{Method: http.MethodPost, Path: l.path, Body: body}
	}
	query := contract.Query{}
	maps.Copy(query, l.query)
	for name, value := range with {
		query[name] = value
	}
	return contract.Request{Method: http.MethodGet, Path: l.path, Query: query}
}

// of is the page in an answer, and the number of all rows, -1 where the answer does not tell.
func (l listing) of(answer *contract.Response) (page contract.Value, total int) {
	page, total = answer.Status(200).JSON(), -1
	if l.data {
		page = page.At("data")
	}
	if l.counted {
		total = int(page.At("totalCount").Int())
	}
	if l.key != "" {
		page = page.At(l.key)
	}
	return page, total
}

// page is one page's ids, and the number of all rows.
func (s *suite) page(l listing, num, size int) (ids []string, total int) {
	s.T().Helper()
	page, total := l.of(s.admin.Do(l.request(map[string]any{l.num: num, l.size: size})))
	return page.Texts(l.id), total
}

// mostPages is how many pages of a list are read: enough for 300,000 rows. A
// list that is not at its end by then is one that does not end.
const mostPages = 300

// rows is the whole list, however long it is.
func (s *suite) rows(l listing) []contract.Value {
	s.T().Helper()
	size := l.largest(1000)
	var all []contract.Value
	for num := 1; num <= mostPages; num++ {
		page, total := l.of(s.admin.Do(l.request(map[string]any{l.num: num, l.size: size})))
		rows := page.Items()
		if len(all) > 0 && len(rows) > 0 && rows[0].At(l.id).Text() == all[len(all)-size].At(l.id).Text() {
			s.T().Fatalf("%s: page %d begins like the one before it", l.path, num)
		}
		if all = append(all, rows...); len(rows) < size {
			if l.counted {
				s.Len(all, total, "the count is that of all rows")
			}
			return all
		}
	}
	s.T().Fatalf("%s: page %d is as full as those before it: the list does not end", l.path, mostPages)
	return nil
}

// all are the ids of the whole list.
func (s *suite) all(l listing) []string {
	s.T().Helper()
	return l.idsOf(s.rows(l))
}

// largest is a size of pages, or the largest that is taken.
func (l listing) largest(size int) int { return min(size, cmp.Or(l.most, mostOfAMock)) }

// head is the first page of a list, as much of it as a test looks at.
func (s *suite) head(l listing) (rows []contract.Value, total int, whole bool) {
	s.T().Helper()
	size := l.largest(headSize)
	page, total := l.of(s.admin.Do(l.request(map[string]any{l.num: 1, l.size: size})))
	rows = page.Items()
	return rows, total, len(rows) < size || len(rows) == total
}

// headSize is how many rows a test reads of a list that may have any number.
const headSize = 500

// idsOf are the rows' ids.
func (l listing) idsOf(rows []contract.Value) []string {
	ids := []string{}
	for _, row := range rows {
		ids = append(ids, row.At(l.id).Text())
	}
	return ids
}

// spread are at most five numbers from 1 to last, among them the first and the last two.
func spread(last int) []int {
	list := []int{1, 2, (last + 1) / 2, last - 1, last}
	return slices.Compact(slices.Sorted(slices.Values(slices.DeleteFunc(list, func(n int) bool { return n < 1 || n > last }))))
}

// pages is what every list has to do, however long it is.
func (s *suite) pages(l listing) {
	s.T().Helper()
	rows, total, whole := s.head(l)
	if len(rows) == 0 {
		s.Lacks("a row of " + l.path)
	}
	first, n := l.idsOf(rows), len(rows)
	s.Len(slices.Compact(slices.Sorted(slices.Values(first))), n, "each row once")
	s.Run("every size gives the same rows in the same order", func() {
		for _, size := range slices.Compact(slices.Sorted(slices.Values([]int{1, 2, 3, n - 1, n, min(n+1, cmp.Or(l.most, n+1))}))) {
			if size == 0 {
				continue
			}
			for _, num := range spread((n + size - 1) / size) {
				ids, count := s.page(l, num, size)
				s.Equal(total, count, "the count is that of all pages")
				if want := first[(num-1)*size : min(num*size, n)]; whole || num*size <= n {
					s.Equal(want, ids, "page %d of %d", num, size)
				} else {
					s.Len(ids, size)
					s.Equal(want, ids[:min(len(want), len(ids))], "page %d of %d", num, size)
				}
			}
		}
	})
	if !whole {
		s.longPages(l, first, total)
		return
	}
	s.Run("a full last page is followed by an empty one", func() {
		ids, _ := s.page(l, 2, n)
		s.Empty(ids)
	})
	s.Run("beyond the end is an empty page", func() {
		size := l.largest(headSize)
		for _, num := range []int{2, 3, cmp.Or(l.reach/size, 1_000_000)} {
			ids, count := s.page(l, num, size)
			s.Empty(ids)
			s.Equal(total, count)
		}
	})
	if l.body == nil {
		s.Run("paging left out is the first page", func() {
			page, _ := l.of(s.admin.Do(l.request(nil)))
			s.Equal(first[:page.Len()], page.Texts(l.id))
		})
	}
}

// longPages looks at the middle and at the end of a list that is not read as a whole.
func (s *suite) longPages(l listing, first []string, total int) {
	s.T().Helper()
	if !l.counted || l.reach > 0 {
		return
	}
	s.Run("the middle and the end", func() {
		const size = 100
		last, seen := (total+size-1)/size, slices.Clone(first)
		for _, num := range []int{(len(first)/size + last + 1) / 2, last, last + 1} {
			ids, count := s.page(l, num, size)
			s.Equal(total, count)
			s.Len(ids, max(0, min(size, total-(num-1)*size)), "page %d of %d", num, size)
			if (num-1)*size >= len(first) {
				seen = append(seen, ids...)
			}
		}
		n := len(seen)
		s.Len(slices.Compact(slices.Sorted(slices.Values(seen))), n, "each row once")
	})
}

// mostOfAMock is the largest page: what is more than this a mock cuts, and says so.
const mostOfAMock = 10_000

// noCap demands a page of exactly the size asked for while more remain: a
// client takes a shorter one for the last.
func (s *suite) noCap(l listing) {
	s.T().Helper()
	all := s.all(l)
	for _, size := range []int{len(all) - 1, 200, 101, 100, 11} {
		if size >= len(all) || size > mostOfAMock {
			continue
		}
		ids, _ := s.page(l, 1, size)
		s.Equal(all[:size], ids)
	}
	ids, _ := s.page(l, 1, mostOfAMock)
	s.Equal(all[:min(len(all), mostOfAMock)], ids)
}

// noPages are paging parameters that mean nothing.
func (s *suite) noPages(l listing) {
	s.T().Helper()
	good := map[string]any{l.num: 1, l.size: 1}
	for name, values := range map[string][]any{l.num: {0, -1, "one", "1.5", "99999999999999999999"}, l.size: {0, -1, "all", "99999999999999999999"}} {
		if name == l.size && l.most > 0 {
			values = append(values, l.most+1)
		}
		for _, value := range values {
			with := maps.Clone(good)
			with[name] = value
			saysTwice(func() *contract.Response { return s.admin.Bad().Do(l.request(with)) }, 400)
		}
	}
}
