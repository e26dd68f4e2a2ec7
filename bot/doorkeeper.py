"""Asks whether a person may do what they want, and notes that they asked."""

import asyncio
import logging
from collections import OrderedDict
from datetime import datetime, timedelta

from bot.access_ports import Asked, Audit, Membership
from bot.authorise import Allowed, Asker, Denied, Policy, Role, authorise, role_of
from bot.commands import model
from bot.commands.model import Command
from bot.ports import Clock
from bot.turns import Turn, place_of
from checks.collector import CannotCollect

log = logging.getLogger(__name__)

GROUPS_KEPT_FOR = timedelta(minutes=5)
"""For how long a person who was taken out of a group may still do what it allowed."""
_PATIENCE = 5.0
"""Seconds; Teams waits 15 for the turn to end."""
_MOST_PEOPLE = 10_000
_NOT_NOTED = (model.ShowHelp, model.Explain, model.ContinueDialog)
"""Allowed, these show nothing of any room; what a dialog ends in is noted by itself."""


class Doorkeeper:
    """Roles by person and by place are known at once; groups are read from the directory and kept for some minutes."""

    def __init__(self, policy: Policy, membership: Membership, audit: Audit, clock: Clock) -> None:
        self._policy, self._membership, self._audit, self._clock = policy, membership, audit, clock
        self._groups: OrderedDict[str, tuple[datetime, frozenset[str]]] = OrderedDict()

    async def ask(self, turn: Turn, command: Command, rooms: tuple[str, ...] = ()) -> Allowed | Denied:
        """The verdict on a command about these rooms, once it has been noted.

        Whoever is in a group that cannot be read is not let in by it.
        """
        verdict = authorise(await self._asker(turn), command, self._policy)
        if isinstance(verdict, Denied) or not isinstance(command, _NOT_NOTED):
            why = verdict.why if isinstance(verdict, Denied) else ""
            await self._audit.keep(_line(self._clock(), turn, type(command).__name__, rooms, why))
        return verdict

    async def note_refused(self, turn: Turn, what: str, why: str) -> None:
        """Note what was refused whoever asked for it."""
        await self._audit.keep(_line(self._clock(), turn, what, (), why))

    async def role(self, turn: Turn) -> Role:
        """The highest role that the person has where they ask."""
        return role_of(await self._asker(turn), self._policy)

    async def _asker(self, turn: Turn) -> Asker:
        person = turn.actor.id.lower()
        places = frozenset(each.lower() for each in (place_of(turn.conversation.id), *turn.team))
        known = Asker(person, places)
        wanted = self._policy.groups
        if not person or not wanted or role_of(known, self._policy) is Role.ADMIN:
            return known
        groups = await self._groups_of(person, wanted)
        return Asker(person, places, groups or frozenset(), groups_known=groups is not None)

    async def _groups_of(self, person: str, wanted: frozenset[str]) -> frozenset[str] | None:
        """The person's groups, None when they cannot be read."""
        kept = self._groups.get(person)
        if kept and self._clock() < kept[0]:
            return kept[1]
        try:
            async with asyncio.timeout(_PATIENCE):
                found = await self._membership.of(person, wanted)
        except (CannotCollect, TimeoutError) as why:
            log.warning("somebody's groups could not be read: %s", why)
            return None
        self._groups[person] = (self._clock() + GROUPS_KEPT_FOR, found)
        self._groups.move_to_end(person)
        while len(self._groups) > _MOST_PEOPLE:
            self._groups.popitem(last=False)
        return found


def _line(at: datetime, turn: Turn, what: str, rooms: tuple[str, ...], why: str) -> Asked:
    """A line of the audit; ``why`` something was refused, empty where it was not."""
    return Asked(at, turn.actor.id, turn.actor.tenant_id, place_of(turn.conversation.id), turn.conversation.scope.value,
                 what, rooms, not why, why, turn.actor.name)
