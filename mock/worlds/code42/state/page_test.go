package state

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestCut(t *testing.T) {
	t.Parallel()
	even := func(n int) bool { return n%2 == 0 }
	for name, c := range map[string]struct {
		page Page
		want []int
	}{
		"the whole list":      {want: []int{2, 4, 6, 8}},
		"the first page":      {page: Page{Num: 1, Size: 3}, want: []int{2, 4, 6}},
		"the last page":       {page: Page{Num: 2, Size: 3}, want: []int{8}},
		"a full last page":    {page: Page{Num: 2, Size: 2}, want: []int{6, 8}},
		"past the end":        {page: Page{Num: 3, Size: 2}, want: []int{}},
		"no number":           {page: Page{Size: 2}, want: []int{2, 4}},
		"larger than a cap":   {page: Page{Num: 1, Size: 1 << 40}, want: []int{2, 4, 6, 8}},
		"far past the end":    {page: Page{Num: 1 << 31, Size: 1 << 31}, want: []int{}},
		"overflowing numbers": {page: Page{Num: 1 << 62, Size: 1 << 62}, want: []int{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, total := cut(slices.Values([]int{1, 2, 3, 4, 5, 6, 7, 8}), even, c.page)
			assert.Equal(t, c.want, got)
			assert.Equal(t, 4, total)
		})
	}
	got, total := cut(slices.Values([]int{1}), even, Page{})
	assert.Empty(t, got)
	assert.NotNil(t, got, "an empty list is a list")
	assert.Zero(t, total)
}
