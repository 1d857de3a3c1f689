package secret_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/understudy/understudy/mock/internal/secret"
)

func TestTheSpellingsOfASecretHaveOneHash(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"JBSWY3DPEHPK3PXP", "jbsw y3dp ehpk 3pxp", true},
		{"JBSWY3DPEHPK3PXP", "JBSW-Y3DP-EHPK-3PXP====", true},
		{"JBSWY3DPEHPK3PXP", "jbsw+y3dp+ehpk+3pxp", true},
		{"Zz99#88", "zZ99#88", true},
		{" Zz99#88 ", "Zz99#88", true},
		{"Zz99#88", "Zz9988", false},
		{"----", "====", false},
		{"a-b", "ab", false},
		{"", "-", false},
		{strings.Repeat("long ", 100), strings.Repeat("LONG", 100), true},
	} {
		assert.Equal(t, c.same, secret.Hash(c.a) == secret.Hash(c.b), "%q and %q", c.a, c.b)
	}
	assert.Len(t, secret.Hash("x"), 8)
}
