package mock_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock"
)

// transcript plays one fixed conversation with both APIs and writes down every byte of the answers but the date and the port.
func transcript(t *testing.T, seed uint64, forked bool) []string {
	t.Helper()
	s := start(t, func(o *mock.Options) { o.Seed, o.ForkTags = seed, "seed" })
	who := access{Code42: s.Access().Code42, PAM360: s.Access().PAM360}
	if forked {
		who = tenant(t, s, "")
	}
	bearer, signedIn := signIn(t, who.Code42.URL, who.Code42.Username, who.Code42.Password)
	answers := []answer{signedIn}
	for _, c := range [][3]string{
		{"GET", "/api/v1/User?pgNum=1&pgSize=100&incRoles=true", ""},
		{"GET", "/api/v1/Org?pgSize=100", ""},
		{"GET", "/api/v1/Computer?pgSize=100&incBackupUsage=true&incSettings=true", ""},
		{"POST", "/api/v1/User", `{"orgUid":"956377780583791269","username":"new.user@example.com","email":"new.user@example.com","password":"letmein"}`},
		{"POST", "/api/v1/User", `{"orgUid":"956377780583791269","username":"new.user@example.com","email":"new.user@example.com","password":"letmein"}`},
		{"GET", "/api/v1/User?username=new.user@example.com", ""},
		{"POST", "/api/v1/Org", `{"orgName":"Newcomers"}`},
		{"GET", "/api/v1/role", ""},
		{"GET", "/nowhere", ""},
	} {
		answers = append(answers, call(t, client, c[0], who.Code42.URL+c[1], c[2], "Authorization", bearer))
	}
	for _, c := range [][3]string{
		{"GET", "/restapi/json/v1/resources", ""},
		{"GET", "/restapi/json/v1/resources/1/accounts", ""},
		{"GET", "/restapi/json/v1/resources/resourcetypes", ""},
		{"POST", "/restapi/json/v1/resources", input(`{"operation":{"Details":{"RESOURCENAME":"new","ACCOUNTNAME":"root","RESOURCETYPE":"Linux","PASSWORD":"Aa1!aaaa9z"}}}`)},
		{"GET", "/restapi/json/v1/resources", ""},
		{"GET", "/restapi/json/v1/passwords/policies", ""},
		{"GET", "/restapi/json/v1/nowhere", ""},
	} {
		answers = append(answers, call(t, client, c[0], who.PAM360.URL+c[1], c[2], "AUTHTOKEN", who.PAM360.AuthToken))
	}
	var texts []string
	for _, a := range answers {
		a.header.Del("Date")
		var text strings.Builder
		_ = a.header.Write(&text) // sorted by name
		texts = append(texts, strings.NewReplacer(who.Code42.URL, "CODE42", who.PAM360.URL, "PAM360").Replace(text.String()+a.body))
	}
	return texts
}

func TestSameSeedAndRequestsGiveTheSameBytes(t *testing.T) {
	t.Parallel()
	for _, forked := range []bool{false, true} {
		first, second := transcript(t, 3, forked), transcript(t, 3, forked)
		for i := range first {
			require.Equal(t, first[i], second[i])
		}
	}
}

func TestAnotherSeedChangesAllButWhatIsPinned(t *testing.T) {
	t.Parallel()
	one, other := transcript(t, 3, false), transcript(t, 4, false)
	const people, devices, resources = 1, 3, 10
	for _, i := range []int{people, devices, resources} {
		assert.NotEqual(t, one[i], other[i])
	}
	for i, pinned := range map[int][]string{
		people:    {`"userId":1001,"userUid":"904400056375514226"`, "test.user@example.com", "sso.user@example.com"},
		devices:   {`"guid":"935873453596901068"`, "PINNED-LAPTOP"},
		resources: {"CHTOW-T11-1109"},
	} {
		for _, text := range pinned {
			assert.Contains(t, one[i], text)
			assert.Contains(t, other[i], text)
		}
	}
}
