package code42

import (
	"context"
	"encoding/hex"

	"github.com/understudy/understudy/mock/heads/code42/api"
	"github.com/understudy/understudy/mock/worlds/code42/events"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// SearchFileEventsV1 finds file events, in the terms and the form of version 1.
func (s *Server) SearchFileEventsV1(ctx context.Context, req api.SearchFileEventsV1RequestObject) (api.SearchFileEventsV1ResponseObject, error) {
	found, err := searchFileEvents(ctx, events.V1, ofV1(*req.Body))
	if err != nil {
		return nil, err
	}
	return api.SearchFileEventsV1200JSONResponse{
		TotalCount: int64(found.Total), FileEvents: rendered(ctx, found, eventV1), NextPgToken: emptyIsNull(found.Next),
	}, nil
}

// SearchFileEventsV2 finds file events, in the terms and the form of version 2.
func (s *Server) SearchFileEventsV2(ctx context.Context, req api.SearchFileEventsV2RequestObject) (api.SearchFileEventsV2ResponseObject, error) {
	found, err := searchFileEvents(ctx, events.V2, *req.Body)
	if err != nil {
		return nil, err
	}
	return api.SearchFileEventsV2200JSONResponse{
		TotalCount: int64(found.Total), FileEvents: rendered(ctx, found, eventV2), NextPgToken: emptyIsNull(found.Next),
	}, nil
}

// GetFileLocationsV1 lists where a file was seen: once for each device and path, in the order of time.
func (s *Server) GetFileLocationsV1(ctx context.Context, req api.GetFileLocationsV1RequestObject) (api.GetFileLocationsV1ResponseObject, error) {
	answer := api.GetFileLocationsV1200JSONResponse{Locations: []api.FileLocation{}}
	if _, err := hex.DecodeString(req.Params.Sha256); err != nil {
		return answer, nil // or else a wildcard would find the places of other files
	}
	seen := map[[3]string]bool{}
	err := everyEvent(ctx, events.Filter{Term: "file.hash.sha256", Operator: "IS", Value: req.Params.Sha256}, func(e events.Event) {
		place := [3]string{e.Device.GUID, e.File.Directory, e.File.Name}
		if e.Device.GUID == "" || seen[place] {
			return
		}
		seen[place] = true
		answer.Locations = append(answer.Locations, api.FileLocation{
			DeviceUid: e.Device.GUID, FileName: e.File.Name, FilePath: e.File.Directory, Md5Checksum: &e.File.MD5, Sha256Checksum: e.File.SHA256,
		})
	})
	return answer, err
}

// searchFileEvents carries out a query on the history of the caller's tenant.
func searchFileEvents(ctx context.Context, version events.Version, from api.FileEventQueryV2) (events.Result, error) {
	q, err := queryOf(from)
	if err != nil {
		return events.Result{}, err
	}
	q.Done = ctx.Done()
	var found events.Result
	if err = read(ctx, func(tx *state.Tx) (err error) {
		found, err = tx.SearchFileEvents(version, q)
		return refusedQuery(err)
	}); err != nil {
		return found, err
	}
	return found, tellMisspelt(ctx, version, q)
}

// everyEvent finds the events that a filter of version 2 does, in the order of time.
func everyEvent(ctx context.Context, filter events.Filter, found func(events.Event)) error {
	q := events.Query{Groups: []events.Group{{Filters: []events.Filter{filter}}}, SortKey: "@timestamp", PageSize: events.MaxPageSize, Done: ctx.Done()}
	return read(ctx, func(tx *state.Tx) error {
		seen := 0
		for q.PageNum = 1; ; q.PageNum++ {
			page, err := tx.SearchFileEvents(events.V2, q)
			if err != nil {
				return refusedQuery(err)
			}
			for _, row := range page.Rows {
				found(page.Log.Event(row))
			}
			if seen += len(page.Rows); seen >= page.Total {
				return nil
			}
		}
	})
}

// rendered writes a page of events.
func rendered[Wire any](ctx context.Context, found events.Result, write func(*Wire, *events.Event)) []Wire {
	list := make([]Wire, len(found.Rows))
	for i, row := range found.Rows {
		e := found.Log.Event(row)
		write(&list[i], &e)
	}
	return list
}
