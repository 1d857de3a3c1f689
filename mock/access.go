package mock

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"github.com/understudy/understudy/mock/internal/head"
	"github.com/understudy/understudy/mock/internal/secret"
	"github.com/understudy/understudy/mock/internal/tenant"
)

// Credential is one thing that a client signs in with, by the name that the control plane has for it: "apiClientId".
type Credential = head.Credential

// HeadAccess is what a client of one API needs to land in a tenant.
type HeadAccess struct {
	URL         string
	Credentials []Credential
}

// Credential is the value of a credential; empty where the API has none of that name.
func (a HeadAccess) Credential(name string) string {
	i := slices.IndexFunc(a.Credentials, func(c Credential) bool { return c.Name == name })
	if i < 0 {
		return ""
	}
	return a.Credentials[i].Value
}

// Sample is something to paste into a program or a shell.
type Sample = head.Sample

// HeadInfo is one API of those that this package serves.
type HeadInfo struct {
	// Name is the API's one word: flag, specification, column of reports. Title is what people call it.
	Name, Title string
	// World is the kind of world that it shows.
	World string
	// Address is where it listens unless Options say otherwise; empty where it shares the port of On.
	Address, On string
	greeting    string
	samples     []Sample
}

// Heads lists the APIs, in the order of every report.
func Heads() []HeadInfo {
	list := make([]HeadInfo, 0, len(heads))
	for _, h := range heads {
		list = append(list, HeadInfo{Name: h.Name, World: h.World, Title: h.Title, Address: h.Address, On: h.On, greeting: h.Greeting, samples: h.Samples})
	}
	return list
}

// Greeting says in a line how to sign in.
func (h HeadInfo) Greeting(a HeadAccess) string { return head.Fill(h.greeting, a.URL, a.Credentials) }

// Samples are things to paste, each with the name of what it is pasted into.
func (h HeadInfo) Samples(a HeadAccess) []Sample {
	list := slices.Clone(h.samples)
	for i := range list {
		list[i].Text = head.Fill(list[i].Text, a.URL, a.Credentials)
	}
	return list
}

// Access returns what signs in to the default tenant.
func (s *Server) Access() Access { return s.accessTo(s.tenants.Default()) }

func (s *Server) accessTo(t *tenant.Tenant) Access {
	all := map[string]HeadAccess{}
	for _, h := range s.heads {
		all[h.Name] = HeadAccess{URL: s.urlFor(t, h), Credentials: h.SignsIn(t)}
	}
	return newAccess(t.Name, all)
}

// describe writes a tenant down for the control plane: its name, then a member for each head, in the heads' order.
func (s *Server) describe(t *tenant.Tenant) json.RawMessage {
	var text bytes.Buffer
	write := func(before, name, value string) {
		text.WriteString(before)
		text.Write(quoted(name))
		text.WriteByte(':')
		text.Write(quoted(value))
	}
	access := s.accessTo(t)
	write("{", "name", t.Name)
	for _, h := range s.heads {
		a := access.heads[h.Name]
		text.WriteByte(',')
		text.Write(quoted(h.Name))
		write(":{", "url", a.URL)
		for _, c := range a.Credentials {
			write(",", c.Name, c.Value)
		}
		text.WriteByte('}')
	}
	text.WriteByte('}')
	return text.Bytes()
}

// secretAt tells whether a value is to be kept out of what is written down of the requests to a port: it is a secret of the seed or of any
// tenant, or has the shape of the port's own tokens, or of another's in capitals, since clients mix ports up.
func (s *Server) secretAt(list []head.Head, own func(string) bool) func(value secret.Value) bool {
	any := anyToken(list)
	return func(value secret.Value) bool {
		if s.tenants.HasSecret(value) {
			return true
		}
		text := value.String()
		return own != nil && own(text) || any(text) && text == strings.ToUpper(text) // the ids of other APIs are in lower case
	}
}

// anyToken tells whether a value has the shape of some head's tokens.
func anyToken(list []head.Head) func(string) bool {
	return func(value string) bool {
		return slices.ContainsFunc(list, func(h head.Head) bool { return h.Token != nil && h.Token(value) })
	}
}

func quoted(text string) []byte {
	quoted, err := json.Marshal(text)
	if err != nil {
		panic(err) // of a text
	}
	return quoted
}
