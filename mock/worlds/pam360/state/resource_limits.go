package state

import (
	"unicode/utf8"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
)

// maxResourceName is inferred: names must end somewhere, and this is more than any known client sends.
const maxResourceName = 250

func checkNameLength(name string) error {
	if length := utf8.RuneCountInString(name); length > maxResourceName {
		return fail.New(fail.Invalid, "", "Resource name is too long").Because("RESOURCENAME has %d characters, not at most %d", length, maxResourceName)
	}
	return nil
}

// checkRetype refuses a type whose accounts keep a file to a resource whose accounts keep a password, and the other way round: what
// they keep could no longer be fetched (inferred). Accounts in the trash count, since they can come back.
func (tx *Tx) checkRetype(before, after Resource) error {
	from, to := tx.typeOf(before), tx.typeOf(after)
	if from.KeepsFiles == to.KeepsFiles || len(tx.accountsOf(before)) == 0 && !tx.hasTrash(before) {
		return nil
	}
	return fail.New(fail.Invalid, "", "Resource type cannot be changed").
		Because("of %q and %q one keeps files and the other passwords, and %q has accounts", from.Name, to.Name, before.Name)
}

func (tx *Tx) hasTrash(r Resource) bool {
	for range accounts.Scan(tx.Tx, "trash", store.Int(r.ID)) {
		return true
	}
	return false
}
