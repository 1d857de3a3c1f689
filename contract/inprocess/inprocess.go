// Package inprocess starts the mock that the contract suites run against by
// default: one server in the test's own process, on ports of its own, that ends
// with the test. It is the only part of the contract kit that links the mock,
// and only tests import it.
package inprocess

import (
	"github.com/understudy/understudy/contract"
	"github.com/understudy/understudy/mock"
)

// checkResponses: the kit holds each answer against the specification, so the server does it by sample only: large answers would cost
// twice.
const checkResponses = "sample"

// Start starts the mock with its default world.
func Start(tb contract.TB) contract.Endpoints {
	tb.Helper()
	return start(tb, mock.Options{CheckResponses: checkResponses})
}

// StartStrict is Start for a mock that takes only what is documented.
func StartStrict(tb contract.TB) contract.Endpoints {
	tb.Helper()
	return start(tb, mock.Options{CheckResponses: checkResponses, Strict: true})
}

// StartSmall is Start for a mock with the small world, made with another seed.
func StartSmall(tb contract.TB) contract.Endpoints {
	tb.Helper()
	return start(tb, mock.Options{CheckResponses: checkResponses, World: "small", Seed: 7})
}

func start(tb contract.TB, options mock.Options) contract.Endpoints {
	tb.Helper()
	server := mock.Start(tb, options)
	at := contract.Endpoints{APIs: map[string]string{}, Control: server.ControlURL()}
	for _, head := range mock.Heads() {
		at.APIs[head.Name] = server.URL(head.Name)
	}
	return at
}
