package mock_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
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
