package events

import (
	"math"
	"math/bits"
	"slices"
)

// sortKey finds the field to sort by. Unlike a filter's, an unknown term is an error: there is no order to fall back to that the
// client could have meant.
func sortKey(v Version, term string) (*field, error) {
	if term == "" {
		return fieldID, nil
	}
	f, ok := v.termOf(term)
	if !ok {
		return nil, wrong(IllegalSort, "%q is no term of version %d to sort by", term, v)
	}
	if f == nil { // no event has a value, so all are ties
		return fieldID, nil
	}
	return f, nil
}

// listing is the matches in the order that was asked for.
type listing interface {
	cut(from, size int) []uint32
	placeOf(row uint32) int
}

// sorted puts the matches in order. Ties are broken by event id, in the same direction; events without a value come last in
// either direction (both inferred).
func (l *Log) sorted(w *work, found *matches, by *field, desc bool) (listing, error) {
	var list listing
	switch {
	case by.isTime:
		list = inTime{found}
	case by.isID, by == fieldInserted:
		order, err := l.orderBy(by, w.done)
		if err != nil {
			return nil, err
		}
		list = kept{order, found}
	default:
		return l.ordered(w, found, by, desc)
	}
	if desc {
		return backwards{list, found.total}, nil
	}
	return list, nil
}

// inTime is the order of the events themselves.
type inTime struct{ found *matches }

func (o inTime) cut(from, size int) []uint32 { return o.found.cut(from, size) }
func (o inTime) placeOf(row uint32) int      { return o.found.rank(row) }

// kept is an order of all events that is kept because most clients ask for it.
type kept struct {
	order *order
	found *matches
}

func (o kept) cut(from, size int) []uint32 {
	if o.found.total == len(o.order.rows) {
		return slices.Clone(o.order.rows[from : from+size])
	}
	rows := make([]uint32, 0, size)
	for _, row := range o.all() {
		if !o.found.has(row) {
			continue
		}
		if from > 0 {
			from--
			continue
		}
		if rows = append(rows, row); len(rows) == size {
			break
		}
	}
	return rows
}

// all is a list, in order, that has all matches in it and may have others. A few matches are sorted rather than looked for.
func (o kept) all() []uint32 {
	if o.found.total > len(o.order.rows)/16 {
		return o.order.rows
	}
	rows := o.found.cut(0, o.found.total)
	slices.SortFunc(rows, func(a, b uint32) int { return int(o.order.rank[a]) - int(o.order.rank[b]) })
	return rows
}

func (o kept) placeOf(wanted uint32) int {
	if o.found.total == len(o.order.rows) {
		return int(o.order.rank[wanted])
	}
	n := 0
	for _, row := range o.all() {
		if row == wanted {
			break
		}
		if o.found.has(row) {
			n++
		}
	}
	return n
}

// backwards is another order from its end.
type backwards struct {
	listing
	total int
}

func (o backwards) cut(from, size int) []uint32 {
	rows := o.listing.cut(o.total-from-size, size)
	slices.Reverse(rows)
	return rows
}

func (o backwards) placeOf(row uint32) int { return o.total - 1 - o.listing.placeOf(row) }

// inList is an order that had to be made.
type inList []uint32

func (o inList) cut(from, size int) []uint32 { return slices.Clone(o[from : from+size]) }
func (o inList) placeOf(row uint32) int      { return slices.Index(o, row) }

// ordered sorts by the rank of each event's value, then by the rank of its id: two numbers that fit into one.
func (l *Log) ordered(w *work, found *matches, by *field, desc bool) (listing, error) {
	if found.total == 0 {
		return inList{}, nil
	}
	ids, err := l.orderBy(fieldID, w.done)
	if err != nil {
		return nil, err
	}
	value, err := l.valueRank(by, w.done)
	if err != nil {
		return nil, err
	}
	idBits := bits.Len(uint(len(ids.rows)))
	keys := make([]uint64, 0, found.total)
	found.each(func(row uint32) bool {
		rank, id := value(row), uint64(ids.rank[row])
		if desc {
			id = uint64(len(ids.rows)) - id
			if rank != lastRank {
				rank = lastRank - 1 - rank
			}
		}
		keys = append(keys, rank<<idBits|id)
		w.steps += perSorted
		return !w.ended()
	})
	if w.stopped {
		return nil, ErrStopped
	}
	radixSort(keys)
	rows := make(inList, len(keys))
	for i, key := range keys {
		id := key & (1<<idBits - 1)
		if desc {
			id = uint64(len(ids.rows)) - id
		}
		rows[i] = ids.rows[id]
	}
	return rows, nil
}

// lastRank is the rank of events without a value.
const lastRank = 1 << 32

// ranking is the places of a table's rows by the value of a field; of all tables that the field may choose from.
type ranking map[*field][]uint32

// valueRank ranks events by the value of a field.
func (l *Log) valueRank(by *field, done <-chan struct{}) (func(event uint32) uint64, error) {
	t := l.tables()
	made, _ := l.ranks.LoadOrStore(by, &late[ranking]{})
	ranks, err := made.(*late[ranking]).get(l.long(), done, func() ranking { return t.rankBy(by) })
	return func(event uint32) uint64 {
		f, row := by.resolve(t, event)
		if f == nil || ranks[f][row] == noRank {
			return lastRank
		}
		return uint64(ranks[f][row])
	}, err
}

// rankBy ranks the rows of all tables that a field may choose from, together. A list counts as its first value.
func (t *tables) rankBy(by *field) ranking {
	leaves, made := by.leaves(), ranking{}
	if by.leaves()[0].nature != words {
		f := leaves[0]
		values := make([]int64, t.rows(f.in))
		for row := range values {
			values[row] = math.MaxInt64
			f.eachNumber(t, uint32(row), func(n int64) bool { values[row] = n; return true })
		}
		made[f] = rankOrdered(values, math.MaxInt64)
		return made
	}
	if f := leaves[0]; len(leaves) == 1 && f.code != nil {
		made[f] = t.rankCodes(f)
		return made
	}
	var values []string
	for _, f := range leaves {
		for row := range uint32(t.rows(f.in)) {
			values = append(values, f.first(t, row))
		}
	}
	ranks := rankOrdered(values, "")
	for _, f := range leaves {
		n := t.rows(f.in)
		made[f], ranks = ranks[:n:n], ranks[n:]
	}
	return made
}

// rankCodes ranks the rows by words of which many rows have the same.
func (t *tables) rankCodes(f *field) []uint32 {
	codes := make([]uint32, t.rows(f.in))
	values := make([]string, f.codes(t))
	for row := range codes {
		code := f.code(t, uint32(row))
		if codes[row] = code; values[code] == "" {
			values[code] = f.first(t, uint32(row))
		}
	}
	ranks := rankTexts(values)
	for row, code := range codes {
		codes[row] = ranks[code]
	}
	return codes
}

// first is the word that a row is sorted by.
func (f *field) first(t *tables, row uint32) (word string) {
	f.eachWord(t, row, func(s string) bool { word = s; return true })
	return word
}

// rankTexts gives each text its place among the different ones.
func rankTexts(texts []string) []uint32 { return rankOrdered(texts, "") }

// noRank is the rank of a row without a value.
const noRank = math.MaxUint32

// rankOrdered gives each value its place among the different ones; the missing value has none.
func rankOrdered[T int64 | string](values []T, missing T) []uint32 {
	different := slices.Clone(values)
	slices.Sort(different)
	different = slices.Compact(different)
	ranks := make([]uint32, len(values))
	for i, v := range values {
		if v == missing {
			ranks[i] = noRank
			continue
		}
		at, _ := slices.BinarySearch(different, v)
		ranks[i] = uint32(at)
	}
	return ranks
}

// radixSort sorts numbers, sixteen bits at a time; a few are quicker sorted by comparing.
func radixSort(keys []uint64) {
	if len(keys) < 1<<12 {
		slices.Sort(keys)
		return
	}
	var varies uint64
	for _, key := range keys {
		varies |= key ^ keys[0]
	}
	from, to := keys, make([]uint64, len(keys))
	count := make([]int, 1<<16)
	for shift := 0; shift < 64; shift += 16 {
		if varies>>shift&0xffff == 0 {
			continue
		}
		clear(count)
		for _, key := range from {
			count[key>>shift&0xffff]++
		}
		sum := 0
		for i, n := range count {
			count[i], sum = sum, sum+n
		}
		for _, key := range from {
			digit := key >> shift & 0xffff
			to[count[digit]] = key
			count[digit]++
		}
		from, to = to, from
	}
	if &from[0] != &keys[0] {
		copy(keys, from)
	}
}
