package code42

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/understudy/understudy/client/internal/guard"
)

// Auth is how a caller signs in: LocalUser, LocalUserWithCode, APIClient or Token make one. An Auth prints without its secrets.
type Auth interface {
	fmt.Formatter
	// signIn obtains a token. It is called on first use and whenever the last token is spent, never twice at a time.
	signIn(ctx context.Context, w wire) (grant, error)
}

// grant is a token and how long it is good for, counted from now; 0 when that is unknown. The vendor's clock is never
// compared with this machine's.
type grant struct {
	token string
	life  time.Duration
}

// wire is what the requests that this layer makes itself need of the request path.
type wire struct {
	server string
	send   func(*http.Request) (*http.Response, error)
}

// maxOwnAnswer is the longest answer that this layer reads for itself: a token, an address.
const maxOwnAnswer = 1 << 20

// fetch sends a generated request and reads the answer.
func (w wire) fetch(ctx context.Context, req *http.Request) ([]byte, error) {
	resp, err := w.send(req.WithContext(ctx))
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	return readAnswer(resp, maxOwnAnswer)
}

// LocalUser signs in as a user with a password that Code42 itself keeps.
func LocalUser(username, password string) Auth {
	return &localUser{username: username, password: password}
}

// LocalUserWithCode is LocalUser for a user with two-factor authentication. code is asked for a one-time code at each sign-in,
// so it should compute or prompt for one rather than return a constant.
func LocalUserWithCode(username, password string, code func(context.Context) (string, error)) Auth {
	return &localUser{username: username, password: password, code: code}
}

type localUser struct {
	username, password string
	code               func(context.Context) (string, error)
}

// Format prints the user name only, whatever the verb.
func (a *localUser) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "code42.LocalUser(%q, [redacted])", a.username)
}

func (a *localUser) signIn(ctx context.Context, w wire) (grant, error) {
	useBody := true
	params := &GetJwtParams{UseBody: &useBody}
	if a.code != nil {
		code, err := a.code(ctx)
		if err != nil {
			return grant{}, fmt.Errorf("code42: one-time code: %w", err)
		}
		params.TotpAuth = &code
	}
	req, err := NewGetJwtRequest(w.server, params)
	if err != nil {
		return grant{}, err
	}
	req.SetBasicAuth(a.username, a.password)
	body, err := w.fetch(ctx, req)
	if errors.Is(err, ErrUnauthorized) {
		return grant{}, &LoginError{Username: a.username, LoginType: w.loginType(ctx, a.username), Err: err}
	}
	if err != nil {
		return grant{}, err
	}
	var token UserToken // the vendor answers it under data or bare
	if err := decodeData(body, &token); err != nil || token.V3UserToken == "" {
		return grant{}, errors.New("code42: the answer to the sign-in holds no token")
	}
	return grant{token.V3UserToken, lifeOf(token.V3UserToken)}, nil
}

// loginType asks how a user name is meant to sign in, so that a refusal can be explained. The answer is a hint: when it cannot
// be had it is empty.
func (w wire) loginType(ctx context.Context, username string) LoginType {
	req, err := NewGetLoginConfigurationRequest(w.server, &GetLoginConfigurationParams{Username: username})
	if err != nil {
		return ""
	}
	body, err := w.fetch(ctx, req)
	if err != nil {
		return ""
	}
	var config LoginConfiguration
	if err := decodeData(body, &config); err != nil {
		return ""
	}
	return config.LoginType
}

// APIClient signs in as an API client, which has permissions but is no user: GetCurrentUser and GetCurrentOrg fail for it.
func APIClient(id, secret string) Auth { return &apiClient{id, secret} }

type apiClient struct{ id, secret string }

// Format prints the id only, whatever the verb.
func (a *apiClient) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "code42.APIClient(%q, [redacted])", a.id)
}

func (a *apiClient) signIn(ctx context.Context, w wire) (grant, error) {
	req, err := NewCreateOauthTokenRequest(w.server, &CreateOauthTokenParams{GrantType: ClientCredentials})
	if err != nil {
		return grant{}, err
	}
	req.SetBasicAuth(a.id, a.secret)
	body, err := w.fetch(ctx, req)
	if errors.Is(err, ErrUnauthorized) {
		return grant{}, &LoginError{Username: a.id, Err: err}
	}
	if err != nil {
		return grant{}, err
	}
	var token OauthToken
	if err := decodeData(body, &token); err != nil || token.AccessToken == "" {
		return grant{}, errors.New("code42: the answer to the sign-in holds no token")
	}
	return grant{token.AccessToken, guard.Seconds(float64(token.ExpiresIn))}, nil
}

// Token uses tokens that the caller obtains elsewhere. provider is called on first use and again when a token is refused.
func Token(provider func(context.Context) (string, error)) Auth { return tokenProvider(provider) }

type tokenProvider func(context.Context) (string, error)

// Format prints that there is a provider, whatever the verb.
func (tokenProvider) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, "code42.Token([redacted])")
}

func (a tokenProvider) signIn(ctx context.Context, _ wire) (grant, error) {
	if a == nil {
		return grant{}, errors.New("code42: Token was given no provider")
	}
	token, err := a(ctx)
	if err != nil {
		return grant{}, fmt.Errorf("code42: token provider: %w", err)
	}
	if token == "" {
		return grant{}, errors.New("code42: the token provider returned an empty token")
	}
	return grant{token: token}, nil // how old it is is not known
}

// lifeOf reads from a JWT how long it is good for, without checking its signature: that is the vendor's business.
func lifeOf(jwt string) time.Duration {
	parts := strings.Split(jwt, ".")
	if len(parts) != 3 {
		return 0
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return 0
	}
	var claims struct{ Exp, Iat float64 }
	if json.Unmarshal(payload, &claims) != nil || claims.Iat <= 0 || claims.Exp <= claims.Iat {
		return 0
	}
	return guard.Seconds(claims.Exp - claims.Iat)
}

// decodeData decodes an answer whose content is under "data" or bare; the vendor does both.
func decodeData(body []byte, into any) error {
	var envelope struct{ Data json.RawMessage }
	if err := json.Unmarshal(body, &envelope); err != nil {
		return err
	}
	if len(envelope.Data) > 0 {
		body = envelope.Data
	}
	return json.Unmarshal(body, into)
}
