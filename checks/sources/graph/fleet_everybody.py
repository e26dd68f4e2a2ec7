"""The sign-ins of a whole tenant, of which those of its rooms are kept until each room is looked at.

That reads the record of everybody who works there, so it is done only where somebody has allowed it, and only for the
few hours since the last sweep. Of a record that is no room's nothing but the id of its account is looked at.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from checks.collector import CannotCollect
from checks.sources.graph.client import GraphClient
from checks.sources.graph.fleet_log import MOST_PAGES, Seen, WholeReading, both_logs
from checks.sources.graph.fleet_sign_ins import TOGETHER, Wanted

FURTHEST = timedelta(hours=12)
"""How far back it is worth it: for longer times it takes fewer requests, and less memory, to ask for the rooms."""
GOOD_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Everybody:
    """What was read from ``since`` to ``until``, by object id in lower case; empty where it was refused."""

    since: datetime
    until: datetime
    rooms: dict[str, Seen]

    def holds(self, since: datetime, now: datetime) -> bool:
        """Whether it answers for that time, and is fresh enough to."""
        return self.since <= since and timedelta(0) <= now - self.until <= GOOD_FOR

    def take(self, want: Wanted, now: datetime) -> Seen | None:
        """What is known of an account, which is then forgotten here; None where it has to be asked for."""
        return self.rooms.pop(want.who.lower(), None) if self.holds(want.since, now) else None


def worth_reading(since: datetime, now: datetime) -> bool:
    """Whether so little time has passed that reading everybody's sign-ins is worth it."""
    return timedelta(0) <= now - since <= FURTHEST


async def read_everybody(client: GraphClient, rooms: Collection[str], since: datetime, until: datetime) -> Everybody:
    """What there is of the rooms with these object ids. A refusal leaves nothing, so that every room is asked for."""
    whose = {who.lower() for who in rooms}
    # With more pages it would have been cheaper to ask for the rooms.
    reading = WholeReading(both_logs(), whose, since, until, max(MOST_PAGES, len(whose) // TOGETHER))
    try:
        found = await reading.read(client)
    except CannotCollect:
        return Everybody(since, until, {})
    begins = [window.start for seen in found.values() for window in seen.windows.values()]
    return Everybody(max(begins, default=since), until, found)
