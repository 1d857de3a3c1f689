package state

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
)

// FieldScope tells what has a custom field.
type FieldScope int

// The scopes.
const (
	ResourceField FieldScope = iota + 1
	AccountField
)

// FieldType is the type of a custom field, in the vendor's words.
type FieldType string

// The types. Each has columns of its own.
const (
	CharacterField FieldType = "Character"
	NumericField   FieldType = "Numeric"
	DateField      FieldType = "Date"
	PasswordField  FieldType = "Password"
	FileField      FieldType = "File"
)

// columnOf: the column of File is inferred.
var columnOf = map[FieldType]string{
	CharacterField: "COLUMN_CHAR", NumericField: "COLUMN_LONG", DateField: "COLUMN_DATE", PasswordField: "COLUMN_SCHAR", FileField: "COLUMN_FILE",
}

// CustomField is a defined field; Column is where the vendor keeps it, by which one can search.
type CustomField struct {
	ID     int64
	Scope  FieldScope
	Label  string
	Type   FieldType
	Column string
}

var customFields = store.NewTable("customfield", func(f CustomField) store.Key { return store.Int(f.ID) },
	store.Index[CustomField]{Name: "label", Unique: true, Keys: func(f CustomField) []store.Key {
		return []store.Key{store.Join(store.Int(int64(f.Scope)), store.Fold(f.Label))}
	}},
	store.Index[CustomField]{Name: "scope", Keys: func(f CustomField) []store.Key { return []store.Key{store.Int(int64(f.Scope))} }})

// DefineField defines a custom field; the seed uses it, the API has no such call.
func (tx *Tx) DefineField(scope FieldScope, label string, kind FieldType) error {
	column, ok := columnOf[kind]
	if !ok {
		return fmt.Errorf("custom field %s: there is no type %q", label, kind)
	}
	number := tx.Next(fmt.Sprint("customfield ", scope, kind))
	return customFields.Put(tx.Tx, CustomField{
		ID: int64(tx.Next("customfield")), Scope: scope, Label: label, Type: kind, Column: column + strconv.FormatUint(number, 10),
	})
}

// CustomValue is the value that a resource or an account has in a field. Dates are kept as yyyy-MM-dd.
type CustomValue struct {
	FieldID int64
	Value   string
	Secret  bool // of a Password field
}

// secretsIn are the values of Password fields.
func secretsIn(values []CustomValue) (list []string) {
	for _, v := range values {
		if v.Secret {
			list = append(list, v.Value)
		}
	}
	return list
}

// FieldInput is a value as clients send it.
type FieldInput struct{ Label, Value string }

// FieldValue is a value as lists show it.
type FieldValue struct {
	CustomField
	Value string
}

// fieldsOf lists the fields of a scope by id.
func (tx *Tx) fieldsOf(scope FieldScope) []CustomField {
	return slices.Collect(customFields.Scan(tx.Tx, "scope", store.Int(int64(scope))))
}

// hiddenValue stands for the value of a Password field. That lists hide it is inferred.
const hiddenValue = "****"

// show pairs every defined field with its value; empty where there is none.
func show(fields []CustomField, values []CustomValue) []FieldValue {
	shown := make([]FieldValue, len(fields))
	for i, f := range fields {
		shown[i] = FieldValue{CustomField: f}
		if at := slices.IndexFunc(values, func(v CustomValue) bool { return v.FieldID == f.ID }); at >= 0 {
			shown[i].Value = f.text(values[at].Value)
		}
	}
	return shown
}

// text is a stored value in the vendor's form.
func (f CustomField) text(value string) string {
	switch f.Type {
	case DateField:
		if day, err := time.Parse(time.DateOnly, value); err == nil {
			return day.Format("Jan 2, 2006")
		}
	case PasswordField:
		if value != "" {
			return hiddenValue
		}
	}
	return value
}

// setFields returns the values with the inputs put in. An empty text removes a value.
func (tx *Tx) setFields(scope FieldScope, values []CustomValue, inputs []FieldInput) ([]CustomValue, error) {
	if len(inputs) == 0 {
		return values, nil
	}
	values = slices.Clone(values)
	for _, in := range inputs {
		f, ok := customFields.One(tx.Tx, "label", store.Join(store.Int(int64(scope)), store.Fold(in.Label)))
		if !ok {
			return nil, fail.New(fail.NotFound, "", "No such custom field found").Because("no custom field of this kind has the label %q", in.Label)
		}
		value, err := f.read(in.Value)
		if err != nil {
			return nil, err
		}
		values = slices.DeleteFunc(values, func(v CustomValue) bool { return v.FieldID == f.ID })
		if value != "" {
			values = append(values, CustomValue{f.ID, value, f.Type == PasswordField})
		}
	}
	return values, nil
}

// read checks a value by the field's type and returns what is stored.
func (f CustomField) read(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	invalid := fail.New(fail.Invalid, "", "Invalid value for the custom field "+f.Label)
	switch f.Type {
	case NumericField:
		if _, err := strconv.ParseInt(text, 10, 64); err != nil {
			return "", invalid.Because("%q is not a whole number", text)
		}
	case DateField:
		day, err := time.Parse("02/01/2006", text)
		if err != nil {
			return "", invalid.Because("%q is not a date in the form dd/MM/yyyy", text)
		}
		return day.Format(time.DateOnly), nil
	}
	return text, nil
}
