package events

import (
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/company"
)

const tenant = "1d71796f-af5b-4231-9d8e-df6434da4663"

// The history begins on a Friday, as the seeded worlds' do; begun is when the clock starts, and later is when everybody asks.
var (
	theStart = time.Date(2026, 8, 7, 0, 0, 0, 0, time.UTC)
	begun    = time.Date(2026, 11, 4, 15, 0, 0, 0, time.UTC)
	theEnd   = theStart.AddDate(0, 0, Days)
	later    = theEnd.Add(time.Hour)
)

// The values that clients' configurations name.
const (
	pinnedID     = "0_1d71796f-af5b-4231-9d8e-df6434da4663_984418168383179707_986472569691401170_12"
	pinnedDevice = "935873453596901068"
	pinnedMD5    = "202cb962ac59075b964b07152d234b70"
	pinnedSHA256 = "a665a45920422f9d417e4867efdc4fb8a04a1f3fff1fa07e998e86f7f7a27ae3"
)

// theModel is the firm as data.
var theModel = sync.OnceValue(func() *company.Model {
	m, err := company.Read(os.DirFS("../../../../fixtures/company"))
	if err != nil {
		panic(err)
	}
	return m
})

// theFirms are firms by how many people they have: there are many histories of each.
var theFirms sync.Map

func firm(people int) *company.Company {
	made, ok := theFirms.Load(people)
	if !ok {
		c, err := company.New(theModel(), company.Spec{
			Seed: 42, Now: company.DateOf(begun), People: people, Units: min(people/10, 40), Named: []string{"Example Co"},
			Departures: []int{-30, -9, -2, -1, 0, 1, 5, 12, 19, 30, 61}[:min(people/10, 11)],
		})
		if err != nil {
			panic(err)
		}
		made, _ = theFirms.LoadOrStore(people, c)
	}
	return made.(*company.Company)
}

// office is a company of some people, with the devices that they have had. The first has the pinned one.
func office(size, people int) Spec {
	c := firm(people)
	s := Spec{Seed: 42, Tenant: tenant, From: theStart, Until: theEnd, Start: begun, Size: size, Company: c, Pins: []Pin{
		{ID: pinnedID, DeviceGUID: pinnedDevice, Name: "plan.docx", Directory: "C:/Users/pat/Documents/", Content: "456", Before: 100 * time.Hour},
		{DeviceGUID: pinnedDevice, Name: "numbers.txt", Directory: "C:/Users/pat/Documents/", Content: "123", Before: 50 * time.Hour},
	}}
	departing := map[int]time.Time{}
	for _, i := range c.Leaving {
		departing[i] = c.People[i].Left.UTC().Add(-40 * day)
	}
	for i := range c.People {
		who := &c.People[i]
		p := Person{
			UID: fmt.Sprint(904400056375514226 + i), Username: who.Login + "@example.com", Who: who, Departing: departing[i],
		}
		if i%27 == 13 && who.Left == 0 {
			p.HighRisk = theStart.Add(10 * day)
		}
		if who.Left != 0 && who.Left <= company.DateOf(begun) {
			p.Stopped = (who.Left + 1).UTC()
		}
		for j := range who.Machines {
			p.Devices = append(p.Devices, computer(&who.Machines[j], i, j))
		}
		s.People = append(s.People, p)
	}
	return s
}

func computer(m *company.Machine, i, j int) Device {
	d := Device{
		GUID: fmt.Sprint(935873453596901068 + 20*i + j), Host: m.Host, OS: m.Model.OS, OSVersion: m.Model.Versions[m.Version].Name,
		PrivateIPs: []string{fmt.Sprintf("10.0.%d.%d", i%250, j+2)}, PublicAddress: fmt.Sprintf("198.51.100.%d", 1+i%250), From: m.From.UTC(),
	}
	if m.Until != 0 {
		d.Until = m.Until.UTC().Add(17 * time.Hour)
	}
	return d
}

func newLog(t testing.TB, spec Spec) *Log {
	t.Helper()
	l, err := New(spec)
	require.NoError(t, err)
	return l
}

// standard is a history as big as the standard world's, made once for all tests.
var standard = sync.OnceValue(func() *Log {
	l, err := New(office(20_000, 220))
	if err != nil {
		panic(err)
	}
	return l
})

func where(clause string, filters ...Filter) Group { return Group{Clause: clause, Filters: filters} }

func all(groups ...Group) Query { return Query{Groups: groups, PageSize: MaxPageSize} }

func count(t testing.TB, l *Log, v Version, q Query) int {
	t.Helper()
	r, err := l.Search(v, q, later)
	require.NoError(t, err, "%+v", q)
	return r.Total
}
