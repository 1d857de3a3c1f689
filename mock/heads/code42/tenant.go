package code42

import (
	"context"

	"github.com/understudy/understudy/mock/heads/code42/api"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// GetCurrentTenant describes the caller's tenant.
func (s *Server) GetCurrentTenant(ctx context.Context, _ api.GetCurrentTenantRequestObject) (api.GetCurrentTenantResponseObject, error) {
	var answer api.GetCurrentTenant200JSONResponse
	err := read(ctx, func(tx *state.Tx) error {
		t := tx.Tenant()
		answer.Data = api.Tenant{
			Name: t.Name, RegistrationKey: t.RegistrationKey, DeploymentModel: t.DeploymentModel, TenantUid: t.UID,
			MasterServicesAgreement: api.MasterServicesAgreement{Accepted: true},
		}
		return nil
	})
	return answer, err
}
