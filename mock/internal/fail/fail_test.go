package fail

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestEveryKindHasAStatus(t *testing.T) {
	t.Parallel()
	for kind := Internal; kind <= TooMany; kind++ {
		status := New(kind, "", "").HTTPStatus()
		assert.GreaterOrEqual(t, status, 400, "kind %d", kind)
		assert.NotEmpty(t, http.StatusText(status), "kind %d", kind)
	}
	assert.Equal(t, http.StatusTeapot, New(NotFound, "", "").WithStatus(http.StatusTeapot).HTTPStatus())
}

func TestFromFindsTheRefusalInTheChain(t *testing.T) {
	t.Parallel()
	refusal := New(Conflict, "TAKEN", "Taken").Because("row %d has it", 7).WithDetails(7)
	assert.Same(t, refusal, From(fmt.Errorf("in a handler: %w", errors.Join(io.EOF, refusal))))
	assert.Equal(t, 7, refusal.Details)
}

// TestFromHidesWhatIsNoRefusal: an error of ours is a defect, and its text is for the developer, not for the client.
func TestFromHidesWhatIsNoRefusal(t *testing.T) {
	t.Parallel()
	defect := From(io.ErrUnexpectedEOF)
	assert.Equal(t, Internal, defect.Kind)
	assert.NotContains(t, defect.Message, "EOF")
	assert.Equal(t, "unexpected EOF", defect.Reason)
}

func TestErrorNamesCodeMessageAndReason(t *testing.T) {
	t.Parallel()
	for want, e := range map[string]*Error{
		"No":               New(Invalid, "", "No"),
		"C: No":            New(Invalid, "C", "No"),
		"No (as it is)":    New(Invalid, "", "No").Because("as it is"),
		"C: No (as it is)": New(Invalid, "C", "No").Because("as it is"),
	} {
		assert.EqualError(t, e, want)
	}
}
