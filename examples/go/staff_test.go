package staff_test

import (
	"bytes"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"example.com/widgets/staff"
	"github.com/understudy/understudy/client/code42"
	"github.com/understudy/understudy/mock"
)

const newcomer = "casey.new@example.com"

// start serves a mock for the test alone, on ports of its own, and signs in to it.
func start(t *testing.T) (*mock.Server, *code42.Client) {
	t.Helper()
	server := mock.Start(t, mock.Options{})
	access := server.Access().Code42
	api, err := code42.New(access.URL, code42.LocalUser(access.Username, access.Password))
	require.NoError(t, err)
	return server, api
}

func TestWhoJoinsIsWatched(t *testing.T) {
	t.Parallel()
	_, api := start(t)
	uid, err := staff.Join(t.Context(), api, newcomer)
	require.NoError(t, err)
	assert.Contains(t, watched(t, api), uid)
}

func TestJoiningTwiceIsOneAccount(t *testing.T) {
	t.Parallel()
	_, api := start(t)
	first, err := staff.Join(t.Context(), api, newcomer)
	require.NoError(t, err)
	second, err := staff.Join(t.Context(), api, newcomer)
	require.NoError(t, err)
	assert.Equal(t, first, second)
}

// TestJoiningGoesOnWhereItBrokeOff: the mock fails once, as no tenant does when it is asked to.
func TestJoiningGoesOnWhereItBrokeOff(t *testing.T) {
	t.Parallel()
	server, api := start(t)
	fault := `{"api":"code42","operation":"addIncludedUsers","status":500,"times":1}`
	answer, err := http.Post(server.ControlURL()+"/_mock/tenants/default/faults", "application/json", bytes.NewBufferString(fault))
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	require.Equal(t, http.StatusCreated, answer.StatusCode)

	_, err = staff.Join(t.Context(), api, newcomer)
	require.ErrorIs(t, err, code42.ErrServer)
	uid, err := staff.Join(t.Context(), api, newcomer)
	require.NoError(t, err)
	assert.Contains(t, watched(t, api), uid)
}

// watched are the UIDs on the watchlist of new employees.
func watched(t *testing.T, api *code42.Client) (uids []string) {
	t.Helper()
	page, err := api.ListWatchlistsWithResponse(t.Context(), nil)
	require.NoError(t, err)
	for _, list := range page.JSON200.Watchlists {
		if list.ListType == code42.WatchlistNewEmployee {
			members, err := api.ListWatchlistMembersWithResponse(t.Context(), list.WatchlistId, nil)
			require.NoError(t, err)
			for _, member := range members.JSON200.WatchlistMembers {
				uids = append(uids, member.UserId)
			}
		}
	}
	return uids
}
