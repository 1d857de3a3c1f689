package seed

import "slices"

// kind is a kind of made-up resources: what they are called, what accounts they have, and whose they are.
type kind struct {
	typeName, prefix string
	system           string   // what of a firm's systems it is, as jobs look after them
	policy           string   // the password policy; empty: the usual one
	guarded          bool     // some of these are under access control
	purposes         []string // what they are for
	accounts         []string
}

// kinds come up as often as they stand here.
var kinds = []kind{
	{"Linux", "lnx-app", "linux", "", false, []string{"Order portal", "Billing service", "Message broker", "License server", "Log collector", "Document archive"},
		[]string{"root", "deploy", "svc_backup", "svc_monitor", "ansible", "app"}},
	{"Windows", "win-srv", "windows", "", false, []string{"File server", "Print server", "Certificate authority", "Time and attendance", "Update server"},
		[]string{"Administrator", "svc_backup", "svc_monitor", "svc_deploy", "localadmin"}},
	{"Linux", "lnx-www", "web", "", false, []string{"Company web site", "Customer portal", "Partner portal", "Documentation site"},
		[]string{"root", "nginx", "deploy", "svc_monitor", "ansible"}},
	{"PostgreSQL Server", "pg", "databases", "", true, []string{"Database of the order portal", "Database of the telemetry service", "Database of the customer portal"},
		[]string{"postgres", "replicator", "app_rw", "app_ro", "svc_backup"}},
	{"Windows", "win-rds", "windows", "", false, []string{"Terminal server for the office", "Terminal server for contractors"},
		[]string{"Administrator", "svc_rds", "svc_backup", "localadmin", "svc_monitor"}},
	{"Cisco IOS", "sw", "network", "Medium", false, []string{"Access switch", "Distribution switch", "Server room switch"},
		[]string{"admin", "enable", "netops", "console", "snmp_rw"}},
	{"MS SQL server", "mssql", "databases", "", true, []string{"Database of the warehouse", "Database of time and attendance", "Reporting database"},
		[]string{"sa", "svc_sql", "app_rw", "app_ro", "etl_load"}},
	{"VMware ESXi", "esx", "virtualization", "", true, []string{"Hypervisor", "Hypervisor for tests"},
		[]string{"root", "vpxuser", "svc_monitor", "svc_backup", "dcui"}},
	{"Linux", "lnx-ci", "build", "", false, []string{"Build agent", "Package registry", "Test runner"},
		[]string{"root", "runner", "deploy", "svc_monitor", "ansible"}},
	{"Oracle DB Server", "ora", "databases", "", true, []string{"Database of the ledger", "Database of the product data"},
		[]string{"SYS", "SYSTEM", "APP", "REPORTS", "DBSNMP"}},
	{portalType, "", "portals", "Medium", false, []string{"Domain registrar", "Freight carrier", "Component distributor", "Status page", "Map service", "Travel agency",
		"Certificate vendor", "Parts catalog", "Trade register", "Customs broker"},
		[]string{"owner", "billing", "support", "technical", "readonly"}},
	{"Fortigate Firewall", "fw", "network", "", true, []string{"Branch firewall", "Office firewall"},
		[]string{"admin", "readonly", "api", "svc_backup", "vpn_sync"}},
}

// portalType is the type of accounts on other people's web sites, which are called after what they are for.
const portalType = "Web Site Accounts"

// team is a user group of people who look after the same systems.
type team struct {
	name, description string
	of                []string // what each of the people looks after
	owns              []string // the team's systems
}

// teams are made of the firm's people. A world that pins a group of the same name keeps its own.
var teams = []team{
	{"Server Team", "Looks after servers and what they run on", []string{"linux", "virtualization"}, []string{"linux", "virtualization"}},
	{"Workplace Team", "Looks after Windows and the workplaces", []string{"windows"}, []string{"windows"}},
	{"Database Team", "Looks after databases", []string{"databases"}, []string{"databases"}},
	{"Network Team", "Looks after switches, firewalls and circuits", []string{"network"}, []string{"network"}},
	{"Web Team", "Looks after web sites and builds", []string{"linux", "web"}, []string{"web", "build"}},
	{"Vendor Portals", "Works with accounts at other firms", []string{"web"}, []string{"portals"}},
}

// auditors are a user group of those who look at what others do.
const auditors = "Auditors"

// teamOf is which of the teams a system is.
func teamOf(system string) int {
	return slices.IndexFunc(teams, func(t team) bool { return slices.Contains(t.owns, system) })
}

// ofType is what a resource of a type is like.
func ofType(name string) *kind {
	for i := range kinds {
		if kinds[i].typeName == name {
			return &kinds[i]
		}
	}
	return &kind{typeName: name, system: "windows"}
}

// notes say what the usual service accounts are for.
var notes = map[string]string{
	"svc_backup": "Backup service", "svc_monitor": "Monitoring", "svc_deploy": "Software distribution", "svc_rds": "Session broker", "svc_sql": "Database engine",
	"deploy": "Used by the pipeline", "ansible": "Configuration management", "app_rw": "Used by the application", "app_ro": "Used by reports",
	"replicator": "Replication", "vpxuser": "Used by the management server", "runner": "Runs the jobs", "netops": "Used by the configuration backup",
	"api": "Used by the rule review", "etl_load": "Nightly load", "snmp_rw": "Used by the network monitor", "vpn_sync": "Keeps the VPN users up to date", "DBSNMP": "Used by the monitor", "nginx": "Runs the web server", "app": "Runs the application", "console": "Serial console",
}
