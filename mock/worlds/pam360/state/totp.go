package state

import (
	"encoding/base32"
	"strconv"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"github.com/understudy/understudy/mock/internal/fail"
)

// TOTP is what an account's one-time codes are computed from.
type TOTP struct {
	Secret    string // base32, or digits
	Algorithm string
	Digits    int
	Validity  int // seconds
}

// TOTPSettings are new values for a TOTP, as clients send them; nil and empty texts leave a value as it is.
type TOTPSettings struct{ Secret, Algorithm, Digits, Validity *string }

// The defaults are those of RFC 6238; the vendor's are not known.
var defaultTOTP = TOTP{Algorithm: "SHA1", Digits: 6, Validity: 30}

var totpAlgorithms = map[string]otp.Algorithm{"SHA1": otp.AlgorithmSHA1, "SHA256": otp.AlgorithmSHA256, "SHA512": otp.AlgorithmSHA512}

const maxTOTPValidity = 3600

// with returns a copy with the new values. Without a secret there is none.
func (t *TOTP) with(s TOTPSettings) (*TOTP, error) {
	fresh := defaultTOTP
	if t != nil {
		fresh = *t
	}
	var secret, algorithm, digits, validity string
	set(&secret, s.Secret)
	set(&algorithm, s.Algorithm)
	set(&digits, s.Digits)
	set(&validity, s.Validity)
	if secret != "" {
		fresh.Secret = strings.TrimRight(strings.ToUpper(strings.Join(strings.Fields(secret), "")), "=")
		if fresh.Secret == "" {
			return nil, invalidTOTP("the secret is blank")
		}
	}
	if fresh.Secret == "" {
		return nil, nil
	}
	if algorithm != "" {
		fresh.Algorithm = strings.ReplaceAll(strings.ToUpper(algorithm), "-", "")
	}
	if _, ok := totpAlgorithms[fresh.Algorithm]; !ok {
		return nil, invalidTOTP("the algorithm %q is none of SHA1, SHA256 and SHA512", algorithm)
	}
	var err error
	if digits != "" {
		if fresh.Digits, err = strconv.Atoi(digits); err != nil || fresh.Digits != 6 && fresh.Digits != 8 {
			return nil, invalidTOTP("the number of digits is %q, not 6 or 8", digits)
		}
	}
	if validity != "" {
		if fresh.Validity, err = strconv.Atoi(validity); err != nil || fresh.Validity < 1 || fresh.Validity > maxTOTPValidity {
			return nil, invalidTOTP("the validity is %q, not 1 to %d seconds", validity, maxTOTPValidity)
		}
	}
	if _, err := fresh.code(time.Unix(0, 0)); err != nil {
		return nil, invalidTOTP("no code can be made from the secret: it is neither base32 nor digits")
	}
	return &fresh, nil
}

// code makes the code of a moment. The vendor's own samples (accountapi-1, accountapi-4) store "829 198" for a secret, which is no base32; that
// the product then takes the digits for the key is inferred.
func (t TOTP) code(at time.Time) (string, error) {
	opts := totp.ValidateOpts{Period: uint(t.Validity), Digits: otp.Digits(t.Digits), Algorithm: totpAlgorithms[t.Algorithm]}
	code, err := totp.GenerateCodeCustom(t.Secret, at, opts)
	if err != nil && strings.Trim(t.Secret, "0123456789") == "" {
		return totp.GenerateCodeCustom(base32.StdEncoding.EncodeToString([]byte(t.Secret)), at, opts)
	}
	return code, err
}

func invalidTOTP(format string, args ...any) error {
	return fail.New(fail.Invalid, "", "Invalid TOTP configuration").Because(format, args...)
}

// AccountTOTP is the one-time code of an account at the world's time. Who may see the password may see the code, for the same reasons.
// Who has given them for the password need not again: the vendor's extension asks for the code right after it, and sends none (inferred). So
// a code is not among what was recently accessed: the first one would make all later ones free.
func (tx *Tx) AccountTOTP(accountID string, why Justification) (string, error) {
	r, a, access, err := tx.accountByID(accountID)
	switch {
	case err != nil:
		return "", err
	case access < ViewAccess:
		return "", NotPermitted("%s may use the account %s, not see its secrets", tx.Actor.Name, a.Name)
	case a.TOTP == nil:
		return "", fail.New(fail.NotFound, "", "TOTP is not configured for this account").Because("the account %q has no TOTP secret", a.Name)
	}
	if err := tx.admit(r, a, access); err != nil {
		return "", err
	}
	if err := tx.justify(a, why); err != nil && (why != Justification{} || !tx.isMarked(recents, a)) {
		return "", err
	}
	code, err := a.TOTP.code(tx.Now)
	if err != nil {
		return "", err
	}
	return code, tx.noteAccess("TOTP Retrieved", r, a, why)
}
