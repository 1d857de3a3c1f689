package staff_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/understudy/understudy/contract"
	"github.com/understudy/understudy/contract/code42"
	"github.com/understudy/understudy/contract/inprocess"
)

// TestContract asks what Join relies on, of a mock in this process or of the
// tenant that the environment describes. All of the vendor's families are asked
// with it; with -short only ours.
func TestContract(t *testing.T) {
	target := contract.FromEnv(t, code42.API, inprocess.Start)
	if testing.Short() {
		contract.RunPart(t, target, contract.Of[Joining])
		t.Log("\n" + target.Summary())
		return
	}
	contract.Run(t, target, append(slices.Clone(code42.Suites), contract.Of[Joining])...)
}

// TestJoiningLeavesNobodyActive: at a mock that stands for a real tenant, which
// deletes no user. Try your families like this before they meet yours.
func TestJoiningLeavesNobodyActive(t *testing.T) {
	target := contract.AsReal(t, code42.API, inprocess.Start, map[string]string{
		contract.EnvAllowWrites: "true", contract.EnvLedger: t.TempDir(),
	})
	contract.RunPart(t, target, contract.Of[Joining])
	assert.NotEmpty(t, target.Writes())
	for _, left := range target.Left() {
		assert.Equal(t, "user deactivated", left.Kind+" "+left.How, left)
	}
	assert.Len(t, target.Left(), 2)
}

// Joining is the contract of what Join calls. Its sessions hold every exchange
// against the specification. At a real tenant all that it makes is listed
// before it is made, and taken away when the test ends.
type Joining struct {
	code42.Suite
	admin *contract.Session
}

// SetupTest signs the administrator in.
func (s *Joining) SetupTest() { s.admin = s.Admin() }

// TestWhoAsksHasAnOrganization only reads.
func (s *Joining) TestWhoAsksHasAnOrganization() {
	me := s.admin.Get("/api/v1/User/my").Status(200).At("data")
	s.NotEmpty(me.At("orgUid").Str())
}

// TestANameThatIsTakenIsADuplicate: Join looks for this code.
func (s *Joining) TestANameThatIsTakenIsADuplicate() {
	made := s.newUser("taken")
	again := s.admin.Post("/api/v1/User", s.account(made.At("username").Str()))
	s.Equal("USER_DUPLICATE", again.Status(500).At(0, "name").Str())

	found := s.admin.Get("/api/v1/User", contract.Query{"username": made.At("username").Str()}).Status(200).At("data", "users")
	s.Equal(1, found.Len())
	s.Equal(made.At("userUid").Str(), found.At(0, "userUid").Str())
}

// TestWhoIsPutOnAListIsOnItOnce, however often Join puts them there.
func (s *Joining) TestWhoIsPutOnAListIsOnItOnce() {
	uid := s.newUser("listed").At("userUid").Str()
	list := s.admin.Post("/v1/watchlists", map[string]any{
		"watchlistType": "CUSTOM", "title": s.Name("Joining"), "description": nil,
	}).Status(200).At("watchlistId").Str()
	for range 2 {
		s.admin.Post(contract.Path("/v1/watchlists/%v/included-users/add", list), map[string]any{
			"userIds": []string{uid}, "watchlistId": list,
		}).Status(200)
	}
	on := s.admin.Get(contract.Path("/v1/watchlists/%v/members", list)).Status(200).At("watchlistMembers")
	s.Equal(1, on.Len())
	s.Equal(uid, on.At(0, "userId").Str())
}

// newUser makes a user. Name puts the run's name into the user's, without which
// the kit sends nothing to a real tenant.
func (s *Joining) newUser(name string) contract.Value {
	username := strings.ReplaceAll(s.Name(name), " ", ".") + "@example.com"
	return s.admin.Post("/api/v1/User", s.account(username)).Status(200).At("data")
}

// account is what Join sends.
func (s *Joining) account(username string) map[string]any {
	org := s.admin.Get("/api/v1/User/my").Status(200).At("data", "orgUid").Str()
	return map[string]any{"orgUid": org, "username": username, "email": username}
}
