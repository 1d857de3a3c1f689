"""Drives PAM360's REST API with plain requests and with curl, the way scripts do.

Resources, accounts and passwords in every encoding of INPUT_DATA and with every
carrier of the token that real clients were seen to use, and the traps that
their source code shows. Run it with `make interop`.
"""

import sys
import uuid

import carriers
import curl
import lives
import reads
import refusals
import slashes
from check import Checks
from api import Api
from world import Control
from world import need


class Run:
    """One administrator's session and what the sections share."""

    def __init__(self, c):
        self.c = c
        self.control = Control()
        self.token = need("PAM360_AUTH_TOKEN")
        self.api = Api(self.token)
        self.mark = uuid.uuid4().hex[:8]

    def name(self, word):
        return f"{word}-{self.mark}"

    def create(self, word, api=None, **more):
        """A Linux resource with one account; returns its name and both ids."""
        name, api = self.name(word), api or self.api
        details = {
            "RESOURCENAME": name,
            "RESOURCETYPE": "Linux",
            "ACCOUNTNAME": "root",
            "PASSWORD": "First-pass-1",
            "RESOURCEPASSWORDPOLICY": "Strong",
            "ACCOUNTPASSWORDPOLICY": "Strong",
        }
        made = api.send("POST", "/resources", details | more)
        if made.status != "Success":
            raise LookupError(made.text)
        return name, *self.ids(name, "root", api)

    def ids(self, name, account, api=None):
        found = (api or self.api).get(
            "/resources/getResourceIdAccountId", RESOURCENAME=name, ACCOUNTNAME=account
        )
        return found.details["RESOURCEID"], found.details["ACCOUNTID"]

    def row(self, name, api=None):
        """The resource's row in the list, or None."""
        rows = (api or self.api).get("/resources").details or []
        return next((r for r in rows if r["RESOURCE NAME"] == name), None)


def main():
    url = need("PAM360_URL")
    c = Checks(f"PAM360 by hand over {url.partition(':')[0]}")
    with c.step("start"):
        run = Run(c)
        for part in (
            lives,
            carriers,
            reads,
            refusals,
            slashes,
            curl,
        ):
            part.check(run)
    return c.finish()


if __name__ == "__main__":
    sys.exit(main())
