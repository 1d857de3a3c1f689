"""The methods of py42's users service that deal with roles, read back."""

from users import new_user


def holders(run, role_id):
    roles = {r["roleId"]: r for r in run.sdk.users.get_available_roles()}
    return roles[role_id]["numberOfUsers"]


def role_ids(run, user):
    return sorted(r["roleId"] for r in run.sdk.users.get_roles(user["userId"]))


def roles(run):
    c, users = run.c, run.sdk.users
    with c.step("users: roles"):
        user = new_user(run, "roles")
        by_name = {r["roleName"]: r for r in users.get_available_roles()}
        c.equal("get_available_roles", by_name["Desktop User"]["roleId"], "desktop-user")
        c.ok("permissions", all("permissions" in r for r in by_name.values()))
        start = role_ids(run, user)
        c.contains("get_roles, a new user's", start, "desktop-user")
        one = next(r for r in users.get_roles(user["userId"]) if r["roleId"] == "desktop-user")
        c.equal("get_roles, name", one["roleName"], "Desktop User")
        c.same_type("get_roles, permissionIds", one["permissionIds"], list)
        before = holders(run, "org-admin")
        got = users.add_role(user["userId"], "Org Admin")
        c.equal("add_role by name, answer", got["newlyAssignedRoleIds"], ["org-admin"])
        c.equal("add_role by name", role_ids(run, user), sorted([*start, "org-admin"]))
        c.equal("numberOfUsers rises", holders(run, "org-admin"), before + 1)
        users.add_role(user["userId"], "org-admin")
        c.equal("add_role twice", role_ids(run, user), sorted([*start, "org-admin"]))
        shown = users.get_by_id(user["userId"], incRoles=True)["roles"]
        c.contains("incRoles", shown, "Org Admin")
        got = users.remove_role(user["userId"], "org-admin")
        c.equal("remove_role by id, answer", got["unassignedRoleIds"], ["org-admin"])
        c.equal("remove_role by id", role_ids(run, user), start)
        c.equal("numberOfUsers falls", holders(run, "org-admin"), before)
        c.raises(
            "remove_role not held",
            ValueError,
            lambda: users.remove_role(user["userId"], "Org Admin"),
        )
        users.deactivate(user["userId"])
        users.remove_role(user["userId"], "Desktop User")
        c.ok("of a deactivated user too", "desktop-user" not in role_ids(run, user))


def check(run):
    """Runs every section."""
    run.c.sections(run, roles)
