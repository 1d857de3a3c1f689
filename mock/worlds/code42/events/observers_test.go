package events

import (
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestObserversTellWhatTheyTold: of each kind of event that was recorded, what is known of it and what is not. The answers are in the
// tests of clients: of Salesforce, OneDrive and Gmail at github.com/demisto/content (Packs/Code42), of Google Drive in the documentation of
// Sumo Logic, of devices at github.com/code42/incydr_python (tests/test_file_events.py).
func TestObserversTellWhatTheyTold(t *testing.T) {
	t.Parallel()
	type told struct{ bytes, owner, modified, directory, source, destination bool }
	want := map[string]told{
		"Salesforce file-downloaded": {source: true, destination: true},
		"Gmail file-emailed":         {bytes: true}, "Office365 file-emailed": {bytes: true},
		"OneDrive file-shared": {bytes: true, owner: true, modified: true}, "OneDrive file-modified": {bytes: true, owner: true, modified: true},
		"GoogleDrive file-modified": {bytes: true, owner: true, modified: true}, "Box file-created": {bytes: true, owner: true, modified: true},
		"GoogleDrive file-downloaded":      {bytes: true, owner: true, modified: true, source: true, destination: true},
		"Endpoint application-read":        {bytes: true, owner: true, modified: true, directory: true, source: true, destination: true},
		"Endpoint removable-media-created": {bytes: true, owner: true, modified: true, directory: true, source: true, destination: true},
	}
	words := map[string][3]string{ // vector, change type, connection
		"Salesforce file-downloaded": {"DOWNLOADED", "NONE", ""}, "Gmail file-emailed": {"EMAILED", "NONE", "Example Co Gmail"},
		"OneDrive file-shared": {"UNKNOWN", "SHARING_CHANGED", "Microsoft OneDrive"}, "GoogleDrive file-modified": {"UNKNOWN", "MODIFIED", "Example Co Google Drive"},
		"Endpoint removable-media-created": {"REMOVABLE_MEDIA_OUT", "COPIED", ""}, "Endpoint application-read": {"UNKNOWN", "NONE", ""},
	}
	seen, nanos, devices, weightless := map[string]int{}, 0, 0, map[string]bool{}
	for _, e := range ordinary(standard()) {
		of, f := e.Observer+" "+e.Action, e.File
		seen[of]++
		require.Equal(t, f.Unread, f.MD5 == "" && f.SHA256 == "" && f.CategoryByBytes == "" && f.MimeTypeByBytes == "" && f.Size == 0)
		require.NotEmpty(t, f.MimeType)
		require.NotEmpty(t, f.Category)
		if w, ok := want[of]; ok {
			require.Equal(t, w, told{!f.Unread, f.Owner != "", !f.Modified.IsZero(), f.Directory != "", e.Source.Category != "", e.Destination.Category != ""}, "%s: %+v", of, e)
		}
		if w, ok := words[of]; ok {
			require.Equal(t, w, [3]string{e.Vector, f.ChangeType, e.Connection}, of)
		}
		if strings.HasPrefix(of, "OneDrive") || e.Mail.Sender != "" || f.Unread {
			require.Zero(t, f.Created.Nanosecond()+f.Modified.Nanosecond(), of)
		}
		if f.Unread {
			require.Equal(t, []string{"Salesforce", ".xlsx", "Spreadsheet"}, []string{e.Observer, path.Ext(f.Name), f.Category})
			require.True(t, strings.HasPrefix(f.Name, e.Report.Name+"-20"), f.Name)
		}
		if f.ChangeType == "COPIED" {
			require.Equal(t, f.Name, f.OriginalName)
			require.NotEqual(t, f.Directory, f.OriginalDirectory)
			require.NotEmpty(t, f.OriginalDirectory)
		}
		switch below := e.Inserted.Nanosecond()%1000 != 0; {
		case e.Device.GUID == "":
			require.False(t, below, "nine digits were seen of devices only")
		case below:
			nanos++
			fallthrough
		default:
			devices++
		}
		for _, i := range e.Risk.Indicators {
			if i.Weight == 0 {
				weightless[i.Name] = true
			}
		}
	}
	for of := range want {
		assert.Positive(t, seen[of], of)
	}
	assert.InDelta(t, 0.125, float64(nanos)/float64(devices), 0.02)
	assert.Equal(t, map[string]bool{"Image": true, "Remote": true, "Spreadsheet": true}, weightless)
}

// TestWhatIsNotToldIsAbsent: a negation finds it, nothing else does, it sorts last, and it adds nothing to sums.
func TestWhatIsNotToldIsAbsent(t *testing.T) {
	t.Parallel()
	l := standard()
	reports := where("AND", Filter{"event.observer", "IS", "Salesforce"})
	of := func(term, operator string, value any) int {
		return count(t, l, V2, Query{Groups: []Group{reports, where("AND", Filter{term, operator, value})}})
	}
	all := count(t, l, V2, Query{Groups: []Group{reports}})
	require.Positive(t, all)
	md5 := l.Event(0).File.MD5
	for term, value := range map[string]string{
		"file.sizeInBytes": "0", "file.owner": "pat", "file.modified": "2023-01-01T00:00:00Z", "file.hash.md5": md5, "file.hash.sha256": "?*",
		"file.categoryByBytes": "Spreadsheet", "file.mimeTypeByBytes": "text/csv", "file.directory": "/", "event.detectorDisplayName": "*",
	} {
		assert.Equal(t, []int{0, all, 0, all, 0, all}, []int{of(term, "EXISTS", nil), of(term, "DOES_NOT_EXIST", nil), of(term, "IS", value), of(term, "IS_NOT", value),
			of(term, "IS_ANY", []string{value, "*"}), of(term, "IS_NONE", []string{value})}, term)
		for _, dir := range []string{"asc", "desc"} {
			rows := sortedBy(t, l, term, dir, where("OR", Filter{"event.observer", "IS", "Salesforce"}, Filter{"event.observer", "IS", "OneDrive"}))
			value := func(row uint32) bool { return len(oracle2[term](l.Event(row))) > 0 }
			without := slices.IndexFunc(rows, func(row uint32) bool { return !value(row) })
			require.GreaterOrEqual(t, without, 0, term)
			assert.False(t, slices.ContainsFunc(rows[without:], value), "%s %s", term, dir)
		}
	}
	for _, bound := range []Filter{{"file.sizeInBytes", "LESS_THAN", "1"}, {"file.sizeInBytes", "GREATER_THAN", "-1"}, {"file.modified", "ON_OR_BEFORE", "2100-01-01"}} {
		assert.Zero(t, of(bound.Term, bound.Operator, bound.Value), "%v", bound)
	}
	assert.Equal(t, all, of("file.category", "IS", "SPREADSHEET"))
	var events, bytes, reported int64
	for _, p := range everyone() {
		n, sum := l.Risky(p.UID, time.Unix(0, 0), later)
		events, bytes = events+n, bytes+sum
	}
	for row := range uint32(l.Len()) {
		if e := l.Event(row); e.Risk.Score > 0 {
			events, bytes = events-1, bytes-e.File.Size
			if e.File.Unread {
				reported++
			}
		}
	}
	assert.Positive(t, reported)
	assert.Zero(t, events)
	assert.Zero(t, bytes)
}

func sortedBy(t *testing.T, l *Log, term, dir string, groups ...Group) []uint32 {
	t.Helper()
	r, err := l.Search(V2, Query{Groups: groups, SortKey: term, SortDir: dir, PageSize: MaxPageSize}, later)
	require.NoError(t, err)
	return r.Rows
}

// TestInsertionsAreInOrderToTheLastDigit: also where they are told with nine.
func TestInsertionsAreInOrderToTheLastDigit(t *testing.T) {
	t.Parallel()
	l := standard()
	rows := sortedBy(t, l, "event.inserted", "asc")
	require.True(t, slices.IsSortedFunc(rows, func(a, b uint32) int { return l.Event(a).Inserted.Compare(l.Event(b).Inserted) }))
	at := slices.IndexFunc(rows, func(row uint32) bool { return l.Event(row).Inserted.Nanosecond()%1000 != 0 })
	require.GreaterOrEqual(t, at, 0)
	e := l.Event(rows[at])
	shown := e.Inserted.Format(time.RFC3339Nano)
	require.Len(t, shown, len("2006-01-02T15:04:05.000000000Z"))
	for _, op := range []string{"IS", "ON_OR_AFTER", "ON_OR_BEFORE"} {
		q := all(where("AND", Filter{"event.inserted", op, shown}, Filter{"event.id", "IS", e.ID}))
		assert.Equal(t, 1, count(t, l, V2, q), op)
	}
	_, early := l.ByID(e.ID, e.Inserted.Add(-1))
	_, there := l.ByID(e.ID, e.Inserted)
	assert.Equal(t, []bool{false, true}, []bool{early, there})
}
