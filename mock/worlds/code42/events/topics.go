package events

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// topic is what a file is about: words, with at most one thing in them that differs from day to day.
type topic struct {
	before, after string
	about         *about // nil: nothing does
	customer      bool
	not           kindSet // what is about something else
}

// about is a time that papers are about, and the days on which such papers are made.
type about struct {
	months int // how long it is
	later  int // how many such times after the one that the day is in
	// first and last tell how many days of a time there are such papers: its first ones, its last ones. Papers that close a time are made on
	// its own last day too.
	first, last int
	closes      bool
}

// abouts are what topics may be about, by what stands for it in them.
var abouts = func() map[string]*about {
	all := map[string]*about{}
	for _, unit := range []struct {
		name                         string
		months                       int
		closing, told, ending, plans int // days
	}{{"month", 1, 12, 20, 19, 16}, {"quarter", 3, 25, 45, 30, 40}, {"year", 12, 60, 90, 60, 100}} {
		all["{"+unit.name+"}"] = &about{months: unit.months}
		all["{closed "+unit.name+"}"] = &about{months: unit.months, later: -1, first: unit.closing, closes: true}
		all["{last "+unit.name+"}"] = &about{months: unit.months, later: -1, first: unit.told}
		all["{ending "+unit.name+"}"] = &about{months: unit.months, last: unit.ending}
		all["{coming "+unit.name+"}"] = &about{months: unit.months, later: 1, last: unit.plans}
	}
	return all
}()

const customer = "{customer}"

func topicOf(text string) topic {
	from, until := strings.IndexByte(text, '{'), strings.IndexByte(text, '}')
	if from < 0 || until < from {
		return topic{before: text}
	}
	what := text[from : until+1]
	return topic{before: text[:from], after: text[until+1:], about: abouts[what], customer: what == customer}
}

// topicsOf are the topics of texts, with the sorts of files that are about none of them.
func topicsOf(texts []string, sorts []sortOfFile) []topic {
	list := make([]topic, len(texts))
	for i, text := range texts {
		list[i] = topicOf(text)
		for kind := range sorts {
			if slices.ContainsFunc(sorts[kind].Unlike, func(word string) bool { return strings.Contains(text, word) }) {
				list[i].not |= 1 << kind
			}
		}
	}
	return list
}

// dated tells whether something in the words depends on the day.
func (t *topic) dated() bool { return t.about != nil || t.customer }

// madeOn tells whether there are such papers on a day.
func (t *topic) madeOn(at time.Time) bool {
	if t.about == nil {
		return true
	}
	_, ok := t.about.on(at)
	return ok
}

// on is the topic in words, as it is on a day, and the number of the customer among them.
func (t *topic) on(at time.Time, s *stream) (title string, buyer int) {
	switch {
	case t.customer:
		buyer = s.Below(len(buyers))
		return t.before + buyers[buyer].name + t.after, buyer + 1
	case t.about != nil:
		name, _ := t.about.on(at)
		return t.before + name + t.after, 0
	}
	return t.before, 0
}

// on is what the time is called that papers of a day are about, if there are any.
func (a *about) on(at time.Time) (string, bool) {
	year, month, _ := at.Date()
	n := (year*12 + int(month) - 1) / a.months // such times since the year 0
	begins, ends := n*a.months, (n+1)*a.months
	day := time.Date(year, month, at.Day(), 0, 0, 0, 0, time.UTC)
	gone, left := daysBetween(firstOf(begins), day), daysBetween(day, firstOf(ends))-1
	switch {
	case a.closes && left == 0:
		return nameOf(begins, a.months), true
	case a.first > 0 && gone >= a.first, a.last > 0 && left >= a.last:
		return "", false
	}
	return nameOf(begins+a.later*a.months, a.months), true
}

// firstOf is the first day of a month, which is counted from the year 0 on.
func firstOf(month int) time.Time {
	return time.Date(month/12, time.Month(month%12+1), 1, 0, 0, 0, 0, time.UTC)
}

func daysBetween(from, until time.Time) int { return int(until.Sub(from) / day) }

// nameOf is what a time is called that begins with a month.
func nameOf(month, months int) string {
	year := strconv.Itoa(month / 12)
	switch months {
	case 1:
		return time.Month(month%12+1).String() + " " + year
	case 3:
		return "Q" + strconv.Itoa(month%12/3+1) + " " + year
	}
	return year
}
