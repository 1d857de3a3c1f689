"""Drives pypmp, unmodified, through what the server answers by now.

Every public method whose operation is served is called and its effect read
back. The client always speaks HTTPS and verifies the server. Run it with
`make interop`.
"""

import sys
import urllib.parse
import uuid

from pypmp import PasswordManagerProClient

from calls import Calls
from check import Checks
from api import token_of
from world import Control
from world import ca_file
from world import need

# Methods that wait for a family, and the operation whose arrival ends the wait.
LATER = {
    "export_ssh_key": "exportSSHKey",
    "get_all_certificate_expiry": "getAllSSLCertificates",
    "get_all_certificates": "getAllSSLCertificates",
    "get_associated_users": "getAllAssociatedUsers",
    "get_certificate": "getCertificate",
    "get_certificate_details": "getCertificateDetails",
    "get_certificate_keystore": "getCertificateKeyStore",
    "get_certificate_passphrase": "getCertificatePassphrase",
    "get_ssh_key": "getSSHKey",
    "get_ssh_keys": "getAllSSHKeys",
}


class Run:
    """One client and what the sections share."""

    def __init__(self, c):
        self.c = c
        self.control = Control()
        self.mark = uuid.uuid4().hex[:8]
        self.pmp = self.client(need("PAM360_AUTH_TOKEN"))

    def client(self, token):
        address = urllib.parse.urlsplit(need("PAM360_URL"))
        return PasswordManagerProClient(
            address.hostname, token, port=address.port, verify=ca_file()
        )

    def name(self, word):
        return f"{word}-{self.mark}"


def resources(run):
    c, pmp, name = run.c, run.pmp, run.name("pypmp")
    with c.step("resources"):
        # Left to itself, the client sends an empty type, the group "default", the
        # owner "admin" and the policy Strong.
        made = pmp.create_resource(name, "root", "Pypmp-1+b%41&c=d", notes="made by pypmp")
        c.ok("create_resource", made != "Failed", made)
        row = pmp.get_resource_by_name(name)
        c.fields("get_resource_by_name", row, NOOFACCOUNTS="1")
        listed = [r["RESOURCE NAME"] for r in pmp.get_resources()]
        c.equal("get_resources", listed.count(name), 1)
        resource = pmp.get_resource_id(name)
        c.equal("get_resource_id", resource, row["RESOURCE ID"])
        c.equal("a second of that name", pmp.create_resource(name, "root", "Pypmp-1x"), "Failed")
        full = run.name("pypmp full (x)")
        made = pmp.create_resource(
            full,
            "root",
            "Pypmp-2+x",
            resource_type="Linux",
            url="https://web.example/login",
            dnsname="10.0.0.5",
            location="Lab",
        )
        c.ok("create_resource in full", made != "Failed", made)
        shown = pmp.get_accounts(pmp.get_resource_id(full))
        want = {"RESOURCE TYPE": "Linux", "DNS NAME": "10.0.0.5", "LOCATION": "Lab"}
        want |= {"RESOURCE URL": "https://web.example/login", "RESOURCE OWNER": "admin"}
        c.fields("create_resource in full, read back", shown, **want)
        answer = pmp.delete_resource(pmp.get_resource_id(full))
        c.ok("delete_resource", answer != "Failed", answer)
        c.equal("delete_resource, read back", pmp.get_resource_by_name(full), None)
        # The client has no answer of its own to a failure: it trips over the text.
        c.raises("get_resource_id, unknown", AttributeError, lambda: pmp.get_resource_id(full))


def accounts(run):
    c, pmp, name = run.c, run.pmp, run.name("pypmp")
    with c.step("accounts"):
        resource = pmp.get_resource_id(name)
        added = pmp.add_account("deploy", "Deploy-1+b%41&c=d", resource, notes="added")
        c.equal("add_account", added, [{"deploy": {"STATUS": "Account added successfully"}}])
        rows = pmp.get_accounts(resource)["ACCOUNT LIST"]
        c.equal("get_accounts", sorted(r["ACCOUNT NAME"] for r in rows), ["deploy", "root"])
        c.fields("counted", pmp.get_resource_by_name(name), NOOFACCOUNTS="2")
        one = pmp.get_account_by_name(name, "deploy")
        c.fields("get_account_by_name", one, ACCOUNT_DESCRIPTION="added")
        ids = pmp.get_account_and_resource_ids(name, "deploy")
        want = {"RESOURCEID": resource, "ACCOUNTID": one["ACCOUNT ID"]}
        c.equal("get_account_and_resource_ids", ids, want)
        details = pmp.get_account(resource, one["ACCOUNT ID"])
        want = {"PASSWDID": one["ACCOUNT ID"], "DESCRIPTION": "added", "LAST ACCESSED TIME": "N/A"}
        c.fields("get_account", details, **want)
        again = pmp.add_account("deploy", "Deploy-1x", resource)
        want = "Account is not added  as it already exists"
        c.equal("add_account again", again, [{"deploy": {"STATUS": want}}])


def passwords(run):
    c, pmp, name = run.c, run.pmp, run.name("pypmp")
    with c.step("passwords"):
        ids = pmp.get_account_and_resource_ids(name, "deploy")
        got = pmp.get_account_password(ids["RESOURCEID"], ids["ACCOUNTID"])
        c.equal("get_account_password", got, "Deploy-1+b%41&c=d")
        c.equal("get_password", pmp.get_password(name, "root"), "Pypmp-1+b%41&c=d")
        read = pmp.get_account(ids["RESOURCEID"], ids["ACCOUNTID"])
        c.ok("the fetch is noted", read["LAST ACCESSED TIME"] != "N/A", read)
        for policy in ("Strong", "Medium", "Low"):
            made = pmp.generate_password(policy)
            c.ok(f"generate_password, {policy}", isinstance(made, str) and made, made)
        c.ok("generate_password, twice", pmp.generate_password() != pmp.generate_password())


def other_tokens(run):
    c, name = run.c, run.name("pypmp")
    with c.step("tokens"):
        stranger = run.client("00000000-0000-4000-8000-000000000000")
        c.equal("unknown token", stranger.get_resources(), "Failed")
        guest = run.client(token_of("guest"))
        made = guest.create_resource(run.name("guest"), "root", "Guest-pass-1")
        c.equal("a user who may not create", made, "Failed")
        seen = [r["RESOURCE NAME"] for r in guest.get_resources() or []]
        c.ok("nor sees the admin's", name not in seen, seen)


def users(run):
    c, pmp = run.c, run.pmp
    name, other = run.name("pypmp-user"), run.name("pypmp-other")
    with c.step("users"):
        made = pmp.create_user(name, "Pypmp-user-1", "Pia", "Pypmp", email="pia@example.com", api_user=True)
        c.ok("create_user", made != "Failed", made)
        uid = pmp.get_user_id(name)
        c.equal("get_user_id", uid, made["USERID"])
        own = run.client(made["AUTHTOKEN"])
        c.ok("the new token signs in", own.get_resources() != "Failed")
        c.equal("a second of that name", pmp.create_user(name, "Pypmp-user-1"), "Failed")
        c.raises("get_user_id, unknown", AttributeError, lambda: pmp.get_user_id(other))
        c.ok("lock_user", pmp.lock_user(name) != "Failed")
        c.equal("locked out", own.get_resources(), "Failed")
        c.ok("unlock_user", pmp.unlock_user(name) != "Failed")
        c.ok("let in again", own.get_resources() != "Failed")
        c.equal("get_password_requests, none", run.client(token_of("cloudadmin")).get_password_requests(), None)
        c.ok("delete_user", pmp.delete_user(uid) != "Failed")
        c.equal("its token is dead", own.get_resources(), "Failed")
        pmp.create_user(other, "Pypmp-user-2", "Otto", "Other")
        c.ok("delete_user_by_username", pmp.delete_user_by_username(other) != "Failed")
        c.raises("read back", AttributeError, lambda: pmp.get_user_id(other))


def deletion(run):
    c, pmp, name = run.c, run.pmp, run.name("pypmp")
    with c.step("deletion"):
        answer = pmp.delete_resource_by_name(name)
        c.ok("delete_resource_by_name", answer != "Failed", answer)
        c.equal("read back", pmp.get_resource_by_name(name), None)
        c.equal("its accounts", pmp.get_account_and_resource_ids(name, "root"), "Failed")
        made = pmp.create_resource(name, "root", "Again-pass-1")
        c.ok("the name is free again", made != "Failed", made)
        pmp.delete_resource_by_name(name)


def main():
    calls = Calls(PasswordManagerProClient)
    c = Checks("pypmp over https")
    with c.step("start"):
        run = Run(c)
        c.sections(run, resources, accounts, passwords, other_tokens, users, deletion)
        later = {f"PasswordManagerProClient.{k}": v for k, v in LATER.items()}
        calls.check(c, later, run.control.served("pam360"))
    return c.finish()


if __name__ == "__main__":
    sys.exit(main())
