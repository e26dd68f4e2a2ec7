"""What the commands and dialogs are given to work with."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

from bot.access_ports import Audit, Details, KnownRooms, Memory
from bot.background import Background
from bot.cards import GLOBAL, Links
from bot.doorkeeper import Doorkeeper
from bot.file_ports import FileSaver
from bot.fleet import Alert, Sweep
from bot.fleet_ports import FleetStore, People, Subscriptions, Sweeps
from bot.likely_rooms import LikelyRooms
from bot.limits import Limits
from bot.ports import (
    Clock,
    Dialogs,
    EvidenceStore,
    ExaminePermissions,
    Messenger,
    OpenDialog,
    Reports,
    Rooms,
    Run,
    Runs,
)
from bot.schedule import in_words
from bot.setup import Setup
from bot.turns import Answer, Turn
from bot.words import mark
from checks.facts.asked import Topic
from checks.model import Room
from checks.permissions import Permissions
from checks.registry import Catalogue

PICK_ROOM, ROOM_OF_UPLOAD, COLLECT_LOGS, GUIDED_FIX = "pick_room", "room_of_upload", "collect_logs", "guided_fix"
WATCH_ROOMS = "watch_rooms"


class Wish(StrEnum):
    """What is to be done with a room once it is known which."""

    CHECK = "check"
    ACCESS = "access"
    REPORT = "report"
    READ_UPLOAD = "read_upload"
    WATCH = "watch"
    UNWATCH = "unwatch"
    SNOOZE = "snooze"
    UNSNOOZE = "unsnooze"
    HISTORY = "history"


WISHES: Mapping[Wish, str] = MappingProxyType({
    # For translators: buttons, as are the others here; “Check: Zurich Aare”.
    Wish.CHECK: mark("Check"), Wish.ACCESS: mark("Check"), Wish.REPORT: mark("Show report"),
    Wish.READ_UPLOAD: mark("It is this room's"), Wish.WATCH: mark("Watch"), Wish.UNWATCH: mark("Stop watching"),
    Wish.SNOOZE: mark("Snooze"), Wish.UNSNOOZE: mark("End the snooze"), Wish.HISTORY: mark("Show history"),
})
"""The wishes as buttons say them."""

TOPICS: Mapping[Wish, frozenset[Topic]] = MappingProxyType({
    **dict.fromkeys(Wish, frozenset[Topic]()), Wish.ACCESS: frozenset({Topic.ACCESS}),
})
"""What is asked for beyond an ordinary check."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a dialog is opened about.

    ``room`` is an address, empty when none is known. ``asked`` is how the person named it, ``rooms`` those that it may
    mean, ``wish`` what is to be done with the one that is picked, ``run_id`` the upload that waits for it. ``then`` is
    the payload of the command that goes on with it, where the wish alone does not say enough.
    """

    room: str = ""
    asked: str = ""
    rooms: tuple[Room, ...] = ()
    wish: Wish = Wish.CHECK
    run_id: str = ""
    then: Mapping[str, object] = field(default_factory=dict)


class RunStarter(Protocol):
    """Begins runs."""

    async def start(self, run: Run) -> bool:
        """Accept the run, post or repaint its card and queue it. False when its ``dedupe_key`` is a repeat. Raises
        ``bot.admission.NotBegunError``; and ``bot.likely_rooms.NotRoomsError`` where Graph would be asked about
        accounts that are not looked at.
        """

    async def name_room(self, run_id: str, room: Room) -> None:
        """The room of an upload that waits for one; reading goes on."""


class SweepStarter(Protocol):
    """Begins sweeps."""

    async def start(self, sweep: Sweep) -> Sweep | None:
        """Keep the sweep, post its card and queue it. The one that is under way instead, if there is one, which has
        another id; None when its ``dedupe_key`` is a repeat.
        """


class AlertBoard(Protocol):
    """The messages that show alerts."""

    async def showing(self, conversation_id: str, card_id: str) -> Sequence[Alert]:
        """The alerts that a message tells of; none when it shows something else."""

    async def repaint(self, alerts: Sequence[str]) -> None:
        """Show the alerts of these ids as they now stand, on every message that tells of them. Never raises."""


class Dialog(Protocol):
    """A conversation of several turns. It keeps nothing itself: what it knows rests in the store of open dialogs."""

    @property
    def name(self) -> str: ...

    async def begin(self, turn: Turn, subject: Subject, services: "Services") -> Answer: ...

    async def proceed(self, turn: Turn, opened: OpenDialog, choice: str, fields: Mapping[str, str],
                      services: "Services") -> Answer:
        """The next turn. ``choice`` and ``fields`` come from a client and are not trusted."""

    async def heard(self, turn: Turn, opened: OpenDialog, said: str, services: "Services") -> Answer | None:
        """The answer to typed words; None when they are not meant for this dialog."""


@dataclass(frozen=True, slots=True)
class Services:
    """``dialogs`` are by name, ``new_id`` gives an id that was never given before, ``links`` are the cloud's pages.

    ``sweep_schedule`` is the cron expression by which sweeps are made by themselves, empty where they are not.
    ``file_saver`` is None in clouds where bots cannot hand files over. ``fetches_shared_files`` says whether those that
    are shared in channels and group chats are asked of Microsoft Graph.
    """

    runs: RunStarter
    kept_runs: Runs
    reports: Reports
    evidence: EvidenceStore
    open_dialogs: Dialogs
    rooms: Rooms
    messenger: Messenger
    catalogue: Catalogue
    clock: Clock
    door: Doorkeeper
    audit: Audit
    known_rooms: KnownRooms
    likely_rooms: LikelyRooms
    details: Details
    memory: Memory
    new_id: Callable[[], str]
    dialogs: Mapping[str, Dialog]
    permissions: Permissions
    examine_permissions: ExaminePermissions
    setup: Setup
    background: Background
    subscriptions: Subscriptions
    people: People
    fleet: FleetStore
    kept_sweeps: Sweeps
    sweeps: SweepStarter
    alerts: AlertBoard
    sweep_schedule: str = ""
    file_saver: FileSaver | None = None
    fetches_shared_files: bool = False
    links: Links = GLOBAL
    limits: Limits = field(default_factory=Limits)

    @property
    def schedule_in_words(self) -> str:
        """When sweeps are made by themselves, such as ``every 30 minutes``; empty where they are not."""
        return in_words(self.sweep_schedule)
