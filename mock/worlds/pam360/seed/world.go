// Package seed makes a PAM360 organization from a world file, by calling the same rules that clients reach, so that impossible
// data cannot exist. Only package mock may import it.
package seed

import "time"

// World is the pam360 part of a world file. What has no tag for its limit has that of its type; see package limits.
type World struct {
	Sizes          Sizes           `yaml:"sizes"`
	Organization   Organization    `yaml:"organization"`
	Roles          []Role          `yaml:"roles"`
	Policies       []Policy        `yaml:"policies"`
	ResourceTypes  []ResourceType  `yaml:"resourceTypes"`
	CustomFields   []CustomField   `yaml:"customFields"`
	Tickets        []Ticket        `yaml:"tickets"`
	Users          []User          `yaml:"users"`
	UserGroups     []UserGroup     `yaml:"userGroups"`
	ResourceGroups []ResourceGroup `yaml:"resourceGroups"`
	Resources      []Resource      `yaml:"resources"`
	Shares         []Share         `yaml:"shares"`
	AccessControls []AccessControl `yaml:"accessControls"`
}

// Sizes are totals, the pinned entities included.
type Sizes struct {
	Users     int `yaml:"users" limit:"0..100000"`
	Resources int `yaml:"resources" limit:"0..1000000"`
	Accounts  int `yaml:"accounts" limit:"0..2000000"`
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
	Name    string `yaml:"name"`
	Address string `yaml:"address"`
}

// Role is a role that users can have. Those with one that administers count against the licence.
type Role struct {
	ID          int64    `yaml:"id"`
	Name        string   `yaml:"name"`
	Grants      []string `yaml:"grants"`
	Administers bool     `yaml:"administers"`
}

// Policy is a password policy.
type Policy struct {
	ID              int64  `yaml:"id"`
	Name            string `yaml:"name"`
	Description     string `yaml:"description"`
	MinLength       int    `yaml:"minLength" limit:"0..1000"`
	MaxLength       int    `yaml:"maxLength" limit:"0..1000"`
	Upper           bool   `yaml:"upper"`
	Lower           bool   `yaml:"lower"`
	Digit           bool   `yaml:"digit"`
	Special         bool   `yaml:"special"`
	StartWithLetter bool   `yaml:"startWithLetter"`
	NoAccountName   bool   `yaml:"noAccountName"`
	MaxAgeDays      int    `yaml:"maxAgeDays" limit:"0..36500"`
	Reuse           int    `yaml:"reuse" limit:"0..100"`
	Default         bool   `yaml:"default"`
}

// ResourceType is a kind of resource.
type ResourceType struct {
	ID         int64    `yaml:"id"`
	Name       string   `yaml:"name"`
	AutoLogon  []string `yaml:"autoLogon"`
	KeepsFiles bool     `yaml:"keepsFiles"`
	Default    bool     `yaml:"default"`
}

// CustomField is a defined field of resources or of accounts.
type CustomField struct {
	Of    string `yaml:"of" limit:"resource|account"`
	Label string `yaml:"label"`
	Type  string `yaml:"type" limit:"Character|Numeric|Date|Password|File"`
}

// Ticket is a help-desk ticket.
type Ticket struct {
	ID     string `yaml:"id"`
	Closed bool   `yaml:"closed"`
}

// User is a pinned user; without a token there is no API access.
type User struct {
	ID           int64      `yaml:"id"`
	Username     string     `yaml:"username"`
	FirstName    string     `yaml:"firstName"`
	LastName     string     `yaml:"lastName"`
	Role         string     `yaml:"role"`
	Department   string     `yaml:"department"`
	Token        string     `yaml:"token"`
	TokenExpires *time.Time `yaml:"tokenExpires"`
	HostName     string     `yaml:"hostName"` // calls must come from there
	Locked       bool       `yaml:"locked"`
	SuperAdmin   bool       `yaml:"superAdmin"`
}

// UserGroup is a pinned user group; its members are user names.
type UserGroup struct {
	ID          int64    `yaml:"id"`
	Name        string   `yaml:"name"`
	Description string   `yaml:"description"`
	Members     []string `yaml:"members"`
}

// ResourceGroup is a pinned resource group: a dynamic one if it has criteria. Types: made-up resources of these types join it.
type ResourceGroup struct {
	ID          int64       `yaml:"id"`
	Name        string      `yaml:"name"`
	Description string      `yaml:"description"`
	Owner       string      `yaml:"owner"`
	Parent      int64       `yaml:"parent"`
	Types       []string    `yaml:"types"`
	MatchAll    bool        `yaml:"matchAll"`
	Criteria    []Criterion `yaml:"criteria"`
}

// Criterion is a condition on the members of a dynamic group; the operator is CONTAINS unless another is named.
type Criterion struct {
	Field    string `yaml:"field"`
	Operator string `yaml:"operator"`
	Value    string `yaml:"value"`
}

// Resource is a pinned resource with its accounts.
type Resource struct {
	ID          int64             `yaml:"id"`
	Name        string            `yaml:"name"`
	Type        string            `yaml:"type"`
	Owner       string            `yaml:"owner"`
	Policy      string            `yaml:"policy"`
	Group       string            `yaml:"group"`
	DNSName     string            `yaml:"dnsName"`
	Domain      string            `yaml:"domain"`
	URL         string            `yaml:"url"`
	Description string            `yaml:"description" limit:"0..10000"`
	Department  string            `yaml:"department"`
	Location    string            `yaml:"location"`
	Fields      map[string]string `yaml:"fields"`
	RemoteApps  []string          `yaml:"remoteApps"`
	RemoteReset string            `yaml:"remoteReset"` // the account that carries out resets on the machine
	Accounts    []Account         `yaml:"accounts"`
}

// Account is a pinned account.
type Account struct {
	ID              int64             `yaml:"id"`
	Name            string            `yaml:"name"`
	Password        string            `yaml:"password"`
	Policy          string            `yaml:"policy"`
	Notes           string            `yaml:"notes" limit:"0..10000"`
	File            string            `yaml:"file" limit:"0..1048576"`
	PrivateKey      bool              `yaml:"privateKey"`
	TOTPSecret      string            `yaml:"totpSecret"`
	TOTPAlgorithm   string            `yaml:"totpAlgorithm" limit:"SHA1|SHA256|SHA512"`
	Reason          bool              `yaml:"reason"`
	Ticket          bool              `yaml:"ticket"`
	TicketMandatory bool              `yaml:"ticketMandatory"`
	TicketToRequest bool              `yaml:"ticketToRequest"`
	Fields          map[string]string `yaml:"fields"`
}

// Share grants a user or a user group access to a resource, to one of its accounts, or to a resource group.
type Share struct {
	Resource      string `yaml:"resource"`
	Account       string `yaml:"account"`
	ResourceGroup string `yaml:"resourceGroup"`
	User          string `yaml:"user"`
	UserGroup     string `yaml:"userGroup"`
	Access        string `yaml:"access" limit:"view|modify|fullaccess|use"` // use is the product's "Remote App Only"
}

// AccessControl says who must be asked for a resource's accounts, or for one of them. Without approvers it is whoever has full access.
type AccessControl struct {
	Resource       string        `yaml:"resource"`
	Account        string        `yaml:"account"` // empty: all accounts of the resource that have none of their own
	Approvers      []string      `yaml:"approvers"`
	ApproverGroups []string      `yaml:"approverGroups"`
	Approvals      int           `yaml:"approvals" limit:"0..100"` // how many must agree; at least one, unless autoApprove
	AutoApprove    bool          `yaml:"autoApprove"`
	Exclusive      bool          `yaml:"exclusive"`
	RequestTimeout time.Duration `yaml:"requestTimeout"`
	CheckoutFor    time.Duration `yaml:"checkoutFor"`
	Reason         bool          `yaml:"reason"`
	Ticket         bool          `yaml:"ticket"`
}

// Access is what a newcomer is handed to sign in with.
type Access struct{ AuthToken string }
