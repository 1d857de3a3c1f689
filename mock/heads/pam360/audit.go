package pam360

import (
	"cmp"
	"context"

	"github.com/understudy/understudy/mock/heads/pam360/api"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// GetAudit reads the audit trail, the oldest record first. totalRows is the size of the page.
func (s *Server) GetAudit(ctx context.Context, req api.GetAuditRequestObject) (api.GetAuditResponseObject, error) {
	var answer api.GetAudit200JSONResponse
	err := read(ctx, func(tx *state.Tx) error {
		page, err := tx.Audit(auditQuery(req.Params))
		answer.Operation = api.GetAuditOperation{
			Name: nameOf(ctx), Result: done("Audits fetched successfully."), TotalRows: pointer(len(page)), Details: rows(page, auditRecord),
		}
		return err
	})
	return answer, err
}

// auditQuery reads the filter and the page of the audit trail: plain parameters, or INPUT_DATA where those are absent.
func auditQuery(p api.GetAuditParams) state.AuditQuery {
	var d api.AuditQuery
	if p.InputData != nil {
		d = p.InputData.Operation.Details
	}
	return state.AuditQuery{
		Type: text(cmp.Or(p.AuditType, d.AuditType)), Date: text(cmp.Or(p.Date, d.Date)), Duration: text(cmp.Or(p.Duration, d.Duration)),
		Start: number(cmp.Or(p.StartIndex, d.StartIndex)), Limit: number(cmp.Or(p.Limit, d.Limit)),
	}
}

// clientType is the client type of every call; the vendor's is known by example only.
const clientType = "REST API"

// auditRecord renders a record. The keys that are about resources are there in that trail only (inferred).
func auditRecord(e state.AuditEntry) api.AuditRecord {
	record := api.AuditRecord{
		AuditID: id(e.ID), OperationType: e.Operation, OperatedBy: e.OperatedBy, TimeStamp: e.At.UTC().Format("2006-01-02 15:04:05.000"),
		Time: id(e.At.UnixMilli()), IPAddress: e.Address, ClientType: clientType, UserName: e.UserName, UserFullName: cmp.Or(e.FullName, never),
		Reason: e.Reason,
	}
	if e.About == state.ResourceAudit {
		record.ResourceID, record.ResourceName = pointer(idOrNone(e.ResourceID)), &e.Resource
		record.AccountID, record.AccountName, record.TicketID = pointer(idOrNone(e.AccountID)), &e.Account, &e.TicketID
	}
	return record
}

// idOrNone writes an id, or nothing where there is none.
func idOrNone(n int64) string {
	if n == 0 {
		return ""
	}
	return id(n)
}
