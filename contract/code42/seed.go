package code42

import (
	"strings"

	"github.com/understudy/understudy/contract"
)

// What the default world pins. Tests that use it need [contract.CapSeedData].
const (
	rootOrgUID  = "956377780583791269"
	rootOrgGUID = "5b6b1a8c-7d0f-4c55-8f5a-1d1d0f4f2a01"
	rootOrgID   = 1
	opsOrgUID   = "956377780583791317"
	opsOrgGUID  = "5b6b1a8c-7d0f-4c55-8f5a-1d1d0f4f2a02"
	opsOrgID    = 317

	pinnedUserUID = "984118686188300065"
	pinnedUserID  = 1003
	basicUserUID  = "904400056375514229"
	basicUserID   = 1004
	orgAdminUID   = "904400056375514232"

	basicUser    = "basic.user@example.com" // may do nothing but sign in
	totpUser     = "totp.user@example.com"
	ssoUser      = "sso.user@example.com"
	orgAdmin     = "orgadmin.user@example.com" // bound to the organization Ops
	blockedUser  = "blocked.user@example.com"
	inactiveUser = "inactive.user@example.com"

	totpSecret = "JBSWY3DPEHPK3PXP"

	pinnedDeviceID   = 251691
	pinnedDeviceGUID = "935873453596901068"
	pinnedTarget     = "673679195225718785"
	pinnedArchive    = "912100293346985227"

	pinnedTenant = "1d71796f-af5b-4231-9d8e-df6434da4663"
)

// nobody is an id that no entity of any kind has.
const nobody = "999999999999999999"

// nobodysNumber is a short id that no entity has.
const nobodysNumber = "999999999"

// nobodysGUID is a GUID that no entity has.
const nobodysGUID = "00000000-0000-0000-0000-000000000000"

// Seeded is what a password of the default world has become in this tenant: in
// a fork each ends in the fork's tag, as the administrator's does.
func (t World) Seeded(password string) string {
	if i := strings.LastIndexByte(t.Access.Password, '-'); i >= 0 {
		return password + t.Access.Password[i:]
	}
	return password
}

// SeededUser is the session of a user that the default world pins.
func (t World) SeededUser(username string) *contract.Session {
	t.T().Helper()
	t.Target.Needs(t.tb, contract.CapSeedData)
	return t.SignIn(username, t.Seeded("password"))
}
