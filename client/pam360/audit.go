package pam360

import (
	"context"
	"time"
)

// AuditService reads the audit trail, as the class Audit of the vendor's SDK does.
type AuditService struct{ c *Client }

// AuditType is one of the two trails.
type AuditType string

// The trails.
const (
	AuditResource AuditType = "Resource"
	AuditUser     AuditType = "User"
)

// AuditDuration is a stretch of days up to now.
type AuditDuration string

// The durations.
const (
	AuditToday     AuditDuration = "TODAY"
	AuditYesterday AuditDuration = "YESTERDAY"
	AuditLast7Days AuditDuration = "LAST_7_DAYS"
)

// AuditModel says which records to read. What is empty does not narrow them.
type AuditModel struct {
	AuditType AuditType
	Date      time.Time
	Duration  AuditDuration
}

// Details lists the records that the model asks for, the oldest first.
func (s AuditService) Details(ctx context.Context, m AuditModel) ([]AuditRecord, error) {
	input := GetAuditInput{Operation: GetAuditInputOperation{Details: AuditQuery{
		AuditType: given(string(m.AuditType)), Date: day(m.Date), Duration: given(string(m.Duration)),
	}}}
	resp, err := s.c.GetAuditWithResponse(ctx, &GetAuditParams{InputData: &input})
	if err != nil {
		return nil, err
	}
	return resp.JSON200.Operation.Details, nil
}
