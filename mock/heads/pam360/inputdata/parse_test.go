package inputdata

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text, details, want string
		forgiven            []string
	}{
		"strict and compact": {
			text: `{"operation":{"Details":{"LIMIT":10,"A":[1,-2.50e+3,true,false,null,"x\u00e9\ud800\"\/"]}}}`,
			want: `{"operation":{"Details":{"LIMIT":10,"A":[1,-2.50e+3,true,false,null,"x\u00e9\ud800\"\/"]}}}`,
		},
		"strict with blanks": {
			text: "\r\n { \"operation\" : { \"Details\" : { } , \"x\" : [ ] } }\n\t",
			want: `{"operation":{"Details":{},"x":[]}}`,
		},
		"a big number keeps its digits": {
			text: `{"n":123456789012345678901234567890.10}`,
			want: `{"n":123456789012345678901234567890.10}`,
		},
		"a Python dict": {
			text:     `{'operation': {'Details': {'PASSWORD': 'a"b\'c\\d', 'ON': True, 'OFF': False, 'REASON': None, 'IDS': ['1', 2]}}}`,
			want:     `{"operation":{"Details":{"PASSWORD":"a\"b'c\\d","ON":true,"OFF":false,"REASON":null,"IDS":["1",2]}}}`,
			forgiven: []string{"single-quoted string", "escaped apostrophe", "True read as true", "False read as false", "None read as null"},
		},
		"a Python dict with an apostrophe in a value": {
			text:     `{'REASON': "it's due"}`,
			want:     `{"REASON":"it's due"}`,
			forgiven: []string{"single-quoted string"},
		},
		"unquoted, as the KMP PowerShell module sends it": {
			text:     `{operation:{Details:{fileType:CERTFILE, Name : my cert ,n:007,m:7,v:1.,none:none,t:TRUE,x:NULL}}}`,
			want:     `{"operation":{"Details":{"fileType":"CERTFILE","Name":"my cert","n":"007","m":7,"v":"1.","none":"none","t":true,"x":null}}}`,
			forgiven: []string{"unquoted key", "unquoted value read as a string", "True read as true", "Null read as null"},
		},
		"an apostrophe inside unquoted text": {
			text:     `{REASON:it's due}`,
			want:     `{"REASON":"it's due"}`,
			forgiven: []string{"unquoted key", "unquoted value read as a string"},
		},
		"other separators": {
			text:     `{"a"=1;"b"=>[1;2],}`,
			want:     `{"a":1,"b":[1,2]}`,
			forgiven: []string{"'=' read as ':'", "';' read as ','", "trailing comma ignored"},
		},
		"missing elements": {
			text:     `{"a":[,1,,2,]}`,
			want:     `{"a":[null,1,null,2]}`,
			forgiven: []string{"missing array element read as null", "trailing comma ignored"},
		},
		"control characters": {
			text:     "{\f\"a\":\"x\ty\x1f\"}",
			want:     `{"a":"x\u0009y\u001f"}`,
			forgiven: []string{"control character read as a blank", "control character in a string"},
		},
		"text behind": {
			text:     `{"a":1}}`,
			want:     `{"a":1}`,
			forgiven: []string{"text after the closing brace ignored"},
		},
		"a Python dict with what str() does not print": {
			text:     `{'a': 'x\xa0y\x00\U0001f600\U000000e9'}`,
			want:     `{"a":"x\u00a0y\u0000\ud83d\ude00\u00e9"}`,
			forgiven: []string{"single-quoted string", `Python's escape \x`, `Python's escape \U`},
		},
		"wrapper keys in another case": {
			text:     `{"OPERATION":{"dETAILS":{"details":1,"Operation":2}}}`,
			want:     `{"operation":{"Details":{"details":1,"Operation":2}}}`,
			forgiven: []string{`key "OPERATION" read as "operation"`, `key "dETAILS" read as "Details"`},
		},
		"the documented spelling may be the lower one": {
			text: `{"operation":{"Details":{"limit":3}}}`, details: "details",
			want:     `{"operation":{"details":{"limit":3}}}`,
			forgiven: []string{`key "Details" read as "details"`},
		},
		"wrapper keys elsewhere are no wrapper keys": {
			text: `{"details":{"DETAILS":1},"x":{"Operation":{"details":1}},"operation":{"y":{"details":1}}}`,
			want: `{"details":{"DETAILS":1},"x":{"Operation":{"details":1}},"operation":{"y":{"details":1}}}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			details := c.details
			if details == "" {
				details = "Details"
			}
			got, forgiven, err := Parse(c.text, details)
			require.NoError(t, err)
			assert.Equal(t, c.want, string(got))
			assert.Equal(t, c.forgiven, forgiven)
			assert.True(t, json.Valid(got))
		})
	}
}

func TestParseWithoutFolding(t *testing.T) {
	t.Parallel()
	got, forgiven, err := Parse(`{"OPERATION":{"DETAILS":{}}}`, "")
	require.NoError(t, err)
	assert.Equal(t, `{"OPERATION":{"DETAILS":{}}}`, string(got))
	assert.Empty(t, forgiven)
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text   string
		offset int
		reason string
	}{
		"nothing":              {"", 0, "object is expected"},
		"no object":            {`["a"]`, 0, "object is expected"},
		"open object":          {`{"a":1`, 6, "',' or '}' is expected"},
		"open array":           {`{"a":[1`, 7, "',' or ']' is expected"},
		"open string":          {`{"a":"secret`, 12, "string is not closed"},
		"open escape":          {`{"a":"secret\`, 12, "string is not closed"},
		"line break in string": {"{\"a\":\"x\ny\"}", 7, "string is not closed"},
		"NUL in string":        {"{\"a\":\"x\x00y\"}", 7, "string is not closed"},
		"NUL":                  {"{\x00}", 1, "key is missing"},
		"illegal escape":       {`{"a":"\q41"}`, 6, "illegal escape"},
		"short Python escape":  {`{"a":"\x4"}`, 6, "illegal escape"},
		"no character":         {`{"a":"\U00110000"}`, 6, "illegal escape"},
		"short escape":         {`{"a":"\u00g0"}`, 6, "illegal escape"},
		"no key":               {`{:1}`, 1, "key is missing"},
		"an object as key":     {`{{}:1}`, 1, "key is missing"},
		"no colon":             {`{"a" 1}`, 5, "':' is expected"},
		"no value":             {`{"a":}`, 5, "value is missing"},
		"two commas":           {`{"a":1,,}`, 7, "key is missing"},
		"a slash unquoted":     {`{a:/opt}`, 3, "value is missing"},
		"a bad byte":           {"{\"\ufffd\":\"\xff\"}", 8, "invalid UTF-8"},
		"too deep":             {strings.Repeat(`{"a":`, maxDepth+1), 5 * maxDepth, "nesting of more than 64 levels"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, forgiven, err := Parse(c.text, "Details")
			var syntax *SyntaxError
			require.ErrorAs(t, err, &syntax)
			assert.Equal(t, c.offset, syntax.Offset)
			assert.Contains(t, err.Error(), c.reason)
			assert.NotContains(t, err.Error(), "secret")
			assert.Nil(t, got)
			assert.Nil(t, forgiven)
		})
	}
}

func TestParseAtTheDepthLimit(t *testing.T) {
	t.Parallel()
	text := strings.Repeat(`{"a":`, maxDepth) + "1" + strings.Repeat("}", maxDepth)
	got, _, err := Parse(text, "Details")
	require.NoError(t, err)
	assert.Equal(t, text, string(got))
}

func TestParseStrictAllocatesOnce(t *testing.T) {
	allocs := testing.AllocsPerRun(100, func() { _, _, _ = Parse(sample, "Details") })
	assert.LessOrEqual(t, allocs, 1.0)
}

const sample = `{"operation":{"Details":{"RESOURCENAME":"web-01","ACCOUNTNAME":"root","RESOURCETYPE":"Linux","PASSWORD":"p@ss&+%w0rd;=","NOTES":"created by a build","RESOURCEURL":"https://web-01.example.com","FOLLOWS":[1,2,3]}}}`

func BenchmarkParseStrict(b *testing.B) {
	b.ReportAllocs()
	b.SetBytes(int64(len(sample)))
	for b.Loop() {
		_, _, _ = Parse(sample, "Details")
	}
}

// BenchmarkValidAndCompact is what Parse would cost at least if it asked encoding/json first.
func BenchmarkValidAndCompact(b *testing.B) {
	b.ReportAllocs()
	b.SetBytes(int64(len(sample)))
	for b.Loop() {
		raw := []byte(sample)
		if json.Valid(raw) {
			var out bytes.Buffer
			_ = json.Compact(&out, raw)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(sample)
	f.Add(`{'operation': {'Details': {'A': True, 'B': None, 'C': 'it\'s "x"'}}}`)
	f.Add(`{operation:{Details:{fileType:CERTFILE;x=>1.5e3,n:007}}} tail`)
	f.Add("{\"a\":[,1,,{}],\"b\":\"\\u00e9\\ud800\t\",\f}")
	f.Add(" {\"operation\" : {\"details\":[[]], \"DETAILS\":-0}}\n")
	f.Fuzz(func(t *testing.T, text string) {
		folded, _, err := Parse(text, "Details")
		plain, forgiven, plainErr := Parse(text, "")
		require.Equal(t, err == nil, plainErr == nil)
		if err != nil {
			require.False(t, json.Valid([]byte(text)) && shallowObject(text), "strict JSON refused: %v", err)
			return
		}
		require.True(t, json.Valid(folded), "%q became %q", text, folded)
		require.True(t, json.Valid(plain), "%q became %q", text, plain)

		var compact bytes.Buffer
		require.NoError(t, json.Compact(&compact, plain))
		require.Equal(t, compact.String(), string(plain), "not compact")
		if json.Compact(&compact, []byte(text)) == nil { // appends nothing unless the text is strict JSON
			require.Equal(t, compact.String(), string(plain)+string(plain), "strict JSON changed")
			require.Empty(t, forgiven)
		} else {
			require.NotEmpty(t, forgiven, "%q is not strict JSON", text)
		}

		again, forgiven, err := Parse(string(folded), "Details")
		require.NoError(t, err)
		require.Equal(t, string(folded), string(again), "the strict form is not its own strict form")
		require.Empty(t, forgiven)
	})
}

// shallowObject tells whether strict JSON is within what Parse promises to take.
func shallowObject(text string) bool {
	return strings.HasPrefix(strings.TrimLeft(text, blanks), "{") &&
		strings.Count(text, "{")+strings.Count(text, "[") <= maxDepth &&
		strings.ToValidUTF8(text, "") == text
}
