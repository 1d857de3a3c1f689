package events

import (
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func shown(t *testing.T, l *Log) string {
	t.Helper()
	var b strings.Builder
	for i := range l.Len() {
		require.NoError(t, json.NewEncoder(&b).Encode(l.Event(uint32(i))))
	}
	return b.String()
}

func TestSameSpecSameHistory(t *testing.T) {
	t.Parallel()
	a := newLog(t, office(1500, 40))
	assert.Equal(t, shown(t, a), shown(t, newLog(t, office(1500, 40))))
	assert.Equal(t, shown(t, a), shown(t, a), "an event is told alike each time")
	other := office(1500, 40)
	other.Seed++
	assert.NotEqual(t, shown(t, a), shown(t, newLog(t, other)))
}

func TestPins(t *testing.T) {
	t.Parallel()
	l := standard()
	e, ok := l.ByID(pinnedID, later)
	require.True(t, ok)
	assert.Equal(t, pinnedDevice, e.Device.GUID)
	assert.Equal(t, begun.Add(-100*time.Hour+time.Millisecond), e.Time)
	for v, term := range map[Version]string{V1: "md5Checksum", V2: "file.hash.md5"} {
		r, err := l.Search(v, all(where("AND", Filter{term, "IS", pinnedMD5})), later)
		require.NoError(t, err)
		require.Len(t, r.Rows, 1)
		e := l.Event(r.Rows[0])
		assert.Equal(t, []string{pinnedMD5, pinnedSHA256, "numbers.txt", "C:/Users/pat/Documents/", pinnedDevice}, []string{e.File.MD5, e.File.SHA256, e.File.Name, e.File.Directory, e.Device.GUID})
		assert.EqualValues(t, 3, e.File.Size)
	}
	for _, hash := range []string{pinnedMD5, pinnedSHA256} {
		content, ok := l.Content(hash)
		assert.True(t, ok)
		assert.Equal(t, "123", string(content))
	}
	for _, hash := range []string{"", "x", strings.Repeat("0", 32), strings.Repeat("0", 64)} {
		_, ok := l.Content(hash)
		assert.False(t, ok)
	}
}

func TestEventsMakeSense(t *testing.T) {
	t.Parallel()
	l := standard()
	users, devices := map[string]Person{}, map[string]string{}
	for _, p := range office(0, 220).People {
		users[p.UID] = p
		for _, d := range p.Devices {
			devices[d.GUID] = p.UID
		}
	}
	ids, risky, risks, theirs := map[string]bool{}, 0, 0, 0
	severities, actions, observers, fromHash := map[string]int{}, map[string]int{}, map[string]int{}, map[string]File{}
	for i := range l.Len() {
		e := l.Event(uint32(i))
		require.False(t, ids[e.ID])
		ids[e.ID] = true
		row, ok := l.tables().row(e.ID)
		require.True(t, ok && row == uint32(i))
		p, ok := users[e.UserUID]
		require.True(t, ok && p.Username == e.Username)
		if e.Device.GUID != "" {
			require.Equal(t, e.UserUID, devices[e.Device.GUID])
			require.NotEmpty(t, e.File.Directory)
			require.Equal(t, "Endpoint", e.Observer)
			require.True(t, e.ID == pinnedID || strings.Contains(e.ID, e.Device.GUID))
		}
		sum := 0
		for _, indicator := range e.Risk.Indicators {
			require.GreaterOrEqual(t, indicator.Weight, 0)
			sum += indicator.Weight
		}
		require.Equal(t, sum, e.Risk.Score)
		require.Equal(t, Severity(sum), e.Risk.Severity)
		require.Equal(t, e.Risk.Trusted, e.Risk.TrustReason != "")
		require.False(t, e.Risk.Trusted && e.Risk.Score > 0)
		require.Equal(t, slices.Contains(e.Exposure, "RemovableMedia"), strings.HasPrefix(e.Action, "removable-media-"))
		require.Equal(t, slices.Contains(e.Exposure, "CloudStorage"), e.SyncDestination != "")
		require.False(t, e.File.Created.After(e.Time) || e.File.Modified.After(e.Time), "%+v", e)
		require.Equal(t, slices.Contains([]string{"RENAMED", "MOVED", "COPIED"}, e.File.ChangeType), e.File.OriginalName != "")
		if f, ok := fromHash[e.File.MD5]; ok {
			require.Equal(t, []any{f.SHA256, f.Size, f.CategoryByBytes}, []any{e.File.SHA256, e.File.Size, e.File.CategoryByBytes}, "one content, one size")
		}
		fromHash[e.File.MD5] = e.File
		severities[e.Risk.Severity]++
		actions[e.Action]++
		observers[e.Observer]++
		if listed(p, e.Time) {
			theirs++
		}
		if e.Risk.Score > 0 {
			risks++
			if listed(p, e.Time) {
				risky++
			}
		}
	}
	assert.Len(t, severities, 5, "%v", severities)
	assert.Len(t, actions, 14, "%v", actions)
	assert.Len(t, observers, 7, "%v", observers)
	assert.Greater(t, risky*l.Len()*2, 3*risks*theirs, "who is on a list sends more files away than others")
	assert.Less(t, len(fromHash), l.Len()*3/4, "the same contents turn up again and again")
	for i := range 200 {
		e := l.Event(uint32(i * 90))
		content, ok := l.Content(e.File.SHA256)
		require.True(t, ok)
		m, s := md5.Sum(content), sha256.Sum256(content)
		assert.Equal(t, []string{e.File.MD5, e.File.SHA256}, []string{hex.EncodeToString(m[:]), hex.EncodeToString(s[:])})
	}
}

func TestPeopleWorkInWorkingHours(t *testing.T) {
	t.Parallel()
	l := standard()
	inside := 0
	for i := range l.Len() {
		if !l.Event(uint32(i)).Risk.OutsideActiveHours {
			inside++
		}
	}
	assert.Greater(t, inside, l.Len()*8/10)
	assert.Less(t, inside, l.Len()*99/100)
}

func TestSpecsThatCannotBe(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*Spec){
		"no tenant": func(s *Spec) { s.Tenant = "" }, "odd tenant": func(s *Spec) { s.Tenant = "a_b" }, "too small": func(s *Spec) { s.Size = -1 },
		"too big":   func(s *Spec) { s.Size = MaxSize + 1 },
		"backwards": func(s *Spec) { s.From, s.Until = s.Until, s.From }, "too long": func(s *Spec) { s.From = s.Until.Add(-(MaxDays + 1) * day) }, "device": func(s *Spec) { s.Pins[0].DeviceGUID = "1" },
		"id twice": func(s *Spec) { s.Pins[1].ID = s.Pins[0].ID }, "name": func(s *Spec) { s.Pins[0].Name = "" }, "directory": func(s *Spec) { s.Pins[0].Directory = "" },
		"too late": func(s *Spec) { s.Pins[0].Before = time.Minute }, "too early": func(s *Spec) { s.Pins[0].Before = 91 * day },
	} {
		spec := office(10, 3)
		change(&spec)
		_, err := New(spec)
		assert.Error(t, err, name)
	}
}

// TestManyAsk: also while the history, the order of the ids and the rankings are still being made.
func TestManyAsk(t *testing.T) {
	t.Parallel()
	l := newLog(t, office(1000, 30))
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for _, key := range []string{"fileName", "eventId", "sourceName"} {
				r, err := l.Search(V1, Query{SortKey: key, PageNum: i + 1}, later)
				if assert.NoError(t, err) {
					assert.Equal(t, l.Len(), r.Total)
				}
			}
		})
	}
	all.Wait()
}
