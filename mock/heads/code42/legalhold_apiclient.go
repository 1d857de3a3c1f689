package code42

import (
	"context"

	"github.com/understudy/understudy/mock/heads/code42/api"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// V27CreateLegalHoldPolicy adds a policy without content.
func (s *Server) V27CreateLegalHoldPolicy(
	ctx context.Context, req api.V27CreateLegalHoldPolicyRequestObject,
) (api.V27CreateLegalHoldPolicyResponseObject, error) {
	var answer api.V27CreateLegalHoldPolicy200JSONResponse
	err := write(ctx, func(tx *state.Tx) error {
		p, err := tx.CreateHoldPolicy(req.Body.Name, nil)
		answer.Data = holdPolicy(tx, p)
		return err
	})
	return answer, err
}

// V27GetLegalHoldPolicy returns a policy.
func (s *Server) V27GetLegalHoldPolicy(
	ctx context.Context, req api.V27GetLegalHoldPolicyRequestObject,
) (api.V27GetLegalHoldPolicyResponseObject, error) {
	var answer api.V27GetLegalHoldPolicy200JSONResponse
	err := read(ctx, func(tx *state.Tx) error {
		p, err := tx.HoldPolicyByUID(req.Params.LegalHoldPolicyUid)
		answer.Data = holdPolicy(tx, p)
		return err
	})
	return answer, err
}

// V27ListLegalHoldPolicies lists the policies.
func (s *Server) V27ListLegalHoldPolicies(
	ctx context.Context, _ api.V27ListLegalHoldPoliciesRequestObject,
) (api.V27ListLegalHoldPoliciesResponseObject, error) {
	var answer api.V27ListLegalHoldPolicies200JSONResponse
	err := read(ctx, func(tx *state.Tx) error {
		answer.Data = each(tx, tx.HoldPolicies(), holdPolicy)
		return nil
	})
	return answer, err
}

// V27CreateLegalHoldMatter opens a matter.
func (s *Server) V27CreateLegalHoldMatter(
	ctx context.Context, req api.V27CreateLegalHoldMatterRequestObject,
) (api.V27CreateLegalHoldMatterResponseObject, error) {
	var answer api.V27CreateLegalHoldMatter200JSONResponse
	b := req.Body
	err := write(ctx, func(tx *state.Tx) error {
		m, err := tx.CreateMatter(state.NewMatter{
			Name: b.Name, PolicyUID: b.PolicyId, Description: b.Description, Notes: b.Notes, ExtRef: b.ExternalReference,
		})
		answer.Data = matterV27(tx, m)
		return err
	})
	return answer, err
}

// V27GetLegalHoldMatter returns a matter, active or not.
func (s *Server) V27GetLegalHoldMatter(
	ctx context.Context, req api.V27GetLegalHoldMatterRequestObject,
) (api.V27GetLegalHoldMatterResponseObject, error) {
	var answer api.V27GetLegalHoldMatter200JSONResponse
	err := read(ctx, func(tx *state.Tx) error {
		m, err := tx.MatterByUID(req.Params.LegalHoldUid)
		answer.Data = matterV27(tx, m)
		return err
	})
	return answer, err
}

// V27ListLegalHoldMatters lists the matters that match, page by page.
func (s *Server) V27ListLegalHoldMatters(
	ctx context.Context, req api.V27ListLegalHoldMattersRequestObject,
) (api.V27ListLegalHoldMattersResponseObject, error) {
	var answer api.V27ListLegalHoldMatters200JSONResponse
	p := req.Params
	err := read(ctx, func(tx *state.Tx) error {
		found, _ := tx.Matters(state.MatterFilter{
			CreatorID: text(p.CreatorPrincipalId), Active: activityV27(p.Active), Name: text(p.Name), ExtRef: text(p.ExternalReference),
		}, page(p.Page, p.PageSize))
		answer.Data = each(tx, found, matterV27)
		return nil
	})
	return answer, err
}

// V27DeactivateLegalHoldMatter closes a matter that is open.
func (s *Server) V27DeactivateLegalHoldMatter(
	ctx context.Context, req api.V27DeactivateLegalHoldMatterRequestObject,
) (api.V27DeactivateLegalHoldMatterResponseObject, error) {
	var answer api.V27DeactivateLegalHoldMatter200JSONResponse
	err := write(ctx, func(tx *state.Tx) error {
		if err := tx.DeactivateMatterOnce(req.Body.LegalHoldUid); err != nil {
			return err
		}
		m, err := tx.MatterByUID(req.Body.LegalHoldUid)
		answer.Data = matterV27(tx, m)
		return err
	})
	return answer, err
}

// V27ActivateLegalHoldMatter opens a matter that is closed.
func (s *Server) V27ActivateLegalHoldMatter(
	ctx context.Context, req api.V27ActivateLegalHoldMatterRequestObject,
) (api.V27ActivateLegalHoldMatterResponseObject, error) {
	var answer api.V27ActivateLegalHoldMatter200JSONResponse
	err := write(ctx, func(tx *state.Tx) error {
		if err := tx.ReactivateMatterOnce(req.Body.LegalHoldUid); err != nil {
			return err
		}
		m, err := tx.MatterByUID(req.Body.LegalHoldUid)
		answer.Data = matterV27(tx, m)
		return err
	})
	return answer, err
}

// V27ListLegalHoldMemberships lists who is or was a custodian, page by page.
func (s *Server) V27ListLegalHoldMemberships(
	ctx context.Context, req api.V27ListLegalHoldMembershipsRequestObject,
) (api.V27ListLegalHoldMembershipsResponseObject, error) {
	var answer api.V27ListLegalHoldMemberships200JSONResponse
	p := req.Params
	err := read(ctx, func(tx *state.Tx) error {
		found, _, err := tx.HoldMemberships(state.MembershipFilter{
			MatterUID: text(p.LegalHoldUid), UserUID: text(p.UserUid), Any: text(p.User), Active: activity(p.Active),
		}, page(p.Page, p.PageSize))
		answer.Data = each(tx, found, membership)
		return err
	})
	return answer, err
}

// V27CreateLegalHoldMembership makes a user a custodian.
func (s *Server) V27CreateLegalHoldMembership(
	ctx context.Context, req api.V27CreateLegalHoldMembershipRequestObject,
) (api.V27CreateLegalHoldMembershipResponseObject, error) {
	var answer api.V27CreateLegalHoldMembership200JSONResponse
	err := write(ctx, func(tx *state.Tx) error {
		m, err := tx.AddToMatter(req.Body.LegalHoldUid, req.Body.UserUid)
		answer.Data = membership(tx, m)
		return err
	})
	return answer, err
}

// V27DeactivateLegalHoldMembership ends a membership.
func (s *Server) V27DeactivateLegalHoldMembership(
	ctx context.Context, req api.V27DeactivateLegalHoldMembershipRequestObject,
) (api.V27DeactivateLegalHoldMembershipResponseObject, error) {
	var answer api.V27DeactivateLegalHoldMembership200JSONResponse
	err := write(ctx, func(tx *state.Tx) error {
		if err := tx.RemoveFromMatter(req.Body.LegalHoldMembershipUid); err != nil {
			return err
		}
		m, err := tx.HoldMembershipByUID(req.Body.LegalHoldMembershipUid)
		answer.Data = membership(tx, m)
		return err
	})
	return answer, err
}

// activityV27 reads which matters are asked for, in lower case where memberships have words; absent means all, which is inferred.
func activityV27(asked *api.V27LegalHoldActivity) *bool {
	if asked == nil || *asked == "none" {
		return nil
	}
	return pointer(*asked == "true")
}

// matterV27 is a matter as API clients see it. Its creator may be one of them, and is then no user.
func matterV27(tx *state.Tx, m state.Matter) api.V27LegalHoldMatter {
	creator := api.V27LegalHoldCreator{Type: "API_CLIENT", PrincipalId: tx.PrincipalID(m.Creator), DisplayName: m.Creator.Name}
	if u, ok := tx.UserOf(m.Creator); ok {
		creator.Type, creator.DisplayName = "USER", u.Username
		creator.User = &api.V27LegalHoldCreatorUser{UserUid: u.UID, Email: emptyIsNull(u.Email), Username: u.Username}
	}
	return api.V27LegalHoldMatter{
		LegalHoldUid: m.UID, Name: m.Name, Description: m.Description, Notes: m.Notes, ExternalReference: m.ExtRef, Active: m.Active,
		CreationDate: stamp(m.Created), ModificationDate: stamp(m.Modified), Creator: creator, HoldPolicyUid: m.PolicyUID,
	}
}
