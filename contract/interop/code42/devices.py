"""Every method of py42's devices service but the settings ones, read back."""

import py42.settings
from py42.exceptions import Py42NotFoundError
from py42.exceptions import Py42OrgNotFoundError

SEEDED_ID = 251691
SEEDED_GUID = "935873453596901068"
DESTINATION = "673679195225718785"


def guids(page):
    return [d["guid"] for d in page["computers"]]


def read(run):
    c, devices = run.c, run.sdk.devices
    with c.step("devices: one"):
        got = devices.get_by_id(SEEDED_ID)
        c.fields("get_by_id", got.data, computerId=SEEDED_ID, guid=SEEDED_GUID, active=True)
        c.fields("get_by_guid", devices.get_by_guid(SEEDED_GUID).data, computerId=SEEDED_ID)
        c.equal("digits in a string", devices.get_by_id(str(SEEDED_ID))["guid"], SEEDED_GUID)
        c.same_type("service is always there", got["service"], str)
        c.ok("no backupUsage unless asked for", "backupUsage" not in got.data)
        for name, full in {
            "get_by_id": devices.get_by_id(SEEDED_ID, include_backup_usage=True),
            "get_by_guid": devices.get_by_guid(SEEDED_GUID, include_backup_usage=True),
        }.items():
            places = [u["targetComputerGuid"] for u in full["backupUsage"]]
            c.contains(f"{name}, backupUsage", places, DESTINATION)


def filters(run):
    c, devices = run.c, run.sdk.devices
    with c.step("devices.get_page filters"):
        seeded = devices.get_by_id(SEEDED_ID)
        for name, page in {
            "active": devices.get_page(1, active=True, q=SEEDED_GUID),
            "blocked": devices.get_page(1, blocked=False, q=SEEDED_GUID),
            "org_uid": devices.get_page(1, org_uid=seeded["orgUid"]),
            "user_uid": devices.get_page(1, user_uid=seeded["userUid"]),
            "destination_guid": devices.get_page(1, destination_guid=DESTINATION),
            "include_counts": devices.get_page(1, include_counts=False),
            "q, part of a guid": devices.get_page(1, q=SEEDED_GUID[:12]),
            "q, a name": devices.get_page(1, q=seeded["name"]),
            "q, a host name": devices.get_page(1, q=seeded["osHostname"]),
        }.items():
            c.contains(name, guids(page), SEEDED_GUID)
        for name, page in {
            "active=False": devices.get_page(1, active=False),
            "blocked=True": devices.get_page(1, blocked=True),
            "another user": devices.get_page(1, user_uid=run.ida["userUid"]),
            "another destination": devices.get_page(1, destination_guid="1"),
            "q of nothing": devices.get_page(1, q="no such device anywhere"),
        }.items():
            c.ok(f"{name} leaves it out", SEEDED_GUID not in guids(page))
        full = devices.get_page(1, page_size=5, include_backup_usage=True)["computers"]
        c.ok("include_backup_usage", full and all("backupUsage" in d for d in full))
        every = {g for p in devices.get_all() for g in guids(p)}
        total = devices.get_page(1, page_size=1)["totalCount"]
        c.equal("get_all, total", len(every), total)
    with c.step("devices: unknown org"):
        for name, call in {
            "get_page": lambda: devices.get_page(1, org_uid="1"),
            "get_all": lambda: next(devices.get_all(org_uid="1")),
        }.items():
            err = c.raises(name, Py42OrgNotFoundError, call, "'1'")
            c.equal(f"{name}, status", err.response.status_code, 400)


def paging(run):
    c, devices = run.c, run.sdk.devices
    with c.step("devices paging"):
        org = run.org_with_devices()
        every = [g for p in devices.get_all(org_uid=org) for g in guids(p)]
        n = len(every)
        for size, want in {1: [1] * n + [0], n: [n, 0], 500: [n]}.items():
            py42.settings.items_per_page = size
            try:
                pages = list(devices.get_all(org_uid=org))
            finally:
                py42.settings.items_per_page = 500
            c.equal(f"{size} a page", [len(guids(p)) for p in pages], want)
            got = [g for p in pages for g in guids(p)]
            c.equal(f"{size} a page, each once", sorted(got), sorted(every))
        twos = [len(guids(p)) for p in devices.get_all(org_uid=org, page_size=2)]
        c.equal("2 a page", twos, [2] * (n // 2) + [n % 2])
        beyond = devices.get_page(999, org_uid=org, page_size=2)
        c.fields("beyond the end", beyond.data, computers=[], totalCount=n)


def states(run):
    c, devices = run.c, run.sdk.devices

    def now(name, status, **want):
        c.fields(name, devices.get_by_id(SEEDED_ID).data, status=status, **want)

    with c.step("devices.block, unblock"):
        for again in ("", ", again"):
            devices.block(SEEDED_ID)
            now(f"block{again}", "Active, Blocked", blocked=True, active=True)
        found = guids(devices.get_page(1, blocked=True, q=SEEDED_GUID))
        c.equal("blocked=True finds it", found, [SEEDED_GUID])
        for again in ("", ", again"):
            devices.unblock(SEEDED_ID)
            now(f"unblock{again}", "Active", blocked=False)
    with c.step("devices.deactivate, reactivate"):
        for again in ("", ", again"):
            devices.deactivate(SEEDED_ID)
            now(f"deactivate{again}", "Deactivated", active=False)
        found = guids(devices.get_page(1, active=False, q=SEEDED_GUID))
        c.equal("active=False finds it", found, [SEEDED_GUID])
        for again in ("", ", again"):
            devices.reactivate(SEEDED_ID)
            now(f"reactivate{again}", "Active", active=True)
        # Ids out of a CSV file are text.
        devices.deactivate(str(SEEDED_ID))
        now("deactivate, digits in a string", "Deactivated")
        devices.block(SEEDED_ID)
        now("deactivate and block", "Deactivated, Blocked")
        devices.unblock(SEEDED_ID)
        devices.reactivate(str(SEEDED_ID))
        now("reactivate, digits in a string", "Active")
    with c.step("devices.deauthorize"):
        seen = devices.get_by_id(SEEDED_ID)["lastConnected"]
        devices.deauthorize(SEEDED_ID)
        now("deauthorize", "Active, Deauthorized", lastConnected=seen)
        devices.block(SEEDED_ID)
        now("and block", "Active, Blocked, Deauthorized")
        devices.unblock(SEEDED_ID)


def agent(run):
    c, devices = run.c, run.sdk.devices
    with c.step("devices.get_agent_state"):
        got = devices.get_agent_state(SEEDED_GUID, "fullDiskAccess")
        c.equal("name", got["name"], "fullDiskAccess")
        c.contains("value is text", ("true", "false"), got["value"])
        same = devices.get_agent_full_disk_access_state(SEEDED_GUID)
        c.equal("get_agent_full_disk_access_state", same.data, got.data)
        c.raises(
            "a property never reported",
            Py42NotFoundError,
            lambda: devices.get_agent_state(SEEDED_GUID, "noSuchProperty"),
        )
    with c.step("devices.upgrade"):
        before = devices.get_by_guid(SEEDED_GUID)
        got = devices.upgrade(SEEDED_GUID)
        c.ok("accepted", 200 <= got.status_code <= 299, got.status_code)
        after = devices.get_by_guid(SEEDED_GUID)
        c.equal("the device is still there", after["computerId"], before["computerId"])
        c.ok("its version does not fall", after["version"] >= before["version"])


def unknown(run):
    c, devices, nothing = run.c, run.sdk.devices, 999999999
    with c.step("devices: unknown id"):
        for name, call in {
            "get_by_id": lambda: devices.get_by_id(nothing),
            "get_by_guid": lambda: devices.get_by_guid("1"),
            "block": lambda: devices.block(nothing),
            "unblock": lambda: devices.unblock(nothing),
            "deactivate": lambda: devices.deactivate(nothing),
            "reactivate": lambda: devices.reactivate(nothing),
            "deauthorize": lambda: devices.deauthorize(nothing),
            "get_agent_state": lambda: devices.get_agent_state("1", "fullDiskAccess"),
            "upgrade": lambda: devices.upgrade("1"),
        }.items():
            c.raises(name, Py42NotFoundError, call)


def check(run):
    """Runs every section."""
    run.c.sections(
        run,
        read,
        filters,
        paging,
        states,
        agent,
        unknown,
    )
