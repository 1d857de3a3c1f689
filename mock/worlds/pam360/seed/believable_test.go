package seed_test

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/company"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// vault is a world with the firm that it shows.
type vault struct {
	*state.World
	firm  *company.Company
	epoch time.Time
	users []state.UserView
	who   map[string]*company.Person // by user name
}

// The worlds that are looked at: the standard one of some seeds, on a usual day, a 29 February, a holiday, a Sunday and just after midnight.
var looked = map[string]struct {
	seed uint64
	at   time.Time
}{
	"the test day":   {1, epoch},
	"seed 2":         {2, epoch},
	"seed 3":         {3, epoch},
	"29 February":    {1, time.Date(2028, 2, 29, 9, 30, 0, 0, time.UTC)},
	"Thanksgiving":   {4, time.Date(2026, 11, 26, 16, 0, 0, 0, time.UTC)},
	"Sunday":         {1, time.Date(2027, 3, 14, 20, 0, 0, 0, time.UTC)},
	"after midnight": {5, time.Date(2027, 6, 16, 0, 0, 30, 0, time.UTC)},
}

// each runs a test on each of them.
func each(t *testing.T, fn func(t *testing.T, v vault)) {
	t.Helper()
	for name, of := range looked {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fn(t, vaultAt(t, of.seed, of.at))
		})
	}
}

func vaultAt(t *testing.T, n uint64, at time.Time) vault {
	t.Helper()
	v := vault{epoch: at}
	from := part(t, "standard")
	v.World, _, v.firm = fillWith(t, from, firmOf(from, n, at), at)
	v.look(t)
	return v
}

// look finds the users, and who they are.
func (v *vault) look(t *testing.T) {
	t.Helper()
	v.who = map[string]*company.Person{}
	require.NoError(t, v.Read(state.System, func(tx *state.Tx) (err error) {
		v.users, _, err = tx.Users(state.UserQuery{})
		return err
	}))
	people := map[string]*company.Person{}
	for i := range v.firm.People {
		people[v.firm.People[i].Login+"@example.com"] = &v.firm.People[i]
	}
	for _, u := range v.users {
		if p := people[u.Email]; p != nil {
			v.who[u.Name] = p
		}
	}
}

func TestUsersArePeopleOfTheFirm(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, v vault) {
		assert.Len(t, v.users, 30)
		titles := map[string]bool{}
		for _, u := range v.users {
			p := v.who[u.Name]
			if u.Name == "guest" {
				assert.Nil(t, p)
				continue
			}
			require.NotNil(t, p, u.Email)
			assert.Equal(t, []string{p.First, p.Last, p.Site.City}, []string{u.FirstName, u.LastName, u.Location}, u.Name)
			assert.Equal(t, v.firm.Department(p), u.Department)
			assert.NotEqual(t, v.firm.Units[0].Name, u.Department)
			assert.True(t, p.There(company.DateOf(v.epoch)), u.Name)
			assert.NotEmpty(t, p.Job.Vault, "%s is a %s", u.Name, p.Title)
			titles[p.Title] = true
		}
		assert.Greater(t, len(titles), 8)
		assert.Equal(t, "John Doe", v.users[7].FullName)
		assert.Equal(t, "Anderson", v.users[6].LastName)
		assert.True(t, v.who["locked"].Contractor)
	})
}

// A small firm has not enough people who have something to do in a vault: then there are further ones, of the same jobs.
func TestASmallFirmHasUsersToo(t *testing.T) {
	t.Parallel()
	for _, people := range []int{0, 1, 10, 40} {
		from := part(t, "standard", "small")
		spec := firmOf(from, 1, epoch)
		spec.People, spec.Units = people, min(people, 2)
		w, _, _ := fillWith(t, from, spec, epoch)
		names := map[string]bool{}
		require.NoError(t, w.Read(state.System, func(tx *state.Tx) error {
			users, _, err := tx.Users(state.UserQuery{})
			assert.Len(t, users, from.Sizes.Users)
			for _, u := range users {
				assert.False(t, names[u.Email], u.Email)
				names[u.Email] = true
				assert.NotEmpty(t, u.LastName)
				assert.NotEmpty(t, u.Department)
			}
			assert.Equal(t, "john.doe@example.com", users[7].Email)
			assert.NotEmpty(t, tx.AuditLog())
			return err
		}))
	}
}

var machine = regexp.MustCompile(`^([a-z]{3})-([a-z]+(-[a-z]+)?)-\d\d+$`)

func TestResourcesBelongToThoseWhoLookAfterThem(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, v vault) {
		byName := map[string]state.UserView{}
		for _, u := range v.users {
			byName[u.Name] = u
		}
		pinned := len(part(t, "standard").Resources)
		resources, _ := everything(t, v.World)
		require.NoError(t, v.Read(state.System, func(tx *state.Tx) error {
			of := map[string]int{}
			for _, r := range resources[pinned:] {
				view, _, err := tx.AccountsOf(strconv.FormatInt(r.ID, 10), state.Query{})
				require.NoError(t, err)
				owner := byName[view.Owner]
				of[owner.Department]++
				assert.Contains(t, []string{"Administrator", "Privileged Administrator", "Password Administrator", "Cloud Administrator"}, owner.Role)
				assert.Equal(t, owner.Department, r.Department)
				assert.Equal(t, r.Name+".example.net", r.DNSName)
				if r.Type == "Web Site Accounts" {
					continue
				}
				parts := machine.FindStringSubmatch(r.Name)
				require.NotNil(t, parts, r.Name)
				site := v.firm.Model.Sites[slices.IndexFunc(v.firm.Model.Sites, func(s company.Site) bool { return s.Code == parts[1] })]
				assert.Equal(t, site.City, r.Location)
				assert.True(t, strings.HasSuffix(r.Description, ", "+site.City), r.Description)
			}
			assert.Greater(t, of["IT"], 15)
			return nil
		}))
	})
}

func TestPasswordsHaveAges(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, v vault) {
		var expired, older, year, untouched, kept int
		_, accounts := everything(t, v.World)
		require.NoError(t, v.Read(state.System, func(tx *state.Tx) error {
			for _, a := range accounts {
				since := a.Created
				if a.Changed != nil {
					since = *a.Changed
				}
				require.True(t, since.Before(v.epoch))
				assert.NotEqual(t, "system", a.PasswordBy)
				for count, is := range map[*int]bool{
					&expired: a.Expired, &older: since.Before(v.epoch.AddDate(0, 0, -90)), &year: since.Before(v.epoch.AddDate(-1, 0, 0)), &untouched: a.Changed == nil,
				} {
					if is {
						*count++
					}
				}
				old, err := tx.PasswordHistory(strconv.FormatInt(a.ResourceID, 10), strconv.FormatInt(a.ID, 10), state.Justification{Reason: "x", TicketID: "1047"})
				require.NoError(t, err)
				if len(old) > 1 {
					kept++
				}
				for i, o := range old {
					assert.False(t, o.Set.After(since) || i > 0 && o.Set.After(old[i-1].Set))
				}
			}
			return nil
		}))
		t.Log("expired", expired, "older than 90 days", older, "than a year", year, "never changed", untouched, "changed more than once", kept)
		assert.InDelta(t, 0.1, float64(expired)/float64(len(accounts)), 0.06)
		assert.True(t, 12 <= older && older <= 48, older)
		assert.True(t, 1 <= year && year <= 15, year)
		assert.Less(t, untouched, 80)
		assert.Greater(t, kept, 60)
	})
}

// TestTheTrailIsWhatPeopleDo: who is not there leaves no record.
func TestTheTrailIsWhatPeopleDo(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, v vault) {
		log := auditLog(t, v.World)
		byDay, operations, sites := map[company.Date]int{}, map[string]int{}, 0
		for i, e := range log {
			assert.True(t, e.At.Before(v.epoch))
			assert.False(t, i > 0 && e.At.Before(log[i-1].At), "oldest first")
			operations[e.Operation]++
			byDay[company.DateOf(e.At)]++
			if e.OperatedBy == "System" {
				assert.Equal(t, "User Locked", e.Operation)
				continue
			}
			p := v.who[e.OperatedBy]
			require.NotNil(t, p, e.OperatedBy)
			if e.OperatedBy == "hostbound" {
				assert.Equal(t, "192.0.2.15 02:17", e.Address+e.At.Format(" 15:04"))
				continue
			}
			on := company.DateOf(e.At.In(p.Site.Location()))
			today, before := v.firm.Day(p, on), v.firm.Day(p, on-1) // a shift may end after midnight
			at := e.At.UnixMilli()
			slack := int64(15 * time.Minute / time.Millisecond) // a row of changes may take a little longer than the day
			assert.True(t, today.From <= at && at < today.Until+slack || before.From <= at && at < before.Until+slack,
				"%s at %s: %s", e.OperatedBy, e.At, e.Operation)
			if strings.HasPrefix(e.Address, p.Site.Network+".") {
				sites++
			} else {
				assert.True(t, strings.HasPrefix(e.Address, "10.250."), e.Address)
			}
		}
		var weekend, working, workdays int
		for on := company.DateOf(log[0].At) + 1; on < company.DateOf(v.epoch); on++ {
			switch on.Weekday() {
			case time.Saturday, time.Sunday:
				weekend += byDay[on]
			default:
				working += byDay[on]
				workdays++
			}
		}
		t.Log(len(log), "records,", working/workdays, "on a working day", operations)
		assert.True(t, 8 <= working/workdays && working/workdays <= 25)
		assert.Less(t, weekend*8, working)
		assert.Greater(t, sites, len(log)/3)
		assert.GreaterOrEqual(t, workdays, 40)
		for _, o := range []string{
			"Password Retrieved", "Password Changed", "Password History Retrieved", "Password Requested", "Password Request Approved", "Password Checked Out",
			"Password Checked In", "Shared", "Share Revoked", "Resource Added", "Account Added", "User Locked",
		} {
			assert.Positive(t, operations[o], o)
		}
	})
}

// TestWhatIsAskedOfAVaultHasAnswers: each question finds something, and not everything.
func TestWhatIsAskedOfAVaultHasAnswers(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, v vault) {
		resources, accounts := everything(t, v.World)
		log, found := auditLog(t, v.World), map[string]int{}
		count := func(question string, is bool) {
			if is {
				found[question]++
			} else {
				found[question] += 0
			}
		}
		ago := func(days int) time.Time { return v.epoch.AddDate(0, 0, -days) }
		set := func(a state.AccountView) time.Time {
			if a.Changed != nil {
				return *a.Changed
			}
			return a.Created
		}
		busiest := map[int64]int{}
		for _, e := range log {
			if e.Operation == "Password Retrieved" && e.At.After(ago(7)) && e.OperatedBy != "hostbound" {
				busiest[e.AccountID]++
			}
		}
		seen := int64(0)
		for _, a := range accounts {
			if busiest[a.ID] > busiest[seen] {
				seen = a.ID
			}
		}
		for _, a := range accounts {
			count("passwords older than 90 days", set(a).Before(ago(90)))
			count("passwords older than a year", set(a).Before(ago(365)))
			count("passwords past their policy", a.Expired)
			count("passwords that break their policy", a.Incompliance != "")
			count("passwords changed in the last 7 days", a.Changed != nil && a.Changed.After(ago(7)))
			count("passwords fetched before, but not for 30 days", a.Accessed != nil && a.Accessed.Before(ago(30)))
			count("service accounts of the backup", strings.HasPrefix(a.Name, "svc_backup"))
			count("accounts of root", a.Name == "root")
		}
		for _, r := range resources {
			count("switches and firewalls", r.Type == "Cisco IOS" || r.Type == "Fortigate Firewall")
			count("databases", strings.Contains(r.Type, "SQL") || strings.Contains(r.Type, "Oracle"))
			count("resources outside the first site", r.Location != "" && r.Location != v.firm.Model.Sites[0].City)
		}
		for _, e := range log {
			count("who saw the password that is seen most, in the last 7 days", e.AccountID == seen && e.At.After(ago(7)))
			count("what the administrator did in the last 14 days", e.OperatedBy == "admin" && e.At.After(ago(14)))
			count("rotations of the last 7 days", e.Operation == "Password Changed" && e.At.After(ago(7)))
			count("requests of the last 14 days", e.Operation == "Password Requested" && e.At.After(ago(14)))
			count("accounts that were lent", e.Operation == "Shared")
			count("what was done on weekends, by hand", e.OperatedBy != "hostbound" &&
				(e.At.Weekday() == time.Saturday || e.At.Weekday() == time.Sunday))
			count("incidents", strings.HasPrefix(e.Reason, "INC") && e.At.After(ago(14)))
		}
		look(t, v.World, "admin", func(tx *state.Tx) {
			for _, by := range tx.PasswordRequests() {
				for _, q := range by.Requests {
					count("requests that wait for the administrator", q.Status == "[Approve] [Reject]")
				}
			}
		})
		for _, u := range v.users {
			count("members of the network team", slices.Contains(u.Groups, "Network Team"))
		}
		assert.Len(t, found, 20)
		for question, n := range found {
			assert.True(t, 1 <= n && n <= 60, "%s: %d", question, n)
		}
		t.Log(fmt.Sprint(found))
	})
}

// TestWhatAClientWroteStays: neither is a password changed that a client has set, nor is a user let in whom a client has locked.
func TestWhatAClientWroteStays(t *testing.T) {
	t.Parallel()
	v := vaultAt(t, 1, epoch)
	w := v.Fork("0123456789ab")
	resources, _ := everything(t, w)
	locked, mine := v.users[13], map[int64]bool{}
	require.NoError(t, w.Write(state.System, func(tx *state.Tx) error {
		for _, r := range resources[15:] {
			if mine[r.ID] = r.Type == "Linux"; !mine[r.ID] {
				continue
			}
			id := strconv.FormatInt(r.ID, 10)
			_, accounts, err := tx.AccountsOf(id, state.Query{})
			require.NoError(t, err)
			for _, a := range accounts {
				require.NoError(t, tx.ChangePassword(id, strconv.FormatInt(a.ID, 10), state.PasswordChange{Password: "Mine-1-Mine"}))
			}
		}
		return tx.SetLocked(locked.Name, true)
	}))
	before, changes := len(auditLog(t, w)), 0
	w.Clock().Advance(150 * 24 * time.Hour)
	for _, e := range auditLog(t, w)[before:] {
		assert.NotEqual(t, locked.Name, e.OperatedBy)
		if e.Operation == "Password Changed" {
			assert.False(t, mine[e.ResourceID], e.Resource)
			changes++
		}
	}
	assert.Greater(t, changes, 50)
	require.NoError(t, w.Read(state.System, func(tx *state.Tx) error {
		u, err := tx.UserByName(locked.Name)
		assert.True(t, u.Locked)
		return err
	}))
}

// TestTheVaultLivesOn: a clock that is moved in one step or in many gives the same trail, and passwords do not all grow old.
func TestTheVaultLivesOn(t *testing.T) {
	t.Parallel()
	v := vaultAt(t, 1, epoch)
	before := auditLog(t, v.World)
	one, many := v.Fork("0123456789ab"), v.Fork("0123456789ab")
	one.Clock().Advance(200 * 24 * time.Hour)
	after := auditLog(t, one)
	for range 400 {
		many.Clock().Advance(12 * time.Hour)
		_ = auditLog(t, many)
	}
	assert.Equal(t, after, auditLog(t, many))
	assert.Equal(t, before, auditLog(t, v.World))
	assert.Equal(t, before, after[:len(before)])
	perDay := float64(len(after)-len(before)) / 200
	assert.True(t, 8 < perDay && perDay < 20, perDay)
	expired, old, accounts := 0, 0, 0
	_, views := everything(t, one)
	for _, a := range views {
		if a.ID <= 24 {
			continue // pinned: nobody changes these
		}
		accounts++
		if a.Expired {
			expired++
		}
		if a.Changed == nil || a.Changed.Before(epoch) {
			old++
		}
	}
	t.Log(len(after)-len(before), "records,", expired, "expired,", old, "not changed since, of", accounts)
	assert.Less(t, expired*5, accounts)
	assert.Less(t, old*3, accounts)
}

// TestWhoHasAnotherRoleIsNotMadeToActAsBefore: what the role was for would be done without the right to.
func TestWhoHasAnotherRoleIsNotMadeToActAsBefore(t *testing.T) {
	t.Parallel()
	w, _ := fill(t, part(t, "standard"))
	begun, role := w.Clock().Now(), "Password User"
	acts := func(w *state.World) (n int) {
		for _, e := range auditLog(t, w) {
			if e.OperatedBy == "admin" && e.At.After(begun) {
				n++
			}
		}
		return n
	}
	demoted := w.Fork("")
	require.NoError(t, demoted.Write(state.System, func(tx *state.Tx) error {
		_, err := tx.EditUser("1", state.UserSettings{Role: &role})
		return err
	}))
	before := acts(demoted)
	for _, each := range []*state.World{w, demoted} {
		each.Clock().Advance(90 * 24 * time.Hour)
	}
	assert.Greater(t, acts(w), 5)
	assert.Equal(t, before, acts(demoted))
}
