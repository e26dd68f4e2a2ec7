"""Contoso, the simulated tenant: every room and person as Graph's objects, at one moment."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import chain

from demo.employees import FOR_PEOPLE, OF_A_PERSON, Employee, employees_beside
from demo.graph_devices import directory_devices, intune_devices
from demo.graph_identity import memberships, risky_user, role_assignments, sign_in_methods
from demo.graph_objects import (
    Json,
    domain,
    employee_user,
    licence_details,
    mailbox_settings,
    place,
    teams_configuration,
    user,
)
from demo.graph_policies import access_policy, device_registration_policy, methods_policy, security_defaults
from demo.graph_services import service_issue, subscribed_sku
from demo.graph_sign_ins import Person, beta_sign_in, sign_in
from demo.identifiers import group_id, invented
from demo.posts import Posts
from demo.rooms import POLICIES, ROOMS
from demo.scenario import Attempt, Policy, Scenario
from demo.tenant_state import TenantState
from demo.what_if import Who


@dataclass(frozen=True, slots=True)
class SignInLog:
    """Records as v1.0 (interactive ones only) and as beta (all) give them, the newest first."""

    v1: tuple[Json, ...]
    beta: tuple[Json, ...]


_ORDINARY = TenantState()


class Tenant:
    """The directory, licences, mailboxes, sign-in logs and policies at the moment ``now``.

    ``rooms`` are Contoso's unless others are given; each brings its twenty employees unless ``staffed`` is false.
    ``state`` holds the settings of the tenant as a whole.
    """

    def __init__(self, now: datetime, rooms: Sequence[Scenario] = ROOMS, policies: Sequence[Policy] = POLICIES,
                 state: TenantState = _ORDINARY, *, staffed: bool = True) -> None:
        self.now = now
        self.posts = Posts()
        self._settings(policies, state)
        self._people(tuple(rooms), staffed=staffed)

    def set_up(self, room: Scenario) -> None:
        """Set the room of this address up in another way, for whoever asks from now on."""
        self._people(tuple(room if each.address == room.address else each for each in self.rooms),
                     staffed=bool(self.employees))
        self.__dict__.pop("sign_ins", None)

    def _people(self, rooms: tuple[Scenario, ...], *, staffed: bool) -> None:
        self.rooms = rooms
        self._rooms = {room.object_id: room for room in self.rooms if room.has_account}
        self._refusing = tuple(room for room in self.rooms if room.refuses)
        self.employees = tuple(chain.from_iterable(
            employees_beside(room, order) for order, room in enumerate(self.rooms))) if staffed else ()
        self.places = tuple(found for room in self.rooms if (found := place(room)))
        self.managed_devices = tuple(chain.from_iterable(
            intune_devices(room, self.now) for room in self._rooms.values()))
        self.role_assignments = tuple(chain.from_iterable(map(role_assignments, self._rooms.values())))
        accounts = [user(room, room.account, self.now) for room in self.rooms if room.account]
        self.deleted_users = tuple(account for account in accounts if account["deletedDateTime"])
        self.users = (*(account for account in accounts if not account["deletedDateTime"]),
                      *(employee_user(employee, self.now) for employee in self.employees))
        self._signing_in = {room.object_id: room for room in self.rooms if room.account is not None}
        self._at_work = {employee.object_id: employee for employee in self.employees}
        self._names = {entry[key].casefold(): entry for entry in self.users for key in ("id", "userPrincipalName")}

    def _settings(self, policies: Sequence[Policy], state: TenantState) -> None:
        self.policies = tuple(access_policy(policy, self.now) for policy in policies)
        self.locations = {location.id: frozenset(location.countries) for location in state.locations}
        self.domains = (domain(state),)
        self.security_defaults = security_defaults(state)
        self.methods_policy = methods_policy(state, self.now)
        self.device_registration_policy = device_registration_policy(state)
        self.subscribed_skus = tuple(map(subscribed_sku, state.subscriptions))
        self.service_issues = tuple(service_issue(issue, self.now) for issue in state.issues)

    def user(self, name: str) -> Json | None:
        """The account with this object id or user principal name, in any case; deleted ones are not found."""
        return self._names.get(name.casefold())

    def licences(self, object_id: str) -> tuple[Json, ...]:
        """The licences of an account, by object id."""
        if object_id in self._at_work:
            return (licence_details(object_id, FOR_PEOPLE),)
        room = self._rooms.get(object_id)
        assigned = (licence for licence in (room.licences if room else ()) if licence.assigned)
        return tuple(licence_details(object_id, licence) for licence in assigned)

    def mailbox(self, object_id: str) -> Json | None:
        """The mailbox settings of an account, or None without a mailbox."""
        if object_id in self._at_work:
            return mailbox_settings(OF_A_PERSON)
        room = self._rooms.get(object_id)
        return mailbox_settings(room.mailbox) if room and room.mailbox else None

    def teams(self, object_id: str) -> Json | None:
        """What Teams knows of an account, or None."""
        room = self._rooms.get(object_id)
        return teams_configuration(room, self.now) if room else None

    def devices(self, object_id: str) -> tuple[Json, ...]:
        """The devices that an account has brought into the directory."""
        room = self._rooms.get(object_id)
        return tuple(directory_devices(room, self.now)) if room else ()

    def memberships(self, object_id: str) -> tuple[Json, ...]:
        """The groups and directory roles of an account."""
        room = self._rooms.get(object_id)
        return tuple(memberships(room)) if room else ()

    def groups_of(self, object_id: str) -> frozenset[str]:
        """The object ids of the groups that an account is in."""
        employee = self._at_work.get(object_id)
        if employee:
            return frozenset(map(group_id, employee.groups))
        found = self.memberships(object_id)
        return frozenset(each["id"] for each in found if each["@odata.type"].endswith(".group"))

    def sign_in_methods(self, object_id: str) -> tuple[Json, ...]:
        """The sign-in methods of a room's account."""
        room = self._rooms.get(object_id)
        return tuple(sign_in_methods(room, self.now)) if room else ()

    def per_user_mfa(self, object_id: str) -> str:
        """The state of an account's own multifactor authentication."""
        room = self._rooms.get(object_id)
        return room.per_user_mfa if room else "disabled"

    def risky_user(self, object_id: str) -> Json | None:
        """What Entra ID Protection makes of an account, or None when it was never at risk."""
        room = self._rooms.get(object_id)
        return risky_user(room, self.now) if room else None

    def who(self, object_id: str) -> Who | None:
        """The account as Conditional Access sees it, or None without an account of this id."""
        known = self._names.get(object_id.casefold())
        if known is None:
            return None
        found, groups = self.memberships(known["id"]), self.groups_of(known["id"])
        roles = frozenset(each["roleTemplateId"] for each in found if each["@odata.type"].endswith(".directoryRole"))
        return Who(known["id"], known["userType"] == "Guest", groups, roles)

    def refused_to(self, text: str) -> frozenset[str]:
        """The permissions that Graph denies for the rooms named, by object id or address, in the text of a request."""
        said = text.casefold()
        return frozenset(chain.from_iterable(room.refuses for room in self._refusing if room.object_id in said
                                             or room.address in said or room.primary_address in said))

    @cached_property
    def sign_ins(self) -> SignInLog:
        """The whole log."""
        return self.sign_ins_of((*self._signing_in, *self._at_work))

    def sign_ins_of(self, object_ids: Iterable[str]) -> SignInLog:
        """The records of these accounts, made as they are asked for: a large tenant has too many to keep."""
        return _logged(chain.from_iterable(map(self._attempts, dict.fromkeys(object_ids))), self.now)

    def _attempts(self, object_id: str) -> Iterator[tuple[Person, Attempt, str]]:
        room, employee = self._signing_in.get(object_id), self._at_work.get(object_id)
        if room:
            who = Person(room.object_id, room.address, room.display_name, room.computer)
            shown = (attempt for attempt in room.attempts if attempt.in_graph)
            yield from ((who, attempt, room.correlation_id(attempt)) for attempt in shown)
        if employee:
            yield from ((_person(employee), attempt, invented(employee.address, attempt.ago))
                        for attempt in employee.attempts)


def _person(employee: Employee) -> Person:
    return Person(employee.object_id, employee.address, employee.display_name)


def _logged(attempts: Iterator[tuple[Person, Attempt, str]], now: datetime) -> SignInLog:
    newest_first = sorted(attempts, key=lambda entry: entry[1].ago)
    records = [(sign_in(who, attempt, correlation, now), attempt) for who, attempt, correlation in newest_first]
    return SignInLog(tuple(record for record, attempt in records if attempt.interactive),
                     tuple(beta_sign_in(record, attempt) for record, attempt in records))
