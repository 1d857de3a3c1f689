package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/understudy/understudy/mock"
)

// greet says what is served where, and gives something to paste for each kind of client.
func greet(out io.Writer, server *mock.Server) {
	opts := server.Options()
	fmt.Fprintf(out, "Understudy serves the world %q, seed %d, clock %s.\n\n", opts.World, opts.Seed, opts.Clock)
	access, heads := server.Access(), mock.Heads()
	for _, head := range heads {
		its, _ := access.Head(head.Name)
		fmt.Fprintf(out, "  %-8s %s   (https too)   %s\n", head.Title, its.URL, head.Greeting(its))
	}
	fmt.Fprintf(out, "  %-8s %s/_mock/health\n\n", "control", server.ControlURL())
	for _, head := range heads {
		its, _ := access.Head(head.Name)
		for _, sample := range head.Samples(its) {
			fmt.Fprintf(out, "%s:\n  %s\n\n", sample.Title, strings.ReplaceAll(sample.Text, "\n", "\n  "))
		}
	}
}
