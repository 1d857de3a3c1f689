package code42

import (
	"context"
	"net"
	"slices"
	"strconv"
	"strings"

	"github.com/understudy/understudy/mock/heads/code42/api"
	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// GetServerEnv points the key-value store at the address that the client used: one port plays all of the vendor's hosts.
func (s *Server) GetServerEnv(ctx context.Context, _ api.GetServerEnvRequestObject) (api.GetServerEnvResponseObject, error) {
	ex := callOf(ctx).Exchange
	port := portOf(ex.Origin())
	return api.GetServerEnv200JSONResponse{
		ClusterType: api.ServerClusterType{MultiTenant: true, Enterprise: true}, ServerType: api.ServerRole{Master: true}, Env: api.ServerStage{Prd: true},
		Ssl: ex.Request.TLS != nil, HttpPort: port, HttpsPort: port, StsEnabled: true, StsBaseUrl: ex.Origin(),
	}, nil
}

// portOf is the port that a client used; http and https share it.
func portOf(origin string) int {
	scheme, host, _ := strings.Cut(origin, "://")
	if _, text, err := net.SplitHostPort(host); err == nil {
		if port, err := strconv.ParseUint(text, 10, 16); err == nil {
			return int(port)
		}
	}
	if scheme == "https" {
		return 443
	}
	return 80
}

// serviceKeys are the keys of the store, spelt as the vendor does: the separator before URL differs.
var serviceKeys = []string{
	"FORENSIC_SEARCH-API_URL", "AlertService-API_URL", "FedObserver-API_URL", "EXFILTRATED-DATA-SERVICE_API-URL",
	"AUDIT-LOG_API-URL", "CASES_API-URL", "TRUSTED-DOMAINS_API-URL", "watchlists-API_URL",
	detectionListsKey, "PRESERVATION-DATA-SERVICE_API-URL",
}

// detectionListsKey is the one whose value has a path: its client joins relative addresses onto it.
const detectionListsKey = "employeecasemanagementV2-API_URL"

// GetStoredValue names the host of a service: this one. The answer is bare text.
func (s *Server) GetStoredValue(ctx context.Context, req api.GetStoredValueRequestObject) (api.GetStoredValueResponseObject, error) {
	origin := callOf(ctx).Exchange.Origin()
	switch {
	case req.Key == detectionListsKey:
		return api.GetStoredValue200TextResponse(origin + "/svc/api/"), nil
	case slices.Contains(serviceKeys, req.Key):
		return api.GetStoredValue200TextResponse(origin), nil
	}
	return nil, fail.New(fail.NotFound, "SYSTEM", "Key not found").Because("no service has the key %q", req.Key)
}

// GetConnectedServerUrl names the storage node that a device is connected to: this address, or none when it is offline.
func (s *Server) GetConnectedServerUrl(
	ctx context.Context, req api.GetConnectedServerUrlRequestObject,
) (api.GetConnectedServerUrlResponseObject, error) {
	var answer api.GetConnectedServerUrl200JSONResponse
	err := read(ctx, func(tx *state.Tx) error {
		if tx.Connected(req.Params.Guid) {
			answer.ServerUrl = pointer(callOf(ctx).Exchange.Origin())
		}
		return nil
	})
	return answer, err
}
