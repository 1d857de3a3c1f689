package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/understudy/understudy/contract"
)

// sweep takes away what a run has left, whose ledger is the argument.
func sweep(_ context.Context, asked request, stdout, stderr io.Writer) int {
	if len(asked.rest) != 1 {
		return complain(stderr, errors.New("which ledger? Its path is the last argument; see mockserver contract sweep -help"))
	}
	name, err := contract.LedgerAPI(asked.rest[0])
	if err != nil {
		return complain(stderr, err)
	}
	for _, each := range contracts {
		if each.Name != name {
			continue
		}
		target, err := contract.Sweep(each.API, asked.settings, asked.rest[0])
		if err != nil {
			return complain(stderr, err)
		}
		return swept(target, stdout)
	}
	return complain(stderr, fmt.Errorf("%s is of %q, which nobody knows here", asked.rest[0], name))
}

// swept prints what is left; the exit code says whether something is as it was.
func swept(target *contract.Target, stdout io.Writer) int {
	code, left := 0, target.Left()
	for _, one := range left {
		fmt.Fprintln(stdout, one)
		if !one.Gone {
			code = 1
		}
	}
	if len(left) == 0 {
		fmt.Fprintln(stdout, "nothing is left")
	}
	return code
}
