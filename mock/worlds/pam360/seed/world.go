// Package seed makes a PAM360 organization from a world file, by calling the same rules that clients reach, so that impossible
// data cannot exist. Only package mock may import it.
package seed

import "time"

// World is the pam360 part of a world file.
//
// What has no tag for its limit has that of its type; see package limits. A comment behind a field goes into docs/world-files.md.
type World struct {
	Sizes          Sizes           `yaml:"sizes"`          // how much is made up
	Organization   Organization    `yaml:"organization"`   // the customer
	Roles          []Role          `yaml:"roles"`          // what users may be
	Policies       []Policy        `yaml:"policies"`       // password policies
	ResourceTypes  []ResourceType  `yaml:"resourceTypes"`  // kinds of resources
	CustomFields   []CustomField   `yaml:"customFields"`   // fields beside the usual ones
	Tickets        []Ticket        `yaml:"tickets"`        // help-desk tickets that exist
	Users          []User          `yaml:"users"`          // pinned users; a newcomer signs in as the first, who needs a token
	UserGroups     []UserGroup     `yaml:"userGroups"`     // pinned user groups
	ResourceGroups []ResourceGroup `yaml:"resourceGroups"` // pinned resource groups
	Resources      []Resource      `yaml:"resources"`      // pinned resources with accounts
	Shares         []Share         `yaml:"shares"`         // who may see what
	AccessControls []AccessControl `yaml:"accessControls"` // who must be asked for what
}

// Sizes are totals, the pinned entities included.
type Sizes struct {
	Users     int `yaml:"users" limit:"0..100000"`
	Resources int `yaml:"resources" limit:"0..1000000"` // those that are made up belong to users whose role grants resources.manage
	Accounts  int `yaml:"accounts" limit:"0..2000000"`  // those that are made up belong to resources that are
}

// Rows is how many rows are made at the start.
func (s Sizes) Rows() int { return s.Users + s.Resources + s.Accounts }

// Organization is the customer. The limits are the licence's; 0 is none.
type Organization struct {
	Name                    string `yaml:"name"`
	ResourceLimit           int    `yaml:"resourceLimit"`
	AdministratorLimit      int    `yaml:"administratorLimit"`
	EnforcePolicyAtCreation bool   `yaml:"enforcePolicyAtCreation"` // of new accounts, those that the file pins included
	Hosts                   []Host `yaml:"hosts"`
}

// Host is a name that the server can resolve.
type Host struct {
	Name    string `yaml:"name"`    // needed
	Address string `yaml:"address"` // needed; an IP address
}

// Role is a role that users can have. Those with one that administers count against the licence.
type Role struct {
	ID          int64    `yaml:"id"`          // needed
	Name        string   `yaml:"name"`        // needed
	Grants      []string `yaml:"grants"`      // `x-permission` names of the specification, or *
	Administers bool     `yaml:"administers"` // counts against the licence
}

// Policy is a password policy.
type Policy struct {
	ID              int64  `yaml:"id"`   // needed
	Name            string `yaml:"name"` // needed
	Description     string `yaml:"description"`
	MinLength       int    `yaml:"minLength" limit:"0..1000"` // needed; 4 at least
	MaxLength       int    `yaml:"maxLength" limit:"0..1000"` // needed; not below minLength
	Upper           bool   `yaml:"upper"`                     // needs a capital; the next five likewise
	Lower           bool   `yaml:"lower"`
	Digit           bool   `yaml:"digit"`
	Special         bool   `yaml:"special"`
	StartWithLetter bool   `yaml:"startWithLetter"`
	NoAccountName   bool   `yaml:"noAccountName"`
	MaxAgeDays      int    `yaml:"maxAgeDays" limit:"0..36500"` // 0: passwords never expire
	Reuse           int    `yaml:"reuse" limit:"0..100"`        // how many of the last passwords may not come back
	Default         bool   `yaml:"default"`                     // of one policy: that of resources that name none
}

// ResourceType is a kind of resource.
type ResourceType struct {
	ID         int64    `yaml:"id"`   // needed
	Name       string   `yaml:"name"` // needed
	AutoLogon  []string `yaml:"autoLogon"`
	KeepsFiles bool     `yaml:"keepsFiles"` // whether accounts may have a file instead of a password
	Default    bool     `yaml:"default"`    // of one type: that of resources that name none
}

// CustomField is a defined field of resources or of accounts.
type CustomField struct {
	Of    string `yaml:"of" limit:"resource|account"`                       // needed
	Label string `yaml:"label"`                                             // needed
	Type  string `yaml:"type" limit:"Character|Numeric|Date|Password|File"` // needed
}

// Ticket is a help-desk ticket.
type Ticket struct {
	ID     string `yaml:"id"` // needed
	Closed bool   `yaml:"closed"`
}

// User is a pinned user; without a token there is no API access.
type User struct {
	ID           int64      `yaml:"id"`         // made up unless given, here and below
	Username     string     `yaml:"username"`   // needed
	Job          string     `yaml:"job"`        // the name of a job of the firm, docs/world.md has them; the user is somebody who has it, and gets the names, the address, the department and the city that are not given
	Contractor   bool       `yaml:"contractor"` // whether it is a contractor who has the job
	FirstName    string     `yaml:"firstName"`
	LastName     string     `yaml:"lastName"`
	Role         string     `yaml:"role"` // needed; the name of a role
	Department   string     `yaml:"department"`
	Token        string     `yaml:"token"`                                // an upper-case UUID that no one else has
	TokenExpires *time.Time `yaml:"tokenExpires"`                         // never, unless given
	TokenOverFor int        `yaml:"tokenExpiredDaysAgo" limit:"0..36500"` // the same, counted from the epoch; 0: it has not expired
	HostName     string     `yaml:"hostName"`                             // calls must come from there: a host of the organization, localhost or an IP address
	Locked       bool       `yaml:"locked"`
	SuperAdmin   bool       `yaml:"superAdmin"`
}

// UserGroup is a pinned user group; its members are user names.
type UserGroup struct {
	ID          int64    `yaml:"id"`
	Name        string   `yaml:"name"` // needed
	Description string   `yaml:"description"`
	Members     []string `yaml:"members"` // names of pinned users
}

// ResourceGroup is a pinned resource group: a dynamic one if it has criteria. Types: made-up resources of these types join it.
type ResourceGroup struct {
	ID          int64       `yaml:"id"`
	Name        string      `yaml:"name"` // needed
	Description string      `yaml:"description"`
	Owner       string      `yaml:"owner"`    // needed; the name of a pinned user
	Parent      int64       `yaml:"parent"`   // the id of a resource group before it
	Types       []string    `yaml:"types"`    // names of resource types
	MatchAll    bool        `yaml:"matchAll"` // whether all criteria must hold, and not one
	Criteria    []Criterion `yaml:"criteria"`
}

// Criterion is a condition on the members of a dynamic group; the operator is CONTAINS unless another is named.
type Criterion struct {
	Field    string `yaml:"field"` // of a resource, or the label of a custom field
	Operator string `yaml:"operator"`
	Value    string `yaml:"value"`
}

// Resource is a pinned resource with its accounts.
type Resource struct {
	ID          int64             `yaml:"id"`
	Name        string            `yaml:"name"`   // needed; no two are the same
	Type        string            `yaml:"type"`   // the name of a resource type
	Owner       string            `yaml:"owner"`  // the name of a pinned user
	Policy      string            `yaml:"policy"` // the name of a policy, here and for accounts
	Group       string            `yaml:"group"`  // the name of a resource group
	DNSName     string            `yaml:"dnsName"`
	Domain      string            `yaml:"domain"`
	URL         string            `yaml:"url"`
	Description string            `yaml:"description" limit:"0..10000"`
	Department  string            `yaml:"department"`
	Location    string            `yaml:"location"`
	Fields      map[string]string `yaml:"fields"` // custom fields, by label
	RemoteApps  []string          `yaml:"remoteApps"`
	RemoteReset string            `yaml:"remoteReset"` // the account that carries out resets on the machine
	Accounts    []Account         `yaml:"accounts"`
}

// Account is a pinned account.
type Account struct {
	ID              int64             `yaml:"id"`
	Name            string            `yaml:"name"` // needed
	Password        string            `yaml:"password"`
	Policy          string            `yaml:"policy"`
	Notes           string            `yaml:"notes" limit:"0..10000"`
	File            string            `yaml:"file" limit:"0..1048576"` // what the account keeps instead of a password
	PrivateKey      bool              `yaml:"privateKey"`
	TOTPSecret      string            `yaml:"totpSecret"` // base32
	TOTPAlgorithm   string            `yaml:"totpAlgorithm" limit:"SHA1|SHA256|SHA512"`
	Reason          bool              `yaml:"reason"` // a reason has to be given for the password; the next three are about tickets
	Ticket          bool              `yaml:"ticket"`
	TicketMandatory bool              `yaml:"ticketMandatory"`
	TicketToRequest bool              `yaml:"ticketToRequest"`
	Fields          map[string]string `yaml:"fields"` // custom fields, by label
}

// Share grants a user or a user group access to a resource, to one of its accounts, or to a resource group.
type Share struct {
	Resource      string `yaml:"resource"` // its name; or say resourceGroup
	Account       string `yaml:"account"`  // its name; the whole resource unless given
	ResourceGroup string `yaml:"resourceGroup"`
	User          string `yaml:"user"` // the name of a pinned user; or say userGroup
	UserGroup     string `yaml:"userGroup"`
	Access        string `yaml:"access" limit:"view|modify|fullaccess|use"` // needed; use is the product's "Remote App Only"
}

// AccessControl says who must be asked for a resource's accounts, or for one of them. Without approvers it is whoever has full access.
type AccessControl struct {
	Resource       string        `yaml:"resource"`                 // needed; its name
	Account        string        `yaml:"account"`                  // empty: all accounts of the resource that have none of their own
	Approvers      []string      `yaml:"approvers"`                // names of pinned users
	ApproverGroups []string      `yaml:"approverGroups"`           // names of user groups
	Approvals      int           `yaml:"approvals" limit:"0..100"` // how many must agree; at least one, unless autoApprove, and not more than there are approvers
	AutoApprove    bool          `yaml:"autoApprove"`
	Exclusive      bool          `yaml:"exclusive"`
	RequestTimeout time.Duration `yaml:"requestTimeout"`
	CheckoutFor    time.Duration `yaml:"checkoutFor"`
	Reason         bool          `yaml:"reason"`
	Ticket         bool          `yaml:"ticket"`
}

// Access is what a newcomer is handed to sign in with.
type Access struct{ AuthToken string }
