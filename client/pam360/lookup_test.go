package pam360

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestResourceID(t *testing.T) {
	t.Parallel()
	api, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch name := strings.TrimPrefix(r.URL.Path, "/restapi/json/v1/resources/resourcename/"); name {
		case "web 01 (a)":
			reply(w, `{"operation":{"result":{"message":"ok","status":"Success"},"Details":{"RESOURCEID":"303"},"name":"GET_RESOURCEID"}}`)
		case "odd":
			reply(w, `{"operation":{"result":{"message":"ok","status":"Success"},"name":"GET_RESOURCEID"}}`)
		default:
			reply(w, `{"operation":{"result":{"message":"No such resource found","status":"Failed"},"name":"GET_RESOURCEID"}}`)
		}
	})
	id, err := api.ResourceID(t.Context(), "web 01 (a)")
	require.NoError(t, err)
	assert.Equal(t, "303", id)
	var refused *OperationError
	_, err = api.ResourceID(t.Context(), "nobody")
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, "No such resource found", refused.Message)
	_, err = api.ResourceID(t.Context(), "odd")
	assert.ErrorContains(t, err, "does not hold RESOURCEID")
}

func TestResourceAndAccountID(t *testing.T) {
	t.Parallel()
	api, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		if q.Get("RESOURCENAME") != "web & db" || q.Get("ACCOUNTNAME") != "DOMAIN\\svc+x" {
			reply(w, `{"operation":{"result":{"message":"No such account found","status":"Failed"},"name":"GET_RESOURCEACCOUNTID"}}`)
			return
		}
		reply(w, `{"operation":{"result":{"message":"ok","status":"Success"},"Details":{"ACCOUNTID":"307","RESOURCEID":"303"},"name":"GET_RESOURCEACCOUNTID"}}`)
	})
	resource, account, err := api.ResourceAndAccountID(t.Context(), "web & db", "DOMAIN\\svc+x")
	require.NoError(t, err)
	assert.Equal(t, [2]string{"303", "307"}, [2]string{resource, account})
	_, _, err = api.ResourceAndAccountID(t.Context(), "web & db", "root")
	assert.ErrorContains(t, err, "No such account found")
}

// serveRows serves total resources and accounts and tells which rows were asked for.
func serveRows(t *testing.T, total int, pages bool, opts ...Option) (*Client, *[]string) {
	t.Helper()
	var asked []string
	api, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		var input ListResourcesInput
		assert.NoError(t, json.Unmarshal([]byte(r.URL.Query().Get("INPUT_DATA")), &input))
		start, limit := *input.Operation.Details.StartIndex, *input.Operation.Details.Limit
		asked = append(asked, fmt.Sprintf("%d+%d", start, limit))
		if !pages {
			start, limit = 0, total
		}
		var rows []string
		for id := start + 1; id <= min(start+limit, total); id++ {
			rows = append(rows, fmt.Sprintf(`{"RESOURCE ID":"%d","ACCOUNT ID":"%d"}`, id, id))
		}
		list := "[" + strings.Join(rows, ",") + "]"
		switch accounts := strings.HasSuffix(r.URL.Path, "/accounts"); {
		case accounts && len(rows) == 0:
			reply(w, `{"operation":{"result":{"message":"ok","status":"Success"},"Details":{"ACCOUNT LIST":""},"name":"GET RESOURCE ACCOUNTLIST"}}`)
		case accounts:
			reply(w, `{"operation":{"result":{"message":"ok","status":"Success"},"Details":{"ACCOUNT LIST":`+list+`},"name":"GET RESOURCE ACCOUNTLIST"}}`)
		case len(rows) == 0:
			reply(w, fmt.Sprintf(`{"operation":{"result":{"message":"ok","status":"Success"},"name":"GET RESOURCES","totalRows":%d}}`, total))
		default:
			reply(w, fmt.Sprintf(`{"operation":{"result":{"message":"ok","status":"Success"},"Details":%s,"name":"GET RESOURCES","totalRows":%d}}`, list, total))
		}
	}, opts...)
	return api, &asked
}

func TestIterators(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		total               int
		pages               bool
		resources, accounts []string // the account list has no total, so its end is a page that is not full
	}{
		"empty":           {0, true, []string{"0+2"}, []string{"0+2"}},
		"short page":      {1, true, []string{"0+2"}, []string{"0+2"}},
		"short last page": {5, true, []string{"0+2", "2+2", "4+2"}, []string{"0+2", "2+2", "4+2"}},
		"full last page":  {4, true, []string{"0+2", "2+2"}, []string{"0+2", "2+2", "4+2"}},
		"never pages":     {5, false, []string{"0+2"}, []string{"0+2"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api, asked := serveRows(t, c.total, c.pages, WithPageSize(2))
			resources, accounts := api.Resources(t.Context(), ListResourcesQuery{}), api.Accounts(t.Context(), "1", ListAccountsQuery{})
			for range 2 { // a sequence can be ranged again
				*asked = nil
				var ids []string
				for resource, err := range resources {
					require.NoError(t, err)
					ids = append(ids, resource.ResourceID)
				}
				assert.Len(t, ids, c.total)
				assert.Equal(t, c.resources, *asked)

				*asked = nil
				ids = nil
				for account, err := range accounts {
					require.NoError(t, err)
					ids = append(ids, account.AccountID)
				}
				assert.Len(t, ids, c.total)
				assert.Equal(t, c.accounts, *asked)
			}
		})
	}
}

func TestAnIteratorStopsWhenTheLoopDoes(t *testing.T) {
	t.Parallel()
	api, asked := serveRows(t, 9, true)
	first, limit := 2, 3
	resources := api.Resources(t.Context(), ListResourcesQuery{StartIndex: &first, Limit: &limit})
	for range 2 {
		*asked = nil
		for resource, err := range resources {
			require.NoError(t, err)
			if resource.ResourceID == "6" {
				break
			}
		}
		assert.Equal(t, []string{"2+3", "5+3"}, *asked)
	}
	assert.Equal(t, 2, first, "the caller's own are left alone")
}

func TestAnErrorEndsTheSequence(t *testing.T) {
	t.Parallel()
	api, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		reply(w, `{"operation":{"result":{"message":"no","status":"Failed"},"name":"GET RESOURCES"}}`)
	})
	n := 0
	for _, err := range api.Resources(t.Context(), ListResourcesQuery{}) {
		var refused *OperationError
		assert.ErrorAs(t, err, &refused)
		n++
	}
	for _, err := range api.Accounts(t.Context(), "1", ListAccountsQuery{}) {
		assert.Error(t, err)
		n++
	}
	assert.Equal(t, 2, n)
}

// TestATotalThatIsNoneDoesNotEndAList: a page's rows are more than the total says.
func TestATotalThatIsNoneDoesNotEndAList(t *testing.T) {
	t.Parallel()
	for total, want := range map[int]int{-1: 5, 0: 5, 1: 5, 4: 4, 5: 5, 1 << 62: 5} {
		rows := 0
		list := pages(nil, nil, 2, func(start, limit *int) ([]int, *int, error) {
			return make([]int, min(*limit, 5-*start)), &total, nil
		})
		for _, err := range list {
			require.NoError(t, err)
			rows++
		}
		assert.Equal(t, want, rows, "a total of %d", total)
	}
}
