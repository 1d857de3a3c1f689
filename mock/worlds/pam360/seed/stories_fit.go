package seed

import (
	"fmt"
	"slices"
	"strings"

	"github.com/understudy/understudy/mock/internal/story"
)

// storyRole is what whoever uses the vault in a story is there.
const storyRole = "Password User"

// Lacks says what the world would need for a story; empty if that is nothing.
func (w World) Lacks(s *story.Story) string {
	if !slices.ContainsFunc(s.Cast, func(r story.Role) bool { return r.Vault }) && len(s.Systems) == 0 {
		return ""
	}
	if !slices.ContainsFunc(w.Roles, func(r Role) bool { return r.Name == storyRole }) {
		return fmt.Sprintf("there is no role %q", storyRole)
	}
	if len(w.Users) == 0 || !w.grants(w.Users[0].Role, "resources.manage") {
		return "the first user may not own resources"
	}
	for _, r := range s.Cast {
		if r.Vault && slices.ContainsFunc(w.Users, func(u User) bool { return strings.EqualFold(u.Username, r.Login()) }) {
			return fmt.Sprintf("a pinned user is called %s", r.Login())
		}
	}
	for _, system := range s.Systems {
		if !slices.ContainsFunc(w.ResourceTypes, func(t ResourceType) bool { return t.Name == system.Type }) {
			return fmt.Sprintf("there is no resource type %q", system.Type)
		}
		if slices.ContainsFunc(w.Resources, func(r Resource) bool { return strings.EqualFold(r.Name, system.Name) }) {
			return fmt.Sprintf("there is a resource %q already", system.Name)
		}
	}
	return ""
}
