package company

import (
	"cmp"
	"slices"
)

// wholeFirm is how many people a firm has at least that has a top: what is smaller is a department of one.
const wholeFirm = 60

// group is the people of one job in one unit.
type group struct {
	job  *Job
	unit int
	site *Site // nil: each has a site of the department
	size int
}

// Leads is the least level of who has people.
const Leads = 10

// Heads is the least level of who leads a department.
const Heads = leadsUnit

// The levels of those who lead more than a group.
const (
	leadsUnit = 20
	leadsFirm = 30
)

// staff fills the units with people: who leads them, who manages whom, and who does the work.
func (b *builder) staff() {
	b.leads = make([]int, len(b.Units))
	for i := range b.leads {
		b.leads[i] = -1
	}
	b.People = make([]Person, 0, b.Spec.People)
	b.top()
	for i := range b.Units {
		b.lead(i)
	}
	b.grouped(b.Spec.People - len(b.People))
	for _, g := range b.groups {
		b.fill(g)
	}
	b.contract()
}

// contract sees to it that even a small firm has a contractor: one in twelve of those who lead nobody at least.
func (b *builder) contract() {
	var free []int
	missing := 0
	for i := range b.People {
		switch p := &b.People[i]; {
		case p.Contractor:
			missing--
		case p.Level == 0:
			free = append(free, i)
		}
	}
	if len(free) > few {
		missing += 1 + len(free)/12
	}
	s := streamOf(b.Spec.Seed, ofDepartures, 2, 0)
	for ; missing > 0; missing-- {
		b.People[free[s.Below(len(free))]].Contractor = true
	}
}

// full tells that there is no room for another person.
func (b *builder) full() bool { return len(b.People) >= b.Spec.People }

// add adds a person, and returns the index.
func (b *builder) add(p Person) int {
	p.N = uint64(len(b.People))
	b.People = append(b.People, p)
	return len(b.People) - 1
}

// top makes those of whom a firm has one each; the first of them leads it.
func (b *builder) top() {
	if b.Spec.People < wholeFirm {
		return
	}
	for i := range b.Model.Jobs {
		j := &b.Model.Jobs[i]
		if j.Unit != "" || j.People > 0 {
			continue
		}
		level, manager := leadsUnit, b.leads[0]
		if manager < 0 {
			level = leadsFirm
		}
		n := b.add(Person{Job: j, Title: j.Titles[0], Level: level, Site: &b.Model.Sites[0], Manager: manager})
		if b.leads[0] < 0 {
			b.leads[0] = n
		}
	}
}

// lead makes the head of a unit, who reports to the head of the unit above.
func (b *builder) lead(unit int) {
	u := &b.Units[unit]
	if u.Model == nil || b.full() {
		return
	}
	jobs := b.jobsOf(u.Model)
	if len(jobs) == 0 {
		return
	}
	manager, depth := -1, 0
	for above := u.Above; above >= 0; above = b.Units[above].Above {
		if manager < 0 {
			manager = b.leads[above]
		}
		depth++
	}
	title, site := u.Model.Head, b.sitesOf(u.Model)[0]
	if u.Site != nil {
		title, site = "Head of "+u.Name, u.Site
	}
	lead := b.add(Person{Job: jobs[0], Title: title, Level: max(leadsUnit, leadsFirm-depth), Unit: unit, Site: site, Manager: manager})
	b.leads[unit] = lead
	if b.leads[0] < 0 { // a department of a firm has no top of its own
		b.leads[0], b.People[lead].Level = lead, leadsFirm
	}
}

func (b *builder) jobsOf(u *UnitModel) (list []*Job) {
	for i := range b.Model.Jobs {
		if b.Model.Jobs[i].Unit == u.Name {
			list = append(list, &b.Model.Jobs[i])
		}
	}
	return list
}

// grouped spreads so many people over jobs and units, as the shares of the jobs say.
func (b *builder) grouped(people int) {
	type share struct {
		group
		of float64
	}
	var shares []share
	total := 0.0
	for i := range b.Model.Jobs {
		j := &b.Model.Jobs[i]
		unit, ok := b.unitNamed[j.Unit]
		if j.People == 0 || !ok && (j.Unit != "" || b.Spec.People < wholeFirm) && len(b.unitNamed) > 0 {
			continue
		}
		for _, g := range b.placed(j, unit) {
			s := share{g, float64(j.People) * b.partOf(unit, g.site)}
			total += s.of
			shares = append(shares, s)
		}
	}
	made, so := 0, 0.0
	for _, s := range shares {
		so += s.of
		s.size = int(float64(max(people, 0))*so/total+0.5) - made
		made += s.size
		b.groups = append(b.groups, s.group)
	}
}

// placed are the groups of a job: one for the unit, or one for each of its parts.
func (b *builder) placed(j *Job, unit int) []group {
	if len(b.parts[unit]) == 0 {
		return []group{{job: j, unit: unit}}
	}
	list := []group{{job: j, unit: unit}} // those at sites that have no part of their own
	for _, part := range b.parts[unit] {
		list = append(list, group{job: j, unit: part, site: b.Units[part].Site})
	}
	return list
}

// partOf is how much of a department one of its parts at a site is, or what has no part if there is no site.
func (b *builder) partOf(unit int, site *Site) float64 {
	if len(b.parts[unit]) == 0 {
		return 1
	}
	all, parts, rest := 0, map[*Site]int{}, 0
	for _, part := range b.parts[unit] {
		parts[b.Units[part].Site]++
	}
	for _, s := range b.sitesOf(b.Units[unit].Model) {
		all += s.People
		if parts[s] == 0 {
			rest += s.People
		}
	}
	if site == nil {
		return float64(rest) / float64(all)
	}
	return float64(site.People) / float64(all) / float64(parts[site])
}

// Few of a group need no manager of their own; a manager has so many people, or so many managers.
const (
	few        = 4
	people     = 8
	ofManagers = 10
)

// fill makes the people of a group: the managers from the top down, then those who are managed.
func (b *builder) fill(g group) {
	boss := b.bossOf(g.unit)
	bosses := []int{boss}
	if g.size > few && len(g.job.Managers) > 0 {
		ranks := []int{(g.size + people) / (people + 1)}
		for ranks[0] > ofManagers && len(ranks) < leadsUnit-Leads {
			ranks = slices.Insert(ranks, 0, (ranks[0]+ofManagers-1)/ofManagers)
		}
		for i, count := range ranks {
			rank, above := len(ranks)-1-i, bosses
			bosses = nil
			for n := range count {
				bosses = append(bosses, b.member(g, g.job.Managers[min(rank, len(g.job.Managers)-1)], levelOf(rank, len(ranks)), above[n%len(above)]))
				g.size--
			}
		}
	}
	for n := 0; n < g.size; n++ {
		b.member(g, "", 0, bosses[n%len(bosses)])
	}
}

// levelOf is the level of a rank of so many, the lowest being 0. Those of several are as far apart as they can be: who leads has been there
// for as long as the level says, and those at the bottom of a tall tree would all have come last.
func levelOf(rank, ranks int) int {
	if ranks == 1 {
		return Leads
	}
	return Leads + (rank+1)*(leadsUnit-1-Leads)/ranks
}

func (b *builder) bossOf(unit int) int {
	for ; unit >= 0; unit = b.Units[unit].Above {
		if b.leads[unit] >= 0 {
			return b.leads[unit]
		}
	}
	return -1
}

// member adds somebody of a group. Who has no title yet gets it with the years.
func (b *builder) member(g group, title string, level, manager int) int {
	p := Person{Job: g.job, Title: title, Level: level, Unit: g.unit, Site: g.site, Manager: manager}
	s := streamOf(b.Spec.Seed, ofPerson, uint64(len(b.People)), 0)
	if p.Site == nil {
		p.Site = siteFor(&s, b.free(g.unit))
		if manager >= 0 && s.Happens(0.25) && b.Units[g.unit].Model != nil && slices.Contains(b.free(g.unit), b.People[manager].Site) {
			p.Site = b.People[manager].Site
		}
	}
	p.Contractor = title == "" && s.Below(100) < g.job.Contractors
	return b.add(p)
}

// free are the sites of a unit's people, but for those where the unit has parts.
func (b *builder) free(unit int) []*Site {
	u := b.Units[unit].Model
	if u == nil {
		return b.all()
	}
	sites := b.sitesOf(u)
	if len(b.parts[unit]) == 0 {
		return sites
	}
	rest := slices.DeleteFunc(slices.Clone(sites), func(s *Site) bool {
		return slices.ContainsFunc(b.parts[unit], func(part int) bool { return b.Units[part].Site == s })
	})
	if len(rest) == 0 {
		return sites
	}
	return rest
}

func (b *builder) all() []*Site {
	list := make([]*Site, len(b.Model.Sites))
	for i := range list {
		list[i] = &b.Model.Sites[i]
	}
	return list
}

// byHiring sorts the people by their first day; who leads comes before who is led.
func (b *builder) byHiring() {
	order := make([]int, len(b.People))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(x, y int) int {
		p, q := &b.People[x], &b.People[y]
		return cmp.Or(cmp.Compare(p.Hired, q.Hired), cmp.Compare(q.Level, p.Level), cmp.Compare(p.N, q.N))
	})
	at := make([]int, len(order))
	for i, n := range order {
		at[n] = i
	}
	moved := func(n *int) {
		if *n >= 0 {
			*n = at[*n]
		}
	}
	sorted, languages := make([]Person, len(order)), make([]string, len(order))
	for i, n := range order {
		sorted[i], languages[i] = b.People[n], b.languages[n]
		moved(&sorted[i].Manager)
	}
	b.People, b.languages = sorted, languages
	for i := range b.leads {
		moved(&b.leads[i])
	}
}
