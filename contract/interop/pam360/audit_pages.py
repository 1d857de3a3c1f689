"""Reads the audit trail as a public client does: plain parameters, from 1, page
by page.

The client is the PMP collection for Ansible: AUDITTYPE, STARTINDEX (1 unless told
otherwise), LIMIT (2) and DURATION. A page's totalRows is how far it goes on. Run
it with `make interop`.
"""

import sys

from api import Api
from check import Checks
from raw import Run
from world import need

LIMIT = 2


def pages(api, kind):
    """Yields the trail's pages until one is empty."""
    start = 1
    while True:
        page = api.get("/audit", AUDITTYPE=kind, STARTINDEX=start, LIMIT=LIMIT, DURATION="TODAY")
        if page.operation["totalRows"] == 0:
            return
        yield page
        start += page.operation["totalRows"]


def main():
    c = Checks("PAM360's audit trail from 1, page by page")
    run = Run(c)
    with c.step("audit"):
        for word in ("first", "second", "third"):
            run.create(word)
        read = list(pages(run.api, "Resource"))
        rows = [row for page in read for row in page.details]
        whole = run.api.get("/audit", AUDITTYPE="Resource", DURATION="TODAY").details
        c.equal("every record once, none left out", rows, whole)
        c.ok("several pages", len(read) > 2, len(read))
        for page in read[:-1]:
            c.equal("rows of a page", len(page.details), LIMIT)
        c.equal("the message", read[0].message, "Audits fetched successfully.")
        fresh = [row for row in rows if row["Resource Name"] == run.name("first")]
        c.equal("oldest first", [row["Operation Type"] for row in fresh], ["Resource Added", "Account Added"])
        c.equal("one record at a time", Api(need("PAM360_AUTH_TOKEN")).get("/audit", STARTINDEX=1, LIMIT=1).operation["totalRows"], 1)
    return c.finish()


if __name__ == "__main__":
    sys.exit(main())
