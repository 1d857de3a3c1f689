package state

import (
	"slices"
	"strconv"
	"strings"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
)

// RiskFactors are the tags that users of detection lists can have, in the order in which they are shown, which is inferred. Each
// means a place on the watchlist of the same type.
var RiskFactors = []WatchlistType{
	HighImpactEmployee, ElevatedAccess, PerformanceConcern, FlightRisk, SuspiciousActivity, PoorSecurity, ContractEmployee,
}

// DetectionUser is a user as detection lists show one: the risk profile, and the tags.
type DetectionUser struct {
	RiskProfile
	RiskFactors []string
}

// DetectionUser finds a user's profile. That everybody has one, and that an unknown uid is refused like an unknown username, is
// inferred.
func (tx *Tx) DetectionUser(userUID string) (DetectionUser, error) {
	u, err := tx.detectionUser(userUID)
	if err != nil {
		return DetectionUser{}, err
	}
	return tx.detectionUserOf(u), nil
}

// DetectionUserByName finds a user's profile by username, without regard to case.
func (tx *Tx) DetectionUserByName(username string) (DetectionUser, error) {
	u, ok := users.One(tx.Tx, "username", store.Fold(username))
	u, err := tx.foundDetectionUser(u, ok, "username", username)
	if err != nil {
		return DetectionUser{}, err
	}
	return tx.detectionUserOf(u), nil
}

func (tx *Tx) detectionUser(uid string) (User, error) {
	u, ok := users.One(tx.Tx, "uid", store.Str(uid))
	return tx.foundDetectionUser(u, ok, "userUid", uid)
}

func (tx *Tx) foundDetectionUser(u User, ok bool, by, value string) (User, error) {
	if !ok {
		return User{}, fail.New(fail.Invalid, "", "Could not find user").Because("no user has the %s %q", by, value)
	}
	if !tx.Sees(u.OrgID) {
		return User{}, tx.outOfReach("the user with the " + by + " " + strconv.Quote(value))
	}
	return u, nil
}

func (tx *Tx) detectionUserOf(u User) DetectionUser {
	d := DetectionUser{RiskProfile: tx.riskProfileOf(u), RiskFactors: []string{}}
	for _, tag := range RiskFactors {
		if w, ok := tx.watchlistOf(tag); ok && tx.watches(w, u) {
			d.RiskFactors = append(d.RiskFactors, string(tag))
		}
	}
	return d
}

// UpdateDetectionNotes replaces the notes of a user's profile.
func (tx *Tx) UpdateDetectionNotes(userUID, notes string) (DetectionUser, error) {
	u, err := tx.detectionUser(userUID)
	if err != nil {
		return DetectionUser{}, err
	}
	if err := tx.changeRisk(u, func(f *RiskFacts) error { f.Notes = notes; return nil }); err != nil {
		return DetectionUser{}, err
	}
	return tx.detectionUserOf(u), nil
}

// AddRiskFactors gives a user tags, all or none. Those that the user has stay; an unknown one is refused, which is inferred.
func (tx *Tx) AddRiskFactors(userUID string, tags []string) (DetectionUser, error) {
	return tx.eachFactor(userUID, tags, func(tag WatchlistType, u User) error {
		w, ok := tx.watchlistOf(tag)
		if !ok {
			var err error
			if w, err = tx.CreateWatchlist(NewWatchlist{Type: tag}); err != nil {
				return err
			}
		}
		return tx.watchTx(w, u)
	})
}

// RemoveRiskFactors takes tags away from a user, all or none. Those that the user does not have are passed over.
func (tx *Tx) RemoveRiskFactors(userUID string, tags []string) (DetectionUser, error) {
	return tx.eachFactor(userUID, tags, func(tag WatchlistType, u User) error {
		w, ok := tx.watchlistOf(tag)
		if !ok {
			return nil
		}
		return tx.unwatchTx(w, u)
	})
}

func (tx *Tx) eachFactor(userUID string, tags []string, do func(WatchlistType, User) error) (DetectionUser, error) {
	u, err := tx.detectionUser(userUID)
	if err != nil {
		return DetectionUser{}, err
	}
	for _, tag := range tags {
		if err := tx.Wanted(); err != nil {
			return DetectionUser{}, err
		}
		kind := WatchlistType(strings.TrimSpace(tag))
		if !slices.Contains(RiskFactors, kind) {
			return DetectionUser{}, fail.New(fail.Invalid, "", "Invalid risk factor").Because("%q is none of %v", tag, RiskFactors)
		}
		if err := do(kind, u); err != nil {
			return DetectionUser{}, err
		}
	}
	return tx.detectionUserOf(u), nil
}

// AddCloudUsernames gives a user further names in the cloud, as AddCloudAliases does.
func (tx *Tx) AddCloudUsernames(userUID string, names []string) (DetectionUser, error) {
	return tx.cloudUsernames(userUID, names, tx.AddCloudAliases)
}

// RemoveCloudUsernames takes names in the cloud away from a user, as DeleteCloudAliases does.
func (tx *Tx) RemoveCloudUsernames(userUID string, names []string) (DetectionUser, error) {
	return tx.cloudUsernames(userUID, names, tx.DeleteCloudAliases)
}

func (tx *Tx) cloudUsernames(userUID string, names []string, change func(string, []string) (RiskProfile, error)) (DetectionUser, error) {
	if _, err := tx.detectionUser(userUID); err != nil {
		return DetectionUser{}, err
	}
	p, err := change(userUID, names)
	if err != nil {
		return DetectionUser{}, err
	}
	return tx.detectionUserOf(p.User), nil
}
