package state

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
)

// Criterion is one condition that the members of a dynamic group meet. Column is a search column of resources, or empty for a custom
// field.
type Criterion struct {
	Column   string
	FieldID  int64
	Operator Operator
	Value    string
}

// CriterionInput is a condition as clients send it: the name of a field (or the label or the column of a custom one), an operator,
// and a value. Of the names only those for the resource's name and type are known.
type CriterionInput struct{ Field, Operator, Value string }

// CriterionView is a condition as it is shown: on a search column of resources, or on the custom field with the label.
type CriterionView struct {
	Column, Label string
	Operator      Operator
	Value         string
}

func (tx *Tx) viewCriteria(g ResourceGroup) []CriterionView {
	var views []CriterionView
	for _, c := range g.Criteria {
		f, _ := customFields.Get(tx.Tx, store.Int(c.FieldID))
		views = append(views, CriterionView{c.Column, f.Label, c.Operator, c.Value})
	}
	return views
}

// Operator is how a criterion compares. All comparisons are without regard to case (inferred, as for searches).
type Operator string

// The operators. Their words are inferred; the vendor's Java SDK has an enumeration whose values were not seen.
const (
	opContains       Operator = "CONTAINS"
	opDoesNotContain Operator = "DOESNOTCONTAIN"
	opEquals         Operator = "EQUALS"
	opNotEquals      Operator = "NOTEQUALS"
	opStartsWith     Operator = "STARTSWITH"
	opEndsWith       Operator = "ENDSWITH"
)

var compare = map[Operator]func(text, value string) bool{
	opContains:       strings.Contains,
	opDoesNotContain: func(text, value string) bool { return !strings.Contains(text, value) },
	opEquals:         func(text, value string) bool { return text == value },
	opNotEquals:      func(text, value string) bool { return text != value },
	opStartsWith:     strings.HasPrefix,
	opEndsWith:       strings.HasSuffix,
}

// Other spellings of columns and operators that are as likely, once blanks and underscores are gone.
var (
	columnSpellings = map[string]string{
		"RESOURCETYPE": "RESOURCE_TYPE", "RESOURCEDESCRIPTION": "RESOURCEDESC", "DNSNAME": "IPADDRESS",
	}
	operatorSpellings = map[string]Operator{
		"": opContains, "NOTCONTAINS": opDoesNotContain, "EQUAL": opEquals, "IS": opEquals, "NOTEQUAL": opNotEquals, "ISNOT": opNotEquals,
		"STARTWITH": opStartsWith, "ENDWITH": opEndsWith,
	}
)

// plain is a word without what spellings differ in.
func plain(word string) string {
	return strings.NewReplacer(" ", "", "_", "", "-", "").Replace(strings.ToUpper(word))
}

// criteria reads conditions and refuses those that cannot be met.
func (tx *Tx) criteria(inputs []CriterionInput) ([]Criterion, error) {
	list := make([]Criterion, len(inputs))
	for i, in := range inputs {
		c := Criterion{Operator: Operator(plain(in.Operator)), Value: in.Value}
		if operator, ok := operatorSpellings[string(c.Operator)]; ok {
			c.Operator = operator
		}
		invalid := fail.New(fail.Invalid, "", "Invalid criteria")
		var ok bool
		if c.Column, c.FieldID, ok = tx.compared(in.Field); !ok {
			return nil, invalid.Because("%q is neither a field of resources nor a custom field that can be compared", in.Field)
		}
		if _, ok := compare[c.Operator]; !ok {
			return nil, invalid.Because("there is no operator %q", in.Operator)
		}
		if in.Value == "" {
			return nil, invalid.Because("the criterion on %q has no value", in.Field)
		}
		list[i] = c
	}
	return list, nil
}

// compared is the search column or the custom field that a condition names.
func (tx *Tx) compared(name string) (column string, field int64, ok bool) {
	column = plain(name)
	if other, ok := columnSpellings[column]; ok {
		column = other
	}
	if _, ok := searchColumns[column]; ok {
		return column, 0, true
	}
	f, ok := tx.fieldFor(name)
	return "", f.ID, ok
}

// Compared lists what a condition can be on, and tells whether a name is one of those.
func (tx *Tx) Compared(name string) (fields []string, ok bool) {
	fields = slices.Sorted(maps.Keys(searchColumns))
	for _, f := range tx.fieldsOf(ResourceField) {
		if f.Type != PasswordField {
			fields = append(fields, f.Label)
		}
	}
	_, _, ok = tx.compared(name)
	return fields, ok
}

// fieldFor finds a custom field of resources by its label or its column; secrets cannot be compared.
func (tx *Tx) fieldFor(name string) (CustomField, bool) {
	for _, f := range tx.fieldsOf(ResourceField) {
		if f.Type != PasswordField && (strings.EqualFold(f.Label, name) || strings.EqualFold(f.Column, name)) {
			return f, true
		}
	}
	return CustomField{}, false
}

// meets tells whether a resource is what a dynamic group asks for. One without criteria has no members.
func (tx *Tx) meets(g ResourceGroup, r Resource) bool {
	for _, c := range g.Criteria {
		if met := tx.holds(c, r); met != g.MatchAll {
			return met
		}
	}
	return g.MatchAll && len(g.Criteria) > 0
}

// joinsSome tells whether a resource, once it is changed, is somebody else's through a dynamic group whose criteria it did not meet before.
// A group that gives nobody anything does not count: who is refused would learn what it asks for.
func (tx *Tx) joinsSome(before, after Resource) bool {
	for g := range resourceGroups.Scan(tx.Tx, "dynamic", nil) {
		if tx.meets(g, after) && !tx.meets(g, before) && tx.givesOthers(g, after) {
			return true
		}
	}
	return false
}

// givesOthers tells whether a share of a group passes a resource on to somebody besides its owner and the actor.
func (tx *Tx) givesOthers(g ResourceGroup, r Resource) bool {
	for shared := range grants.Scan(tx.Tx, "object", Object{GroupObject, g.ID}.key()) {
		if tx.reach(sharedGroup{g, shared}, r) == NoAccess {
			continue
		}
		for _, user := range tx.usersOf(shared.Target) {
			if user != tx.Actor.UserID && user != r.OwnerID {
				return true
			}
		}
	}
	return false
}

// usersOf are the users whom a grant reaches.
func (tx *Tx) usersOf(t Target) (ids []int64) {
	if !t.Group {
		return []int64{t.ID}
	}
	for m := range members.Scan(tx.Tx, "group", store.Int(t.ID)) {
		ids = append(ids, m.UserID)
	}
	return ids
}

func (tx *Tx) holds(c Criterion, r Resource) bool {
	text := ""
	if column, ok := searchColumns[c.Column]; ok {
		text = column(r, tx.typeOf(r))
	} else if f, ok := customFields.Get(tx.Tx, store.Int(c.FieldID)); ok {
		text = show([]CustomField{f}, r.Custom)[0].Value
	}
	if len(c.Value) > utf8.UTFMax*len(text) { // more characters than the text has: it is neither in it nor the same
		return c.negative()
	}
	return compare[c.Operator](strings.ToLower(text), strings.ToLower(c.Value))
}

// negative tells whether a criterion is met where its value is not.
func (c Criterion) negative() bool {
	return c.Operator == opDoesNotContain || c.Operator == opNotEquals
}

// mayMeet picks the resources in use among which those that meet the criteria of a dynamic group are: where what they ask for is a text,
// those that hold it.
func (tx *Tx) mayMeet(g ResourceGroup) *store.Query[Resource] {
	picked := tx.used()
	if texts := tx.textsOf(g); texts != nil {
		picked.Seen(texts...)
	}
	return picked
}

// textsOf are the texts of which the glance of whatever meets the criteria holds one; nil if there are no such texts. Where all criteria
// must be met, one will do: the longest is the rarest.
func (tx *Tx) textsOf(g ResourceGroup) (texts []string) {
	list := slices.Clone(g.Criteria)
	if g.MatchAll {
		list = slices.DeleteFunc(list, Criterion.negative)
		slices.SortStableFunc(list, func(a, b Criterion) int { return len(b.Value) - len(a.Value) })
		list = list[:min(1, len(list))]
	}
	if slices.ContainsFunc(list, Criterion.negative) {
		return nil
	}
	for _, c := range list {
		value := strings.ToLower(c.Value)
		texts = append(texts, value)
		if !slices.Contains(typeColumns, c.Column) {
			continue
		}
		for t := range resourceTypes.All(tx.Tx) {
			if compare[c.Operator](strings.ToLower(t.Name), value) {
				texts = append(texts, typeMark(t.ID))
			}
		}
	}
	return texts
}
