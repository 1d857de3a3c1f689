package understudy_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// pageNumbers are the names of numbers with which clients ask for a part of a list.
var pageNumbers = []string{"Start", "StartIndex", "Limit", "PageNum", "PageSize", "PgNum", "PgSize", "Last"}

// handMade tells whether an expression computes or slices with such a number.
func handMade(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.BinaryExpr:
		return slices.Contains([]token.Token{token.ADD, token.SUB, token.MUL}, n.Op) && (isPageNumber(n.X) || isPageNumber(n.Y))
	case *ast.SliceExpr:
		return isPageNumber(n.Low) || isPageNumber(n.High)
	}
	return false
}

func isPageNumber(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.SelectorExpr:
		return slices.Contains(pageNumbers, e.Sel.Name)
	case *ast.StarExpr:
		return isPageNumber(e.X)
	case *ast.ParenExpr:
		return isPageNumber(e.X)
	case *ast.CallExpr: // int(q.Start), min(q.Start, n)
		return slices.ContainsFunc(e.Args, isPageNumber)
	case *ast.BinaryExpr:
		return isPageNumber(e.X) || isPageNumber(e.Y)
	}
	return false
}

// TestOnlyOneFunctionComputesWithAClientsPageNumbers: a sum or a product of two of them overflows, which once was a panic and elsewhere an
// empty answer.
func TestOnlyOneFunctionComputesWithAClientsPageNumbers(t *testing.T) {
	t.Parallel()
	for _, file := range sources(t) {
		if file.test || file.generated || !strings.HasPrefix(file.folder, "mock") {
			continue
		}
		ast.Inspect(file.tree, func(n ast.Node) bool {
			assert.False(t, n != nil && handMade(n), "%s: mock/internal/page cuts lists", file.name)
			return n != nil && !handMade(n)
		})
	}
}

func TestTheRuleAboutPageNumbersBites(t *testing.T) {
	t.Parallel()
	for expression, want := range map[string]bool{
		"q.Start + q.Limit": true, "(q.PageNum - 1) * size": true, "total - *last": false, "len(list) - *p.Last": true, "list[min(q.Start, n):end]": true,
		"page.From(q.Start, q.Limit)": false, "q.Start < 0": false,
	} {
		e, err := parser.ParseExpr(expression)
		require.NoError(t, err)
		assert.Equal(t, want, handMade(e), expression)
	}
}
