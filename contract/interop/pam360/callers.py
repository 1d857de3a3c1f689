"""Calls in the order in which public scripts make them, with what each of them takes for granted.

One section for each script that once stopped at its first calls. Run it with
`make interop`.
"""

import sys

from api import Api
from check import Checks
from raw import Run
from world import need

WEAK = "admin"
MADE_UP = 1000000


def first_write_with_a_weak_password(run):
    """A script's first write: it does not know the server's policies, and the server stores what it is given."""
    c, name = run.c, run.name("first")
    api = Api(run.token, headers={}, params={"AUTHTOKEN": run.token})
    with c.step("first write"):
        made = api.send(
            "POST",
            "/resources",
            {"RESOURCENAME": name, "ACCOUNTNAME": "root", "RESOURCETYPE": "Linux", "PASSWORD": WEAK}
            | {"RESOURCEPASSWORDPOLICY": "Strong", "ACCOUNTPASSWORDPOLICY": "Strong"},
            "text/json, dict text",
        )
        if not c.equal("create", made.message, f"Resource {name} has been added successfully"):
            return
        resource = api.get(f"/resources/resourcename/{name}").details["RESOURCEID"]
        account = {"ACCOUNTNAME": "deploy", "PASSWORD": WEAK, "ACCOUNTPASSWORDPOLICY": "Strong"}
        added = api.send("POST", f"/resources/{resource}/accounts", {"ACCOUNTLIST": [account]})
        c.contains("add", added.text, '"STATUS":"Account added successfully"')
        for login in ("root", "deploy"):
            _, number = run.ids(name, login, api)
            page = f"/resources/{resource}/accounts/{number}"
            c.equal(f"{login}, password", api.get(f"{page}/password").details, {"PASSWORD": WEAK})
            c.fields(
                f"{login}, its page",
                api.get(page).details,
                **{"COMPLIANT STATUS": "Non-Compliant", "COMPLIANT REASON": "Minimum length must be 8"},
            )


def change_or_create(run, resource_name, login, password):
    """Changes a password, or creates what is not there: the ids of what was not found are made up. Returns what was done."""
    c, api = run.c, run.api
    found = api.get(
        "/resources/getResourceIdAccountId", RESOURCENAME=resource_name, ACCOUNTNAME=login
    )
    ids = found.details or {"RESOURCEID": MADE_UP, "ACCOUNTID": MADE_UP}
    done = api.send(
        "PUT",
        f"/resources/{ids['RESOURCEID']}/accounts/{ids['ACCOUNTID']}/password",
        {"NEWPASSWORD": password, "RESETTYPE": "LOCAL", "REASON": "rotation"},
    )
    if done.status != "Failed" or "No such account found" not in done.message:
        c.equal(f"change {login}", done.message, "Password changed successfully")
        return "changed"
    known = api.get(f"/resources/resourcename/{resource_name}").details
    account = {"ACCOUNTNAME": login, "PASSWORD": password}
    if known:
        api.send("POST", f"/resources/{known['RESOURCEID']}/accounts", {"ACCOUNTLIST": [account]})
    else:
        api.send("POST", "/resources", {"RESOURCENAME": resource_name} | account)
    return "created"


def password_change_of_what_is_not_there(run):
    c, name = run.c, run.name("rotated")
    with c.step("rotation"):
        for login, password, want in (
            ("root", "Rotate-1-first", "created"),
            ("root", "Rotate-2-again", "changed"),
            ("deploy", "Rotate-3-other", "created"),
            ("deploy", "Rotate-4-again", "changed"),
        ):
            c.equal(f"{login}, {password}", change_or_create(run, name, login, password), want)
            resource, account = run.ids(name, login)
            kept = run.api.get(f"/resources/{resource}/accounts/{account}/password")
            c.equal(f"{login}, read back", kept.details, {"PASSWORD": password})


def created_for_another_and_deleted_by_name(run):
    c, name = run.c, run.name("handed")
    with c.step("for another"):
        made = run.api.send("POST", "/resources", {"RESOURCENAME": name, "OWNERNAME": "passadmin"})
        c.equal("create", made.status, "Success")
        found = run.api.get(f"/resources/resourcename/{name}")
        if c.ok("found by its name", found.details, found.text):
            gone = run.api.delete(f"/resources/{found.details['RESOURCEID']}")
            c.equal("delete", gone.status, "Success")
        c.equal("it is gone", run.row(name), None)


def created_again_and_content_with_it(run):
    """A state module runs time and again: a resource that is there already is a success."""
    c, name = run.c, run.name("kept")
    with c.step("again"):
        for attempt in ("first", "second"):
            details = {"RESOURCENAME": name, "ACCOUNTNAME": "root", "PASSWORD": ""}
            made = run.api.send("POST", "/resources", details, "application/json, raw body")
            content = made.status == "Success" or "Resource already exists" in made.message
            c.ok(f"{attempt} run", content, made.text)
            c.equal(f"{attempt} status", made.status, "Success" if attempt == "first" else "Failed")


def main():
    c = Checks(f"PAM360 as public scripts call it over {need('PAM360_URL').partition(':')[0]}")
    with c.step("start"):
        c.sections(
            Run(c),
            first_write_with_a_weak_password,
            password_change_of_what_is_not_there,
            created_for_another_and_deleted_by_name,
            created_again_and_content_with_it,
        )
    return c.finish()


if __name__ == "__main__":
    sys.exit(main())
