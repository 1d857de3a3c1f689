package pam360

import (
	"maps"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/understudy/understudy/contract"
)

// AuditReads is what the trail of any tenant has in common. It grows while it is read, at its end.
type AuditReads struct{ suite }

// begun are the first records of a trail.
func (s *AuditReads) begun(query Details) []contract.Value {
	s.T().Helper()
	query["LIMIT"] = 200
	reply := s.trail(query)
	s.EqualValues(len(reply.rows()), reply.TotalRows(), "what the page holds, unlike in lists of resources")
	return reply.rows()
}

// newest is the number of the last record, found by halves: no answer says how many there are.
func (s *AuditReads) newest() int {
	s.T().Helper()
	beyond := func(n int) bool { return !s.trail(Details{"STARTINDEX": n + 1, "LIMIT": 1}).Details().Exists() }
	end := 1
	for end < 1<<24 && !beyond(end) {
		end *= 8
	}
	return sort.Search(end, beyond)
}

// TestPagesBeginWithTheOldest, whose number is 1; 0 means it too.
func (s *AuditReads) TestPagesBeginWithTheOldest() {
	const span = 12
	last := s.newest()
	if last == 0 {
		s.Lacks("a record of the audit trail")
	}
	times, places := []int{}, map[string]int{}
	for _, from := range []int{1, max(1, last/2), max(1, last-span+1)} {
		whole := s.trail(Details{"STARTINDEX": from, "LIMIT": span}).rows()
		seen := []string{}
		for start := from; start < from+len(whole); start += 5 {
			page := s.trail(Details{"STARTINDEX": start, "LIMIT": min(5, from+len(whole)-start)})
			s.EqualValues(len(page.rows()), page.TotalRows(), "what the page holds")
			seen = append(seen, texts(page.rows(), "Audit ID")...)
		}
		s.Equal(texts(whole, "Audit ID"), seen)
		for i, record := range whole {
			place, met := places[record.At("Audit ID").Str()]
			s.True(!met || place == from+i, "%s has one place", record)
			places[record.At("Audit ID").Str()] = from + i
			millis, err := strconv.Atoi(record.At("TIME").Str())
			s.NoError(err)
			times = append(times, millis)
		}
		plain := s.admin.Get(auditPath, contract.Query{"STARTINDEX": from, "LIMIT": 1}).Success()
		s.Equal(whole[0].String(), plain.Details().At(0).String(), "plain parameters do it too")
	}
	s.True(last <= 2*span || slices.IsSorted(times), "the oldest first")
	s.Equal(s.trail(Details{"STARTINDEX": 1, "LIMIT": 2}).Details().String(), s.trail(Details{"STARTINDEX": 0, "LIMIT": 2}).Details().String())
	far := s.trail(Details{"STARTINDEX": 1 << 30})
	s.EqualValues(0, far.TotalRows())
	s.False(far.Details().Exists())
}

// TestARecordSaysWhenTwice: to the millisecond, once for programs and once in the server's time. It says of resources what it concerns.
func (s *AuditReads) TestARecordSaysWhenTwice() {
	records := append(s.begun(Details{}), s.begun(Details{"DURATION": "LAST_7_DAYS"})...)
	if len(records) == 0 {
		s.Lacks("a record of the audit trail")
	}
	for _, record := range records {
		millis, err := strconv.ParseInt(record.At("TIME").Str(), 10, 64)
		s.NoError(err)
		stamp, err := time.Parse("2006-01-02 15:04:05.000", record.At("Time Stamp").Str())
		s.NoError(err)
		zone := stamp.Sub(time.UnixMilli(millis).UTC())
		s.Zero(zone%(15*time.Minute), "what is between them is the server's zone: %s", record)
		s.LessOrEqual(zone.Abs(), 14*time.Hour, "%s", record)
		for _, member := range []string{"Operation Type", "Operated by", "IP Address", "Client Type", "User's Full Name"} {
			s.NotEmpty(record.At(member).Str(), "%s of %s", member, record)
		}
		for _, member := range []string{"Resource Name", "User Account ID", "User Account", "Ticket ID"} {
			s.Equal(record.At("Resource ID").Exists(), record.At(member).Exists(), "%s of %s: in the trail of resources only", member, record)
		}
	}
}

// TestTypesPartTheTrail: each record is in one of the two trails, in the same order.
func (s *AuditReads) TestTypesPartTheTrail() {
	whole := s.begun(Details{"AUDITTYPE": ""})
	s.Equal(texts(whole, "Audit ID"), texts(s.begun(Details{}), "Audit ID"), "an empty type is none")
	for kind, of := range map[string]bool{ofResources: true, ofUsers: false} {
		trail, want := texts(s.begun(Details{"AUDITTYPE": kind}), "Audit ID"), []string{}
		for _, record := range whole {
			if record.At("Resource ID").Exists() == of {
				want = append(want, record.At("Audit ID").Str())
			}
		}
		s.Require().GreaterOrEqual(len(trail), len(want), kind)
		s.Equal(want, trail[:len(want)], kind)
		s.True(len(whole) == 200 || len(trail) == len(want), "%s: and no more", kind)
		plain := s.admin.Input(Details{"AUDITTYPE": map[string]string{ofResources: ofUsers, ofUsers: ofResources}[kind]}).
			Get(auditPath, contract.Query{"AUDITTYPE": kind, "LIMIT": 200}).Success()
		s.Equal(trail, texts(plain.rows(), "Audit ID"), "plain parameters count where both are there")
	}
	s.admin.Bad().Get(auditPath, contract.Query{"AUDITTYPE": "Weather"}).Refused(getAudit)
	s.admin.Bad().Get(auditPath, contract.Query{"LIMIT": "many"}).Refused(getAudit)
}

// TestDaysNarrowTheTrail: a date in both its forms, and the durations.
func (s *AuditReads) TestDaysNarrowTheTrail() {
	whole := s.begun(Details{})
	if len(whole) == 0 {
		s.Lacks("a record of the audit trail")
	}
	days := map[string][]string{} // the ids of each day's first records
	for _, record := range whole {
		day := record.At("Time Stamp").Str()[:len(time.DateOnly)]
		days[day] = append(days[day], record.At("Audit ID").Str())
	}
	list := slices.Sorted(maps.Keys(days))
	for _, day := range slices.Compact([]string{list[0], list[len(list)/2], list[len(list)-1]}) {
		when, err := time.Parse(time.DateOnly, day)
		s.Require().NoError(err)
		dated := s.begun(Details{"DATE": day})
		s.onlyOn(day, dated)
		ids := texts(dated, "Audit ID")
		s.Equal(ids, texts(s.begun(Details{"DATE": when.Format("02/01/2006")}), "Audit ID"), "in both forms")
		s.Require().GreaterOrEqual(len(ids), len(days[day]))
		s.Equal(days[day], ids[:len(days[day])], day)
	}
	first, err := time.Parse(time.DateOnly, list[0])
	s.Require().NoError(err)
	s.Empty(s.begun(Details{"DATE": first.AddDate(0, 0, -1).Format(time.DateOnly)}), "before the oldest")
	s.admin.Get(auditPath, contract.Query{"DATE": "yesterday"}).Refused(getAudit)
	s.admin.Bad().Input(Details{"DURATION": "FOREVER"}).Get(auditPath).Refused(getAudit)
}

// TestDurationsEndToday: what one shows is in the dates that it means.
func (s *AuditReads) TestDurationsEndToday() {
	week := s.begun(Details{"DURATION": "LAST_7_DAYS"})
	seen := map[string]bool{}
	for _, record := range week {
		seen[record.At("Time Stamp").Str()[:len(time.DateOnly)]] = true
	}
	s.LessOrEqual(len(seen), 7)
	for _, duration := range []string{"TODAY", "YESTERDAY"} {
		rows := s.begun(Details{"DURATION": duration})
		if len(rows) == 0 {
			continue
		}
		day := rows[0].At("Time Stamp").Str()[:len(time.DateOnly)]
		s.onlyOn(day, rows)
		both := s.begun(Details{"DURATION": "LAST_7_DAYS", "DATE": day})
		s.Require().GreaterOrEqual(len(both), len(rows), "the week has the day")
		s.Equal(texts(rows, "Audit ID"), texts(both[:len(rows)], "Audit ID"), "both must fit")
		if len(week) > 0 {
			s.GreaterOrEqual(day, week[0].At("Time Stamp").Str()[:len(time.DateOnly)])
		}
		other := map[string]string{"TODAY": "YESTERDAY", "YESTERDAY": "TODAY"}[duration]
		s.Empty(s.begun(Details{"DURATION": other, "DATE": day}), "%s is not %s", day, other)
	}
	s.Empty(s.begun(Details{"DURATION": "TODAY", "DATE": "2001-01-01"}))
}

func (s *AuditReads) onlyOn(day string, records []contract.Value) {
	s.T().Helper()
	for _, record := range records {
		s.True(strings.HasPrefix(record.At("Time Stamp").Str(), day), "%s is not of %s", record, day)
	}
}

// TestRecordsNameWhatIsThere, or was: of those whose users, resources and accounts can still be found, most lead to the same ones.
// Some do not: what is renamed or deleted keeps its old name in the trail.
func (s *AuditReads) TestRecordsNameWhatIsThere() {
	records := s.begun(Details{"AUDITTYPE": ofResources})
	votes := map[string][2]int{} // of each kind: how many agree, of how many that are there
	vote := func(kind string, agrees bool) {
		v := votes[kind]
		if v[1]++; agrees {
			v[0]++
		}
		votes[kind] = v
	}
	for _, record := range every10th(records) {
		id, name := record.At("Resource ID").Str(), record.At("Resource Name").Str()
		if resource := s.admin.Get(path("/resources/%v", id)); id != "" && resource.succeeds() {
			vote("resources", resource.Details().At("RESOURCE NAME").Str() == name)
			if account := record.At("User Account").Str(); account != "" {
				found := s.admin.Get(resources+"/getResourceIdAccountId", contract.Query{"RESOURCENAME": name, "ACCOUNTNAME": account})
				vote("accounts", found.succeeds() && found.Details().At("ACCOUNTID").Str() == record.At("User Account ID").Str())
			}
		}
		found := userList.part(s.admin, 0, 50, Details{"SEARCHVALUE": record.At("User Name").Str()}).rows()
		if i := slices.Index(texts(found, "USERNAME"), record.At("User Name").Str()); i >= 0 {
			vote("users", found[i].At("FULLNAME").Str() == record.At("User's Full Name").Str())
			vote("who acted", record.At("Operated by").Str() == record.At("User Name").Str())
		}
	}
	for kind, v := range votes {
		s.GreaterOrEqual(2*v[0], v[1], "%s: %d of %d agree", kind, v[0], v[1])
	}
	if len(votes) == 0 {
		s.Lacks("a record of a resource or a user that is still there")
	}
}

// every10th are ten of some rows at most, from everywhere among them.
func every10th(rows []contract.Value) (few []contract.Value) {
	step := max(1, (len(rows)+9)/10)
	for i := 0; i < len(rows); i += step {
		few = append(few, rows[i])
	}
	return few
}
