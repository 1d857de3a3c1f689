"""What the server refuses: HTTP 200, the envelope, a reason, and nothing changed."""

from api import ENCODINGS
from api import RAW
from api import Reply

LONG = {"ACCOUNTLIST": [{"ACCOUNTNAME": "x", "PASSWORD": "Other-pass-2"}]}


def failed(c, name, got, operation=None, part=""):
    c.equal(f"{name}, HTTP status", got.http.status_code, 200)
    c.equal(f"{name}, status", got.status, "Failed")
    c.ok(f"{name}, no Details", "Details" not in got.operation, got.text)
    c.equal(f"{name}, statusCode", got.result.get("statusCode"), 40000)
    if operation:
        c.equal(f"{name}, name", got.name, operation)
    c.contains(f"{name}, message", got.message, part)
    c.ok(f"{name}, says something", got.message.strip())


def unknown(run):
    c, api = run.c, run.api
    name, resource, account = run.create("known")
    _, other, _ = run.create("other")
    with c.step("unknown"):
        for path, operation in {
            "/resources/999999/accounts": "GET RESOURCE ACCOUNTLIST",
            "/resources/abc/accounts": "GET RESOURCE ACCOUNTLIST",
            f"/resources/{resource}/accounts/999999": "GET RESOURCE ACCOUNT DETAILS",
            f"/resources/{resource}/accounts/999999/password": "GET PASSWORD",
            f"/resources/{other}/accounts/{account}/password": "GET PASSWORD",
        }.items():
            failed(c, f"GET {path}", api.get(path), operation)
        failed(c, "resourcename", api.get("/resources/resourcename/nothing of that name"))
        for names in ((name, "nobody"), ("nothing", "root")):
            got = api.get(
                "/resources/getResourceIdAccountId", RESOURCENAME=names[0], ACCOUNTNAME=names[1]
            )
            failed(c, f"getResourceIdAccountId {names[1]}", got, "GET_RESOURCEACCOUNTID")
        failed(c, "edit", api.send("PUT", "/resources/999999", {"LOCATION": "x"}), "EDIT RESOURCE")
        failed(c, "delete", api.delete("/resources/999999"))
        failed(c, "delete account", api.delete(f"/resources/{resource}/accounts/999999"))
        failed(
            c, "add accounts", api.send("POST", "/resources/999999/accounts", LONG), "ADD ACCOUNTS"
        )
        got = api.send(
            "PUT",
            f"/resources/{resource}/accounts/999999/password",
            {"NEWPASSWORD": "Other-pass-2", "RESETTYPE": "LOCAL"},
        )
        # One client creates the account when it reads these words.
        failed(c, "change password", got, "CHANGE PASSWORD", "No such account found")


def bad_values(run):
    c, api = run.c, run.api
    name, resource, account = run.create("valued")
    taken, _, _ = run.create("taken")

    def create(**more):
        details = {"RESOURCENAME": run.name("refused"), "RESOURCETYPE": "Linux"}
        details |= {"ACCOUNTNAME": "root", "PASSWORD": "Other-pass-2"}
        return api.send("POST", "/resources", details | more)

    with c.step("refused"):
        for what, got in {
            "a name that is taken": create(RESOURCENAME=taken),
            "an unknown type": create(RESOURCETYPE="No Such Type"),
            "an unknown policy": create(RESOURCEPASSWORDPOLICY="No Such Policy"),
            "an unknown owner": create(OWNERNAME="nobody"),
        }.items():
            failed(c, what, got, "CREATE RESOURCE")
        got = api.send("POST", "/resources", {"LOCATION": "x"})
        failed(c, "no name", got, "CREATE RESOURCE")
        c.equal("nothing was created", run.row(run.name("refused")), None)
        got = api.send("PUT", f"/resources/{resource}", {"RESOURCENAME": taken})
        failed(c, "a rename to a name that is taken", got, "EDIT RESOURCE")
        c.ok("keeps its name", run.row(name))
        got = api.send(
            "PUT",
            f"/resources/{resource}/accounts/{account}/password",
            {"NEWPASSWORD": "a", "RESETTYPE": "LOCAL"},
        )
        failed(c, "a new password against the policy", got, "CHANGE PASSWORD")
        kept = api.get(f"/resources/{resource}/accounts/{account}/password", {"REASON": "interop"})
        c.equal("keeps its password", kept.details["PASSWORD"], "First-pass-1")


def unreadable(run):
    c, api = run.c, run.api
    with c.step("unreadable"):
        for what, text in {
            "not closed": '{"operation":{"Details":{"RESOURCENAME":"x"',
            "not an object": "[1,2]",
            "no wrapper": '{"RESOURCENAME":"x"}',
            "Details is text": '{"operation":{"Details":"x"}}',
            "nothing": "",
        }.items():
            body = b"INPUT_DATA=" + text.encode()
            failed(c, what, Reply(api.request("POST", "/resources", data=body)), "CREATE RESOURCE")
        for what, body in {
            "no body": None,
            "another body": b"x=1",
            "not UTF-8": b"INPUT_DATA=\xff\xfe",
        }.items():
            failed(c, what, Reply(api.request("POST", "/resources", data=body)), "CREATE RESOURCE")
        for encoding in RAW:
            details = {"RESOURCENAME": run.name("cut"), "NOTES": "a&b"}
            cut = api.send("POST", "/resources", details, encoding)
            failed(c, f"an ampersand, {encoding}", cut, "CREATE RESOURCE")
        got = Reply(api.request("GET", "/resources", params={"INPUT_DATA": "{not json"}))
        failed(c, "in a GET's query", got, "GET RESOURCES")
        deep = b"INPUT_DATA=" + b'{"operation":' * 20000
        failed(c, "20,000 levels deep", Reply(api.request("POST", "/resources", data=deep)))
        huge = ENCODINGS["no content type, raw body"](
            {"operation": {"Details": {"NOTES": "x" * 10**7}}}
        )
        got = api.request("POST", "/resources", **huge)
        c.ok(
            "10 MB is refused",
            got.status_code < 500 and '"status":"Failed"' in got.text,
            got.text[:200],
        )
        c.equal("still answers", api.get("/resources").status, "Success")


def check(run):
    """Runs every section."""
    run.c.sections(
        run,
        unknown,
        bad_values,
        unreadable,
    )
