import pytest
from py42.exceptions import Py42ActiveLegalHoldError

from offboard import devices_of
from offboard import find
from offboard import offboard

LEAVER = "pinned.user@example.com"  # somebody with a laptop, in each world of the mock


@pytest.fixture
def matter(sdk):
    """A legal hold on which nobody is yet."""
    policy = sdk.legalhold.create_policy("Keep all")["legalHoldPolicyUid"]
    return sdk.legalhold.create_matter("Leavers", policy)["legalHoldUid"]


@pytest.mark.reads
def test_a_user_is_found_by_name(sdk):
    me = sdk.users.get_current()
    assert find(sdk, me["username"])["userUid"] == me["userUid"]


@pytest.mark.reads
def test_a_name_that_nobody_has_is_an_error(sdk):
    with pytest.raises(LookupError):
        find(sdk, "nobody.is.called.so@example.com")


@pytest.mark.reads
def test_devices_are_the_users_own(sdk):
    some = sdk.devices.get_page(1, active=True, page_size=1)["computers"]
    if not some:
        pytest.skip("the tenant has no device")
    owner = sdk.users.get_by_uid(some[0]["userUid"])
    owned = devices_of(sdk, owner)
    assert owned
    assert {device["userUid"] for device in owned} == {owner["userUid"]}


def test_who_leaves_is_locked_out(sdk):
    laptops = devices_of(sdk, find(sdk, LEAVER))
    assert laptops
    offboard(sdk, LEAVER)
    assert find(sdk, LEAVER)["status"] == "Deactivated, Blocked"
    for laptop in laptops:
        assert sdk.devices.get_by_guid(laptop["guid"])["blocked"]


def test_who_is_held_is_blocked_but_not_deactivated(sdk, matter):
    offboard(sdk, LEAVER, matter)
    offboard(sdk, LEAVER, matter)  # again, as after a failure
    user = find(sdk, LEAVER)
    assert user["status"] == "Active, Blocked"
    held = [row for page in sdk.legalhold.get_all_matter_custodians(matter) for row in page["legalHoldMemberships"]]
    assert [row["user"]["userUid"] for row in held] == [user["userUid"]]


def first_version(sdk, username, matter):
    """How offboard was written at first. It looks right, and passes with a made-up sdk."""
    user = find(sdk, username)
    sdk.legalhold.add_to_matter(user["userUid"], matter)
    sdk.users.deactivate(user["userId"], block_user=True)
    for device in devices_of(sdk, user):
        sdk.devices.block(device["computerId"])


def test_what_the_mock_found(sdk, matter):
    """The vendor deactivates nobody who is held. The script ended there, with the devices open."""
    with pytest.raises(Py42ActiveLegalHoldError):
        first_version(sdk, LEAVER, matter)
    user = find(sdk, LEAVER)
    assert user["status"] == "Active"
    assert not any(device["blocked"] for device in devices_of(sdk, user))
