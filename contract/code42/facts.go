package code42

import "github.com/understudy/understudy/contract"

// known are entities of the default world by the names that the document has
// for their ids, in paths, queries and bodies alike.
var known = map[string]any{
	"userId": pinnedUserID, "userUid": pinnedUserUID, "orgGuid": opsOrgGUID, "orgUid": opsOrgUID, "orgId": opsOrgID, "parentOrgGuid": opsOrgGUID,
	"deviceId": pinnedDeviceID, "id": pinnedDeviceID, "deviceGuid": pinnedDeviceGUID, "guid": pinnedDeviceGUID, "key": "CASES_API-URL",
}

// facts are the entities that good requests name. What the default world does
// not pin is looked up.
func (s *suite) facts() contract.Facts {
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
	return contract.Facts{
		Names: known,
		Families: map[string]map[string]any{
			"legalhold-local": hold, "legalhold-apiclient": hold, "user-risk-profiles": {"userId": pinnedUserUID},
			"watchlists":           {"watchlistId": flight, "userIds": []string{pinnedUserUID}, "userId": first(included(flight), nil)},
			"detection-lists-user": detected, "departing-employee": detected, "high-risk-employee": detected,
		},
		Operations: map[string]map[string]any{
			"reactivateLegalHoldMatter": {"legalHoldUid": closed}, "v27ActivateLegalHoldMatter": {"legalHoldUid": closed},
			"createWatchlist":         {"watchlistType": "SUSPICIOUS_SYSTEM_ACTIVITY"},
			"createUser":              {"username": s.unused()}, // the document's may be taken
			"removeDepartingEmployee": departing, "getDepartingEmployee": departing, "updateDepartingEmployee": departing,
			"removeHighRiskEmployee": risky, "getHighRiskEmployee": risky,
			"searchFileEventsV2": {"pgSize": 10}, // the document's is the largest
			"getSavedSearchV1":   search(1), "getSavedSearchV2": search(2),
		},
		Asked: map[string]contract.Query{
			"getUserScimData":          {"userId": pinnedUserUID}, // a UID, although its name says otherwise
			"listLegalHoldMemberships": {"legalHoldUid": open}, "v27ListLegalHoldMemberships": {"legalHoldUid": open},
		},
	}
}
