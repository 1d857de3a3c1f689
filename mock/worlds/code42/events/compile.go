package events

import (
	"fmt"
	"math"
	"math/bits"
	"slices"
	"time"
)

// node is a part of a compiled query. It judges 64 events at once: those from a multiple of 64 on whose bits are set, and returns
// the bits of those that match.
type node interface {
	eval(base uint32, in uint64) uint64
}

// everything and nothing match all events and none.
type everything struct{}
type nothing struct{}

func (everything) eval(_ uint32, in uint64) uint64 { return in }
func (nothing) eval(uint32, uint64) uint64         { return 0 }

func always(b bool) node {
	if b {
		return everything{}
	}
	return nothing{}
}

// leaf tests the rows of one table that events point to. Each row is tested once, when the first event points to it.
type leaf struct {
	w      *work
	in     dim
	test   test
	prices []price // of the test, or of the tests that it joins
	each   int     // the steps for each row in them
	known  []uint8
}

func newLeaf(w *work, in dim, test test, prices ...price) *leaf {
	l := &leaf{w: w, in: in, test: test, prices: prices}
	for _, p := range prices {
		l.each += p.each
	}
	return l
}

const (
	notTested = iota
	passed
	failed
)

func (l *leaf) eval(base uint32, in uint64) uint64 {
	out := uint64(0)
	if l.in == ofEvent {
		for rest := in; rest != 0 && !l.w.ended(); rest &= rest - 1 {
			if i := bits.TrailingZeros64(rest); l.tested(base + uint32(i)) {
				out |= 1 << i
			}
		}
		return out
	}
	if l.known == nil {
		l.known = make([]uint8, l.w.rows(l.in))
	}
	l.w.steps += bits.OnesCount64(in) * perLook
	column := l.w.column[l.in][base:]
	for rest := in; rest != 0; rest &= rest - 1 {
		i := bits.TrailingZeros64(rest)
		row := column[i]
		if l.known[row] == notTested {
			if l.w.ended() {
				return 0
			}
			l.known[row] = failed
			if l.tested(row) {
				l.known[row] = passed
			}
		}
		if l.known[row] == passed {
			out |= 1 << i
		}
	}
	return out
}

func (l *leaf) tested(row uint32) bool {
	l.w.steps += l.each
	return l.test(l.w, row)
}

// span matches events by their time, in microseconds, both ends included. They are sorted by it.
type span struct {
	w           *work
	least, most int64
}

func (s *span) eval(base uint32, in uint64) uint64 {
	at := s.w.at[base:min(int(base)+64, len(s.w.at))]
	s.w.steps += bits.OnesCount64(in)
	if at[0]*1000 >= s.least && at[len(at)-1]*1000 <= s.most {
		return in
	}
	out := uint64(0)
	for rest := in; rest != 0; rest &= rest - 1 {
		if i := bits.TrailingZeros64(rest); at[i]*1000 >= s.least && at[i]*1000 <= s.most {
			out |= 1 << i
		}
	}
	return out
}

type and []node

func (a and) eval(base uint32, in uint64) uint64 {
	for _, n := range a {
		if in = n.eval(base, in); in == 0 {
			return 0
		}
	}
	return in
}

type or []node

func (o or) eval(base uint32, in uint64) uint64 {
	out := uint64(0)
	for _, n := range o {
		if in&^out == 0 {
			return out
		}
		out |= n.eval(base, in&^out)
	}
	return out
}

// either asks the one node or the other, by what a row says.
type either struct {
	choice  *leaf
	yes, no node
}

func (e *either) eval(base uint32, in uint64) uint64 {
	yes := e.choice.eval(base, in)
	out := uint64(0)
	if yes != 0 {
		out = e.yes.eval(base, yes)
	}
	if no := in &^ yes; no != 0 {
		out |= e.no.eval(base, no)
	}
	return out
}

// compiler turns the groups of a query into nodes. The nodes of one query are for one goroutine.
type compiler struct {
	w       *work
	version Version
	now     time.Time
	steps   int // how often a filter's value was looked at, each of a list for itself
}

func (c *compiler) query(q Query) (node, error) {
	return c.groups(q.GroupClause, q.Groups)
}

func (c *compiler) groups(clause string, groups []Group) (node, error) {
	anyOf, err := joinedByOr(clause)
	if err != nil {
		return nil, err
	}
	nodes := make([]node, 0, len(groups))
	for _, g := range groups {
		n, err := c.group(g)
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, n)
	}
	return c.join(anyOf, nodes), nil
}

func (c *compiler) group(g Group) (node, error) {
	anyOf, err := joinedByOr(g.Clause)
	if err != nil {
		return nil, err
	}
	var nodes []node
	for _, f := range gather(g.Filters, anyOf) {
		n, err := c.filter(f)
		if err != nil {
			return nil, &QueryError{Type: blame(f), Description: err.Error(), BadFilter: &f}
		}
		nodes = append(nodes, n)
	}
	for _, sub := range g.Subgroups {
		n, err := c.group(sub)
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, n)
	}
	return c.join(anyOf, nodes), nil
}

// blame tells what is wrong with a filter that is.
func blame(f Filter) string {
	switch _, known := operators[f.Operator]; {
	case !known:
		return IllegalOperator
	case f.Value == nil:
		return MissingValue
	}
	return IllegalValue
}

// gather makes one filter of those that say the same of many values: "is one of" and "is none of" come as one filter for each
// value, up to a thousand of them.
func gather(filters []Filter, anyOf bool) []Filter {
	one, many := "IS_NOT", "IS_NONE"
	if anyOf {
		one, many = "IS", "IS_ANY"
	}
	place, gathered := map[string]int{}, make([]Filter, 0, len(filters))
	for _, f := range filters {
		value, ok := scalar(f.Value)
		if f.Operator != one || !ok {
			gathered = append(gathered, f)
			continue
		}
		at, ok := place[f.Term]
		if !ok {
			place[f.Term] = len(gathered)
			gathered = append(gathered, Filter{Term: f.Term, Operator: many, Value: []string{value}})
			continue
		}
		gathered[at].Value = append(gathered[at].Value.([]string), value)
	}
	return gathered
}

func (c *compiler) filter(f Filter) (node, error) {
	operator, ok := operators[f.Operator]
	if !ok {
		return nil, fmt.Errorf("there is no operator %q", f.Operator)
	}
	field, _ := c.version.termOf(f.Term)
	if field == nil { // its value must make sense all the same
		_, err := operator(absent, f.Value, c.now)
		return always(negative[f.Operator]), err
	}
	return c.condition(field, operator, f)
}

// absent is the field that stands in for one that no event has.
var absent = &field{one: func(*tables, uint32) string { return "" }}

func (c *compiler) condition(f *field, operator operator, from Filter) (node, error) {
	if f == nil {
		return always(negative[from.Operator]), nil
	}
	if f.choice != nil {
		yes, err := c.condition(f.yes, operator, from)
		if err != nil {
			return nil, err
		}
		no, err := c.condition(f.no, operator, from)
		choice := func(w *work, row uint32) bool { return f.choice(w.tables, row) }
		return &either{newLeaf(c.w, f.in, choice, price{each: perRow}), yes, no}, err
	}
	values, _ := scalars(from.Value)
	c.steps += 1 + len(values)
	made, err := operator(f, from.Value, c.now)
	if err != nil {
		return nil, err
	}
	if made.bounded && f.isTime {
		return &span{c.w, made.least, made.most}, nil
	}
	return newLeaf(c.w, f.in, made.test, priceOf(f, made)), nil
}

// join joins nodes. Those that ask the same table become one, so that however long a query is, an event costs one look per table.
func (c *compiler) join(anyOf bool, nodes []node) node {
	var tests [dims][]test
	var prices [dims][]price
	var joined []node
	for _, n := range nodes {
		switch n := n.(type) {
		case *leaf:
			if tests[n.in] == nil {
				joined = append(joined, n)
			}
			tests[n.in], prices[n.in] = append(tests[n.in], n.test), append(prices[n.in], n.prices...)
		case everything:
			if anyOf {
				return n
			}
		case nothing:
			if !anyOf {
				return n
			}
		default:
			joined = append(joined, n)
		}
	}
	if len(joined) == 0 {
		// An empty list matches everything; one of which all members have been left out matches what these did.
		return always(!anyOf || len(nodes) == 0)
	}
	for i, n := range joined {
		if l, ok := n.(*leaf); ok && len(tests[l.in]) > 1 {
			joined[i] = newLeaf(l.w, l.in, allOrAny(tests[l.in], anyOf), prices[l.in]...)
		}
	}
	if len(joined) == 1 {
		return joined[0]
	}
	// What is quick comes first: spans of time, then small tables, last what looks at each event.
	slices.SortStableFunc(joined, func(a, b node) int { return cost(a) - cost(b) })
	if anyOf {
		return or(joined)
	}
	return and(joined)
}

func cost(n node) int {
	switch n := n.(type) {
	case *span:
		return 0
	case *leaf:
		if n.in == ofEvent {
			return math.MaxInt32
		}
		return 1 + n.w.rows(n.in)
	}
	return math.MaxInt32 - 1
}

func allOrAny(tests []test, anyOf bool) test {
	return func(w *work, row uint32) bool {
		for _, test := range tests {
			if test(w, row) == anyOf {
				return anyOf
			}
		}
		return !anyOf
	}
}

// spanOf is between which times all matches of a node must be.
func spanOf(n node) (least, most int64) {
	least, most = math.MinInt64, math.MaxInt64
	switch n := n.(type) {
	case *span:
		return n.least, n.most
	case and:
		for _, part := range n {
			from, to := spanOf(part)
			least, most = max(least, from), min(most, to)
		}
	}
	return least, most
}
