package seed

import "github.com/understudy/understudy/mock/internal/limits"

// checkSizes refuses a number that the others leave no room for: nothing is ever made in part.
func (w World) checkSizes() error {
	pinned := 0
	for _, r := range w.Resources {
		pinned += len(r.Accounts)
	}
	more, made := w.Sizes.Accounts-pinned, w.Sizes.Resources-len(w.Resources)
	if more <= 0 || made > 0 {
		return nil
	}
	return limits.Wrong("sizes.accounts", "%d accounts belong to resources that are not pinned, and there are none; pam360.sizes.resources would have to be %d or more",
		more, len(w.Resources)+1)
}

// checkApprovals refuses more approvals than there are approvers. How many a group has may change.
func (c AccessControl) checkApprovals() error {
	if len(c.Approvers) == 0 || len(c.ApproverGroups) > 0 || c.AutoApprove || c.Approvals <= len(c.Approvers) {
		return nil
	}
	return limits.Wrong("approvals", "%d approvers cannot give %d approvals", len(c.Approvers), c.Approvals)
}
