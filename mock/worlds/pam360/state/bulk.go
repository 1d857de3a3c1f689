package state

import (
	"errors"

	"github.com/understudy/understudy/mock/internal/fail"
)

// Outcome is what became of one item of a bulk operation. Name is the item as the caller named it, Status the vendor's sentence.
type Outcome struct {
	Name, Status string
	Refused      *fail.Error // nil: done
}

// bulk does something to each item on its own: some may be refused, and the others are done all the same (as the vendor adds
// accounts). do must change nothing if it refuses.
func (tx *Tx) bulk(items []string, do func(item string) (status string, err error)) ([]Outcome, error) {
	if len(items) == 0 {
		return nil, fail.New(fail.Invalid, "", "At least one item is mandatory").Because("the list is empty")
	}
	outcomes := make([]Outcome, len(items))
	for i, item := range items {
		if err := tx.Wanted(); err != nil {
			return nil, err
		}
		outcomes[i].Name = item
		status, err := do(item)
		var refused *fail.Error
		switch {
		case errors.As(err, &refused):
			outcomes[i].Status, outcomes[i].Refused = refused.Message, refused
		case err != nil:
			return nil, err
		default:
			outcomes[i].Status = status
		}
	}
	return outcomes, nil
}
