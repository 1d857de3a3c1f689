package state

import (
	"time"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
)

// AccountView is an account as its resource's list and its own page show it to the acting user.
type AccountView struct {
	Account
	Type      ResourceType
	Policy    string
	Access    Access
	Status    string // PASSWORD STATUS: what the user may do next
	Favourite bool
	Fields    []FieldValue
	// Incompliance is why the password breaks its policy; empty if it does not.
	Incompliance string
	Expired      bool
}

// Values of PASSWORD STATUS where nobody needs to be asked first. Those of access control stand with it.
const (
	statusReadable = "****" // the password can be fetched
	statusHidden   = "####" // it can be used, not seen
)

// viewAccounts makes views of accounts that the actor can see; the resource's type and the fields are looked up once for all.
func (v viewer) viewAccounts(r Resource, onResource Access, list []Account) []AccountView {
	kind, fields := v.tx.typeOf(r), v.tx.fieldsOf(AccountField)
	views := make([]AccountView, len(list))
	for i, a := range list {
		policy, access := v.tx.policy(a.PolicyID), v.account(r, onResource, a)
		views[i] = AccountView{
			Account: a, Type: kind, Policy: policy.Name, Access: access, Status: v.tx.passwordStatus(kind, a, access),
			Favourite: v.tx.isFavourite(a), Fields: show(fields, a.Custom), Expired: policy.expired(a, v.tx.Now),
		}
		if c, bound := v.tx.bound(a, access); bound && c.Ticket {
			views[i].Rules.TicketToRequest = true
		}
		if !kind.KeepsFiles {
			views[i].Incompliance = policy.Check(a.Password, a.Name)
		}
	}
	return views
}

// passwordStatus is what the actor may do next with an account, derived from the facts each time it is read.
func (tx *Tx) passwordStatus(kind ResourceType, a Account, access Access) string {
	readable := statusReadable
	if kind.KeepsFiles {
		readable = a.FileName
	}
	if access < ViewAccess {
		return statusHidden
	}
	if c, bound := tx.bound(a, access); bound {
		return tx.requesterStatus(c, a, readable)
	}
	return readable
}

// expired tells whether the password has been there for longer than the policy allows.
func (p Policy) expired(a Account, now time.Time) bool {
	since := a.Created
	if a.Changed != nil {
		since = *a.Changed
	}
	return p.MaxAgeDays > 0 && now.After(since.AddDate(0, 0, p.MaxAgeDays))
}

// AccountByIDs shows an account.
func (tx *Tx) AccountByIDs(resourceID, accountID string) (ResourceView, AccountView, error) {
	v := tx.viewer()
	r, a, access, err := v.findAccount(resourceID, accountID)
	if err != nil {
		return ResourceView{}, AccountView{}, err
	}
	view := v.viewAccounts(r, access, []Account{a})[0]
	return tx.view(r, v.resource(r)), view, nil
}

// AccountByNames finds an account by its name and its resource's. A resource that is not there is told from an account that is not.
func (tx *Tx) AccountByNames(resource, account string) (Resource, Account, error) {
	v := tx.viewer()
	r, ok := resources.One(tx.Tx, "name", store.Fold(resource))
	r, onResource, err := v.see(r, ok, "the name %q", resource)
	if err != nil {
		return Resource{}, Account{}, err
	}
	a, ok := accounts.One(tx.Tx, "name", accountName(r.ID, account))
	r, a, _, err = v.seeAccount(r, onResource, a, ok, "the name %q under %s", account, r.Name)
	return r, a, err
}

// accountByID finds an account for calls that name no resource.
func (tx *Tx) accountByID(id string) (Resource, Account, Access, error) {
	n, ok := parseID(id)
	if !ok {
		return Resource{}, Account{}, NoAccess, fail.New(fail.NotFound, "", noAccount).Because("%q is not an id", id)
	}
	return tx.viewer().findAccountByID(n)
}
