"""Asks whether a person may do what they want, and notes that they asked."""

import asyncio
import logging
from collections import OrderedDict
from dataclasses import replace
from datetime import datetime, timedelta

from bot.access_ports import Asked, Audit, Membership
from bot.authorise import Allowed, Asker, Denied, Policy, Role, authorise, role_of, team_place
from bot.commands import model
from bot.commands.model import Command
from bot.ports import Clock
from bot.telemetry import DENIED
from bot.turns import Turn, place_of
from checks.collector import CannotCollect

log = logging.getLogger(__name__)

GROUPS_KEPT_FOR = timedelta(minutes=5)
"""For how long a person who was taken out of a group may still do what it allowed."""
FAILURE_KEPT_FOR = timedelta(seconds=30)
"""For how long a directory that did not tell somebody's groups is not asked for them again."""
_PATIENCE = 5.0
"""Seconds; Teams waits 15 for the turn to end."""
_MOST_PEOPLE = 10_000
_NOT_NOTED = (model.ShowHelp, model.Explain, model.ContinueDialog)
"""Allowed, these show nothing of any room; what a dialog ends in is noted by itself."""


class Doorkeeper:
    """Roles by person and by place are known at once; groups are read from the directory and kept for some minutes."""

    def __init__(self, policy: Policy, membership: Membership, audit: Audit, clock: Clock) -> None:
        self._policy, self._membership, self._audit, self._clock = policy, membership, audit, clock
        self._groups: OrderedDict[str, tuple[datetime, frozenset[str] | None]] = OrderedDict()

    async def may(self, turn: Turn, command: Command) -> Allowed | Denied:
        """The verdict on a command, which is noted nowhere. Groups are read only where the rest does not allow it.

        Whoever is in a group that cannot be read is not let in by it.
        """
        known = _known(turn)
        verdict = authorise(known, command, self._policy)
        return verdict if isinstance(verdict, Allowed) else authorise(await self._read(known), command, self._policy)

    async def note(self, turn: Turn, command: Command, verdict: Allowed | Denied, rooms: tuple[str, ...] = ()) -> None:
        """Note the verdict on a command about these rooms."""
        if isinstance(verdict, Denied):
            DENIED.add(command=type(command).__name__)
        if isinstance(verdict, Denied) or not isinstance(command, _NOT_NOTED):
            why = verdict.why if isinstance(verdict, Denied) else ""
            await self._audit.keep(_line(self._clock(), turn, type(command).__name__, rooms, why))

    async def note_refused(self, turn: Turn, what: str, why: str, rooms: tuple[str, ...] = ()) -> None:
        """Note what was refused whoever asked for it."""
        await self._audit.keep(_line(self._clock(), turn, what, rooms, why))

    async def role(self, turn: Turn, enough: Role = Role.ADMIN) -> Role:
        """The highest role that the person has where they ask; groups are read only where the rest is not enough."""
        known = _known(turn)
        without_groups = role_of(known, self._policy)
        return without_groups if without_groups >= enough else role_of(await self._read(known), self._policy)

    async def _read(self, known: Asker) -> Asker:
        """The same person with their groups."""
        wanted = self._policy.groups
        if not known.id or not wanted:
            return known
        groups = await self._groups_of(known.id, wanted)
        return replace(known, groups=groups or frozenset(), groups_known=groups is not None)

    async def _groups_of(self, person: str, wanted: frozenset[str]) -> frozenset[str] | None:
        """The person's groups, None when they cannot be read."""
        kept = self._groups.get(person)
        if kept and self._clock() < kept[0]:
            return kept[1]
        found = await self._found(person, wanted)
        lasts = FAILURE_KEPT_FOR if found is None else GROUPS_KEPT_FOR
        self._groups[person] = (self._clock() + lasts, found)
        self._groups.move_to_end(person)
        while len(self._groups) > _MOST_PEOPLE:
            self._groups.popitem(last=False)
        return found

    async def _found(self, person: str, wanted: frozenset[str]) -> frozenset[str] | None:
        try:
            async with asyncio.timeout(_PATIENCE):
                return await self._membership.of(person, wanted)
        except (CannotCollect, TimeoutError) as why:
            log.warning("somebody's groups could not be read: %s", why)
            return None


def _known(turn: Turn) -> Asker:
    """The person by what the turn says, without their groups."""
    places = {place_of(turn.conversation.id).lower(), *(team_place(each.lower()) for each in turn.team)}
    return Asker(turn.actor.id.lower(), frozenset(places))


def _line(at: datetime, turn: Turn, what: str, rooms: tuple[str, ...], why: str) -> Asked:
    """A line of the audit; ``why`` something was refused, empty where it was not."""
    return Asked(at, turn.actor.id, turn.actor.tenant_id, place_of(turn.conversation.id), turn.conversation.scope.value,
                 what, rooms, not why, why, turn.actor.name)
