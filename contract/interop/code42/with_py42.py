"""Drives py42, unmodified, through what the server answers by now.

Every public method of the services below is called and its effect read back,
and every exception that a response in these families can cause is raised by
what causes it. Run it with `make interop`.
"""

import os
import sys
import uuid
import warnings

import py42.sdk
import py42.settings
from py42.clients.loginconfig import LoginConfigurationClient
from py42.clients.securitydata import SecurityDataClient
from py42.clients.userriskprofile import UserRiskProfileClient
from py42.clients.watchlists import WatchlistsClient
from py42.services.administration import AdministrationService
from py42.services.devices import DeviceService
from py42.services.legalhold import LegalHoldService
from py42.services.legalholdapiclient import LegalHoldApiClientService
from py42.services.orgs import OrgService
from py42.services.savedsearch import SavedSearchService
from py42.services.users import UserService
from py42.usercontext import UserContext

import devices
import events
import legalhold
import orgs
import risk
import roles
import signin
import users
from calls import Calls
from check import Checks
from world import Control
from world import ca_file
from world import need

FAMILIES = (
    signin,
    users,
    roles,
    orgs,
    devices,
    legalhold,
    risk,
    events,
)

# Methods that wait for a family, and the operation whose arrival ends the wait.
LATER = {
    "OrgService.get_settings": "getOrgSettingPackets",
    "OrgService.update_settings": "putOrgSettingPackets",
    "DeviceService.get_settings": "updateDevice",
    "DeviceService.update_settings": "updateDevice",
    "SecurityDataClient.stream_file_by_md5": "searchExfiltratedFile",
    "SecurityDataClient.stream_file_by_sha256": "searchExfiltratedFile",
}

# What responses in these families can raise.
EXCEPTIONS = (
    "Py42Error",
    "Py42ForbiddenError",
    "Py42BadRequestError",
    "Py42InternalServerError",
    "Py42InvalidEmailError",
    "Py42InvalidPasswordError",
    "Py42InvalidUsernameError",
    "Py42NotFoundError",
    "Py42OrgNotFoundError",
    "Py42UnauthorizedError",
    "Py42UserAlreadyExistsError",
    "Py42UsernameMustBeEmailError",
    "Py42ActiveLegalHoldError",
    "Py42LegalHoldNotFoundOrPermissionDeniedError",
    "Py42LegalHoldCriteriaMissingError",
    "Py42UserAlreadyAddedError",
    "Py42LegalHoldAlreadyDeactivatedError",
    "Py42InvalidPageTokenError",
    "Py42LegalHoldAlreadyActiveError",
    "Py42WatchlistNotFound",
    "Py42WatchlistOrUserNotFound",
    "Py42InvalidWatchlistType",
    "Py42UserRiskProfileNotFound",
    "Py42CloudAliasLimitExceededError",
)


class Run:
    """One signed-in SDK and what the sections share."""

    def __init__(self, c):
        self.c = c
        self.control = Control()
        self.url = need("CODE42_URL")
        self.username = need("CODE42_USERNAME")
        self.password = need("CODE42_PASSWORD")
        self.client_id = need("CODE42_API_CLIENT_ID")
        self.client_secret = need("CODE42_API_CLIENT_SECRET")
        self.mark = uuid.uuid4().hex[:8]
        self.sdk = py42.sdk.from_local_account(self.url, self.username, self.password)
        self.me = self.sdk.users.get_current().data
        self.root = self.sdk.orgs.get_page()["orgs"][0]
        self.org = self.new_org("Interop")
        self.ida = None

    def new_org(self, name, parent=None):
        parent = parent or self.root
        name = f"{name} {self.mark}"
        return self.sdk.orgs.create_org(name, parent_org_uid=parent["orgUid"]).data

    def borrow_device(self):
        """An active device of somebody who is neither signed in nor pinned."""
        page = self.sdk.devices.get_page(1, active=True, blocked=False, page_size=200)
        theirs = (self.me["userUid"], users.SEEDED_UID)
        for device in page["computers"]:
            if device["userUid"] in theirs or device["computerId"] == devices.SEEDED_ID:
                continue
            owner = self.sdk.users.get_by_uid(device["userUid"])
            if owner["active"] and not owner["username"].endswith(".user@example.com"):
                return device
        raise LookupError("no device to borrow")

    def org_with_devices(self):
        """The org with the fewest devices that still fill two pages."""
        count = {}
        for page in self.sdk.devices.get_all():
            for device in page["computers"]:
                count[device["orgUid"]] = count.get(device["orgUid"], 0) + 1
        return min((n, uid) for uid, n in count.items() if n >= 3)[1]


def exceptions(c):
    with c.step("raised by what causes it"):
        for name in EXCEPTIONS:
            c.ok(name, name in c.raised, "never raised")


def main():
    warnings.simplefilter("ignore")
    py42.settings.verify_ssl_certs = ca_file()
    calls = Calls(
        UserService,
        OrgService,
        DeviceService,
        LegalHoldService,
        LegalHoldApiClientService,
        UserRiskProfileClient,
        WatchlistsClient,
        SecurityDataClient,
        SavedSearchService,
        LoginConfigurationClient,
        AdministrationService,
        UserContext,
    )
    url = need("CODE42_URL")
    c = Checks(f"py42 {py42.__version__.__version__} over {url.partition(':')[0]}")
    with c.step("sign-in"):
        run = Run(c)
        for family in FAMILIES:
            family.check(run)
        # Last, because it moves the clock.
        signin.expiry(run)
        calls.check(c, LATER, run.control.served("code42"))
        exceptions(c)
    return c.finish()


if __name__ == "__main__":
    os.environ.setdefault("NO_PROXY", "127.0.0.1,localhost")
    sys.exit(main())
