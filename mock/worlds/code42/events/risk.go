package events

// The severities, and the least score of each, as the vendor documents them.
const (
	severityNone     = "NO_RISK_INDICATED"
	severityLow      = "LOW"
	severityModerate = "MODERATE"
	severityHigh     = "HIGH"
	severityCritical = "CRITICAL"

	critical = 9
)

// Severity is what a score is called.
func Severity(score int) string {
	switch {
	case score >= critical:
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
	home                       bool
}

// risk is a risk, and what else follows from the same.
type risk struct {
	Risk
	home bool // the device was not at the site
}

// riskOf judges what was done with a file.
func (b *batch) riskOf(deed uint32, f *file, p *person, device uint32, st step) riskKey {
	d := &b.deedRows[deed]
	key := riskKey{remote: isUnknown, off: st.off}
	if device != 0 {
		key.home = st.home
		if b.t.devices[device].system != linux { // its agent does not tell
			key.remote = yesNo(st.home)
		}
	}
	if d.exposed {
		key.exposed, key.deed, key.trust = true, d.indicator, d.trustReason
	}
	if d.exposed && d.trustReason == "" {
		key.kind, key.mismatch, key.first, key.rare, key.departing, key.highRisk = f.taken(), f.mismatch(), st.first, d.rare, p.departing <= st.at, p.highRisk <= st.at
	}
	return key
}

// weighed are the indicators that hold. What did not leave has none. What is trusted has none either (inferred).
func (k *riskKey) weighed(add func(Indicator)) {
	if !k.exposed || k.trust != "" {
		return
	}
	for _, i := range [...]struct {
		holds bool
		Indicator
	}{
		{k.deed.Name != "", k.deed},
		{kinds[k.kind].indicator.Name != "", kinds[k.kind].indicator},
		{k.mismatch, Indicator{"File mismatch", 4}},
		{k.off, Indicator{"Off hours", 1}},
		{k.remote == isTrue, Indicator{"Remote", 0}},
		{k.first, Indicator{"First use of destination", 3}},
		{k.rare, Indicator{"Rare use of destination", 1}},
		{k.departing, Indicator{"Departing", 3}},
		{k.highRisk, Indicator{"High risk", 2}},
	} {
		if i.holds {
			add(i.Indicator)
		}
	}
}

func (k *riskKey) score() (sum int) {
	k.weighed(func(i Indicator) { sum += i.Weight })
	return sum
}

func (k *riskKey) risk() risk {
	r := risk{Risk{Remote: k.remote, OutsideActiveHours: k.off, Trusted: k.trust != "", TrustReason: k.trust}, k.home}
	k.weighed(func(i Indicator) {
		r.Indicators = append(r.Indicators, i)
		r.Score += i.Weight
	})
	r.Severity = Severity(r.Score)
	return r
}
