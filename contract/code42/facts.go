package code42

import (
	"maps"

	"github.com/understudy/understudy/contract"
	"github.com/understudy/understudy/openapi"
)

// facts are the entities that good requests name, where the names of their ids
// alone do not tell: by family and, before that, by operation.
type facts struct {
	families, operations map[string]map[string]any
	asked                map[string]contract.Query
}

// of are the entities for one operation.
func (f facts) of(op *openapi.Operation) map[string]any {
	merged := maps.Clone(known)
	maps.Copy(merged, f.families[op.Family])
	maps.Copy(merged, f.operations[op.ID])
	return merged
}

// facts looks up what the default world does not pin.
func (s *BadInput) facts() facts {
	first := func(l listing, filter contract.Query) string {
		page, _ := l.of(s.admin.Get(l.path, filter))
		return page.At(0, l.id).Text()
	}
	open, closed := first(allMatters, contract.Query{"name": "Widget dispute"}), first(allMatters, contract.Query{"activeState": "INACTIVE"})
	policy := s.matter(open).At("holdPolicyUid").Str()
	hold := map[string]any{
		"legalHoldUid": open, "legalHoldPolicyUid": policy, "holdPolicyUid": policy, "policyId": policy, "userUid": pinnedUserUID,
		"legalHoldMembershipUid": first(allMemberships, contract.Query{"legalHoldUid": open, "activeState": "ACTIVE"}),
	}
	detected := map[string]any{"tenantId": pinnedTenant, "userId": pinnedUserUID, "username": "pinned.user@example.com"}
	flight, leaving := s.typed("FLIGHT_RISK").At("watchlistId").Str(), s.typed("DEPARTING_EMPLOYEE").At("watchlistId").Str()
	page, _ := allWatchlists.of(s.admin.Get(watchlists))
	departing := map[string]any{"userId": first(included(leaving), nil)}
	risky := map[string]any{"userId": first(included(page.Find("title", "High risk employees").At("watchlistId").Str()), nil)}
	search := func(version int) map[string]any {
		return map[string]any{"searchId": s.admin.Get(savedSearches(version)).Status(200).At("searches", 0, "id").Str()}
	}
	return facts{
		families: map[string]map[string]any{
			"legalhold-local": hold, "legalhold-apiclient": hold, "user-risk-profiles": {"userId": pinnedUserUID},
			"watchlists":           {"watchlistId": flight, "userIds": []string{pinnedUserUID}, "userId": first(included(flight), nil)},
			"detection-lists-user": detected, "departing-employee": detected, "high-risk-employee": detected,
		},
		operations: map[string]map[string]any{
			"reactivateLegalHoldMatter": {"legalHoldUid": closed}, "v27ActivateLegalHoldMatter": {"legalHoldUid": closed},
			"createWatchlist":         {"watchlistType": "SUSPICIOUS_SYSTEM_ACTIVITY"},
			"removeDepartingEmployee": departing, "getDepartingEmployee": departing, "updateDepartingEmployee": departing,
			"removeHighRiskEmployee": risky, "getHighRiskEmployee": risky,
			"getSavedSearchV1": search(1), "getSavedSearchV2": search(2),
		},
		asked: map[string]contract.Query{
			"getUserScimData":          {"userId": pinnedUserUID}, // a UID, although its name says otherwise
			"listLegalHoldMemberships": {"legalHoldUid": open}, "v27ListLegalHoldMemberships": {"legalHoldUid": open},
		},
	}
}
