"""Every method of py42's orgs service but the settings ones, read back."""

import uuid

import py42.settings
from py42.exceptions import Py42Error
from py42.exceptions import Py42NotFoundError

from users import new_user
from users import read as read_user

SEEDED_GUID = "935873453596901068"


def read(run, org):
    return run.sdk.orgs.get_by_id(org["orgId"]).data


def lists(run):
    c, orgs = run.c, run.sdk.orgs
    with c.step("orgs.get_page, get_all"):
        first = orgs.get_page()["orgs"][0]
        c.fields("the root comes first", first, parentOrgId=None, parentOrgUid=None)
        every = [o for p in orgs.get_all() for o in p["orgs"]]
        c.ok("orgId is an int", all(type(o["orgId"]) is int for o in every))
        c.ok("orgUid is digits", all(o["orgUid"].isdigit() for o in every))
        c.ok("orgGuid is a UUID", all(uuid.UUID(o["orgGuid"]) for o in every))
        c.equal("total", orgs.get_page(1, 1)["totalCount"], len(every))
        run.new_org("page")
        n = len(every) + 1
        for size, want in {1: [1] * n + [0], n: [n, 0], 500: [n]}.items():
            py42.settings.items_per_page = size
            try:
                pages = list(orgs.get_all())
            finally:
                py42.settings.items_per_page = 500
            c.equal(f"{size} a page", [len(p["orgs"]) for p in pages], want)
            got = {o["orgUid"] for p in pages for o in p["orgs"]}
            c.equal(f"{size} a page, each once", len(got), n)
        c.fields("beyond the end", orgs.get_page(999, 2).data, orgs=[], totalCount=n)
        c.equal("get_current", orgs.get_current()["orgId"], run.me["orgId"])


def create(run):
    c, orgs = run.c, run.sdk.orgs
    with c.step("orgs.create_org"):
        name = f"Created {run.mark}"
        got = orgs.create_org(name, "ref-1", "made by py42", parent_org_uid=run.root["orgUid"])
        c.equal("status", got.status_code, 200)
        want = dict(
            orgName=name,
            orgExtRef="ref-1",
            notes="made by py42",
            parentOrgId=run.root["orgId"],
            parentOrgUid=run.root["orgUid"],
            parentOrgGuid=run.root["orgGuid"],
            active=True,
            blocked=False,
            status="Active",
        )
        c.fields("answer", got.data, **want)
        c.fields("get_by_id", orgs.get_by_id(got["orgId"]).data, **want)
        c.fields("get_by_uid", orgs.get_by_uid(got["orgUid"]).data, **want)
        every = [o["orgGuid"] for p in orgs.get_all() for o in p["orgs"]]
        c.equal("listed once", every.count(got["orgGuid"]), 1)
        c.equal("org_id_map", orgs.org_id_map[got["orgId"]], got["orgGuid"])
        c.raises("no parent", Py42Error, lambda: orgs.create_org("x"), "Couldn't find an Org")


def update(run):
    c, orgs = run.c, run.sdk.orgs
    with c.step("orgs.update_org"):
        org = run.new_org("update")
        orgs.update_org(org["orgId"], name=f"Renamed {run.mark}")
        orgs.update_org(org["orgId"], notes="noted", ext_ref="ref-2")
        want = dict(orgName=f"Renamed {run.mark}", notes="noted", orgExtRef="ref-2")
        c.fields("read back, null left alone", read(run, org), **want)
        member = new_user(run, "member", org)
        c.fields("a member shows the new name", member, orgName=f"Renamed {run.mark}")


def family(run, name):
    """An org, a child of it, and a user in the child."""
    parent = run.new_org(name)
    child = run.new_org(f"{name} child", parent)
    return parent, child, new_user(run, name.replace(" ", "."), child)


def block(run):
    c, orgs = run.c, run.sdk.orgs
    with c.step("orgs.block, unblock"):
        parent, child, user = family(run, "blocked")
        for again in ("", ", again"):
            orgs.block(parent["orgId"])
            want = dict(blocked=True, active=True, status="Active, Blocked")
            c.fields(f"block{again}", read(run, parent), **want)
        c.fields("its child", read(run, child), blocked=True)
        c.fields("the child's user", read_user(run, user), blocked=True)
        for again in ("", ", again"):
            orgs.unblock(parent["orgId"])
            c.fields(f"unblock{again}", read(run, parent), blocked=False, status="Active")
        c.fields("its child is unblocked", read(run, child), blocked=False)
        c.fields("its user is not", read_user(run, user), blocked=True)


def deactivate(run):
    c, orgs = run.c, run.sdk.orgs
    with c.step("orgs.deactivate, reactivate"):
        parent, child, user = family(run, "deactivated")
        for again in ("", ", again"):
            orgs.deactivate(parent["orgId"])
            want = dict(active=False, status="Deactivated")
            c.fields(f"deactivate{again}", read(run, parent), **want)
        c.fields("its child", read(run, child), active=False)
        c.fields("the child's user", read_user(run, user), active=False)
        for again in ("", ", again"):
            orgs.reactivate(parent["orgId"])
            c.fields(f"reactivate{again}", read(run, parent), active=True, status="Active")
    with c.step("orgs.deactivate: devices"):
        device = run.borrow_device()
        owner = run.sdk.users.get_by_uid(device["userUid"])
        target = run.new_org("with a device")
        run.sdk.users.change_org_assignment(owner["userId"], target["orgId"])
        orgs.deactivate(target["orgId"])
        c.fields(
            "a device in it", run.sdk.devices.get_by_id(device["computerId"]).data, active=False
        )
        orgs.reactivate(target["orgId"])
        run.sdk.users.reactivate(owner["userId"])
        run.sdk.users.change_org_assignment(owner["userId"], owner["orgId"])
        run.sdk.devices.reactivate(device["computerId"])


def agent_state(run):
    c, orgs = run.c, run.sdk.orgs
    with c.step("orgs.get_agent_state"):
        device = run.sdk.devices.get_by_guid(SEEDED_GUID)
        state = orgs.get_agent_state(device["orgId"], "fullDiskAccess")
        guids = [s["deviceGuid"] for s in state]
        c.contains("the seeded device's org", guids, SEEDED_GUID)
        c.ok("one property", all(s["name"] == "fullDiskAccess" for s in state))
        same = orgs.get_agent_full_disk_access_states(device["orgId"])
        c.equal("get_agent_full_disk_access_states", same.data, state.data)
        empty = orgs.get_agent_full_disk_access_states(run.new_org("no devices")["orgId"])
        c.equal("a new org, status", empty.status_code, 200)
        c.equal("a new org", list(empty), [])


def unknown(run):
    c, orgs = run.c, run.sdk.orgs
    with c.step("orgs: unknown id"):
        c.raises(
            "told by the client", Py42Error, lambda: orgs.get_by_id(-1), "Couldn't find an Org"
        )
        c.raises("get_by_uid", Py42Error, lambda: orgs.get_by_uid("1"), "Couldn't find an Org")
        # The client knows ids only from its map: an entry of ours takes it to the server.
        orgs.org_id_map[-2] = "00000000-0000-4000-8000-000000000000"
        for name, call in {
            "get_by_id": lambda: orgs.get_by_id(-2),
            "update_org": lambda: orgs.update_org(-2, name="x"),
            "block": lambda: orgs.block(-2),
            "unblock": lambda: orgs.unblock(-2),
            "deactivate": lambda: orgs.deactivate(-2),
            "reactivate": lambda: orgs.reactivate(-2),
        }.items():
            c.raises(name, Py42NotFoundError, call)
        del orgs.org_id_map[-2]


def check(run):
    """Runs every section."""
    run.c.sections(
        run,
        lists,
        create,
        update,
        block,
        deactivate,
        agent_state,
        unknown,
    )
