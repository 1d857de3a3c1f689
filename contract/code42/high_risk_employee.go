package code42

import "github.com/understudy/understudy/contract"

// HighRiskEmployee is the contract of the list of those who are watched for their risk.
type HighRiskEmployee struct{ detectionSuite }

func (s *HighRiskEmployee) TestFromAddingToRemoving() {
	s.fromAddingToRemoving(highRisk, "HIGH_RISK_EMPLOYEE_V2")
}

func (s *HighRiskEmployee) TestEveryAnswerKnowsManagerAndPlaceOfTheUser() {
	s.everyAnswerKnowsThePerson(highRisk)
}

func (s *HighRiskEmployee) TestASearchRepeatsTheRiskFactorsAskedFor() {
	for _, c := range []struct {
		asked any
		want  []any
	}{{nil, []any{}}, {[]string{}, []any{}}, {[]string{"FLIGHT_RISK"}, []any{"FLIGHT_RISK"}}} {
		request := s.search(highRisk, map[string]any{"riskFactors": c.asked}).request(map[string]any{"pgNum": 1, "pgSize": 10})
		s.Equal(c.want, s.admin.Do(request).Status(200).At("riskFactors").Any())
	}
}

func (s *HighRiskEmployee) TestNobodyHereLeavesToday() {
	request := s.search(highRisk, map[string]any{"filterType": "LEAVING_TODAY"}).request(map[string]any{"pgNum": 1, "pgSize": 10})
	saysTwice(func() *contract.Response { return s.admin.Do(request) }, 400)
}

func (s *HighRiskEmployee) TestPagesThatMeanNothing() { s.noPages(s.search(highRisk, nil)) }

func (s *HighRiskEmployee) TestSearchesPageByPage() {
	s.pageByPage(highRisk)
}

func (s *HighRiskEmployee) TestByRiskFactor() {
	s.Needs(contract.CapSeedData)
	s.fork()
	uid := s.custodian()
	s.about(highRisk+"/add", uid).Status(200)
	s.ask("user/addriskfactors", map[string]any{"userId": uid, "riskFactors": []string{"SUSPICIOUS_SYSTEM_ACTIVITY"}}).Status(200)
	s.Equal([]any{"SUSPICIOUS_SYSTEM_ACTIVITY"}, s.about(highRisk+"/get", uid).At("riskFactors").Any())
	s.Equal([]string{uid}, s.all(s.search(highRisk, map[string]any{"riskFactors": []string{"SUSPICIOUS_SYSTEM_ACTIVITY"}})))
	s.Greater(len(s.all(s.search(highRisk, map[string]any{"riskFactors": nil}))), 1)
}

func (s *HighRiskEmployee) TestAnotherTenantsIdIsRefusedEverywhere() {
	uid := s.custodian()
	s.anotherTenantsID(map[string]map[string]any{
		highRisk + "/add": {"userId": uid}, highRisk + "/remove": {"userId": uid}, highRisk + "/get": {"userId": uid},
		highRisk + "/setalertstate": {"alertsEnabled": true}, highRisk + "/search": {"filterType": "OPEN", "pgNum": 1, "pgSize": 1},
	})
	s.NotContains(s.all(s.search(highRisk, nil)), uid)
}

func (s *HighRiskEmployee) TestAPageHasAHundredEntriesAtMost() { s.aPageHasAHundredAtMost(highRisk) }

func (s *HighRiskEmployee) TestTheListTakesAPermission() { s.takesAPermission(highRisk) }
