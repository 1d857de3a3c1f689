package pam360

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/understudy/understudy/client/internal/guard"
)

// Ref names a resource, an account, a user or a group, by its name or by its id: see Name and ID.
type Ref struct {
	name string
	id   string
}

// Name refers to something by its name, which costs a call to look up its id where the operation wants that.
func Name(name string) Ref { return Ref{name: name} }

// ID refers to something by its id.
func ID(id int64) Ref { return Ref{id: strconv.FormatInt(id, 10)} }

// resolve returns the id, looking the name up if need be.
func (r Ref) resolve(ctx context.Context, lookUp func(context.Context, string) (string, error)) (string, error) {
	if r.id != "" {
		return r.id, nil
	}
	return lookUp(ctx, r.name)
}

// split tells ids from names, for operations that take both.
func split(argument string, refs []Ref) (ids, names []string, err error) {
	for _, r := range refs {
		if r.id != "" {
			ids = append(ids, r.id)
		} else if err := checkName(argument, r.name); err != nil {
			return nil, nil, err
		} else {
			names = append(names, r.name)
		}
	}
	if len(refs) == 0 {
		return nil, nil, &ArgumentError{argument, "there is none"}
	}
	return ids, names, nil
}

// ItemStatus is what became of one of several items: the vendor's text about it, since there is no code.
type ItemStatus struct{ Item, Status string }

func statuses(list []BulkItem) []ItemStatus {
	var all []ItemStatus
	for _, one := range list {
		for _, item := range slices.Sorted(maps.Keys(one)) {
			all = append(all, ItemStatus{item, one[item].Status})
		}
	}
	return all
}

// given is nil for what a model leaves empty, so that it is not sent.
func given[T comparable](value T) *T {
	var empty T
	if value == empty {
		return nil
	}
	return &value
}

// CustomFields are values of custom fields by their labels.
type CustomFields map[string]any

func (f CustomFields) input() []CustomFieldInput {
	var list []CustomFieldInput
	for _, label := range slices.Sorted(maps.Keys(f)) {
		list = append(list, CustomFieldInput{CustomLabel: label, CustomValue: fmt.Sprint(f[label])})
	}
	return list
}

// AccessPermission is how far a share goes.
type AccessPermission string

// The access permissions; PermissionRevoke takes a share back.
const (
	PermissionView       AccessPermission = "view"
	PermissionModify     AccessPermission = "modify"
	PermissionFullAccess AccessPermission = "fullaccess"
	PermissionRevoke     AccessPermission = "revoke"
)

func (p AccessPermission) check() error {
	switch p {
	case PermissionView, PermissionModify, PermissionFullAccess, PermissionRevoke:
		return nil
	}
	return &ArgumentError{"access", "it is none of the access permissions"}
}

// shareWith is a share with a user, or with a user group, named by name.
func (c *Client) shareWith(ctx context.Context, user, group string, access AccessPermission) (share Share, err error) {
	if err := access.check(); err != nil {
		return share, err
	}
	share.AccessType = string(access)
	if group != "" {
		id, err := c.User.userGroupID(ctx, group)
		share.UserGroupID = &id
		return share, err
	}
	id, err := c.User.userID(ctx, user)
	share.UserID = &id
	return share, err
}

// number reads an id that the vendor gives as text.
func number(id string, err error) (int64, error) {
	if err != nil {
		return 0, err
	}
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("pam360: an id that is no number: %w", guard.Error(err))
	}
	return n, nil
}
