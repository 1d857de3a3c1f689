package events

import (
	"sort"
	"time"
)

// Risky counts the events of a person with a risk, from a time on and inserted by now, and adds up the known sizes of their files. It looks
// at these events alone: detection lists ask for it for everybody who is on them.
func (l *Log) Risky(userUID string, since, now time.Time) (count, bytes int64) {
	t := l.tables()
	rows := l.riskyOf(userUID)
	from := sort.Search(len(rows), func(i int) bool { return !instant(t.at[rows[i]]).Before(since) })
	for _, row := range rows[from:] {
		if t.arrived(row, now) {
			count, bytes = count+1, bytes+t.size(t.column[ofFile][row])
		}
	}
	return count, bytes
}

func (l *Log) riskyOf(userUID string) []uint32 {
	t := l.tables()
	l.findRisky.Do(func() {
		l.risky = map[string][]uint32{}
		of := make([][]uint32, len(t.people))
		for row := range uint32(t.len()) {
			if t.risks[t.column[ofRisk][row]].Score > 0 {
				person := t.column[ofPerson][row]
				of[person] = append(of[person], row)
			}
		}
		for person, rows := range of {
			l.risky[t.people[person].uid] = rows
		}
	})
	return l.risky[userUID]
}
