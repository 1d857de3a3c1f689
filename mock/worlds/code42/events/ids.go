package events

import (
	"cmp"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/understudy/understudy/mock/internal/chance"
)

// An event id is 0_tenant_device_number_count, as in the vendor's examples. The number begins with the time of the event, so that it
// ascends in the order of the events, an event is found by its id without an index, and an event has the same id in whatever history it is
// made. What stands for the device in a cloud's event is inferred: the user. Google Drive's have another form, see drive_ids.go.
const (
	firstNumber = 960_000_000_000_000_000
	numberStep  = 10_000 // for each millisecond since 1970

	watchedPrefix = "0_"
)

// chanceOf is where the rest of an id comes from.
func (t *tables) chanceOf(at int64, file uint32) uint64 {
	return chance.Mixed(t.files[file].key + uint64(at)*chance.Golden)
}

// numberOf is the part of an id that tells one event from the others.
func (t *tables) numberOf(at int64, file uint32) uint64 {
	return firstNumber + uint64(at)*numberStep + t.chanceOf(at, file)%numberStep
}

func (t *tables) number(row uint32) uint64 { return t.numberOf(t.at[row], t.column[ofFile][row]) }

// id is an event's id.
func (t *tables) id(row uint32) string {
	if id, ok := t.pinIDs[row]; ok {
		return id
	}
	if t.onDrive(row) {
		return t.driveEventID(row)
	}
	b := make([]byte, 0, 96)
	b = append(append(append(append(append(b, watchedPrefix...), t.tenant...), '_'), t.watched(row)...), '_')
	b = append(strconv.AppendUint(b, t.number(row), 10), '_')
	return string(strconv.AppendUint(b, 1+t.chanceOf(t.at[row], t.column[ofFile][row])>>32%12, 10))
}

// watched is the device that an event was seen on, or else the user.
func (t *tables) watched(row uint32) string {
	if d := t.column[ofDevice][row]; d != 0 {
		return t.devices[d].guid
	}
	return t.people[t.column[ofPerson][row]].uid
}

// row finds the event with an id, in whatever case.
func (t *tables) row(id string) (uint32, bool) {
	if row, ok := t.pinRows[strings.ToLower(id)]; ok {
		return row, true
	}
	number, ok := numberOnDrive(id)
	if parts := strings.Split(id, "_"); !ok && len(parts) == 5 {
		n, err := strconv.ParseUint(parts[3], 10, 64)
		number, ok = n, err == nil
	}
	if !ok || number > math.MaxInt64 {
		return 0, false
	}
	since := int64(number) - firstNumber
	at := since / numberStep
	if since%numberStep < 0 { // before 1970
		at--
	}
	for row := sort.Search(t.len(), func(i int) bool { return t.at[i] >= at }); row < t.len() && t.at[row] == at; row++ {
		if strings.EqualFold(t.id(uint32(row)), id) {
			return uint32(row), true
		}
	}
	return 0, false
}

// order is all events in an order that clients keep asking for. It is made when a query first needs it.
type order struct {
	rows []uint32
	rank []uint32 // place of a row in rows
}

func newOrder(rows []uint32) *order {
	o := &order{rows: rows, rank: make([]uint32, len(rows))}
	for place, row := range rows {
		o.rank[row] = uint32(place)
	}
	return o
}

// orderBy is the order of the ids, which also breaks all ties, or that in which events arrived.
func (l *Log) orderBy(f *field, done <-chan struct{}) (*order, error) {
	ids, err := l.ids.get(l.long(), done, l.tables().byID)
	if f.isID || err != nil {
		return ids, err
	}
	return l.insertions.get(l.long(), done, func() *order { return l.tables().byInsertion(ids) })
}

// byID is the order of the ids as texts: first by device or file, then by time.
func (t *tables) byID() *order {
	rank := watchedRanks(t)
	keys, pins := make([]uint64, 0, t.len()), []uint32{}
	for row := range uint32(t.len()) {
		if _, ok := t.pinIDs[row]; ok {
			pins = append(pins, row)
			continue
		}
		keys = append(keys, rank(row)<<32|uint64(row))
	}
	radixSort(keys)
	rows := lower(keys)
	for _, pin := range pins {
		at, _ := slices.BinarySearchFunc(rows, t.id(pin), func(row uint32, id string) int { return cmp.Compare(t.id(row), id) })
		rows = slices.Insert(rows, at, pin)
	}
	return newOrder(rows)
}

// byInsertion is the order in which events arrived, which is nearly that of the events; ties by id.
func (t *tables) byInsertion(ids *order) *order {
	rows := make([]uint32, t.len())
	for row := range rows {
		rows[row] = uint32(row)
	}
	slices.SortFunc(rows, func(a, b uint32) int {
		if c := cmp.Compare(t.inserted(a), t.inserted(b)); c != 0 {
			return c
		}
		return cmp.Or(cmp.Compare(t.nanos(a), t.nanos(b)), cmp.Compare(ids.rank[a], ids.rank[b]))
	})
	return newOrder(rows)
}

// lower are the lower halves of sorted keys.
func lower(keys []uint64) []uint32 {
	rows := make([]uint32, len(keys))
	for i, key := range keys {
		rows[i] = uint32(key)
	}
	return rows
}

// watchedRanks ranks what stands for the device in an id, as it sorts within the id.
func watchedRanks(t *tables) func(row uint32) uint64 {
	texts := make([]string, 0, len(t.devices)+len(t.people))
	for _, d := range t.devices {
		texts = append(texts, watchedPrefix+d.guid+"_")
	}
	for _, p := range t.people {
		texts = append(texts, watchedPrefix+p.uid+"_")
	}
	files := map[uint64]int{} // of Google Drive, by key: the place of each in texts
	for row := range uint32(len(t.files)) {
		f := &t.files[row]
		if _, known := files[f.key]; f.cloud == googleDrive && !known {
			files[f.key] = len(texts)
			texts = append(texts, t.fileID(row)+"_")
		}
	}
	ranks := rankTexts(texts)
	return func(row uint32) uint64 {
		if t.onDrive(row) {
			return uint64(ranks[files[t.files[t.column[ofFile][row]].key]])
		}
		if d := t.column[ofDevice][row]; d != 0 {
			return uint64(ranks[d])
		}
		return uint64(ranks[len(t.devices)+int(t.column[ofPerson][row])])
	}
}
