package events

import (
	"runtime"
	"sync/atomic"
)

// joint is a history while it is put together out of batches: each of its tables is those of the batches, one after the other.
type joint struct {
	*tables
	facts []fact
	names list[string]
	done  list[deedKey]
	kinds list[riskKey]
}

// newJoint has room for about so many events.
func newJoint(t *tables, events int) *joint {
	t.files, t.contents = make([]file, 0, events*5/6), make([]content, 0, events*3/4)
	return &joint{tables: t, facts: make([]fact, 0, events), names: newList[string](), done: newList[deedKey](), kinds: newList[riskKey]()}
}

// take takes all out of a batch.
func (j *joint) take(b *batch) {
	for _, key := range b.deeds.values[len(b.deedAt):] {
		row := j.done.of(key)
		if int(row) == len(j.deeds) {
			j.deeds = append(j.deeds, b.deedRows[len(b.deedAt)])
		}
		b.deedAt = append(b.deedAt, row)
	}
	for _, key := range b.risks.values[len(b.riskAt):] {
		row := j.kinds.of(key)
		if int(row) == len(j.risks) {
			j.risks = append(j.risks, key.risk())
		}
		b.riskAt = append(b.riskAt, row)
	}
	text := make([]uint32, len(b.texts.values))
	for i, value := range b.texts.values {
		text[i] = j.names.of(value)
	}
	// Texts of one person are not looked for among those of others.
	own := uint32(len(j.names.values))
	j.names.values = append(j.names.values, b.own.values...)
	place := func(n uint32) uint32 {
		if n&ofOwn != 0 {
			return own + n&^ofOwn
		}
		return text[n]
	}
	file, content := uint32(len(j.files)), uint32(len(j.contents))
	for row, given := range b.pinned {
		j.pinned[content+row] = given
	}
	for _, f := range b.files {
		f.name, f.directory, f.owner, f.content, f.original = text[f.name], place(f.directory), place(f.owner), f.content+content, f.original+file
		j.files = append(j.files, f)
	}
	j.contents = append(j.contents, b.contents...)
	for _, f := range b.facts {
		f.file, f.deed, f.risk = f.file+file, b.deedAt[f.deed], b.riskAt[f.risk]
		j.facts = append(j.facts, f)
	}
	b.facts, b.files, b.contents = b.facts[:0], b.files[:0], b.contents[:0]
	b.texts.empty()
	b.own.empty()
	clear(b.pinned)
}

// end gives what has happened; all else is in the tables then.
func (j *joint) end() []fact {
	j.tables.texts = j.names.values
	return j.facts
}

// sort puts files, contents and texts in the order in which events need them, as searches go through these by time. The rows are those of
// the facts, in order.
func (t *tables) sort(facts []fact, rows []uint32) {
	files := newPlaces(len(t.files))
	for _, row := range rows {
		f := facts[row].file
		files.put(t.files[f].original)
		files.put(f)
	}
	files.rest()
	for i := range facts {
		facts[i].file = files.at[facts[i].file]
	}
	for i := range t.files {
		t.files[i].original = files.at[t.files[i].original]
	}
	permute(t.files, files.at)
	contents, texts := newPlaces(len(t.contents)), newPlaces(len(t.texts))
	for i := range t.files {
		f := &t.files[i]
		contents.put(f.content)
		texts.put(f.name)
		texts.put(f.directory)
		texts.put(f.owner)
	}
	contents.rest()
	texts.rest()
	for i := range t.files {
		f := &t.files[i]
		f.content, f.name, f.directory, f.owner = contents.at[f.content], texts.at[f.name], texts.at[f.directory], texts.at[f.owner]
	}
	pinned := make(map[uint32]string, len(t.pinned))
	for row, given := range t.pinned {
		pinned[contents.at[row]] = given
	}
	t.pinned = pinned
	permute(t.contents, contents.at)
	permute(t.texts, texts.at)
}

// places are where the rows of a table come to be, in the order in which they are put.
type places struct {
	at   []uint32
	next uint32
}

const noPlace = 1<<32 - 1

func newPlaces(rows int) *places {
	p := &places{at: make([]uint32, rows)}
	for i := range p.at {
		p.at[i] = noPlace
	}
	return p
}

func (p *places) put(row uint32) {
	if p.at[row] == noPlace {
		p.at[row] = p.next
		p.next++
	}
}

// rest puts the rows that were not put.
func (p *places) rest() {
	for row := range p.at {
		p.put(uint32(row))
	}
}

// permute moves each row to its place. The places are used up.
func permute[T any](rows []T, at []uint32) {
	for i := range rows {
		for int(at[i]) != i {
			j := at[i]
			rows[i], rows[j] = rows[j], rows[i]
			at[i], at[j] = at[j], at[i]
		}
	}
}

// inTurn divides so many things into parts, does them on all cores, and hands over what came of each part in the order of the things. How
// they are divided does not depend on the machine. What was handed over is used again.
func inTurn[T any](things int, fresh func() T, do func(with T, from, to int), next func(T)) {
	type result struct {
		with  T
		broke any // what ended it
	}
	size := max(min(things/64, 512), 4)
	parts := make([]chan result, (things+size-1)/size)
	for i := range parts {
		parts[i] = make(chan result, 1)
	}
	workers := min(runtime.GOMAXPROCS(0), len(parts))
	free := make(chan T, 2*workers)
	for range cap(free) {
		free <- fresh()
	}
	var begun atomic.Int64
	work := func(with T, i int) {
		r := result{with: with}
		defer func() {
			r.broke = recover()
			parts[i] <- r
		}()
		do(with, i*size, min((i+1)*size, things))
	}
	for range workers {
		go func() {
			for with := range free {
				i := int(begun.Add(1)) - 1
				if i >= len(parts) {
					return
				}
				work(with, i)
			}
		}()
	}
	defer close(free)
	for _, part := range parts {
		r := <-part
		if r.broke != nil {
			panic(r.broke)
		}
		next(r.with)
		free <- r.with
	}
}
