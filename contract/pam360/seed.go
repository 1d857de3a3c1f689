package pam360

import "github.com/understudy/understudy/contract"

// What the default world pins. Tests that use it need [contract.CapSeedData].
const (
	pinnedLinux   = "7" // web-01: guest may change its passwords, but see the one of root only
	pinnedRoot    = "12"
	pinnedDeploy  = "13"
	pinnedSQL     = "10" // sql-erp-01, shared with guest; sa asks for a reason
	pinnedSA      = "16"
	pinnedLogic   = "11" // wls-prod-01; its account asks for a ticket
	pinnedTicket  = "18"
	pinnedDC      = "6" // dc-01: guest may use its administrator without seeing the password
	pinnedDCAdmin = "10"
	pinnedSync    = "11"  // its svc_sync is shared with nobody
	pinnedSwitch  = "8"   // core-sw-01 is passadmin's
	pinnedDefault = "301" // Default Group
	pinnedFiles   = "12"  // contracts: keeps files
	pinnedFile    = "19"
	pinnedDesk    = "1" // CHTOW-T11-1109: one of its accounts is shared with guest

	pinnedGateway = "15"  // pay-gw-01, under access control and shared with SDP Group; approvers are admin, privadmin and passadmin
	pinnedTwice   = "22"  // its root needs two approvals and a reason
	pinnedOnce    = "23"  // its deploy needs one, for two hours
	pinnedAtOnce  = "24"  // its monitor needs none, for half an hour
	pinnedInterns = "305" // the group Intern Resources

	// Users and user groups.
	guestID, passadminID, andersonID, johnID = "3", "4", "7", "8"
	deskGroup                                = "2" // SDP Group

	openTicket   = "1047"
	closedTicket = "1048"
)

// stems are the tokens of the default world's users without their last twelve digits, which are the tenant's own.
var stems = map[string]string{
	"privadmin":  "3C81D5A7-0E46-4B92-8F3D-",
	"guest":      "4D92E6B8-1F57-4CA3-9A4E-", // a Password User: reads what is shared, creates nothing
	"passadmin":  "5EA3F7C9-2068-4DB4-AB5F-",
	"auditor":    "70C519EB-428A-4FD6-8D71-",
	"anderson":   "81D62AFC-539B-40E7-9E82-", // in the user group System Administration
	"cloudadmin": "6FB408DA-3179-4EC5-BC60-",
	"john":       "92E73B0D-64AC-41F8-AF93-", // a Password User in SDP Group, like guest
	"locked":     "A3F84C1E-75BD-4209-80A4-",
	"expired":    "B4095D2F-86CE-431A-91B5-",
	"hostbound":  "C51A6E30-97DF-442B-A2C6-", // may call from a host that the tests do not run on
}

// tagLength is how many digits at a token's end are the tenant's.
const tagLength = 12

// User is the session of a user that the default world pins.
func (t World) User(name string) *Session {
	t.Target.Needs(t.tb, contract.CapSeedData)
	admin := t.Access.AuthToken
	return t.WithToken(stems[name] + admin[len(admin)-tagLength:])
}
