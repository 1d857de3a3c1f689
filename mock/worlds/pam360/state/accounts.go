package state

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
)

// Account is a login on a resource, with its password.
type Account struct {
	ID, ResourceID int64
	Name           string
	PolicyID       int64
	OwnerID        int64 // 0: whoever owns the resource
	Password       string
	// PasswordBy and PasswordReason tell who set the password, and why; Changed is nil for the first one.
	PasswordBy, PasswordReason string
	Created                    time.Time
	Accessed, Changed          *time.Time
	Notes, Domain, SAPUserType string
	CommandSet                 int64 // 0: none
	Options                    AccountOptions
	Rules                      AccessRules
	TOTP                       *TOTP
	FileName                   string // of a resource that keeps files
	GroupIDs                   []int64
	Custom                     []CustomValue
	Trashed                    *Trashing // nil: in use
}

// AccountOptions are the switches of an account.
type AccountOptions struct {
	RecordRDP, RecordCLI, RecordWebsite, RecordGateway             bool
	DisableResets, ConfigureReset                                  bool
	IISWebConfigReset, IISAppPoolReset, IISAppPoolRestart          bool
	ServicesReset, ServicesRestart, ScheduledTaskReset, PrivateKey bool
}

// AccessRules are what a caller must give to see the password. Who must ask whom first is a matter of AccessControl.
type AccessRules struct {
	Reason          bool // ISREASONREQUIRED
	Ticket          bool // IS_TICKETID_REQD: a ticket is asked for, and checked if there is one
	TicketMandatory bool // IS_TICKETID_REQD_MANDATORY
	TicketToRequest bool // IS_TICKETID_REQD_ACW
}

func accountKey(id int64) store.Key { return store.Int(id) }

// accountName: names of accounts are compared exactly, since Unix tells "Root" from "root" (inferred).
func accountName(resource int64, name string) store.Key {
	return store.Join(store.Int(resource), store.Str(name))
}

var accounts = store.NewTable("account", func(a Account) store.Key { return accountKey(a.ID) },
	store.Index[Account]{Name: "name", Unique: true, Keys: func(a Account) []store.Key {
		if a.Trashed != nil {
			return nil
		}
		return []store.Key{accountName(a.ResourceID, a.Name)}
	}},
	store.Index[Account]{Name: "trash", Keys: func(a Account) []store.Key { return ifTrashed(a.Trashed, a.ResourceID, a.ID) }},
	store.Index[Account]{Name: "owner", Keys: func(a Account) []store.Key {
		if a.OwnerID == 0 {
			return nil
		}
		return []store.Key{store.Join(store.Int(a.OwnerID), store.Int(a.ResourceID))}
	}},
	store.Index[Account]{Name: "of", Unique: true, Keys: func(a Account) []store.Key { // by id, without those in the trash
		if a.Trashed != nil {
			return nil
		}
		return []store.Key{store.Join(store.Int(a.ResourceID), store.Int(a.ID))}
	}},
	store.Secrets[Account](Account.secrets),
	store.Glance[Account](Account.glance), accountTouches)

func (a Account) secrets() []string {
	list := append(secretsIn(a.Custom), a.Password)
	if a.TOTP != nil {
		list = append(list, a.TOTP.Secret)
	}
	return secrets(list...)
}

// AccountSettings are the attributes of an account that adding and editing have in common; nil leaves a value as it is. An empty
// Name, Policy or Owner leaves it too, other texts are cleared (inferred, as for resources).
type AccountSettings struct {
	Name, Policy, PolicyID, Owner *string
	Notes, Domain, SAPUserType    *string
	CommandSet                    *int64
	Options                       OptionSettings
	TOTP                          TOTPSettings
	GroupIDs                      []string
	Custom                        []FieldInput
}

// OptionSettings are new values for AccountOptions.
type OptionSettings struct {
	RecordRDP, RecordCLI, RecordWebsite, RecordGateway             *bool
	DisableResets, ConfigureReset                                  *bool
	IISWebConfigReset, IISAppPoolReset, IISAppPoolRestart          *bool
	ServicesReset, ServicesRestart, ScheduledTaskReset, PrivateKey *bool
}

func (o *AccountOptions) set(s OptionSettings) {
	set(&o.RecordRDP, s.RecordRDP)
	set(&o.RecordCLI, s.RecordCLI)
	set(&o.RecordWebsite, s.RecordWebsite)
	set(&o.RecordGateway, s.RecordGateway)
	set(&o.DisableResets, s.DisableResets)
	set(&o.ConfigureReset, s.ConfigureReset)
	set(&o.IISWebConfigReset, s.IISWebConfigReset)
	set(&o.IISAppPoolReset, s.IISAppPoolReset)
	set(&o.IISAppPoolRestart, s.IISAppPoolRestart)
	set(&o.ServicesReset, s.ServicesReset)
	set(&o.ServicesRestart, s.ServicesRestart)
	set(&o.ScheduledTaskReset, s.ScheduledTaskReset)
	set(&o.PrivateKey, s.PrivateKey)
}

// NewAccount is what adding an account takes. A zero ID is allocated. Without a Password one is generated from the policy, which
// is the resource's unless another is named.
type NewAccount struct {
	ID       int64
	Password string
	AccountSettings
}

// AccountOutcome is what became of one account of a bulk addition.
type AccountOutcome struct{ Name, Status string }

// The vendor's texts for the outcome of an addition; the second one has two blanks.
const (
	AccountAdded  = "Account added successfully"
	accountExists = "Account is not added  as it already exists"
)

// AddAccounts adds accounts to a resource, each on its own, and tells what became of each.
func (tx *Tx) AddAccounts(resourceID string, list []NewAccount) ([]AccountOutcome, error) {
	r, err := tx.manageable(resourceID)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, fail.New(fail.Invalid, "", "Account list is mandatory").Because("ACCOUNTLIST is empty")
	}
	outcomes := make([]AccountOutcome, len(list))
	for i, n := range list {
		if err := tx.Wanted(); err != nil {
			return nil, err
		}
		set(&outcomes[i].Name, n.Name)
		outcomes[i].Status = AccountAdded
		if _, err := tx.addAccount(r, n); err != nil {
			var refused *fail.Error
			if !errors.As(err, &refused) {
				return nil, err
			}
			outcomes[i].Status = refused.Message
		}
	}
	return outcomes, nil
}

// addAccount adds one account. It changes nothing if it returns an error.
func (tx *Tx) addAccount(r Resource, n NewAccount) (Account, error) {
	a := Account{ResourceID: r.ID, PolicyID: r.PolicyID, Password: n.Password, PasswordBy: tx.Actor.Name, Created: tx.Now}
	if err := tx.setAccount(&a, n.AccountSettings); err != nil {
		return Account{}, err
	}
	if _, taken := accounts.One(tx.Tx, "name", accountName(r.ID, a.Name)); taken {
		return Account{}, fail.New(fail.Conflict, "", accountExists).Because("account names are compared exactly")
	}
	if err := tx.firstPassword(r, &a); err != nil {
		return Account{}, err
	}
	var err error
	if a.ID, err = pickID(tx, accounts, n.ID, "account", 1); err != nil {
		return Account{}, err
	}
	if err := tx.putAccount(a); err != nil {
		return Account{}, err
	}
	return a, tx.auditAccount("Account Added", r, a, Justification{})
}

// firstPassword generates a password where none is given. One that breaks the policy is stored and shows as non-compliant: the product
// holds new accounts against the policy only where a general setting says so (help/password_policies).
func (tx *Tx) firstPassword(r Resource, a *Account) error {
	policy := tx.policy(a.PolicyID)
	switch {
	case a.Password != "" && tx.home().EnforcePolicyAtCreation:
		return policy.refuse(a.Password, a.Name)
	case a.Password == "" && !tx.typeOf(r).KeepsFiles:
		a.Password = tx.generate(policy, a.Name)
	}
	return nil
}

// setAccount puts new values into an account and refuses what does not exist.
func (tx *Tx) setAccount(a *Account, s AccountSettings) (err error) {
	if s.Name != nil && *s.Name != "" {
		a.Name = *s.Name
	}
	if strings.TrimSpace(a.Name) == "" {
		return fail.New(fail.Invalid, "", "Account name is mandatory").Because("ACCOUNTNAME is empty")
	}
	if a.PolicyID, err = tx.policyOr(s.Policy, s.PolicyID, a.PolicyID); err != nil {
		return err
	}
	if s.Owner != nil && *s.Owner != "" {
		owner, err := tx.UserByName(*s.Owner)
		if err != nil {
			return err
		}
		a.OwnerID = owner.ID
	}
	set(&a.Notes, s.Notes)
	set(&a.Domain, s.Domain)
	set(&a.SAPUserType, s.SAPUserType)
	set(&a.CommandSet, s.CommandSet)
	a.Options.set(s.Options)
	if a.TOTP, err = a.TOTP.with(s.TOTP); err != nil {
		return err
	}
	if s.GroupIDs != nil {
		if a.GroupIDs, err = tx.groupIDs(s.GroupIDs); err != nil {
			return err
		}
	}
	a.Custom, err = tx.setFields(AccountField, a.Custom, s.Custom)
	return err
}

func (tx *Tx) groupIDs(texts []string) ([]int64, error) {
	var ids []int64
	v := tx.viewer()
	for _, text := range texts {
		id, _ := parseID(text)
		if !v.knows(id) {
			return nil, noSuchGroup("no resource group that %s can see has the id %q", tx.Actor.Name, text)
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// EditAccount changes an account; its password is changed elsewhere.
func (tx *Tx) EditAccount(resourceID, accountID string, s AccountSettings) (Account, error) {
	r, a, err := tx.manageableAccount(resourceID, accountID)
	if err != nil {
		return Account{}, err
	}
	before := a
	if err := tx.setAccount(&a, s); err != nil {
		return Account{}, err
	}
	if r.OwnerID != tx.Actor.UserID { // whose are all the accounts
		if err := tx.mayGive("the account "+before.Name, cmp.Or(before.OwnerID, r.OwnerID), cmp.Or(a.OwnerID, r.OwnerID)); err != nil {
			return Account{}, err
		}
	}
	if err := tx.putAccount(a); err != nil {
		return Account{}, refuseDuplicate(err, fail.New(fail.Conflict, "", "Account "+a.Name+" already exists").Naming(a.Name).
			Because("the resource %q has another account of that name", r.Name))
	}
	return a, tx.auditAccount("Account Modified", r, a, Justification{})
}

func (tx *Tx) manageableAccount(resourceID, accountID string) (Resource, Account, error) {
	r, a, access, err := tx.viewer().findAccount(resourceID, accountID)
	if err == nil && access < FullAccess {
		err = NotPermitted("%s has no full access to the account %s of %s", tx.Actor.Name, a.Name, r.Name)
	}
	return r, a, err
}

// DeleteAccount removes an account for good.
func (tx *Tx) DeleteAccount(resourceID, accountID string) error {
	r, a, err := tx.manageableAccount(resourceID, accountID)
	if err != nil {
		return err
	}
	tx.dropAccount(a)
	return tx.auditAccount("Account Deleted", r, a, Justification{})
}

// dropAccount removes an account with its grants, its requests, its history and what users marked it with.
func (tx *Tx) dropAccount(a Account) {
	tx.dropGrants(Object{AccountObject, a.ID})
	tx.dropControl(Object{AccountObject, a.ID})
	tx.dropRequests("account", a.ID)
	tx.dropHistory(a)
	tx.dropMarks("account", a.ID)
	accounts.Delete(tx.Tx, accountKey(a.ID))
	tx.noteAccounts(a.ResourceID)
}

// putAccount is for accounts that are new, or go into the trash or come out of it; any other change leaves what a resource holds.
func (tx *Tx) putAccount(a Account) error {
	if err := accounts.Put(tx.Tx, a); err != nil {
		return err
	}
	tx.noteAccounts(a.ResourceID)
	return nil
}

// noteAccounts keeps in a resource whether it has accounts in use, by which resources with none are left out of some lists.
func (tx *Tx) noteAccounts(resource int64) {
	r, ok := resources.Get(tx.Tx, resourceKey(resource))
	if holds := accounts.Has(tx.Tx, "of", store.Int(resource)); ok && r.Holds != holds {
		r.Holds = holds
		_ = resources.Put(tx.Tx, r) // it was there, under the same name
	}
}

// account is an account by its id, unless it is in the trash.
func (tx *Tx) account(id int64) (Account, bool) {
	a, ok := accounts.Get(tx.Tx, accountKey(id))
	return a, ok && a.Trashed == nil
}

// accountsOf lists the accounts of a resource by id, whoever may see them, without those in the trash.
func (tx *Tx) accountsOf(r Resource) []Account {
	return slices.Collect(accounts.Scan(tx.Tx, "of", store.Int(r.ID)))
}

// SetAccessRules decides what a caller must give to see a password; the seed uses it, the API has no such call.
func (tx *Tx) SetAccessRules(accountID int64, rules AccessRules) error {
	_, err := accounts.Change(tx.Tx, accountKey(accountID), func(a *Account) error { a.Rules = rules; return nil })
	return err
}

// StoreFile gives an account of a File Store, Key Store or License Store its file; the seed uses it.
func (tx *Tx) StoreFile(accountID int64, name string) error {
	_, err := accounts.Change(tx.Tx, accountKey(accountID), func(a *Account) error { a.FileName = name; return nil })
	return err
}
