package state

import (
	"slices"

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

// maxPairs is how many shares of groups a call may give or take back. It is ours: the vendor's bound is not known.
const maxPairs = 10_000

// ShareResourceGroups shares every one of the groups with every one of the targets, or takes the shares back. If one of them is
// refused, nothing is shared (inferred). What is named twice is meant once.
func (tx *Tx) ShareResourceGroups(s GroupShare) error {
	if len(s.GroupIDs) == 0 {
		return fail.New(fail.Invalid, "", "Resource groups are mandatory").Because("resourceGroupIds is empty")
	}
	if (len(s.UserIDs) == 0) == (len(s.UserGroupIDs) == 0) {
		return fail.New(fail.Invalid, "", "Either users or user groups are mandatory").
			Because("userIds has %d ids and userGroupIds %d; exactly one of them must be given", len(s.UserIDs), len(s.UserGroupIDs))
	}
	access, err := ParseAccess(s.AccessType)
	if err != nil {
		return err
	}
	groups, users := idsOnce(s.GroupIDs), idsOnce(slices.Concat(s.UserIDs, s.UserGroupIDs))
	if pairs := len(groups) * len(users); pairs > maxPairs {
		return fail.New(fail.Invalid, "", "Too many resource groups and users").
			Because("%d groups with %d targets are %d shares; a call may have %d", len(groups), len(users), pairs, maxPairs)
	}
	targets := make([]Target, len(users))
	for i, id := range users {
		targets[i] = Target{Group: len(s.UserGroupIDs) > 0, ID: id}
	}
	for _, group := range groups {
		if err := tx.shareWithAll(Object{GroupObject, group}, targets, access); err != nil {
			return err
		}
	}
	return nil
}

// idsOnce reads ids, each once, in their order; what is no id is 0, which nothing has.
func idsOnce(texts []string) []int64 {
	seen, ids := map[int64]bool{}, []int64{}
	for _, text := range texts {
		if n, _ := parseID(text); !seen[n] {
			seen[n] = true
			ids = append(ids, n)
		}
	}
	return ids
}
