package engine

import (
	"bytes"
	"encoding/base64"
	"strings"
	"unicode/utf8"
)

const (
	minSecret = 4    // the shortest value that is looked at
	fewAsked  = 8    // values that are asked about in a request that is answered
	mostAsked = 2000 // values of one text that are asked about; the rest is hidden
)

// secret tells whether a whole value is one: a token by its shape, or what a world keeps. Of a text for which too much would have to be
// asked, all the rest is.
func (ex *Exchange) secret(value string) bool {
	value = strings.TrimFunc(value, blank)
	if len(value) < minSecret {
		return false
	}
	if known, ok := ex.known[value]; ok {
		return known
	}
	if ex.asked++; ex.asked > mostAsked {
		return true
	}
	is := ex.keeps(value)
	if ex.asked > fewAsked { // something is refused: its texts have much in common
		if ex.known == nil {
			ex.known = map[string]bool{}
		}
		ex.known[value] = is
	}
	return is
}

func (ex *Exchange) keeps(value string) bool {
	if value[0]|0x20 == 'e' && jwt.MatchString(value) || ex.server != nil && ex.server.Secret != nil && ex.server.Secret(ex.Tenant, value) {
		return true
	}
	return ex.encoded(value)
}

// encoded tells whether a value is a secret in base64, alone or behind a name as in a Basic header.
func (ex *Exchange) encoded(value string) bool {
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
