// Package head says what a head is: one API on a world, with its name, its address, what signs in to it and how it opens.
//
// It knows no head. The list of them is in package mock, which opens, serves and describes what is listed; heads' own packages
// import it for the types of what they hand over.
package head

import (
	"cmp"
	"net/url"
	"strings"

	"github.com/understudy/understudy/mock/internal/engine"
	"github.com/understudy/understudy/mock/internal/tenant"
)

// Head is one API on a world. Name is one word everywhere: folder, package, specification, flag, column of reports.
type Head struct {
	Name string
	// World is the kind of world that it shows.
	World string
	// Title is what people call the API.
	Title string
	// Address is the port that it listens on by default: 127.0.0.1:4200. It is empty where the head shares another's port.
	Address string
	// On is the head whose port this one shares, and Paths are the path prefixes there that are this one's.
	On    string
	Paths []string
	// Older are further paths that the head answers besides its specification's, for older clients.
	Older []string
	// Yields are paths of this head, as its specification or Older has them, which another head on the port answers: it is known that
	// they clash.
	Yields []string

	// Open makes the API's server over the tenants.
	Open func(Config) (*engine.Server, error)
	// SignsIn is what lets a client in to a tenant, by the names that the control plane has for it.
	SignsIn func(*tenant.Tenant) []Credential
	// Token tells whether a value has the shape of this head's tokens, which on its port are secret whoever they let in; nil where they
	// have the shape that tokens have everywhere, or none. What is secret besides, the tables of the head's world say: store.Secrets.
	Token func(value string) bool

	// Greeting is what the start tells of how to sign in, and Samples are things to paste; see Fill for what stands in braces.
	Greeting string
	Samples  []Sample
}

// Config is what a head is opened with.
type Config struct {
	engine.Config
	Tenants *tenant.Registry
	// Seed decides what keys are made of.
	Seed uint64
}

// Credential is one thing that a client signs in with.
type Credential struct{ Name, Value string }

// Sample is something to paste into a program or a shell.
type Sample struct{ Title, Text string }

// Fill puts an address and credentials into a text: {url}, {username} and whatever else signs in.
func Fill(text, url string, credentials []Credential) string {
	pairs := []string{"{url}", url}
	for _, c := range credentials {
		pairs = append(pairs, "{"+c.Name+"}", c.Value)
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// Port is the head whose port this one is on: itself, or the one whose port it shares.
func (h Head) Port() string { return cmp.Or(h.On, h.Name) }

// Own tells whether a path, escaped as it was sent, is this head's on a port that it shares: one of its prefixes, or below one.
// Several slashes are one.
func (h Head) Own(path string) bool {
	for _, prefix := range h.Paths {
		if begins(path, prefix) {
			return true
		}
	}
	return false
}

// begins looks at no more of a path than the prefix is long.
func begins(path, prefix string) bool {
	for _, own := range strings.Split(prefix, "/")[1:] {
		var segment string
		segment, path, _ = strings.Cut(strings.TrimLeft(path, "/"), "/")
		if plain, err := url.PathUnescape(segment); err == nil {
			segment = plain
		}
		if segment != own {
			return false
		}
	}
	return true
}

// Takes tells whether some path of a template is this head's on a port that it shares: a parameter stands for any segment.
func (h Head) Takes(template string) bool {
	segments := strings.Split(template, "/")
	for _, prefix := range h.Paths {
		own := strings.Split(prefix, "/")
		fits := len(own) <= len(segments)
		for i := 0; fits && i < len(own); i++ {
			fits = own[i] == segments[i] || strings.Contains(segments[i], "{")
		}
		if fits {
			return true
		}
	}
	return false
}
