package seed

import (
	"fmt"
	"slices"
	"strings"

	"github.com/understudy/understudy/mock/internal/company"
)

// reasons are why somebody needs a password: that of an account of such a name, else one of a resource of such a type, else of such a system.
var reasons = map[string][]string{
	"linux":              {"Patching", "Disk is full", "Kernel update", "Certificate renewal", "Restart after an update", "Service does not start"},
	"windows":            {"Monthly updates", "Share permissions", "Event log check", "Certificate renewal", "Disk cleanup", "Scheduled task fails"},
	"databases":          {"Slow query", "Restore test", "Index rebuild", "Schema migration", "Space for the month end"},
	"network":            {"Firmware update", "VLAN change", "New port for a desk", "Interface errors", "Configuration backup failed"},
	"Fortigate Firewall": {"Firmware update", "Rule change", "VPN drops", "Configuration backup failed"},
	"virtualization":     {"Snapshot cleanup", "Host maintenance", "Storage move", "New virtual machine"},
	"web":                {"Content does not update", "Certificate renewal", "New release", "Slow pages", "Log check"},
	"portals":            {"Order status", "Contact change"},
	"build":              {"Agent update", "Pipeline is stuck", "Cache cleanup", "Toolchain update"},

	"owner":     {"Contract renewal", "Contact change", "New user at the vendor's"},
	"billing":   {"Invoice download", "Payment reminder", "Billing address"},
	"support":   {"Support case with the vendor", "Order status", "Question of a customer"},
	"technical": {"Outage at the vendor's", "Support case with the vendor", "API key renewal"},
	"readonly":  {"Status check", "Question of the auditors"},

	"svc":         {"Service does not start", "Service is set up anew"},
	"svc_backup":  {"Backup job failed", "Backup agent update"},
	"svc_monitor": {"Monitoring has gaps", "Monitoring agent update"},
	"svc_deploy":  {"Software distribution fails", "Agent is set up anew"},
	"svc_rds":     {"Sessions are not brokered", "Service does not start"},
	"svc_sql":     {"Service does not start", "Restart after an update"},
	"svc_sync":    {"Synchronization fails", "Service does not start"},
	"monitor":     {"Monitoring has gaps", "Monitoring agent update"},
	"deploy":      {"New release", "Deployment fails", "Rollback of a release"},
	"ansible":     {"Playbook fails", "New playbook"},
	"app":         {"Application does not start", "Log check"},
	"app_rw":      {"Application cannot connect", "Data fix for the application"},
	"erp_app":     {"Application cannot connect", "Data fix for the application"},
	"app_ro":      {"Report is wrong", "Numbers for a report"},
	"REPORTS":     {"Report is wrong", "Numbers for a report"},
	"APP":         {"Application cannot connect", "Data fix for the application"},
	"DBSNMP":      {"Monitoring has gaps"},
	"replicator":  {"Replication lag", "Replica is set up anew"},
	"etl_load":    {"Nightly load failed", "Load is run again"},
	"vpxuser":     {"Host is not connected"},
	"dcui":        {"Host does not answer"},
	"runner":      {"Runner is offline", "Pipeline is stuck"},
	"nginx":       {"Web server does not start", "Log check"},
	"enable":      {"VLAN change", "New port for a desk", "Interface errors"},
	"netops":      {"Configuration backup failed"},
	"console":     {"Device does not answer"},
	"snmp_rw":     {"Monitoring has gaps"},
	"api":         {"Rule review", "Script fails"},
	"vpn_sync":    {"VPN user is missing", "Synchronization fails"},
	"weblogic":    {"Deployment fails", "Server does not start"},
	"guest":       {"Visitor in the meeting room", "Training"},
	"trainee":     {"Training"},
}

// reasons are why somebody needs an account of the resource.
func (s *system) reasons(account int) []string {
	name := strings.TrimRight(s.called(account), "0123456789") // there may be several of a kind
	keys := []string{name, s.kind.typeName, s.kind.system}
	if strings.HasPrefix(name, "svc_") {
		keys = slices.Insert(keys, 1, "svc")
	}
	i := slices.IndexFunc(keys, func(key string) bool { return reasons[key] != nil })
	return reasons[keys[i]]
}

// reason is why somebody needs an account: in words, the number of a ticket, or nothing at all.
func (f *filler) reason(c *chance, s *system, account int, on company.Date) string {
	switch c.IntN(10) {
	case 0, 1:
		return ""
	case 2, 3:
		return f.ticket("INC", s, on-company.Date(c.IntN(4)), 1) //nolint:gosec // a few
	case 4:
		return f.ticket("CHG", s, on, 7)
	}
	return oneOf(c, s.reasons(account))
}

// ticketed tells whether a reason is the number of a ticket.
func ticketed(reason string) bool {
	return strings.HasPrefix(reason, "INC") || strings.HasPrefix(reason, "CHG")
}

func oneOf(c *chance, words []string) string { return words[c.IntN(len(words))] }

// helpDesk is how many days before the epoch the first ticket was opened.
const helpDesk = 2500

// ticket is the number of the ticket about a resource that was opened on a day, or in so many days: each number is of one resource.
func (f *filler) ticket(kind string, s *system, on, days company.Date) string {
	return fmt.Sprintf("%s%07d", kind, (on-f.firm.Spec.Now+helpDesk)/days*f.numbered+s.number)
}
