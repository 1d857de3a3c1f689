package code42

import (
	"cmp"
	"maps"
	"net/http"

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

// all is the whole list.
func (s *suite) all(l listing) []string {
	s.T().Helper()
	ids, total := s.page(l, 1, min(1000, cmp.Or(l.most, 1000)))
	if l.counted {
		s.Len(ids, total)
	}
	return ids
}

// walk reads page by page as the SDK does: until a page is shorter than what
// it asked for.
func (s *suite) walk(l listing, size int) (ids []string, requests int) {
	s.T().Helper()
	for requests = 1; ; requests++ {
		page, _ := s.page(l, requests, size)
		ids = append(ids, page...)
		if len(page) < size || requests > 1000 {
			return ids, requests
		}
	}
}

// pages is what every list has to do; whole has at least three rows, short
// enough to be read one by one.
func (s *suite) pages(whole listing) {
	all := s.all(whole)
	total := len(all)
	s.Require().GreaterOrEqual(total, 3)
	counts := -1
	if whole.counted {
		counts = total
	}
	s.Run("first, middle and last page", func() {
		for num := 1; num <= total; num++ {
			ids, count := s.page(whole, num, 1)
			s.Equal(all[num-1:num], ids)
			s.Equal(counts, count, "the count is that of all pages")
		}
		last, _ := s.page(whole, 2, total-1)
		s.Equal(all[total-1:], last)
	})
	s.Run("every size gives every row once", func() {
		for _, size := range []int{1, 2, 3, total - 1, total, total + 1, cmp.Or(min(whole.most, 500), 500)} {
			ids, _ := s.walk(whole, size)
			s.Equal(all, ids, "pages of %d", size)
		}
	})
	s.Run("a full last page is followed by an empty one", func() {
		ids, requests := s.walk(whole, total)
		s.Equal(all, ids)
		s.Equal(2, requests)
	})
	s.Run("beyond the end is an empty page", func() {
		size := cmp.Or(min(whole.most, 500), 500)
		for _, num := range []int{2, 3, cmp.Or(whole.reach/size, 1_000_000)} {
			ids, count := s.page(whole, num, size)
			s.Empty(ids)
			s.Equal(counts, count)
		}
	})
	if whole.body == nil {
		s.Run("paging left out is the first page", func() {
			page, _ := whole.of(s.admin.Do(whole.request(nil)))
			s.Equal(all[:page.Len()], page.Texts(whole.id))
		})
	}
}

// noCap demands a page of exactly the size asked for while more remain: a
// client takes a shorter one for the last.
func (s *suite) noCap(l listing) {
	s.T().Helper()
	all := s.all(l)
	for _, size := range []int{len(all) - 1, 200, 101, 100, 11} {
		if size >= len(all) {
			continue
		}
		ids, _ := s.page(l, 1, size)
		s.Equal(all[:size], ids)
	}
	ids, _ := s.page(l, 1, 10_000) // what is more than this a mock cuts, and says so
	s.Equal(all, ids)
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
