package openapi

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
)

// Violation is one way in which a request or a response breaks the description.
type Violation struct {
	Where  string // "body", "query", "path", "header", "cookie" or "response"
	Field  string // path to the value: items[2].name; empty for the whole
	Reason string
	Rule   string // the keyword of the schema that the value breaks, where it is one's; or one of the rules below
	Place  string // of what is in an answer: a JSON pointer with * for each index and each name that the description leaves open
}

// The rules that are looked at before what they bound is.
const (
	RuleDepth     = "depth"
	RuleMaxItems  = "maxItems"
	RuleMaxLength = "maxLength"
)

// The rules of answers that are no keyword of a schema.
const (
	RuleStatus  = "status"  // it is not declared
	RuleContent = "content" // not the declared media type, a body where none is declared, or one that cannot be read
	RuleHeader  = "header"  // a declared one is missing, or not as declared
	RuleMember  = "member"  // the object has a member that is not declared
)

func (v *Violation) Error() string {
	if v.Field == "" {
		return v.Where + ": " + v.Reason
	}
	return v.Where + " " + v.Field + ": " + v.Reason
}

// Violations is what a check returns as its error; errors.As finds both the list and its first Violation.
type Violations []*Violation

// shown is how many violations a message spells out. The first few tell what is wrong; the rest is usually the same.
const shown = 4

func (vs Violations) Error() string {
	texts := make([]string, 0, shown+1)
	for i, v := range vs {
		if i == shown {
			texts = append(texts, fmt.Sprintf("and %d more", len(vs)-shown))
			break
		}
		texts = append(texts, v.Error())
	}
	return strings.Join(texts, "; ")
}

// Unwrap lets errors.As find a single Violation.
func (vs Violations) Unwrap() []error {
	errs := make([]error, len(vs))
	for i, v := range vs {
		errs[i] = v
	}
	return errs
}

// orNil sorts, so that the same mistake always gets the same message.
func (vs Violations) orNil() error {
	if len(vs) == 0 {
		return nil
	}
	slices.SortFunc(vs, func(a, b *Violation) int {
		return cmp.Or(cmp.Compare(a.Where, b.Where), cmp.Compare(a.Field, b.Field), cmp.Compare(a.Reason, b.Reason))
	})
	vs = slices.CompactFunc(vs, func(a, b *Violation) bool { return a.Error() == b.Error() && a.Place == b.Place })
	return vs[:min(len(vs), mostViolations)]
}

// violations turns what kin-openapi says about a value into short sentences. root is the name of the value that was
// validated (a parameter), empty for a body.
func violations(where, root string, err error) Violations {
	var list Violations
	var many openapi3.MultiError
	var schema *openapi3.SchemaError
	var parse *openapi3filter.ParseError
	switch {
	case err == nil:
	case errors.As(err, &many):
		for _, one := range many {
			list = append(list, violations(where, root, one)...)
		}
	case errors.As(err, &schema):
		field := fieldPath(root, schema.JSONPointer())
		reason := tooLong(schema)
		if reason == "" {
			reason = schemaReason(schema) + insteadOf(field, schema)
		}
		list = append(list, &Violation{Where: where, Field: field, Reason: reason, Rule: brokenRule(schema)})
	case errors.As(err, &parse):
		list = append(list, &Violation{Where: where, Field: fieldPath(root, anyPath(parse.Path())), Reason: parseReason(parse)})
	case errors.Is(err, openapi3filter.ErrInvalidRequired):
		list = append(list, &Violation{Where: where, Field: root, Reason: "is required but missing"})
	case errors.Is(err, openapi3filter.ErrInvalidEmptyValue):
		list = append(list, &Violation{Where: where, Field: root, Reason: "must not be empty"})
	default:
		list = append(list, &Violation{Where: where, Field: root, Reason: err.Error()})
	}
	return list
}

// brokenRule is the keyword that a value breaks. One of another type is none of an enumeration's either.
func brokenRule(err *openapi3.SchemaError) string {
	_, text := err.Value.(string)
	switch {
	case err.SchemaField != "enum" || err.Schema == nil:
		return err.SchemaField
	case err.Value == nil:
		return "nullable"
	case err.Schema.Type.Is(openapi3.TypeString) && !text:
		return "type"
	}
	return err.SchemaField
}

// parseReason is the innermost reason; the outer ones only repeat where it happened.
func parseReason(err *openapi3filter.ParseError) string {
	if inner, ok := err.Cause.(*openapi3filter.ParseError); ok {
		return parseReason(inner)
	}
	return cmp.Or(err.Reason, "cannot be read")
}

func schemaReason(err *openapi3.SchemaError) string {
	if err.SchemaField == "required" {
		return "is required but missing"
	}
	if err.SchemaField == "pattern" && err.Schema != nil {
		return fmt.Sprintf("does not match the pattern %q", err.Schema.Pattern)
	}
	switch { // in digits: kin-openapi says 1e+06
	case err.SchemaField == "minimum" && err.Schema != nil && err.Schema.Min != nil:
		return "number must be at least " + plain(*err.Schema.Min)
	case err.SchemaField == "maximum" && err.Schema != nil && err.Schema.Max != nil:
		return "number must be at most " + plain(*err.Schema.Max)
	}
	return cmp.Or(err.Reason, "does not match the schema's "+err.SchemaField)
}

// tooLong words an integer that does not fit its format as checkRange does, so that it is reported once.
func tooLong(err *openapi3.SchemaError) string {
	if err.SchemaField != "format" || err.Schema == nil || !err.Schema.Type.Is(openapi3.TypeInteger) {
		return ""
	}
	return fmt.Sprintf("does not fit into %s bits", strings.TrimPrefix(err.Schema.Format, "int"))
}

// insteadOf quotes the offending value where that helps and cannot harm: a short scalar where a scalar was asked for,
// in a field that does not sound like a secret.
func insteadOf(field string, err *openapi3.SchemaError) string {
	if err.Schema == nil || err.SchemaField == "required" || SoundsSecret(field) ||
		err.Schema.Type.Is(openapi3.TypeObject) || err.Schema.Type.Is(openapi3.TypeArray) {
		return ""
	}
	if text := quote(err.Value); text != "" {
		return ", not " + text
	}
	return ""
}

// quote spells a scalar for a message; long values and containers give the empty string.
func quote(value any) string {
	const longest = 40
	var text string
	switch value := value.(type) {
	case string:
		text = strconv.Quote(value)
	case json.Number:
		text = value.String()
	case float64:
		text = plain(value)
	case bool, int32, int64:
		text = fmt.Sprint(value)
	}
	if len(text) > longest {
		return ""
	}
	return text
}

var joints = strings.NewReplacer("_", "", "-", "", " ", "")

var secretWords = []string{"password", "passwd", "pwd", "passphrase", "secret", "token", "credential", "apikey", "privatekey", "authorization"}

// SoundsSecret reports whether the name of a field or parameter sounds like something that must not appear in a message or a log.
func SoundsSecret(field string) bool {
	plain := joints.Replace(strings.ToLower(field))
	return slices.ContainsFunc(secretWords, func(word string) bool { return strings.Contains(plain, word) })
}

// NamesSecret reports whether a text is only what secrets are called. Whoever reads it learns none, even if somebody has it for one.
func NamesSecret(text string) bool {
	switch strings.ToLower(text) {
	case "password", "secret", "token":
		return true
	}
	return false
}

func fieldPath(root string, keys []string) string {
	field := root
	for _, key := range keys {
		if _, err := strconv.Atoi(key); err == nil {
			field += "[" + key + "]"
			continue
		}
		field = below(field, key)
	}
	return field
}

func below(field, key string) string {
	if field == "" {
		return key
	}
	return field + "." + key
}

func anyPath(path []any) []string {
	keys := make([]string, len(path))
	for i, key := range path {
		keys[i] = fmt.Sprint(key)
	}
	return keys
}
