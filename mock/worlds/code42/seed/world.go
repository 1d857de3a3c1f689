// Package seed makes a Code42 tenant from a world file, by calling the same rules that clients reach, so that impossible data
// cannot exist. Only package mock may import it.
package seed

import "time"

// World is the code42 part of a world file. What has no tag for its limit has that of its type; see package limits.
type World struct {
	Sizes        Sizes         `yaml:"sizes"`
	Tenant       Tenant        `yaml:"tenant"`
	Roles        []Role        `yaml:"roles"`
	APIClients   []APIClient   `yaml:"apiClients"`
	Destinations []Destination `yaml:"destinations"`
	Orgs         []Org         `yaml:"orgs"`
	Users        []User        `yaml:"users"`
	Names        []Name        `yaml:"names"`
	Devices      []Device      `yaml:"devices"`
	LegalHold    LegalHold     `yaml:"legalHold"`
	Watchlists   []Watchlist   `yaml:"watchlists"`
	Saved        []SavedSearch `yaml:"savedSearches"`
	Events       []Event       `yaml:"fileEvents"`
}

// Sizes are totals, the pinned entities included.
type Sizes struct {
	Orgs    int `yaml:"orgs" limit:"0..10000"`
	Users   int `yaml:"users" limit:"0..1000000"`
	Devices int `yaml:"devices" limit:"0..1000000"`
	Events  int `yaml:"events" limit:"0..2000000"`
}

// Rows is how many rows are made at the start: the events are made when they are first asked for.
func (s Sizes) Rows() int { return s.Orgs + s.Users + s.Devices }

// Tenant is the customer.
type Tenant struct {
	UID             string `yaml:"uid"`
	Name            string `yaml:"name"`
	RegistrationKey string `yaml:"registrationKey"`
	DeploymentModel string `yaml:"deploymentModel"`
}

// Role is a role that users can hold.
type Role struct {
	ID          string   `yaml:"id"`
	Name        string   `yaml:"name"`
	Locked      bool     `yaml:"locked"`
	Permissions []string `yaml:"permissions"`
	Grants      []string `yaml:"grants"`
	OrgBound    bool     `yaml:"orgBound"`
}

// APIClient signs in with an id and a secret.
type APIClient struct {
	ID     string   `yaml:"id"`
	Secret string   `yaml:"secret"`
	Name   string   `yaml:"name"`
	Roles  []string `yaml:"roles"`
}

// Destination is where backups go.
type Destination struct {
	ID         int64  `yaml:"id"`
	GUID       string `yaml:"guid"`
	Name       string `yaml:"name"`
	Type       string `yaml:"type"`
	ServerName string `yaml:"serverName"`
	ServerGUID string `yaml:"serverGuid"`
}

// Org is a pinned organization; the first one is the root and has no parent.
type Org struct {
	ID              int64  `yaml:"id"`
	UID             string `yaml:"uid"`
	GUID            string `yaml:"guid"`
	Name            string `yaml:"name"`
	Parent          int64  `yaml:"parent"`
	RegistrationKey string `yaml:"registrationKey"`
}

// User is a pinned user.
type User struct {
	ID         int64    `yaml:"id"`
	UID        string   `yaml:"uid"`
	Username   string   `yaml:"username"`
	Password   string   `yaml:"password"`
	FirstName  string   `yaml:"firstName"`
	LastName   string   `yaml:"lastName"`
	Org        int64    `yaml:"org"`
	Roles      []string `yaml:"roles"`
	Login      string   `yaml:"login" limit:"LOCAL|LOCAL_2FA|CLOUD_SSO"`
	TOTPSecret string   `yaml:"totpSecret"`
	Blocked    bool     `yaml:"blocked"`
	Inactive   bool     `yaml:"inactive"`
}

// Name is what one of the users that are not pinned is called. Without a username it is made of the names, or made up.
type Name struct {
	Username  string  `yaml:"username"`
	FirstName *string `yaml:"firstName"`
	LastName  *string `yaml:"lastName"`
}

// Device is a pinned device.
type Device struct {
	ID          int64  `yaml:"id"`
	GUID        string `yaml:"guid"`
	Name        string `yaml:"name"`
	OS          string `yaml:"os" limit:"win|mac|linux"`
	Service     string `yaml:"service" limit:"CrashPlan|Artemis"`
	User        int64  `yaml:"user"`
	Archive     string `yaml:"archive"`
	Destination string `yaml:"destination"`
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
	Name    string         `yaml:"name"`
	DaysAgo int            `yaml:"daysAgo" limit:"0..36500"`
	Content map[string]any `yaml:"content"`
}

// Matter is a legal hold. So many of its custodians were released since, and so many of the others had files restored.
type Matter struct {
	Name        string  `yaml:"name"`
	Policy      string  `yaml:"policy"`
	Description *string `yaml:"description"`
	Notes       *string `yaml:"notes"`
	ExtRef      *string `yaml:"extRef"`
	DaysAgo     int     `yaml:"daysAgo" limit:"0..36500"`
	ClosedAgo   int     `yaml:"closedDaysAgo" limit:"0..36500"`
	Custodians  int     `yaml:"custodians" limit:"0..1000000"`
	Released    int     `yaml:"released" limit:"0..1000000"`
	Restored    int     `yaml:"restored" limit:"0..1000000"`
}

// Watchlist is a watchlist with so many members, drawn from the users that are not pinned. Departures are the last days of the first
// of them, counted from the epoch.
type Watchlist struct {
	Type        string  `yaml:"type" limit:"CONTRACT_EMPLOYEE|DEPARTING_EMPLOYEE|ELEVATED_ACCESS_PRIVILEGES|FLIGHT_RISK|HIGH_IMPACT_EMPLOYEE|NEW_EMPLOYEE|PERFORMANCE_CONCERNS|POOR_SECURITY_PRACTICES|SUSPICIOUS_SYSTEM_ACTIVITY|CUSTOM"`
	Title       *string `yaml:"title"`
	Description *string `yaml:"description"`
	DaysAgo     int     `yaml:"daysAgo" limit:"0..36500"`
	Members     int     `yaml:"members" limit:"0..1000000"`
	Departures  []int   `yaml:"departures" each:"-3650..3650"`
}

// SavedSearch is a search for file events that a pinned user has kept.
type SavedSearch struct {
	Version     int              `yaml:"version" limit:"1..2"`
	By          int64            `yaml:"by"`
	Name        string           `yaml:"name"`
	Notes       *string          `yaml:"notes" limit:"0..10000"`
	DaysAgo     int              `yaml:"daysAgo" limit:"0..36500"`
	GroupClause string           `yaml:"groupClause"`
	Groups      []map[string]any `yaml:"groups"`
	SortKey     string           `yaml:"srtKey"`
	SortDir     string           `yaml:"srtDir"`
}

// Event is a pinned file event: an upload from a pinned device. A blank id is made up.
type Event struct {
	ID        string        `yaml:"id"`
	Device    string        `yaml:"device"`
	Name      string        `yaml:"name"`
	Directory string        `yaml:"directory"`
	Content   string        `yaml:"content" limit:"0..1048576"`
	Before    time.Duration `yaml:"before"` // how long before the end of the history
}
