package contract

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestRedactor(t *testing.T) {
	t.Parallel()
	r := NewRedactor()
	r.Hide(`p&ss "word"`, "", "short", "longer-secret", "longer-secret-two")
	for text, want := range map[string]string{
		"x longer-secret-two y":             "x [hidden] y",
		`sent p&ss "word" as is`:            "sent [hidden] as is",
		`{"a":"p&ss \"word\""}`:             `{"a":"[hidden]"}`,
		"q=p%26ss+%22word%22&b=1":           "q=[hidden]&b=1",
		"/v1/p&ss%20%22word%22/x":           "/v1/[hidden]/x",
		"a short word":                      "a short word",
		`{"v3_user_token":"abc","id":1}`:    `{"v3_user_token":"[hidden]","id":1}`,
		`{"NEW PASSWORD": "a\"b"}`:          `{"NEW PASSWORD": "[hidden]"}`,
		`{"PASSWORD POLICY":"Strong"}`:      `{"PASSWORD POLICY":"Strong"}`,
		"GET /x?AUTHTOKEN=77-aa&limit=3":    "GET /x?AUTHTOKEN=[hidden]&limit=3",
		"/op/AUTHTOKEN=77-aa":               "/op/AUTHTOKEN=[hidden]",
		"Authorization: Basic cmVhZGVyOg==": "Authorization: Basic [hidden]",
		"tok eyJhbGciOi.eyJzdWIi.c2ln done": "tok [hidden] done",
	} {
		assert.Equal(t, want, r.Clean(text))
	}
}

// TestAnOrdinaryWordIsHiddenAsAWholeValueOnly: the mock's own password is one, and paths end in it.
func TestAnOrdinaryWordIsHiddenAsAWholeValueOnly(t *testing.T) {
	t.Parallel()
	r := NewRedactor()
	r.Hide("password")
	for text, want := range map[string]string{
		"PUT /resources/7/accounts/9/password":    "PUT /resources/7/accounts/9/password",
		`no such password, nor passwords`:         `no such password, nor passwords`,
		`{"password":"password", "a":"password"}`: `{"password":"[hidden]", "a":"[hidden]"}`,
		`{"password" : 7}`:                        `{"password" : 7}`,
		"q=password&r=passwords":                  "q=[hidden]&r=passwords",
		"x=password":                              "x=[hidden]",
	} {
		assert.Equal(t, want, r.Clean(text))
	}
}

// TestATokenIsHiddenHoweverItsNameIsWritten in a path or a query.
func TestATokenIsHiddenHoweverItsNameIsWritten(t *testing.T) {
	t.Parallel()
	r := NewRedactor()
	for text, want := range map[string]string{
		"/x/AUTHTOKEN=77-aa/resources":         "/x/AUTHTOKEN=[hidden]/resources",
		"/x&authtoken=77-aa":                   "/x&authtoken=[hidden]",
		"/x;APP_AUTHTOKEN=77-aa;b":             "/x;APP_AUTHTOKEN=[hidden];b",
		"/x%3FAUTHTOKEN%3D77-aa":               "/x%3FAUTHTOKEN%3D[hidden]",
		"/AUTHTOKEN%253D77-aa":                 "/AUTHTOKEN%253D[hidden]",
		"asked for /op?AUTHTOKEN=77-aa#part":   "asked for /op?AUTHTOKEN=[hidden]#part",
		"/restapi/json/v1/resources/password":  "/restapi/json/v1/resources/password",
		"/resources/resourcename/my-password=": "/resources/resourcename/my-password=",
	} {
		assert.Equal(t, want, r.Clean(text))
	}
}
