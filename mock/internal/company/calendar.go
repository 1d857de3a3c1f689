package company

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// holidays are those of a country by year, for as many years as clocks are in at a time.
type holidays struct {
	years sync.Map     // int -> map[Date]bool
	kept  atomic.Int32 // how many
}

// mostYears is how many years are kept: somebody may move a clock through all of them.
const mostYears = 64

func (h *Holiday) finish() error {
	for _, text := range h.Dates {
		at, err := time.Parse(time.DateOnly, text)
		if err != nil {
			return err
		}
		h.dates = append(h.dates, DateOf(at))
	}
	h.weekday = -1
	for day := time.Sunday; day <= time.Saturday; day++ {
		if strings.EqualFold(day.String(), h.Weekday) {
			h.weekday = day
		}
	}
	switch {
	case h.Weekday != "" && (h.weekday < 0 || h.Nth == 0 || h.Month == 0):
		return fmt.Errorf("holiday %q: a weekday goes with a month and nth", h.Name)
	case h.Weekday == "" && h.Easter == nil && len(h.Dates) == 0 && (h.Month == 0 || h.Day == 0):
		return fmt.Errorf("holiday %q: it falls on no day", h.Name)
	}
	return nil
}

// in are the days on which a holiday falls in a year.
func (h *Holiday) in(year int) (list []Date) {
	switch {
	case len(h.dates) > 0:
		for _, d := range h.dates {
			if d.UTC().Year() == year {
				list = append(list, d)
			}
		}
		return list
	case h.Easter != nil:
		return []Date{easter(year) + Date(*h.Easter)}
	case h.weekday >= 0:
		return []Date{nth(year, time.Month(h.Month), h.weekday, h.Nth)}
	}
	d := dateOf(year, time.Month(h.Month), h.Day)
	if h.Observed {
		switch d.Weekday() {
		case time.Saturday:
			d--
		case time.Sunday:
			d++
		}
	}
	return []Date{d}
}

func dateOf(year int, month time.Month, day int) Date {
	return DateOf(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// nth is the nth weekday of a month, from its end if n is negative.
func nth(year int, month time.Month, weekday time.Weekday, n int) Date {
	if n < 0 {
		last := dateOf(year, month+1, 0)
		return last - Date((int(last.Weekday())-int(weekday)+7)%7) + 7*Date(n+1)
	}
	first := dateOf(year, month, 1)
	return first + Date((int(weekday)-int(first.Weekday())+7)%7) + 7*Date(n-1)
}

// easter is Easter Sunday of the Gregorian calendar, after Meeus, Jones and Butcher.
func easter(year int) Date {
	a, b, c := year%19, year/100, year%100
	h := (19*a + b - b/4 - (b-(b+8)/25+1)/3 + 15) % 30
	l := (32 + 2*(b%4) + 2*(c/4) - h - c%4) % 7
	m := (a + 11*h + 22*l) / 451
	month, day := (h+l-7*m+114)/31, (h+l-7*m+114)%31
	return dateOf(year, time.Month(month), day+1)
}

// off tells whether a day is a holiday in a country.
func (c *Country) off(on Date) bool {
	year := on.UTC().Year()
	days, ok := c.cache.years.Load(year)
	if !ok {
		made := map[Date]bool{}
		for _, of := range [...]int{year, year + 1} { // New Year's Day may be observed in December
			for i := range c.Holidays {
				for _, d := range c.Holidays[i].in(of) {
					made[d] = true
				}
			}
		}
		if c.cache.kept.Add(1) > mostYears {
			c.cache.years.Clear()
			c.cache.kept.Store(1)
		}
		days, _ = c.cache.years.LoadOrStore(year, made)
	}
	return days.(map[Date]bool)[on]
}

// Works tells whether a day is a working day at a site.
func (s *Site) Works(on Date) bool {
	weekday := on.Weekday()
	return weekday != time.Saturday && weekday != time.Sunday && !s.country.off(on)
}

// From is the first working day from a day on, Before the last one up to it.
func (s *Site) From(day Date) Date   { return s.workday(day, 1) }
func (s *Site) Before(day Date) Date { return s.workday(day, -1) }

// Back is the working day that lies so many working days before a day, or before the last working day up to it.
func (s *Site) Back(day Date, workdays int) Date {
	for day = s.Before(day); workdays > 0; workdays-- {
		day = s.Before(day - 1)
	}
	return day
}

// workday goes from day to day until one is a working day.
func (s *Site) workday(from Date, step Date) Date {
	for !s.Works(from) {
		from += step
	}
	return from
}
