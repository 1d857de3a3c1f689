"""PAM360's REST API as a script would speak it: no client, only requests.

One Encoding for each way that a real client was seen to send INPUT_DATA. Only
the interop scripts import this.
"""

import json
import os
import urllib.parse

import requests
import yaml

from world import ca_file
from world import need

BASE = "/restapi/json/v1"
WORLD = os.path.join(
    os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "fixtures", "worlds", "standard.yaml"
)


def token_of(username):
    """A seeded user's token: in a fork its last 12 digits are the tenant's."""
    admin = need("PAM360_AUTH_TOKEN")
    with open(WORLD, encoding="utf-8") as file:
        users = yaml.safe_load(file)["pam360"]["users"]
    for user in users:
        if (user.get("username") or user.get("name")) == username:
            return user["token"][:-12] + admin[-12:]
    raise LookupError(f"the world file pins no token for {username}")


def wrapped(details, wrapper="Details"):
    return {"operation": {wrapper: details}}


def compact(data):
    return json.dumps(data, separators=(",", ":"), ensure_ascii=False)


def unquoted(data):
    """JSON with bare keys, and bare values where they are plain words."""
    if isinstance(data, dict):
        return "{" + ",".join(f"{k}:{unquoted(v)}" for k, v in data.items()) + "}"
    if isinstance(data, list):
        return "[" + ",".join(unquoted(v) for v in data) + "]"
    if isinstance(data, str) and data.isalnum() and not data.isdigit():
        return data
    return json.dumps(data, ensure_ascii=False)


def literal(text, content_type=None):
    """A body that nobody percent-encoded, as bytes, so that nobody adds a type."""
    headers = {"Content-Type": content_type} if content_type else {}
    return {"data": b"INPUT_DATA=" + text.encode(), "headers": headers}


def form(text, content_type="application/x-www-form-urlencoded"):
    body = urllib.parse.urlencode({"INPUT_DATA": text})
    return {"data": body.encode(), "headers": {"Content-Type": content_type}}


FORM = "application/x-www-form-urlencoded"

# Name -> what requests is given for a POST or PUT that carries this data. What nobody escapes is decoded as a form all the same.
RAW = {
    "form type, raw body": lambda d: literal(compact(d), FORM),
    "text/json, raw body": lambda d: literal(compact(d), "text/json"),
    "application/json, raw body": lambda d: literal(compact(d), "application/json"),
    "no content type, raw body": lambda d: literal(compact(d)),
    "no content type, spaced JSON": lambda d: literal(json.dumps(d, indent=1)),
    "no content type, dict text": lambda d: literal(str(d)),
    "text/json, dict text": lambda d: literal(str(d), "text/json"),
    "form type, unquoted keys": lambda d: literal(unquoted(d), FORM),
    "no content type, unquoted keys": lambda d: literal(unquoted(d)),
}
ENCODINGS = {
    "form-encoded": lambda d: form(compact(d)),
    "form-encoded with charset": lambda d: form(compact(d), f"{FORM};charset=UTF-8"),
    "form-encoded dict text": lambda d: form(str(d)),
    "text/json, form-encoded body": lambda d: form(compact(d), "text/json"),
    "application/json, form-encoded body": lambda d: form(compact(d), "application/json"),
    "query, empty body": lambda d: {"params": {"INPUT_DATA": compact(d)}},
    "query, dict text": lambda d: {"params": {"INPUT_DATA": str(d)}},
    "multipart": lambda d: {"files": {"INPUT_DATA": (None, compact(d))}},
} | RAW


def sent(encoding, text):
    """The text, without what no form decoder gets past where nobody escapes it."""
    if encoding not in RAW:
        return text
    return text.replace("&", "").replace("%zz", "").replace("50%", "50%25")


def stored(encoding, text):
    """What the server makes of a text that was sent."""
    return urllib.parse.unquote_plus(text) if encoding in RAW else text


class Api:
    """Sends as one user. send is for writes, get puts INPUT_DATA into the query."""

    def __init__(self, token, headers=None, params=None):
        self.url = need("PAM360_URL") + BASE
        self.headers = {"AUTHTOKEN": token} if headers is None else headers
        self.params = params or {}
        self.session = requests.Session()
        self.session.verify = ca_file()

    def request(self, method, path, headers=None, params=None, **more):
        return self.session.request(
            method,
            self.url + path,
            headers={**self.headers, **(headers or {})},
            params={**self.params, **(params or {})},
            timeout=10,
            **more,
        )

    def send(self, method, path, details, encoding="form-encoded", wrapper="Details"):
        return Reply(self.request(method, path, **ENCODINGS[encoding](wrapped(details, wrapper))))

    def get(self, path, details=None, text=compact, **params):
        if details is not None:
            params["INPUT_DATA"] = text(wrapped(details))
        return Reply(self.request("GET", path, params=params))

    def delete(self, path):
        return Reply(self.request("DELETE", path))


class Reply:
    """An answer in the vendor's envelope."""

    def __init__(self, response):
        self.http = response
        self.text = response.text
        self.operation = response.json()["operation"]
        self.result = self.operation["result"]
        self.name = self.operation["name"]
        self.status = self.result["status"]
        self.message = self.result["message"]
        self.details = self.operation.get("Details")
