"""What Schemathesis must know of the server: who is calling, which refusals look
like successes, and which findings are the vendor's. Loaded by Schemathesis.
"""

import base64
import json
import os
import re
import urllib.parse
import urllib.request

import requests
import schemathesis

API = os.environ["UNDERSTUDY_API"]
CONTROL = os.environ["UNDERSTUDY_CONTROL"]
HERE = os.path.dirname(os.path.abspath(__file__))


def call(method, url, headers=(), body=None):
    request = urllib.request.Request(url, method=method, headers=dict(headers), data=body)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.read()


def basic(name, password):
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


# The standard world's guest, and what only somebody has a use for who must ask for a password.
GUEST = "4D92E6B8-1F57-4CA3-9A4E-"
ASKED = ["requestPassword", "checkoutPassword", "checkinPassword"]
# What an example undoes or decides must have happened. mock/examples_test.go has the same.
REQUESTED, APPROVED = ["requestPassword"], ["requestPassword", "approvePasswordRequest"]
AFTER = {
    "approvePasswordRequest": REQUESTED,
    "rejectPasswordRequest": REQUESTED,
    "checkoutPassword": APPROVED,
    "checkinPassword": [*APPROVED, "checkoutPassword"],
    "adminCheckinPassword": [*APPROVED, "checkoutPassword"],
    "restoreFromTrash": ["moveResourcesToTrash"],
    "deleteFromTrash": ["moveResourcesToTrash"],
}


def credentials():
    """The header that the caller signs in with, and its value by operation; that of "" is everybody's."""
    access = json.loads(call("GET", CONTROL + "/_mock/tenants/default"))
    if API == "code42":
        own = access["code42"]
        person = basic(own["username"], own["password"])
        signed = json.loads(call("GET", own["url"] + "/api/v3/auth/jwt?useBody=true", {"Authorization": person}))
        # The clock stands still, so whoever signs in after a reset gets the same token.
        return "Authorization", {
            "": "Bearer " + signed["data"]["v3_user_token"],
            "getJwt": person,
            "createOauthToken": basic(own["apiClientId"], own["apiClientSecret"]),
        }
    if API == "pam360":
        token = access["pam360"]["authToken"]
        return "AUTHTOKEN", {"": token} | dict.fromkeys(ASKED, GUEST + token[24:])
    return "", {}


HEADER, VALUES = credentials()


def operation_id(case):
    return case.operation.definition.raw.get("operationId", "")


if HEADER:

    @schemathesis.auth(refresh_interval=None)
    class Caller:
        """The standard world's administrator."""

        def get(self, case, ctx):
            return VALUES.get(operation_id(case), VALUES[""])

        def set(self, case, data, ctx):
            case.headers[HEADER] = data


@schemathesis.serializer("application/x-www-form-urlencoded")
def form(ctx, value):
    """A form whose fields are JSON, as their "encoding" has it. Schemathesis looks at its style alone."""
    body = ctx.case.body
    if not isinstance(body, dict):
        return value if isinstance(value, (str, bytes)) else json.dumps(value)
    return urllib.parse.urlencode({name: one if isinstance(one, str) else json.dumps(one) for name, one in body.items()})


def exceptions():
    """The lines of exceptions.txt that are about this API: operations, codes and pattern."""
    found = []
    for line in open(os.path.join(HERE, "exceptions.txt")):
        if line.strip() and not line.startswith("#"):
            api, operations, codes, *pattern, reason = (part.strip() for part in line.split(" | "))
            if api == API and reason:
                found.append((operations.split(), codes.split(), re.compile(" | ".join(pattern), re.DOTALL)))
    return found


EXCEPTIONS = exceptions()


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Keeps what exceptions.txt does not name."""
    forgave = "; ".join(response.headers.get("x-understudy-forgave", []))
    text = f"{response.status_code} {failure.message} {response.text} forgave: {forgave}"
    return not any(
        failure.code in codes and (operations == ["*"] or operation_id(case) in operations) and pattern.search(text)
        for operations, codes, pattern in EXCEPTIONS
    )


# PAM360 refuses with status 200. What it says is taken for the status that says as much, or nothing could be told from success.
REFUSED = re.compile(rb'"status":"Failed"')
STATUSES = [(401, rb'"name":"Authentication"'), (404, rb"No such|not found"), (403, rb"not permitted|permission|not authori")]
send = requests.Session.send


def read(self, request, **options):
    """Sends a request, and reads the refusal."""
    answer = send(self, request, **options)
    if API == "pam360" and answer.status_code == 200 and REFUSED.search(answer.content):
        answer.status_code = next((status for status, text in STATUSES if re.search(text, answer.content)), 400)
    return answer


requests.Session.send = read


def follows(case):
    """Whether a call follows others on purpose."""
    return case.meta is not None and case.meta.phase.name.value == "stateful"


def example(case, operation):
    """Sends the example of another operation on the same things."""
    other = case.operation.schema.find_operation_by_id(operation)
    path = other.path
    for parameter in other.path_parameters:
        path = path.replace("{" + parameter.name + "}", str(parameter.definition["example"]))
    fields = next(iter(other.body)).definition["example"]
    body = urllib.parse.urlencode({name: json.dumps(one) for name, one in fields.items()}).encode()
    call(other.method.upper(), case.operation.base_url + path, {HEADER: VALUES.get(operation, VALUES[""])}, body)


@schemathesis.hook
def before_call(context, case, kwargs):
    """Makes true what a call needs, and takes back that Schemathesis writes the JSON of a parameter as JSON once more."""
    if not follows(case) and API == "pam360":
        for operation in AFTER.get(operation_id(case), []):
            example(case, operation)
    value = (case.query or {}).get("INPUT_DATA")
    if isinstance(value, str) and value.startswith('"{') and case.meta and case.meta.generation.mode.is_positive:
        case.query["INPUT_DATA"] = json.loads(value)


@schemathesis.hook
def after_call(context, case, response):
    """Puts the world back after whatever may have changed it, unless calls follow one another on purpose."""
    if case.method not in ("GET", "HEAD", "OPTIONS", "TRACE") and not follows(case):
        call("POST", CONTROL + "/_mock/tenants/default/reset")
