package engine

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/secret"
)

// stepsPerByte is how many letters are read and values asked about for each byte of a text: where each byte ends a word and begins one,
// some twenty places are asked about, in base64 too, and for each layer of escapes that there may be.
const stepsPerByte = 80

// searched is an exchange whose path no operation has, and how many values were asked about in it.
func searched(path string) (ex *Exchange, asked *int) {
	asked = new(int)
	held := map[secret.Hash]bool{secret.Of("Zz99#88"): true, secret.Of(";a;a;a;a"): true, secret.Of("%%%%%%%%"): true}
	s := &Server{Config: Config{Secret: func(value secret.Value) bool { *asked++; return held[value.Hash()] }}}
	return &Exchange{server: s, method: http.MethodGet, Request: &http.Request{Method: http.MethodGet, URL: &url.URL{Path: path, RawPath: path}}}, asked
}

var shapes = []string{
	"/", ";", ";;a", "=a", "/aa", ";a", "a-", "-", "Wno", "Wno/", "=aa", "eyJ.", "eyJa.eyJa.eyJa/", "-eyJa.b.c", " ", " a", ",:", "(", "'", `"`, `\"`, `"a`, `"a"b`, `'"'`,
	"%", "%25", "%2F", "%252F", "%25252F", "%2525252F", "%2F;", "%3B", "%3Ba", "%00", "%22", "%E2%80%8B", "/%EF%BB%BF", "/a%20", "a=%2F", "%252Fa", "%41", "%2541=", "%",
	"password=", "password=a ", "token", "dTpaejk5IzEx/", "dTpaejk5LTg4", "Zz99#88", "Zz99#88/", "/Zz99%2388", "Zz99#88-", "aaaaaaaaaaaaaaa1-", "\xff", "\xff;", "\u00e9/", "\u2028", ":", "Og==/",
	"&", "&#", "&#x27;", "&#39;-", "&amp;", "&aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", `\ud83d\ude00`, `\ud83d`, "e\u200b", "eyJ", "-eyJa", "eyJa.b.\u200b", " eyJa.b.c", "eyJa.b%2Ec%0A", "\uff45\uff59\uff2a.", "j", "\ufdfa",
}

// TestTheSearchForSecretsTakesSoManyStepsPerByte, whatever the path or a reason is made of.
func TestTheSearchForSecretsTakesSoManyStepsPerByte(t *testing.T) {
	t.Parallel()
	worst := 0
	for _, unit := range shapes {
		worst = max(worst, requireFew(t, unit, ""), requireFew(t, "", unit), requireFew(t, unit, "/x"))
	}
	assert.Greater(t, worst, stepsPerByte/4, "the bound means something")
	t.Logf("at most %d steps per byte", worst)
}

func FuzzTheSearchForSecretsTakesSoManyStepsPerByte(f *testing.F) {
	for _, unit := range shapes {
		f.Add(unit, "x", "/y")
	}
	f.Fuzz(func(t *testing.T, unit, second, tail string) {
		requireFew(t, unit+second, tail)
		requireFew(t, second, unit)
	})
}

func requireFew(t *testing.T, unit, tail string) (perByte int) {
	text := tail
	if unit != "" {
		text = strings.Repeat(unit, max(1, (maxRead-len(tail))/len(unit))) + tail
	}
	for name, search := range map[string]func(*Exchange){
		"path":   func(ex *Exchange) { ex.path() },
		"reason": func(ex *Exchange) { ex.words(ex.quoted(ex.cut(ex.outermost(text))), true, 0) },
		"value":  func(ex *Exchange) { ex.value(text) },
		"glued":  func(ex *Exchange) { ex.unglued(ex.cut(text)) },
	} {
		ex, asked := searched("/" + text)
		search(ex)
		bytes := len(text) + 16
		require.LessOrEqual(t, ex.steps, stepsPerByte*bytes, "%s of %q: %d steps per byte", name, unit, ex.steps/bytes)
		require.LessOrEqual(t, *asked, ex.steps, "no value is asked about that is not counted")
		perByte = max(perByte, ex.steps/bytes)
	}
	return perByte
}
