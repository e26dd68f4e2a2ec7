"""What the account brings to a sign-in: its sign-in methods, its groups, its roles, its own multifactor setting."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime

from msgraph.generated.role_management.directory.role_assignments.role_assignments_request_builder import (
    RoleAssignmentsRequestBuilder,
)
from msgraph.generated.users.item.transitive_member_of.transitive_member_of_request_builder import (
    TransitiveMemberOfRequestBuilder,
)

from checks.facts.base import Facts
from checks.facts.security import AdminRoles, AuthMethods, Memberships, PerUserMfa
from checks.model import Citation, Room
from checks.sources.graph.client import GraphClient
from checks.sources.graph.json_reading import Json, child, is_a, text
from checks.sources.graph.known_account import object_id, reference
from checks.sources.graph.odata import for_a_person, quoted, urgent
from checks.sources.graph.pacing import DIRECTORY
from checks.sources.graph.refusals import Call, unreadable

MFA_SOURCE, MFA_PERMISSION = "graph.per_user_mfa", "Policy.Read.All"
METHODS_SOURCE, METHODS_PERMISSION = "graph.auth_methods", "UserAuthenticationMethod.Read.All"
GROUPS_SOURCE, GROUPS_PERMISSION = "graph.memberships", "User.Read.All"
ROLES_SOURCE, ROLES_PERMISSION = "graph.admin_roles", "RoleManagement.Read.Directory"
_MFA_CALL = Call(PerUserMfa.title, MFA_PERMISSION, DIRECTORY)
_METHODS_CALL = Call(AuthMethods.title, METHODS_PERMISSION, DIRECTORY)
_GROUPS_CALL = Call(Memberships.title, GROUPS_PERMISSION, DIRECTORY)
_ROLES_CALL = Call(AdminRoles.title, ROLES_PERMISSION, DIRECTORY)
_METHOD = re.compile(r"#microsoft\.graph\.(\w+?)(?:AuthenticationMethod)?")
_Groups = TransitiveMemberOfRequestBuilder.TransitiveMemberOfRequestBuilderGetQueryParameters
_Roles = RoleAssignmentsRequestBuilder.RoleAssignmentsRequestBuilderGetQueryParameters
_Clock = Callable[[], datetime]


async def per_user_mfa(client: GraphClient, clock: _Clock, _room: Room, known: Facts) -> PerUserMfa:
    """Only the beta says so. Raises :class:`~checks.collector.CannotCollect`."""
    place = f"users/{object_id(known)}/authentication/requirements"
    request = urgent(client.request(f"/{place}", {}, version="beta"))
    state = text(await client.get(request, _MFA_CALL), "perUserMfaState")
    if not state:
        raise unreadable(_MFA_CALL)
    return PerUserMfa(clock(), Citation(MFA_SOURCE, place), state)


async def auth_methods(client: GraphClient, clock: _Clock, room: Room, known: Facts) -> AuthMethods:
    """Raises :class:`~checks.collector.CannotCollect`."""
    who = reference(room, known)
    request = client.v1.users.by_user_id(who).authentication.methods.to_get_request_information()
    records, _whole = await client.listed(urgent(request), _METHODS_CALL)
    cite = Citation(METHODS_SOURCE, f"users/{who}/authentication/methods")
    return AuthMethods(clock(), cite, _once(_kind(record) for record in records))


def _kind(record: Json) -> str:
    found = _METHOD.fullmatch(text(record, "@odata.type"))
    return found[1] if found else ""


async def memberships(client: GraphClient, clock: _Clock, room: Room, known: Facts) -> Memberships:
    """The account's groups, of which one page is read. Raises :class:`~checks.collector.CannotCollect`."""
    who = reference(room, known)
    builder = client.v1.users.by_user_id(who).transitive_member_of
    request = builder.to_get_request_information(for_a_person(_Groups(select=["id"], top=999)))
    records, whole = await client.listed(request, _GROUPS_CALL, most_pages=1)
    groups = frozenset(text(record, "id").lower() for record in records if is_a(record, "group"))
    return Memberships(clock(), Citation(GROUPS_SOURCE, f"users/{who}/transitiveMemberOf"), groups - {""}, whole)


async def admin_roles(client: GraphClient, clock: _Clock, _room: Room, known: Facts) -> AdminRoles:
    """Roles assigned to the account itself. Raises :class:`~checks.collector.CannotCollect`."""
    query = _Roles(filter=f"principalId eq {quoted(object_id(known))}", expand=["roleDefinition($select=displayName)"])
    request = client.v1.role_management.directory.role_assignments.to_get_request_information(for_a_person(query))
    records, _whole = await client.listed(request, _ROLES_CALL)
    names = _once(_role(record) for record in records)
    return AdminRoles(clock(), Citation(ROLES_SOURCE, "roleManagement/directory/roleAssignments"), names)


def _role(record: Json) -> str:
    """The role's name; its id where the name did not come with it."""
    return text(child(record, "roleDefinition"), "displayName") or text(record, "roleDefinitionId")


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))
