package seed

import (
	"fmt"
	"slices"

	"github.com/understudy/understudy/mock/internal/story"
)

// Lacks says what the world would need for a story; empty if that is nothing.
func (w World) Lacks(s *story.Story) string {
	for _, r := range s.Cast {
		if slices.ContainsFunc(w.Users, func(u User) bool { return u.ID == r.ID || u.UID == r.UID || login(u.Username) == r.Login() }) {
			return fmt.Sprintf("a pinned user has the id, the uid or the name of %s", r.Login())
		}
		if slices.ContainsFunc(w.Devices, func(d Device) bool { return d.GUID == r.Device || d.GUID == r.Broken && r.Broken != "" }) {
			return fmt.Sprintf("a pinned device has the guid of one of %s", r.Login())
		}
	}
	for _, step := range s.Steps {
		if step.Held != nil && len(w.LegalHold.Policies) == 0 {
			return "there is no policy for legal holds"
		}
	}
	return ""
}
