package page_test

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/understudy/understudy/mock/internal/page"
)

func TestAPageIsAPartOfTheListWhateverTheNumbersAre(t *testing.T) {
	t.Parallel()
	list := []int{0, 1, 2, 3, 4, 5, 6, 7}
	for name, c := range map[string]struct {
		page page.Page
		want []int
	}{
		"the first page":              {page.Numbered(1, 3), []int{0, 1, 2}},
		"the last page":               {page.Numbered(3, 3), []int{6, 7}},
		"past the end":                {page.Numbered(4, 3), []int{}},
		"no number":                   {page.Numbered(0, 3), []int{0, 1, 2}},
		"no size":                     {page.Numbered(7, 0), list},
		"a page of everything":        {page.Numbered(1, math.MaxInt), list},
		"the second page of that":     {page.Numbered(2, math.MaxInt), []int{}},
		"numbers whose product wraps": {page.Numbered(1<<62, 1<<62), []int{}},
		"the least numbers":           {page.Numbered(math.MinInt, math.MinInt), list},
		"from the third on":           {page.From(2, 3), []int{2, 3, 4}},
		"no limit":                    {page.From(6, 0), []int{6, 7}},
		"a sum that wraps":            {page.From(1, math.MaxInt), []int{1, 2, 3, 4, 5, 6, 7}},
		"two that wrap":               {page.From(math.MaxInt, math.MaxInt), []int{}},
		"negative ones":               {page.From(-5, -5), list},
		"counted from one":            {page.FromFirst(1, 2), []int{0, 1}},
		"zero, counted from one":      {page.FromFirst(0, 2), []int{0, 1}},
		"the least, counted from one": {page.FromFirst(math.MinInt, 2), []int{0, 1}},
		"the whole list":              {page.All, list},
		"nothing":                     {page.Page{}, []int{}},
		"the last two":                {page.Last(pointer(2), 8), []int{6, 7}},
		"the last of all":             {page.Last(pointer(math.MaxInt), 8), list},
		"the last none":               {page.Last(pointer(0), 8), []int{}},
		"without a count":             {page.Last(nil, 8), list},
		"the first, from the end":     {page.Numbered(1, 3).FromTheEnd(8), []int{5, 6, 7}},
		"the last, from the end":      {page.Numbered(3, 3).FromTheEnd(8), []int{0, 1}},
		"past it, from the end":       {page.Numbered(4, 3).FromTheEnd(8), []int{}},
		"no list, from the end":       {page.Numbered(1, 3).FromTheEnd(-1), []int{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, page.Cut(list, c.page))
		})
	}
}

func pointer(n int) *int { return &n }

// TestNoNumbersOfAClientMakeAPageWithoutEnd: an answer is in memory until it is sent.
func TestNoNumbersOfAClientMakeAPageWithoutEnd(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		page page.Page
		want page.Page
	}{
		"a page of a million":      {page.Numbered(1, 1_000_000), page.Page{Take: 10_000}},
		"the second page of them":  {page.Numbered(2, 1_000_000), page.Page{Skip: 10_000, Take: 10_000}},
		"the largest page":         {page.Numbered(3, 10_000), page.Page{Skip: 20_000, Take: 10_000}},
		"no size":                  {page.Numbered(1, 0), page.Page{Take: 50_000}},
		"a limit of a million":     {page.From(0, 1_000_000), page.Page{Take: 50_000}},
		"no limit":                 {page.From(7, 0), page.Page{Skip: 7, Take: 50_000}},
		"no limit, from the first": {page.FromFirst(8, -1), page.Page{Skip: 7, Take: 50_000}},
	} {
		assert.Equal(t, c.want, c.page, name)
	}
}

// FuzzPage holds every way to ask for a page against arithmetic that cannot overflow.
func FuzzPage(f *testing.F) {
	for _, n := range []int{0, 1, -1, 2, math.MaxInt, math.MinInt, math.MaxInt32, 1 << 62} {
		f.Add(n, n, 8)
		f.Add(1, n, 8)
		f.Add(n, 1, 8)
	}
	f.Fuzz(func(t *testing.T, a, b, total int) {
		total = max(total, 0)
		big1 := big.NewInt(1)
		for name, p := range map[string]struct {
			page        page.Page
			skip, count *big.Int
		}{
			"numbered":   {page.Numbered(a, b), new(big.Int).Mul(new(big.Int).Sub(big.NewInt(int64(max(a, 1))), big1), big.NewInt(int64(min(b, page.MostPaged)))), big.NewInt(int64(min(b, page.MostPaged)))},
			"from":       {page.From(a, b), big.NewInt(int64(max(a, 0))), big.NewInt(int64(min(b, page.MostListed)))},
			"from first": {page.FromFirst(a, b), new(big.Int).Sub(big.NewInt(int64(max(a, 1))), big1), big.NewInt(int64(min(b, page.MostListed)))},
		} {
			from, to := p.page.Of(total)
			if b < 1 { // no size, and no limit
				p.count = big.NewInt(page.MostListed)
				if name == "numbered" {
					p.skip = big.NewInt(0)
				}
			}
			wantFrom, wantTo := smaller(p.skip, big.NewInt(int64(total))), smaller(new(big.Int).Add(p.skip, p.count), big.NewInt(int64(total)))
			assert.Equal(t, wantFrom.String(), big.NewInt(int64(from)).String(), "%s: from", name)
			assert.Equal(t, wantTo.String(), big.NewInt(int64(to)).String(), "%s: to", name)
			if from < to {
				assert.True(t, p.page.Has(from) && p.page.Has(to-1), name)
			}
			assert.False(t, from > 0 && p.page.Has(from-1) || to < total && p.page.Has(to), name)
		}
	})
}

func smaller(a, b *big.Int) *big.Int {
	if a.Cmp(b) < 0 {
		return a
	}
	return b
}
