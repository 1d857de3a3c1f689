package contract

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"golang.org/x/text/unicode/norm"
)

// TestTheWholeValueIsHiddenThatAFormOrAQueryNames: escapes are part of it, and the next pair is not.
func TestTheWholeValueIsHiddenThatAFormOrAQueryNames(t *testing.T) {
	t.Parallel()
	r := NewRedactor()
	for text, want := range map[string]string{
		"/x?password=abc%2Fdefgh%26ijk&limit=3":       "/x?password=[hidden]&limit=3",
		"/x?AUTHTOKEN=77%2Faa%3D":                     "/x?AUTHTOKEN=[hidden]",
		"client_secret=a%2Fb/c+d=e&grant_type=x":      "client_secret=[hidden]&grant_type=x",
		"?passwd=a&apikey=b&api_key=c&secretKey=d":    "?passwd=[hidden]&apikey=[hidden]&api_key=[hidden]&secretKey=[hidden]",
		"?pwd=a;b&PASSWORD1=c&password_new=d":         "?pwd=[hidden]&PASSWORD1=[hidden]&password_new=[hidden]",
		"?user[password]=a&pass%77ord=b":              "?user[password]=[hidden]&pass%77ord=[hidden]",
		"/x%3Fpassword%3Da%252Fb%26limit%3D3":         "/x%3Fpassword%3D[hidden]%26limit%3D3",
		`{"url":"/x?password=a\u0026b=c","x":"y"}`:    `{"url":"/x?password=[hidden]\u0026b=c","x":"y"}`,
		"/x?passwordPolicy=Strong&pgSize=1":           "/x?passwordPolicy=Strong&pgSize=1",
		"x?IN=%7B%22apiKey%22%3A%5B%22a%22%2C5%5D%7D": "x?IN=%7B%22apiKey%22%3A%5B%22[hidden]%22%5D%7D",
	} {
		got := r.Clean(text)
		assert.Equal(t, want, got)
		assert.Equal(t, got, r.Clean(got), "it is cleaned once")
	}
}

// TestTheWholeValueIsHiddenThatAMemberNames: whatever its kind, wherever the text ends, and however deep the JSON is packed.
func TestTheWholeValueIsHiddenThatAMemberNames(t *testing.T) {
	t.Parallel()
	r := NewRedactor()
	for text, want := range map[string]string{
		`{"PASSWORD":12345,"b":1}`:                                   `{"PASSWORD":[hidden],"b":1}`,
		`{"PASSWORD":{"a":"}","c":[1]},"b":1}`:                       `{"PASSWORD":[hidden],"b":1}`,
		`{"PASSWORD":[1,"a",{"c":2}],"b":1}`:                         `{"PASSWORD":[[hidden]],"b":1}`,
		`{"PASSWORD":null,"needsPassword":true}`:                     `{"PASSWORD":null,"needsPassword":true}`,
		`body: {"x":1,"PASSWORD":"abc de`:                            `body: {"x":1,"PASSWORD":"[hidden]`,
		`{"\u0050ASSWORD":"a","PASSWORD1":"b","password_new":"c"}`:   `{"\u0050ASSWORD":"[hidden]","PASSWORD1":"[hidden]","password_new":"[hidden]"}`,
		`{"a":"{\"b\":\"{\\\"PASSWORD\\\":\\\"x\\\"}\"}"}`:           `{"a":"{\"b\":\"{\\\"PASSWORD\\\":\\\"[hidden]\\\"}\"}"}`,
		`{"a":"{\"PASSWORD\":\"x`:                                    `{"a":"{\"PASSWORD\":\"[hidden]`,
		`{"a":"{\"PASSWORD\":77}"}`:                                  `{"a":"{\"PASSWORD\":[hidden]}"}`,
		`{"PASSWORD POLICY":"Strong","PASSWDID":"7"}`:                `{"PASSWORD POLICY":"Strong","PASSWDID":"7"}`,
		`{PASSWORD:abc,b:1}`:                                         `{PASSWORD:[hidden],b:1}`,
		`{"CUSTOMTYPE":"Password","CUSTOMVALUE":4711}`:               `{"CUSTOMTYPE":"Password","CUSTOMVALUE":[hidden]}`,
		`{"CUSTOMVALUE":["a","b"],"CUSTOMTYPE":"Password"}`:          `{"CUSTOMVALUE":["[hidden]"],"CUSTOMTYPE":"Password"}`,
		`[{"CUSTOMVALUE":"a","CUSTOMTYPE":"Text"},{"CUSTOMVALUE":"b`: `[{"CUSTOMVALUE":"a","CUSTOMTYPE":"Text"},{"CUSTOMVALUE":"[hidden]`,
		"totp-auth: 123456\nAccept: x":                               "totp-auth: [hidden]\nAccept: x",
		"map[Accept:[x] Totp-Auth:[123456]]":                         "map[Accept:[x] Totp-Auth:[hidden]]",
		"body password: is required but missing":                     "body password: is required but missing",
	} {
		got := r.Clean(text)
		assert.Equal(t, want, got)
		assert.Equal(t, got, r.Clean(got), "it is cleaned once")
	}
}

// TestAKnownSecretIsHiddenHoweverItIsCoded: base64 of a name and the secret, escapes that nobody needs, Unicode's other forms and cases.
func TestAKnownSecretIsHiddenHoweverItIsCoded(t *testing.T) {
	t.Parallel()
	r := NewRedactor()
	r.Hide("Kx7#vbQ2!m", "Zo\u00eb-\u00c9t\u00e9-99")
	every := ""
	for _, c := range []byte("Kx7#vbQ2!m") {
		every += "%" + strings.ToUpper(string("0123456789abcdef"[c>>4])+string("0123456789abcdef"[c&15]))
	}
	for _, spelt := range []string{
		base64.StdEncoding.EncodeToString([]byte("user:Kx7#vbQ2!m")), every, strings.ToLower(every),
		norm.NFD.String("Zo\u00eb-\u00c9t\u00e9-99"), strings.ToUpper("Zo\u00eb-\u00c9t\u00e9-99"), "zo\u00eb-\u00e9t\u00e9-99",
	} {
		got := r.Clean("at /x/" + spelt + " y")
		assert.Contains(t, got, "at /x/[hidden]", spelt)
		assert.NotContains(t, got, strings.TrimRight(spelt, "="))
	}
}

// TestAKnownSecretIsHiddenAsAWholeWordOnly: a short one of letters and digits is part of longer ones by chance.
func TestAKnownSecretIsHiddenAsAWholeWordOnly(t *testing.T) {
	t.Parallel()
	r := NewRedactor()
	r.Hide("774411", "77-aa-88-bb-cc")
	for text, want := range map[string]string{
		`{"id":17744119}`:     `{"id":17744119}`,
		"x774411":             "x774411",
		`{"id":774411}`:       `{"id":[hidden]}`,
		"/x%2F774411":         "/x%2F[hidden]",
		`a\n774411 b`:         `a\n[hidden] b`,
		"774411774411 774411": "774411774411 [hidden]",
		"x77-aa-88-bb-ccx":    "x[hidden]x",
	} {
		assert.Equal(t, want, r.Clean(text))
	}
}

// FuzzClean: whatever a report quotes, cleaning it ends, and shows no member that is called a password.
func FuzzClean(f *testing.F) {
	for _, text := range []string{`{"a":"{\"PASSWORD\":\"x`, "a=b=%22c%3D", `{"CUSTOMVALUE":{"CUSTOMVALUE":{`, `"PASSWORD":[`, `'token' : '`, `\\\"`, "%3D%253D="} {
		f.Add(text)
	}
	r := NewRedactor()
	r.Hide("Kx7#vbQ2!m")
	f.Fuzz(func(t *testing.T, text string) {
		r.Clean(strings.Repeat(text, 50))
		assert.NotContains(t, r.Clean(text+"\n"+`{"PASSWORD" : "zzGqWx"}`), "zzGqWx")
	})
}
