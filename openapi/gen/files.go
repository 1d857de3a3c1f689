package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
)

// A file whose name ends so is packed. What is inside it counts, not its bytes: another release of Go may pack the same
// content differently, and what is up to date is then not written again.
const packed = ".gz"

// read returns what is in a file.
func read(name string) ([]byte, error) {
	data, err := os.ReadFile(name)
	if err != nil || filepath.Ext(name) != packed {
		return data, err
	}
	reader, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(reader)
}

func write(name string, content []byte) error {
	if filepath.Ext(name) == packed {
		var buf bytes.Buffer
		writer, err := gzip.NewWriterLevel(&buf, gzip.BestCompression) // its header has no time unless it is given one
		if err != nil {
			return err
		}
		_, err = writer.Write(content)
		if err := errors.Join(err, writer.Close()); err != nil {
			return err
		}
		content = buf.Bytes()
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, content, 0o644)
}
