"""What an invented company runs when somebody leaves.

It is an example: a script of yours, written with py42, tested without a tenant.
"""

from py42.exceptions import Py42UserAlreadyAddedError


def find(sdk, username):
    """The user of a name. LookupError where there is none."""
    users = sdk.users.get_by_username(username)["users"]
    if len(users) != 1:
        raise LookupError(f"{len(users)} users are called {username}")
    return users[0]


def devices_of(sdk, user):
    """The devices of a user that still report."""
    pages = sdk.devices.get_all(active=True, user_uid=user["userUid"])
    return [device for page in pages for device in page["computers"]]


def offboard(sdk, username, matter=None):
    """Locks a user out, devices first.

    A matter is the UID of a legal hold that is to keep what the user has. Then
    the account stays active, but blocked: nobody who is held can be
    deactivated. May be called again where it broke off half-way.
    """
    user = find(sdk, username)
    for device in devices_of(sdk, user):
        sdk.devices.block(device["computerId"])
    sdk.users.block(user["userId"])
    if matter is None:
        sdk.users.deactivate(user["userId"])
        return
    try:
        sdk.legalhold.add_to_matter(user["userUid"], matter)
    except Py42UserAlreadyAddedError:
        pass
