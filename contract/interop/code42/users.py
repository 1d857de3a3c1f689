"""Every method of py42's users service, with its effect read back."""

import py42.settings
from py42.exceptions import Py42BadRequestError
from py42.exceptions import Py42InternalServerError
from py42.exceptions import Py42InvalidEmailError
from py42.exceptions import Py42InvalidPasswordError
from py42.exceptions import Py42InvalidUsernameError
from py42.exceptions import Py42NotFoundError
from py42.exceptions import Py42OrgNotFoundError
from py42.exceptions import Py42UnauthorizedError
from py42.exceptions import Py42UserAlreadyExistsError
from py42.exceptions import Py42UsernameMustBeEmailError

from signin import sign_in

SEEDED_UID = "984118686188300065"
PASSWORD = "Interop-pass-1"


def names(page):
    return [u["username"] for u in page["users"]]


def new_user(run, name, org=None, password=PASSWORD):
    email = f"{name}.{run.mark}@example.com"
    return run.sdk.users.create_user((org or run.org)["orgUid"], email, email, password).data


def read(run, user):
    return run.sdk.users.get_by_id(user["userId"]).data


def create(run):
    c, users = run.c, run.sdk.users
    email = f"ida.{run.mark}@example.com"
    with c.step("users.create_user"):
        got = users.create_user(
            run.org["orgUid"], email, email, PASSWORD, "Ida", "Interop", "made by py42"
        )
        c.equal("status", got.status_code, 200)
        run.ida = got.data
        c.same_type("userId", got["userId"], int)
        c.ok("userUid is 18 digits", len(got["userUid"]) == 18 and got["userUid"].isdigit())
        want = dict(
            username=email,
            email=email,
            firstName="Ida",
            lastName="Interop",
            notes="made by py42",
            orgId=run.org["orgId"],
            orgUid=run.org["orgUid"],
            orgName=run.org["orgName"],
            active=True,
            blocked=False,
            status="Active",
            quotaInBytes=-1,
            invited=False,
            usernameIsAnEmail=None,
        )
        c.fields("answer", got.data, **want)
        del want["usernameIsAnEmail"]
        c.fields("read back", read(run, run.ida), **want)
        c.ok("no password in any answer", PASSWORD not in got.raw_text)
        invited = new_user(run, "invited", password=None)
        c.fields("without a password", invited, invited=True)
        c.equal("signs in", sign_in(run, email, PASSWORD).users.get_current()["username"], email)
    with c.step("users.create_user refused"):
        for name, username in {"same name": email, "other case": email.upper()}.items():
            c.raises(
                name,
                Py42UserAlreadyExistsError,
                lambda username=username: users.create_user(
                    run.org["orgUid"], username, email, first_name="Other"
                ),
            )
        c.fields("the first stays as it was", read(run, run.ida), firstName="Ida")
        c.raises(
            "bad email",
            Py42InternalServerError,
            lambda: users.create_user(run.org["orgUid"], f"x.{run.mark}@example.com", "no email"),
            "EMAIL_INVALID",
        )
        c.raises(
            "unknown org",
            Py42BadRequestError,
            lambda: users.create_user("1", f"x.{run.mark}@example.com", None),
            "Organization was not found",
        )
        left = names(users.get_by_username(f"x.{run.mark}@example.com"))
        c.equal("nothing was created", left, [])


def find(run):
    c, users, ida = run.c, run.sdk.users, run.ida
    with c.step("users: one"):
        for name, got in {
            "get_by_id": users.get_by_id(ida["userId"]),
            "get_by_id, digits in a string": users.get_by_id(str(ida["userId"])),
            "get_by_uid": users.get_by_uid(ida["userUid"]),
            "get_by_username": users.get_by_username(ida["username"])["users"][0],
            "get_by_username, other case": users.get_by_username(ida["username"].upper())["users"][
                0
            ],
        }.items():
            c.equal(name, got["userUid"], ida["userUid"])
        c.ok("no roles unless asked for", "roles" not in users.get_by_id(ida["userId"]).data)
        with_roles = users.get_by_id(ida["userId"], incRoles=True)
        c.contains("incRoles", with_roles["roles"], "Desktop User")
        c.equal("the seeded user", users.get_by_uid(SEEDED_UID)["userUid"], SEEDED_UID)
        none = users.get_by_username("nobody.at.all@example.com")
        c.fields("unknown name is an empty list", none.data, users=[], totalCount=0)
        c.contains("enveloped", none.raw_text, '"metadata"')
    with c.step("users.get_scim_data_by_uid"):
        c.equal("new user", users.get_scim_data_by_uid(ida["userUid"])["userId"], ida["userUid"])
        seeded = users.get_scim_data_by_uid(SEEDED_UID)
        c.equal("seeded user", seeded["userId"], SEEDED_UID)
        c.same_type("cloudUsernames", seeded["cloudUsernames"], list)


def filters(run):
    c, users, org = run.c, run.sdk.users, run.org["orgUid"]
    ida = run.ida["username"]
    with c.step("users.get_page filters"):
        c.contains("org_uid", names(users.get_page(1, org_uid=org)), ida)
        c.equal("email", names(users.get_page(1, email=ida)), [ida])
        c.equal("q, part of a name", names(users.get_page(1, q=ida[:-8])), [ida])
        c.equal("q, other case", names(users.get_page(1, q=ida[:-8].upper())), [ida])
        desktop = users.get_page(1, org_uid=org, role_id="desktop-user")
        c.contains("role_id", names(desktop), ida)
        admins = users.get_page(1, org_uid=org, role_id="customer-cloud-admin")
        c.equal("role_id nobody has there", names(admins), [])
        c.contains("active=True", names(users.get_page(1, org_uid=org, active=True)), ida)
        c.equal("active=False", names(users.get_page(1, org_uid=org, active=False)), [])
        inactive = users.get_page(1, active=False)
        c.contains("active=False, all orgs", names(inactive), "inactive.user@example.com")
        c.ok("active=False, only those", not any(u["active"] for u in inactive["users"]))
        shown = users.get_page(1, org_uid=org, incRoles=True)["users"]
        c.ok("incRoles", all("roles" in u for u in shown), shown)
    with c.step("users.get_page refused"):
        for name, call in {
            "a page that is no number": lambda: users.get_page("x"),
            "no page 0": lambda: users.get_page(0),
            "a bool that is none": lambda: users.get_page(1, active="maybe"),
        }.items():
            c.raises(name, Py42BadRequestError, call, "SYSTEM")
    with c.step("users: unknown org"):
        for name, call in {
            "get_page": lambda: users.get_page(1, org_uid="1"),
            "get_all": lambda: next(users.get_all(org_uid="1")),
        }.items():
            err = c.raises(name, Py42OrgNotFoundError, call, "'1'")
            c.equal(f"{name}, status", err.response.status_code, 400)


def paging(run):
    """The client stops at the first page that is shorter than what it asked for."""
    c, users = run.c, run.sdk.users
    with c.step("users paging"):
        org = run.new_org("paging")
        made = [new_user(run, f"page{n}", org)["userUid"] for n in range(4)]
        for size, want in {
            1: [1, 1, 1, 1, 0],
            2: [2, 2, 0],
            3: [3, 1],
            4: [4, 0],
            500: [4],
        }.items():
            py42.settings.items_per_page = size
            try:
                pages = list(users.get_all(org_uid=org["orgUid"]))
            finally:
                py42.settings.items_per_page = 500
            c.equal(f"{size} a page", [len(p["users"]) for p in pages], want)
            got = [u["userUid"] for p in pages for u in p["users"]]
            c.equal(f"{size} a page, each user once", sorted(got), sorted(made))
            c.ok(f"{size} a page, total", all(p["totalCount"] == 4 for p in pages))
        beyond = users.get_page(99, org_uid=org["orgUid"], page_size=2)
        c.fields("beyond the end", beyond.data, users=[], totalCount=4)
        every = [u["userUid"] for p in users.get_all() for u in p["users"]]
        c.equal("the whole world, each once", len(every), len(set(every)))
        total = users.get_page(1, page_size=1)["totalCount"]
        c.equal("the whole world, total", len(every), total)


def update(run):
    c, users = run.c, run.sdk.users
    with c.step("users.update_user"):
        user = new_user(run, "update")
        uid, renamed = user["userUid"], f"renamed.{run.mark}@example.com"
        users.update_user(uid, first_name="Ada", last_name="Byron")
        users.update_user(uid, notes="noted", archive_size_quota_bytes=1024)
        got = users.update_user(uid, username=renamed, email=renamed)
        want = dict(
            username=renamed,
            email=renamed,
            firstName="Ada",
            lastName="Byron",
            notes="noted",
            quotaInBytes=1024,
        )
        c.fields("answer", got.data, **want)
        c.fields("read back, null left alone", read(run, user), **want)
        c.equal("new name finds it", names(users.get_by_username(renamed)), [renamed])
        c.equal("old name finds nothing", names(users.get_by_username(user["username"])), [])
        c.ok("later modificationDate", got["modificationDate"] >= user["modificationDate"])
        users.update_user(uid, password="Changed-pass-2")
        now = sign_in(run, renamed, "Changed-pass-2").users.get_current()
        c.equal("new password signs in", now["userUid"], uid)
        # The client's Basic header is Latin-1, its JSON is UTF-8.
        users.update_user(uid, password="Gro\u00df-pass-3")
        now = sign_in(run, renamed, "Gro\u00df-pass-3").users.get_current()
        c.equal("a password beyond ASCII signs in", now["userUid"], uid)
        c.raises(
            "old password does not",
            Py42UnauthorizedError,
            lambda: sign_in(run, renamed, PASSWORD),
        )


def block(run):
    c, users = run.c, run.sdk.users
    with c.step("users.block, unblock"):
        user = new_user(run, "block")
        for again in ("", ", again"):
            users.block(user["userId"])
            c.fields(f"block{again}", read(run, user), blocked=True, status="Active, Blocked")
        c.raises(
            "cannot sign in",
            Py42UnauthorizedError,
            lambda: sign_in(run, user["username"], PASSWORD),
        )
        for again in ("", ", again"):
            users.unblock(user["userId"])
            c.fields(f"unblock{again}", read(run, user), blocked=False, status="Active")
        me = sign_in(run, user["username"], PASSWORD).users.get_current()
        c.equal("signs in", me["userUid"], user["userUid"])


def deactivate(run):
    c, users = run.c, run.sdk.users
    with c.step("users.deactivate, reactivate"):
        user = new_user(run, "deactivate")
        uid = user["userId"]
        for again in ("", ", again"):
            users.deactivate(uid)
            want = dict(active=False, blocked=False, status="Deactivated")
            c.fields(f"deactivate{again}", read(run, user), **want)
        gone = users.get_page(1, org_uid=run.org["orgUid"], active=False)
        c.contains("active=False finds it", names(gone), user["username"])
        c.raises(
            "cannot sign in",
            Py42UnauthorizedError,
            lambda: sign_in(run, user["username"], PASSWORD),
        )
        for again in ("", ", again"):
            users.reactivate(uid)
            c.fields(f"reactivate{again}", read(run, user), active=True, status="Active")
        users.deactivate(uid, block_user=True)
        want = dict(active=False, blocked=True, status="Deactivated, Blocked")
        c.fields("block_user=True", read(run, user), **want)
        users.reactivate(uid, unblock_user=False)
        want = dict(active=True, blocked=True, status="Active, Blocked")
        c.fields("unblock_user=False", read(run, user), **want)
        users.deactivate(uid)
        users.reactivate(uid, unblock_user=True)
        c.fields("unblock_user=True", read(run, user), blocked=False, status="Active")


def deactivation_reaches_devices(run):
    c, sdk = run.c, run.sdk
    with c.step("users.deactivate: devices"):
        device = run.borrow_device()
        owner = sdk.users.get_by_uid(device["userUid"])
        sdk.users.deactivate(owner["userId"])
        theirs = sdk.devices.get_page(1, user_uid=owner["userUid"])["computers"]
        c.ok("has devices", theirs)
        c.ok("all inactive", not any(d["active"] for d in theirs), theirs)
        sdk.users.reactivate(owner["userId"])
        c.fields("owner is back", read(run, owner), active=True)
        sdk.devices.reactivate(device["computerId"])


def move(run):
    c, sdk = run.c, run.sdk
    with c.step("users.change_org_assignment"):
        target = run.new_org("target")
        owner = sdk.users.get_by_uid(run.borrow_device()["userUid"])
        sdk.users.change_org_assignment(owner["userId"], target["orgId"])
        want = {k: target[k] for k in ("orgId", "orgUid", "orgName")}
        c.fields("user", read(run, owner), **want)
        there = names(sdk.users.get_page(1, org_uid=target["orgUid"]))
        c.equal("listed there", there, [owner["username"]])
        moved = sdk.devices.get_page(1, user_uid=owner["userUid"])["computers"]
        c.ok("devices", moved and all(d["orgId"] == target["orgId"] for d in moved), moved)
        sdk.users.change_org_assignment(owner["userId"], owner["orgId"])
        c.fields("and back", read(run, owner), orgId=owner["orgId"])


def refused_updates(run):
    c, users = run.c, run.sdk.users
    with c.step("users.update_user refused"):
        user = new_user(run, "refused")
        uid, before = user["userUid"], read(run, user)
        for kind, change in {
            Py42UsernameMustBeEmailError: dict(username="no-at-sign"),
            Py42InvalidEmailError: dict(email="no-at-sign"),
            Py42InvalidPasswordError: dict(password="a"),
            Py42InvalidUsernameError: dict(username=""),
            Py42InternalServerError: dict(username=run.ida["username"]),
        }.items():
            name = " ".join(f"{k}={v!r}" for k, v in change.items())
            err = c.raises(name, kind, lambda change=change: users.update_user(uid, **change))
            c.equal(f"{name}, status", err.response.status_code, 500)
        c.equal("nothing changed", read(run, user), before)


def unknown(run):
    c, users, nobody = run.c, run.sdk.users, 999999999
    with c.step("users: unknown id"):
        for name, call in {
            "get_by_id": lambda: users.get_by_id(nobody),
            "get_by_uid": lambda: users.get_by_uid("1"),
            "update_user": lambda: users.update_user("1", notes="x"),
            "get_scim_data_by_uid": lambda: users.get_scim_data_by_uid("1"),
            "block": lambda: users.block(nobody),
            "unblock": lambda: users.unblock(nobody),
            "deactivate": lambda: users.deactivate(nobody),
            "reactivate": lambda: users.reactivate(nobody),
            "change_org_assignment": lambda: users.change_org_assignment(nobody, 1),
            "get_roles": lambda: users.get_roles(nobody),
            "add_role": lambda: users.add_role(nobody, "Desktop User"),
        }.items():
            c.raises(name, Py42NotFoundError, call)
        c.raises("an id that is no number", Py42NotFoundError, lambda: users.get_by_id("abc"))
        c.raises(
            "change_org_assignment, unknown org",
            Py42BadRequestError,
            lambda: users.change_org_assignment(run.ida["userId"], 999999999),
        )
        c.fields("stays where it was", read(run, run.ida), orgId=run.org["orgId"])


def check(run):
    """Runs every section."""
    run.c.sections(
        run,
        create,
        find,
        filters,
        paging,
        update,
        block,
        deactivate,
        deactivation_reaches_devices,
        move,
        refused_updates,
        unknown,
    )
