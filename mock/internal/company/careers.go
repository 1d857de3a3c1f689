package company

import (
	"cmp"
	"math"
	"strconv"
	"strings"

	"github.com/brianvoe/gofakeit/v7"
)

// years is how old the firm is.
const years = 12

// founded is when the firm began.
func (c *Company) founded() Date { return c.Spec.Now - years*365 }

// reserve keeps the logins that are not to be made up.
func (b *builder) reserve() {
	for _, p := range b.Spec.Pinned {
		b.taken[p.Login] = true
	}
	for _, c := range b.Spec.Cast {
		b.taken[c.Login] = true
	}
}

// careers gives everybody a name, a first day and, to some, a last one, and what belongs to these.
func (b *builder) careers() {
	b.languages = make([]string, len(b.People))
	leads := b.managers()
	for i := range b.People {
		p := &b.People[i]
		s := streamOf(b.Spec.Seed, ofCareer, p.N, 0)
		b.hire(p, &s)
		if !leads[i] && p.Level == 0 && s.Happens(0.06) {
			b.leave(p, &s)
		}
		b.languages[i] = b.named(p, &s)
	}
	b.byHiring()
	b.reserve()
	b.cast()
	for i := range b.People {
		p := &b.People[i]
		if p.Login == "" {
			p.Login = b.login(p, b.languages[i])
		}
		if p.Title == "" {
			p.Title, p.Level = b.promoted(p)
		}
	}
	b.depart()
	for i := range b.People {
		b.equip(&b.People[i])
		if f, ok := b.broke[i]; ok {
			b.breakMachine(&b.People[i], f)
		}
	}
}

// cast finds somebody for each of Spec.Cast, as far as there are enough.
func (b *builder) cast() {
	b.isCast = make([]bool, len(b.People))
	leads := b.managers()
	ready := 0
	for i := range b.People {
		if b.ready(i, leads) {
			ready++
		}
	}
	var left []int // who may be anybody, the fittest first
	for _, c := range b.Spec.Cast {
		var found []int
		switch {
		case c.Job == "":
			if left == nil {
				left = b.fittest(leads)
			}
			for len(left) > 0 && b.isCast[left[0]] {
				left = left[1:]
			}
			found = left
		case ready > len(b.Spec.Departures):
			found = b.withJob(c, leads)
		}
		if len(found) == 0 {
			b.Cast = append(b.Cast, -1)
			continue
		}
		if b.ready(found[0], leads) {
			ready--
		}
		b.Cast, b.isCast[found[0]] = append(b.Cast, found[0]), true
		p := &b.People[found[0]]
		p.First, p.Last, p.Login = cmp.Or(c.First, p.First), cmp.Or(c.Last, p.Last), c.Login
		p.Contractor = p.Contractor || c.Contractor
		b.suffer(found[0], c.Fate)
	}
}

// ready tells whether somebody is at work and manages nobody.
func (b *builder) ready(i int, leads map[int]bool) bool {
	return b.People[i].Left == 0 && !leads[i] && b.People[i].Level < Leads
}

// withJob is who has a job, has the contract that is asked for and has been there for longest. A firm may have nobody like that: then it is
// somebody who does the same in the vault, a colleague if there is one, and of a story anybody.
func (b *builder) withJob(c Cast, leads map[int]bool) []int {
	job := b.Model.Job(c.Job)
	if job == nil {
		return nil
	}
	for _, fits := range []func(*Person) bool{
		func(p *Person) bool { return p.Job == job && p.Contractor == c.Contractor },
		func(p *Person) bool {
			return p.Job.Unit == job.Unit && p.Job.Vault == job.Vault && p.Contractor == c.Contractor
		},
		func(p *Person) bool { return p.Job.Vault == job.Vault && p.Contractor == c.Contractor },
		func(p *Person) bool { return p.Job.Vault == job.Vault },
		func(*Person) bool { return c.Fate != (Fate{}) },
	} {
		found := -1
		for i := range b.People {
			p := &b.People[i]
			if c.Fate != (Fate{}) && p.Hired > b.Spec.Now-longAgo {
				break // and so have all others
			}
			if !b.isCast[i] && b.ready(i, leads) && fits(p) && (found < 0 || p.Site.Name == c.Site && b.People[found].Site.Name != c.Site) {
				found = i
			}
		}
		if found >= 0 {
			return []int{found}
		}
	}
	return nil
}

// fittest are all people, in an order that is drawn: first those who are at work and manage nobody.
func (b *builder) fittest(leads map[int]bool) []int {
	var ready, others []int
	for i := range b.People {
		if b.People[i].Left == 0 && !leads[i] {
			ready = append(ready, i)
		} else {
			others = append(others, i)
		}
	}
	s := streamOf(b.Spec.Seed, ofDepartures, 1, 0)
	for i := range ready {
		j := i + s.Below(len(ready)-i)
		ready[i], ready[j] = ready[j], ready[i]
	}
	return append(ready, others...)
}

// managers are those whom others report to.
func (b *builder) managers() map[int]bool {
	list := map[int]bool{}
	for i := range b.People {
		list[b.People[i].Manager] = true
	}
	return list
}

// since is how many days somebody has been with the firm at least: longer than whoever they lead.
func (p *Person) since() Date {
	switch {
	case p.Level >= leadsFirm:
		return years * 365
	case p.Level >= leadsUnit:
		return 600 + 180*Date(p.Level-leadsUnit)
	case p.Level >= Leads:
		return 250 + 100*Date(p.Level-Leads)
	}
	return 0
}

// hire draws the first day at work, after that of the manager.
func (b *builder) hire(p *Person, s *stream) {
	first, last := b.founded(), b.Spec.Now-p.since()
	if p.Manager >= 0 {
		first = b.People[p.Manager].Hired + 1
	}
	last = max(first, last)
	x := s.Part()
	if p.Level >= Leads { // most who lead have for long
		x *= x
	}
	p.Hired = first + Date(x*float64(last-first))
	if monday := p.Hired + Date(8-int(p.Hired.Weekday()))%7; s.Happens(0.7) && monday <= last {
		p.Hired = monday
	}
	if p.Hired = p.Site.From(p.Hired); p.Hired > last {
		p.Hired = max(first, p.Site.Before(last))
	}
}

// Somebody stays for so many days at least, and is remembered for so many after having left.
const (
	atLeast    = 60
	remembered = 1000
)

// leave draws a last day in the past. Who has hardly come stays.
func (b *builder) leave(p *Person, s *stream) {
	first, last := max(p.Hired+atLeast, b.Spec.Now-remembered), b.Spec.Now-3
	if first < last-7 {
		p.Left = p.Site.Before(first + 7 + Date(s.Below(int(last-first-7))))
	}
}

// named draws a name, and returns the language that it is of.
func (b *builder) named(p *Person, s *stream) string {
	language := byWeight(s, p.Site.Languages)
	var fake *gofakeit.Faker
	p.First, p.Last = b.Model.name(s, func() *gofakeit.Faker {
		if fake == nil {
			fake = b.fake.For("person", p.N)
		}
		return fake
	}, language)
	return language
}

// login is first.last, or with a number what nobody else has.
func (b *builder) login(p *Person, language string) string {
	base := strings.Join([]string{ascii(p.First, language), ascii(p.Last, language)}, ".")
	login := base
	for n := 2; b.taken[login]; n++ {
		n = max(n, b.namesakes[base])
		login = base + strconv.Itoa(n)
		b.namesakes[base] = n + 1 // and never counted again: thousands may have one name
	}
	b.taken[login] = true
	return login
}

// promoted is the title that somebody has by now: years count, and luck.
func (b *builder) promoted(p *Person) (title string, level int) {
	s := streamOf(b.Spec.Seed, ofCareer, p.N, 1)
	until := b.Spec.Now
	if p.Left != 0 {
		until = p.Left
	}
	titles := p.Job.Titles
	grown := float64(until-p.Hired)/365/4 + s.Bell()*0.7 + 0.5
	level = min(max(int(grown), 0), len(titles)-1)
	return titles[level], min(level, Leads-1)
}

// depart picks those who leave, or have just left.
func (b *builder) depart() {
	s := streamOf(b.Spec.Seed, ofDepartures, 0, 0)
	leads := b.managers()
	var free, cast []int
	for i := range b.People {
		switch p := &b.People[i]; {
		case p.Left != 0 || leads[i] || p.Level >= Leads:
		case b.isCast[i]:
			cast = append(cast, i)
		default:
			free = append(free, i)
		}
	}
	for _, days := range b.Spec.Departures {
		last := b.Spec.Now + Date(days)
		if len(free) == 0 {
			free, cast = cast, nil
		}
		for tries := 0; tries < 64 && len(free) > 0; tries++ {
			at := s.Below(len(free))
			if p := &b.People[free[at]]; p.Hired+atLeast <= last || tries == 63 && p.Hired < last {
				p.Left = p.Site.Before(last)
				b.Leaving = append(b.Leaving, free[at])
				free[at] = free[len(free)-1]
				free = free[:len(free)-1]
				break
			}
		}
	}
}

// pinned gives those who are pinned what they lack.
func (b *builder) pinned() {
	for i, from := range b.Spec.Pinned {
		p := Person{N: firstPinned + uint64(i), First: from.First, Last: from.Last, Login: from.Login, Job: b.Model.Job(from.Job), Manager: -1}
		s := streamOf(b.Spec.Seed, ofCareer, p.N, 0)
		for n, name := range b.Spec.Named {
			if name == from.Unit {
				p.Unit = n
			}
		}
		p.Site = &b.Model.Sites[0]
		p.Manager = b.bossOf(p.Unit)
		if p.Unit == 0 && p.Job != nil {
			p.Manager = b.bossOf(b.unitNamed[p.Job.Unit])
		}
		b.hire(&p, &s)
		if p.Job != nil {
			p.Title, p.Level = b.promoted(&p)
		}
		b.Pinned = append(b.Pinned, p)
	}
}

// firstPinned is the N of the first who is pinned: more than there may be others.
const firstPinned = 1 << 24

// A machine is replaced after three to five years. The second one that some people have is a desktop.
const (
	leastYears = 3
	moreDays   = 700
)

// equip gives a person machines, the one that is in use first and then the others, from the newest to the oldest.
func (b *builder) equip(p *Person) {
	s := streamOf(b.Spec.Seed, ofMachines, p.N, 0)
	os := byWeight(&s, p.Job.Machines)
	from := p.Hired
	for {
		until := from + leastYears*365 + Date(s.Below(moreDays))
		if s.Happens(0.06) { // it broke
			until = from + Date(30+s.Below(600))
		}
		until = p.Site.From(until)
		replaced := until < b.Spec.Now && (p.Left == 0 || until < p.Left)
		last := b.Spec.Now
		if replaced {
			last = until
		}
		m := b.machine(&s, os, false, from, last)
		if replaced {
			m.Until = until
		}
		p.Machines = append([]Machine{m}, p.Machines...)
		if m.Until == 0 {
			break
		}
		from = until
	}
	if s.Happens(float64(p.Job.Desktops)/100) && p.Left == 0 {
		p.Machines = append(p.Machines, b.desktop(p, &s))
	}
	if last := max(p.Left, p.Closed); last != 0 && last < b.Spec.Now {
		for i := range p.Machines {
			if p.Machines[i].Until == 0 {
				p.Machines[i].Until = last
			}
		}
	}
}

// Further is a further machine of a person's, the n-th beside those that the person has anyway.
func (c *Company) Further(p *Person, n int) Machine {
	s := streamOf(c.Spec.Seed, ofMachines, p.N, Date(1+n))
	return c.desktop(p, &s)
}

// desktop is one that somebody tries things on. It is some years old at most.
func (c *Company) desktop(p *Person, s *stream) Machine {
	os := ""
	if p.Job != nil {
		os = byWeight(s, p.Job.Machines)
	}
	first := max(p.Hired, c.Spec.Now-leastYears*365)
	return c.machine(s, os, true, first+Date(s.Part()*float64(max(0, c.Spec.Now-first))), c.Spec.Now)
}

// machine draws what was sold at a time, a laptop or a desktop, with a system of the last day of its use, or of some months before.
func (c *Company) machine(s *stream, os string, desktop bool, from, last Date) Machine {
	var sold, any []*MachineModel
	for i := range c.Model.Machines {
		m := &c.Model.Machines[i]
		if m.OS != os && os != "" || m.Desktop != desktop {
			continue
		}
		any = append(any, m)
		if m.from <= from && from <= m.until {
			sold = append(sold, m)
		}
	}
	if len(any) == 0 {
		any = []*MachineModel{&c.Model.Machines[0]}
	}
	if len(sold) == 0 {
		sold = any[:1]
	}
	made := Machine{Model: sold[s.Below(len(sold))], From: from}
	letters := "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
	host := []byte(made.Model.Prefix)
	for range 7 {
		host = append(host, letters[s.Below(len(letters))])
	}
	made.Host = string(host)
	lag := Date(math.Abs(s.Bell()) * 120)
	for i, v := range made.Model.Versions {
		if v.from <= last-lag {
			made.Version = i
		}
	}
	return made
}
