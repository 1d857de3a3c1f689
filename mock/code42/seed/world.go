// Package seed makes a Code42 tenant from a world file, by calling the same rules that clients reach, so that impossible data
// cannot exist. Only package mock may import it.
package seed

// World is the code42 part of a world file.
type World struct {
	Sizes        Sizes         `yaml:"sizes"`
	Tenant       Tenant        `yaml:"tenant"`
	Roles        []Role        `yaml:"roles"`
	APIClients   []APIClient   `yaml:"apiClients"`
	Destinations []Destination `yaml:"destinations"`
	Orgs         []Org         `yaml:"orgs"`
	Users        []User        `yaml:"users"`
	Devices      []Device      `yaml:"devices"`
}

// Sizes are totals, the pinned entities included.
type Sizes struct {
	Orgs    int `yaml:"orgs"`
	Users   int `yaml:"users"`
	Devices int `yaml:"devices"`
}

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
	Login      string   `yaml:"login"`
	TOTPSecret string   `yaml:"totpSecret"`
	Blocked    bool     `yaml:"blocked"`
	Inactive   bool     `yaml:"inactive"`
}

// Device is a pinned device.
type Device struct {
	ID          int64  `yaml:"id"`
	GUID        string `yaml:"guid"`
	Name        string `yaml:"name"`
	OS          string `yaml:"os"`
	Service     string `yaml:"service"`
	User        int64  `yaml:"user"`
	Archive     string `yaml:"archive"`
	Destination string `yaml:"destination"`
}

// Access is what a newcomer is handed to sign in with.
type Access struct{ Username, Password, APIClientID, APIClientSecret string }
