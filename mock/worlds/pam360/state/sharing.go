package state

import (
	"github.com/understudy/understudy/mock/internal/fail"
)

// ShareWith is whom something is shared with, and how far, as clients send it: ids as text, exactly one of which is given.
type ShareWith struct{ UserID, UserGroupID, AccessType string }

func (s ShareWith) read() (Target, Access, error) {
	access, err := ParseAccess(s.AccessType)
	if err != nil {
		return Target{}, NoAccess, err
	}
	if (s.UserID == "") == (s.UserGroupID == "") {
		return Target{}, NoAccess, fail.New(fail.Invalid, "", "Either a user or a user group is mandatory").
			Because("USERID is %q and USERGROUPID is %q; exactly one must be given", s.UserID, s.UserGroupID)
	}
	if s.UserGroupID != "" {
		n, _ := parseID(s.UserGroupID)
		return Target{Group: true, ID: n}, access, nil
	}
	n, _ := parseID(s.UserID)
	return Target{ID: n}, access, nil
}

// ShareResource shares a resource, and thereby all of its accounts, or takes the share back.
func (tx *Tx) ShareResource(resourceID string, with ShareWith) error {
	to, access, err := with.read()
	if err != nil {
		return err
	}
	r, err := tx.manageable(resourceID)
	if err != nil {
		return err
	}
	return tx.Share(Object{ResourceObject, r.ID}, to, access)
}

// ShareAccount shares an account, which must be under the resource, or takes the share back.
func (tx *Tx) ShareAccount(resourceID, accountID string, with ShareWith) error {
	to, access, err := with.read()
	if err != nil {
		return err
	}
	_, a, err := tx.manageableAccount(resourceID, accountID)
	if err != nil {
		return err
	}
	return tx.Share(Object{AccountObject, a.ID}, to, access)
}

// GroupShare is what sharing resource groups takes, as clients send it: several groups, with several users or several user groups.
type GroupShare struct {
	GroupIDs, UserIDs, UserGroupIDs []string
	AccessType                      string
}

// ShareResourceGroups shares every one of the groups with every one of the targets, or takes the shares back. If one of them is
// refused, nothing is shared (inferred).
func (tx *Tx) ShareResourceGroups(s GroupShare) error {
	if len(s.GroupIDs) == 0 {
		return fail.New(fail.Invalid, "", "Resource groups are mandatory").Because("resourceGroupIds is empty")
	}
	if (len(s.UserIDs) == 0) == (len(s.UserGroupIDs) == 0) {
		return fail.New(fail.Invalid, "", "Either users or user groups are mandatory").
			Because("userIds has %d ids and userGroupIds %d; exactly one of them must be given", len(s.UserIDs), len(s.UserGroupIDs))
	}
	var with []ShareWith
	for _, id := range s.UserIDs {
		with = append(with, ShareWith{UserID: id, AccessType: s.AccessType})
	}
	for _, id := range s.UserGroupIDs {
		with = append(with, ShareWith{UserGroupID: id, AccessType: s.AccessType})
	}
	for _, group := range s.GroupIDs {
		n, _ := parseID(group)
		for _, w := range with {
			to, access, err := w.read()
			if err != nil {
				return err
			}
			if err := tx.Share(Object{GroupObject, n}, to, access); err != nil {
				return err
			}
		}
	}
	return nil
}
