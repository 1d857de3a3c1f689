package secret_test

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/understudy/understudy/mock/internal/secret"
)

// TestTheLastValuesOfASecretAreRemembered, each once, and the list that was there stays as it is.
func TestTheLastValuesOfASecretAreRemembered(t *testing.T) {
	t.Parallel()
	assert.Empty(t, secret.Remember(nil, ""))
	var list []string
	for i := range 13 {
		before := list
		list = secret.Remember(list, strconv.Itoa(i))
		list = secret.Remember(list, strconv.Itoa(i))
		assert.NotContains(t, before, strconv.Itoa(i))
	}
	assert.Equal(t, []string{"3", "4", "5", "6", "7", "8", "9", "10", "11", "12"}, list)
}
