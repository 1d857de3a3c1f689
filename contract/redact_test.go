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

// TestASecretIsHiddenInWhateverItIsPacked: escapes, quotes, another case of letters, and values that only their names give away.
func TestASecretIsHiddenInWhateverItIsPacked(t *testing.T) {
	t.Parallel()
	r := NewRedactor()
	r.Hide("p&ss<77>", "7C2E91A0-3B5D-4E68-9F14-5EED5EED5EED")
	for text, want := range map[string]string{
		`{"a":"p\u0026ss\u003c77\u003e"}`:                               `{"a":"[hidden]"}`,
		"/x/p%2526ss%253C77%253E":                                       "/x/[hidden]",
		"/x/p%26ss%3c77%3e":                                             "/x/[hidden]",
		"token 7c2e91a0-3b5d-4e68-9f14-5eed5eed5eed is":                 "token [hidden] is",
		`{"a":"{\"NEWPASSWORD\" : \"x\\\"y\",\"b\":\"c\"}"}`:            `{"a":"{\"NEWPASSWORD\" : \"[hidden]\",\"b\":\"c\"}"}`,
		"{'PASSWORD':'x y','b':'c'}":                                    "{'PASSWORD':'[hidden]','b':'c'}",
		`{"PASSWORD":47114711,"b":1}`:                                   `{"PASSWORD":[hidden],"b":1}`,
		"/x?INPUT_DATA=%7B%22PASSWORD%22%3A%22x%22%2C%22b%22%3A%22c%22": "/x?INPUT_DATA=%7B%22PASSWORD%22%3A%22[hidden]%22%2C%22b%22%3A%22c%22",
		"sent Basic%20cmVhZGVyOg%3D%3D":                                 "sent Basic [hidden]",
	} {
		assert.Equal(t, want, r.Clean(text))
	}
}

// TestASecretIsHiddenAsAnySerializerSpellsIt: slashes and letters that need no escape, entities of HTML.
func TestASecretIsHiddenAsAnySerializerSpellsIt(t *testing.T) {
	t.Parallel()
	for secret, spelt := range map[string][]string{
		"pa/ss/word9":    {`pa\/ss\/word9`},
		"na\u00efve9":    {`na\u00efve9`, `na\u00EFve9`, "na%C3%AFve9", "na%c3%afve9"},
		"tok'en'9":       {"tok&#39;en&#39;9", "tok&#x27;en&#x27;9"},
		`a"b"c9<d`:       {"a&#34;b&#34;c9&lt;d", "a&quot;b&quot;c9&lt;d", `a\\\"b\\\"c9<d`},
		"\U0001f600/key": {`\ud83d\ude00/key`, `\uD83D\uDE00\/key`},
		"two words 9":    {"two%20words%209", "two+words+9"},
		"line1\nline2":   {`line1\nline2`},
		"2B7C4E10-9A53-4D8F-B6E1-5EED5EED5EED": {
			"2B7C4E10-9A53-4D8F-B6E1-\n5EED5EED5EED", "2B7C4E10-9A\x0053-4D8F-B6E1-5EED5EED5EED", "2B7C4E10-9A53-4D8F-B6\u200bE1-5EED5EED5EED", `2B7C4E10-9A\n53-4D8F-B6E1-5EED5EED5EED`,
			"2b7c4e10 9a53 4d8f b6e1 5eed5eed5eed", "2B7C4E10_9A53_4D8F_B6E1_5EED5EED5EED", "2B7C4E10.9A53.4D8F.B6E1.5EED5EED5EED", "2B7C4E109A534D8FB6E15EED5EED5EED",
			"2B7C4E10\u20139A53\u22124D8F\u2011B6E1\u20145EED5EED5EED", "2B7C4E10&#45;9A53&#x2D;4D8F&#45;B6E1-5EED5EED5EED", `2B7C4E10\u002d9A53\\u002D4D8F-B6E1-5EED5EED5EED`,
			"\uff12B7C4E10-9A53-4D8F-B6E1-5EED5EED\uff15EED", "2B7C4E10%2D9A53%2d4D8F%E2%80%93B6E1-5EED5EED5EED", "\U0001d7d0B7C4E10-9A53-4D8F-B6E1-5EED5EED5EED",
		},
		"fi-0123456789ab-fi":    {"fi\u200b0123456789ab\ufb01", "\ufb010123456789abfi"},
		"password-b208675e13cc": {"password-b\u200b208675e13cc", "password b208675e13cc", "passwordb208675e13cc", "pass\u00adword-b208675e13cc", "Password_B208675E13CC"},
	} {
		r := NewRedactor()
		r.Hide(secret)
		for _, text := range append(spelt, secret) {
			assert.Equal(t, "a [hidden] b", r.Clean("a "+text+" b"), text)
		}
	}
}

// TestAValueIsHiddenWhereItsNameOrItsTypeGivesItAway: lists, keys, headers and custom fields.
func TestAValueIsHiddenWhereItsNameOrItsTypeGivesItAway(t *testing.T) {
	t.Parallel()
	r := NewRedactor()
	for text, want := range map[string]string{
		`{"PASSWORD":["a b","c\"d"],"x":["e"]}`:                             `{"PASSWORD":["[hidden]"],"x":["e"]}`,
		`{"secret_key":"abc","x":1}`:                                        `{"secret_key":"[hidden]","x":1}`,
		`{"PRIVATE KEY":"abc","apiKey":"d"}`:                                `{"PRIVATE KEY":"[hidden]","apiKey":"[hidden]"}`,
		`{"CUSTOMFIELDTYPE":"Password","N":1,"CUSTOMFIELDVALUE":"Zz9"}`:     `{"CUSTOMFIELDTYPE":"Password","N":1,"CUSTOMFIELDVALUE":"[hidden]"}`,
		`{"CUSTOMFIELDVALUE":"Z\"9","CUSTOMFIELDTYPE":"Password"}`:          `{"CUSTOMFIELDVALUE":"[hidden]","CUSTOMFIELDTYPE":"Password"}`,
		`{"CUSTOMVALUE":"a","CUSTOMTYPE":"Text"},{"CUSTOMTYPE":"Password"}`: `{"CUSTOMVALUE":"a","CUSTOMTYPE":"Text"},{"CUSTOMTYPE":"Password"}`,
		"AUTHTOKEN: 77-aa\nAccept: x":                                       "AUTHTOKEN: [hidden]\nAccept: x",
		"> authtoken:77-aa":                                                 "> authtoken:[hidden]",
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
		`{"password" : true}`:                     `{"password" : true}`,
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

// TestATokenIsHiddenThoughItWasWrapped, or its dots are spelt in another way; what follows it stays.
func TestATokenIsHiddenThoughItWasWrapped(t *testing.T) {
	t.Parallel()
	r := NewRedactor()
	for _, text := range []string{
		"eyJhbGci.eyJzdWIi.c2ln", "eyJhb\nGci.eyJz dWIi.c2ln", `eyJhb\r\n Gci.eyJzdWIi.c2ln\nYmF0dXJlYmF0dXJl`, "eyJhb\u200bGci.eyJz\x00dWIi.c2lnbmF0\u00adYmF0dXJlYmF0dXJl",
		"eyJhbGci\uff0eeyJzdWIi\u2024c2ln", "eyJhbGci=.eyJzdWIi==.c2ln", `eyJhbGci\u002eeyJzdWIi\u002ec2ln`, "eyJhbGci&#46;eyJzdWIi&#x2e;c2ln", "eyJhbGci.\neyJzdWIi.\nc2ln", "eyJhbGci%2EeyJzdWIi%2ec2ln",
	} {
		assert.Equal(t, "a [hidden] is wrong; and so on", r.Clean("a "+text+" is wrong; and so on"), "%q", text)
	}
	for _, text := range []string{"eyJhbGci is how one begins, and eyJhbGci.eyJzdWIi is none", "my eyJ. x"} {
		assert.Equal(t, text, r.Clean(text))
	}
}

// TestTwoSecretsThatShareALetterAreHidden: the one ends in the middle of it, the other begins there.
func TestTwoSecretsThatShareALetterAreHidden(t *testing.T) {
	t.Parallel()
	r := NewRedactor()
	r.Hide("i-0123456789abcd-f")
	assert.Equal(t, "[hidden][hidden]", r.Clean("\ufb010123456789abcd\ufb010123456789abcdf"))
}
