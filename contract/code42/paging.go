package code42

import (
	"maps"

	"github.com/understudy/understudy/contract"
)

// listing is a list that is given page by page.
type listing struct {
	path, key, id string
	query         contract.Query
}

var (
	allUsers   = listing{path: "/api/v1/User", key: "users", id: "userUid"}
	allOrgs    = listing{path: "/api/v1/Org", key: "orgs", id: "orgUid"}
	allDevices = listing{path: "/api/v1/Computer", key: "computers", id: "guid"}
)

// where is the listing with a filter.
func (l listing) where(filter contract.Query) listing {
	l.query = filter
	return l
}

// page is one page's ids, and the number of all rows.
func (s *suite) page(l listing, num, size int) (ids []string, total int) {
	s.T().Helper()
	query := maps.Clone(l.query)
	if query == nil {
		query = contract.Query{}
	}
	query["pgNum"], query["pgSize"] = num, size
	page := data(s.admin.Get(l.path, query))
	return page.At(l.key).Texts(l.id), int(page.At("totalCount").Int())
}

// all is the whole list.
func (s *suite) all(l listing) []string {
	s.T().Helper()
	ids, total := s.page(l, 1, 1000)
	s.Len(ids, total)
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
	s.Run("first, middle and last page", func() {
		for num := 1; num <= total; num++ {
			ids, count := s.page(whole, num, 1)
			s.Equal(all[num-1:num], ids)
			s.Equal(total, count, "the count is that of all pages")
		}
		last, _ := s.page(whole, 2, total-1)
		s.Equal(all[total-1:], last)
	})
	s.Run("every size gives every row once", func() {
		for _, size := range []int{1, 2, 3, total - 1, total, total + 1, 500} {
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
		for _, num := range []int{2, 3, 1_000_000} {
			ids, count := s.page(whole, num, 500)
			s.Empty(ids)
			s.Equal(total, count)
		}
	})
	s.Run("paging left out is the first page", func() {
		page := data(s.admin.Get(whole.path, whole.query)).At(whole.key)
		s.Equal(all[:page.Len()], page.Texts(whole.id))
	})
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
	ids, _ := s.page(l, 1, 100_000)
	s.Equal(all, ids)
}

// noPages are paging parameters that mean nothing.
func (s *suite) noPages(l listing) {
	s.T().Helper()
	for _, query := range []contract.Query{
		{"pgNum": 0}, {"pgNum": -1}, {"pgSize": 0}, {"pgSize": -1}, {"pgNum": "one"}, {"pgSize": "all"}, {"pgNum": "1.5"},
		{"pgNum": "99999999999999999999"}, {"pgSize": "99999999999999999999"},
	} {
		refusedTwice(func() *contract.Response { return s.admin.Bad().Get(l.path, query) }, 400)
	}
}
