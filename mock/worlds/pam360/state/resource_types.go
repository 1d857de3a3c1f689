package state

import (
	"slices"
	"strings"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
)

// ResourceType is a kind of machine, application or store.
type ResourceType struct {
	ID   int64
	Name string
	// AutoLogon are the ways to log on from the vendor's console.
	AutoLogon []string
	// KeepsFiles: the accounts of such a resource hold a file each, not a password.
	KeepsFiles bool
	Default    bool // what resources get that name none
}

var resourceTypes = store.NewTable("resourcetype", func(t ResourceType) store.Key { return store.Int(t.ID) },
	store.Index[ResourceType]{Name: "name", Unique: true, Keys: func(t ResourceType) []store.Key { return []store.Key{store.Fold(t.Name)} }},
	store.Index[ResourceType]{Name: "default", Unique: true, Keys: func(t ResourceType) []store.Key { return ifDefault(t.Default) }}, resourceTypeTouches)

// AllowsSSH tells whether one can log on by SSH.
func (t ResourceType) AllowsSSH() bool { return slices.Contains(t.AutoLogon, "SSH") }

// AllowsRDP tells whether one can log on by the Windows remote desktop.
func (t ResourceType) AllowsRDP() bool { return slices.Contains(t.AutoLogon, "Windows Remote Desktop") }

// AddResourceType defines a resource type; the seed uses it, the API has no such call.
func (tx *Tx) AddResourceType(t ResourceType) error { return resourceTypes.Put(tx.Tx, t) }

// ResourceTypes lists the types whose names contain any of the texts, without regard to case (inferred); all if there are none.
func (tx *Tx) ResourceTypes(containing []string) []ResourceType {
	var found []ResourceType
	for t := range resourceTypes.All(tx.Tx) {
		has := func(text string) bool { return containsFold(t.Name, text) }
		if len(containing) == 0 || slices.ContainsFunc(containing, has) {
			found = append(found, t)
		}
	}
	return found
}

func containsFold(s, part string) bool {
	return strings.Contains(strings.ToLower(s), strings.ToLower(part))
}

func (tx *Tx) typeNamed(name string) (int64, error) {
	t, ok := resourceTypes.One(tx.Tx, "name", store.Fold(name))
	if name == "" {
		t, ok = resourceTypes.One(tx.Tx, "default", store.Int(1))
	}
	if !ok {
		return 0, noSuchType("no resource type is called %q", name)
	}
	return t.ID, nil
}

func noSuchType(format string, args ...any) error {
	return fail.New(fail.NotFound, "", "No such resource type found").Because(format, args...)
}

func (tx *Tx) typeOf(r Resource) ResourceType {
	t, _ := resourceTypes.Get(tx.Tx, store.Int(r.TypeID))
	return t
}
