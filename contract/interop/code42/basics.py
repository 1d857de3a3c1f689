"""Runs the snippets of py42's "Basics" page, as printed but for host and names.

The page is older than py42 1.29: what uses detection lists runs where the SDK
still has them (1.20.0), everything else in both. Run it with `make interop`.
"""

import contextlib
import io
import json
import sys
from datetime import datetime
from datetime import timedelta

import py42.sdk
import py42.settings
import py42.util
import requests
from py42.exceptions import Py42ForbiddenError
from py42.exceptions import Py42InternalServerError
from py42.exceptions import Py42UnauthorizedError
from py42.sdk.queries.fileevents.file_event_query import FileEventQuery
from py42.sdk.queries.fileevents.filters.event_filter import EventTimestamp

from check import Checks
from world import ca_file
from world import need

DAYS = 14


class Run:
    def __init__(self, c):
        self.c = c
        self.url, self.username, self.password = need("CODE42_URL"), need("CODE42_USERNAME"), need("CODE42_PASSWORD")
        py42.settings.verify_ssl_certs = ca_file()
        self.sdk = py42.sdk.from_local_account(self.url, self.username, self.password)
        self.has_lists = hasattr(self.sdk, "detectionlists")


def printed(*what):
    """What print says of something."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        print(*what)
    return out.getvalue().strip()


def initialization(run):
    run.c.equal("from_local_account", run.sdk.users.get_current()["username"], run.username)


def paging(run):
    c, sdk = run.c, run.sdk
    for name, pages, key in (
        ("devices.get_all", sdk.devices.get_all(), "computers"),
        ("users.get_all", sdk.users.get_all(), "users"),
        ("legalhold.get_all_matters", sdk.legalhold.get_all_matters(), "legalHolds"),
        ("orgs.get_all", sdk.orgs.get_all(), "orgs"),
    ):
        rows = [row for page in pages for row in page[key]]
        c.ok(f"{name} pages over what there is", len(rows) > 1, f"{len(rows)} rows")


def departing_employees(run):
    c, sdk = run.c, run.sdk
    if not run.has_lists:
        return
    seen = 0
    pages = sdk.detectionlists.departing_employee.get_all()  # pages has 'generator' type
    for page in pages:  # page has 'Py42Response' type
        employees = page["items"]
        for employee in employees:
            username = employee["userName"]
            notes = employee["notes"]
            seen += "@" in username and notes is not None
    c.ok("departing_employee.get_all gives names and notes", seen > 0, f"{seen} employees")


def responses(run):
    c, sdk = run.c, run.sdk
    response = sdk.users.get_page(1)
    user = response["users"][0]
    c.ok('response["users"][0]', user["userId"] > 0)
    roles = sdk.users.get_roles(sdk.users.get_current()["userId"])
    c.ok('list_response[0]["itemProperty"]', roles[0]["roleId"] != "")
    c.equal("print(response) shows the data", printed(response), str(response.data))
    c.equal("response.text is the data", json.loads(response.text), response.data)
    c.ok("response.raw_text is the whole body", '"metadata"' in response.raw_text)
    c.equal("response.status_code", response.status_code, 200)


def detection_list_user(run):
    c, sdk = run.c, run.sdk
    if not run.has_lists:
        return
    response = sdk.detectionlists.get_user(run.username)
    c.equal("print(response)", printed(response), str(response.data))
    c.equal("print(response.raw_text)", json.loads(response.raw_text)["userName"], run.username)
    c.equal("print(response.status_code)", printed(response.status_code), "200")
    cloud_usernames = response["cloudUsernames"]
    c.contains("cloudUsernames", cloud_usernames, run.username)


def dates(run):
    c, sdk = run.c, run.sdk
    # Get the epoch date 14 days in the past
    query_date = datetime.utcnow() - timedelta(days=DAYS)
    query_epoch = (query_date - datetime.utcfromtimestamp(0)).total_seconds()
    query = FileEventQuery(EventTimestamp.on_or_after(query_epoch))
    response = sdk.securitydata.search_file_events(query)
    # Print all the md5 Checksums from every file event within the past 14 days.
    file_events = response["fileEvents"]
    hashes = [event["md5Checksum"] for event in file_events]
    c.ok("md5 checksums of the past 14 days", any(hashes), f"{len(hashes)} events")
    early = query_date.strftime("%Y-%m-%dT%H:%M:%S")
    c.ok("none is older", all(e["eventTimestamp"] >= early for e in file_events))


def exceptions(run):
    c = run.c
    plain = "basic.user@example.com"
    suffix = run.password.removeprefix("password")
    nobody = py42.sdk.from_local_account(run.url, plain, "password" + suffix)
    c.raises("Py42ForbiddenError", Py42ForbiddenError, lambda: nobody.users.get_page(1))
    c.raises(
        "Py42UnauthorizedError",
        Py42UnauthorizedError,
        lambda: py42.sdk.from_local_account(run.url, run.username, "wrong-password"),
    )
    faults = f"{need('CONTROL_URL')}/_mock/tenants/{need('TENANT')}/faults"
    rule = {"api": "code42", "operation": "getCurrentUser", "status": 500}
    requests.post(faults, json=rule, timeout=10).raise_for_status()
    c.raises("Py42InternalServerError", Py42InternalServerError, run.sdk.users.get_current)
    requests.delete(faults, timeout=10).raise_for_status()
    c.equal("and well again", run.sdk.users.get_current()["username"], run.username)


def create_sdk(run):
    """The page's last example; the key ring is a dictionary here."""
    keyring = {run.username: run.password, "someone": "wrong"}

    def create(username):
        try:
            return py42.sdk.from_local_account(run.url, username, keyring[username])
        except Py42UnauthorizedError:
            print("Invalid username or password.")
            raise SystemExit(1)

    run.c.ok("create_sdk signs in", create(run.username) is not None)
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said):
            create("someone")
        run.c.ok("create_sdk refuses", False)
    except SystemExit:
        run.c.equal("create_sdk says why not", said.getvalue().strip(), "Invalid username or password.")


def main():
    c = Checks(f"py42 {py42.__version__.__version__} basics")
    run = Run(c)
    c.sections(
        run, initialization, paging, departing_employees, responses, detection_list_user, dates, exceptions, create_sdk
    )
    sys.exit(c.finish())


if __name__ == "__main__":
    main()
