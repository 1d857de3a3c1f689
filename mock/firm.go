package mock

import (
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/understudy/understudy/fixtures"
	"github.com/understudy/understudy/mock/internal/company"
	"github.com/understudy/understudy/mock/internal/limits"
	"github.com/understudy/understudy/mock/internal/story"
)

// model is what all firms are made from.
var model = sync.OnceValues(func() (*company.Model, error) { return company.Read(fixtures.Company()) })

// stories are all that can have happened in a firm.
var stories = sync.OnceValues(func() ([]*story.Story, error) { return story.Read(fixtures.Stories()) })

// firm is the one that the worlds of a tenant show, each in its own way, with what has happened in it.
type firm struct {
	*company.Company
	played []story.Played
	epoch  time.Time
}

// firm makes it. What a world has no room for did not happen: why is told to whoever reads the log.
func (s sections) firm(seed uint64, epoch time.Time, log *slog.Logger) (made firm, err error) {
	m, err := model()
	if err != nil {
		return made, err
	}
	told, err := s.told()
	if err != nil {
		return made, err
	}
	told = slices.DeleteFunc(told, func(of *story.Story) bool {
		for _, kind := range worlds {
			if why := kind.lacks(s, of); why != "" {
				log.Warn("a story is left out", "story", of.Name, "reason", kind.name+": "+why)
				return true
			}
		}
		return false
	})
	spec, first := s.spec(story.Casts(told))
	spec.Seed, spec.Now = seed, company.DateOf(epoch)
	made.epoch = epoch
	if made.Company, err = company.New(m, spec); err != nil {
		return made, err
	}
	var out []*story.Story
	made.played, out = story.Play(told, made.Company, made.Cast[first:])
	for _, of := range out {
		log.Warn("a story is left out", "story", of.Name, "reason", "the firm has too few people for it")
	}
	return made, nil
}

// told are the stories that a world names.
func (s sections) told() (list []*story.Story, wrong error) {
	all, err := stories()
	if err != nil {
		return nil, err
	}
	known := limits.Names(all, func(s *story.Story) string { return s.Name })
	wrong = errors.Join(
		known.NeedsAll("stories", s.Stories, "there is no story %.60q"),
		limits.Unique("stories", "", s.Stories, func(name string) string { return name }),
	)
	for _, each := range all {
		if slices.Contains(s.Stories, each.Name) {
			list = append(list, each)
		}
	}
	return list, wrong
}
