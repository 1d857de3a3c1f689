package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestStrictTemplateCanStillBePatched(t *testing.T) {
	t.Parallel()
	template, err := plainJSONTemplate()
	require.NoError(t, err)
	assert.Contains(t, template, "SetEscapeHTML(false)")
	assert.NotContains(t, template, "buf.WriteTo(w)", "an answer is encoded to where it is kept until it is sent, and nowhere else")
}

func TestAParameterThatWasNotSentCostsNothing(t *testing.T) {
	t.Parallel()
	template, err := sentOnlyTemplate()
	require.NoError(t, err)
	assert.Contains(t, template, `sent := ctx.QueryParams()["{{.ParamName}}"]; sent {`)
}

func TestModuleFolderSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	_, err := moduleFolder("example.com/unknown")
	require.ErrorContains(t, err, "not a known dependency")
}
