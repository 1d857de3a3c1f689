"""Every method of py42's clients for risk profiles and watchlists, read back."""

from datetime import datetime

from py42.exceptions import Py42CloudAliasLimitExceededError
from py42.exceptions import Py42InvalidWatchlistType
from py42.exceptions import Py42NotFoundError
from py42.exceptions import Py42UserRiskProfileNotFound
from py42.exceptions import Py42WatchlistNotFound
from py42.exceptions import Py42WatchlistOrUserNotFound

from legalhold import NOBODY
from legalhold import walk
from users import new_user


def profiles(run):
    c, risk = run.c, run.sdk.userriskprofile
    user = new_user(run, "risk")
    uid = user["userUid"]
    with c.step("userriskprofile: reading"):
        got = risk.get_by_id(uid).data
        c.fields("get_by_id", got, userId=uid, cloudAliases=[user["username"]], endDate=None)
        c.equal("get_by_username", risk.get_by_username(user["username"]).data, got)
        page = risk.get_page(page_num=1, page_size=3)
        c.equal("get_page", len(page["userRiskProfiles"]), 3)
        everybody = walk(risk.get_all(), "userRiskProfiles", "userId")
        c.equal("get_all", len(everybody), page["totalCount"])
        c.contains("with the new one", everybody, uid)
        some = next(p for one in risk.get_all() for p in one["userRiskProfiles"] if p["department"])
        named = walk(risk.get_all(department=some["department"]), "userRiskProfiles", "department")
        c.equal("get_all by department", set(named), {some["department"]})
    with c.step("userriskprofile.update"):
        want = dict(
            startDate={"year": 2020, "month": 2, "day": 29},
            endDate={"year": 2031, "month": 1, "day": 31},
            notes="noted",
        )
        got = risk.update(uid, "2020-02-29", datetime(2031, 1, 31), "noted")
        c.fields("answer", got.data, **want)
        c.fields("read back", risk.get_by_id(uid).data, **want)
        risk.update(uid, end_date="", notes="")
        want = dict(want, endDate=None, notes="")
        c.fields("cleared, the rest as it was", risk.get_by_id(uid).data, **want)
    with c.step("userriskprofile: cloud aliases"):
        names = [user["username"], f"cloud.{run.mark}@example.com"]
        c.equal("add_cloud_aliases", risk.add_cloud_aliases(uid, names[1])["cloudAliases"], names)
        c.equal("read back", risk.get_by_id(uid)["cloudAliases"], names)
        c.raises(
            "a third",
            Py42CloudAliasLimitExceededError,
            lambda: risk.add_cloud_aliases(uid, ["third@example.com"]),
        )
        risk.delete_cloud_aliases(uid, [names[1]])
        c.equal("delete_cloud_aliases", risk.get_by_id(uid)["cloudAliases"], names[:1])
    with c.step("userriskprofile of nobody"):
        for name, call in {
            "get_by_id": lambda: risk.get_by_id(NOBODY),
            "update": lambda: risk.update(NOBODY, notes="x"),
            "add_cloud_aliases": lambda: risk.add_cloud_aliases(NOBODY, "x"),
            "delete_cloud_aliases": lambda: risk.delete_cloud_aliases(NOBODY, "x"),
        }.items():
            c.raises(name, Py42UserRiskProfileNotFound, call)


def lists(run):
    c, watch = run.c, run.sdk.watchlists
    one, two = new_user(run, "watched.one"), new_user(run, "watched.two")
    a, b = one["userUid"], two["userUid"]
    with c.step("watchlists: making"):
        got = watch.create("CUSTOM", f"Team {run.mark}", "described")
        uid = got["watchlistId"]
        c.fields("create", got.data, listType="CUSTOM", title=f"Team {run.mark}")
        c.equal("get", watch.get(uid).data, got.data)
        c.contains("get_all", walk(watch.get_all(), "watchlists", "watchlistId"), uid)
        c.raises(
            "a type that does not exist",
            Py42InvalidWatchlistType,
            lambda: watch.create("SOME_LIST"),
            "SOME_LIST",
        )
    members(run, uid, a, b)
    by_type(run, a, b)
    with c.step("watchlists: deleting"):
        c.equal("delete", watch.delete(uid).status_code, 200)
        for name, call in {
            "get": lambda: watch.get(uid),
            "delete": lambda: watch.delete(uid),
            "members": lambda: list(watch.get_all_watchlist_members(uid)),
            "add": lambda: watch.add_included_users_by_watchlist_id([a], uid),
            "remove": lambda: watch.remove_included_users_by_watchlist_id([a], uid),
        }.items():
            c.raises(f"{name} when it is gone", Py42WatchlistNotFound, call)


def members(run, uid, a, b):
    c, watch = run.c, run.sdk.watchlists

    def included():
        return walk(watch.get_all_included_users(uid), "includedUsers", "userId")

    with c.step("watchlists: members"):
        watch.add_included_users_by_watchlist_id([a, int(b)], uid)
        c.ok("add_included_users_by_watchlist_id", set(included()) == {a, b}, f"{included()}")
        everybody = walk(watch.get_all_watchlist_members(uid), "watchlistMembers", "userId")
        c.equal("get_all_watchlist_members", everybody, included())
        c.equal("get_watchlist_member", watch.get_watchlist_member(uid, a)["userId"], a)
        c.equal("counted", watch.get(uid)["stats"], {"includedUsersCount": 2})
        watch.remove_included_users_by_watchlist_id(a, uid)
        c.equal("remove_included_users_by_watchlist_id", included(), [b])
        c.raises(
            "no member",
            Py42WatchlistOrUserNotFound,
            lambda: watch.get_watchlist_member(uid, a),
        )
        for name, change in {
            "add": watch.add_included_users_by_watchlist_id,
            "remove": watch.remove_included_users_by_watchlist_id,
        }.items():
            c.raises(
                f"{name} nobody",
                Py42NotFoundError,
                lambda change=change: change([a, NOBODY], uid),
                "User not found",
            )
        c.equal("all or nobody", included(), [b])


def by_type(run, a, b):
    c, watch = run.c, run.sdk.watchlists

    def included(kind):
        rows = [row for page in watch.get_all() for row in page["watchlists"]]
        uid = next(row["watchlistId"] for row in rows if row["listType"] == kind)
        return walk(watch.get_all_included_users(uid), "includedUsers", "userId")

    with c.step("watchlists by type"):
        for kind in ("FLIGHT_RISK", "SUSPICIOUS_SYSTEM_ACTIVITY"):
            watch.add_included_users_by_watchlist_type([a, b], kind)
            got = included(kind)
            c.ok(f"added to {kind}", {a, b} <= set(got), f"got {got}")
            watch.remove_included_users_by_watchlist_type([a], kind)
            c.ok(f"removed from {kind}", a not in included(kind) and b in included(kind))


def check(run):
    """Runs every section."""
    run.c.sections(run, profiles, lists)
