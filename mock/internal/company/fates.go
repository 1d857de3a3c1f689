package company

// suffer lets happen to somebody what is to have happened.
func (b *builder) suffer(i int, f Fate) {
	p := &b.People[i]
	if p.Steady = f.Steady; f.Left > 0 {
		p.Left = b.ago(f.Left)
	}
	if f.Closed > 0 {
		p.Closed = b.ago(f.Closed)
	}
	if f.Broke > 0 {
		b.broke[i] = f
	}
}

// ago is the day that lies so many working days of the first site back: all people of a story go by one calendar, and may work on a holiday.
func (c *Company) ago(workdays int) Date { return c.Model.Sites[0].Back(c.Spec.Now, workdays) }

// longAgo is how many days before Spec.Now somebody came at least to whom something has happened.
const longAgo = 125

// breakMachine lets the machine break that somebody works with, who gets another.
func (b *builder) breakMachine(p *Person, f Fate) {
	s, broke := streamOf(b.Spec.Seed, ofMachines, p.N, -1), b.ago(f.Broke)
	used := 0 // up to that day, but for a second one
	for _, m := range p.Machines {
		if m.From <= broke && (used == 0 || m.Until != 0) {
			p.Machines[used] = m
			used++
		}
	}
	p.Machines = p.Machines[:used]
	old := p.Machines[0]
	p.Machines[0].Until = broke
	next := b.machine(&s, old.Model.OS, false, b.ago(f.Replaced), b.Spec.Now)
	p.Machines = append([]Machine{next}, p.Machines...)
}
