"""What the scripts are told by their environment, and the tenant they run in.

Only the interop scripts import this.
"""

import base64
import hashlib
import hmac
import os
import time

import requests

# A second factor is the same secret in every world: the world file pins it.
TOTP_SECRET = "JBSWY3DPEHPK3PXP"


def need(name):
    """A variable that the script cannot run without."""
    value = os.environ.get(name)
    if not value:
        raise SystemExit(f"{name} is not set; run these scripts with `make interop`")
    return value


def ca_file():
    """The CA to trust, or True for the system's own."""
    return os.environ.get("CA_FILE") or True


class Control:
    """The control plane, seen from one tenant."""

    def __init__(self):
        self.url = need("CONTROL_URL")
        self.tenant = need("TENANT")
        self.ahead = 0

    def advance(self, seconds):
        """Moves this tenant's clock, and nobody else's."""
        answer = requests.post(
            f"{self.url}/_mock/tenants/{self.tenant}/clock",
            json={"advance": f"{seconds}s"},
            timeout=10,
        )
        answer.raise_for_status()
        self.ahead += seconds

    def served(self, api):
        """The ids of the operations of one API that the server answers by now."""
        answer = requests.get(f"{self.url}/_mock/operations", timeout=10)
        answer.raise_for_status()
        rows = answer.json()["operations"]
        return {r["operationId"] for r in rows if r["api"] == api}

    def now(self):
        """This tenant's time, in seconds since 1970."""
        return int(time.time()) + self.ahead

    def totp(self):
        """The code an authenticator shows at this tenant's time."""
        return totp_code(TOTP_SECRET, self.now())

    def wrong_totp(self):
        """A code that no time near this tenant's would show."""
        near = {totp_code(TOTP_SECRET, self.now() + 30 * n) for n in range(-10, 11)}
        return next(c for c in ("000000", "111111", "222222", "333333") if c not in near)


def password_of(username):
    """The password of a seeded user: in a fork it ends in the tenant's tag."""
    tag = need("CODE42_PASSWORD").removeprefix("password")
    return ("test_password" if username == "test_username@example.com" else "password") + tag


def totp_code(secret, at):
    """RFC 6238 with its defaults. Packages for it refuse secrets this short."""
    digest = hmac.digest(base64.b32decode(secret), (at // 30).to_bytes(8, "big"), hashlib.sha1)
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 1000000:06}"
