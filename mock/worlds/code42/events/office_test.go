package events

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const tenant = "1d71796f-af5b-4231-9d8e-df6434da4663"

// theEnd is a Sunday morning, like the seeded worlds' epoch; later is when everybody asks.
var (
	theEnd = time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC)
	later  = theEnd
)

// The values that clients' configurations name.
const (
	pinnedID     = "0_1d71796f-af5b-4231-9d8e-df6434da4663_984418168383179707_986472569691401170_12"
	pinnedDevice = "935873453596901068"
	pinnedMD5    = "202cb962ac59075b964b07152d234b70"
	pinnedSHA256 = "a665a45920422f9d417e4867efdc4fb8a04a1f3fff1fa07e998e86f7f7a27ae3"
)

// office is a company of some people, with no, one or two devices each.
func office(size, people int) Spec {
	s := Spec{Seed: 42, Tenant: tenant, End: theEnd, Size: size, Pins: []Pin{
		{ID: pinnedID, DeviceGUID: pinnedDevice, Name: "plan.docx", Directory: "C:/Users/pat/Documents/", Content: "456", Before: 100 * time.Hour},
		{DeviceGUID: pinnedDevice, Name: "numbers.txt", Directory: "C:/Users/pat/Documents/", Content: "123", Before: 50 * time.Hour},
	}}
	for i := range people {
		p := Person{
			UID: fmt.Sprint(904400056375514226 + i), Username: fmt.Sprintf("person%d@example.com", i),
			Departing: i%20 == 3, HighRisk: i%25 == 4, Left: i%30 == 29,
		}
		for j := range (i + 1) % 3 {
			p.Devices = append(p.Devices, Device{
				GUID: fmt.Sprint(935873453596901068 + 3*i + j), Host: fmt.Sprintf("DESKTOP-%d%c", i, 'A'+j), OS: []string{"win", "mac", "linux"}[(i+j)%3],
				OSVersion: []string{"10.0.22631", "15.1", "6.8.0-45-generic"}[(i+j)%3], PrivateIPs: []string{fmt.Sprintf("10.0.%d.%d", i%250, j+2)},
				PublicAddress: fmt.Sprintf("198.51.100.%d", 1+i%250),
			})
		}
		s.People = append(s.People, p)
	}
	return s
}

func newLog(t testing.TB, spec Spec) *Log {
	t.Helper()
	l, err := New(spec)
	require.NoError(t, err)
	return l
}

// standard is a history as big as the standard world's, made once for all tests.
var standard = sync.OnceValue(func() *Log {
	l, err := New(office(20_000, 120))
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
