package state

import (
	"slices"
	"strings"
	"time"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
)

// OldPassword is a password that an account had.
type OldPassword struct {
	AccountID  int64
	Number     int64 // counts up with every change
	Password   string
	By, Reason string
	Set        time.Time
}

var oldPasswords = store.NewTable("oldpassword", func(p OldPassword) store.Key { return store.Join(store.Int(p.AccountID), store.Int(p.Number)) },
	store.Index[OldPassword]{Name: "account", Keys: func(p OldPassword) []store.Key { return []store.Key{store.Int(p.AccountID)} }},
	store.Secrets[OldPassword](func(p OldPassword) []string { return secrets(p.Password) }))

// FetchPassword returns a password in clear. It leaves a trace: the time of access, an audit record, and a place among what the
// user recently accessed.
func (tx *Tx) FetchPassword(resourceID, accountID string, why Justification) (string, error) {
	r, a, access, err := tx.viewer().findAccount(resourceID, accountID)
	switch {
	case err != nil:
		return "", err
	case access < ViewAccess:
		return "", NotPermitted("%s may use the account %s of %s, not see its password", tx.Actor.Name, a.Name, r.Name)
	case tx.typeOf(r).KeepsFiles:
		return "", fail.New(fail.Invalid, "", "Password is stored as a file").Because("resources of this type keep files: download %q instead", a.FileName)
	}
	if err := tx.admit(r, a, access); err != nil {
		return "", err
	}
	if err := tx.justify(a, why); err != nil {
		return "", err
	}
	return a.Password, tx.leaveTrace("Password Retrieved", r, a, why)
}

// FetchFile returns the name of the file that an account of a File Store, Key Store or License Store keeps. Access control and the
// account's rules hold as they do for a password, and so does the trace. What is in the file is not modelled.
func (tx *Tx) FetchFile(resourceID, accountID string, why Justification) (string, error) {
	r, a, access, err := tx.viewer().findAccount(resourceID, accountID)
	switch {
	case err != nil:
		return "", err
	case access < ViewAccess:
		return "", NotPermitted("%s may use the account %s of %s, not see its file", tx.Actor.Name, a.Name, r.Name)
	}
	if err := tx.admit(r, a, access); err != nil {
		return "", err
	}
	if !tx.typeOf(r).KeepsFiles || a.FileName == "" {
		return "", fail.New(fail.NotFound, "", "No file is stored for this account").Because("the account %q of %q keeps no file", a.Name, r.Name)
	}
	if err := tx.justify(a, why); err != nil {
		return "", err
	}
	return a.FileName, tx.leaveTrace("File Retrieved", r, a, why)
}

// leaveTrace notes that the actor fetched what an account keeps: a place among what the user recently accessed, and what noteAccess notes.
func (tx *Tx) leaveTrace(operation string, r Resource, a Account, why Justification) error {
	if err := tx.access(a); err != nil {
		return err
	}
	return tx.noteAccess(operation, r, a, why)
}

// noteAccess notes the time of access, and leaves an audit record.
func (tx *Tx) noteAccess(operation string, r Resource, a Account, why Justification) error {
	now := tx.Now
	if !tx.past || a.Accessed == nil || a.Accessed.Before(now) {
		if _, err := accounts.Change(tx.Tx, accountKey(a.ID), func(a *Account) error { a.Accessed = &now; return nil }); err != nil {
			return err
		}
	}
	return tx.auditAccount(operation, r, a, why)
}

// PasswordChange is a new password. An empty one is generated from the policy (inferred); an empty ResetType is LOCAL (inferred).
type PasswordChange struct {
	Password, ResetType string
	Justification
}

// The values of RESETTYPE.
const (
	resetLocal  = "LOCAL"  // change the stored password only
	resetRemote = "REMOTE" // also the one on the machine
)

// ChangePassword gives an account another password. The old one goes into the history.
func (tx *Tx) ChangePassword(resourceID, accountID string, c PasswordChange) error {
	r, a, access, err := tx.viewer().findAccount(resourceID, accountID)
	switch {
	case err != nil:
		return err
	case access < ViewAccess:
		return NotPermitted("%s may use the account %s of %s, neither see nor change its password", tx.Actor.Name, a.Name, r.Name)
	case access < ModifyAccess:
		return NotPermitted("%s may see the password of %s on %s, not change it", tx.Actor.Name, a.Name, r.Name)
	case tx.typeOf(r).KeepsFiles:
		return fail.New(fail.Invalid, "", "Password is stored as a file").Because("resources of this type keep files: there is no password to change")
	}
	if err := tx.admit(r, a, access); err != nil {
		return err
	}
	if err := checkReset(r, a, c.ResetType); err != nil {
		return err
	}
	policy := tx.policy(a.PolicyID)
	if c.Password == "" {
		c.Password = tx.generate(policy, a.Name)
	} else if err := policy.refuse(c.Password, a.Name); err != nil {
		return err
	}
	history := tx.history(a)
	if err := policy.refuseReuse(c.Password, a, history); err != nil {
		return err
	}
	if err := tx.remember(a, history, policy); err != nil {
		return err
	}
	now := tx.Now
	a.Password, a.PasswordBy, a.PasswordReason, a.Changed = c.Password, tx.Actor.Name, c.Reason, &now
	if err := accounts.Put(tx.Tx, a); err != nil {
		return err
	}
	return tx.auditAccount("Password Changed", r, a, c.Justification)
}

// checkReset refuses a change on a machine that the server has not been told how to reach. That the account's own switch for
// resets is enough is inferred.
func checkReset(r Resource, a Account, kind string) error {
	switch strings.ToUpper(kind) {
	case "", resetLocal:
		return nil
	case resetRemote:
		if a.Options.DisableResets {
			return fail.New(fail.Invalid, "", "Remote password reset is disabled for this account").Because("the account %q has DISABLE_PASSWORD_RESETS", a.Name)
		}
		if r.RemoteReset == nil && !a.Options.ConfigureReset {
			return fail.New(fail.Invalid, "", "Remote password reset is not configured for this resource").
				Because("neither the resource %q nor its account %q is set up for it", r.Name, a.Name)
		}
		return nil
	}
	return fail.New(fail.Invalid, "", "Invalid reset type").Because("%q is neither LOCAL nor REMOTE", kind)
}

// refuseReuse refuses one of the last passwords, the present one included. The text is a stand-in.
func (p Policy) refuseReuse(password string, a Account, history []OldPassword) error {
	if p.Reuse == 0 {
		return nil
	}
	last := history[:min(len(history), p.Reuse-1)]
	if a.Password != password && !slices.ContainsFunc(last, func(o OldPassword) bool { return o.Password == password }) {
		return nil
	}
	return fail.New(fail.Invalid, "", "Password was used recently and cannot be reused").
		Because("the policy %q forbids the last %d passwords", p.Name, p.Reuse)
}

// outgoing is what the history keeps of the present password.
func (a Account) outgoing(number int64) OldPassword {
	old := OldPassword{AccountID: a.ID, Number: number, Password: a.Password, By: a.PasswordBy, Reason: a.PasswordReason, Set: a.Created}
	if a.Changed != nil {
		old.Set = *a.Changed
	}
	return old
}

// maxHistory is how many earlier passwords of an account are kept, unless its policy looks further back; the vendor's number is not known.
const maxHistory = 100

// remember puts the present password into the history, whose oldest entries make room.
func (tx *Tx) remember(a Account, history []OldPassword, p Policy) error {
	number := int64(1)
	if len(history) > 0 {
		number = history[0].Number + 1
	}
	for _, old := range history[min(len(history), max(maxHistory, p.Reuse)-1):] {
		oldPasswords.Delete(tx.Tx, store.Join(store.Int(old.AccountID), store.Int(old.Number)))
	}
	return oldPasswords.Put(tx.Tx, a.outgoing(number))
}

// history lists the passwords that an account had, the newest first.
func (tx *Tx) history(a Account) []OldPassword {
	list := slices.Collect(oldPasswords.Scan(tx.Tx, "account", store.Int(a.ID)))
	slices.Reverse(list)
	return list
}

// PasswordHistory lists the earlier passwords of an account, the newest first. Who may see the password may see them, and must give the
// same reasons; it leaves a record, too (inferred).
func (tx *Tx) PasswordHistory(resourceID, accountID string, why Justification) ([]OldPassword, error) {
	r, a, access, err := tx.viewer().findAccount(resourceID, accountID)
	if err != nil {
		return nil, err
	}
	if access < ViewAccess {
		return nil, NotPermitted("%s may use the account %s of %s, not see its passwords", tx.Actor.Name, a.Name, r.Name)
	}
	if err := tx.admit(r, a, access); err != nil {
		return nil, err
	}
	if err := tx.justify(a, why); err != nil {
		return nil, err
	}
	return tx.history(a), tx.auditAccount("Password History Retrieved", r, a, why)
}

func (tx *Tx) dropHistory(a Account) {
	for p := range oldPasswords.Scan(tx.Tx, "account", store.Int(a.ID)) {
		oldPasswords.Delete(tx.Tx, store.Join(store.Int(p.AccountID), store.Int(p.Number)))
	}
}
