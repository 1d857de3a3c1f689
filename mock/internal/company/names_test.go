package company

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
)

func TestNamesBecomeASCII(t *testing.T) {
	t.Parallel()
	for _, c := range [][3]string{
		{"Małgorzata", "polish", "malgorzata"}, {"Łukasz", "polish", "lukasz"}, {"Jürgen", "german", "juergen"}, {"Groß", "german", "gross"},
		{"Gürsel", "turkish", "gursel"}, {"Işık", "turkish", "isik"}, {"Đặng", "vietnamese", "dang"}, {"Gonçalves", "portuguese", "goncalves"}, {"O'Brien, Jr.", english, "obrienjr"},
		{"Jean-Luc", "french", "jean-luc"}, {"Sørensen", english, "sorensen"}, {"Œuvrard", "french", "oeuvrard"}, {"Řehoř", "czech", "rehor"}, {"図面", "japanese", ""},
	} {
		assert.Equal(t, c[2], ascii(c[0], c[1]), c[0])
	}
}

func TestModelsThatCannotBe(t *testing.T) {
	t.Parallel()
	good := `
sites: [{name: A, city: A, country: US, zone: UTC, people: 100, languages: {english: 100}}]
countries: [{code: US, holidays: [{name: x, month: 1, day: 1}]}]
units: [{name: U, head: H}]
jobs: [{name: j, unit: U, people: 1, titles: [T], from: 9h, until: 17h}]
machines: [{name: M, os: win, from: 2020-01, versions: [{name: "1", from: 2020-01}]}]
`
	for name, extra := range map[string]string{
		"an unknown key": "colour: red", "an unknown country": "sites: [{name: B, country: XX, zone: UTC, languages: {english: 1}}]",
		"an unknown zone": "sites: [{name: B, country: US, zone: Nowhere/Land, languages: {english: 1}}]", "an unknown language": "sites: [{name: B, country: US, zone: UTC, languages: {elvish: 1}}]",
		"an unknown unit": "jobs: [{name: k, unit: V, titles: [T], from: 9h, until: 17h}]", "no hours": "jobs: [{name: k, unit: U, titles: [T]}]",
		"an unknown site": "units: [{name: V, sites: [Z]}]", "a holiday that never is": "countries: [{code: CA, holidays: [{name: y}]}]",
		"a month that is none": "machines: [{name: N, os: win, from: May, versions: [{name: '1', from: 2020-01}]}]", "no versions": "machines: [{name: N, os: win, from: 2020-01}]",
		"a date that is none": "countries: [{code: CA, holidays: [{name: y, dates: [tomorrow]}]}]", "a weekday that is none": "countries: [{code: CA, holidays: [{name: y, month: 1, nth: 1, weekday: Noday}]}]",
	} {
		_, err := Read(fstest.MapFS{"a.yaml": {Data: []byte(good)}, "b.yaml": {Data: []byte(extra)}})
		assert.Error(t, err, name)
	}
	_, err := Read(fstest.MapFS{"a.yaml": {Data: []byte(good)}})
	assert.NoError(t, err)
	_, err = Read(fstest.MapFS{})
	assert.Error(t, err)
}
