package mock_test

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock"
)

// planted is a request with a secret somewhere, to the byte.
type planted struct{ line, headers, body string }

// positions are the places where a client can have put a secret, and the calls that then have something to say about it.
func positions(secret string) []planted {
	e, q := url.PathEscape(secret), url.QueryEscape(secret)
	quoted := strings.ReplaceAll(secret, `"`, `\"`)
	var list []planted
	add := func(line, headers, body string) { list = append(list, planted{line, headers, body}) }
	for _, path := range []string{
		"/restapi/json/v1/AUTHTOKEN=" + e + "/", "/restapi/json/v1/AUTHTOKEN=" + e + "/resources", "/restapi/json/v1/resources/nosuch&AUTHTOKEN=" + e,
		"/authtoken=" + e, "/APP_AUTHTOKEN=" + e, "/AUTHTOKEN%3D" + e, "/restapi/json/v1/resources%3FAUTHTOKEN=" + e, "/x%2FAUTHTOKEN=" + e,
		"/AUTHTOKEN%253D" + e, "/%2541UTHTOKEN=" + e, "/x;AUTHTOKEN=" + e, "/x;" + e, "/nosuch/" + e, "/" + e + "/x", "/x//" + e + "//", "/x#AUTHTOKEN=" + e,
		"/restapi/json/v1/resources/resourcename/" + e, "/restapi/json/v1/resources/" + e + "/accounts/" + e + "/password", "/restapi/json/v1/resources/7/" + e,
		"/api/v1/User/" + e, "/api/v3/users/" + e + "/roles", "/api/v1/" + e, "/api/v1/UserRole/" + e, "/_mock/tenants/" + e, "/_mock/" + e,
		"/x/AUTHTOKEN=" + e + "%2Fy", "/x/a=" + e, "/x/password=" + e + "&b=c", "/api/v1/User/AUTHTOKEN=" + e, "/" + strings.Repeat("x/", 180) + e,
		"/" + strings.Repeat("x", 4090) + "/" + e, "/x/" + q,
		"/x/%EF%BB%BF" + e, "/x/%E2%80%8B" + e, "/x/%5E" + e, "/x/note:" + e, "/x;v=" + e, "/api/v3/orgs/" + e, "/api/v1/Org/" + e, "/api/v1/Computer/" + e,
		"/v1/watchlists/" + e, "/v1/user-risk-profiles/" + e, "/api/v1/LegalHold/" + e, "/api/v1/Role/" + e, "/restapi/json/v1/resourcegroup/" + e,
	} {
		add("GET "+path, "", "")
		add("PATCH "+path, "", "")
	}
	b, u := base64.StdEncoding.EncodeToString([]byte(secret)), base64.URLEncoding.EncodeToString([]byte("u:"+secret))
	for n := range 12 { // where a text is cut
		add("GET /"+strings.Repeat("x/", 175+n*len(secret)/24)+e, "", "")
	}
	for _, path := range []string{
		"/nosuch/" + url.PathEscape(e), "/nosuch/" + url.PathEscape(url.PathEscape(q)), "/x/" + b, "/x/a=" + u, "/x/Basic%20" + b, "/x/RESOURCENAME=" + e, "/x/u:" + e + "@h",
		"/x/" + strings.ReplaceAll(e, "%2F", "/"), "/api/v1/" + strings.ReplaceAll(e, "%2F", "/") + "/x", "/x/" + strings.ToLower(e), "/x/" + strings.ToUpper(e), "/x/password=" + e + "/y",
	} {
		add("GET "+path, "", "")
	}
	for _, query := range []string{
		"AUTHTOKEN=" + q, q + "=1", "limit=" + q, q, "pgSize=" + q, "pgNum=" + q, "active=" + q, "x=" + q + "&y=%", "tenant=" + q, "last=" + q,
		`INPUT_DATA={"operation":{"Details":{"LIMIT":"` + q + `"}}}`, `INPUT_DATA={"operation":{"Details":{"` + q + `":"x"}}}`, "INPUT_DATA=" + q,
		"RESOURCENAME=" + q + "&ACCOUNTNAME=" + q, "idType=" + q,
	} {
		for _, path := range []string{"/restapi/json/v1/resources", "/api/v1/User", "/_mock/journal", "/nosuch", "/restapi/json/v1/resources/getResourceIdAccountId", "/api/v1/Org/317"} {
			add("GET "+path+"?"+query, "", "")
		}
	}
	for _, header := range []string{"orgName: ", "Authorization: ", "Authorization: Bearer ", "Authorization: Basic ", "AUTHTOKEN: ", "Cookie: a=", "User-Agent: ",
		"Content-Type: ", "Origin: http://", "X-Forwarded-For: ", "totp-auth: ", "Accept: ", "Sec-Fetch-Site: "} {
		for _, path := range []string{"GET /restapi/json/v1/resources", "PUT /restapi/json/v1/resources/7", "GET /api/v1/User", "POST /api/v1/User", "POST /_mock/tenants"} {
			add(path, header+secret+"\r\n", `{"x":1}`)
		}
	}
	if !strings.ContainsAny(secret, ` "'/`) {
		add(secret+" /nosuch", "", "")
		add(secret+" /api/v1/User", "", "")
		add("GET http://u:"+e+"@127.0.0.1/nosuch", "", "")
	}
	for _, body := range []string{
		`{"` + quoted + `":1}`, `{"username":1,"active":"` + quoted + `","orgId":"` + quoted + `"}`, `{"name":"` + quoted + `"}`, `{"advance":"` + quoted + `"}`, `{"set":"` + quoted + `"}`, `{"legalHoldUid":"` + quoted + `","userUid":"` + quoted + `"}`,
		`{"api":"` + quoted + `","operation":"` + quoted + `","status":500}`, quoted, "\ufeff" + quoted, "INPUT_DATA=" + q, `INPUT_DATA={"operation":{"Details":{"LIMIT":` + quoted,
		`INPUT_DATA={"operation":{"Details":{"RESOURCENAME":"` + quoted + `","ENABLEPRIVATEKEY":"` + quoted + `"}}}`, `INPUT_DATA={"operation":{"` + quoted + `":{"A":1}}}`,
	} {
		for _, path := range []string{"POST /restapi/json/v1/resources", "PUT /restapi/json/v1/resources/7", "POST /api/v1/User", "POST /v1/file-events", "POST /_mock/tenants", "POST /api/v1/LegalHoldMembership",
			"POST /_mock/tenants/default/clock", "POST /_mock/tenants/default/faults", "POST /_mock/tenants/" + e + "/faults", "PUT /api/v1/UserDeactivation/" + e} {
			add(path, "Content-Type: application/json\r\n", body)
		}
	}
	add("POST /restapi/json/v1/resources/AUTHTOKEN="+e, "Content-Type: application/json\r\n", strings.Repeat("x", 5<<20))
	add("POST /x/AUTHTOKEN="+e+"/y", "Content-Type: application/json\r\n", strings.Repeat("x", 5<<20))
	return list
}

// send sends a request over a connection of its own, with what signs in where it does not carry that itself.
func (p planted) send(t *testing.T, address string, signIn string) (answer, string) {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	require.NoError(t, err)
	defer func() { _ = conn.Close() }()
	headers := p.headers
	if !strings.Contains(headers, "AUTHTOKEN") && !strings.Contains(headers, "Authorization") {
		headers += signIn
	}
	_, err = fmt.Fprintf(conn, "%s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: %d\r\n%s\r\n%s", p.line, len(p.body), headers, p.body)
	require.NoError(t, err)
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	require.NoError(t, err, p.line)
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err, p.line)
	return answer{res.StatusCode, res.Header, string(body)}, p.line
}

// TestASecretInAnyPositionIsNowhereWrittenDown plants each kind of secret in every position of a request, on its own port and on the others,
// and looks for it in what is told to developers: headers, texts of refusals, journals, log and list of drift.
func TestASecretInAnyPositionIsNowhereWrittenDown(t *testing.T) {
	t.Parallel()
	for name, of := range map[string]func(t *testing.T, s *mock.Server, fork access, bearer string) string{
		"token": func(_ *testing.T, s *mock.Server, _ access, _ string) string { return s.Access().PAM360.AuthToken },
		"token, lower case": func(_ *testing.T, s *mock.Server, _ access, _ string) string {
			return strings.ToLower(s.Access().PAM360.AuthToken)
		},
		"token of a fork":    func(_ *testing.T, _ *mock.Server, fork access, _ string) string { return fork.PAM360.AuthToken },
		"password of a fork": func(_ *testing.T, _ *mock.Server, fork access, _ string) string { return fork.Code42.Password },
		"secret, in a fork":  func(_ *testing.T, _ *mock.Server, fork access, _ string) string { return fork.Code42.APIClientSecret },
		"bearer token": func(_ *testing.T, _ *mock.Server, _ access, bearer string) string {
			return strings.TrimPrefix(bearer, "Bearer ")
		},
		"basic authorization": func(_ *testing.T, s *mock.Server, _ access, _ string) string {
			return basic(s.Access().Code42.Username, s.Access().Code42.Password)
		},
		"vault password": func(t *testing.T, s *mock.Server, _ access, _ string) string {
			stow(t, defaultTenant(t, s), `"PASSWORD":"`+vaultPassword+`"`)
			return vaultPassword
		},
		"vault password like an escape": func(t *testing.T, s *mock.Server, _ access, _ string) string {
			stow(t, defaultTenant(t, s), `"PASSWORD":"100%41sure%2Fyes!Q9"`)
			return "100%41sure%2Fyes!Q9"
		},
		"vault password of many words": func(t *testing.T, s *mock.Server, _ access, _ string) string {
			stow(t, defaultTenant(t, s), `"PASSWORD":"One two three four five six seven eight nine ten!1"`)
			return "One two three four five six seven eight nine ten!1"
		},
		"vault password with quotes": func(t *testing.T, s *mock.Server, _ access, _ string) string {
			stow(t, defaultTenant(t, s), `"PASSWORD":"Ab\"cd\"ef7-x"`)
			return `Ab"cd"ef7-x`
		},
		"earlier vault password": func(t *testing.T, s *mock.Server, _ access, _ string) string {
			at := defaultTenant(t, s)
			stow(t, at, `"PASSWORD":"`+vaultPassword+`"`)
			changeStowed(t, at, "Other1!password")
			return vaultPassword
		},
		"TOTP secret, as people write it": func(t *testing.T, s *mock.Server, _ access, _ string) string {
			stow(t, defaultTenant(t, s), `"PASSWORD":"Aa1!aaaa-x","TOTP_SECRET":"JBSWY3DPEHPK3PXP"`)
			return "jbsw y3dp ehpk 3pxp"
		},
		"TOTP secret of digits": func(t *testing.T, s *mock.Server, _ access, _ string) string {
			stow(t, defaultTenant(t, s), `"PASSWORD":"Aa1!aaaa-x","TOTP_SECRET":"829 198 461"`)
			return "829198461"
		},
		"password of a vault's user": func(t *testing.T, s *mock.Server, _ access, _ string) string {
			vault(t, defaultTenant(t, s), "POST", "/restapi/json/v1/user", `{"USERNAME":"tess","FIRSTNAME":"T","LASTNAME":"T","EMAIL":"t@example.com","PASSWORD":"`+vaultPassword+`"}`)
			return vaultPassword
		},
		"vault password that a client made in a fork": func(t *testing.T, _ *mock.Server, fork access, _ string) string {
			stow(t, fork, `"PASSWORD":"`+vaultPassword+`"`)
			return vaultPassword
		},
		"password that a client made in a fork": func(t *testing.T, _ *mock.Server, fork access, _ string) string {
			addUser(t, fork, "own@example.com", "Own9-Secret-77")
			return "Own9-Secret-77"
		},
		"earlier password that a client made in a fork": func(t *testing.T, _ *mock.Server, fork access, _ string) string {
			addUser(t, fork, "own@example.com", "Own9-Secret-77")
			setPassword(t, fork, "own@example.com", "Other-Secret-78")
			return "Own9-Secret-77"
		},
		"pair that a client made in a fork": func(t *testing.T, _ *mock.Server, fork access, _ string) string {
			addUser(t, fork, "own@example.com", "Own9-Secret-77")
			return basic("own@example.com", "Own9-Secret-77")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			log := &lockedLog{}
			s := start(t, func(o *mock.Options) {
				o.Log = slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
			})
			fork := tenant(t, s, `{"name":"side"}`)
			bearer, _ := signIn(t, s.URL("code42"), s.Access().Code42.Username, s.Access().Code42.Password)
			secret := of(t, s, fork, bearer)
			require.NotEmpty(t, secret)
			clean := func(where, text string) {
				spellings := []string{secret, url.QueryEscape(secret), url.PathEscape(secret), base64.StdEncoding.EncodeToString([]byte(secret))}
				if secret == vaultPassword { // of which no half is shown either
					spellings = append(spellings, secret[:len(secret)/2], secret[len(secret)/2:])
				}
				for _, where := range []string{": secret ignored, as", "has secret, which"} { // as the name of a parameter it is told
					text = strings.ReplaceAll(text, where, "")
				}
				for _, spelling := range spellings {
					if strings.HasPrefix(name, "token") || strings.HasPrefix(name, "bearer") { // which are one in any case of letters
						text, spelling = strings.ToLower(text), strings.ToLower(spelling)
					}
					assert.NotContains(t, text, spelling, where)
				}
			}
			for port, signedIn := range map[string]string{
				s.URL("code42"): "Authorization: " + bearer + "\r\n", s.URL("pam360"): "AUTHTOKEN: " + s.Access().PAM360.AuthToken + "\r\n", s.ControlURL(): "",
			} {
				for i, p := range positions(secret) {
					// Two kinds are tried at all positions, and at each position a third of the others.
					if name != "token" && name != "vault password" && (i+len(name))%3 != 0 {
						continue
					}
					got, line := p.send(t, strings.TrimPrefix(port, "http://"), signedIn)
					where := port + " " + line + " " + p.headers + p.body[:min(len(p.body), 100)]
					for name, values := range got.header {
						if strings.HasPrefix(name, "X-Understudy") {
							clean(where+" in "+name, strings.Join(values, " "))
						}
					}
					if got.status >= 400 || strings.Contains(got.body, `"Failed"`) {
						clean(where+" in the body", got.body)
					}
				}
			}
			for _, api := range []string{"/journal", "/health"} {
				clean(api, control(t, s, "GET", api, "").body)
			}
			clean("log", log.text())
			clean("drift", strings.Join(s.Drift(), "\n"))
		})
	}
}

func basic(username, password string) string {
	req := http.Request{Header: http.Header{}}
	req.SetBasicAuth(username, password)
	_, pair, _ := strings.Cut(req.Header.Get("Authorization"), " ")
	return pair
}

// lockedLog keeps what several ports write.
type lockedLog struct {
	mu sync.Mutex
	strings.Builder
}

func (l *lockedLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.Builder.Write(p)
}

func (l *lockedLog) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.String()
}
