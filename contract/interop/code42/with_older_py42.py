"""Drives py42 1.20, unmodified: detection lists, which later releases have no
calls for, and the older spellings of what they do have.

Every public method of the detection lists' client and its two services is
called and its effect read back, and every exception that a response can cause
is raised by what causes it. Run it with `make interop`.
"""

import os
import sys
import uuid
from datetime import datetime

import py42.sdk
import py42.settings
from py42.clients.detectionlists import DetectionListsClient
from py42.exceptions import Py42BadRequestError
from py42.exceptions import Py42CloudAliasLimitExceededError
from py42.exceptions import Py42NotFoundError
from py42.exceptions import Py42UnableToCreateProfileError
from py42.exceptions import Py42UserAlreadyAddedError
from py42.exceptions import Py42UserNotOnListError
from py42.services.detectionlists.departing_employee import DepartingEmployeeService
from py42.services.detectionlists.high_risk_employee import HighRiskEmployeeService
from py42.services.orgs import OrgService
from py42.services.users import UserService

from calls import Calls
from check import Checks
from world import Control
from world import ca_file
from world import need

NOBODY = "999999999999999999"

# Methods that wait for a family, and the operation whose arrival ends the wait.
LATER = {
    "OrgService.get_settings": "getOrgSettingPackets",
    "OrgService.update_settings": "putOrgSettingPackets",
}

EXCEPTIONS = (
    "Py42BadRequestError",
    "Py42CloudAliasLimitExceededError",
    "Py42NotFoundError",
    "Py42UnableToCreateProfileError",
    "Py42UserAlreadyAddedError",
    "Py42UserNotOnListError",
)


class Run:
    """One signed-in SDK and what the sections share."""

    def __init__(self, c):
        self.c = c
        self.mark = uuid.uuid4().hex[:8]
        self.sdk = py42.sdk.from_local_account(need("CODE42_URL"), need("CODE42_USERNAME"), need("CODE42_PASSWORD"))
        self.root = self.sdk.orgs.get_page(1)["orgs"][0]
        self.org = self.sdk.orgs.create_org(f"Older {self.mark}", "x", "n", self.root["orgUid"])

    def new_user(self, name):
        email = f"{name}.{self.mark}@example.com"
        return self.sdk.users.create_user(self.org["orgUid"], email, email, "Interop-pass-1").data

    def read(self, user, **how):
        return self.sdk.users.get_by_id(user["userId"], **how).data


def users(run):
    c, service = run.c, run.sdk.users
    user = run.new_user("older")
    uid = user["userId"]
    with c.step("users, in older spellings"):
        for name, call, want in (
            ("block", lambda: service.block(uid), dict(blocked=True)),
            ("unblock", lambda: service.unblock(uid), dict(blocked=False)),
            ("deactivate", lambda: service.deactivate(uid), dict(active=False, blocked=False)),
            ("reactivate", lambda: service.reactivate(uid), dict(active=True)),
            ("and block", lambda: service.deactivate(uid, True), dict(active=False, blocked=True)),
            ("and unblock", lambda: service.reactivate(uid, True), dict(status="Active")),
            (
                "change_org_assignment",
                lambda: service.change_org_assignment(uid, run.root["orgId"]),
                dict(orgId=run.root["orgId"]),
            ),
        ):
            call()
            c.fields(name, run.read(user), **want)
        service.add_role(uid, "Org Admin")
        c.contains("add_role", run.read(user, incRoles=True)["roles"], "Org Admin")
        held = [r["roleId"] for r in service.get_roles(uid)]
        c.contains("get_roles", held, "org-admin")
        service.remove_role(uid, "Org Admin")
        c.ok("remove_role", "Org Admin" not in run.read(user, incRoles=True)["roles"])
        there_are = [r["roleName"] for r in service.get_available_roles()]
        c.contains("get_available_roles", there_are, "Org Admin")
        scim = service.get_scim_data_by_uid(user["userUid"])
        c.equal("get_scim_data_by_uid", scim["userId"], user["userUid"])
        c.equal("get_by_uid", service.get_by_uid(user["userUid"])["userId"], uid)
        found = service.get_by_username(user["username"])["users"]
        c.equal("get_by_username", [u["userId"] for u in found], [uid])
        service.update_user(user["userUid"], first_name="Olga")
        c.fields("update_user", run.read(user), firstName="Olga")
        c.equal("get_current", service.get_current()["username"], need("CODE42_USERNAME"))
        c.equal("get_page", len(service.get_page(1, page_size=2)["users"]), 2)
        names = [u["username"] for page in service.get_all() for u in page["users"]]
        c.contains("get_all", names, user["username"])
        c.raises("nobody", Py42NotFoundError, lambda: service.block(99999999))


def orgs(run):
    c, service = run.c, run.sdk.orgs
    oid, uid = run.org["orgId"], run.org["orgUid"]
    with c.step("orgs, in older spellings"):
        c.equal("create_org below", run.org["parentOrgId"], run.root["orgId"])
        for name, call, want in (
            ("block", service.block, dict(blocked=True)),
            ("unblock", service.unblock, dict(blocked=False)),
            ("deactivate", service.deactivate, dict(active=False)),
            ("reactivate", service.reactivate, dict(active=True)),
        ):
            call(oid)
            c.fields(name, service.get_by_id(oid).data, **want)
        c.equal("get_by_uid", service.get_by_uid(uid)["orgId"], oid)
        counted = service.get_by_id(run.root["orgId"], incCounts=True)
        c.ok("get_by_id with counts", counted["userCount"] > 0)
        listed = [o["orgId"] for page in service.get_all() for o in page["orgs"]]
        c.contains("get_all", listed, oid)
        c.equal("get_current", service.get_current()["orgId"], run.root["orgId"])
        states = service.get_agent_state(run.root["orgId"], "fullDiskAccess")
        c.same_type("get_agent_state", states.data, list)
        states = service.get_agent_full_disk_access_states(run.root["orgId"])
        c.same_type("get_agent_full_disk_access_states", states.data, list)
        c.raises("unknown", Py42NotFoundError, lambda: service.get_by_id(99999999))


def hold(run):
    c, service = run.c, run.sdk.legalhold
    with c.step("legalhold, in older spellings"):
        policy = service.create_policy(f"Older {run.mark}")["legalHoldPolicyUid"]
        uid = service.create_matter(f"Older {run.mark}", policy)["legalHoldUid"]
        page = service.get_events_page(uid, page_num=1)["legalHoldEvents"]
        c.equal("get_events_page", [e["eventType"] for e in page], ["HoldCreated"])
        login = run.sdk.loginconfig.get_for_user(need("CODE42_USERNAME"))
        c.equal("loginconfig", login["loginType"], "LOCAL")


def profile(run):
    c, lists = run.c, run.sdk.detectionlists
    user = run.new_user("profile")
    uid, name = user["userUid"], user["username"]
    with c.step("detectionlists: profiles"):
        got = lists.get_user(name).data
        c.fields("get_user", got, userId=uid, riskFactors=[], notes="", cloudUsernames=[name])
        c.equal("get_user_by_id", lists.get_user_by_id(uid).data, got)
        c.equal("create_user", lists.create_user(name).data, got)
        c.equal("refresh_user_scim_attributes", lists.refresh_user_scim_attributes(uid).data, got)
        lists.update_user_notes(uid, "noted")
        c.equal("update_user_notes", lists.get_user_by_id(uid)["notes"], "noted")
        lists.add_user_risk_tags(uid, ["FLIGHT_RISK", "CONTRACT_EMPLOYEE"])
        tags = lists.get_user_by_id(uid)["riskFactors"]
        c.equal("add_user_risk_tags", sorted(tags), ["CONTRACT_EMPLOYEE", "FLIGHT_RISK"])
        lists.remove_user_risk_tags(uid, "FLIGHT_RISK")
        tags = lists.get_user_by_id(uid)["riskFactors"]
        c.equal("remove_user_risk_tags", tags, ["CONTRACT_EMPLOYEE"])
        c.raises(
            "an unknown tag",
            Py42BadRequestError,
            lambda: lists.add_user_risk_tags(uid, "BAD_TASTE"),
            "Invalid risk factor",
        )
        both = [name, f"cloud.{run.mark}@example.com"]
        lists.add_user_cloud_alias(uid, both[1])
        c.equal("add_user_cloud_alias", lists.get_user_by_id(uid)["cloudUsernames"], both)
        c.raises(
            "a third alias",
            Py42CloudAliasLimitExceededError,
            lambda: lists.add_user_cloud_alias(uid, "third@example.com"),
        )
        lists.remove_user_cloud_alias(uid, both[1])
        c.equal("remove_user_cloud_alias", lists.get_user_by_id(uid)["cloudUsernames"], both[:1])
        c.raises(
            "create_user for nobody",
            Py42UnableToCreateProfileError,
            lambda: lists.create_user("nobody.at.all@example.com"),
        )


def listed(service, **how):
    return [item["userId"] for page in service.get_all(**how) for item in page["items"]]


def members(run, title, service, new):
    """What both lists do."""
    c = run.c
    uid = run.new_user(new)["userUid"]
    with c.step(title):
        service.add(uid)
        c.fields("add", service.get(uid).data, userId=uid, status="OPEN")
        c.contains("get_all", listed(service), uid)
        c.contains("get_all, pages of two", listed(service, page_size=2), uid)
        page = service.get_page(1, page_size=2)
        c.fields("get_page", page.data, pgNum=1, pgSize=2, filterType="OPEN")
        c.equal("of two", len(page["items"]), 2)
        c.ok("has the exposure", all("numEvents" in item for item in page["items"]))
        busy = list(service.get_all(filter_type="EXFILTRATION_30_DAYS", sort_key="NUM_EVENTS"))
        counts = [item["numEvents"] for one in busy for item in one["items"]]
        c.equal("EXFILTRATION_30_DAYS, sorted", counts, sorted(counts, reverse=True))
        c.ok("nobody without events", 0 not in counts)
        c.raises("add twice", Py42UserAlreadyAddedError, lambda: service.add(uid), uid)
        c.raises(
            "an unknown filter",
            Py42BadRequestError,
            lambda: service.get_page(1, filter_type="CLOSED"),
            "filterType",
        )
        c.equal("set_alerts_enabled", service.set_alerts_enabled(False).status_code, 200)
        service.set_alerts_enabled()
        service.remove(uid)
        c.ok("remove", uid not in listed(service))
        c.raises("remove again", Py42UserNotOnListError, lambda: service.remove(uid), uid)
        c.raises("get", Py42NotFoundError, lambda: service.get(uid))
        c.raises("remove nobody", Py42UserNotOnListError, lambda: service.remove(NOBODY), NOBODY)
        service.add(uid)
    return uid


def departing(run):
    c, service = run.c, run.sdk.detectionlists.departing_employee
    uid = members(run, "departing_employee", service, "leaves")
    with c.step("departing_employee: dates"):
        service.update_departure_date(uid, "2031-01-31")
        c.equal("update_departure_date", service.get(uid)["departureDate"], "2031-01-31")
        service.update_departure_date(uid, datetime(2031, 2, 28))
        c.equal("a datetime", service.get(uid)["departureDate"], "2031-02-28")
        c.raises(
            "a date that does not exist",
            Py42BadRequestError,
            lambda: service.update_departure_date(uid, "2031-02-30"),
        )
        other = run.new_user("leaves.soon")["userUid"]
        service.add(other, "2031-03-01")
        c.equal("added with a date", service.get(other)["departureDate"], "2031-03-01")


def high_risk(run):
    members(run, "high_risk_employee", run.sdk.detectionlists.high_risk_employee, "risky")


def exceptions(c):
    with c.step("raised by what causes it"):
        for name in EXCEPTIONS:
            c.ok(name, name in c.raised, "never raised")


def main():
    py42.settings.verify_ssl_certs = ca_file()
    calls = Calls(
        DetectionListsClient,
        DepartingEmployeeService,
        HighRiskEmployeeService,
        UserService,
        OrgService,
    )
    c = Checks(f"py42 {py42.__version__.__version__} over {need('CODE42_URL').partition(':')[0]}")
    with c.step("sign-in"):
        run = Run(c)
        c.sections(run, users, orgs, hold, profile, departing, high_risk)
        calls.check(c, LATER, Control().served("code42"))
        exceptions(c)
    return c.finish()


if __name__ == "__main__":
    os.environ.setdefault("NO_PROXY", "127.0.0.1,localhost")
    sys.exit(main())
