package contract

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func body(tb TB, text string) *Response {
	return &Response{tb: tb, redactor: NewRedactor(), asked: "GET /x", status: 200, body: []byte(text)}
}

func TestValueReads(t *testing.T) {
	t.Parallel()
	v := body(t, `{"n":9007199254740993,"f":1.50,"s":"x","t":true,"z":null,"list":[{"id":7,"who":"a"},{"id":"8","who":"b"}]}`).JSON()
	assert.Equal(t, int64(9007199254740993), v.At("n").Int())
	assert.Equal(t, "1.50", v.At("f").Num().String())
	assert.InDelta(t, 1.5, v.At("f").Float(), 0)
	assert.Equal(t, "x", v.At("s").Str())
	assert.True(t, v.At("t").Bool())
	assert.True(t, v.At("z").IsNull())
	assert.True(t, v.At("z").Exists())
	assert.False(t, v.At("none", 3, "deep").Exists())
	assert.False(t, v.At("none").IsNull())
	assert.Equal(t, 2, v.At("list").Len())
	assert.Equal(t, "b", v.At("list", -1, "who").Str())
	assert.Equal(t, []string{"7", "8"}, v.At("list").Texts("id"))
	assert.Equal(t, "b", v.At("list").Find("id", "8").At("who").Str())
	assert.False(t, v.At("list").Find("id", "9").Exists())
	assert.Equal(t, []string{"f", "list", "n", "s", "t", "z"}, v.Keys())
	assert.Equal(t, `{"id":7,"who":"a"}`, v.At("list", 0).String())
	assert.Equal(t, map[string]any{"id": "8", "who": "b"}, v.At("list", 1).Any())
}

func TestValueSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	const text = `{"users":[{"id":7,"name":null}],"big":1e3}`
	for want, ask := range map[string]func(Value){
		"body.users[0].id is 7, want a string":                             func(v Value) { v.At("users", 0, "id").Str() },
		"body.users[0].name is null, want a boolean":                       func(v Value) { v.At("users", 0, "name").Bool() },
		"body.users[1] does not exist, want an object":                     func(v Value) { v.At("users", 1).Keys() },
		"body.users[0].id is 7, want an array":                             func(v Value) { v.At("users", 0, "id").Items() },
		"body.big is 1e3, want an integer":                                 func(v Value) { v.At("big").Int() },
		"body.users[id=8].name does not exist, want a string":              func(v Value) { v.At("users").Find("id", "8").At("name").Str() },
		"body.users[0].name is null, want a string, a number or a boolean": func(v Value) { v.At("users", 0, "name").Text() },
		"a path has names and indexes, not float64":                        func(v Value) { v.At(1.5) },
	} {
		r := attempt(func(tb TB) { ask(body(tb, text).JSON()) })
		assert.Equal(t, "GET /x: "+want+"\n\tstatus: 200\n\tbody: "+text, r.text())
	}
	r := attempt(func(tb TB) { body(tb, `{"password":"hunter22"}`).At("password").Bool() })
	assert.NotContains(t, r.text(), "hunter22")
	for _, bad := range []string{"", "{} {}", "<html>"} {
		r := attempt(func(tb TB) { body(tb, bad).JSON() })
		assert.Contains(t, r.text(), "the body is not JSON", bad)
	}
}

func FuzzJSONNeverPanics(f *testing.F) {
	f.Add([]byte(`{"a":[1,{"b":null}]}`))
	f.Add([]byte(`[`))
	f.Fuzz(func(t *testing.T, text []byte) {
		attempt(func(tb TB) {
			v := (&Response{tb: tb, redactor: NewRedactor(), body: text}).JSON()
			_ = v.At("a", 0, "b", -1).String()
			_ = v.At("a").Items()
		})
	})
}
