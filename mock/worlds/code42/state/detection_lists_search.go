package state

import (
	"cmp"
	"slices"
	"strings"

	"github.com/understudy/understudy/mock/internal/fail"
)

// DetectionFilter is which part of a detection list is asked for, in the vendor's words.
type DetectionFilter string

// The filters. Only departing employees leave.
const (
	ListOpen           DetectionFilter = "OPEN"
	ListExposed24Hours DetectionFilter = "EXFILTRATION_24_HOURS"
	ListExposed30Days  DetectionFilter = "EXFILTRATION_30_DAYS"
	ListLeavingToday   DetectionFilter = "LEAVING_TODAY"
)

// filters are those that a list has, in the order of its rollups, which is inferred.
func (list DetectionList) filters() []DetectionFilter {
	all := []DetectionFilter{ListOpen, ListExposed24Hours, ListExposed30Days}
	if list == DepartingList {
		all = append(all, ListLeavingToday)
	}
	return all
}

// The keys and directions that a search can be sorted by.
const (
	SortCreatedAt   = "CREATED_AT"
	SortDisplayName = "DISPLAY_NAME"
	SortNumEvents   = "NUM_EVENTS"
	SortTotalBytes  = "TOTAL_BYTES"
	SortDeparture   = "DEPARTURE_DATE"
	SortAscending   = "ASC"
	SortDescending  = "DESC"
)

var detectionOrders = map[string]func(a, b DetectionEntry) int{
	SortCreatedAt: func(a, b DetectionEntry) int { return a.Added.Compare(b.Added) },
	SortDisplayName: func(a, b DetectionEntry) int {
		return cmp.Compare(strings.ToLower(a.DisplayName()), strings.ToLower(b.DisplayName()))
	},
	SortNumEvents:  func(a, b DetectionEntry) int { return cmp.Compare(a.exposure().Events, b.exposure().Events) },
	SortTotalBytes: func(a, b DetectionEntry) int { return cmp.Compare(a.exposure().Bytes, b.exposure().Bytes) },
	SortDeparture:  func(a, b DetectionEntry) int { return cmp.Compare(a.lastDay(), b.lastDay()) },
}

func (e DetectionEntry) exposure() Exposure {
	if e.Exposure == nil {
		return Exposure{}
	}
	return *e.Exposure
}

// lastDay is the departure date; empty, and so before all others, where none is known.
func (e DetectionEntry) lastDay() string {
	if e.Facts.EndDate == nil {
		return ""
	}
	return e.Facts.EndDate.String()
}

// DetectionSearch asks for a part of a list. Blank fields have the values that py42 sends by default for departing employees; it
// sends null for the other list. Count may be nil: then nobody is exposed.
type DetectionSearch struct {
	Filter           DetectionFilter
	SortKey, SortDir string
	RiskFactors      []string // only those who have one of them; everybody where there are none
	Count            CountExposure
}

// Rollup is how many people one filter of a list finds.
type Rollup struct {
	Filter DetectionFilter
	Total  int
}

// DetectionResult is a page of a list, with what was really asked for.
type DetectionResult struct {
	Items   []DetectionEntry
	Total   int // on all pages
	Rollups []Rollup
	DetectionSearch
}

// SearchDetectionList finds a part of a list. The exposure is that of the filter's period, of the last thirty days where the
// filter has none. Inferred: the wordings of the refusals, and that each filter has its rollup whichever is asked for.
func (tx *Tx) SearchDetectionList(list DetectionList, s DetectionSearch, page Page) (DetectionResult, error) {
	s.Filter, s.SortKey, s.SortDir = cmp.Or(s.Filter, ListOpen), cmp.Or(s.SortKey, SortCreatedAt), cmp.Or(s.SortDir, SortDescending)
	order, sortable := detectionOrders[s.SortKey]
	switch {
	case !slices.Contains(list.filters(), s.Filter):
		return DetectionResult{}, fail.New(fail.Invalid, "", "Invalid filterType").Because("%q is none of %v", s.Filter, list.filters())
	case !sortable || s.SortKey == SortDeparture && list != DepartingList:
		return DetectionResult{}, fail.New(fail.Invalid, "", "Invalid srtKey").
			Because("%q is none of CREATED_AT, DISPLAY_NAME, NUM_EVENTS, TOTAL_BYTES and, for departing employees, DEPARTURE_DATE", s.SortKey)
	case s.SortDir != SortAscending && s.SortDir != SortDescending:
		return DetectionResult{}, fail.New(fail.Invalid, "", "Invalid srtDirection").Because("%q is neither ASC nor DESC", s.SortDir)
	}
	result := DetectionResult{DetectionSearch: s, Rollups: []Rollup{}}
	var found []DetectionEntry
	long, short, err := tx.countedTwice(tx.tagged(tx.entriesOf(list), s.RiskFactors), s.Count)
	if err != nil {
		return DetectionResult{}, err
	}
	for _, f := range list.filters() {
		part := tx.filtered(f, long, short)
		result.Rollups = append(result.Rollups, Rollup{f, len(part)})
		if f == s.Filter {
			found = part
		}
	}
	slices.SortStableFunc(found, func(a, b DetectionEntry) int {
		if s.SortDir == SortDescending {
			a, b = b, a
		}
		return order(a, b)
	})
	result.Items, result.Total = cut(found, page), len(found)
	for i := range result.Items {
		result.Items[i].DetectionUser = tx.detectionUserOf(result.Items[i].User)
	}
	return result, nil
}

// tagged keeps those who have one of the risk factors asked for.
func (tx *Tx) tagged(all []DetectionEntry, tags []string) []DetectionEntry {
	if len(tags) == 0 {
		return all
	}
	var asked []Watchlist // each known factor once: the request may name very many
	for _, tag := range RiskFactors {
		if w, ok := tx.watchlistOf(tag); ok && slices.Contains(tags, string(tag)) {
			asked = append(asked, w)
		}
	}
	return slices.DeleteFunc(all, func(e DetectionEntry) bool {
		return !slices.ContainsFunc(asked, func(w Watchlist) bool { return tx.watches(w, e.User) })
	})
}

// countedTwice counts the exposure of the longer and of the shorter period.
func (tx *Tx) countedTwice(all []DetectionEntry, count CountExposure) (long, short []DetectionEntry, err error) {
	if long, err = counted(all, count, tx.Now.Add(-exposureDays*day)); err != nil {
		return nil, nil, err
	}
	short, err = counted(all, count, tx.Now.Add(-day))
	return long, short, err
}

// filtered is a new list of those whom a filter finds.
func (tx *Tx) filtered(f DetectionFilter, long, short []DetectionEntry) []DetectionEntry {
	all, keep := long, func(DetectionEntry) bool { return true }
	exposed := func(e DetectionEntry) bool { return e.exposure().Events > 0 }
	switch f {
	case ListExposed24Hours:
		all, keep = short, exposed
	case ListExposed30Days:
		keep = exposed
	case ListLeavingToday:
		today := DateOf(tx.Now)
		keep = func(e DetectionEntry) bool { return e.Facts.EndDate != nil && *e.Facts.EndDate == today }
	}
	part := []DetectionEntry{}
	for _, e := range all {
		if keep(e) {
			part = append(part, e)
		}
	}
	return part
}
