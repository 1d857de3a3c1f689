package state

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
)

// Policy is what passwords must be like.
type Policy struct {
	ID                           int64
	Name, Description            string
	MinLength, MaxLength         int
	Upper, Lower, Digit, Special bool // at least one of each kind that is set
	StartWithLetter              bool
	NoAccountName                bool // the account's name must not occur, in any case of letters
	MaxAgeDays                   int  // 0: passwords do not expire
	Reuse                        int  // how many of the last passwords must not come again, the present one included
	Default                      bool // what resources get that name none
}

var policies = store.NewTable("policy", func(p Policy) store.Key { return store.Int(p.ID) },
	store.Index[Policy]{Name: "name", Unique: true, Keys: func(p Policy) []store.Key { return []store.Key{store.Fold(p.Name)} }},
	store.Index[Policy]{Name: "default", Unique: true, Keys: func(p Policy) []store.Key { return ifDefault(p.Default) }})

// ifDefault keys the one row that stands in where a request names none.
func ifDefault(is bool) []store.Key {
	if !is {
		return nil
	}
	return []store.Key{store.Int(1)}
}

// AddPolicy defines a password policy; the seed uses it, the API has no such call.
func (tx *Tx) AddPolicy(p Policy) error {
	if p.MinLength < minPolicyLength || p.MaxLength < p.MinLength {
		return fmt.Errorf("lengths must be %d <= minLength <= maxLength", minPolicyLength)
	}
	return policies.Put(tx.Tx, p)
}

// minPolicyLength leaves room for a letter to begin with and one character of each kind.
const minPolicyLength = 4

// Policies lists the password policies by id.
func (tx *Tx) Policies() []Policy {
	var all []Policy
	for p := range policies.All(tx.Tx) {
		all = append(all, p)
	}
	return all
}

// PolicyOf finds a policy by name or, where the name is empty, by id. It is an error if there is none, or both are empty. The
// refusal's text is a stand-in.
func (tx *Tx) PolicyOf(name, id string) (Policy, error) {
	if name != "" {
		if p, ok := policies.One(tx.Tx, "name", store.Fold(name)); ok {
			return p, nil
		}
		return Policy{}, noSuchPolicy("no password policy is called %q", name)
	}
	if n, ok := parseID(id); ok {
		if p, ok := policies.Get(tx.Tx, store.Int(n)); ok {
			return p, nil
		}
	}
	return Policy{}, noSuchPolicy("no password policy has the id %q", id)
}

func noSuchPolicy(format string, args ...any) error {
	return fail.New(fail.NotFound, "", "No such password policy found").Because(format, args...)
}

// policyOr is the policy that a request names, or the fallback where it names none.
func (tx *Tx) policyOr(name, id *string, fallback int64) (int64, error) {
	var byName, byID string
	set(&byName, name)
	set(&byID, id)
	if byName == "" && byID == "" {
		return fallback, nil
	}
	p, err := tx.PolicyOf(byName, byID)
	return p.ID, err
}

// policy is the one that a row has. No policy is ever deleted, so there is one.
func (tx *Tx) policy(id int64) Policy {
	p, ok := policies.Get(tx.Tx, store.Int(id))
	if !ok {
		panic(fmt.Sprintf("state: a row has the policy %d, which was never added", id))
	}
	return p
}

// policyName is what the policy of a group is called, which needs none.
func (tx *Tx) policyName(g ResourceGroup) string {
	if g.PolicyID == 0 {
		return ""
	}
	return tx.policy(g.PolicyID).Name
}

func (tx *Tx) defaultPolicy() (int64, error) {
	p, ok := policies.One(tx.Tx, "default", store.Int(1))
	if !ok {
		return 0, errors.New("there is no default password policy")
	}
	return p.ID, nil
}

// Check tells why a password breaks the policy, in the words of COMPLIANT REASON, or nothing if it does not. The wording of the
// first reason was seen; the others follow it.
func (p Policy) Check(password, account string) string {
	var upper, lower, digit, special bool
	for _, r := range password {
		switch {
		case unicode.IsUpper(r):
			upper = true
		case unicode.IsLower(r):
			lower = true
		case unicode.IsDigit(r):
			digit = true
		case !unicode.IsLetter(r):
			special = true
		}
	}
	first, _ := utf8.DecodeRuneInString(password)
	length := utf8.RuneCountInString(password)
	switch {
	case length < p.MinLength:
		return "Minimum length must be " + strconv.Itoa(p.MinLength)
	case length > p.MaxLength:
		return "Maximum length must be " + strconv.Itoa(p.MaxLength)
	case p.Upper && !upper:
		return "Must contain an upper case letter"
	case p.Lower && !lower:
		return "Must contain a lower case letter"
	case p.Digit && !digit:
		return "Must contain a numeral"
	case p.Special && !special:
		return "Must contain a special character"
	case p.StartWithLetter && !unicode.IsLetter(first):
		return "Must start with a letter"
	case p.NoAccountName && account != "" && strings.Contains(strings.ToLower(password), strings.ToLower(account)):
		return "Must not contain the account name"
	}
	return ""
}

// refuse is Check as an error.
func (p Policy) refuse(password, account string) error {
	if reason := p.Check(password, account); reason != "" {
		return fail.New(fail.Invalid, "", reason).Because("the password breaks the policy %q", p.Name)
	}
	return nil
}

// Characters that generated passwords are made of, without those that are easily mistaken for each other.
const (
	uppers   = "ABCDEFGHJKLMNPQRSTUVWXYZ"
	lowers   = "abcdefghijkmnpqrstuvwxyz"
	digits   = "23456789"
	specials = "!#$%&*+-=?@_"
)

// usualLength is how long generated passwords are where the policy leaves the choice.
const usualLength = 12

// GeneratePassword makes a password by the named policy. Nothing is stored except that the next one will be another.
func (tx *Tx) GeneratePassword(policy string) (string, error) {
	p, err := tx.PolicyOf(policy, "")
	if err != nil {
		return "", err
	}
	return tx.generate(p, ""), nil
}

// generate makes a password that satisfies the policy for the account. It begins with a letter whether or not the policy says
// so: one published tool understands the vendor's generator that way. All that a draw can break is the rule on the account's name,
// and a password without the first character of the name does not hold the name.
func (tx *Tx) generate(p Policy, account string) string {
	n := tx.Next("password")
	chance := rand.New(rand.NewPCG(tx.world.IDs.Uint64("password", n), n))
	made := p.draw(chance, "")
	if p.Check(made, account) != "" {
		made = p.draw(chance, account)
	}
	return made
}

// draw makes a password without the first character of the account's name, in either case.
func (p Policy) draw(chance *rand.Rand, account string) string {
	kinds := []string{uppers, lowers, digits}
	if p.Special {
		kinds = append(kinds, specials)
	}
	first, _ := utf8.DecodeRuneInString(strings.ToLower(account))
	for i, kind := range kinds {
		kinds[i] = strings.Map(func(r rune) rune {
			if unicode.ToLower(r) == first {
				return -1
			}
			return r
		}, kind)
	}
	pick := func(from string) byte { return from[chance.IntN(len(from))] }
	made := make([]byte, min(max(p.MinLength, usualLength), p.MaxLength))
	for i := range made {
		if i < len(kinds) {
			made[i] = pick(kinds[i])
		} else {
			made[i] = pick(kinds[chance.IntN(len(kinds))])
		}
	}
	rest := made[1:]
	chance.Shuffle(len(rest), func(i, j int) { rest[i], rest[j] = rest[j], rest[i] })
	return string(made)
}

// ValidatePassword holds a password against a policy, by name or by id, and tells why it breaks it; nothing if it does not.
func (tx *Tx) ValidatePassword(policy, policyID, password string) (reason string, err error) {
	p, err := tx.PolicyOf(policy, policyID)
	if err != nil {
		return "", err
	}
	return p.Check(password, ""), nil
}
