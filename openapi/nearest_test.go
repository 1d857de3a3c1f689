package openapi

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// oddPaths makes paths that clients get wrong: from templates, by what goes wrong with them, and from nothing.
func oddPaths(doc *Document, n int) []string {
	chance := rand.New(rand.NewPCG(7, 25))
	words := []string{"case", "cases", "v1", "v2", "api", "rest", "users", "1", "", "a%2Fb", "xURL", "alarms", "me", "getAll", "%20"}
	paths := make([]string, 0, n)
	for range n {
		parts := slices.Clone(doc.Operations[chance.IntN(len(doc.Operations))].segments)
		for range 1 + chance.IntN(3) {
			i := chance.IntN(len(parts))
			switch chance.IntN(7) {
			case 0:
				parts = slices.Insert(parts, i, words[chance.IntN(len(words))])
			case 1:
				if len(parts) > 1 {
					parts = slices.Delete(parts, i, i+1)
				}
			case 2:
				parts[i] = words[chance.IntN(len(words))]
			case 3:
				parts[i] = strings.ToUpper(parts[i])
			case 4:
				parts[i] += "s"
			case 5:
				parts = parts[i:]
			case 6:
				parts = append(parts, words[chance.IntN(len(words))])
			}
		}
		paths = append(paths, "/"+strings.NewReplacer("{", "", "}", "").Replace(strings.Join(parts, "/")))
	}
	return paths
}

// TestNoOperationIsCalledNearThatIsNot: whatever is asked for, the last literal of the template that is named stands in the path, but for
// two letters.
func TestNoOperationIsCalledNearThatIsNot(t *testing.T) {
	t.Parallel()
	for _, api := range Names() {
		doc, err := Load(api)
		require.NoError(t, err)
		named := 0
		for _, path := range oddPaths(doc, 3000) {
			near := doc.Nearest("GET", path)
			if near == nil {
				continue
			}
			named++
			literals := slices.DeleteFunc(slices.Clone(near.segments), isParameter)
			last := literals[len(literals)-1]
			stands := slices.ContainsFunc(segments(path), func(part string) bool {
				return strings.EqualFold(part, last) || editDistance(part, last) <= 2
			})
			assert.True(t, stands, "%s: %s is not near %s", api, near.Path, path)
		}
		assert.Greater(t, named, 500, "%s: few were near; the paths are too odd to prove anything", api)
	}
}

// editDistance is the definition, by recursion, for short words.
func editDistance(a, b string) int {
	known := map[[2]int]int{}
	var apart func(i, j int) int
	apart = func(i, j int) int {
		if i == len(a) || j == len(b) {
			return len(a) - i + len(b) - j
		}
		at := [2]int{i, j}
		if d, ok := known[at]; ok {
			return d
		}
		d := 1 + min(apart(i+1, j), apart(i, j+1), apart(i+1, j+1))
		if a[i] == b[j] {
			d = min(d, apart(i+1, j+1))
		}
		known[at] = d
		return d
	}
	return apart(0, 0)
}

// FuzzLookingForTheNearestCostsNoMoreForALongerPath counts comparisons of segments.
func FuzzLookingForTheNearestCostsNoMoreForALongerPath(f *testing.F) {
	f.Add("/api/v1/User", uint16(1))
	f.Add("/a", uint16(60000))
	f.Add("//a/b%2f", uint16(900))
	var docs []*Document
	for _, api := range Names() {
		doc, err := Load(api)
		require.NoError(f, err)
		docs = append(docs, doc)
	}
	// Each operation is compared once, or as often as it has segments, or a segment less; and once more for "above".
	most := func(doc *Document) int { return len(doc.Operations) * (doc.longest + 2) * (doc.longest + 2) }
	f.Fuzz(func(t *testing.T, path string, times uint16) {
		long := strings.Repeat(path, 1+int(times)*100/(1+len(path)))
		for _, doc := range docs {
			if _, steps := doc.nearest("GET", long); steps > most(doc) {
				t.Fatalf("%d comparisons for a path of %d bytes; at most %d", steps, len(long), most(doc))
			}
			doc.Match("GET", long)
			doc.FindUnserved("GET", long)
		}
	})
}
