package main

import (
	"fmt"
	"io"

	"github.com/understudy/understudy/mock"
)

// greet says what is served where, and gives three things to paste.
func greet(out io.Writer, server *mock.Server, opts mock.Options) {
	access := server.Access()
	fmt.Fprintf(out, `Understudy serves the world %q, seed %d, clock %s.

  Code42   %s   (https too)   %s / %s   API client %s / %s
  PAM360   %s   (https too)   AUTHTOKEN %s
  control  %s/_mock/health

py42:
  import py42.sdk
  sdk = py42.sdk.from_local_account("%s", "%s", "%s")
  print(sdk.users.get_current())

curl for PAM360:
  curl -H "AUTHTOKEN: %s" %s/restapi/json/v1/resources

Go:
  client, err := code42.New("%s", code42.LocalUser("%s", "%s"))

`,
		opts.World, opts.Seed, opts.Clock,
		access.Code42.URL, access.Code42.Username, access.Code42.Password, access.Code42.APIClientID, access.Code42.APIClientSecret,
		access.PAM360.URL, access.PAM360.AuthToken, server.ControlURL(),
		access.Code42.URL, access.Code42.Username, access.Code42.Password,
		access.PAM360.AuthToken, access.PAM360.URL,
		access.Code42.URL, access.Code42.Username, access.Code42.Password)
}
