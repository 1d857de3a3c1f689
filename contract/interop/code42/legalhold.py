"""Every method of py42's two legal hold services, with its effect read back.

A user and an API client see one truth: what the one does, the other reads.
"""

import py42.sdk
from py42.exceptions import Py42ActiveLegalHoldError
from py42.exceptions import Py42BadRequestError
from py42.exceptions import Py42LegalHoldAlreadyActiveError
from py42.exceptions import Py42LegalHoldAlreadyDeactivatedError
from py42.exceptions import Py42LegalHoldCriteriaMissingError
from py42.exceptions import Py42LegalHoldNotFoundOrPermissionDeniedError
from py42.exceptions import Py42UserAlreadyAddedError

from users import new_user
from users import read

NOBODY = "999999999999999999"


def walk(pages, key, member):
    return [row[member] for page in pages for row in page[key]]


def bare(pages, member):
    return [row[member] for page in pages for row in page]


def refused(run, name, call, *parts):
    run.c.raises(name, Py42LegalHoldNotFoundOrPermissionDeniedError, call, *parts)


def matter_of(run, name, hold=None):
    hold = hold or run.sdk.legalhold
    policy = hold.create_policy(f"{name} {run.mark}")["legalHoldPolicyUid"]
    title, reference = f"{name} {run.mark}", f"{name}-{run.mark}"
    return hold.create_matter(title, policy, "why", "notes", reference).data


def local(run):
    c, hold = run.c, run.sdk.legalhold
    with c.step("legalhold: policies"):
        got = hold.create_policy(f"Keep {run.mark}", {"compression": "ON"})
        c.equal("status", got.status_code, 200)
        uid = got["legalHoldPolicyUid"]
        c.equal("name", got["name"], f"Keep {run.mark}")
        c.equal("policy", got["policy"], {"compression": "ON"})
        c.equal("get_policy_by_uid", hold.get_policy_by_uid(uid).data, got.data)
        listed = hold.get_policy_list().data
        c.contains("get_policy_list", [p["legalHoldPolicyUid"] for p in listed], uid)
    with c.step("legalhold: matters"):
        matter = matter_of(run, "Local")
        uid = matter["legalHoldUid"]
        c.equal("get_matter_by_uid", hold.get_matter_by_uid(uid).data, matter)
        c.equal("creator", matter["creator"]["userUid"], run.me["userUid"])
        for name, some in {
            "name": dict(name=f"Local {run.mark}"),
            "reference": dict(hold_ext_ref=f"Local-{run.mark}"),
            "creator": dict(creator_user_uid=run.me["userUid"]),
            "any state": dict(active=None),
        }.items():
            found = walk(hold.get_all_matters(**some), "legalHolds", "legalHoldUid")
            c.contains(f"get_all_matters by {name}", found, uid)
        page = hold.get_matters_page(1, active=False, name=f"Local {run.mark}", page_size=10)
        c.equal("get_matters_page, inactive", page["legalHolds"], [])
        refused(run, "unknown matter", lambda: hold.get_matter_by_uid(NOBODY), NOBODY)
        c.raises(
            "unknown policy",
            Py42BadRequestError,
            lambda: hold.create_matter("x", NOBODY),
            "policy was not found",
        )
    custodians(run, matter)
    with c.step("legalhold: closing and reopening"):
        user = new_user(run, "released")
        hold.add_to_matter(user["userUid"], uid)
        c.equal("deactivate_matter", hold.deactivate_matter(uid).status_code, 204)
        c.fields("read back", hold.get_matter_by_uid(uid).data, active=False)
        c.equal("reactivate_matter", hold.reactivate_matter(uid).status_code, 201)
        c.fields("read back", hold.get_matter_by_uid(uid).data, active=True)
        active = walk(hold.get_all_matter_custodians(uid), "legalHoldMemberships", "user")
        c.equal("its custodians are gone for good", active, [])
        run.sdk.users.deactivate(user["userId"])
        c.fields("and can be deactivated", read(run, user), active=False)


def custodians(run, matter):
    c, hold, uid = run.c, run.sdk.legalhold, matter["legalHoldUid"]
    with c.step("legalhold: custodians"):
        user = new_user(run, "held")
        got = hold.add_to_matter(user["userUid"], uid)
        c.equal("add_to_matter", got.status_code, 201)
        member = got["legalHoldMembershipUid"]
        for name, some in {
            "matter": dict(legal_hold_uid=uid),
            "user": dict(user_uid=user["userUid"]),
            "text": dict(user=user["username"]),
            "any state": dict(legal_hold_uid=uid, active=None),
        }.items():
            found = hold.get_all_matter_custodians(**some)
            found = walk(found, "legalHoldMemberships", "legalHoldMembershipUid")
            c.equal(f"get_all_matter_custodians by {name}", found, [member])
        page = hold.get_custodians_page(1, legal_hold_membership_uid=member, page_size=1)
        c.equal("get_custodians_page", page["legalHoldMemberships"], [got.data])
        full = hold.get_custodians_page(2, legal_hold_uid=uid, page_size=1)
        c.equal("the page after the last", full["legalHoldMemberships"], [])
        c.raises(
            "no criterion",
            Py42LegalHoldCriteriaMissingError,
            lambda: hold.get_custodians_page(1),
        )
        c.raises(
            "twice",
            Py42UserAlreadyAddedError,
            lambda: hold.add_to_matter(user["userUid"], uid),
            f"Local {run.mark}",
        )
        c.raises(
            "users.deactivate",
            Py42ActiveLegalHoldError,
            lambda: run.sdk.users.deactivate(user["userId"]),
        )
        device = run.borrow_device()
        lent = hold.add_to_matter(device["userUid"], uid)["legalHoldMembershipUid"]
        c.raises(
            "devices.deactivate",
            Py42ActiveLegalHoldError,
            lambda: run.sdk.devices.deactivate(device["computerId"]),
        )
        hold.remove_from_matter(lent)
        c.equal("remove_from_matter", hold.remove_from_matter(member).status_code, 204)
        ended = hold.get_custodians_page(1, legal_hold_uid=uid, active=False)
        ended = [m["legalHoldMembershipUid"] for m in ended["legalHoldMemberships"]]
        c.ok("read back", set(ended) == {member, lent}, f"got {ended}")
        hold.add_to_matter(user["userUid"], uid)
        events(run, uid, user)


def events(run, uid, user):
    c, hold = run.c, run.sdk.legalhold
    page = hold.get_events_page(uid, page_num=1, page_size=500)["legalHoldEvents"]
    mine = [e["eventType"] for e in page if e["custodianUserUid"] == user["userUid"]]
    want = ["MembershipCreated", "MembershipDeactivated", "MembershipReactivated"]
    c.equal("get_events_page", mine, want)
    c.equal("the first", page[0]["eventType"], "HoldCreated")
    seen = walk(hold.get_all_events(uid), "legalHoldEvents", "eventUid")
    c.equal("get_all_events", seen, [e["eventUid"] for e in page])
    later = list(hold.get_all_events(uid, min_event_date="2999-01-01 00:00:00"))
    c.equal("after the last", walk(later, "legalHoldEvents", "eventUid"), [])
    sooner = hold.get_all_events(uid, max_event_date=4102444800)
    c.equal("an epoch date", len(walk(sooner, "legalHoldEvents", "eventUid")), len(page))


def api_client(run):
    c = run.c
    sdk = py42.sdk.from_api_client(run.url, run.client_id, run.client_secret)
    hold = sdk.legalhold
    with c.step("legalhold as an API client: policies"):
        policy = hold.create_policy(f"Client {run.mark}")
        uid = policy["legalHoldPolicyUid"]
        c.equal("get_policy_by_uid", hold.get_policy_by_uid(uid).data, policy.data)
        c.same_type("get_policy_list is a list", hold.get_policy_list().data, list)
        c.contains(
            "get_policy_list", [p["legalHoldPolicyUid"] for p in hold.get_policy_list()], uid
        )
        refused(run, "unknown policy", lambda: hold.get_policy_by_uid(NOBODY))
    with c.step("legalhold as an API client: matters"):
        matter = matter_of(run, "Client", hold)
        uid = matter["legalHoldUid"]
        c.equal("get_matter_by_uid", hold.get_matter_by_uid(uid).data, matter)
        c.equal("creator", matter["creator"]["principalId"], run.client_id)
        theirs = run.sdk.legalhold.get_matter_by_uid(uid)
        c.equal("the user sees it", theirs["name"], matter["name"])
        for name, some in {
            "name": dict(name=f"Client {run.mark}"),
            "reference": dict(hold_ext_ref=f"Client-{run.mark}"),
            "creator": dict(creator_user_uid=run.client_id),
            "any state": dict(active=None),
        }.items():
            found = bare(hold.get_all_matters(**some), "legalHoldUid")
            c.contains(f"get_all_matters by {name}", found, uid)
        c.equal("get_matters_page", hold.get_matters_page(999, page_size=10).data, [])
        refused(run, "unknown matter", lambda: hold.get_matter_by_uid(NOBODY))
        refused(run, "unknown matter, add", lambda: hold.add_to_matter(NOBODY, NOBODY))
        refused(run, "unknown membership", lambda: hold.remove_from_matter(NOBODY))
        refused(run, "unknown matter, closing", lambda: hold.deactivate_matter(NOBODY))
        refused(run, "unknown matter, reopening", lambda: hold.reactivate_matter(NOBODY))
    with c.step("legalhold as an API client: custodians"):
        user = new_user(run, "client.held")
        member = hold.add_to_matter(user["userUid"], uid)["legalHoldMembershipUid"]
        c.raises(
            "twice",
            Py42UserAlreadyAddedError,
            lambda: hold.add_to_matter(user["userUid"], uid),
            f"Client {run.mark}",
        )
        c.raises(
            "no criterion",
            Py42LegalHoldCriteriaMissingError,
            lambda: hold.get_custodians_page(1),
        )
        page = hold.get_custodians_page(1, uid, page_size=10)
        c.equal("get_custodians_page", [m["legalHoldMembershipUid"] for m in page], [member])
        for name, some in {
            "matter": dict(legal_hold_matter_uid=uid),
            "user": dict(user_uid=user["userUid"]),
            "text": dict(user=user["username"]),
        }.items():
            found = bare(hold.get_all_matter_custodians(**some), "legalHoldMembershipUid")
            c.equal(f"get_all_matter_custodians by {name}", found, [member])
        theirs = run.sdk.legalhold.get_all_matter_custodians(uid)
        theirs = walk(theirs, "legalHoldMemberships", "legalHoldMembershipUid")
        c.equal("the user sees them", theirs, [member])
        hold.remove_from_matter(member)
        c.equal("remove_from_matter", list(hold.get_custodians_page(1, uid)), [])
    with c.step("legalhold as an API client: closing and reopening"):
        c.raises(
            "open already",
            Py42LegalHoldAlreadyActiveError,
            lambda: hold.reactivate_matter(uid),
        )
        hold.deactivate_matter(uid)
        c.fields("deactivate_matter", hold.get_matter_by_uid(uid).data, active=False)
        c.raises(
            "closed already",
            Py42LegalHoldAlreadyDeactivatedError,
            lambda: hold.deactivate_matter(uid),
        )
        hold.reactivate_matter(uid)
        c.fields("reactivate_matter", hold.get_matter_by_uid(uid).data, active=True)


def check(run):
    """Runs every section."""
    run.c.sections(run, local, api_client)
