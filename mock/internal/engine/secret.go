package engine

import (
	"bytes"
	"encoding/base64"
	"strings"
	"unicode/utf8"

	"github.com/understudy/understudy/mock/internal/secret"
)

const minSecret = 4 // the shortest value that is looked at

// secret tells whether a whole value is one: a token by its shape, or what a world keeps.
func (ex *Exchange) secret(value string) bool {
	value = strings.TrimFunc(value, secret.Blank)
	if len(value) < minSecret {
		return false
	}
	ex.steps += len(value)
	return isToken(value) || ex.kept(secret.Whole(value)) || ex.encoded(value)
}

// kept tells whether a value is a secret of a world, or has a token's shape.
func (ex *Exchange) kept(value secret.Value) bool {
	return ex.server != nil && ex.server.Secret != nil && ex.server.Secret(value)
}

// encoded tells whether a value is a secret in base64, alone or behind a name as in a Basic header.
func (ex *Exchange) encoded(value string) bool {
	if strings.ContainsFunc(value, secret.Blank) { // as where it was wrapped
		value = strings.Map(func(r rune) rune {
			if secret.Blank(r) {
				return -1
			}
			return r
		}, value)
	}
	value = strings.TrimRight(value, "=")
	plain, err := base64.RawStdEncoding.DecodeString(value)
	if err != nil {
		if plain, err = base64.RawURLEncoding.DecodeString(value); err != nil || !utf8.Valid(plain) {
			return false
		}
	}
	name, password, pair := bytes.Cut(plain, []byte(":"))
	switch {
	case !utf8.Valid(name):
		return false
	case utf8.Valid(password):
		return ex.secret(string(plain)) || pair && ex.secret(string(password))
	}
	runes := make([]rune, len(password)) // some clients write Latin-1
	for i, c := range password {
		runes[i] = rune(c)
	}
	return ex.secret(string(runes))
}
