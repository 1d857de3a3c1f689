package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestOrphans: a file whose source has gone goes too, and no other.
func TestOrphans(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, name := range []string{
		"openapi/kept.yaml", "openapi/gone.yaml", "openapi/embedded/gone.json.gz", "openapi/gone/root.yaml", "client/gone/api.gen.go", "client/gone/doc.go",
		"mock/heads/gone/api/api.gen.go", "mock/heads/gone/server.go", "mock/control/api/api.gen.go",
	} {
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
		require.NoError(t, os.WriteFile(name, nil, 0o644))
	}
	names, err := orphans(map[string][]byte{"openapi/kept.yaml": {1}, "mock/control/api/api.gen.go": {1}})
	require.NoError(t, err)
	assert.ElementsMatch(t, []string{"openapi/gone.yaml", "openapi/embedded/gone.json.gz", "client/gone/api.gen.go", "mock/heads/gone/api/api.gen.go"}, names)
}
