"""Contoso, the simulated tenant: every room and person as Graph's objects, at one moment."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from demo.employees import Employee, employees_beside
from demo.graph_objects import (
    Json,
    Person,
    access_policy,
    beta_sign_in,
    domain,
    employee_user,
    licence_details,
    mailbox_settings,
    place,
    sign_in,
    teams_configuration,
    user,
)
from demo.identifiers import invented
from demo.rooms import POLICIES, ROOMS
from demo.scenario import Attempt, Policy, Scenario


@dataclass(frozen=True, slots=True)
class SignInLog:
    """Records as v1.0 (interactive ones only) and as beta (all) give them, the newest first."""

    v1: tuple[Json, ...]
    beta: tuple[Json, ...]


class Tenant:
    """The directory, licences, mailboxes, sign-in logs and policies at the moment ``now``.

    ``rooms`` are Contoso's unless others are given; each brings its twenty employees.
    """

    def __init__(self, now: datetime, rooms: Sequence[Scenario] = ROOMS,
                 policies: Sequence[Policy] = POLICIES) -> None:
        self.now, self.rooms = now, tuple(rooms)
        self.employees = tuple(chain.from_iterable(
            employees_beside(room, order) for order, room in enumerate(self.rooms)))
        self.policies = tuple(access_policy(policy, now) for policy in policies)
        self.domains = (domain(),)
        self.places = tuple(place(room) for room in self.rooms if room.mailbox)
        accounts = [user(room, room.account, now) for room in self.rooms if room.account]
        self.deleted_users = tuple(account for account in accounts if account["deletedDateTime"])
        self.users = (*(account for account in accounts if not account["deletedDateTime"]),
                      *(employee_user(employee, now) for employee in self.employees))
        self.sign_ins = _logged(self._attempts(), now)
        self._rooms = {room.object_id: room for room in self.rooms}
        self._names = {entry[key].casefold(): entry for entry in self.users for key in ("id", "userPrincipalName")}

    def user(self, name: str) -> Json | None:
        """The account with this object id or user principal name, in any case; deleted ones are not found."""
        return self._names.get(name.casefold())

    def licences(self, object_id: str) -> tuple[Json, ...]:
        """The licences of an account, by object id."""
        room = self._rooms.get(object_id)
        return tuple(licence_details(object_id, licence) for licence in (room.licences if room else ()))

    def mailbox(self, object_id: str) -> Json | None:
        """The mailbox settings of an account, or None without a mailbox."""
        room = self._rooms.get(object_id)
        return mailbox_settings(room) if room else None

    def teams(self, object_id: str) -> Json | None:
        """What Teams knows of an account, or None."""
        room = self._rooms.get(object_id)
        return teams_configuration(room, self.now) if room else None

    def refused_to(self, text: str) -> frozenset[str]:
        """The permissions that Graph denies for the rooms named, by object id, in the text of a request."""
        return frozenset(chain.from_iterable(room.refuses for room in self.rooms if room.object_id in text))

    def _attempts(self) -> Iterator[tuple[Person, Attempt, str]]:
        for room in self.rooms:
            if room.account is not None:
                who = Person(room.object_id, room.address, room.display_name)
                shown = (attempt for attempt in room.attempts if attempt.in_graph)
                yield from ((who, attempt, room.correlation_id(attempt)) for attempt in shown)
        for employee in self.employees:
            yield from ((_person(employee), attempt, invented(employee.address, attempt.ago))
                        for attempt in employee.attempts)


def _person(employee: Employee) -> Person:
    return Person(employee.object_id, employee.address, employee.display_name)


def _logged(attempts: Iterator[tuple[Person, Attempt, str]], now: datetime) -> SignInLog:
    newest_first = sorted(attempts, key=lambda entry: entry[1].ago)
    records = [(sign_in(who, attempt, correlation, now), attempt) for who, attempt, correlation in newest_first]
    return SignInLog(tuple(record for record, attempt in records if attempt.interactive),
                     tuple(beta_sign_in(record, attempt) for record, attempt in records))
