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
