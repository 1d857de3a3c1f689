package contract

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"
)

// pace bounds what a run asks of a target that others use: so many requests a
// second, and so many in all.
type pace struct {
	base    http.RoundTripper
	limiter *rate.Limiter
	budget  int64
	asked   *atomic.Int64
	sleep   func(time.Duration)
}

// newPace is a pace; 0 is any number.
func newPace(base http.RoundTripper, perSecond float64, budget int64) *pace {
	limit := rate.Limit(perSecond)
	if perSecond == 0 {
		limit = rate.Inf
	}
	return &pace{base: base, limiter: rate.NewLimiter(limit, 1), budget: budget, asked: new(atomic.Int64), sleep: time.Sleep}
}

// unbudgeted is the same for what takes away what a run has made.
func (p *pace) unbudgeted() *pace {
	free := *p
	free.budget = 0
	return &free
}

// errBudget ends a run.
var errBudget = errors.New("as many requests have been sent as " + EnvBudget + " allows")

// The longest that is waited because a server asks for it, and how often.
const (
	longestWait = 2 * time.Minute
	mostWaits   = 3
)

// RoundTrip implements [http.RoundTripper]. A server that asks for patience has
// not looked at the request, which is sent again then.
func (p *pace) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil && r.Body != http.NoBody {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
		r.Body.Close()
	}
	for waited := 0; ; waited++ {
		if n := p.asked.Add(1); p.budget > 0 && n > p.budget {
			return nil, errBudget
		}
		if err := p.limiter.Wait(context.Background()); err != nil {
			return nil, err
		}
		answer, err := p.once(r, body)
		if err != nil {
			return nil, err
		}
		wait, asked := retryAfter(answer, time.Now())
		if !asked || wait > longestWait || waited == mostWaits || answer.StatusCode != http.StatusTooManyRequests && !safe(r.Method) {
			return answer, nil // what writes may have been done for all that a 503 says
		}
		answer.Body.Close()
		p.sleep(wait)
	}
}

// once sends a request, whose answer has to come and to be read in time. What
// is waited between two does not count.
func (p *pace) once(r *http.Request, body []byte) (*http.Response, error) {
	ctx, cancel := context.WithCancel(r.Context())
	timer := time.AfterFunc(patience, cancel)
	sent := r.Clone(ctx)
	if body != nil {
		sent.Body = io.NopCloser(bytes.NewReader(body))
	}
	answer, err := p.base.RoundTrip(sent)
	if err != nil {
		timer.Stop()
		cancel()
		return nil, err
	}
	answer.Body = timed{answer.Body, func() { timer.Stop(); cancel() }}
	return answer, nil
}

// timed is a body that has to be read in time.
type timed struct {
	io.ReadCloser
	done func()
}

// Close implements [io.Closer].
func (t timed) Close() error {
	defer t.done()
	return t.ReadCloser.Close()
}

// retryAfter is how long an answer asks to wait.
func retryAfter(answer *http.Response, now time.Time) (wait time.Duration, asked bool) {
	text := answer.Header.Get("Retry-After")
	if text == "" || answer.StatusCode != http.StatusTooManyRequests && answer.StatusCode != http.StatusServiceUnavailable {
		return 0, false
	}
	if seconds, err := strconv.Atoi(text); err == nil && seconds >= 0 {
		return time.Duration(seconds) * time.Second, true
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(0, at.Sub(now)), true
	}
	return 0, false
}
