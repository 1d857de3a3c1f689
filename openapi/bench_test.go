package openapi

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"
)

// What a server's start pays for: unpacking and parsing, and for comparison what kin-openapi's own loader would cost.
func BenchmarkLoad(b *testing.B) {
	for _, api := range Names() {
		data, err := unpack(api + ".json")
		require.NoError(b, err)
		b.Run(api+"/unpack", func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				_, err := unpack(api + ".json")
				require.NoError(b, err)
			}
		})
		b.Run(api+"/parse", func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				_, err := load(api, data)
				require.NoError(b, err)
			}
		})
		b.Run(api+"/kin-openapi", func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				_, err := openapi3.NewLoader().LoadFromData(data)
				require.NoError(b, err)
			}
		})
	}
}

func BenchmarkCheckRequest(b *testing.B) {
	get, list, create := operation(b, "getBook"), operation(b, "listBooks"), operation(b, "createBook")
	b.Run("GET", func(b *testing.B) {
		r := httptest.NewRequest(http.MethodGet, "/books/7", nil)
		path := map[string]string{"bookId": "7"}
		for b.Loop() {
			if _, err := get.CheckRequest(r, path, Lenient); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("GET with a query", func(b *testing.B) {
		r := httptest.NewRequest(http.MethodGet, "/books?limit=3&available=true&title=x", nil)
		for b.Loop() {
			if _, err := list.CheckRequest(r, nil, Lenient); err != nil {
				b.Fatal(err)
			}
		}
	})
	for name, body := range map[string]string{
		"POST as documented": `{"title":"Emma","shelf":4,"authors":[{"name":"Jane","born":1775}]}`,
		"POST with text":     `{"title":"Emma","shelf":"4","authors":[{"name":"Jane","born":"1775"}]}`,
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				r := jsonRequest(body)
				if _, err := create.CheckRequest(r, nil, Lenient); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkCheckResponse(b *testing.B) {
	op := operation(b, "getBook")
	r := httptest.NewRequest(http.MethodGet, "/books/7", nil)
	path := map[string]string{"bookId": "7"}
	header := http.Header{"Content-Type": {"application/json"}}
	for _, authors := range []int{20, 200} {
		var list []string
		for i := range authors {
			list = append(list, fmt.Sprintf(`{"name":"Author number %d","born":%d}`, i, 1700+i))
		}
		body := []byte(strings.Replace(bookJSON, `[{"name":"Jane Austen","born":1775}]`, "["+strings.Join(list, ",")+"]", 1))
		b.Run(fmt.Sprintf("%d bytes", len(body)), func(b *testing.B) {
			for b.Loop() {
				if _, err := op.CheckResponse(r, path, 200, header, body); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
