package code42

import (
	"context"
	"iter"
)

// Users goes through all users that match, page by page. An error ends the sequence, after it was yielded. The sequence can be
// ranged more than once, each time asking anew. PgNum and PgSize of the parameters choose where to begin and how many to
// ask for at a time; nil parameters match every user.
func (c *Client) Users(ctx context.Context, params *ListUsersParams) iter.Seq2[User, error] {
	query := valueOf(params)
	return pages(query.PgNum, query.PgSize, c.pageSize, func(number, size *int) ([]User, error) {
		query := query
		query.PgNum, query.PgSize = number, size
		resp, err := c.ListUsersWithResponse(ctx, &query)
		if err != nil {
			return nil, err
		}
		return resp.JSON200.Data.Users, nil
	})
}

// Orgs goes through all organizations, as Users does.
func (c *Client) Orgs(ctx context.Context, params *ListOrgsParams) iter.Seq2[Org, error] {
	query := valueOf(params)
	return pages(query.PgNum, query.PgSize, c.pageSize, func(number, size *int) ([]Org, error) {
		query := query
		query.PgNum, query.PgSize = number, size
		resp, err := c.ListOrgsWithResponse(ctx, &query)
		if err != nil {
			return nil, err
		}
		return resp.JSON200.Data.Orgs, nil
	})
}

// Devices goes through all devices that match, as Users does.
func (c *Client) Devices(ctx context.Context, params *ListDevicesParams) iter.Seq2[Device, error] {
	query := valueOf(params)
	return pages(query.PgNum, query.PgSize, c.pageSize, func(number, size *int) ([]Device, error) {
		query := query
		query.PgNum, query.PgSize = number, size
		resp, err := c.ListDevicesWithResponse(ctx, &query)
		if err != nil {
			return nil, err
		}
		return resp.JSON200.Data.Computers, nil
	})
}

// pages yields the rows of one page after another until a page is shorter than was asked for, which is how the vendor's SDK
// finds the end: totalCount is not in every family's answer.
func pages[T any](first, size *int, defaultSize int, fetch func(number, size *int) ([]T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		want := defaultSize
		if size != nil && *size > 0 {
			want = *size
		}
		number := 1
		if first != nil {
			number = *first
		}
		for ; ; number++ {
			rows, err := fetch(&number, &want)
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
			if len(rows) < want {
				return
			}
		}
	}
}

func valueOf[T any](p *T) T {
	if p == nil {
		var none T
		return none
	}
	return *p
}
