"""The sign-ins of a portion of the rooms: both of Entra's logs in one question of the beta, for fifteen accounts.

Where Graph refuses a question it is put for fewer accounts, down to one; where it refuses the beta, the interactive log
alone is asked in v1.0. What was not read stays a gap of the accounts concerned, as in a check of one room.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from checks.collector import CannotCollect
from checks.model import GapReason
from checks.sources.graph import sign_ins
from checks.sources.graph.client import GraphClient
from checks.sources.graph.fleet_log import Reading, Seen, Way, both_logs, interactive_log
from checks.sources.graph.refusals import GraphError
from checks.sources.graph.sign_ins import INTERACTIVE, NON_INTERACTIVE

TOGETHER = 15
"""Accounts in one question: the directory takes no more alternatives in a filter ("Max allowed: 15")."""
_AT_ONCE = 3
_REFUSED_SIZE = frozenset({400, 414})
_FORBIDDEN = 403
_NOT_THERE = frozenset({404, 405, 501})


@dataclass(frozen=True, slots=True)
class Wanted:
    """An account by its object id, and since when its sign-ins are wanted."""

    who: str
    since: datetime


@dataclass(slots=True)
class Size:
    """How many accounts Graph takes in one question, as far as it has shown."""

    most: int = TOGETHER


class PortionReader:
    """Reads the sign-ins of one portion, up to ``end``."""

    def __init__(self, client: GraphClient, size: Size, end: datetime) -> None:
        self._client, self._size, self._end = client, size, end
        self._beta, self._v1 = both_logs(), interactive_log()
        self._few = asyncio.Semaphore(_AT_ONCE)

    async def read(self, wanted: Iterable[Wanted]) -> Mapping[str, Seen]:
        """What is known of each account, by its object id in lower case."""
        # Accounts of which little is wanted stand together: one of which all is wanted makes a whole question long.
        each_once = {want.who.lower(): want for want in wanted}
        waiting = sorted(each_once.values(), key=lambda want: (want.since, want.who))
        if not waiting:
            return {}
        # The first question alone finds out what is refused to everybody.
        found = await self._group(waiting[:self._size.most])
        rest, most = [want for want in waiting if want.who.lower() not in found], self._size.most
        groups = [rest[start:start + most] for start in range(0, len(rest), most)]
        for part in await asyncio.gather(*map(self._group, groups)):
            found |= part
        return found

    async def _group(self, group: Sequence[Wanted]) -> dict[str, Seen]:
        """Both logs, or the interactive one alone of those for whom the beta is refused."""
        async with self._few:
            found = await self._divided(self._beta, group)
            without = [want for want in group if _has_no_beta(found[want.who.lower()])]
            for who, seen in (await self._divided(self._v1, without) if without else {}).items():
                seen.missed[NON_INTERACTIVE] = found[who].missed[NON_INTERACTIVE]
                found[who] = seen
            return found

    async def _divided(self, way: Way, group: Sequence[Wanted]) -> dict[str, Seen]:
        """The answer for the group, or for its parts where the whole is refused."""
        if way.refused:
            return _all_missed(way, group, way.refused)
        try:
            return await self._asked(way, group)
        except CannotCollect as refusal:
            if len(group) == 1 or not await self._is_worth_dividing(way, group, refusal):
                return await self._last(way, group, refusal)
        half = len(group) // 2
        return await self._divided(way, group[:half]) | await self._divided(way, group[half:])

    async def _asked(self, way: Way, group: Sequence[Wanted]) -> dict[str, Seen]:
        whose, since = [want.who.lower() for want in group], min(want.since for want in group)
        found = await Reading(way, whose, since, self._end).read(self._client)
        way.answered = True
        return found

    async def _is_worth_dividing(self, way: Way, group: Sequence[Wanted], refusal: CannotCollect) -> bool:
        """Whether some of the group may be answered: a filter can be too long, and an account be withheld."""
        status = _status(refusal)
        if status in _REFUSED_SIZE:
            self._size.most = max(1, min(self._size.most, len(group) // 2))
            return True
        if refusal.reason is GapReason.NOT_LICENSED:
            way.refused = refusal
        if status != _FORBIDDEN or way.refused:
            return False
        if not way.answered:
            await self._try_alone(way, (group[0], group[-1]))
        return way.answered

    async def _try_alone(self, way: Way, some: Iterable[Wanted]) -> None:
        """Find out whether anybody at all is answered."""
        for want in some:
            try:
                await self._asked(way, [want])
            except CannotCollect as refusal:
                way.refused = refusal
            else:
                way.refused = None
                return

    async def _last(self, way: Way, group: Sequence[Wanted], refusal: CannotCollect) -> dict[str, Seen]:
        if way is self._beta and _status(refusal) in _REFUSED_SIZE:
            return {want.who.lower(): await self._alone(want) for want in group}
        return _all_missed(way, group, refusal)

    async def _alone(self, want: Wanted) -> Seen:
        """Log by log, as a check of one room asks it, where both in one question are refused even for one account."""
        seen = Seen()
        for source, read in ((INTERACTIVE, sign_ins.interactive_of), (NON_INTERACTIVE, sign_ins.non_interactive_of)):
            try:
                fact = await read(self._client, want.who, self._end)
            except CannotCollect as refusal:
                seen.missed[source] = refusal
            else:
                seen.attempts += fact.items
                seen.windows[source] = fact.covers[0]
        return seen


def _all_missed(way: Way, group: Iterable[Wanted], refusal: CannotCollect) -> dict[str, Seen]:
    """The same refusal for each; of a question for both logs, for both of them."""
    return {want.who.lower(): Seen(missed=dict.fromkeys(way.logs, refusal)) for want in group}


def _has_no_beta(seen: Seen) -> bool:
    """Whether the beta was refused in a way that says nothing of v1.0."""
    refusal = seen.missed.get(INTERACTIVE)
    if refusal is None or seen.missed.get(NON_INTERACTIVE) is not refusal:
        return False
    return _status(refusal) in {_FORBIDDEN, *_NOT_THERE} and refusal.reason is not GapReason.NOT_LICENSED


def _status(refusal: CannotCollect) -> int:
    return refusal.status if isinstance(refusal, GraphError) else 0
