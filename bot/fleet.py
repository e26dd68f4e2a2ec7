"""The whole fleet: how each room stands, what has changed, who is told, and the sweeps that find it out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from typing import Protocol

from bot.turns import Conversation
from checks.model import Cause, Report, Room, Severity


class Standing(StrEnum):
    """How a room stands, as far as alerts are concerned. ``UNKNOWN`` was never judged with enough certainty."""

    WELL = "well"
    BROKEN = "broken"
    UNKNOWN = "unknown"


class Change(StrEnum):
    """What a transition was. ``FLAPPING``: it changed so often that single changes are not told any more."""

    BROKE = "broke"
    WORSE = "worse"
    CAUSE_CHANGED = "cause_changed"
    RECOVERED = "recovered"
    FLAPPING = "flapping"


@dataclass(frozen=True, slots=True)
class Sight:
    """What one report says of its room for alerts: how it stands, of what cause, how bad, and by which checks."""

    standing: Standing
    cause: Cause
    severity: Severity = Severity.LOW
    behind: tuple[str, ...] = ()


NOT_KNOWN = Sight(Standing.UNKNOWN, Cause.UNDETERMINED)


@dataclass(frozen=True, slots=True)
class RoomState:
    """A room as the fleet's sweeps know it.

    ``seen`` is what holds, ``since`` when it began. ``newest`` is what the last report says, which counts once it was
    said ``streak`` times in a row, for the first time at ``first``. ``told`` is what was last alerted. ``flips`` are
    the latest changes, the oldest first; ``muted`` while they are too many to be told. ``outage`` is the id of the open
    outage and ``causes`` what it was of so far. ``episode`` joins the alerts from a room's breaking to its recovery.
    ``report`` is the last one kept, ``digest`` what its findings came to, ``kept_at`` when that was.
    """

    room: Room
    building: str = ""
    seen: Sight = NOT_KNOWN
    since: datetime | None = None
    newest: Sight = NOT_KNOWN
    streak: int = 0
    first: datetime | None = None
    told: Sight = NOT_KNOWN
    flips: tuple[datetime, ...] = ()
    muted: bool = False
    outage: str = ""
    causes: tuple[Cause, ...] = ()
    episode: str = ""
    report: str = ""
    digest: str = ""
    kept_at: datetime | None = None
    judged_at: datetime | None = None

    @property
    def now(self) -> Sight:
        """What the last report says that could tell, whether or not it was said often enough to be told."""
        return self.newest if self.newest.standing is not Standing.UNKNOWN else self.seen

    @property
    def now_since(self) -> datetime | None:
        return self.since if self.now.standing is self.seen.standing else self.first


@dataclass(frozen=True, slots=True)
class Alert:
    """A transition to be told, kept with the report that shows it until it has been handed to every subscription.

    ``since`` is when the room broke, for a recovery too. ``episode`` joins the alerts from a room's breaking to its
    recovery. Who acknowledged it, and when, is empty and None until somebody has.
    """

    id: str
    sweep: str
    room: Room
    building: str
    change: Change
    before: Sight
    after: Sight
    at: datetime
    since: datetime
    episode: str
    report: str
    acknowledged_by: str = ""
    acknowledged_at: datetime | None = None


class Extent(StrEnum):
    """Which rooms a subscription is about."""

    ROOM = "room"
    BUILDING = "building"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours of the day in which no alert is sent, in an IANA time zone; over midnight where ``end`` is the earlier."""

    start: time
    end: time
    time_zone: str


@dataclass(frozen=True, slots=True)
class Subscription:
    """A conversation's wish to be told. ``target`` is the room's address or the building's name, empty for all.

    ``asked_by`` is the Entra object id of whoever asked, ``language`` one of the languages of alerts and ``time_zone``
    the one in which they tell the time. ``disabled`` says why nothing is sent any more; empty while it is in force.
    """

    id: str
    conversation: Conversation
    extent: Extent
    target: str
    asked_by: str
    created_at: datetime
    least: Severity = Severity.LOW
    quiet: Quiet | None = None
    language: str = "en"
    time_zone: str = ""
    disabled: str = ""


@dataclass(frozen=True, slots=True)
class Snooze:
    """No alert about the room is sent to the conversation before ``until``."""

    conversation_id: str
    address: str
    until: datetime
    asked_by: str


class SweepState(StrEnum):
    """A sweep's life. ``MISSED`` came due while another was under way, and looked at nothing."""

    QUEUED = "queued"
    LOOKING = "looking"
    DONE = "done"
    FAILED = "failed"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Sweep:
    """One look at every room. ``dedupe_key`` is equal for two wishes for the same sweep (a tick of the schedule).

    ``conversation`` is where its card stands, None for a scheduled one; ``answered`` once that shows the end. ``rooms``
    and ``looked_at`` count rooms, ``requests`` the requests sent to Graph, ``fault`` says why it failed or what it
    could not see.
    """

    id: str
    dedupe_key: str
    created_at: datetime
    state: SweepState = SweepState.QUEUED
    conversation: Conversation | None = None
    asked_by: str = ""
    time_zone: str = ""
    card_id: str = ""
    rooms: int = 0
    looked_at: int = 0
    requests: int = 0
    ended_at: datetime | None = None
    fault: str = ""
    attempts: int = 0
    answered: bool = False


@dataclass(frozen=True, slots=True)
class FleetCounts:
    """The fleet at one moment: rooms by cause, the worst of them, and what changed in the last sweep."""

    total: int
    by_cause: tuple[tuple[Cause, int], ...]
    worst: tuple[RoomState, ...]
    changed: tuple[Alert, ...]


@dataclass(frozen=True, slots=True)
class Outage:
    """A time in which a room was broken, of one or more causes in turn; ``ended`` is None while it lasts."""

    id: str
    room: Room
    building: str
    causes: tuple[Cause, ...]
    began: datetime
    ended: datetime | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What a sweep saw of one room, to be kept together. None and empty where there is nothing of the kind.

    ``judged`` is False for a room that could not be looked at: its state stays as it was.
    """

    state: RoomState
    report_id: str = ""
    report: Report | None = None
    outage: Outage | None = None
    alert: Alert | None = None
    judged: bool = True


@dataclass(frozen=True, slots=True)
class Watched:
    """Since when the fleet's sweeps have known a room: before that nothing is said of its availability."""

    room: Room
    building: str
    since: datetime


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

    async def acknowledge(self, alert_id: str, by: str, at: datetime) -> Alert | None:
        """The alert, acknowledged by whoever was first; None when it is not known."""


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
