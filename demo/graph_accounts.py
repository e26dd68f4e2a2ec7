"""The resources of one account, as the simulated Graph answers them."""

from demo import graph_replies as replies
from demo.graph_call import Call, Desk
from demo.graph_replies import Reply
from demo.odata import Offer

DEFAULT_USER = ("businessPhones", "displayName", "givenName", "jobTitle", "mail", "mobilePhone", "officeLocation",
                "preferredLanguage", "surname", "userPrincipalName", "id")
"""The properties of a user that Graph gives unasked."""

PLAIN = Offer("entity")
_MOST_GROUPS = 20
_USERS = Offer("user", frozenset({("mail", "eq"), ("mail", "in"), ("proxyaddresses", "any"),
                                  ("assignedlicenses", "any")}))
_DELETED = Offer("user", frozenset({("userprincipalname", "endswith")}))
_MANAGED_DEVICES = Offer("managedDevice", frozenset({("userprincipalname", "eq")}))
_ROLES = Offer("unifiedRoleAssignment", frozenset({("principalid", "eq")}), expands=frozenset({"roleDefinition"}))


def user(desk: Desk, call: Call, name: str) -> Reply:
    return desk.entity(call, desk.known(name), Offer("user"), "users/$entity", DEFAULT_USER)


def users(desk: Desk, call: Call) -> Reply:
    asked = call.query.get("$filter", "")
    if asked.count("assignedLicenses/any") > 1 and not _is_advanced(call):
        raise replies.unsupported_query()
    return desk.listed(call, desk.tenant.users, _USERS, "users", DEFAULT_USER)


def deleted_users(desk: Desk, call: Call) -> Reply:
    if "endswith" in call.query.get("$filter", "").lower() and not _is_advanced(call):
        raise replies.unsupported_query()
    names = (*DEFAULT_USER, "deletedDateTime")
    return desk.listed(call, desk.tenant.deleted_users, _DELETED, "directoryObjects", names)


def _is_advanced(call: Call) -> bool:
    return call.headers.get("consistencylevel") == "eventual" and call.query.get("$count") == "true"


def licences(desk: Desk, call: Call, name: str) -> Reply:
    return desk.listed(call, desk.tenant.licences(desk.known(name)["id"]), PLAIN, "licenseDetails")


def mailbox(desk: Desk, call: Call, name: str) -> Reply:
    owner = desk.tenant.user(name)
    if owner is None:
        raise replies.no_such_mail_user(name)
    settings = desk.tenant.mailbox(owner["id"])
    if settings is None:
        raise replies.no_such_mailbox()
    return desk.entity(call, settings, PLAIN, "mailboxSettings")


def teams(desk: Desk, call: Call, object_id: str) -> Reply:
    known = desk.tenant.teams(object_id)
    if known is None:
        raise replies.unknown_to_teams()
    asked = "include-unknown-enum-members" in call.headers.get("prefer", "")
    if known["accountType"] == "ineligibleUser" and not asked:
        known = known | {"accountType": "unknownFutureValue"}
    return desk.entity(call, known, PLAIN, "admin/teams/userConfigurations/$entity")


def place(desk: Desk, call: Call, name: str) -> Reply:
    for known in desk.tenant.places:
        if name.lower() in {known["id"], known["emailAddress"].lower()}:
            return desk.entity(call, {"@odata.type": "#microsoft.graph.room", **known}, Offer("room"),
                               "places/$entity")
    raise replies.no_such_place()


def devices(desk: Desk, call: Call, name: str) -> Reply:
    found = desk.tenant.devices(desk.known(name)["id"])
    return desk.listed(call, found, Offer("directoryObject"), "directoryObjects")


def memberships(desk: Desk, call: Call, name: str) -> Reply:
    found = desk.tenant.memberships(desk.known(name)["id"])
    return desk.listed(call, found, Offer("directoryObject"), "directoryObjects")


def member_groups(desk: Desk, call: Call, name: str) -> Reply:
    """Those of the groups asked about that the account is in."""
    known, asked = desk.known(name)["id"], call.body.get("groupIds") if isinstance(call.body, dict) else None
    if not isinstance(asked, list) or not 0 < len(asked) <= _MOST_GROUPS:
        raise replies.bad_request("Invalid value specified for property 'groupIds' of resource 'User'.")
    found = [each for each in asked if each in desk.tenant.groups_of(known)]
    return desk.entity(call, {"value": found}, PLAIN, "Collection(Edm.String)")


def sign_in_methods(desk: Desk, call: Call, name: str) -> Reply:
    known = desk.known(name)["id"]
    context = f"users('{known}')/authentication/methods"
    return desk.listed(call, desk.tenant.sign_in_methods(known), Offer("authenticationMethod"), context)


def requirements(desk: Desk, call: Call, name: str) -> Reply:
    known = desk.known(name)["id"]
    state = {"perUserMfaState": desk.tenant.per_user_mfa(known)}
    return desk.entity(call, state, PLAIN, f"users('{known}')/authentication/requirements")


def managed_devices(desk: Desk, call: Call) -> Reply:
    return desk.listed(call, desk.tenant.managed_devices, _MANAGED_DEVICES, "deviceManagement/managedDevices")


def role_assignments(desk: Desk, call: Call) -> Reply:
    return desk.listed(call, desk.tenant.role_assignments, _ROLES, "roleManagement/directory/roleAssignments")


def risky_user(desk: Desk, call: Call, object_id: str) -> Reply:
    if desk.faults.without_p2 or desk.faults.unlicensed:
        raise replies.without_p2()
    known = desk.tenant.risky_user(object_id)
    if known is None:
        raise replies.never_at_risk()
    return desk.entity(call, known, Offer("riskyUser"), "identityProtection/riskyUsers/$entity")
