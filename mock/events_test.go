package mock_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock"
)

// someEvents is a page of file events of a world by a clock.
func someEvents(t *testing.T, o mock.Options) string {
	t.Helper()
	s := mock.Start(t, o)
	a := s.Access().Code42
	bearer, _ := signIn(t, a.URL, a.Username, a.Password)
	got := call(t, client, "POST", a.URL+"/forensic-search/queryservice/api/v1/fileevent", `{"groups":[{"filters":[{"term":"eventId","operator":"EXISTS","value":null}]}],"srtKey":"eventTimestamp"}`, "Authorization", bearer)
	require.Equal(t, 200, got.status)
	return got.body
}

func TestFileEventsFollowTheClockThatTheMockStartsWith(t *testing.T) {
	t.Parallel()
	at := func(instant string, seed uint64) string {
		return someEvents(t, mock.Options{World: "small", Clock: instant, Seed: seed})
	}
	morning := at("2024-05-14T06:00:00Z", 0)
	assert.Equal(t, morning, at("2024-05-14T06:00:00Z", 0), "the same bytes in every run")
	assert.NotEqual(t, morning, at("2024-05-14T06:00:00Z", 2))
	assert.Regexp(t, `^{"totalCount":(19|20)\d\d,`, morning)
	assert.Contains(t, morning, `"eventTimestamp":"2024-05-13T`)
	assert.NotContains(t, morning, `"eventTimestamp":"2024-05-14T1`, "what has not happened yet is hidden")
	assert.Contains(t, at("2024-05-14T23:00:00Z", 0), `"eventTimestamp":"2024-05-14T1`)
	assert.Contains(t, at("2025-01-08T06:00:00Z", 0), `"eventTimestamp":"2025-01-07T`)
}

func TestAWorldMayHaveFileEventsOfItsOwn(t *testing.T) {
	t.Parallel()
	world := func(text string) mock.Options {
		name := filepath.Join(t.TempDir(), "mine.yaml")
		require.NoError(t, os.WriteFile(name, []byte("extends: small\ncode42:\n"+text), 0o600))
		return mock.Options{World: name, Clock: "2024-05-14T06:00:00Z"}
	}
	mine := `{id: mine, device: "935873453596901068", name: secret.txt, directory: /tmp/, content: abc, before: 1h}`
	got := someEvents(t, world("  sizes: {events: 0}\n  fileEvents:\n    - "+mine+"\n"))
	assert.Contains(t, got, `"totalCount":5`, "what is pinned is there")
	assert.Contains(t, got, `"md5Checksum":"900150983cd24fb0d6963f7d28e17f72"`)
	assert.Contains(t, someEvents(t, world("  sizes: {events: 0}\n  fileEvents: []\n")), `"totalCount":0`)
	for text, want := range map[string]string{
		"  sizes: {events: -1}\n":      "sizes.events: -1 is not between",
		"  sizes: {events: 3000000}\n": "code42.sizes.events: 3000000 is not between 0 and 2000000",
		"  fileEvents:\n    - {device: \"1\", name: a, directory: /, before: 1h}\n": `fileEvents[0].device: "1" is the guid of no device`,
		"  fileEvents:\n    - {device: \"1\", before: soon}\n":                      "soon",
	} {
		_, err := mock.NewAtTestDay(world(text))
		assert.ErrorContains(t, err, want)
	}
}
