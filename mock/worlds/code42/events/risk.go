package events

import "time"

// The severities, and the least score of each, as the vendor documents them.
const (
	severityNone     = "NO_RISK_INDICATED"
	severityLow      = "LOW"
	severityModerate = "MODERATE"
	severityHigh     = "HIGH"
	severityCritical = "CRITICAL"
)

// Severity is what a score is called.
func Severity(score int) string {
	switch {
	case score >= 9:
		return severityCritical
	case score >= 7:
		return severityHigh
	case score >= 4:
		return severityModerate
	case score >= 1:
		return severityLow
	}
	return severityNone
}

// riskKey is all that a risk follows from.
type riskKey struct {
	deed                       Indicator
	trust                      string
	exposed                    bool
	kind                       uint8
	mismatch, off, first, rare bool
	departing, highRisk        bool
	remote                     string
}

// firstUses is how long the history goes before a destination that was not seen yet counts as new.
const firstUses = 14 * 24 * time.Hour

// assess judges all events, in the order in which they happened.
func (m *maker) assess() {
	t := m.t
	// A destination is known by what it is called as a risk.
	used, names := map[uint64]bool{}, map[string]uint64{}
	for row := range t.at {
		d, who := &t.deeds[t.column[ofDeed][row]], t.column[ofPerson][row]
		p, f := &t.people[who], &t.files[t.column[ofFile][row]]
		key := riskKey{remote: m.remote(row), off: offHours(t.at[row])}
		if d.exposed {
			key.exposed, key.deed, key.trust = true, d.indicator, d.trustReason
		}
		if d.exposed && d.trustReason == "" {
			name, ok := names[d.indicator.Name]
			if !ok {
				name = uint64(len(names))
				names[d.indicator.Name] = name
			}
			use := uint64(who)<<16 | name
			key.first = !used[use] && t.at[row] > m.start+firstUses.Milliseconds()
			used[use] = true
			key.kind, key.mismatch, key.rare, key.departing, key.highRisk = f.kind, f.mismatch(), d.rare, p.departing, p.highRisk
		}
		risk, ok := m.risks[key]
		if !ok {
			risk = uint32(len(t.risks))
			m.risks[key] = risk
			t.risks = append(t.risks, key.risk())
		}
		t.column[ofRisk][row] = risk
	}
}

// risk weighs the indicators. What did not leave has none. What is trusted has none either (inferred).
func (k riskKey) risk() Risk {
	r := Risk{Remote: k.remote, OutsideActiveHours: k.off, Trusted: k.trust != "", TrustReason: k.trust}
	if k.exposed && !r.Trusted {
		for _, i := range []struct {
			holds bool
			Indicator
		}{
			{true, k.deed},
			{kinds[k.kind].indicator.Weight > 0, kinds[k.kind].indicator},
			{k.mismatch, Indicator{"File mismatch", 4}},
			{k.off, Indicator{"Off hours", 1}},
			{k.remote == isTrue, Indicator{"Remote", 1}},
			{k.first, Indicator{"First use of destination", 3}},
			{k.rare, Indicator{"Rare use of destination", 1}},
			{k.departing, Indicator{"Departing", 2}},
			{k.highRisk, Indicator{"High risk", 2}},
		} {
			if i.holds {
				r.Indicators = append(r.Indicators, i.Indicator)
				r.Score += i.Weight
			}
		}
	}
	r.Severity = Severity(r.Score)
	return r
}

// offHours tells whether an instant lies outside the hours in which people are expected to work.
func offHours(at int64) bool {
	t := instant(at)
	return t.Hour() < opens-1 || t.Hour() >= closes+1 || t.Weekday() == time.Saturday || t.Weekday() == time.Sunday
}

// remote tells whether a device was at home that day. Of clouds, and of systems whose agent does not tell, it is unknown.
func (m *maker) remote(row int) string {
	on := m.t.column[ofDevice][row]
	if on == 0 || m.t.devices[on].system == linux {
		return isUnknown
	}
	date := uint64(m.t.at[row] / day.Milliseconds())
	if m.t.ids.Uint64("remote", uint64(on)<<32|date)%5 < 2 {
		return isTrue
	}
	return isFalse
}
