package mock_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock"
)

// TestAComplaintAboutAWorldFileTellsNoPassword, whatever was forgotten around it, and says in which line it stands.
func TestAComplaintAboutAWorldFileTellsNoPassword(t *testing.T) {
	t.Parallel()
	user := func(rest string) string {
		return "extends: small\ncode42:\n  users:\n    - {id: 1900, username: a@example.com, org: 1, " + rest + "}\n"
	}
	for text, want := range map[string]string{
		user("password: *S3crtInFile9"):                                                        "it is no YAML, line 4: behind a * stands the name of no & before it; a text that begins with * has to be in quotes",
		user("password:S3crtInFile9"):                                                          `line 4: code42.users[0].password...: there is no such key; there are id, `,
		user("password=S3crt.InFile9"):                                                         "line 4: code42.users[0].password...: there is no such key",
		user("password S3crtInFile9"):                                                          "line 4: code42.users[0].password...: there is no such key",
		user("password: !!int S3crtInFile9"):                                                   "line 4: code42.users[0].password: what is there is not a text",
		user(`password: !!binary "S3crtInFile9#"`):                                             "line 4: code42.users[0].password: what is there is not a text",
		user("password: &S3crtInFile9 [S3crt]"):                                                "line 4: code42.users[0].password: a list stands where a text has to",
		"extends: small\ncode42:\n  users:\n    - id: 1900\n      password:S3crtInFile9\n":     "it is no YAML, from line",
		"extends: small\npam360:\n  resources:\n    - id: 1\n      name: !!int nine\n":         `line 5: pam360.resources[0].name: "nine" is not a text`,
		"extends: small\npam360: {resources: [{fields: {BIOS password: !!int S3crtInFile9}}]}": "line 2: pam360.resources[0].fields.BIOS password: what is there is not a text",
		"extends: small\npam360: {users: [{id: 7700, username: u, role: Administrator, token: 2B7C4E10-9A53-4D8F-B6E1-5EED5EED5EEZ}]}": "line 2: pam360.users[0]: a token is an upper-case UUID",
	} {
		said := refused(t, t.TempDir(), text)
		assert.Contains(t, said, want)
		assert.NotContains(t, said, "S3crt", text)
	}
}

// TestNoMistakeOfAWorldFileTellsThePasswordInIt: one is planted in each kind of mistake, in a place where a careless hand leaves it.
func TestNoMistakeOfAWorldFileTellsThePasswordInIt(t *testing.T) {
	t.Parallel()
	folder := files(t, map[string]string{
		"passwd": "root:Kx7#vbQ2!m:0:0:root:/root:/bin/bash\ndeploy:Hunter2Quartz:1:1::/home:/bin/sh\n", "keys": "API_TOKEN=Kx7#vbQ2!m", "word": "Hunter2Quartz\n",
		"netrc": "machine a.example.com: {login: deploy, Hunter2Quartz: 1}\nKx7#vbQ2!m: 2\n", "list": "- Hunter2Quartz\n", "broken": "a: 'Hunter2Quartz\nb: \"Kx7#vbQ2!m\n",
	})
	small := func(rest string) string { return "extends: small\n" + rest }
	resource := func(rest string) string {
		return "extends: standard\npam360: {resources: [{id: 77000, name: rr, type: Linux, owner: admin, " + rest + "}]}\n"
	}
	for text, want := range map[string]string{
		// where keys have to stand, and the blank behind the colon was forgotten
		small("pam360:\n  resources:\n    - id: 77000\n      accounts:\n        - name:deploy\n          password:Kx7#vbQ2!m\n"): `line 6: pam360.resources[0].accounts[0]: "name..." stands where keys with values have to`,
		small("code42:\n  users:\n    - password:Kx7#vbQ2!m\n"):                                                                  `line 4: code42.users[0]: "password..." stands where keys with values have to`,
		small("code42: {apiClients: ['secret:Kx7#vbQ2!m']}"):                                                                     `line 2: code42.apiClients[0]: "secret..." stands where keys with values have to`,
		small("code42: {apiClients: 'secret=Kx7#vbQ2!m'}"):                                                                       `line 2: code42.apiClients: "secret..." stands where a list has to`,
		small("code42: {users: [{id: 1900, roles: 'password:Kx7#vbQ2!m'}]}"):                                                     `line 2: code42.users[0].roles: a single value stands where a list has to`,
		small("pam360: {resources: [{accounts: ['deploy:Kx7#vbQ2!m']}]}"):                                                        `line 2: pam360.resources[0].accounts[0]: a single value stands where keys with values have to`,
		small("pam360: {resources: [{accounts: [Hunter2Quartz]}]}"):                                                              `line 2: pam360.resources[0].accounts[0]: a single value stands where keys with values have to`,
		small("pam360: {resources: [{fields: 'password:Kx7#vbQ2!m'}]}"):                                                          `line 2: pam360.resources[0].fields: a single value stands where keys with values have to`,
		small("code42:\n  users:\n    - id: 5\n        password:Kx7#vbQ2!m\n"):                                                   `line 4: code42.users[0].id: "5..." is not a whole number`,
		small("code42:\n  users:\n    - id: |\n        password:Kx7#vbQ2!m\n"):                                                   `line 4: code42.users[0].id: what is there is not a whole number`,
		small("code42: {users: [{id: 'token=Kx7#vbQ2!m'}]}"):                                                                     `line 2: code42.users[0].id: what is there is not a whole number`,
		small("pam360: {resources: [{fields: {PIN: !!int Hunter2Quartz}}]}"):                                                     `line 2: pam360.resources[0].fields.PIN: what is there is not a text`,
		small("pam360: {resources: [{accounts: [{fields: {PIN: &a [x], Card: !!int 'Kx7#vbQ2!m'}}]}]}"):                          `line 2: pam360.resources[0].accounts[0].fields.Card: what is there is not a text`,
		// a key that there is not, or is there twice
		small("code42: {users: [{password:Kx7#vbQ2!m, password:Kx7#vbQ2!m}]}"):                     `line 2: code42.users[0].password...: the key is there again in line 2`,
		small("code42: {users: [{password:Hunter2Quartz, password:Hunter2Quartz}]}"):               `line 2: code42.users[0].password...: there is no such key; there are id, `,
		small("code42: {users: [{password: Hunter2Quartz, password: Kx7#vbQ2!m}]}"):                `line 2: code42.users[0].password: the key is there again in line 2`,
		small("code42: {users: [{username: a@example.com, Hunter2Quartz}]}"):                       `line 2: code42.users[0]....: there is no such key; there are id, `,
		small("code42: {users: [{passwordHunter2Quartz: 1}]}"):                                     `line 2: code42.users[0].password...: there is no such key`,
		small("code42: {users: [{Hunter2Quartz:Kx7#vbQ2!m, Hunter2Quartz:Kx7#vbQ2!m}]}"):           `line 2: code42.users[0]....: the key is there again in line 2`,
		small("pam360: {resources: [{fields: {password:Kx7#vbQ2!m: [x]}}]}"):                       `line 2: pam360.resources[0].fields.password...: a list stands where a text has to`,
		small("pam360: {resources: [{fields: {password:Kx7#vbQ2!m: 1, password:Kx7#vbQ2!m: 1}}]}"): `line 2: pam360.resources[0].fields.password...: the key is there again in line 2`,
		// a name that there is not, as a line was set in too far or a label swallowed its value
		resource("fields: {'PIN:Kx7#vbQ2!m': x}"): `pam360.resources[0].fields.PIN...: no custom field of resources has the label "PIN..."; there are SERIES`,
		resource("fields: {'PIN=Kx7#vbQ2\"!m'}"):  `pam360.resources[0].fields.PIN...: no custom field of resources has the label "PIN..."; there are SERIES`,
		resource("fields: {'PIN=Kx7#vbQ2!m\"'}"):  `pam360.resources[0].fields.PIN...: no custom field of resources has the label "PIN..."; there are SERIES`,
		"extends: standard\npam360:\n  resources:\n    - id: 77000\n      owner: nobody\n        password:Kx7#vbQ2!m\n": `line 5: pam360.resources[0].owner: no pinned user is called "nobody password..."`,
		small("code42: {watchlists: [{type: 'token=Kx7#vbQ2!m'}]}"):                                                     `code42.watchlists[0].type: "token..." is none of CONTRACT_EMPLOYEE`,
		"extends: small\n  password:Kx7#vbQ2!m\n":                                                                       `line 1: extends: world "`,
		// what is no world
		"extends: passwd": "line 1: a single value stands where keys with values have to",
		"extends: keys":   "line 1: a single value stands where keys with values have to",
		"extends: word":   "line 1: a single value stands where keys with values have to",
		"extends: list":   "line 1: a list stands where keys with values have to",
		"extends: netrc":  "line 1: machine...: there is no such key; there are extends, ",
		"extends: broken": "it is no YAML, from line",
	} {
		name := filepath.Join(folder, "w.yaml")
		require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
		_, err := mock.NewAtTestDay(mock.Options{World: name})
		require.Error(t, err, text)
		said := err.Error()
		assert.Contains(t, said, want, text)
		for _, secret := range []string{"Kx7", "vbQ2", "!m", "Hunter", "Quartz"} {
			assert.NotContains(t, said, secret, text)
		}
	}
}
