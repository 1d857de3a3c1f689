package main

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPackedFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	name := filepath.Join(dir, "new", "library.json.gz")
	content := []byte(strings.Repeat("a book ", 100))

	_, err := read(name)
	require.ErrorIs(t, err, os.ErrNotExist)
	require.NoError(t, write(name, content))
	first, err := os.ReadFile(name)
	require.NoError(t, err)
	assert.Less(t, len(first), 100)
	require.NoError(t, write(name, content))
	second, err := os.ReadFile(name)
	require.NoError(t, err)
	assert.Equal(t, first, second, "the same bytes each time")

	var otherwise bytes.Buffer // as another release of Go might
	writer, err := gzip.NewWriterLevel(&otherwise, gzip.NoCompression)
	require.NoError(t, err)
	_, err = writer.Write(content)
	require.NoError(t, err)
	require.NoError(t, writer.Close())
	require.NoError(t, os.WriteFile(name, otherwise.Bytes(), 0o644))
	got, err := read(name)
	require.NoError(t, err)
	assert.Equal(t, content, got, "what is inside counts")

	require.NoError(t, os.WriteFile(name, first[:len(first)-9], 0o644))
	_, err = read(name)
	require.Error(t, err, "a damaged file is not up to date")

	plain := filepath.Join(dir, "library.yaml")
	require.NoError(t, write(plain, content))
	got, err = os.ReadFile(plain)
	require.NoError(t, err)
	assert.Equal(t, content, got)
}
