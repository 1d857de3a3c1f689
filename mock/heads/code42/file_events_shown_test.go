package code42

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/heads/code42/api"
	"github.com/understudy/understudy/mock/worlds/code42/events"
)

// TestFractionsOfSeconds: the forms are those of recorded answers.
func TestFractionsOfSeconds(t *testing.T) {
	t.Parallel()
	at := func(nanos int) time.Time { return time.Date(2025, 8, 4, 1, 1, 1, nanos, time.UTC) }
	assert.Equal(t, "2025-08-04T01:01:01.816033973Z", insertedStampV2(at(816033973)))
	assert.Equal(t, "2025-08-04T01:01:01.816030Z", insertedStampV2(at(816030000)))
	assert.Equal(t, "2025-08-04T01:01:01.000000Z", insertedStampV2(at(0)))
	assert.Equal(t, "2025-08-04T01:01:01.650Z", *fileStamp(at(650_000_000)))
	assert.Equal(t, "2025-08-04T01:01:01Z", *fileStamp(at(0)))
	assert.Nil(t, fileStamp(time.Time{}))
}

// TestAFileThatNobodyHasLookedAt is null where its bytes would tell, in both versions; one that is empty has zero bytes.
func TestAFileThatNobodyHasLookedAt(t *testing.T) {
	t.Parallel()
	for unread, want := range map[bool]string{true: "null", false: "0"} {
		e := events.Event{Inserted: time.Unix(1, 0), File: events.File{Unread: unread, Name: "Report.xlsx", Category: "Spreadsheet", MimeType: "m"}}
		var first api.FileEventV1
		eventV1(&first, &e)
		var second api.FileEventV2
		eventV2(&second, &e)
		for _, member := range []any{first.FileSize, second.File.SizeInBytes} {
			text, err := json.Marshal(member)
			require.NoError(t, err)
			assert.Equal(t, want, string(text))
		}
		assert.Nil(t, first.Md5Checksum)
		assert.Nil(t, second.File.Hash.Sha256)
		assert.Nil(t, second.File.CategoryByBytes)
		assert.Nil(t, second.Event.RelatedEvents)
	}
}

func TestUntrustedDomainsAreThoseOfWhomAFileWentTo(t *testing.T) {
	t.Parallel()
	e := events.Event{
		Risk: events.Risk{Indicators: []events.Indicator{{Name: "Sent from corporate Gmail", Weight: 2}}},
		Mail: events.Mail{Recipients: []string{"a@one.example", "b@one.example", "c@two.example", "nobody"}},
	}
	assert.Equal(t, []string{"one.example", "two.example"}, riskV2(&e).UntrustedValues.Domains)
	e.Risk.Indicators = nil
	assert.Empty(t, riskV2(&e).UntrustedValues.Domains)
}
