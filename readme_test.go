package understudy_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestTheGoTestOfTheREADMEIsOneThatRuns: a newcomer copies it. The program above it is run by .ci/readme.
func TestTheGoTestOfTheREADMEIsOneThatRuns(t *testing.T) {
	t.Parallel()
	assert.Contains(t, pageText(t, "README.md"), "```go\n"+pageText(t, "client/example/example_test.go")+"```\n")
}
