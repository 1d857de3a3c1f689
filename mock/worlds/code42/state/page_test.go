package state

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestAPageOfAListCountsFromOneAndTheZeroPageIsAllOfIt(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		page Page
		want []int
	}{
		"the whole list":      {want: []int{2, 4, 6, 8}},
		"the first page":      {page: Page{Num: 1, Size: 3}, want: []int{2, 4, 6}},
		"the last page":       {page: Page{Num: 2, Size: 3}, want: []int{8}},
		"past the end":        {page: Page{Num: 3, Size: 2}, want: []int{}},
		"no number":           {page: Page{Size: 2}, want: []int{2, 4}},
		"overflowing numbers": {page: Page{Num: 1 << 62, Size: 1 << 62}, want: []int{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, cut([]int{2, 4, 6, 8}, c.page))
		})
	}
}
