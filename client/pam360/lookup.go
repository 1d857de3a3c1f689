package pam360

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"strings"
)

// ResourceID returns the id of the resource with this name. An unknown name is an *OperationError.
func (c *Client) ResourceID(ctx context.Context, name string) (string, error) {
	if err := checkName("name", name); err != nil {
		return "", err
	}
	resp, err := c.GetResourceIdByNameWithResponse(ctx, name, nil)
	if err != nil {
		return "", err
	}
	if resp.JSON200.Operation.Details == nil || resp.JSON200.Operation.Details.ResourceID == "" {
		return "", incomplete(resp.HTTPResponse, "RESOURCEID")
	}
	return resp.JSON200.Operation.Details.ResourceID, nil
}

// ResourceAndAccountID returns the ids of a resource and of one of its accounts. An unknown name is an *OperationError.
func (c *Client) ResourceAndAccountID(ctx context.Context, resource, account string) (resourceID, accountID string, err error) {
	if err := checkName("resource", resource); err != nil {
		return "", "", err
	}
	if err := checkName("account", account); err != nil {
		return "", "", err
	}
	resp, err := c.GetResourceAndAccountIdWithResponse(ctx, &GetResourceAndAccountIdParams{ResourceName: resource, AccountName: account})
	if err != nil {
		return "", "", err
	}
	if resp.JSON200.Operation.Details == nil || resp.JSON200.Operation.Details.AccountID == "" {
		return "", "", incomplete(resp.HTTPResponse, "RESOURCEID and ACCOUNTID")
	}
	details := resp.JSON200.Operation.Details
	return details.ResourceID, details.AccountID, nil
}

// checkName refuses what cannot be a name. One or two dots would be taken for a step in the path.
func checkName(argument, name string) error {
	if strings.TrimSpace(name) == "" {
		return &ArgumentError{argument, "it is empty"}
	}
	if name == "." || name == ".." {
		return &ArgumentError{argument, "it is a step in a path, not a name"}
	}
	return nil
}

// Resources goes through the resources that match, page by page. An error ends the sequence, after it was yielded. The sequence
// can be ranged more than once, each time asking anew. StartIndex and Limit of the query choose where to begin and how many
// to ask for at a time; the zero query matches everything the caller can see.
func (c *Client) Resources(ctx context.Context, query ListResourcesQuery) iter.Seq2[ResourceSummary, error] {
	return pages(query.StartIndex, query.Limit, c.pageSize, func(start, limit *int) ([]ResourceSummary, *int, error) {
		query := query
		query.StartIndex, query.Limit = start, limit
		input := ListResourcesInput{Operation: ListResourcesInputOperation{Details: query}}
		resp, err := c.ListResourcesWithResponse(ctx, &ListResourcesParams{InputData: &input})
		if err != nil {
			return nil, nil, err
		}
		return resp.JSON200.Operation.Details, resp.JSON200.Operation.TotalRows, nil
	})
}

// Accounts goes through the accounts of a resource that match, as Resources does.
func (c *Client) Accounts(ctx context.Context, resourceID string, query ListAccountsQuery) iter.Seq2[AccountListItem, error] {
	return pages(query.StartIndex, query.Limit, c.pageSize, func(start, limit *int) ([]AccountListItem, *int, error) {
		if err := checkName("resourceID", resourceID); err != nil {
			return nil, nil, err
		}
		query := query
		query.StartIndex, query.Limit = start, limit
		input := ListAccountsInput{Operation: ListAccountsInputOperation{Details: query}}
		resp, err := c.ListAccountsWithResponse(ctx, resourceID, &ListAccountsParams{InputData: &input})
		if err != nil {
			return nil, nil, err
		}
		rows, err := accountsIn(resp.Body)
		if err != nil {
			return nil, nil, incomplete(resp.HTTPResponse, "a list")
		}
		return rows, nil, nil // this operation has no totalRows
	})
}

// accountsIn reads the accounts from an answer. No accounts are an empty string instead of a list.
func accountsIn(body []byte) ([]AccountListItem, error) {
	var reply struct {
		Operation struct {
			Details struct {
				List json.RawMessage `json:"ACCOUNT LIST"`
			}
		}
	}
	if err := json.Unmarshal(body, &reply); err != nil {
		return nil, err
	}
	list := reply.Operation.Details.List
	if len(list) == 0 || string(list) == `""` {
		return nil, nil
	}
	var rows []AccountListItem
	err := json.Unmarshal(list, &rows)
	return rows, err
}

// pages yields the rows of one page after another until a page is not full or the total is reached. A page of more rows than
// were asked for is the whole list, from a server that does not page.
func pages[T any](first, limit *int, defaultLimit int, fetch func(start, limit *int) ([]T, *int, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		want := defaultLimit
		if limit != nil && *limit > 0 {
			want = *limit
		}
		start := 0
		if first != nil {
			start = *first
		}
		for {
			rows, total, err := fetch(&start, &want)
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, row := range rows {
				if !yield(row, nil) {
					return
				}
			}
			start += len(rows)
			if len(rows) != want || total != nil && *total >= len(rows) && *total <= start { // a total below the page's rows is none
				return
			}
		}
	}
}

// incomplete is a success that does not hold what it should.
func incomplete(resp *http.Response, what string) error {
	return &OperationError{Operation: operationOf(resp), Message: "the answer does not hold " + what, HTTPStatus: resp.StatusCode}
}
