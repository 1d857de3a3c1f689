"""Sign-in, login configuration, tenant and service discovery, as py42 does them."""

import re

import py42.sdk
import requests
from py42.exceptions import Py42Error
from py42.exceptions import Py42ForbiddenError
from py42.exceptions import Py42InternalServerError
from py42.exceptions import Py42NotFoundError
from py42.exceptions import Py42UnauthorizedError

from world import ca_file
from world import password_of

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
API_CLIENT_HINT = "incompatible with api client authentication"


def sign_in(run, username, password=None, totp=None):
    password = password if password is not None else password_of(username)
    return py42.sdk.from_local_account(run.url, username, password, totp)


def refused(run, name, login_type, username, password=None, totp=None):
    """The client says which kind of login the user has, at the end of its text."""
    err = run.c.raises(
        name, Py42UnauthorizedError, lambda: sign_in(run, username, password, totp), login_type
    )
    run.c.ok(f"{name}, login type last", str(err).endswith(f"User LoginConfig: {login_type}"), err)


def local_accounts(run):
    c, sdk = run.c, run.sdk
    with c.step("local account"):
        c.equal("users.get_current", sdk.users.get_current()["username"], run.username)
        other = sign_in(run, "test_username@example.com")
        c.equal(
            "a second account", other.users.get_current()["username"], "test_username@example.com"
        )
        refused(run, "wrong password", "LOCAL", run.username, "not the password")
        refused(run, "another tenant's password", "LOCAL", run.username, "password-000000")
        refused(run, "unknown user", "LOCAL_2FA", "nobody.at.all@example.com", "password")
        refused(run, "blocked user", "LOCAL", "blocked.user@example.com")
        refused(run, "deactivated user", "LOCAL", "inactive.user@example.com")


def login_types(run):
    with run.c.step("loginconfig.get_for_user"):
        for username, want in {
            run.username: "LOCAL",
            "totp.user@example.com": "LOCAL_2FA",
            "sso.user@example.com": "CLOUD_SSO",
            "nobody.at.all@example.com": "LOCAL_2FA",
        }.items():
            got = run.sdk.loginconfig.get_for_user(username)
            run.c.equal(username, got["loginType"], want)
    with run.c.step("single sign-on user"):
        run.c.raises(
            "told that it cannot sign in here",
            Py42Error,
            lambda: sign_in(run, "sso.user@example.com"),
            "SSO users are not supported",
        )


def second_factor(run):
    c, user = run.c, "totp.user@example.com"
    with c.step("second factor"):
        refused(run, "no code", "LOCAL_2FA", user)
        refused(run, "wrong code", "LOCAL_2FA", user, totp=run.control.wrong_totp())
        refused(run, "text for a code", "LOCAL_2FA", user, totp="abcdef")
        refused(run, "right code, wrong password", "LOCAL_2FA", user, "no", run.control.totp())
        for name, code in {"code": run.control.totp(), "callable": run.control.totp}.items():
            sdk = sign_in(run, user, totp=code)
            c.equal(f"right {name}", sdk.users.get_current()["username"], user)


def api_client(run):
    c = run.c
    with c.step("API client"):
        sdk = py42.sdk.from_api_client(run.url, run.client_id, run.client_secret)
        found = sdk.users.get_by_username(run.username)["users"]
        c.equal("reads users", [u["username"] for u in found], [run.username])
        c.raises("users.get_current", Py42NotFoundError, sdk.users.get_current, API_CLIENT_HINT)
        c.raises("orgs.get_current", Py42InternalServerError, sdk.orgs.get_current, API_CLIENT_HINT)
        c.raises(
            "wrong secret",
            Py42UnauthorizedError,
            lambda: py42.sdk.from_api_client(run.url, run.client_id, "not the secret"),
        )
        c.raises(
            "unknown client",
            Py42UnauthorizedError,
            lambda: py42.sdk.from_api_client(run.url, "no-such-client", run.client_secret),
        )


def bearer_token(run):
    """A token got without py42, the way other tools do."""
    answer = requests.get(
        f"{run.url}/api/v3/auth/jwt",
        params={"useBody": "True"},
        auth=(run.username, run.password),
        verify=ca_file(),
        timeout=10,
    )
    answer.raise_for_status()
    body = answer.json()
    return body.get("data", body)["v3_user_token"]


def own_token(run):
    c = run.c
    with c.step("token of one's own"):
        token = bearer_token(run)
        sdk = py42.sdk.from_jwt_provider(run.url, lambda: token)
        c.equal("users.get_current", sdk.users.get_current()["username"], run.username)
        c.raises(
            "not a token",
            Py42UnauthorizedError,
            lambda: py42.sdk.from_jwt_provider(run.url, lambda: "not.a.token"),
        )
        forged = token[:-4] + ("AAAA" if token[-4:] != "AAAA" else "BBBB")
        c.raises(
            "signature of another",
            Py42UnauthorizedError,
            lambda: py42.sdk.from_jwt_provider(run.url, lambda: forged),
        )
        # Clients before 1.0 named the scheme after the token.
        old = requests.get(
            f"{run.url}/api/v1/User/my",
            headers={"Authorization": f"v3_user_token {token}"},
            verify=ca_file(),
            timeout=10,
        )
        c.equal("the older scheme", old.status_code, 200)


def permissions(run):
    c = run.c
    with c.step("without the role"):
        basic = sign_in(run, "basic.user@example.com")
        me = basic.users.get_current()
        c.equal("users.get_current", me["username"], "basic.user@example.com")
        c.raises(
            "users.create_user",
            Py42ForbiddenError,
            lambda: basic.users.create_user(me["orgUid"], "x@example.com", "x@example.com"),
        )
        c.raises("users.block", Py42ForbiddenError, lambda: basic.users.block(run.me["userId"]))
        c.raises(
            "users.update_user",
            Py42ForbiddenError,
            lambda: basic.users.update_user(run.me["userUid"], notes="x"),
        )
        c.raises(
            "orgs.create_org",
            Py42ForbiddenError,
            lambda: basic.orgs.create_org("x", parent_org_uid=me["orgUid"]),
        )
        c.raises("devices.deactivate", Py42ForbiddenError, lambda: basic.devices.deactivate(251691))
        c.raises("devices.block", Py42ForbiddenError, lambda: basic.devices.block(251691))
        c.raises("users.get_page", Py42ForbiddenError, lambda: basic.users.get_page(1))
        found = run.sdk.users.get_by_username("x@example.com")["users"]
        c.equal("nothing was created", found, [])


def bound_to_an_org(run):
    c, name = run.c, f"{run.mark}@example.com"
    with c.step("a role bound to its org"):
        admin = sign_in(run, "orgadmin.user@example.com")
        me = admin.users.get_current()
        made = admin.users.create_user(me["orgUid"], f"in.{name}", f"in.{name}")
        c.equal("creates a user there", made["orgUid"], me["orgUid"])
        c.ok(
            "sees nobody else",
            all(u["orgId"] == me["orgId"] for u in admin.users.get_page(1)["users"]),
        )
        c.raises(
            "creates none elsewhere",
            Py42ForbiddenError,
            lambda: admin.users.create_user(run.root["orgUid"], f"out.{name}", f"out.{name}"),
        )
        c.raises(
            "blocks none elsewhere", Py42ForbiddenError, lambda: admin.users.block(run.me["userId"])
        )
        c.fields("who stays as they were", run.sdk.users.get_current().data, blocked=False)


def tenant(run):
    c, sdk = run.c, run.sdk
    with c.step("tenant"):
        got = sdk.serveradmin.get_current_tenant()
        uid = sdk.usercontext.get_current_tenant_id()
        c.ok("tenantUid is a UUID", UUID.fullmatch(got["tenantUid"]), got["tenantUid"])
        c.equal("usercontext.get_current_tenant_id", uid, got["tenantUid"])
        c.equal("asked again", sdk.usercontext.get_current_tenant_id(), uid)


def discovery(run):
    """py42 joins every host it discovers with a path; here all are one address."""
    c, sdk = run.c, run.sdk
    with c.step("discovery"):
        hosts = {
            "alerts": sdk.alerts._alert_service,
            "alert rules": sdk.alerts.rules._alert_rules_service,
            "audit log": sdk.auditlogs._audit_log_service,
            "cases": sdk.cases._cases_service,
            "exfiltrated data": sdk.securitydata._preservation_data_service,
            "file events": sdk.securitydata._file_event_service,
            "trusted activities": sdk.trustedactivities._trusted_activities_service,
            "watchlists": sdk.watchlists._watchlists_service,
        }
        for name, service in hosts.items():
            c.equal(name, service._connection.host_address, run.url)
        unknown = requests.get(f"{run.url}/v1/NO-SUCH_API-URL", verify=ca_file(), timeout=10)
        c.equal("unknown key", unknown.status_code, 404)


def expiry(run):
    """Tokens end with the tenant's clock; the client renews them and says nothing."""
    c, run_twice = run.c, []
    with c.step("expired token"):
        stale = bearer_token(run)
        client = py42.sdk.from_api_client(run.url, run.client_id, run.client_secret)

        def code():
            run_twice.append(run.control.totp())
            return run_twice[-1]

        totp = sign_in(run, "totp.user@example.com", totp=code)
        before = run.sdk.users._connection._auth.get_credentials()
        run.control.advance(31 * 60)
        c.equal("local account", run.sdk.users.get_current()["username"], run.username)
        after = run.sdk.users._connection._auth.get_credentials()
        c.ok("has a new token", before != after, after)
        found = client.users.get_by_username(run.username)["users"]
        c.equal("API client", len(found), 1)
        me = totp.users.get_current()
        c.equal("second factor", me["username"], "totp.user@example.com")
        c.ok("was asked for a new code", len(run_twice) >= 2, run_twice)
        old = requests.get(
            f"{run.url}/api/v1/User/my",
            headers={"Authorization": f"Bearer {stale}"},
            verify=ca_file(),
            timeout=10,
        )
        c.equal("the old token", old.status_code, 401)
        c.raises(
            "a provider that never renews",
            Py42UnauthorizedError,
            lambda: py42.sdk.from_jwt_provider(run.url, lambda: stale),
        )


def check(run):
    """Runs every section."""
    run.c.sections(
        run,
        local_accounts,
        login_types,
        second_factor,
        api_client,
        own_token,
        permissions,
        bound_to_an_org,
        tenant,
        discovery,
    )
