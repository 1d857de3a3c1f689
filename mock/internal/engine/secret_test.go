package engine_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/secret"
)

// TestASecretWithEndsOfWordsInItIsHiddenWhole, wherever it begins and ends.
func TestASecretWithEndsOfWordsInItIsHiddenWhole(t *testing.T) {
	t.Parallel()
	shop := guarded(t, nil)
	for path, want := range map[string]string{
		"/nowhere/a=K7%23x=2&y":                "/nowhere/a=[hidden]",
		"/nowhere/a=K7%23x=2&y;b":              "/nowhere/a=[hidden];b",
		"/nowhere/password=K7%23x=2&y/b":       "/nowhere/password=[hidden]/b",
		"/nowhere/u:K7%2523x%253D2%2526y@h":    "/nowhere/u:[hidden]@h",
		"/nowhere/K7%23x=2&y2":                 "/nowhere/K7#x=2&y2",
		"/nowhere/password=other%23word&b=1":   "/nowhere/password=[hidden]&b=1",
		"/nowhere/password=a,b:c(d)%3Fe/tulip": "/nowhere/password=[hidden]/[hidden]",
	} {
		shop.ask("GET", path, "")
		assert.Equal(t, want, shop.last().Path, path)
	}
	shop = guarded(t, handlers{"getBook": failing(fail.New(fail.NotFound, "", "x").Because("neither K7#x=2&y, nor (K7#x=2&y) is here"))})
	assert.Equal(t, "neither [hidden], nor ([hidden]) is here", shop.ask("GET", "/books/1", "").reason())
}

// TestASecretInBase64IsHidden, in either alphabet, alone or behind a name, also as clients write it that know Latin-1 alone.
func TestASecretInBase64IsHidden(t *testing.T) {
	t.Parallel()
	cfg, s := config(t, nil)
	cfg.Secret = keeping("Zz99-88", "Zz?>~?x", "pässwort")
	shop := serve(cfg, s)
	for path, want := range map[string]string{
		"/nowhere/Wno5OS04OA==":             "/nowhere/[hidden]",
		"/nowhere/Wno5OS04OA":               "/nowhere/[hidden]",
		"/nowhere/Wno_Pn4_eA":               "/nowhere/[hidden]", // Zz?>~?x
		"/nowhere/Wno/Pn4/eA==":             "/nowhere/[hidden]",
		"/nowhere/dTpaejk5LTg4":             "/nowhere/[hidden]", // u:Zz99-88
		"/nowhere/dTpw5HNzd29ydA==":         "/nowhere/[hidden]", // u:p\\xe4sswort
		"/nowhere/dTpwYXNzd29ydA==":         "/nowhere/dTpwYXNzd29ydA==",
		"/nowhere/Basic%20dTpaejk5LTg4/now": "/nowhere/Basic [hidden]/now",
	} {
		shop.ask("GET", path, "")
		assert.Equal(t, want, shop.last().Path, path)
	}
}

// TestANumberThatWasAnsweredForIsAnId, whatever else it may be.
func TestANumberThatWasAnsweredForIsAnId(t *testing.T) {
	t.Parallel()
	cfg, s := config(t, handlers{"getShelf": failing(fail.New(fail.NotFound, "", "x").Because("no shelf 471147"))})
	asked := 0
	cfg.Secret = func(value secret.Value) bool { asked++; return value.String() == "471147" }
	shop := serve(cfg, s)
	shop.ask("GET", "/books/471147", "")
	assert.Equal(t, "/books/471147", shop.last().Path)
	assert.Zero(t, asked, "what is answered costs nothing")
	got := shop.ask("GET", "/shelves/471147", "")
	assert.Equal(t, "no shelf [hidden]", got.reason())
	assert.Equal(t, "/shelves/[hidden]", shop.last().Path)
}
