"""What the services need from the world: the store, the job engine, Teams, the directory, the clock."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from bot.file_ports import Upload
from bot.turns import Conversation, Message
from checks.collector import BundleReading, Collector, Evidence
from checks.doctor import Examination
from checks.facts.asked import Topic
from checks.model import Report, Room


class RunState(StrEnum):
    """A run's life: accepted (promised), queued (card posted, job submitted), then one of the ends.

    ``WAITING`` is an upload whose room nobody has named yet.
    """

    ACCEPTED = "accepted"
    QUEUED = "queued"
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a run could not answer: what happened, and what to do about it, both in English; ``elsewhere`` that it is to
    be done in a personal chat.
    """

    what: str
    remedy: str
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """One promise to answer. ``dedupe_key`` is equal for two deliveries of the same wish.

    ``card_id`` is the message that shows it, empty until posted. ``reports`` are the ids of its reports in the rooms'
    order. ``attempts`` counts the jobs submitted for it. The rooms of an upload are the one its message named, until
    the bundle's own logs name another. ``asked`` is what was asked for beyond an ordinary check. ``read_before`` is
    when the upload's file had been read already, None where this run read it itself.
    """

    id: str
    conversation: Conversation
    asked_by: str
    dedupe_key: str
    created_at: datetime
    rooms: tuple[Room, ...] = ()
    upload: Upload | None = None
    state: RunState = RunState.ACCEPTED
    card_id: str = ""
    start_at: datetime | None = None
    reports: tuple[str, ...] = ()
    time_zone: str = ""
    attempts: int = 0
    fault: Fault | None = None
    asked: frozenset[Topic] = frozenset()
    read_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class KeptReport:
    """A report with the id that buttons carry, the run it came from, what that run was ``asked`` besides, and when its
    upload had been ``read_before``. A report that a sweep made is its own ``run_id``.
    """

    id: str
    run_id: str
    report: Report
    asked: frozenset[Topic] = frozenset()
    read_before: datetime | None = None


class Runs(Protocol):
    """The truth about what was promised. Every method is one transaction."""

    async def accept(self, run: Run) -> bool:
        """Keep a new run; False when a run with its ``dedupe_key`` is already kept."""

    async def queue(self, run_id: str, card_id: str) -> bool:
        """Store the card, set QUEUED and submit the job, all or nothing. False when it was queued before."""

    async def resume(self, run_id: str, room: Room) -> bool:
        """Name the room a WAITING run asked for, set QUEUED and submit a job, all or nothing.

        False when the run waits for no room.
        """

    async def resubmit(self, run_id: str, attempts: int) -> bool:
        """Submit a new job for a QUEUED run whose job is gone. False when ``attempts`` has changed meanwhile."""

    async def move_card(self, run_id: str, card_id: str) -> None:
        """The run's card was posted anew."""

    async def get(self, run_id: str) -> Run | None: ...

    async def showing_on(self, conversation_id: str, card_id: str) -> Run | None:
        """The newest run shown on this message."""

    async def name_rooms(self, run_id: str, rooms: Sequence[Room], read_before: datetime | None) -> None:
        """The rooms of an upload, once it is read; and when it had been read before, if that reading is used."""

    async def wait(self, run_id: str) -> None:
        """Set WAITING: the room of the upload is asked for."""

    async def note_fault(self, run_id: str, fault: Fault) -> None:
        """Keep why the run cannot answer, for the card that says so."""

    async def forget_url(self, run_id: str) -> None:
        """Erase where the run's upload is to be fetched from: its download address, or the message that shares it."""

    async def finish(self, run_id: str, state: RunState, reports: Sequence[str] = ()) -> None:
        """Set DONE or FAILED."""

    async def unanswered(self, accepted_before: datetime) -> Sequence[Run]:
        """Runs accepted before then that never got a card, and queued runs whose job is gone.

        Only those that this process accepted itself, and those of processes that are gone: these become its own.
        """


class StoreAwayError(Exception):
    """The database cannot be reached now. Nothing is known to be lost: try again later."""


class StoreFullError(StoreAwayError):
    """There is no room on the disk for what was to be kept: nothing more is begun until somebody makes some."""


class Presence(Protocol):
    """The name of this process among those that share the database, and which of the others are gone."""

    @property
    def name(self) -> str: ...

    def is_gone(self, name: str) -> bool:
        """Whether no process of this name is alive; False as long as that is not certain."""


class RunSteps(Protocol):
    """What a job does, step by step. Every step may be repeated, and is given ids only."""

    async def prepare(self, run_id: str) -> int:
        """Fetch and read an upload; how many rooms are to be examined."""

    async def examine(self, run_id: str, index: int) -> None:
        """Collect, judge and keep the report of one room."""

    async def deliver(self, run_id: str) -> None:
        """Show the answer on the run's card and finish the run. A run that stays QUEUED is delivered again later."""

    async def announce(self, run_id: str) -> None:
        """Tell of the end of a long run, since an updated card notifies nobody."""


class Reports(Protocol):
    async def keep(self, report_id: str, run_id: str, report: Report) -> None:
        """Keep a report; keeping the same id again replaces it."""

    async def get(self, report_id: str) -> KeptReport | None: ...

    async def latest(self, address: str) -> KeptReport | None: ...


@dataclass(frozen=True, slots=True)
class KeptReading:
    """What a zip held, and the moment it was read.

    ``zip_key`` is equal for zips that are sure to be read alike, and empty where that depends on the moment.
    """

    reading: BundleReading
    read_at: datetime
    zip_key: str = ""


class EvidenceStore(Protocol):
    """Redacted facts of rooms, kept for a while so that two sources can meet in one report."""

    async def keep(self, address: str, source: str, evidence: Evidence, until: datetime) -> None:
        """Replace what this source (``graph`` or ``bundle``) said of the room."""

    async def of(self, address: str, source: str, now: datetime) -> Evidence | None:
        """What the source last said, unless it has expired."""

    async def keep_each(self, source: str, said: Mapping[str, Evidence], until: datetime) -> None:
        """As :meth:`keep`, of many rooms by their addresses."""

    async def of_each(self, addresses: Collection[str], source: str, now: datetime) -> Mapping[str, Evidence]:
        """As :meth:`of`, by the addresses as they were given; without those of which there is nothing."""

    async def known(self, addresses: Collection[str], source: str, now: datetime) -> Collection[str]:
        """Of which of these rooms the source's word is kept, in lower case."""

    async def park(self, run_id: str, kept: KeptReading, until: datetime) -> None:
        """Keep what a run's zip held until the room is known, and for the next run that is sent the same zip."""

    async def parked(self, run_id: str, now: datetime) -> BundleReading | None: ...

    async def read_before(self, zip_key: str, now: datetime) -> KeptReading | None:
        """What some run's zip of this key held, unless it has expired."""


@dataclass(frozen=True, slots=True)
class OpenDialog:
    """A conversation of several turns that waits for an answer. ``state`` is the dialog's own, as JSON values.

    ``card_id`` is the message that was posted for it, empty where it only covers, for whoever pressed, the card of
    something else.
    """

    id: str
    name: str
    conversation: Conversation
    actor_id: str
    state: Mapping[str, object]
    expires: datetime
    card_id: str = ""


class Dialogs(Protocol):
    """Open dialogs, kept over restarts."""

    async def keep(self, dialog: OpenDialog) -> None: ...

    async def get(self, dialog_id: str, now: datetime) -> OpenDialog | None: ...

    async def waiting(self, conversation_id: str, actor_id: str, name: str, now: datetime) -> OpenDialog | None:
        """The newest open dialog of this name that this person has in this conversation."""

    async def close(self, dialog_id: str) -> None: ...


class MessageGoneError(Exception):
    """The message, the conversation or the bot's place in it no longer exists (403, 404)."""


class NotDeliveredError(Exception):
    """Teams did not take the message now, or where it is ``final`` never will; ``retry_after`` is a wish of its own."""

    def __init__(self, why: str, retry_after: timedelta | None = None, *, final: bool = False) -> None:
        super().__init__(why)
        self.retry_after, self.final = retry_after, final


class Messenger(Protocol):
    """Posts to Teams, in a turn or outside one. Raises MessageGoneError and NotDeliveredError."""

    async def post(self, conversation: Conversation, message: Message) -> str:
        """Post a new message and return its activity id."""

    async def begin(self, conversation: Conversation, message: Message) -> tuple[Conversation, str]:
        """Post a new message, in a channel as the beginning of a thread: where answers to it go, and its id."""

    async def update(self, conversation: Conversation, activity_id: str, message: Message) -> None: ...

    async def typing(self, conversation: Conversation) -> None:
        """Show that an answer is being written. Never raises."""


class Rooms(Protocol):
    """The organisation's own list of rooms. An account without a room mailbox is not on it."""

    async def listed(self) -> Sequence[Room]:
        """Every room on the list, in no promised order.

        Raises ``checks.collector.CannotCollect``, whose detail says why and remedy what to do.
        """


CollectorsFor = Callable[[Room], Sequence[Collector]]
"""The Graph collectors for a room."""

ReadBundle = Callable[[Path], Awaitable[BundleReading]]
"""Reads a zip. Raises ``checks.collector.UnreadableBundleError``."""

ExaminePermissions = Callable[[Room], Awaitable[Examination]]
"""Asks every source once through one room, and says which of Roomcheck's permissions are granted."""

Clock = Callable[[], datetime]
"""The present, aware and in UTC."""
