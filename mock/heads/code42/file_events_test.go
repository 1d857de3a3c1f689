package code42

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/understudy/understudy/mock/heads/code42/api"
	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/worlds/code42/events"
)

const fileEvents = "/forensic-search/queryservice/api/v2/fileevent"

func TestExtremeQueries(t *testing.T) {
	t.Parallel()
	server, _ := serve(t)
	bearer := token(t, server.URL, "test.user@example.com", "password")
	const everything = `[{"filters":[{"term":"event.id","operator":"EXISTS","value":null}]}]`
	nested := strings.Repeat(`{"subgroups":[`, 100) + everything[1:len(everything)-1] + strings.Repeat(`]}`, 100)
	for body, want := range map[string]string{
		`{"groups":` + everything + `,"pgNum":9223372036854775807,"pgSize":10000}`:          `"INVALID_PAGE_NUMBER"`,
		`{"groups":` + everything + `,"pgNum":1,"pgSize":9223372036854775807}`:              `"INVALID_PAGE_SIZE"`,
		`{"groups":` + everything + `,"pgNum":-1,"pgToken":"","pgSize":1}`:                  `"nextPgToken":"`,
		`{"groups":[` + nested + `]}`:                                                       `"ILLEGAL_GROUP"`,
		`{"groups":[{"filters":[{"term":"","value":"x"}]}]}`:                                `"totalCount":0`,
		`{"groups":[{"filters":[{"term":"file.name","value":{"a":1}}]}]}`:                   `"UNEXPECTED_VALUE"`,
		`{"groups":[{"filters":[{"term":"@timestamp","value":1e400}]}]}`:                    `"problems":[{`,
		`{"groups":[{"filters":[{"term":"file.name","operator":"IS"}]}]}`:                   `"MISSING_VALUE"`,
		`{"groups":[{"filters":null}]}`:                                                     `"MISSING_FILTERS"`,
		`{"groups":` + everything + `,"srtDir":"","srtKey":"","groupClause":"","pgSize":1}`: `"fileEvents":[{`,
	} {
		_, text := ask(t, bearer, "POST", server.URL+fileEvents, body)
		assert.Contains(t, text, want, "%.100s", body)
	}
}

func TestWhatIsNoQuerysFaultStaysWhatItIs(t *testing.T) {
	t.Parallel()
	stop := errors.New("stop")
	assert.Equal(t, stop, refusedQuery(stop))
	assert.NoError(t, refusedQuery(nil))
	refused := fail.From(refusedQuery(&events.QueryError{Type: events.IllegalValue, Description: "d", BadFilter: &events.Filter{Term: "t", Operator: "ON", Value: "x"}}))
	assert.Equal(t, "ILLEGAL_VALUE", refused.Code)
	assert.Equal(t, &api.SearchBadFilter{Term: "t", Operator: "ON", Value: "x"}, refused.Details)
}

func TestCategoriesAreShouted(t *testing.T) {
	t.Parallel()
	for category, want := range map[string]string{"Image": "IMAGE", "SourceCode": "SOURCE_CODE", "VirtualDiskImage": "VIRTUAL_DISK_IMAGE", "": ""} {
		assert.Equal(t, want, shouted(category))
	}
}
