package state

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
)

// Date is a calendar day, as risk profiles and detection lists write one.
type Date struct{ Year, Month, Day int }

// DateOf is the day, in UTC, that a moment belongs to.
func DateOf(t time.Time) Date {
	year, month, day := t.UTC().Date()
	return Date{year, int(month), day}
}

// ParseDate reads yyyy-MM-dd.
func ParseDate(text string) (Date, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return Date{}, badDate(text)
	}
	return DateOf(t), nil
}

func badDate(text string) error {
	return fail.New(fail.Invalid, "", "Invalid date").Because("%q is no day of the calendar", text)
}

// String writes yyyy-MM-dd.
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day) }

func (d *Date) check() error {
	if d == nil {
		return nil
	}
	if _, err := ParseDate(d.String()); err != nil || d.Year < 1 {
		return badDate(d.String())
	}
	return nil
}

// RiskFacts are what risk profiles and detection lists know of a user beyond the user's row: one row for each user of whom there is
// something to know. The notes are not the notes of the user's row, which belong to the console.
type RiskFacts struct {
	UserID             int64
	StartDate, EndDate *Date // the end date is the departure date of the departing-employee list
	Notes              string
}

var riskFacts = store.NewTable("riskfacts", func(f RiskFacts) store.Key { return userKey(f.UserID) })

// RiskProfile is everything that is known of a user's risk. Every user has one, a new one's says little.
type RiskProfile struct {
	User
	Facts     RiskFacts
	TenantUID string
	Manager   User // zero without one
}

// DisplayName is the user's full name, or the username where there is none.
func (u User) DisplayName() string {
	var names []string
	for _, name := range []*string{u.FirstName, u.LastName} {
		if name != nil && strings.TrimSpace(*name) != "" {
			names = append(names, strings.TrimSpace(*name))
		}
	}
	if len(names) == 0 {
		return u.Username
	}
	return strings.Join(names, " ")
}

func (tx *Tx) riskProfileOf(u User) RiskProfile {
	p := RiskProfile{User: u, TenantUID: tx.Tenant().UID}
	p.CloudAliases = slices.Clone(u.CloudAliases)
	p.Facts, _ = riskFacts.Get(tx.Tx, userKey(u.ID))
	p.Facts.UserID = u.ID
	p.Person.ManagerUID = tx.shownManager(u)
	if p.Person.ManagerUID != nil {
		p.Manager, _ = users.One(tx.Tx, "uid", store.Str(*p.Person.ManagerUID))
	}
	return p
}

// RiskProfile finds a user's profile.
func (tx *Tx) RiskProfile(userUID string) (RiskProfile, error) {
	u, err := tx.UserByUID(userUID)
	if err != nil {
		return RiskProfile{}, err
	}
	return tx.riskProfileOf(u), nil
}

// RiskProfileFilter narrows a list of profiles; nil fields and blank texts do not. Texts are compared whole and without regard to case.
// Both are inferred. No user is deleted and none belongs to the vendor's support, as far as this API goes.
type RiskProfileFilter struct {
	ManagerUID, Title, Division, Department, EmployeeType, Country, Region, Locality *string
	Active, Deleted, SupportUser                                                     *bool
}

// RiskProfiles lists profiles by the users' ids.
func (tx *Tx) RiskProfiles(f RiskProfileFilter, page Page) ([]RiskProfile, int) {
	if f.Deleted != nil && *f.Deleted || f.SupportUser != nil && *f.SupportUser {
		return []RiskProfile{}, 0
	}
	if !isBlank(f.ManagerUID) && tx.shownManager(User{Person: f.person()}) == nil {
		return []RiskProfile{}, 0
	}
	q := users.Query(tx.Tx)
	if f.Active != nil {
		q.In(users.Span(tx.Tx, "active", store.Flag(*f.Active)), func(u User) bool { return u.Active == *f.Active })
	}
	for i, wanted := range f.person().texts() {
		if isBlank(wanted) {
			continue
		}
		key := store.Fold(*wanted)
		q.In(users.Span(tx.Tx, "person", store.Join(store.Int(int64(i)), key)), func(u User) bool {
			return bytes.Equal(store.Fold(blankIfNil(u.Person.texts()[i])), key)
		})
	}
	reachable(q, tx, users, func(u User) []int64 { return u.Above })
	found, total := q.Page(page.part())
	profiles := make([]RiskProfile, 0, len(found))
	for _, u := range found {
		profiles = append(profiles, tx.riskProfileOf(u))
	}
	return profiles, total
}

// person is the filter's texts as a person has them.
func (f RiskProfileFilter) person() Person {
	return Person{
		ManagerUID: f.ManagerUID, Title: f.Title, Division: f.Division, Department: f.Department, EmployeeType: f.EmployeeType,
		Country: f.Country, Region: f.Region, Locality: f.Locality,
	}
}

// texts are what people are filtered by, in the order of the index.
func (p Person) texts() [8]*string {
	return [...]*string{p.ManagerUID, p.Title, p.Division, p.Department, p.EmployeeType, p.Country, p.Region, p.Locality}
}

// keys are the places of a person in the index by what is known of them.
func (p Person) keys() (keys []store.Key) {
	for i, text := range p.texts() {
		if !isBlank(text) {
			keys = append(keys, store.Join(store.Int(int64(i)), store.Fold(*text)))
		}
	}
	return keys
}

func isBlank(s *string) bool { return s == nil || *s == "" }

func blankIfNil(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// RiskChange holds the new values of an update; what its mask names and is nil here is cleared.
type RiskChange struct {
	StartDate, EndDate *Date
	Notes              *string
}

// UpdateRiskProfile changes what the mask names, a list with commas between, and nothing else. That an end before the start is
// accepted is inferred, and so are the wordings of the refusals.
func (tx *Tx) UpdateRiskProfile(userUID, mask string, c RiskChange) (RiskProfile, error) {
	u, err := tx.UserByUID(userUID)
	if err != nil {
		return RiskProfile{}, err
	}
	err = tx.changeRisk(u, func(f *RiskFacts) error {
		for path := range strings.SplitSeq(mask, ",") {
			var err error
			switch strings.TrimSpace(path) {
			case "startDate":
				f.StartDate, err = c.StartDate, c.StartDate.check()
			case "endDate":
				f.EndDate, err = c.EndDate, c.EndDate.check()
			case "notes":
				f.Notes = blankIfNil(c.Notes)
			default:
				err = fail.New(fail.Invalid, "", "Invalid paths").Because("%q is none of startDate, endDate and notes", path)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return RiskProfile{}, err
	}
	return tx.riskProfileOf(u), nil
}

// changeRisk applies a change to what is known of a user's risk. The user's own row, and when it was modified, stay as they are.
func (tx *Tx) changeRisk(u User, change func(*RiskFacts) error) error {
	facts, _ := riskFacts.Get(tx.Tx, userKey(u.ID))
	facts.UserID = u.ID
	if err := change(&facts); err != nil {
		return err
	}
	if err := riskFacts.Put(tx.Tx, facts); err != nil {
		return err
	}
	return tx.audit("user_risk_profile_updated", u)
}

// maxCloudAliases counts the username, which is always the first of them.
const maxCloudAliases = 2

// AddCloudAliases gives a user further names in the cloud, all or none. Names that the user has already do not count; names are
// compared without regard to case.
func (tx *Tx) AddCloudAliases(userUID string, names []string) (RiskProfile, error) {
	return tx.changeAliases(userUID, func(u *User) error {
		after := slices.Clone(u.CloudAliases)
		for _, name := range names {
			if err := tx.Wanted(); err != nil {
				return err
			}
			name = strings.TrimSpace(name)
			if name == "" {
				return fail.New(fail.Invalid, "", "A cloud username is required").Because("one of the aliases is blank")
			}
			if containsFold(after, name) {
				continue
			}
			if len(after) >= maxCloudAliases { // at once: the request may name very many
				return fail.New(fail.Invalid, "", fmt.Sprintf("Cloud usernames must be less than or equal to %d", maxCloudAliases)).
					Because("the user has %s, and %d names are asked for", strings.Join(after, ", "), len(names))
			}
			after = append(after, name)
		}
		u.CloudAliases = after
		return nil
	})
}

// DeleteCloudAliases takes names in the cloud away from a user. Names that the user does not have are passed over. That the
// username cannot be taken away is inferred, and that trying it is a 400.
func (tx *Tx) DeleteCloudAliases(userUID string, names []string) (RiskProfile, error) {
	return tx.changeAliases(userUID, func(u *User) error {
		if containsFold(names, u.Username) {
			return fail.New(fail.Invalid, "", "The username cannot be removed from the cloud usernames").
				Because("%q is the user's own username", u.Username)
		}
		u.CloudAliases = slices.DeleteFunc(slices.Clone(u.CloudAliases), func(alias string) bool { return containsFold(names, alias) })
		return nil
	})
}

func (tx *Tx) changeAliases(userUID string, change func(*User) error) (RiskProfile, error) {
	found, err := tx.UserByUID(userUID)
	if err != nil {
		return RiskProfile{}, err
	}
	u, err := users.Change(tx.Tx, userKey(found.ID), change)
	if err != nil {
		return RiskProfile{}, err
	}
	return tx.riskProfileOf(u), tx.audit("user_cloud_aliases_changed", u)
}

func containsFold(names []string, name string) bool {
	return slices.ContainsFunc(names, func(s string) bool { return strings.EqualFold(strings.TrimSpace(s), name) })
}

// renamedAlias keeps the username the first of a user's names in the cloud when it changes.
func renamedAlias(aliases []string, from, to string) []string {
	after := []string{to}
	for _, alias := range aliases {
		if !strings.EqualFold(alias, from) && !strings.EqualFold(alias, to) {
			after = append(after, alias)
		}
	}
	return after
}
