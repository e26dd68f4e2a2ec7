"""Which of Roomcheck's permissions are granted: asks every source once about one room and reads what comes of it.

What a source answers is thrown away; only whether it answered is kept.
"""

from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from checks import engine
from checks.collector import CannotCollect, Collector, Evidence
from checks.engine import Collected, Missed, RunEvent
from checks.facts.account import Account
from checks.facts.asked import Asked, Topic
from checks.facts.base import Fact, Facts
from checks.model import Gap, GapReason, Room
from checks.permissions import Cost, Permission, Permissions, cost_of, named_in
from checks.registry import Catalogue

EVERYTHING = Evidence(Facts([Asked(frozenset({Topic.EVERYTHING}))]))
"""What makes every source speak, also those that an ordinary check leaves alone."""

_SILENT = "Nothing that was asked tells whether it is granted."
_NO_REASON = "This room gave no reason to ask for {what}."
_NO_ACCOUNT = "Not asked, since the directory has no account {room}."
_ANOTHER_ROOM = "Name a room whose account exists."
_NO_GROUP = "Neither a role nor ROOMCHECK_ROOM_GROUPS names a group."
_NO_ID = "Not asked, since the account was not readable."


class Grant(StrEnum):
    """How a permission stands.

    ``GRANTED`` says that what it is for can be read, be it by this permission or by a wider one. ``UNLICENSED`` is
    granted, but the tenant lacks the licence for what is read; ``NOT_OFFERED`` is of no use in this cloud, and
    ``NOT_NEEDED`` of none as Roomcheck is set up.
    """

    MISSING = "missing"
    UNKNOWN = "unknown"
    UNLICENSED = "unlicensed"
    GRANTED = "granted"
    NOT_OFFERED = "not_offered"
    NOT_NEEDED = "not_needed"


_WORST_FIRST = tuple(Grant)
_STRONGEST_FIRST = (Grant.MISSING, Grant.UNLICENSED, Grant.GRANTED, Grant.UNKNOWN, Grant.NOT_OFFERED, Grant.NOT_NEEDED)


@dataclass(frozen=True, slots=True)
class Sign:
    """What one source's answer says of a permission, and why, in sentences."""

    grant: Grant
    why: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Examined:
    """One permission, how it stands and why, and what the checks lose without it."""

    permission: Permission
    sign: Sign
    cost: Cost

    @property
    def grant(self) -> Grant:
        return self.sign.grant


@dataclass(frozen=True, slots=True)
class Examination:
    """Every permission, as one room shows it: the missing ones first, of each kind the core ones first."""

    room: Room
    at: datetime
    permissions: tuple[Examined, ...]

    def of(self, *grants: Grant) -> tuple[Examined, ...]:
        """Those that stand so."""
        return tuple(each for each in self.permissions if each.grant in grants)


def examination_json(examination: Examination) -> dict[str, object]:
    """The examination as JSON values, each permission with the ids of the checks that it costs."""
    return {"room": examination.room.address, "at": examination.at.isoformat(),
            "permissions": [_examined_json(each) for each in examination.permissions]}


def _examined_json(examined: Examined) -> dict[str, object]:
    permission, cost = examined.permission, examined.cost
    return {"name": permission.name, "core": permission.core, "reads": list(permission.reads),
            "grant": examined.grant.value, "why": examined.sign.why, "remedy": examined.sign.remedy,
            "unjudged": [check.id for check in cost.unjudged], "see_less": [check.id for check in cost.see_less]}


@dataclass(frozen=True, slots=True)
class RoomList(Fact):
    """That the organisation's list of rooms can be read. No check reads it: it is how rooms are found by name."""

    title: ClassVar[str] = "the list of rooms"
    how_to_get: ClassVar[str] = "Grant Place.Read.All to Roomcheck's application."


def room_list(listed: Callable[[], Awaitable[object]], source: str, permission: str) -> Collector:
    """The list of rooms as one more source to ask."""
    async def collect(_room: Room, _known: Facts) -> Fact:
        await listed()
        return RoomList()
    return Collector(RoomList, source, collect, permissions=(permission,))


@dataclass(frozen=True, slots=True)
class GroupsSeen(Fact):
    """That it can be read in which groups an account is. No check reads it: roles and rooms are told by it."""

    title: ClassVar[str] = "which of some groups an account is in"
    how_to_get: ClassVar[str] = "Grant GroupMember.Read.All to Roomcheck's application."


def groups_seen(of: Callable[[str, Collection[str]], Awaitable[object]], groups: Collection[str], source: str,
                permission: str) -> Collector:
    """The groups of an account, by object id, as one more source to ask; not needed where the settings name none."""
    async def collect(_room: Room, known: Facts) -> Fact:
        if not groups:
            raise CannotCollect(GapReason.NOT_OFFERED, _NO_GROUP)
        if Account not in known:
            raise CannotCollect(GapReason.FAILED, _NO_ID)
        if not known[Account].found:
            raise CannotCollect(GapReason.NOT_REQUESTED, "The account does not exist.")
        await of(known[Account].object_id, groups)
        return GroupsSeen()
    return Collector(GroupsSeen, source, collect, needs=(Account,), permissions=(permission,))


async def examine(room: Room, collectors: Sequence[Collector], permissions: Permissions, catalogue: Catalogue, *,
                  now: datetime) -> Examination:
    """Ask every collector about the room. Never raises for what a source says or does."""
    answers = _Answers()
    outcome = await engine.run(room, collectors, {}, known=EVERYTHING, observe=answers.take, now=now)
    missing = _no_account(room, outcome.collected.facts)
    examined = [_examined(each, [*_signs(each, collectors, answers, missing)], permissions, catalogue)
                for each in permissions.values()]
    worst_first = sorted(examined, key=lambda each: _WORST_FIRST.index(each.grant))
    return Examination(room, now, tuple(worst_first))


@dataclass(slots=True)
class _Answers:
    """What came of each source, by its name and its fact's title; None where it gave the fact."""

    of: dict[tuple[str, str], Gap | None] = field(default_factory=dict)

    def take(self, event: RunEvent) -> None:
        match event:
            case Collected(fact, source):
                self.of[source, fact.title] = None
            case Missed(gap):
                self.of[gap.source, gap.fact] = gap


def _no_account(room: Room, facts: Facts) -> Sign | None:
    """What is said of everything that was not asked when the room has no account."""
    if Account not in facts or facts[Account].found:
        return None
    return Sign(Grant.UNKNOWN, _NO_ACCOUNT.format(room=room.address), _ANOTHER_ROOM)


def _examined(permission: Permission, signs: Sequence[Sign], permissions: Permissions,
              catalogue: Catalogue) -> Examined:
    strongest = min(signs, key=lambda sign: _STRONGEST_FIRST.index(sign.grant), default=Sign(Grant.UNKNOWN, _SILENT))
    return Examined(permission, strongest, cost_of(permission, permissions, catalogue))


def _signs(permission: Permission, collectors: Sequence[Collector], answers: _Answers,
           no_account: Sign | None) -> Iterator[Sign]:
    for collector in collectors:
        if permission.name in collector.permissions or collector.fact in permission.facts:
            gap = answers.of[collector.source, collector.fact.title]
            sign = _of_gap(gap, permission, collector, no_account) if gap else _of_fact(permission, collector)
            if sign:
                yield sign


def _of_fact(permission: Permission, collector: Collector) -> Sign | None:
    """A fact that came shows the permission without which it does not come: nothing of those that add to it, nor of a
    wider one where the collector takes less.
    """
    declared = permission.name in collector.permissions
    alone = len(collector.permissions) == 1 or collector.fact in permission.brings
    return Sign(Grant.GRANTED) if declared and alone else None


def _of_gap(gap: Gap, permission: Permission, collector: Collector, no_account: Sign | None) -> Sign | None:
    match gap.reason:
        case GapReason.NO_PERMISSION:
            return _of_refusal(gap, permission, collector)
        case GapReason.NOT_LICENSED:
            return Sign(Grant.UNLICENSED, gap.detail, gap.remedy)
        case GapReason.NOT_IN_CLOUD:
            return Sign(Grant.NOT_OFFERED, gap.detail)
        case GapReason.NOT_OFFERED:
            return Sign(Grant.NOT_NEEDED, gap.detail)
        case GapReason.NOT_REQUESTED:
            return no_account or Sign(Grant.UNKNOWN, _NO_REASON.format(what=gap.fact), gap.remedy)
        case _:
            return Sign(Grant.UNKNOWN, gap.detail, gap.remedy)


def _of_refusal(gap: Gap, permission: Permission, collector: Collector) -> Sign | None:
    """A refusal counts against the permission that it names, and says nothing of the collector's others."""
    named = named_in(gap.remedy) | named_in(gap.detail)
    if permission.name in named:
        return Sign(Grant.MISSING, gap.detail, gap.remedy)
    return None if named & set(collector.permissions) else Sign(Grant.UNKNOWN, gap.detail, gap.remedy)
