// Package seed makes a Code42 tenant from a world file, by calling the same rules that clients reach, so that impossible data
// cannot exist. Only package mock may import it.
package seed

import "time"

// World is the code42 part of a world file.
//
// What has no tag for its limit has that of its type; see package limits. A comment behind a field goes into docs/world-files.md.
type World struct {
	Sizes        Sizes         `yaml:"sizes"`         // how much is made up
	Tenant       Tenant        `yaml:"tenant"`        // the customer
	Roles        []Role        `yaml:"roles"`         // what users and API clients may be
	APIClients   []APIClient   `yaml:"apiClients"`    // the first is what a newcomer is handed
	Destinations []Destination `yaml:"destinations"`  // where backups go
	Orgs         []Org         `yaml:"orgs"`          // pinned organizations; the first is the root
	Users        []User        `yaml:"users"`         // pinned users; a newcomer signs in as the first
	Names        []Name        `yaml:"names"`         // what the first made-up users are called; not more than there are
	Devices      []Device      `yaml:"devices"`       // pinned devices
	LegalHold    LegalHold     `yaml:"legalHold"`     // policies and matters
	Watchlists   []Watchlist   `yaml:"watchlists"`    // watchlists and their members
	Saved        []SavedSearch `yaml:"savedSearches"` // kept searches for file events
	Events       []Event       `yaml:"fileEvents"`    // pinned file events
}

// Sizes are totals, the pinned entities included.
type Sizes struct {
	Orgs    int `yaml:"orgs" limit:"0..10000"`
	Users   int `yaml:"users" limit:"0..1000000"`   // enough for all who are drawn below
	Devices int `yaml:"devices" limit:"0..1000000"` // those that are made up belong to users who are
	Events  int `yaml:"events" limit:"0..2000000"`  // about how many there are in ninety days, besides the pinned ones
}

// Rows is how many rows are made at the start: the events are made when they are first asked for.
func (s Sizes) Rows() int { return s.Orgs + s.Users + s.Devices }

// Tenant is the customer.
type Tenant struct {
	UID             string `yaml:"uid"` // needed; no underscore in it
	Name            string `yaml:"name"`
	RegistrationKey string `yaml:"registrationKey"`
	DeploymentModel string `yaml:"deploymentModel"` // such as PUBLIC
}

// Role is a role that users can hold.
type Role struct {
	ID          string   `yaml:"id"`          // needed
	Name        string   `yaml:"name"`        // needed
	Locked      bool     `yaml:"locked"`      // as the product shows it
	Permissions []string `yaml:"permissions"` // what answers show
	Grants      []string `yaml:"grants"`      // what it lets its holder do: `x-permission` names of the specification, or *
	OrgBound    bool     `yaml:"orgBound"`    // whether it reaches no further than its holder's organization and those below
}

// APIClient signs in with an id and a secret.
type APIClient struct {
	ID     string   `yaml:"id"`     // needed; no colon in it
	Secret string   `yaml:"secret"` // needed
	Name   string   `yaml:"name"`
	Roles  []string `yaml:"roles"` // ids of roles
}

// Destination is where backups go.
type Destination struct {
	ID         int64  `yaml:"id"`   // needed
	GUID       string `yaml:"guid"` // needed
	Name       string `yaml:"name"`
	Type       string `yaml:"type"`
	ServerName string `yaml:"serverName"`
	ServerGUID string `yaml:"serverGuid"`
}

// Org is a pinned organization; the first one is the root and has no parent.
type Org struct {
	ID              int64  `yaml:"id"` // made up unless given; so are uid, guid and registrationKey
	UID             string `yaml:"uid"`
	GUID            string `yaml:"guid"`
	Name            string `yaml:"name"`   // needed
	Parent          int64  `yaml:"parent"` // the id of an organization before it; the root unless given
	RegistrationKey string `yaml:"registrationKey"`
}

// User is a pinned user.
type User struct {
	ID         int64    `yaml:"id"` // made up unless given; so is uid
	UID        string   `yaml:"uid"`
	Username   string   `yaml:"username"` // needed; an email address that no one else has
	Password   string   `yaml:"password"` // needed; 8 to 100 characters
	FirstName  string   `yaml:"firstName"`
	LastName   string   `yaml:"lastName"`
	Org        int64    `yaml:"org"`                                     // needed; the id of a pinned organization
	Roles      []string `yaml:"roles"`                                   // ids of roles
	Login      string   `yaml:"login" limit:"LOCAL|LOCAL_2FA|CLOUD_SSO"` // LOCAL unless given; LOCAL_2FA needs a totpSecret
	TOTPSecret string   `yaml:"totpSecret"`                              // base32
	Job        string   `yaml:"job"`                                     // the name of a job of the firm, docs/world.md has them; it gives a title, a department and a manager
	Blocked    bool     `yaml:"blocked"`                                 // may not sign in
	Inactive   bool     `yaml:"inactive"`                                // is deactivated
}

// Name is what one of the users that are not pinned is called. Without a username it is made of the names, or made up.
type Name struct {
	Contractor bool    `yaml:"contractor"` // is a contractor
	Username   string  `yaml:"username"`
	FirstName  *string `yaml:"firstName"`
	LastName   *string `yaml:"lastName"`
}

// Device is a pinned device.
type Device struct {
	ID          int64  `yaml:"id"` // made up unless given; so are guid and archive
	GUID        string `yaml:"guid"`
	Name        string `yaml:"name"`
	OS          string `yaml:"os" limit:"win|mac|linux"`
	Service     string `yaml:"service" limit:"CrashPlan|Artemis"`
	User        int64  `yaml:"user"`        // needed; the id of a pinned user
	Archive     string `yaml:"archive"`     // the guid of its archive
	Destination string `yaml:"destination"` // needed; the guid of a destination
}

// Access is what a newcomer is handed to sign in with.
type Access struct{ Username, Password, APIClientID, APIClientSecret string }

// LegalHold is what is preserved. Policies and matters are named here; the custodians are drawn from the users that are not pinned
// and work in no pinned organization, so that no legal hold gets in the way of whoever tries something on what is pinned.
type LegalHold struct {
	By       int64        `yaml:"by"` // the pinned user who makes all of it
	Policies []HoldPolicy `yaml:"policies"`
	Matters  []Matter     `yaml:"matters"`
}

// HoldPolicy is a preservation policy.
type HoldPolicy struct {
	Name    string         `yaml:"name"`                     // needed
	DaysAgo int            `yaml:"daysAgo" limit:"0..36500"` // before the epoch, as all that is so called
	Content map[string]any `yaml:"content"`                  // what it preserves, as the API shows it
}

// Matter is a legal hold. So many of its custodians were released since, and so many of the others had files restored.
type Matter struct {
	Name        string  `yaml:"name"`
	Policy      string  `yaml:"policy"` // needed; the name of a policy
	Description *string `yaml:"description"`
	Notes       *string `yaml:"notes"`
	ExtRef      *string `yaml:"extRef"`
	DaysAgo     int     `yaml:"daysAgo" limit:"0..36500"`
	ClosedAgo   int     `yaml:"closedDaysAgo" limit:"0..36500"` // 0: it is open
	Custodians  int     `yaml:"custodians" limit:"0..1000000"`  // how many are drawn
	Released    int     `yaml:"released" limit:"0..1000000"`    // how many of them, the first ones
	Restored    int     `yaml:"restored" limit:"0..1000000"`    // how many of the others; released and restored are not more than there are
}

// Watchlist is a watchlist with so many members, drawn from the users that are not pinned. Departures are the last days of the first
// of them, counted from the epoch.
type Watchlist struct {
	Type        string  `yaml:"type" limit:"CONTRACT_EMPLOYEE|DEPARTING_EMPLOYEE|ELEVATED_ACCESS_PRIVILEGES|FLIGHT_RISK|HIGH_IMPACT_EMPLOYEE|NEW_EMPLOYEE|PERFORMANCE_CONCERNS|POOR_SECURITY_PRACTICES|SUSPICIOUS_SYSTEM_ACTIVITY|CUSTOM"` // needed
	Title       *string `yaml:"title"`                                                                                                                                                                                                     // needed of a CUSTOM one
	Description *string `yaml:"description"`
	DaysAgo     int     `yaml:"daysAgo" limit:"0..36500"`
	Members     int     `yaml:"members" limit:"0..1000000"`    // how many are drawn
	Departures  []int   `yaml:"departures" each:"-3650..3650"` // days after the epoch, or before it; not more than there are members
}

// SavedSearch is a search for file events that a pinned user has kept.
type SavedSearch struct {
	Version     int          `yaml:"version" limit:"1..2"` // needed; of the file event API
	By          int64        `yaml:"by"`                   // needed; the id of a pinned user
	Name        string       `yaml:"name"`
	Notes       *string      `yaml:"notes" limit:"0..10000"`
	DaysAgo     int          `yaml:"daysAgo" limit:"0..36500"`
	GroupClause string       `yaml:"groupClause" limit:"AND|OR"`
	Groups      []SavedGroup `yaml:"groups"` // as the API takes them
	SortKey     string       `yaml:"srtKey"`
	SortDir     string       `yaml:"srtDir" limit:"asc|desc"`
}

// SavedGroup is filters that belong together, or groups that do: those exist in version 2 only.
type SavedGroup struct {
	FilterClause   string        `yaml:"filterClause" json:"filterClause,omitempty" limit:"AND|OR"`
	Filters        []SavedFilter `yaml:"filters" json:"filters,omitempty"`
	SubgroupClause string        `yaml:"subgroupClause" json:"subgroupClause,omitempty" limit:"AND|OR"`
	Subgroups      []SavedGroup  `yaml:"subgroups" json:"subgroups,omitempty"` // in version 2 only
}

// SavedFilter is one condition. The value is nothing, a text, a number, a boolean or a list of such.
type SavedFilter struct {
	Operator string `yaml:"operator" json:"operator"` // needed
	Term     string `yaml:"term" json:"term"`         // needed
	Value    any    `yaml:"value" json:"value"`       // nothing, a text, a number, a boolean or a list of such
}

// Event is a pinned file event: an upload from a pinned device. A blank id is made up.
type Event struct {
	ID        string        `yaml:"id"`
	Device    string        `yaml:"device"`                     // needed; the guid of a device
	Name      string        `yaml:"name"`                       // needed
	Directory string        `yaml:"directory"`                  // needed
	Content   string        `yaml:"content" limit:"0..1048576"` // what the file holds, which decides its size and hashes
	Before    time.Duration `yaml:"before"`                     // needed; how long before the start of the server, 90 days at most
}
