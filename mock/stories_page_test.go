package mock_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/understudy/understudy/mock"
	"github.com/understudy/understudy/mock/control/api"
)

// toldStories are the stories of the standard world, with what finds them.
func toldStories(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("\n## Stories\n\nSome things have happened in the firm. The people in them have the same names, ids and devices in every world that plays the story, whatever\n" +
		"its seed and its day; where a firm has no such job, they have a similar one. What they did is dated from the world's last day, in working days. A world\n" +
		"file's `stories` name those that are played; `stories: []` plays none. Each is a file in [fixtures/stories](../fixtures/stories).\n\n" +
		"A step is by the clock where somebody does it, and what others do about somebody by that of the first site; PAM360 shows UTC.\n" +
		"The dates, the ids of resources and those of watchlists are of the world `standard` with the seed 1, on the day on which tests run.\n" +
		"**`curl -s http://127.0.0.1:4299/_mock/stories` tells those of the world that runs**, with all that is to ask.\n")
	list := tellers(t, mock.Options{Seed: 1, Clock: mock.TestDay})
	fmt.Fprintf(&b, "\nSearches for file events are `POST %s`; all conditions hold.\n", list[0].Search)
	for _, a := range list {
		a.tell(&b)
	}
	return b.String()
}

func (a teller) tell(b *strings.Builder) {
	fmt.Fprintf(b, "\n### %s\n\n%s\n\n`%s`\n\n| who | works as | id | UID | device |\n|---|---|--:|---|---|\n", a.Title, strings.TrimSpace(a.Text), a.Name)
	for _, r := range a.Cast {
		p := a.People[r.Role]
		device := r.Device
		if r.Broken != "" {
			device += ", before that " + r.Broken
		}
		fmt.Fprintf(b, "| %s %s, `%s` | %s, %s | %d | %s | %s |\n", r.First, r.Last, p.Login, p.Title, p.Site.City, r.ID, r.UID, device)
	}
	for _, s := range a.Systems {
		fmt.Fprintf(b, "\nIn the vault: %s, `%s`, the resource %s with the accounts %s.\n", strings.ToLower(s.Description[:1])+s.Description[1:], s.Name, a.resource(s.Name), strings.Join(s.Accounts, " and "))
	}
	b.WriteString("\n| day | when | |\n|--:|---|---|\n")
	for i, s := range a.Steps {
		fmt.Fprintf(b, "| %d | %s | %s |\n", s.Day, a.when(s).Format("Mon 2 Jan 15:04 MST"), a.told.Steps[i].Says)
	}
	b.WriteString("\n| to find | ask | answers |\n|---|---|--:|\n")
	for _, q := range a.told.Find {
		fmt.Fprintf(b, "| %s | %s | %d |\n", q.What, asked(q), q.Answers)
	}
}

// asked is how a question is.
func asked(q api.StoryQuestion) string {
	var parts []string
	for _, c := range q.Filters {
		parts = append(parts, fmt.Sprintf("`%s %s %s`", c.Term, c.Operator, c.Value))
	}
	if len(parts) > 0 {
		return strings.Join(parts, ", ")
	}
	with := withOf(q)
	for _, member := range slices.Sorted(maps.Keys(with)) {
		parts = append(parts, fmt.Sprintf("`%s` is `%v`", member, with[member]))
	}
	text := fmt.Sprintf("`%s %s`", q.Method, q.Path)
	if len(parts) > 0 {
		text += ", where " + strings.Join(parts, " and ")
	}
	return text
}

// resource is the id of a resource.
func (a teller) resource(name string) string {
	from := a.asking
	from.address, from.header, from.token = a.vault, "AUTHTOKEN", a.authToken
	for _, row := range from.list("/restapi/json/v1/resources", "operation", "Details") {
		if row["RESOURCE NAME"] == name {
			return row["RESOURCE ID"].(string)
		}
	}
	return ""
}
