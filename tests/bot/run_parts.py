"""A bot at work on a real database with the real engine; Teams, Graph and the zip reader stand in by their ports."""

import asyncio
import contextlib
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sqlalchemy import URL

from bot.access_ports import Recognition
from bot.admission import Admission
from bot.alerts import Rule
from bot.examination import Examiner, Sources
from bot.file_ports import Download, Fetched, Locate, Upload
from bot.jobs.engine import Jobs
from bot.jobs.running import Store, at_work, opened_store
from bot.likely_rooms import LikelyRooms
from bot.painter import Painter
from bot.ports import Clock, MessageGoneError, Messenger, ReadBundle, Run, RunState
from bot.progress import Pace
from bot.run_messages import RunMessages
from bot.runs import RunService
from bot.store.access import SqlAudit, SqlDetails, SqlKnownRooms
from bot.store.database import embedded_url
from bot.sweeps import Judges
from bot.turns import Conversation, Message, Scope
from bot.watch import Around, Watch, fleet_stores, watch_over
from checks.collector import BundleReading, CannotCollect, Collector, Evidence
from checks.engine import Outcome
from checks.facts.account import Account
from checks.facts.base import Facts
from checks.facts.device import Device
from checks.fleet import Fleet, FleetRoom, Looked, Page
from checks.model import (
    Cause,
    Citation,
    Confidence,
    Diagnosis,
    Gap,
    GapReason,
    Report,
    Room,
    Severity,
    Status,
    Verdict,
    fail,
    not_applicable,
    ok,
)
from checks.registry import Catalogue, Check, Need
from checks.shared_files import Post
from tests.bot.access_fakes import FakeRecognition

ROOM = Room("room-1@contoso.com", "Room 1")
CHAT = Conversation("19:chat", Scope.PERSONAL, "tenant", {"serviceUrl": "http://127.0.0.1/"})
DOWNLOAD_URL = "https://contoso.sharepoint.com/zip?tempauth=canary-credential"
LOG_TEXT = "canary-log-text"
POST = Post("19:canary-channel@thread.tacv2", "1700000000001", "aaaaaaaa-0000-0000-0000-000000000001",
            "bbbbbbbb-0000-0000-0000-000000000001", "1700000000000")


@dataclass
class ShiftedClock:
    """The real time, moved on at will."""

    shift: timedelta = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.shift


@dataclass(frozen=True)
class Shown:
    """One thing that Teams was asked to show."""

    kind: str
    card_id: str
    message: Message


@dataclass
class RecordingTeams:
    """Takes messages and remembers them. ``faults`` are raised first, each once; cards in ``gone`` do not exist."""

    shown: list[Shown] = field(default_factory=list)
    faults: list[Exception] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)

    async def post(self, _conversation: Conversation, message: Message) -> str:
        self._raise()
        card_id = f"card-{sum(each.kind == 'post' for each in self.shown) + 1}"
        self.shown.append(Shown("post", card_id, message))
        return card_id

    async def begin(self, conversation: Conversation, message: Message) -> tuple[Conversation, str]:
        return conversation, await self.post(conversation, message)

    async def update(self, _conversation: Conversation, activity_id: str, message: Message) -> None:
        self._raise()
        if activity_id in self.gone:
            raise MessageGoneError
        self.shown.append(Shown("update", activity_id, message))

    async def typing(self, _conversation: Conversation) -> None:
        return

    def _raise(self) -> None:
        if self.faults:
            raise self.faults.pop(0)

    def posts(self) -> list[Shown]:
        return [each for each in self.shown if each.kind == "post"]

    def updates(self) -> list[Shown]:
        return [each for each in self.shown if each.kind == "update"]

    def last(self) -> Message:
        return self.shown[-1].message


def _enabled(account: Account) -> Verdict:
    return ok("It is enabled.") if account.enabled else fail("It is disabled.", cause=Cause.ACCOUNT_DISABLED)


def _named(device: Device) -> Verdict:
    return ok("It does.") if device.alias else not_applicable("It does not.")


def catalogue() -> Catalogue:
    """Two checks: one that reads Graph's fact, one that reads the log's."""
    checks = (
        Check("account.enabled", "Is enabled", "Is enabled.", Severity.HIGH, (Need(Account, required=True),), _enabled),
        Check("device.alias", "Names itself", "Names itself.", Severity.LOW, (Need(Device, required=True),), _named),
    )
    return MappingProxyType({check.id: check for check in checks})


def make_report(room: Room, outcome: Outcome, judged_at: datetime) -> Report:
    failed = [finding for finding in outcome.findings if finding.status is Status.FAIL]
    facts = outcome.evidence.facts
    seen = Account in facts or Device in facts or not outcome.evidence.gaps
    cause = failed[0].cause or Cause.UNDETERMINED if failed else Cause.HEALTHY if seen else Cause.UNDETERMINED
    sentence = "The account is disabled." if failed else "Nothing wrong was found."
    diagnosis = Diagnosis(cause, Confidence.HIGH, sentence, "Seen directly.", "Do this first.",
                          findings=tuple(finding.id for finding in failed))
    return Report(room, judged_at, diagnosis, outcome.findings, outcome.evidence.gaps)


Collect = Callable[[Room, Facts], Awaitable[Account]]


async def enabled(room: Room, _known: Facts) -> Account:
    return Account(datetime.now(UTC), Citation("graph.account", "users/1"), room.address, found=True, enabled=True)


def graph(collect: Collect = enabled) -> Callable[[Room], Sequence[Collector]]:
    return lambda _room: (Collector(Account, "graph.account", collect),)


@dataclass
class FakeFleet:
    """A fleet of rooms, each with an account that is enabled or not; of those in ``unseen`` nothing can be seen.

    ``pages`` is how many rooms a list names at a time; ``broken`` is raised instead of a list.
    """

    enabled: dict[str, bool] = field(default_factory=dict)
    unseen: set[str] = field(default_factory=set)
    building: str = "Zurich"
    page: int = 50
    broken: CannotCollect | None = None
    looked: list[FleetRoom] = field(default_factory=list)

    async def discover(self) -> AsyncIterator[Page]:
        if self.broken:
            raise self.broken
        rooms = [FleetRoom(Room(address, address.partition("@")[0].title()), self.building)
                 for address in self.enabled]
        for start in range(0, len(rooms), self.page):
            yield Page(tuple(rooms[start:start + self.page]), 1)

    async def everyone(self, rooms: Collection[str], since: datetime) -> int:
        del rooms, since
        return 0

    async def look(self, rooms: Sequence[FleetRoom]) -> Looked:
        self.looked += rooms
        return Looked(tuple(map(self._evidence, rooms)), 1)

    def _evidence(self, each: FleetRoom) -> Evidence:
        if each.room.address in self.unseen:
            return Evidence(Facts(), (Gap(Account.title, "graph.account", GapReason.FAILED, "It failed."),))
        account = Account(datetime.now(UTC), Citation("graph.account", "users/1"), each.room.address, found=True,
                          enabled=self.enabled.get(each.room.address, False))
        return Evidence(Facts([account]))


@contextlib.asynccontextmanager
async def downloaded(url: str) -> AsyncIterator[Fetched]:
    """A file whose content no other upload has."""
    assert url == DOWNLOAD_URL
    yield Fetched(Path("/dev/null"), uuid.uuid4().hex)


async def located(post: Post, _conversation: Conversation) -> str:
    """Every message shares the same file."""
    assert post == POST
    return DOWNLOAD_URL


def device_reading(alias: str) -> BundleReading:
    device = Device(datetime.now(UTC), Citation("bundle.logs", "Logs.txt#1", quote=LOG_TEXT), alias=alias)
    return BundleReading(Evidence(Facts([device])), alias=alias, display_name="Room One")


async def read_named(_file: Path) -> BundleReading:
    return device_reading(ROOM.address)


async def read_unnamed(_file: Path) -> BundleReading:
    return device_reading("")


@dataclass(frozen=True)
class Bot:
    store: Store
    service: RunService
    watch: Watch

    async def settled(self, run_id: str, state: RunState = RunState.DONE) -> Run:
        """The run once it has come to that state."""
        run = await until(lambda: self._in_state(run_id, state))
        assert isinstance(run, Run)
        return run

    async def _in_state(self, run_id: str, state: RunState) -> Run | None:
        run = await self.store.runs.get(run_id)
        return run if run and run.state is state else None


@contextlib.asynccontextmanager
async def bot(home: Path, teams: Messenger, *, clock: Clock | None = None, pace: Pace | None = None,
              collectors_for: Callable[[Room], Sequence[Collector]] | None = None, download: Download = downloaded,
              read_bundle: ReadBundle = read_named, retries: tuple[timedelta, ...] = (),
              reconcile_every: timedelta = timedelta(milliseconds=50), send_every: timedelta | None = None,
              url: URL | None = None,
              performs: bool = True, make_jobs: Callable[[URL, Clock], Jobs] = Jobs,
              fleet: Fleet | None = None, rule: Rule | None = None, judges: Judges | None = None,
              schedule: str = "", admits: bool = False,
              recognition: Recognition | None = None, locate: Locate = located) -> AsyncIterator[Bot]:
    """A bot whose engine is at work in ``home``, or on the database at ``url``. ``judges`` stand for both ``fleet``
    and ``rule``. With ``admits`` it begins no more runs at once than the whole bot does.
    """
    clock = clock or ShiftedClock()
    sources = Sources(collectors_for or graph(), download, read_bundle, catalogue(), make_report, locate)
    async with opened_store(url or embedded_url(home), clock, performs=performs, make_jobs=make_jobs) as store:
        messages = RunMessages(SqlDetails(store.engine))
        painter = Painter(teams, store.runs, messages.going_on, clock, pace=pace, retries=retries)
        likely_rooms = LikelyRooms((), SqlKnownRooms(store.engine), recognition or FakeRecognition(), clock)
        examiner = Examiner(sources, store.runs, store.reports, store.evidence, clock, likely_rooms=likely_rooms,
                            audit=SqlAudit(store.engine))
        service = RunService(runs=store.runs, examiner=examiner, painter=painter, messenger=teams, messages=messages,
                             clock=clock, pace=pace,
                             admission=Admission(store.runs, clock) if admits else None)
        stores = fleet_stores(store.engine, store.jobs)
        judges = judges or Judges(fleet or FakeFleet(), catalogue(), make_report, rule=rule or Rule())
        around = Around(store.reports, store.evidence, teams, clock, pace=pace)
        watch = watch_over(stores, judges, around, schedule=schedule, send_every=send_every or reconcile_every)
        async with at_work(store, service, watch, clock, reconcile_every=reconcile_every):
            yield Bot(store, service, watch)


def a_run(**changes: Any) -> Run:
    """A run nobody has asked for before."""
    given: Mapping[str, Any] = {
        "id": uuid.uuid4().hex, "conversation": CHAT, "asked_by": "anna", "dedupe_key": uuid.uuid4().hex,
        "created_at": datetime.now(UTC), "rooms": (ROOM,),
    }
    return Run(**{**given, **changes})


def an_upload(**changes: Any) -> Run:
    return a_run(**{"rooms": (), "upload": Upload("logs.zip", DOWNLOAD_URL), **changes})


def a_shared_upload(**changes: Any) -> Run:
    return a_run(**{"rooms": (), "upload": Upload("logs.zip", "", post=POST), **changes})


async def until(ask: Callable[[], Any], within: float = 60.0, every: float = 0.01) -> Any:
    """What ``ask`` (or its awaitable) says, once that is true of anything; asked so often."""
    deadline = time.monotonic() + within
    while True:
        answer = ask()
        if isinstance(answer, Awaitable):
            answer = await answer
        if answer:
            return answer
        assert time.monotonic() < deadline, "waited in vain"
        await asyncio.sleep(every)
