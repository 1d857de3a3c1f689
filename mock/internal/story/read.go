package story

import (
	"errors"
	"fmt"
	"io/fs"
	"reflect"
	"slices"
	"strings"

	"github.com/understudy/understudy/mock/internal/company"
)

// Read reads all stories of a folder, in the order of their names.
func Read(files fs.FS) (list []*Story, err error) {
	if err = company.Documents(files, func(name string, s *Story) error {
		s.Name, list = name, append(list, s)
		return s.check()
	}); err != nil {
		return nil, fmt.Errorf("story: %w", err)
	}
	return list, nil
}

// check finds what cannot be meant.
func (s *Story) check() error {
	if s.Title == "" || len(s.Cast) == 0 || len(s.Steps) == 0 {
		return errors.New("it needs a title, a cast and steps")
	}
	roles := []string{""}
	for _, r := range s.Cast {
		if r.Role == "" || r.First == "" || r.Last == "" || r.Job == "" || slices.Contains(roles, r.Role) {
			return fmt.Errorf("the role %q needs a name of its own, a first and a last name, and a job", r.Role)
		}
		roles = append(roles, r.Role)
	}
	for i, step := range s.Steps {
		if err := s.checkStep(step, roles); err != nil {
			return fmt.Errorf("step %d: %w", i+1, err)
		}
		if i > 0 && (step.Day < s.Steps[i-1].Day || step.Day == s.Steps[i-1].Day && step.At < s.Steps[i-1].At) {
			return fmt.Errorf("step %d comes before step %d", i+1, i)
		}
	}
	for i, q := range s.Find {
		filters := slices.ContainsFunc(q.Where, func(w []string) bool { return len(w) != 3 })
		switch {
		case q.What == "" || q.Head == "" || filters || (len(q.Where) > 0) == (q.Path != ""):
			return fmt.Errorf("question %d needs a name, a head, and either filters of three words or a path", i+1)
		case len(q.Where) > 0 && s.Search == "":
			return fmt.Errorf("question %d needs the path of the search", i+1)
		}
	}
	return nil
}

// checkStep holds a step against the rest of the story. Steps after the last day are not played yet.
func (s *Story) checkStep(step Step, roles []string) error {
	deeds, v := 0, reflect.ValueOf(step)
	for i := range v.NumField() {
		if f := v.Field(i); f.Kind() == reflect.Pointer && !f.IsNil() {
			deeds++
		}
	}
	switch {
	case deeds != 1 || step.Says == "":
		return errors.New("it says what happens, in words and as one deed")
	case step.Day >= 0:
		return fmt.Errorf("day %d is not before the last day", step.Day)
	case !slices.Contains(roles, step.Who):
		return fmt.Errorf("there is no role %q", step.Who)
	case step.Files != nil && (!slices.Contains(Acts, step.Files.Act) || len(step.Files.Names) == 0):
		return fmt.Errorf("files need names, and an act of %v", Acts)
	case step.Files != nil && step.Files.Drive && (step.Files.Act == "copy" || step.Files.Act == "upload"):
		return fmt.Errorf("what lies in the cloud is on no machine to %s it from", step.Files.Act)
	case step.Uses != nil:
		return s.checkAccount(step.Uses.System, step.Uses.Account)
	case step.Changes != nil:
		return s.checkAccount(step.Changes.System, step.Changes.Account)
	}
	return nil
}

func (s *Story) checkAccount(system, account string) error {
	for _, known := range s.Systems {
		if known.Name == system && slices.Contains(known.Accounts, account) {
			return nil
		}
	}
	return fmt.Errorf("there is no account %q of a system %q", account, system)
}

// Login is a role's user name in the firm.
func (r Role) Login() string { return strings.ToLower(strings.Join([]string{r.First, r.Last}, ".")) }
