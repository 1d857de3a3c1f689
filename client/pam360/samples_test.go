package pam360_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/client/pam360"
	"github.com/understudy/understudy/mock"
)

// desk is a tenant of the mock: its administrator's client, and those of other users of the default world.
type desk struct {
	*testing.T
	*pam360.Client
	url, tag string
}

// as is the client of a user, by the token without its last digits, which are the tenant's.
func (d desk) as(stem string) *pam360.Client {
	d.Helper()
	api, err := pam360.New(d.url, stem+d.tag)
	require.NoError(d, err)
	return api
}

const (
	guestStem    = "4D92E6B8-1F57-4CA3-9A4E-"
	andersonStem = "81D62AFC-539B-40E7-9E82-"
	johnStem     = "92E73B0D-64AC-41F8-AF93-"
	fitting      = "Qx7!fL-m2TgZ9w"
)

func (d desk) must(err error) {
	d.Helper()
	require.NoError(d, err)
}

// got is the value of a call that succeeds.
func got[T any](value T, err error) func(desk) T {
	return func(d desk) T {
		d.Helper()
		require.NoError(d, err)
		return value
	}
}

func texts[T any](list []T, text func(T) string) []string {
	var all []string
	for _, one := range list {
		all = append(all, text(one))
	}
	return all
}

// samples are the vendor's, class by class and under their names, with the effect read back.
var samples = map[string]func(context.Context, desk){
	"Resource.create": func(ctx context.Context, d desk) {
		id := got(d.Resource.Create(ctx, pam360.ResourceModel{
			ResourceName: "CHTOW-T11-1108", DNSName: "manageengine.com", ResourceType: "Windows", ResourceGroupName: "Privileged Resources",
			ResourceDescription: "Workstation - 1108J6 - Virtual", DomainName: "acme.com", Department: "System Administration",
			Location: "California", ResourcePasswordPolicy: "Strong", ResourceCustomField: pam360.CustomFields{"SERIES": "A"},
			AccountName: "sysadmin", AccountPassword: "$rgvhTnCSD7h%", EnablePrivateKey: new(true), OwnerName: "Anderson",
			Notes: "Auditing purpose", AccountCustomField: pam360.CustomFields{"LOCAL": true},
		}))(d)
		owner := d.as(andersonStem)
		assert.Equal(d, "$rgvhTnCSD7h%", got(owner.Password.PasswordOfAccount(ctx, pam360.ID(id), pam360.Name("sysadmin"), ""))(d))
	},
	"Resource.delete": func(ctx context.Context, d desk) {
		got(d.Resource.Create(ctx, pam360.ResourceModel{ResourceName: "CHTOW-T11-1108"}))(d)
		d.must(d.Resource.Delete(ctx, pam360.Name("CHTOW-T11-1108")))
		require.Error(d, d.Resource.Delete(ctx, pam360.Name("CHTOW-T11-1108")))
	},
	"Resource.edit": func(ctx context.Context, d desk) {
		d.must(d.Resource.Edit(ctx, pam360.Name("CHTOW-T11-1109"), pam360.ResourceModel{
			ResourceName: "CHTOW-T11-1105", DNSName: "gofrugal.com", ResourceCustomField: pam360.CustomFields{"SERIES": "B"},
		}))
		assert.Equal(d, "1", got(d.ResourceID(ctx, "CHTOW-T11-1105"))(d))
		d.must(d.Resource.Edit(ctx, pam360.ID(1), pam360.ResourceModel{ResourceName: "CHTOW-T11-1109"}))
	},
	"Resource.get_all_resource_types": func(ctx context.Context, d desk) {
		name := func(r pam360.ResourceType) string { return r.ResourceType }
		assert.Equal(d, []string{"Windows", "WindowsDomain"}, texts(got(d.Resource.AllTypes(ctx, "Win"))(d), name))
		assert.Greater(d, len(got(d.Resource.AllTypes(ctx))(d)), 2)
	},
	"Resource.get_associated_resource_groups": func(ctx context.Context, d desk) {
		groups := got(d.Resource.AssociatedGroups(ctx, pam360.Name("CHTOW-T11-1109")))(d)
		assert.Equal(d, []pam360.AssociatedGroup{{GroupID: 301, GroupName: "Default Group"}, {GroupID: 303, GroupName: "Privileged Resources"}}, groups)
	},
	"Resource.get_resources_of_user": func(ctx context.Context, d desk) {
		name := func(r pam360.ResourceSummary) string { return r.ResourceName }
		assert.Contains(d, texts(got(d.as(guestStem).Resource.OfUser(ctx))(d), name), "web-01")
	},
	"Resource.shareToUser": func(ctx context.Context, d desk) {
		d.must(d.Resource.ShareToUser(ctx, pam360.Name("CHTOW-65H3"), "john", pam360.PermissionModify))
		john := d.as(johnStem)
		d.must(john.Password.ChangePasswordAccount(ctx, pam360.Name("CHTOW-65H3"), pam360.Name("Administrator"), fitting, pam360.ResetLocal))
	},
	"Resource.sharetoUsergroups": func(ctx context.Context, d desk) {
		d.must(d.Resource.ShareToUserGroup(ctx, pam360.Name("CHTOW-65H3"), "System Administration", pam360.PermissionModify))
		got(d.as(andersonStem).ResourceID(ctx, "CHTOW-65H3"))(d)
	},

	"AccessControl.request_password_approval": func(ctx context.Context, d desk) {
		status := got(d.as(guestStem).AccessControl.RequestPasswordApproval(ctx, "sysadmin", "CHTOW-T11-1109", "Access to a Software"))(d)
		assert.Equal(d, "[Waiting for approval]", status)
	},
	"AccessControl.get_password_requests": func(ctx context.Context, d desk) {
		others := len(got(d.AccessControl.PasswordRequests(ctx))(d)) // who wait for the same approver, and come later by their ids
		got(d.as(guestStem).AccessControl.RequestPasswordApproval(ctx, "sysadmin", "CHTOW-T11-1109", "Access to a Software"))(d)
		list := got(d.AccessControl.PasswordRequests(ctx))(d)
		require.Len(d, list, others+1)
		assert.Equal(d, "Access to a Software", list[0].PasswordRequestList[0].Reason)
	},
	"AccessControl.approve_password_requests": func(ctx context.Context, d desk) {
		anderson := d.as(andersonStem)
		got(anderson.AccessControl.RequestPasswordApproval(ctx, "sysadmin", "CHTOW-T11-1109", ""))(d)
		d.must(d.AccessControl.ApprovePasswordRequests(ctx, "sysadmin", "CHTOW-T11-1109", "Anderson"))
		d.must(anderson.AccessControl.CheckOutUser(ctx, "sysadmin", "CHTOW-T11-1109"))
	},
	"AccessControl.reject_password_requests": func(ctx context.Context, d desk) {
		guest := d.as(guestStem)
		got(guest.AccessControl.RequestPasswordApproval(ctx, "sysadmin", "CHTOW-T11-1109", ""))(d)
		d.must(d.AccessControl.RejectPasswordRequests(ctx, "sysadmin", "CHTOW-T11-1109", "guest"))
		require.Error(d, guest.AccessControl.CheckOutUser(ctx, "sysadmin", "CHTOW-T11-1109"))
	},
	"AccessControl.check_out_user and check_in_user": func(ctx context.Context, d desk) {
		guest := d.as(guestStem)
		fetch := func() error {
			_, err := guest.Password.PasswordOfAccount(ctx, pam360.Name("CHTOW-T11-1109"), pam360.Name("sysadmin"), "")
			return err
		}
		got(guest.AccessControl.RequestPasswordApproval(ctx, "sysadmin", "CHTOW-T11-1109", ""))(d)
		d.must(d.AccessControl.ApprovePasswordRequests(ctx, "sysadmin", "CHTOW-T11-1109", "guest"))
		require.Error(d, fetch())
		d.must(guest.AccessControl.CheckOutUser(ctx, "sysadmin", "CHTOW-T11-1109"))
		d.must(fetch())
		d.must(guest.AccessControl.CheckInUser(ctx, "sysadmin", "CHTOW-T11-1109"))
		require.Error(d, fetch())
	},
	"AccessControl.check_in_admin": func(ctx context.Context, d desk) {
		guest := d.as(guestStem)
		got(guest.AccessControl.RequestPasswordApproval(ctx, "aut-2k19", "CHTOW-T11-1109", ""))(d)
		d.must(d.AccessControl.ApprovePasswordRequests(ctx, "aut-2k19", "CHTOW-T11-1109", "guest"))
		d.must(guest.AccessControl.CheckOutUser(ctx, "aut-2k19", "CHTOW-T11-1109"))
		d.must(d.AccessControl.CheckInAdmin(ctx, "aut-2k19", "CHTOW-T11-1109", "guest"))
		require.Error(d, guest.AccessControl.CheckInUser(ctx, "aut-2k19", "CHTOW-T11-1109"))
	},

	"Account.create": func(ctx context.Context, d desk) {
		aud := pam360.AccountModel{
			AccountName: "aud-2024", Password: "JhfEr54#*hb", AccountPasswordPolicy: "Strong", Notes: "Account for auditing purpose",
			RecordRDPSessions: new(true),
		}
		outcome := got(d.Account.Create(ctx, pam360.Name("CHTOW-T11-1109"), aud, pam360.AccountModel{AccountName: "guest"}))(d)
		assert.Equal(d, []pam360.ItemStatus{
			{Item: "aud-2024", Status: "Account added successfully"}, {Item: "guest", Status: "Account is not added  as it already exists"},
		}, outcome)
	},
	"Account.delete": func(ctx context.Context, d desk) {
		d.must(d.Account.Delete(ctx, "CHTOW-T11-1109", "guest"))
		_, _, err := d.Account.ResourceAndAccountID(ctx, "CHTOW-T11-1109", "guest")
		require.Error(d, err)
	},
	"Account.edit": func(ctx context.Context, d desk) {
		d.must(d.Account.Edit(ctx, "CHTOW-T12-1106", "guest", pam360.AccountModel{AccountName: "aut-2k23", Notes: "Account maintained in VM"}))
		assert.Equal(d, "Account maintained in VM", got(d.Account.Details(ctx, "CHTOW-T12-1106", "aut-2k23"))(d).Description)
	},
	"Account.get_accounts_of_resource": func(ctx context.Context, d desk) {
		name := func(a pam360.AccountListItem) string { return a.AccountName }
		assert.Equal(d, []string{"sysadmin", "guest"}, texts(got(d.Account.OfResource(ctx, pam360.Name("CHTOW-T12-1106")))(d), name))
		assert.Len(d, got(d.Account.OfResource(ctx, pam360.ID(2)))(d), 2)
	},
	"Account.get_details": func(ctx context.Context, d desk) {
		assert.Equal(d, "Local administrator", got(d.Account.Details(ctx, "CHTOW-T12-1106", "sysadmin"))(d).Description)
	},
	"Account.get_resource_and_accounts_id": func(ctx context.Context, d desk) {
		resource, account, err := d.Account.ResourceAndAccountID(ctx, "CHTOW-T12-1106", "guest")
		d.must(err)
		assert.Equal(d, []int64{2, 5}, []int64{resource, account})
	},
	"Account.shareToUser and shareToUserGroup": func(ctx context.Context, d desk) {
		got(d.Account.Create(ctx, pam360.Name("CHTOW-T12-1106"), pam360.AccountModel{AccountName: "aut-2k23", Password: fitting}))(d)
		anderson := d.as(andersonStem)
		change := func() error {
			return anderson.Password.ChangePasswordAccount(ctx, pam360.Name("CHTOW-T12-1106"), pam360.Name("aut-2k23"), fitting+"1", pam360.ResetLocal)
		}
		d.must(d.Account.ShareToUser(ctx, "CHTOW-T12-1106", "aut-2k23", "anderson", pam360.PermissionView))
		require.Error(d, change())
		d.must(d.Account.ShareToUserGroup(ctx, "CHTOW-T12-1106", "aut-2k23", "System Administration", pam360.PermissionModify))
		d.must(change())
	},

	"Password.change_password_account and get_password_account": func(ctx context.Context, d desk) {
		got(d.Account.Create(ctx, pam360.Name("CHTOW-T12-1106"), pam360.AccountModel{AccountName: "aut-2k23", Password: fitting}))(d)
		d.must(d.Password.ChangePasswordAccount(ctx, pam360.Name("CHTOW-T12-1106"), pam360.Name("aut-2k23"), "Drg56&*hjk$", pam360.ResetLocal))
		resource, account, err := d.Account.ResourceAndAccountID(ctx, "CHTOW-T12-1106", "aut-2k23")
		d.must(err)
		for _, refs := range [][2]pam360.Ref{
			{pam360.Name("CHTOW-T12-1106"), pam360.Name("aut-2k23")}, {pam360.ID(resource), pam360.ID(account)},
			{pam360.ID(resource), pam360.Name("aut-2k23")}, {pam360.Name("CHTOW-T12-1106"), pam360.ID(account)},
		} {
			assert.Equal(d, "Drg56&*hjk$", got(d.Password.PasswordOfAccount(ctx, refs[0], refs[1], "a reason"))(d))
		}
	},
	"Password.generate_password and validate_password": func(ctx context.Context, d desk) {
		for _, password := range []string{got(d.Password.GeneratePassword(ctx, "Strong"))(d), "fyuiKEFD34#%"} {
			valid, _, err := d.Password.ValidatePassword(ctx, "Strong", password)
			d.must(err)
			assert.True(d, valid, password)
		}
		valid, reason, err := d.Password.ValidatePassword(ctx, "Strong", "weak")
		d.must(err)
		assert.False(d, valid)
		assert.NotEmpty(d, reason)
	},
	"Password.get_password_policies": func(ctx context.Context, d desk) {
		name := func(p pam360.PasswordPolicy) string { return p.PolicyName }
		assert.Contains(d, texts(got(d.Password.Policies(ctx))(d), name), "Strong")
	},
}

// samuel is the page's user.
func samuel() pam360.UserModel {
	return pam360.UserModel{
		FirstName: "Samuel", LastName: "Anderson", UserName: "sam-anderson", Password: "WrE#RTgHBj%6", PasswordPolicy: "Strong",
		Role: "Administrator", Email: "sam.anderson@zykler.com", Department: "System Administration", Location: "Noida", WebAccess: new(true),
		LanguageCode: "english", MobileAccess: new(true), AddOnAccess: new(true), RESTAPIAccess: new(true),
		AuthTokenValidity: time.Now().AddDate(100, 0, 0), HostCheck: new(true), HostName: "sam-7276",
	}
}

// moreSamples are those about users, groups and the audit trail.
var moreSamples = map[string]func(context.Context, desk){
	"User.create_user, get_user_id, edit_user, lock, unlock, reset_multi_factor_authentication, delete_user": func(ctx context.Context, d desk) {
		made := got(d.User.CreateUser(ctx, samuel()))(d)
		assert.Equal(d, "User sam-anderson added successfully", made.Message)
		sam := d.as("")
		enter := func() error {
			api, err := pam360.Connect(ctx, d.url, made.AuthToken)
			if err == nil {
				sam = api
			}
			return err
		}
		d.must(enter())
		assert.Equal(d, made.UserID, got(sam.User.UserID(ctx, "sam-anderson"))(d))
		edited := got(d.User.EditUser(ctx, pam360.Name("sam-anderson"), pam360.UserModel{AuthTokenValidity: time.Now().AddDate(90, 0, 0)}))(d)
		assert.Equal(d, pam360.UserOutcome{UserID: made.UserID, Message: "User sam-anderson modified successfully"}, edited)
		d.must(d.User.Lock(ctx, "sam-anderson"))
		require.Error(d, enter())
		d.must(d.User.Unlock(ctx, "sam-anderson"))
		d.must(enter())
		d.must(d.User.ResetMultiFactorAuthentication(ctx, "sam-anderson"))
		d.must(d.User.DeleteUser(ctx, pam360.Name("sam-anderson")))
		require.Error(d, enter())
	},
	"User.auth_token": func(ctx context.Context, d desk) {
		token := got(d.User.RegenerateAuthToken(ctx, time.Now().AddDate(100, 0, 28)))(d)
		var refused *pam360.AuthenticationError
		_, err := d.Resource.OfUser(ctx)
		require.ErrorAs(d, err, &refused)
		got(pam360.Connect(ctx, d.url, token))(d)
	},
	"User.add_to_user_group, get_user_group_id, remove_from_user_group": func(ctx context.Context, d desk) {
		got(d.User.CreateUser(ctx, samuel()))(d)
		assert.EqualValues(d, 2, got(d.User.UserGroupID(ctx, "SDP Group"))(d))
		d.must(d.User.AddToUserGroup(ctx, "anderson", "SDP Group"))
		d.must(d.User.AddToUserGroup(ctx, "sam-anderson", "SDP Group"))
		got(d.as(andersonStem).ResourceID(ctx, "pay-gw-01"))(d) // which is shared with the group
		outcome := got(d.User.RemoveFromUserGroup(ctx, pam360.Name("SDP Group"), pam360.Name("sam-anderson"), pam360.ID(1)))(d)
		assert.Equal(d, []pam360.ItemStatus{
			{Item: "1", Status: "User is not a member of the user group"}, {Item: "sam-anderson", Status: "User removed from the user group successfully"},
		}, outcome)
	},
	"User.delete_user_groups": func(ctx context.Context, d desk) {
		outcome := got(d.User.DeleteUserGroups(ctx, pam360.Name("System Administration"), pam360.Name("Interns and Trainees")))(d)
		assert.Equal(d, []string{"System Administration", "Interns and Trainees"}, texts(outcome, func(s pam360.ItemStatus) string { return s.Item }))
		_, err := d.User.UserGroupID(ctx, "System Administration")
		require.Error(d, err)
	},

	"ResourceGroup.create, get_id, delete": func(ctx context.Context, d desk) {
		got(d.User.CreateUser(ctx, samuel()))(d)
		id := got(d.ResourceGroup.Create(ctx, pam360.ResourceGroupModel{
			ResourceGroupName: "VM Windows Resources", ParentGroup: "VM Instance Resources", GroupType: pam360.GroupDynamic,
			Description: "Resources maintained in Virtual Machines", PasswordPolicy: "Strong", MatchAllCriteria: new(true),
			DynamicGroupCriteria: []pam360.DynamicGroupCriteria{
				{Condition: pam360.ConditionResourceName, Value: "VM"}, {Condition: pam360.ConditionResourceType, Value: "Windows"},
			},
		}, "sam-anderson"))(d)
		assert.Equal(d, id, got(d.ResourceGroup.ID(ctx, "VM Windows Resources", "sam-anderson"))(d))
		got(d.Resource.Create(ctx, pam360.ResourceModel{ResourceName: "CHTOW-VM-1", ResourceType: "Windows"}))(d)
		name := func(g pam360.AssociatedGroup) string { return g.GroupName }
		assert.Contains(d, texts(got(d.Resource.AssociatedGroups(ctx, pam360.Name("CHTOW-VM-1")))(d), name), "VM Windows Resources")
		d.must(d.ResourceGroup.Delete(ctx, pam360.Name("VM Windows Resources"), "sam-anderson"))
		_, err := d.ResourceGroup.ID(ctx, "VM Windows Resources", "")
		require.Error(d, err)
	},
	"ResourceGroup.associate_resources, disassociate_resources": func(ctx context.Context, d desk) {
		group, resources := pam360.Name("sysadmin resources"), []pam360.Ref{pam360.Name("CHTOW-T12-1106"), pam360.Name("CHTOW-T09-1109"), pam360.ID(999999)}
		assert.Equal(d, []pam360.ItemStatus{
			{Item: "CHTOW-T12-1106", Status: "Resource associated successfully"}, {Item: "CHTOW-T09-1109", Status: "Resource associated successfully"},
			{Item: "999999", Status: "No such resource found"},
		}, got(d.ResourceGroup.AssociateResources(ctx, group, "admin", resources...))(d))
		outcome := got(d.ResourceGroup.DissociateResources(ctx, group, "", resources[:2]...))(d)
		assert.Equal(d, "Resource dissociated successfully", outcome[1].Status)
		_, err := d.ResourceGroup.AssociateResources(ctx, group, "guest", resources...)
		require.Error(d, err, "it is not guest's")
	},
	"ResourceGroup.get_resource_groups_of_user": func(ctx context.Context, d desk) {
		groups := got(d.as(guestStem).ResourceGroup.OfUser(ctx))(d)
		assert.Equal(d, []string{"Intern Resources"}, texts(groups, func(g pam360.ResourceGroupItem) string { return g.ResourceGroupName }))
	},

	"Audit.get_details": func(ctx context.Context, d desk) {
		before := got(d.Audit.Details(ctx, pam360.AuditModel{AuditType: pam360.AuditResource}))(d)
		got(d.Resource.Create(ctx, pam360.ResourceModel{ResourceName: "CHTOW-T11-1108"}))(d)
		list := got(d.Audit.Details(ctx, pam360.AuditModel{AuditType: pam360.AuditResource, Duration: pam360.AuditToday}))(d)
		last := list[len(list)-1]
		assert.Equal(d, "Resource Added", last.OperationType)
		assert.NotEmpty(d, last.UserFullName, "the key with the apostrophe")
		date := got(time.Parse(time.DateOnly, last.TimeStamp[:10]))(d)
		assert.Len(d, got(d.Audit.Details(ctx, pam360.AuditModel{AuditType: pam360.AuditResource, Date: date}))(d), len(list))
		assert.Len(d, got(d.Audit.Details(ctx, pam360.AuditModel{AuditType: pam360.AuditResource}))(d), len(before)+1)
	},
}

func TestSamples(t *testing.T) {
	t.Parallel()
	server := mock.Start(t, mock.Options{})
	for _, list := range []map[string]func(context.Context, desk){samples, moreSamples} {
		for name, try := range list {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				url, token := newTenant(t, server)
				api, err := pam360.Connect(t.Context(), url, token)
				require.NoError(t, err)
				try(t.Context(), desk{t, api, url, token[len(token)-12:]})
			})
		}
	}
}

func TestExceptionsOfTheSamples(t *testing.T) {
	t.Parallel()
	server := mock.Start(t, mock.Options{})
	url, token := newTenant(t, server)

	t.Run("SDKConnectionError", func(t *testing.T) {
		t.Parallel()
		gone := httptest.NewServer(http.NotFoundHandler())
		gone.Close()
		_, err := pam360.Connect(t.Context(), gone.URL, token)
		var connection *pam360.ConnectionError
		require.ErrorAs(t, err, &connection)
	})
	t.Run("SDKRegistrationError", func(t *testing.T) {
		t.Parallel()
		_, err := pam360.Connect(t.Context(), url, "7C2E91A0-3B5D-4E68-9F14-000000000000")
		var registration *pam360.RegistrationError
		require.ErrorAs(t, err, &registration)
		var refused *pam360.OperationError
		require.ErrorAs(t, err, &refused)
		assert.Contains(t, err.Error(), refused.Message)
		_, err = pam360.Connect(t.Context(), url, "")
		var argument *pam360.ArgumentError
		require.ErrorAs(t, err, &argument)
	})
	t.Run("SDKOperationFailedError", func(t *testing.T) {
		t.Parallel()
		api, err := pam360.Connect(t.Context(), url, token)
		require.NoError(t, err)
		ctx := t.Context()
		missing, missingAccount := pam360.Name("no such resource"), pam360.Name("no such account")
		for name, err := range map[string]error{
			"delete": api.Resource.Delete(ctx, missing), "share": api.Resource.ShareToUser(ctx, pam360.ID(1), "no.such.user", pam360.PermissionView),
			"approve":  api.AccessControl.ApprovePasswordRequests(ctx, "sysadmin", "CHTOW-T11-1109", "john"),
			"account":  api.Account.Delete(ctx, "CHTOW-T11-1109", "no such account"),
			"password": api.Password.ChangePasswordAccount(ctx, pam360.ID(1), missingAccount, fitting, pam360.ResetLocal),
			"user":     api.User.Lock(ctx, "no.such.user"), "group": api.ResourceGroup.Delete(ctx, pam360.Name("no such group"), ""),
		} {
			var refused *pam360.OperationError
			require.ErrorAs(t, err, &refused, name)
			assert.Equal(t, http.StatusOK, refused.HTTPStatus, name)
			assert.NotEmpty(t, refused.Message, name)
		}
	})
	t.Run("SDKInvalidArgumentError", func(t *testing.T) {
		t.Parallel()
		api, err := pam360.New("https://pam.example:8282", token) // nothing is sent
		require.NoError(t, err)
		ctx := t.Context()
		_, errResource := api.Resource.Create(ctx, pam360.ResourceModel{})
		_, errAccounts := api.Account.Create(ctx, pam360.ID(1))
		_, errAccount := api.Account.Create(ctx, pam360.ID(1), pam360.AccountModel{})
		_, errUser := api.User.CreateUser(ctx, pam360.UserModel{})
		_, errGroup := api.ResourceGroup.Create(ctx, pam360.ResourceGroupModel{}, "")
		_, errNone := api.ResourceGroup.AssociateResources(ctx, pam360.ID(1), "")
		_, errNoName := api.User.DeleteUserGroups(ctx, pam360.Name(""))
		_, errPolicy := api.Password.GeneratePassword(ctx, "")
		_, errRequest := api.AccessControl.RequestPasswordApproval(ctx, "", "x", "")
		for name, err := range map[string]error{
			"Resource.Create": errResource, "Account.Create": errAccounts, "AccountModel": errAccount, "User.CreateUser": errUser,
			"ResourceGroup.Create": errGroup, "no resources": errNone, "no name": errNoName, "no policy": errPolicy, "no account": errRequest,
			"Resource.Delete": api.Resource.Delete(ctx, pam360.Name("")), "access": api.Resource.ShareToUser(ctx, pam360.ID(1), "john", "all"),
			"no user": api.Resource.ShareToUser(ctx, pam360.ID(1), "", pam360.PermissionView), "lock": api.User.Lock(ctx, " "),
			"no group": api.Account.ShareToUserGroup(ctx, "a", "b", "", pam360.PermissionView),
			"reset":    api.Password.ChangePasswordAccount(ctx, pam360.ID(1), pam360.ID(1), "x", "BOTH"),
		} {
			var argument *pam360.ArgumentError
			require.ErrorAs(t, err, &argument, name)
		}
	})
}
