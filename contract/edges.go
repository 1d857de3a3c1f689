package contract

import (
	"encoding/json"
	"net/url"
	"strconv"
)

// edges are numbers at the edges of their types, on both sides, and spellings
// that some readers take for a number.
var edges = []string{
	"0", "-0", "-1", "007", "+1", "1.5", "1e3", "0x10", "２",
	"2147483647", "2147483648", "4294967296", "9007199254740991", "9007199254740993",
	"9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
	"18446744073709551615", "1e308", "1e400", "-1e400", "NaN", "Infinity",
}

// Edges are the good request with one of its numbers after another at the
// edges of what a number can be: those of path and query, whatever the
// document says their type is, and those of the input, as a number where JSON
// has it so, and as text.
func (c Call) Edges() (list []Request) {
	for _, edge := range edges {
		for _, p := range c.Params {
			list = append(list, c.At(map[string]string{p.Name: url.PathEscape(edge)}))
		}
		for _, member := range c.Input.Names() {
			if !c.Input.counts(member) {
				continue
			}
			list = append(list, c.With(member, edge))
			if json.Valid([]byte(edge)) {
				list = append(list, c.With(member, json.Number(edge)))
			}
		}
	}
	return list
}

// counts says whether a member is a number, or a text that reads as one.
func (in Input) counts(member string) bool {
	switch good := in.Good[member].(type) {
	case string:
		_, err := strconv.ParseInt(good, 10, 64)
		return err == nil
	case int, int64, float64:
		return true
	}
	t := in.Members[member].Type
	return t == "integer" || t == "number"
}
