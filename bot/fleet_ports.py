"""What the services need of what is kept of the fleet."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from bot.fleet import Alert, Extent, FleetCounts, Outage, RoomState, Snooze, Subscription, Sweep, Watched
from bot.turns import Actor, Conversation


class Subscriptions(Protocol):
    """Who wants to be told. Kept over restarts, and over the bot being removed and added again."""

    async def keep(self, subscription: Subscription) -> bool:
        """Keep it; one of the same conversation, extent and target takes its place. False when that one was equal."""

    async def of(self, conversation_id: str) -> Sequence[Subscription]:
        """A conversation's own, disabled ones too; those of a channel whichever of its threads is asked."""

    async def drop(self, conversation_id: str, extent: Extent, target: str) -> bool:
        """False when there was none."""

    async def every(self) -> Sequence[Subscription]:
        """All that are in force."""

    async def disable(self, conversation_id: str, why: str) -> Sequence[Subscription]:
        """Send nothing more there; those that were in force until now, as they are kept from now on."""

    async def enable(self, conversation_id: str) -> None:
        """The bot is back: what was disabled is in force again."""

    async def snooze(self, snooze: Snooze) -> None: ...

    async def unsnooze(self, conversation_id: str, address: str) -> bool: ...

    async def snoozes(self, conversation_id: str, now: datetime) -> Sequence[Snooze]:
        """Those that have not ended."""


class People(Protocol):
    """Where somebody can be told something alone."""

    async def remember(self, person_id: str, conversation: Conversation) -> None:
        """The person's personal chat with the bot."""

    async def chat_of(self, person_id: str) -> Conversation | None: ...


class FleetStore(Protocol):
    """Rooms, alerts and outages, as the sweeps left them."""

    async def state_of(self, address: str) -> RoomState | None: ...

    async def states(self) -> Sequence[RoomState]:
        """Every room of the last whole sweep, by name."""

    async def counts(self, worst: int) -> FleetCounts:
        """The fleet now, with so many of the worst rooms."""

    async def buildings(self) -> Sequence[str]: ...

    async def outages(self, address: str, since: datetime) -> Sequence[Outage]:
        """A room's outages that had not ended then, the newest first."""

    async def every_outage(self, since: datetime) -> Sequence[Outage]: ...

    async def watched(self) -> Sequence[Watched]: ...

    async def alert(self, alert_id: str) -> Alert | None: ...

    async def acknowledge(self, alert_ids: Collection[str], by: Actor, at: datetime) -> Sequence[Alert]:
        """Those of the alerts that are known, each acknowledged by whoever was first."""


class Sweeps(Protocol):
    """The truth about sweeps. Every method is one transaction."""

    async def begin(self, sweep: Sweep) -> Sweep | None:
        """Keep and queue it. The one that is under way instead, if there is one, whose ``dedupe_key`` may be another;
        None when a sweep of this ``dedupe_key`` has been kept before.
        """

    async def get(self, sweep_id: str) -> Sweep | None: ...

    async def last(self) -> Sweep | None:
        """The newest one that came to its end."""

    async def under_way(self) -> Sweep | None: ...

    async def show_on(self, sweep_id: str, card_id: str) -> None: ...


class SweepSteps(Protocol):
    """What the job of a sweep does, step by step. Every step may be repeated, and is given ids only."""

    async def discover(self, sweep_id: str) -> int:
        """Find the rooms; how many portions of them are to be looked at."""

    async def look(self, sweep_id: str, portion: int) -> None:
        """Collect, judge and keep what one portion of the rooms shows. A portion that fails costs only itself."""

    async def conclude(self, sweep_id: str) -> None:
        """Release the sweep's alerts, show its card as it ended, and finish it."""
