"""What clients read out of answers: bytes, types, quirks, paging, times."""

import json
import re

from world import TOTP_SECRET
from world import totp_code

TIME = re.compile(r"[A-Z][a-z]{2} \d{1,2}, \d{4} \d{2}:\d{2} [AP]M")


def bytes_and_types(run):
    c, api = run.c, run.api
    name, resource, account = run.create("typed")
    base = f"/resources/{resource}"
    with c.step("bytes"):
        got = api.get("/resources")
        c.contains("compact", got.text, '"status":"Success"')
        for blank in ('": ', '", "', "}, {", "\n"):
            c.ok(f"no {blank!r}", blank not in got.text)
        kind = got.http.headers["Content-Type"].replace(" ", "").lower()
        c.equal("content type", kind, "application/json;charset=utf-8")
        added = api.send(
            "POST",
            f"{base}/accounts",
            {"ACCOUNTLIST": [{"ACCOUNTNAME": "deploy", "PASSWORD": "Other-pass-2"}]},
        )
        c.contains("added", added.text, '"STATUS":"Account added successfully"')
        again = api.send(
            "POST",
            f"{base}/accounts",
            {
                "ACCOUNTLIST": [
                    {"ACCOUNTNAME": "deploy", "PASSWORD": "Other-pass-2"},
                    {"ACCOUNTNAME": "third", "PASSWORD": "Other-pass-2"},
                ]
            },
        )
        twice = '"STATUS":"Account is not added  as it already exists"'
        c.contains("two blanks for one that exists", again.text, twice)
        c.equal("partial success is success", again.status, "Success")
        c.fields("the other was added", run.row(name), NOOFACCOUNTS="3")
    with c.step("types"):
        c.same_type("totalRows", got.operation["totalRows"], int)
        c.same_type("statusCode", got.result["statusCode"], int)
        c.equal("statusCode of success", got.result["statusCode"], 20000)
        c.ok("the list is text", all(type(v) is str for r in got.details for v in r.values()))
        shown = api.get(f"{base}/accounts")
        c.ok("no totalRows in the account list", "totalRows" not in shown.operation)
        for one in shown.details["ACCOUNT LIST"]:
            c.equal("PASSWDID is the account id", one["PASSWDID"], one["ACCOUNT ID"])
            c.equal("the password is masked", one["PASSWORD STATUS"], "****")
            c.same_type("ISFAVPASS", one["ISFAVPASS"], str)
        c.ok("no password in the list", "Other-pass-2" not in shown.text)
        groups = api.get(f"{base}/associatedGroups").details["ASSOCIATED GROUPS"]
        c.contains("Default Group", [g["GROUP NAME"] for g in groups], "Default Group")
        c.same_type("GROUP ID is a number", groups[0]["GROUP ID"], int)


def lookups(run):
    c, api = run.c, run.api
    name, resource, account = run.create("look up (a.b)")
    with c.step("lookups"):
        want = {"RESOURCEID": resource, "ACCOUNTID": account}
        got = api.get("/resources/getResourceIdAccountId", RESOURCENAME=name, ACCOUNTNAME="root")
        c.equal("getResourceIdAccountId", got.details, want)
        c.equal("its name", got.name, "GET_RESOURCEACCOUNTID")
        encoded = name.replace(" ", "%20").replace("(", "%28").replace(")", "%29")
        for how, path in {"percent-encoded": encoded, "as it is": name}.items():
            got = api.get(f"/resources/resourcename/{path}")
            c.equal(f"resourcename, {how}", got.details, {"RESOURCEID": resource})
            got = api.get(f"/resources/resourcename/{path}/accounts/accountname/root")
            c.equal(f"the older form, {how}", got.details, want)
        both = api.get(
            "/resources/getResourceAccountDetails", RESOURCEID=resource, ACCOUNTID=account
        )
        c.same_type("ACCOUNTDETAILS is text", both.details["ACCOUNTDETAILS"], str)
        inside = json.loads(both.details["ACCOUNTDETAILS"])
        c.equal("and holds JSON", inside["PASSWORD"], "First-pass-1")
        types = [t["RESOURCE TYPE"] for t in api.get("/resources/resourcetypes").details]
        c.ok("ten types or more", len(types) >= 10 and "Linux" in types, types)
        some = api.get("/resources/resourcetypes", {"RESOURCETYPE_CONTAINING": ["win"]})
        found = [t["RESOURCE TYPE"].lower() for t in some.details]
        c.ok("RESOURCETYPE_CONTAINING", found and all("win" in t for t in found), found)
        web, web_id, _ = run.create("web", RESOURCEURL="https://web-01.example/login")
        urls = {
            u["RESOURCE ID"]: u["RESOURCE URL"] for u in api.get("/resources/websiteurls").details
        }
        c.equal("websiteurls", urls.get(web_id), "https://web-01.example/login")
        c.ok("websiteurls, only those with one", resource not in urls)


def empty_answers(run):
    c, api = run.c, run.api
    with c.step("nothing to show"):
        none = api.get(
            "/resources",
            {"SEARCHTYPE": "RESOURCE", "SEARCHCOLUMN": "ALL", "SEARCHVALUE": "no such thing"},
        )
        c.equal("status", none.status, "Success")
        c.equal("totalRows", none.operation["totalRows"], 0)
        c.ok("no Details", "Details" not in none.operation, none.text)
        name, resource, account = run.create("emptied")
        api.delete(f"/resources/{resource}/accounts/{account}")
        shown = api.get(f"/resources/{resource}/accounts")
        c.equal("ACCOUNT LIST is an empty text", shown.details["ACCOUNT LIST"], "")
        c.fields("NOOFACCOUNTS", run.row(name), NOOFACCOUNTS="0")


def paging(run):
    c, api = run.c, run.api
    names = [run.create(f"paged{n}")[0] for n in range(5)]
    search = {"SEARCHTYPE": "RESOURCE", "SEARCHCOLUMN": "RESOURCENAME"}

    def page(start, limit):
        more = {"SEARCHVALUE": "PAGED", "STARTINDEX": start, "LIMIT": limit}
        return api.get("/resources", search | more)

    with c.step("paging"):
        seen, start = [], 0
        while True:
            got = page(start, 2)
            seen += [r["RESOURCE NAME"] for r in got.details or []]
            c.equal(f"totalRows from {start}", got.operation["totalRows"], 5)
            start += 2
            if got.operation["totalRows"] <= start:
                break
        c.equal("each once, in any case of letters", sorted(seen), sorted(names))
        beyond = page(99, 2)
        c.ok("beyond the end", "Details" not in beyond.operation, beyond.text)
        c.equal("beyond the end, total", beyond.operation["totalRows"], 5)
        full = api.get("/resources")
        c.equal("no LIMIT, everything", len(full.details), full.operation["totalRows"])


def times(run):
    c, api = run.c, run.api
    _, resource, account = run.create("timed")
    one = f"/resources/{resource}/accounts/{account}"
    with c.step("times"):
        start = api.get(one).details
        never = {"LAST ACCESSED TIME": "N/A", "LAST MODIFIED TIME": "N/A", "PASSWDID": account}
        c.fields("at first", start, **never)
        api.get(f"{one}/password", {"REASON": "interop"})
        read = api.get(one).details
        c.ok("a fetch is noted", TIME.fullmatch(read["LAST ACCESSED TIME"]), read)
        c.equal("and is no change", read["LAST MODIFIED TIME"], "N/A")
        api.send("PUT", f"{one}/password", {"NEWPASSWORD": "Later-pass-3", "RESETTYPE": "LOCAL"})
        changed = api.get(one).details
        c.ok("a change is noted", TIME.fullmatch(changed["LAST MODIFIED TIME"]), changed)


def passwords(run):
    c, api = run.c, run.api
    with c.step("passwords"):
        for policy in ("Low", "Medium", "Strong"):
            got = api.get("/passwords/generate", {"POLICY": policy})
            c.ok(f"generate, {policy}", len(got.details["PASSWORD"]) >= 4, got.text)
        made = {
            api.get("/passwords/generate", {"POLICY": "Strong"}).details["PASSWORD"]
            for _ in "12345"
        }
        c.equal("five, all different", len(made), 5)
        for password in made:
            kinds = ("[a-z]", "[A-Z]", "[0-9]", "[^a-zA-Z0-9]", "^.{8,}$")
            c.ok("Strong", all(re.search(k, password) for k in kinds), password)
        c.equal(
            "unknown policy", api.get("/passwords/generate", {"POLICY": "Strong>"}).status, "Failed"
        )
        policies = api.get("/passwords/policies")
        c.contains("policies", policies.text, '"Strong"')


def one_time_code(run):
    c, api, secret = run.c, run.api, TOTP_SECRET
    _, resource, _ = run.create("coded")
    with c.step("one-time code"):
        api.send(
            "POST",
            f"/resources/{resource}/accounts",
            {
                "ACCOUNTLIST": [
                    {"ACCOUNTNAME": "web", "PASSWORD": "Other-pass-2", "TOTP_SECRET": secret}
                ]
            },
        )
        rows = api.get(f"/resources/{resource}/accounts").details["ACCOUNT LIST"]
        account = next(a for a in rows if a["ACCOUNT NAME"] == "web")
        c.fields("is configured", account, IS_TOTP_CONFIGURED="true")
        before = totp_code(secret, run.control.now())
        got = api.get(f"/accounts/{account['ACCOUNT ID']}/totp")
        after = totp_code(secret, run.control.now())
        c.contains("the code of this moment", (before, after), got.details["TOTP"])
        c.equal("statusCode is the number", got.result["statusCode"], 20000)


def check(run):
    """Runs every section."""
    run.c.sections(
        run,
        bytes_and_types,
        lookups,
        empty_answers,
        paging,
        times,
        passwords,
        one_time_code,
    )
