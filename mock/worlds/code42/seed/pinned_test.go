package seed_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/worlds/code42/seed"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// changed fills a world from the standard one with a change.
func changed(t *testing.T, change func(*seed.World)) (*state.World, error) {
	t.Helper()
	from := standard(t)
	from.Sizes, from.Names = seed.Sizes{}, nil
	draw(&from, 0)
	change(&from)
	if err := refusal(from); err != nil {
		return nil, err
	}
	return grow(from)
}

func TestPinnedWithoutAUIDCouldNotBeReferredTo(t *testing.T) {
	t.Parallel()
	w, err := changed(t, func(from *seed.World) {
		from.Orgs = append(from.Orgs, seed.Org{ID: 500, Name: "Labs", Parent: 1}, seed.Org{ID: 501, Name: "Lab One", Parent: 500})
		from.Users = append(from.Users, seed.User{ID: 1500, Username: "lab@example.com", Password: "password", Org: 501})
		from.Devices = append(from.Devices, seed.Device{ID: 9000, Name: "LAB-PC", OS: "win", User: 1500, Destination: from.Destinations[0].GUID})
	})
	require.NoError(t, err)
	look(t, w, func(tx *state.Tx) {
		u, err := tx.UserByID("1500")
		require.NoError(t, err)
		assert.EqualValues(t, 501, u.OrgID)
		d, err := tx.DeviceByID("9000")
		require.NoError(t, err)
		assert.EqualValues(t, 1500, d.UserID)
	})
}

func TestWhatIsNotDefinedWasNotNamed(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(*seed.World){
		"users[10].org: 12345 is the id of no pinned organization": func(w *seed.World) {
			w.Users = append(w.Users, seed.User{Username: "a@b.c", Password: "password", Org: 12345})
		},
		"users[10].org: it is missing":                                 func(w *seed.World) { w.Users = append(w.Users, seed.User{Username: "a@b.c", Password: "password"}) },
		"users[10].password: it is missing":                            func(w *seed.World) { w.Users = append(w.Users, seed.User{Username: "a@b.c", Org: 1}) },
		"devices[1].user: 12345 is the id of no pinned user":           func(w *seed.World) { w.Devices = append(w.Devices, seed.Device{ID: 7, User: 12345}) },
		"orgs[2].parent: 12345 is the id of no organization before it": func(w *seed.World) { w.Orgs = append(w.Orgs, seed.Org{ID: 8, Name: "x", Parent: 12345}) },
	} {
		_, err := changed(t, change)
		assert.ErrorContains(t, err, want)
	}
}
