"""The life of a resource, once in each encoding that clients were seen to send."""

from api import ENCODINGS
from api import sent
from api import stored
from api import unquoted

# What a careless decoder damages: blanks for +, %41 decoded, a split at & and =.
FIRST = "Aa1+b%41&c=d%zz;e#f"
NOTE = "a+b & c=50%"
SECOND = "Zz9 'q' \"r\" \\s \u00fc{,}:[]+&="


def one_life(run, number, encoding):
    c, api, name = run.c, run.api, run.name(f"life {number} (x)")
    first, second, note = (sent(encoding, text) for text in (FIRST, SECOND, NOTE))

    def send(method, path, details):
        return api.send(method, path, details, encoding)

    made = send("POST", "/resources", new_resource(name, first))
    if not c.equal("create", made.message, f"Resource {name} has been added successfully"):
        return
    resource, account = run.ids(name, "root")
    base = f"/resources/{resource}"
    c.fields(
        "create, read back",
        run.row(name),
        **{"RESOURCE TYPE": "Linux", "RESOURCE ID": resource, "NOOFACCOUNTS": "1"},
    )
    c.fields(
        "create, accounts",
        api.get(f"{base}/accounts").details,
        **{"DNS NAME": "10.0.0.5", "LOCATION": "Lab", "RESOURCE OWNER": "admin"},
    )
    c.equal("password, read back", fetch(api, base, account), stored(encoding, first))

    edited = send("PUT", base, {"RESOURCEDESCRIPTION": note, "LOCATION": "Lab2"})
    c.equal("edit", edited.message, "Resource  modified successfully.")
    c.fields(
        "edit, read back",
        api.get(f"{base}/accounts").details,
        **{"RESOURCE DESCRIPTION": stored(encoding, note), "LOCATION": "Lab2"},
    )

    added = send("POST", f"{base}/accounts", {"ACCOUNTLIST": [new_account("deploy", first)]})
    c.equal("add account", added.details, [{"deploy": {"STATUS": "Account added successfully"}}])
    c.fields("add account, counted", run.row(name), NOOFACCOUNTS="2")
    _, deploy = run.ids(name, "deploy")
    c.equal("add account, password", fetch(api, base, deploy), stored(encoding, first))

    changed = send("PUT", f"{base}/accounts/{deploy}", {"ACCOUNTNAME": "ops", "NOTES": "n"})
    c.equal("edit account", changed.message, "Account ops modified successfully")
    c.equal("edit account, read back", run.ids(name, "ops"), (resource, deploy))

    details = {"NEWPASSWORD": second, "RESETTYPE": "LOCAL", "REASON": "interop"}
    changed = send("PUT", f"{base}/accounts/{account}/password", details)
    c.equal("change password", changed.message, "Password changed successfully")
    c.equal("change password, read back", fetch(api, base, account), stored(encoding, second))
    c.equal("the other is untouched", fetch(api, base, deploy), stored(encoding, first))

    gone = api.delete(f"{base}/accounts/{deploy}")
    c.equal("delete account", gone.status, "Success")
    c.fields("delete account, counted", run.row(name), NOOFACCOUNTS="1")
    gone = api.delete(base)
    c.equal("delete", gone.status, "Success")
    c.equal("delete, read back", run.row(name), None)


def new_resource(name, password):
    return {
        "RESOURCENAME": name,
        "RESOURCETYPE": "Linux",
        "ACCOUNTNAME": "root",
        "PASSWORD": password,
        "NOTES": "first account",
        "DNSNAME": "10.0.0.5",
        "LOCATION": "Lab",
        "OWNERNAME": "admin",
        "RESOURCEPASSWORDPOLICY": "Strong",
        "ACCOUNTPASSWORDPOLICY": "Strong",
    }


def new_account(name, password):
    return {"ACCOUNTNAME": name, "PASSWORD": password, "ACCOUNTPASSWORDPOLICY": "Strong"}


def fetch(api, base, account, **more):
    got = api.get(f"{base}/accounts/{account}/password", {"REASON": "interop"}, **more)
    return got.details["PASSWORD"] if got.details else got.message


def lives(run):
    for number, encoding in enumerate(ENCODINGS):
        with run.c.step(encoding):
            one_life(run, number, encoding)


def spellings(run):
    """What else the server's parser takes, beside the encodings."""
    c, api = run.c, run.api
    name, resource, account = run.create("spelt")
    base = f"/resources/{resource}"
    with c.step("INPUT_DATA"):
        got = api.send("PUT", base, {"LOCATION": "Lower"}, wrapper="details")
        c.equal("wrapper in lower case", got.status, "Success")
        c.fields("read back", api.get(f"{base}/accounts").details, LOCATION="Lower")
        odd = {"LOCATION": "Odd", "DISABLE_TAB_DUPLICATION": True, "DEPARTMENT": None}
        got = api.send("PUT", base, odd, "no content type, dict text")
        c.equal("Python's True and None", got.status, "Success")
        c.fields("read back", api.get(f"{base}/accounts").details, LOCATION="Odd")
        got = api.send("PUT", base, {"RESOURCENAME": f"{name} it's"}, "no content type, dict text")
        c.equal("a quote inside", got.message, "Resource  modified successfully.")
        c.ok("read back", run.row(f"{name} it's"))
        for how, text in {"dict text": str, "unquoted keys": unquoted}.items():
            c.equal(f"GET, {how}", fetch(api, base, account, text=text), "First-pass-1")
        for limit in (1, "1"):
            got = api.get("/resources", {"STARTINDEX": 0, "LIMIT": limit})
            c.equal(f"LIMIT {limit!r}", len(got.details), 1)


def check(run):
    """Runs every section."""
    run.c.sections(
        run,
        lives,
        spellings,
    )
