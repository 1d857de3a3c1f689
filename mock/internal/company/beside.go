package company

import (
	"cmp"

	"github.com/understudy/understudy/mock/internal/fake"
)

// firstBeside is the N of the first of Beside: more than any who is pinned may have.
const firstBeside = 1 << 25

// Beside is a further person of the firm, the n-th who is none of People: for a world that shows more people than another. They have the job,
// which there must be, and what else is asked for, and a login that nobody of taken has.
func (c *Company) Beside(n int, want Cast, taken map[string]bool) Person {
	job := c.Model.Job(want.Job)
	b := &builder{Company: c, fake: fake.New(c.Spec.Seed), taken: taken, namesakes: map[string]int{}}
	p := Person{N: firstBeside + uint64(n), Job: job, Contractor: want.Contractor, Manager: -1} //nolint:gosec // a count
	s := streamOf(c.Spec.Seed, ofPerson, p.N, 0)
	for i, u := range c.Units {
		if u.Model != nil && u.Model.Name == job.Unit && u.Site == nil {
			p.Unit = i
		}
	}
	p.Site = siteFor(&s, b.all())
	if u := c.Units[p.Unit].Model; u != nil {
		p.Site = siteFor(&s, b.sitesOf(u))
	}
	s = streamOf(c.Spec.Seed, ofCareer, p.N, 0)
	b.hire(&p, &s)
	language := b.named(&p, &s)
	p.First, p.Last = cmp.Or(want.First, p.First), cmp.Or(want.Last, p.Last)
	p.Login = b.login(&p, language)
	p.Title, p.Level = b.promoted(&p)
	return p
}
