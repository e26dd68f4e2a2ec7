"""The requests that the simulated Graph answers. No network here: a call in, a reply out."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

from demo import graph_accounts as accounts
from demo import graph_directory as directory
from demo import graph_posts as posts
from demo import graph_replies as replies
from demo.graph_call import Call, Desk
from demo.graph_faults import Faults
from demo.graph_replies import Refused, Reply
from demo.odata import OPTIONS, BadQueryError
from demo.tenant import Tenant

_EXPANDING = OPTIONS | {"$expand"}


@dataclass(frozen=True, slots=True)
class _Route:
    """A resource. Any one of ``permissions`` opens it; the first is the one that is told when none is granted."""

    path: re.Pattern[str]
    permissions: tuple[str, ...]
    respond: Callable[..., Reply]
    versions: tuple[str, ...] = ("v1.0",)
    method: str = "GET"
    options: frozenset[str] = OPTIONS


class GraphApi:
    """Answers calls from one tenant, with the faults that are switched on."""

    def __init__(self, tenant: Tenant, faults: Faults, page_size: int) -> None:
        self._tenant, self._faults = tenant, faults
        self._desk = Desk(tenant, faults, page_size)

    def answer(self, call: Call) -> Reply:
        """The reply to a request."""
        try:
            return self._answer(call)
        except BadQueryError as error:
            return replies.bad_request(str(error)).reply
        except Refused as refused:
            return refused.reply

    def refuse(self, call: Call) -> None:
        """Raise ``Refused`` where Graph is down, or wants no request for this path now."""
        if self._faults.down:
            raise replies.unavailable()
        throttle = self._faults.throttled(call.path)
        if throttle:
            raise replies.throttled(throttle.retry_after)

    def _answer(self, call: Call) -> Reply:
        self.refuse(call)
        if wait := self._faults.too_many(call.path):
            raise replies.throttled(wait if self._faults.strict_reports > 1 else math.ceil(wait))
        if self._faults.too_soon(call.path):
            raise replies.throttled(None)
        route, groups = _routed(call)
        self._permit(call, route.permissions)
        if not route.options.issuperset(name for name in call.query if name.startswith("$")):
            raise BadQueryError("Query option is not supported.")
        return route.respond(self._desk, call, *groups)

    def _permit(self, call: Call, permissions: tuple[str, ...]) -> None:
        beginnings = tuple(name for name in self._faults.denied if name.startswith("/"))
        denied = self._faults.denied | self._tenant.refused_to(_subject(call))
        named = call.path.startswith(beginnings) or f"/{call.version}{call.path}".startswith(beginnings)
        if denied.issuperset(permissions) or named:
            raise replies.denied(permissions[0])


def _routed(call: Call) -> tuple[_Route, tuple[str, ...]]:
    """The resource that answers, with what its path names. Raises ``Refused``."""
    there = [(route, found.groups()) for route in _ROUTES
             if call.version in route.versions and (found := route.path.fullmatch(call.path))]
    for route, groups in there:
        if route.method == call.method:
            return route, groups
    raise replies.no_such_segment(call.path) if call.method == "GET" and not there else replies.not_allowed()


def _subject(call: Call) -> str:
    """The parts of a request that may name an account."""
    identity = call.body.get("signInIdentity") if isinstance(call.body, dict) else None
    user_id = identity.get("userId") if isinstance(identity, dict) else None
    return f"{call.path} {call.query.get('$filter', '')} {user_id or ''}"


def _get(path: str, permission: str, respond: Callable[..., Reply], *others: str,
         versions: tuple[str, ...] = ("v1.0",), options: frozenset[str] = OPTIONS) -> _Route:
    """A route of GET; ``{}`` stands for a segment that names something."""
    pattern = re.escape(path).replace(r"\{\}", "([^/]+)")
    return _Route(re.compile(pattern), (permission, *others), respond, versions, options=options)


_ROUTES: tuple[_Route, ...] = (
    _get("/users", "User.Read.All", accounts.users),
    _get("/users/{}", "User.Read.All", accounts.user),
    _get("/directory/deletedItems/microsoft.graph.user", "User.Read.All", accounts.deleted_users),
    _get("/users/{}/registeredDevices", "User.Read.All", accounts.devices),
    _get("/users/{}/ownedDevices", "User.Read.All", accounts.devices),
    _get("/users/{}/transitiveMemberOf", "User.Read.All", accounts.memberships),
    _Route(re.compile("/users/([^/]+)/checkMemberGroups"), ("GroupMember.Read.All",), accounts.member_groups,
           method="POST"),
    _get("/users/{}/licenseDetails", "LicenseAssignment.Read.All", accounts.licences),
    _get("/users/{}/mailboxSettings", "MailboxSettings.Read", accounts.mailbox),
    _get("/users/{}/authentication/methods", "UserAuthenticationMethod.Read.All", accounts.sign_in_methods),
    _get("/users/{}/authentication/requirements", "Policy.Read.All", accounts.requirements, versions=("beta",)),
    _get("/admin/teams/userConfigurations/{}", "TeamsUserConfiguration.Read.All", accounts.teams),
    _get("/deviceManagement/managedDevices", "DeviceManagementManagedDevices.Read.All", accounts.managed_devices),
    _get("/roleManagement/directory/roleAssignments", "RoleManagement.Read.Directory", accounts.role_assignments,
         options=_EXPANDING),
    _get("/identityProtection/riskyUsers/{}", "IdentityRiskyUser.Read.All", accounts.risky_user),
    _get("/domains/{}", "Domain.Read.All", directory.domain),
    _get("/auditLogs/signIns", "AuditLog.Read.All", directory.sign_ins, versions=("v1.0", "beta")),
    _get("/identity/conditionalAccess/policies", "Policy.Read.All", directory.access_policies),
    _Route(re.compile("/identity/conditionalAccess/evaluate"), ("Policy.Read.ConditionalAccess", "Policy.Read.All"),
           directory.evaluate, method="POST"),
    _get("/places/microsoft.graph.room", "Place.Read.All", directory.rooms),
    _get("/places/{}", "Place.Read.All", accounts.place),
    _get("/subscribedSkus", "LicenseAssignment.Read.All", directory.subscribed_skus),
    _get("/admin/serviceAnnouncement/issues", "ServiceHealth.Read.All", directory.service_issues),
    _get("/policies/identitySecurityDefaultsEnforcementPolicy", "Policy.Read.All", directory.security_defaults),
    _get("/policies/authenticationMethodsPolicy", "Policy.Read.AuthenticationMethod", directory.methods_policy,
         "Policy.Read.All"),
    _get("/teams/{}/channels/{}/messages/{}", "ChannelMessage.Read.Group", posts.channel_message),
    _get("/teams/{}/channels/{}/messages/{}/replies/{}", "ChannelMessage.Read.Group", posts.channel_reply),
    _get("/chats/{}/messages/{}", "ChatMessage.Read.Chat", posts.chat_message),
    _get("/shares/{}/driveItem", "Files.Read.All", posts.shared_item, "Sites.Selected"),
    _get("/policies/deviceRegistrationPolicy", "Policy.Read.DeviceConfiguration",
         directory.device_registration_policy),
)
