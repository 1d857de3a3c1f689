"""Calls below a base address that ends in a slash, as integrations make them.

The path then begins with two. The requests library takes one away before it
sends, so these calls are made with http.client.
"""

import http.client
import json
import ssl
import urllib.parse

from api import BASE
from world import need


def ask(run, method, path, details=None):
    at = urllib.parse.urlsplit(need("PAM360_URL"))
    if at.scheme == "https":
        context = ssl.create_default_context(cafile=need("CA_FILE"))
        connection = http.client.HTTPSConnection(at.netloc, timeout=20, context=context)
    else:
        connection = http.client.HTTPConnection(at.netloc, timeout=20)
    body, headers = None, {"AUTHTOKEN": run.token}
    if details is not None:
        body = urllib.parse.urlencode({"INPUT_DATA": json.dumps({"operation": {"Details": details}})})
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())["operation"]
    finally:
        connection.close()


def check(run):
    c = run.c
    name, resource, account = run.create("slashes")
    with c.step("slashes"):
        # A connection test, then the look-up and the password that it is made for.
        for path in ("/" + BASE + "/resources", BASE + "/resources/", "/" + BASE + "//resources//"):
            status, got = ask(run, "GET", path)
            c.equal(f"GET {path}", (status, got["result"]["status"]), (200, "Success"))
            c.ok(f"GET {path} lists", any(r["RESOURCE NAME"] == name for r in got["Details"]))
        path = f"/{BASE}/resources/{resource}/accounts/{account}/password"
        status, got = ask(run, "GET", path)
        c.equal("password", (status, got["Details"]["PASSWORD"]), (200, "First-pass-1"))
        status, got = ask(run, "PUT", path, {"NEWPASSWORD": "Second-pass-2", "RESETTYPE": "LOCAL"})
        c.equal("change", (status, got["result"]["status"]), (200, "Success"))
        # An escaped slash is part of a name, not of the path.
        status, got = ask(run, "GET", f"{BASE}/resources/resourcename/no%2F%2Fsuch")
        c.equal("escaped", (status, got["result"]["status"]), (200, "Failed"))
