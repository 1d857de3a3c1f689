package main

import (
	"github.com/understudy/understudy/contract"
	"github.com/understudy/understudy/contract/code42"
	"github.com/understudy/understudy/contract/pam360"
)

// contracts are the suites of each head.
var contracts = []struct {
	contract.API
	suites []func() contract.Family
}{
	{code42.API, code42.Suites},
	{pam360.API, pam360.Suites},
}
