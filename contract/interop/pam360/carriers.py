"""Every place in which a client was seen to put its token."""

from api import Api
from api import token_of

WRONG = "00000000-0000-4000-8000-000000000000"
NOT_KNOWN = "API key received is not associated to any user. Authentication failed."


def carriers(token):
    """Name -> headers and query of every request."""
    return {
        "header": ({"AUTHTOKEN": token}, {}),
        "header in lower case": ({"authtoken": token}, {}),
        "query": ({}, {"AUTHTOKEN": token}),
        "application header with type": ({"APP_AUTHTOKEN": token, "APP_TYPE": "17"}, {}),
        "application header": ({"APP_AUTHTOKEN": token}, {}),
        "application query": ({}, {"APP_AUTHTOKEN": token, "APP_NAME": "Ansible"}),
        "application query in capitals": ({}, {"APP_AUTHTOKEN": token, "APP_NAME": "ANSIBLE"}),
    }


def accepted(run):
    for number, (name, (headers, params)) in enumerate(carriers(run.token).items()):
        with run.c.step(f"token in {name}"):
            one_carrier(run, number, Api(run.token, headers, params))


def one_carrier(run, number, api):
    c = run.c
    c.equal("list", api.get("/resources").name, "GET RESOURCES")
    name, resource, account = run.create(f"carrier {number}", api)
    base = f"/resources/{resource}"
    for encoding in ("form-encoded", "no content type, raw body", "query, empty body"):
        got = api.send("PUT", base, {"LOCATION": encoding}, encoding)
        c.equal(f"edit, {encoding}", got.status, "Success")
        shown = api.get(f"{base}/accounts").details
        c.fields(f"edit, {encoding}, read back", shown, LOCATION=encoding)
    password = api.get(f"{base}/accounts/{account}/password", {"REASON": "interop"})
    c.equal("password", password.details, {"PASSWORD": "First-pass-1"})
    c.equal("delete", api.delete(base).status, "Success")
    c.equal("delete, read back", run.row(name), None)


def refused(run):
    c = run.c
    everything = {"nowhere": ({}, {})} | carriers(WRONG)
    for name, (headers, params) in everything.items():
        with c.step(f"wrong token in {name}"):
            api = Api(WRONG, headers, params)
            for call, got in {
                "GET": api.get("/resources"),
                "POST": api.send("POST", "/resources", {"RESOURCENAME": run.name("never")}),
                "DELETE": api.delete("/resources/1"),
            }.items():
                c.equal(f"{call}, HTTP status", got.http.status_code, 200)
                c.equal(f"{call}, name", got.name, "Authentication")
                c.equal(f"{call}, message", got.message, NOT_KNOWN)
                c.equal(f"{call}, status", got.status, "Failed")
                c.ok(f"{call}, no Details", "Details" not in got.operation, got.text)
    c.equal("nothing was created", run.row(run.name("never")), None)


def views(run):
    """Who the token belongs to decides what is seen and what may be done."""
    c = run.c
    with c.step("another's token"):
        name, resource, account = run.create("private")
        other = Api(token_of("passadmin"))
        mine, own, _ = run.create("theirs", other)
        c.ok("passadmin lists its own", run.row(mine, other))
        c.equal("passadmin does not list the admin's", run.row(name, other), None)
        for call, got in {
            "accounts": other.get(f"/resources/{resource}/accounts"),
            "password": other.get(f"/resources/{resource}/accounts/{account}/password"),
            "delete": other.delete(f"/resources/{resource}"),
        }.items():
            c.equal(f"passadmin, the admin's {call}", got.status, "Failed")
        c.ok("the admin still has it", run.row(name))
        c.equal("passadmin deletes its own", other.delete(f"/resources/{own}").status, "Success")
        for user in ("guest", "auditor"):
            api = Api(token_of(user))
            made = api.send("POST", "/resources", {"RESOURCENAME": run.name(user)})
            c.equal(f"{user} may not create", made.status, "Failed")
            c.equal(f"{user}, HTTP status", made.http.status_code, 200)
            c.equal(f"{user} made nothing", run.row(run.name(user)), None)


def check(run):
    """Runs every section."""
    run.c.sections(
        run,
        accepted,
        refused,
        views,
    )
