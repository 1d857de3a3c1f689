package code42

import (
	"context"
	"strings"
	"time"

	"github.com/understudy/understudy/mock/heads/code42/api"
	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// CreateLegalHoldPolicy adds a policy.
func (s *Server) CreateLegalHoldPolicy(
	ctx context.Context, req api.CreateLegalHoldPolicyRequestObject,
) (api.CreateLegalHoldPolicyResponseObject, error) {
	var answer api.CreateLegalHoldPolicy200JSONResponse
	err := write(ctx, func(tx *state.Tx) error {
		p, err := tx.CreateHoldPolicy(req.Body.Name, value(req.Body.Policy, nil))
		answer.Data = holdPolicy(tx, p)
		return err
	})
	return answer, err
}

// GetLegalHoldPolicy returns a policy.
func (s *Server) GetLegalHoldPolicy(ctx context.Context, req api.GetLegalHoldPolicyRequestObject) (api.GetLegalHoldPolicyResponseObject, error) {
	var answer api.GetLegalHoldPolicy200JSONResponse
	err := read(ctx, func(tx *state.Tx) error {
		p, err := tx.HoldPolicyByUID(req.Params.LegalHoldPolicyUid)
		answer.Data = holdPolicy(tx, p)
		return err
	})
	return answer, err
}

// ListLegalHoldPolicies lists the policies.
func (s *Server) ListLegalHoldPolicies(
	ctx context.Context, _ api.ListLegalHoldPoliciesRequestObject,
) (api.ListLegalHoldPoliciesResponseObject, error) {
	var answer api.ListLegalHoldPolicies200JSONResponse
	err := read(ctx, func(tx *state.Tx) error {
		answer.Data = each(tx, tx.HoldPolicies(), holdPolicy)
		return nil
	})
	return answer, err
}

// CreateLegalHoldMatter opens a matter.
func (s *Server) CreateLegalHoldMatter(
	ctx context.Context, req api.CreateLegalHoldMatterRequestObject,
) (api.CreateLegalHoldMatterResponseObject, error) {
	answer := api.CreateLegalHoldMatter201JSONResponse{Metadata: metadata(ctx)}
	b := req.Body
	err := write(ctx, func(tx *state.Tx) error {
		m, err := tx.CreateMatter(state.NewMatter{
			Name: b.Name, PolicyUID: b.HoldPolicyUid, Description: b.Description, Notes: b.Notes, ExtRef: b.HoldExtRef,
		})
		answer.Data = matter(tx, m)
		return err
	})
	return answer, err
}

// ListLegalHoldMatters lists the matters that match, page by page.
func (s *Server) ListLegalHoldMatters(
	ctx context.Context, req api.ListLegalHoldMattersRequestObject,
) (api.ListLegalHoldMattersResponseObject, error) {
	answer := api.ListLegalHoldMatters200JSONResponse{Metadata: metadata(ctx)}
	p := req.Params
	err := read(ctx, func(tx *state.Tx) error {
		found, _ := tx.Matters(state.MatterFilter{
			CreatorID: text(p.CreatorUserUid), Active: activity(p.ActiveState), UID: text(p.LegalHoldUid), Name: text(p.Name), ExtRef: text(p.HoldExtRef),
		}, page(p.PgNum, p.PgSize))
		answer.Data.LegalHolds = each(tx, found, matter)
		return nil
	})
	return answer, err
}

// GetLegalHoldMatter returns a matter, active or not.
func (s *Server) GetLegalHoldMatter(ctx context.Context, req api.GetLegalHoldMatterRequestObject) (api.GetLegalHoldMatterResponseObject, error) {
	answer := api.GetLegalHoldMatter200JSONResponse{Metadata: metadata(ctx)}
	err := read(ctx, func(tx *state.Tx) error {
		m, err := tx.MatterByUID(req.LegalHoldUid)
		answer.Data = matter(tx, m)
		return err
	})
	return answer, err
}

// DeactivateLegalHoldMatter closes a matter and ends its memberships.
func (s *Server) DeactivateLegalHoldMatter(
	ctx context.Context, req api.DeactivateLegalHoldMatterRequestObject,
) (api.DeactivateLegalHoldMatterResponseObject, error) {
	return api.DeactivateLegalHoldMatter204Response{}, write(ctx, func(tx *state.Tx) error { return tx.DeactivateMatter(req.Body.LegalHoldUid) })
}

// ReactivateLegalHoldMatter opens a matter again.
func (s *Server) ReactivateLegalHoldMatter(
	ctx context.Context, req api.ReactivateLegalHoldMatterRequestObject,
) (api.ReactivateLegalHoldMatterResponseObject, error) {
	answer := api.ReactivateLegalHoldMatter201JSONResponse{Metadata: metadata(ctx)} // no membership changes
	return answer, write(ctx, func(tx *state.Tx) error { return tx.ReactivateMatter(req.LegalHoldUid) })
}

// ListLegalHoldMemberships lists who is or was a custodian, page by page. It asks for one criterion at least.
func (s *Server) ListLegalHoldMemberships(
	ctx context.Context, req api.ListLegalHoldMembershipsRequestObject,
) (api.ListLegalHoldMembershipsResponseObject, error) {
	answer := api.ListLegalHoldMemberships200JSONResponse{Metadata: metadata(ctx)}
	p := req.Params
	err := read(ctx, func(tx *state.Tx) error {
		found, _, err := tx.HoldMemberships(state.MembershipFilter{
			UID: text(p.LegalHoldMembershipUid), MatterUID: text(p.LegalHoldUid), UserUID: text(p.UserUid), Any: text(p.User), Active: activity(p.ActiveState),
		}, page(p.PgNum, p.PgSize))
		answer.Data.LegalHoldMemberships = each(tx, found, membership)
		return err
	})
	return answer, err
}

// CreateLegalHoldMembership makes a user a custodian.
func (s *Server) CreateLegalHoldMembership(
	ctx context.Context, req api.CreateLegalHoldMembershipRequestObject,
) (api.CreateLegalHoldMembershipResponseObject, error) {
	answer := api.CreateLegalHoldMembership201JSONResponse{Metadata: metadata(ctx)}
	err := write(ctx, func(tx *state.Tx) error {
		m, err := tx.AddToMatter(req.Body.LegalHoldUid, req.Body.UserUid)
		answer.Data = membership(tx, m)
		return err
	})
	return answer, err
}

// DeactivateLegalHoldMembership ends a membership.
func (s *Server) DeactivateLegalHoldMembership(
	ctx context.Context, req api.DeactivateLegalHoldMembershipRequestObject,
) (api.DeactivateLegalHoldMembershipResponseObject, error) {
	uid := req.Body.LegalHoldMembershipUid
	return api.DeactivateLegalHoldMembership204Response{}, write(ctx, func(tx *state.Tx) error { return tx.RemoveFromMatter(uid) })
}

// ListLegalHoldEvents reports what happened to matters and custodians, page by page.
func (s *Server) ListLegalHoldEvents(ctx context.Context, req api.ListLegalHoldEventsRequestObject) (api.ListLegalHoldEventsResponseObject, error) {
	answer := api.ListLegalHoldEvents200JSONResponse{Metadata: metadata(ctx)}
	p := req.Params
	from, err := bound("minEventDate", p.MinEventDate)
	if err != nil {
		return nil, err
	}
	to, err := bound("maxEventDate", p.MaxEventDate)
	if err != nil {
		return nil, err
	}
	err = read(ctx, func(tx *state.Tx) error {
		found, _ := tx.HoldEvents(state.HoldEventFilter{MatterUID: text(p.LegalHoldUid), From: from, To: to}, page(p.PgNum, p.PgSize))
		answer.Data.LegalHoldEvents = each(tx, found, holdEvent)
		return nil
	})
	return answer, err
}

// activity reads which rows are asked for; absent means all of them, which is inferred.
func activity[Asked ~string](asked *Asked) *bool {
	if asked == nil || strings.EqualFold(string(*asked), "all") {
		return nil
	}
	return pointer(strings.EqualFold(string(*asked), "active"))
}

// bound reads an optional end of a period.
func bound(name string, given *string) (*time.Time, error) {
	if given == nil {
		return nil, nil
	}
	t, err := time.Parse(time.RFC3339, *given)
	if err != nil {
		return nil, fail.New(fail.Invalid, "SYSTEM", "Invalid "+name).Because("%q is no time in ISO 8601", *given)
	}
	return &t, nil
}

func holdPolicy(tx *state.Tx, p state.HoldPolicy) api.LegalHoldPolicy {
	rendered := api.LegalHoldPolicy{LegalHoldPolicyUid: p.UID, Name: p.Name, CreationDate: stamp(p.Created), ModificationDate: stamp(p.Modified)}
	if p.Content != nil {
		rendered.Policy = pointer(api.LegalHoldPolicySettings(p.Content))
	}
	if u, ok := tx.CreatorOf(p.Creator); ok {
		rendered.CreatorUser = &api.LegalHoldPolicyCreator{
			UserUid: u.UID, UserId: u.ID, Username: u.Username, Email: emptyIsNull(u.Email), FirstName: u.FirstName, LastName: u.LastName,
		}
	}
	return rendered
}

func matter(tx *state.Tx, m state.Matter) api.LegalHoldMatter {
	creator := api.LegalHoldUser{UserUid: tx.PrincipalID(m.Creator), Username: m.Creator.Name}
	if u, ok := tx.UserOf(m.Creator); ok {
		creator = holdUser(u)
	}
	return api.LegalHoldMatter{
		LegalHoldUid: m.UID, Name: m.Name, Description: m.Description, Notes: m.Notes, HoldExtRef: m.ExtRef, Active: m.Active,
		CreationDate: stamp(m.Created), LastModified: stamp(m.Modified), Creator: creator, HoldPolicyUid: m.PolicyUID,
	}
}

func holdUser(u state.User) api.LegalHoldUser {
	return api.LegalHoldUser{UserUid: u.UID, Username: u.Username, Email: emptyIsNull(u.Email), UserExtRef: u.ExtRef}
}

func membership(tx *state.Tx, m state.HoldMembership) api.LegalHoldMembership {
	of := tx.MatterOf(m)
	return api.LegalHoldMembership{
		LegalHoldMembershipUid: m.UID, Active: m.Active, CreationDate: stamp(m.Created),
		LegalHold: api.LegalHoldMatterName{LegalHoldUid: of.UID, Name: of.Name}, User: holdUser(tx.CustodianOf(m)),
	}
}

func holdEvent(tx *state.Tx, e state.HoldEventDetail) api.LegalHoldEvent {
	rendered := api.LegalHoldEvent{
		EventUid: e.UID, EventType: api.LegalHoldEventType(e.Type), EventDate: stamp(e.At), LegalHoldUid: e.Matter.UID, LegalHoldName: e.Matter.Name,
		ActorUserUid: tx.PrincipalID(e.Actor), ActorUsername: e.Actor.Name,
	}
	if e.MembershipID != 0 {
		rendered.LegalHoldMembershipUid, rendered.CustodianUserUid, rendered.CustodianUsername = &e.Membership.UID, &e.Custodian.UID, &e.Custodian.Username
	}
	return rendered
}
