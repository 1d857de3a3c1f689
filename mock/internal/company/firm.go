package company

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/understudy/understudy/mock/internal/fake"
)

// New makes a firm.
func New(m *Model, spec Spec) (*Company, error) {
	if len(spec.Named) == 0 {
		return nil, errors.New("company: the firm itself needs a name")
	}
	b := &builder{Company: &Company{Model: m, Spec: spec}, fake: fake.New(spec.Seed), unitNamed: map[string]int{}, taken: map[string]bool{}, namesakes: map[string]int{}, broke: map[int]Fate{}}
	b.units()
	b.staff()
	b.careers()
	b.pinned()
	if b.wrong != nil {
		return nil, b.wrong
	}
	return b.Company, nil
}

// builder is a firm while it is made.
type builder struct {
	*Company
	fake      fake.Source
	unitNamed map[string]int // of the model's departments: the index
	parts     [][]int        // of each unit: its parts at sites
	groups    []group
	leads     []int // of each unit: who leads it, as an index in People; -1 is nobody
	taken     map[string]bool
	namesakes map[string]int
	languages []string     // of each of People
	isCast    []bool       // of each of People
	broke     map[int]Fate // of those whose machine broke, by their index in People
	wrong     error
}

// units makes the units: those that are named, then those of the model, then parts of these at sites.
func (b *builder) units() {
	spec := b.Spec
	for i, name := range spec.Named {
		u := Unit{Name: name, Above: -1}
		if i > 0 {
			u.Above = 0
			u.Model = b.Model.unit(name)
		}
		b.addUnit(u)
	}
	for i := range b.Model.Units {
		u := &b.Model.Units[i]
		if len(b.Units) == len(spec.Named)+spec.Units {
			return
		}
		if _, ok := b.unitNamed[u.Name]; !ok {
			b.addUnit(Unit{Name: u.Name, Above: b.unitNamed[u.Below], Model: u}) // the firm itself, if there is no such unit
		}
	}
	b.parted()
}

func (b *builder) addUnit(u Unit) {
	if u.Model != nil {
		b.unitNamed[u.Model.Name] = len(b.Units)
	}
	b.Units, b.parts = append(b.Units, u), append(b.parts, nil)
}

// parted adds parts of departments at their sites, and then teams there.
func (b *builder) parted() {
	whole, until := len(b.Units), len(b.Spec.Named)+b.Spec.Units
	for round := 1; len(b.Units) < until; round++ {
		before := len(b.Units)
		for i := 0; i < whole; i++ {
			if b.Units[i].Model == nil {
				continue
			}
			for n, site := range b.sitesOf(b.Units[i].Model) {
				if len(b.Units) == until {
					return
				}
				name, above := b.Units[i].Name+" "+site.City, i
				if round > 1 {
					name, above = name+", "+b.Units[i].Model.team(n, round-2), b.parts[i][n]
				}
				b.parts[i] = append(b.parts[i], len(b.Units))
				b.Units, b.parts = append(b.Units, Unit{Name: name, Above: above, Model: b.Units[i].Model, Site: site}), append(b.parts, nil)
			}
		}
		if len(b.Units) == before {
			b.wrong = fmt.Errorf("company: there are no departments for %d units", until)
			return
		}
	}
}

// team is what the nth further part of a department at one of its sites is called. Those at other sites are called something else; only
// a firm of more parts than teams has to number them.
func (u *UnitModel) team(site, n int) string {
	if len(u.Teams) == 0 {
		return "Team " + strconv.Itoa(n+1)
	}
	name := u.Teams[(site+n)%len(u.Teams)]
	if rest := n / len(u.Teams); rest > 0 {
		name += " " + strconv.Itoa(rest+1)
	}
	return name
}

// sitesOf are the sites of a department.
func (b *builder) sitesOf(u *UnitModel) (list []*Site) {
	for i := range b.Model.Sites {
		s := &b.Model.Sites[i]
		if len(u.Sites) == 0 {
			list = append(list, s)
			continue
		}
		for _, name := range u.Sites {
			if name == s.Name {
				list = append(list, s)
			}
		}
	}
	return list
}

// siteFor draws a site of a department's, by how many people each has.
func siteFor(s *stream, sites []*Site) *Site {
	return sites[weighted(s, len(sites), func(i int) int { return sites[i].People })]
}

// weighted draws one of n, each as often as it weighs.
func weighted(s *stream, n int, weight func(int) int) int {
	total := 0
	for i := range n {
		total += weight(i)
	}
	if total == 0 {
		return s.Below(n)
	}
	at := s.Below(total)
	for i := range n {
		if at -= weight(i); at < 0 {
			return i
		}
	}
	return n - 1
}

// byWeight draws one of the keys of a map, in their order.
func byWeight(s *stream, of map[string]int) string {
	keys := sortedKeys(of)
	if len(keys) == 0 {
		return ""
	}
	return keys[weighted(s, len(keys), func(i int) int { return of[keys[i]] })]
}
