package seed

import (
	"fmt"
	"slices"
	"strings"

	"github.com/understudy/understudy/mock/internal/story"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// storyDevices is how many devices there are at least that are not pinned, where there is a story: those of all stories.
const storyDevices = 20

// Lacks says what the world would need for a story; empty if that is nothing.
func (w World) Lacks(s *story.Story) string {
	if w.Sizes.Devices-len(w.Devices) < storyDevices {
		return fmt.Sprintf("there are fewer than %d devices that are not pinned", storyDevices)
	}
	for _, r := range s.Cast {
		if slices.ContainsFunc(w.Users, func(u User) bool { return u.ID == r.ID || u.UID == r.UID || named(r, u.Username) }) ||
			slices.ContainsFunc(w.Names, func(n Name) bool { return named(r, n.Username) }) {
			return fmt.Sprintf("a pinned user has the id, the uid or the name of %s", r.Login())
		}
		if slices.ContainsFunc(w.Devices, func(d Device) bool { return d.GUID == r.Device || d.GUID == r.Broken && r.Broken != "" }) {
			return fmt.Sprintf("a pinned device has the guid of one of %s", r.Login())
		}
	}
	for _, step := range s.Steps {
		if why := w.lacks(step); why != "" {
			return why
		}
	}
	return ""
}

func (w World) lacks(s story.Step) string {
	switch {
	case s.Held != nil && len(w.LegalHold.Policies) == 0:
		return "there is no policy for legal holds"
	case s.Breaks != nil && len(w.Destinations) == 0:
		return "there is no destination for backups"
	case s.Files != nil && w.Sizes.Events == 0:
		return "there are no file events but pinned ones"
	case s.Listed != nil && !state.WatchlistType(s.Listed.List).Known() && slices.ContainsFunc(w.Watchlists, func(l Watchlist) bool { return textOf(l.Title) == s.Listed.List }):
		return fmt.Sprintf("there is a watchlist %q already", s.Listed.List)
	}
	return ""
}

// named tells whether a user name is that of a role, as names are compared.
func named(r story.Role, username string) bool {
	return strings.EqualFold(login(strings.TrimSpace(username)), r.Login())
}
