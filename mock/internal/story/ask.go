package story

import (
	"maps"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/understudy/understudy/mock/internal/company"
)

// Ask is a question as it is asked, in a world whose last day is known: nothing is left to fill in. What stands for nothing stays as it is, such as
// a watchlist that nobody has come onto yet.
func (p *Played) Ask(q Question, now company.Date) Question {
	from := q.Where
	q.Where = nil
	for _, w := range from {
		q.Where = append(q.Where, []string{w[0], w[1], p.filled(w[2], now)})
	}
	if q.Path = p.filled(q.Path, now); len(q.Where) > 0 {
		q.Path = p.Search
	}
	q.With = maps.Clone(q.With)
	for member, value := range q.With {
		if text, ok := value.(string); ok {
			q.With[member] = p.filled(text, now)
		}
	}
	return q
}

// Method is how a question is asked.
func (q Question) Method() string {
	if len(q.Where) > 0 {
		return "POST"
	}
	return "GET"
}

var placeholder = regexp.MustCompile(`\{[^}]+\}`)

// filled puts what the placeholders of a text stand for in their place.
func (p *Played) filled(text string, now company.Date) string {
	return placeholder.ReplaceAllStringFunc(text, func(at string) string {
		name := strings.Trim(at, "{}")
		if id, ok := p.Lists[name]; ok {
			return id
		}
		if day, err := strconv.Atoi(name); err == nil {
			begins := p.At(Step{Day: day, Who: p.Cast[0].Role}, now).Truncate(time.Minute)
			return begins.Format("2006-01-02T15:04:05.000Z")
		}
		role, what, _ := strings.Cut(name, ".")
		for _, r := range p.Cast {
			switch {
			case r.Role != role:
			case what == "login":
				return p.People[role].Login
			case what == "uid":
				return r.UID
			case what == "":
				return p.People[role].Address()
			}
		}
		return at
	})
}

// Who is the name of who does a step; empty if it is whoever looks after the systems.
func (p *Played) Who(s Step) string {
	if who, ok := p.People[s.Who]; ok {
		return who.Name()
	}
	return ""
}

// Said is what happens in a step, as a sentence without its full stop.
func (p *Played) Said(s Step) string {
	text := p.Who(s)
	if text != "" && !strings.HasPrefix(s.Says, "'") {
		text += " "
	}
	text += s.Says
	return strings.ToUpper(text[:1]) + text[1:]
}
