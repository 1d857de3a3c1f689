package main

import (
	"net"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock"
)

// TestTheImageExposesWhatCanBeReached: the APIs' ports, and not the control plane's, which is on the container's own loopback.
func TestTheImageExposesWhatCanBeReached(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../Dockerfile")
	require.NoError(t, err)
	exposed := regexp.MustCompile(`(?m)^EXPOSE (.*)$`).FindSubmatch(text)
	require.NotNil(t, exposed)
	var ports []string
	for _, head := range mock.Heads() {
		if head.On == "" {
			_, port, err := net.SplitHostPort(head.Address)
			require.NoError(t, err)
			ports = append(ports, port)
		}
	}
	assert.Equal(t, ports, strings.Fields(string(exposed[1])))
	assert.Contains(t, string(text), "\nENV UNDERSTUDY_HOST=0.0.0.0\n")
}
