"""The whole fleet: how each room stands, what has changed, who is told, and the sweeps that find it out."""

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

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
    said ``streak`` times in a row, for the first time at ``first`` and the last at ``newest_at``. ``told`` is what was
    last alerted. ``flips`` are the latest changes, the oldest first; ``muted`` while they are too many to be told.
    ``outage`` is the id of the open outage and ``causes`` what it was of so far. ``episode`` joins the alerts from a
    room's breaking to its recovery.
    ``known_since`` is when it was first known how the room stands.
    ``report`` is the last one kept, ``digest`` what its findings came to, ``kept_at`` when that was. ``listed_at`` is
    when a list last named the room; a room that is on none any more is looked at for a while all the same.
    """

    room: Room
    building: str = ""
    seen: Sight = NOT_KNOWN
    since: datetime | None = None
    newest: Sight = NOT_KNOWN
    streak: int = 0
    first: datetime | None = None
    newest_at: datetime | None = None
    told: Sight = NOT_KNOWN
    flips: tuple[datetime, ...] = ()
    muted: bool = False
    outage: str = ""
    causes: tuple[Cause, ...] = ()
    episode: str = ""
    report: str = ""
    digest: str = ""
    kept_at: datetime | None = None
    listed_at: datetime | None = None
    judged_at: datetime | None = None
    known_since: datetime | None = None

    @property
    def now(self) -> Sight:
        """What the last report says that could tell, whether or not it was said often enough to be told."""
        return self.newest if self.newest.standing is not Standing.UNKNOWN else self.seen

    @property
    def now_since(self) -> datetime | None:
        return self.since if self.now.standing is self.seen.standing else self.first

    @property
    def at_least(self) -> bool:
        """Whether the room may have stood so before ``now_since``: it was never known to stand otherwise."""
        return self.began_unseen(self.now_since)

    def began_unseen(self, began: datetime | None) -> bool:
        """Whether nothing is known of the room from before then."""
        return began is not None and self.known_since is not None and began <= self.known_since


@dataclass(frozen=True, slots=True)
class Alert:
    """A transition to be told, kept with the report that shows it until it has been handed to every subscription.

    ``since`` is when the room broke, for a recovery too; ``at_least`` then, where nothing is known of it from before.
    ``episode`` joins the alerts from a room's breaking to its recovery. Who acknowledged it, by name and by Entra
    object id, and when, is empty and None until somebody has.
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
    acknowledged_id: str = ""
    at_least: bool = False


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
