package mock

import (
	"context"
	"strings"

	"github.com/understudy/understudy/mock/control/api"
	"github.com/understudy/understudy/mock/internal/story"
)

// ListStories tells what has happened in the firm that all tenants begin with.
func (a admin) ListStories(context.Context, api.ListStoriesRequestObject) (api.ListStoriesResponseObject, error) {
	list := api.ListStories200JSONResponse{Stories: []api.Story{}}
	for _, p := range a.tenants.firm.played {
		list.Stories = append(list.Stories, a.tenants.firm.tell(p))
	}
	return list, nil
}

// tell is a story with its days, and with questions that can be asked as they are.
func (f firm) tell(p story.Played) api.Story {
	s := api.Story{Name: p.Name, Title: p.Title, Text: strings.TrimSpace(p.Text), Find: []api.StoryQuestion{}}
	for _, r := range p.Cast {
		who := p.People[r.Role]
		s.Cast = append(s.Cast, api.StoryRole{
			Role: r.Role, Name: who.Name(), Username: who.Login, Email: who.Address(), Id: r.ID, Uid: r.UID, Device: r.Device, Broken: text(r.Broken),
		})
	}
	for _, step := range p.Steps {
		at := p.At(step, f.Spec.Now)
		s.Steps = append(s.Steps, api.StoryStep{At: at, Who: p.Who(step), Says: p.Said(step), Played: at.Before(f.epoch)})
	}
	for _, q := range p.Find {
		s.Find = append(s.Find, question(p.Ask(q, f.Spec.Now)))
	}
	return s
}

// question has nothing left to fill in.
func question(q story.Question) api.StoryQuestion {
	made := api.StoryQuestion{What: q.What, Api: q.Head, Method: api.StoryQuestionMethod(q.Method()), Path: q.Path, Rows: q.Rows, Answers: q.Answers}
	if with := api.StoryRow(q.With); with != nil {
		made.With = &with
	}
	for _, w := range q.Where {
		made.Filters = append(made.Filters, api.StoryFilter{Term: w[0], Operator: w[1], Value: w[2]})
	}
	return made
}
