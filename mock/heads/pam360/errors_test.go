package pam360

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/understudy/understudy/openapi"
)

func TestFailuresKeepTheEnvelope(t *testing.T) {
	t.Parallel()
	v := open(t, openapi.Lenient)
	const unknown = "API key received is not associated to any user. Authentication failed."
	v.ask("GET", base+"/resources", "", "AUTHTOKEN: ").refused(t, "Authentication", unknown)
	v.ask("GET", base+"/resources", "", "AUTHTOKEN: 7C2E91A0-3B5D-4E68-9F14-0A6D52B7E3C8").refused(t, "Authentication", unknown)
	v.ask("GET", base+"/resources", "", "AUTHTOKEN: A3F84C1E-75BD-4209-80A4-5EED5EED5EED").refused(t, "Authentication", unknown)
	v.ask("GET", base+"/resources", "", "AUTHTOKEN: B4095D2F-86CE-431A-91B5-5EED5EED5EED").refused(t, "Authentication", unknown)
	v.ask("GET", base+"/resources", "", "AUTHTOKEN: C51A6E30-97DF-442B-A2C6-5EED5EED5EED").
		refused(t, "Authentication", "User is not allowed to access from this host")
	v.ask("GET", base+"/resources/4711", "").refused(t, "GET RESOURCE", "No such resource found")
	v.ask("GET", base+"/resources", "", "orgName: Nowhere").refused(t, "GET RESOURCES", "No such organization found")
	v.ask("GET", base+"/resources", "", "orgName: example co").succeeded(t, "the caller's own organization")
	v.ask("POST", base+"/resources", form(input(`{"RESOURCENAME":"x"}`)), formType, "AUTHTOKEN: 4D92E6B8-1F57-4CA3-9A4E-5EED5EED5EED").
		refused(t, "CREATE RESOURCE", "You do not have permission to perform this operation")

	for status, got := range map[int]reply{
		http.StatusNotFound:              v.ask("GET", base+"/nowhere", ""),
		http.StatusMethodNotAllowed:      v.ask("DELETE", base+"/resources", ""),
		http.StatusRequestEntityTooLarge: v.ask("POST", base+"/resources", strings.Repeat("x", 10<<20), formType),
	} {
		assert.Equal(t, status, got.status)
		assert.Equal(t, "Failed", got.Operation.Result.Status)
		assert.NotEmpty(t, got.Operation.Result.Message)
		assert.Equal(t, contentType, got.header.Get("Content-Type"))
	}
}

// TestUnreadableInputIsRefusedByItsOperation: it was refused before routing once, without a name, whoever had asked.
func TestUnreadableInputIsRefusedByItsOperation(t *testing.T) {
	t.Parallel()
	v := open(t, openapi.Lenient)
	v.ask("POST", base+"/resources", `INPUT_DATA={"operation":`, formType).refused(t, "CREATE RESOURCE", "INPUT_DATA could not be read")
	v.ask("GET", base+"/resources?INPUT_DATA=%7B%22a", "").refused(t, "GET RESOURCES", "INPUT_DATA could not be read")
	v.ask("GET", base+"/resources?INPUT_DATA=%FF%FE", "").refused(t, "GET RESOURCES", "INPUT_DATA could not be read")
	v.ask("POST", base+"/resources", `INPUT_DATA={"operation":`, formType, "AUTHTOKEN: x").refused(t, "Authentication", "API key received")
	assert.Equal(t, http.StatusNotFound, v.ask("POST", base+"/nowhere", `INPUT_DATA={`, formType).status)
	v.ask("POST", base+"/resources", "--b\r\ncut", "Content-Type: multipart/form-data; boundary=b").
		refused(t, "CREATE RESOURCE", "INPUT_DATA could not be read")
}

// TestMessagesAreNotEscapedForHTML: clients match texts to the byte.
func TestMessagesAreNotEscapedForHTML(t *testing.T) {
	t.Parallel()
	v := open(t, openapi.Lenient)
	body := form(input(`{"RESOURCENAME":"R&D <lab>"}`))
	got := v.ask("POST", base+"/resources", body, formType)
	assert.Contains(t, got.text, `"message":"Resource R&D <lab> has been added successfully"`)
	group := form(`{"operation":{"details":{"resourceGroupName":"R&D <lab>"}}}`)
	v.ask("POST", base+"/resourcegroup", group, formType)
	got = v.ask("POST", base+"/resourcegroup", group, formType)
	assert.Contains(t, got.text, `Resource group R&D <lab> already exists`)
}

// TestABulkCallThatFailedSaysWhyToTheDeveloper: it has an answer of its own, with Details, but a reason as every refusal.
func TestABulkCallThatFailedSaysWhyToTheDeveloper(t *testing.T) {
	t.Parallel()
	v := open(t, openapi.Lenient)
	restore := func(ids string) reply {
		return v.ask("PUT", base+"/trash/restore", form(input(`{"type":"resource","trashIds":`+ids+`}`)), formType)
	}
	got := restore("[999998,999999]")
	assert.Equal(t, "Failed", got.Operation.Result.Status)
	assert.Equal(t, "No such resource found", got.Operation.Result.Message)
	assert.JSONEq(t, `[{"999998":{"STATUS":"No such resource found"}},{"999999":{"STATUS":"No such resource found"}}]`, string(got.Operation.Details))
	assert.Contains(t, got.header.Get("X-Understudy-Reason"), `the trash has no resource "999998"`)
	v.ask("PUT", base+"/trash/move", form(input(`{"type":"resource","ids":[1]}`)), formType).succeeded(t, "move")
	got = restore("[999998,1]")
	got.succeeded(t, "restore")
	assert.Empty(t, got.header.Get("X-Understudy-Reason"))
}
