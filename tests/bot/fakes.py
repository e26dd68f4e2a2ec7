"""The edges of the bot, kept in memory: Teams, the directory, the store, the clock."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count

from bot.admission import admit, unended_of
from bot.authorise import Policy, grants_of
from bot.background import Background
from bot.commands.services import Services
from bot.doorkeeper import Doorkeeper
from bot.incoming import Pressed, Said, Uploaded
from bot.likely_rooms import PATIENCE, LikelyRooms
from bot.limits import Limits, no_limits
from bot.only_rooms import OnlyRooms
from bot.ports import Fault, KeptReading, KeptReport, MessageGoneError, OpenDialog, Run, RunState
from bot.setup import Setup
from bot.turns import Actor, Card, Conversation, Message, Scope, Turn
from checks.collector import BundleReading, CannotCollect, Evidence
from checks.doctor import Examination
from checks.model import Cause, Confidence, Diagnosis, Finding, Report, Room, Severity, Status
from checks.permissions import NOT_TOLD
from checks.registry import Catalogue, Check
from dialogs import DIALOGS
from tests.bot.access_fakes import (
    FakeAudit,
    FakeDetails,
    FakeKnownRooms,
    FakeMembership,
    FakeMemory,
    FakeRecognition,
)
from tests.bot.fleet_fakes import (
    FakeAlertBoard,
    FakeFileSaver,
    FakeFleetStore,
    FakePeople,
    FakeSubscriptions,
    FakeSweeps,
)

START = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
OPERATOR = Actor("0a1b2c3d-0000-4000-8000-00000000000a", "Ada", "tenant-1")
STRANGER = Actor("ffffffff-0000-4000-8000-00000000000f", "Eve", "tenant-1")
CHAT = Conversation("a:1", Scope.PERSONAL, "tenant-1", {"serviceUrl": "https://smba.example"})
GROUP = Conversation("19:group@thread.v2", Scope.GROUP, "tenant-1", {"serviceUrl": "https://smba.example"})

AARE = Room("zurich-aare@contoso.com", "Zurich Aare", "1" * 8)
LIMMAT = Room("zurich-limmat@contoso.com", "Zurich Limmat", "2" * 8)
BERN = Room("bern@contoso.com", "Bern Bundeshaus", "3" * 8)


@dataclass
class FakeClock:
    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, span: timedelta) -> None:
        self.now += span


@dataclass
class FakeMessenger:
    """Takes every message, or raises ``refusal``; ``refusal_of_updates`` concerns updates alone."""

    posted: list[tuple[Conversation, Message]] = field(default_factory=list)
    updated: list[tuple[str, Message]] = field(default_factory=list)
    refusal: Exception | None = None
    refusal_of_updates: Exception | None = None

    async def post(self, conversation: Conversation, message: Message) -> str:
        if self.refusal:
            raise self.refusal
        self.posted.append((conversation, message))
        return f"card-{len(self.posted)}"

    async def begin(self, conversation: Conversation, message: Message) -> tuple[Conversation, str]:
        return conversation, await self.post(conversation, message)

    async def update(self, conversation: Conversation, activity_id: str, message: Message) -> None:
        del conversation
        if refusal := self.refusal or self.refusal_of_updates:
            raise refusal
        self.updated.append((activity_id, message))

    async def typing(self, conversation: Conversation) -> None: ...


@dataclass
class FakeRooms:
    """A directory of rooms. ``broken`` is raised instead of an answer."""

    rooms: tuple[Room, ...] = (AARE, LIMMAT, BERN)
    broken: CannotCollect | Exception | None = None
    reads: int = 0

    async def listed(self) -> Sequence[Room]:
        self.reads += 1
        if self.broken:
            raise self.broken
        return self.rooms


@dataclass
class FakeRuns:
    """The store of runs."""

    kept: dict[str, Run] = field(default_factory=dict)

    def only(self) -> Run:
        (run,) = self.kept.values()
        return run

    def change(self, run_id: str, **changes: object) -> None:
        self.kept[run_id] = replace(self.kept[run_id], **changes)  # type: ignore[arg-type]  # a test's own changes

    async def accept(self, run: Run) -> bool:
        if run.dedupe_key in {each.dedupe_key for each in self.kept.values()}:
            return False
        self.kept[run.id] = run
        return True

    async def queue(self, run_id: str, card_id: str) -> bool:
        self.change(run_id, state=RunState.QUEUED, card_id=card_id)
        return True

    async def resume(self, run_id: str, room: Room) -> bool:
        self.change(run_id, state=RunState.QUEUED, rooms=(room,))
        return True

    async def resubmit(self, run_id: str, attempts: int) -> bool:
        self.change(run_id, attempts=attempts + 1)
        return True

    async def move_card(self, run_id: str, card_id: str) -> None:
        self.change(run_id, card_id=card_id)

    async def get(self, run_id: str) -> Run | None:
        return self.kept.get(run_id)

    async def showing_on(self, conversation_id: str, card_id: str) -> Run | None:
        shown = [run for run in self.kept.values()
                 if run.conversation.id == conversation_id and run.card_id == card_id]
        return max(shown, key=lambda run: run.created_at, default=None)

    async def name_rooms(self, run_id: str, rooms: Sequence[Room], read_before: datetime | None) -> None:
        self.change(run_id, rooms=tuple(rooms), read_before=read_before)

    async def wait(self, run_id: str) -> None:
        self.change(run_id, state=RunState.WAITING)

    async def note_fault(self, run_id: str, fault: Fault) -> None:
        self.change(run_id, fault=fault)

    async def forget_url(self, run_id: str) -> None:
        del run_id

    async def finish(self, run_id: str, state: RunState, reports: Sequence[str] = ()) -> None:
        self.change(run_id, state=state, reports=tuple(reports))

    async def unanswered(self, accepted_before: datetime) -> Sequence[Run]:
        del accepted_before
        return ()


@dataclass
class FakeRunStarter:
    """Accepts and queues, as the run service does, and never performs."""

    runs: FakeRuns
    messenger: FakeMessenger
    clock: FakeClock
    named: list[tuple[str, Room]] = field(default_factory=list)

    async def start(self, run: Run) -> bool:
        others = [each for each in self.runs.kept.values() if each.state in (RunState.ACCEPTED, RunState.QUEUED)]
        if run.dedupe_key not in {each.dedupe_key for each in others}:
            admit(run, list(map(unended_of, others)), self.clock())
        if not await self.runs.accept(run):
            return False
        going_on = Message({"type": "AdaptiveCard"}, "going on")
        await self.runs.queue(run.id, run.card_id or await self.messenger.post(run.conversation, going_on))
        return True

    async def name_room(self, run_id: str, room: Room) -> None:
        self.named.append((run_id, room))
        await self.runs.resume(run_id, room)


@dataclass
class FakeReports:
    kept: dict[str, KeptReport] = field(default_factory=dict)

    async def keep(self, report_id: str, run_id: str, report: Report) -> None:
        self.kept[report_id] = KeptReport(report_id, run_id, report)

    async def get(self, report_id: str) -> KeptReport | None:
        return self.kept.get(report_id)

    async def latest(self, address: str) -> KeptReport | None:
        about = [each for each in self.kept.values() if each.report.room.address == address]
        return max(about, key=lambda each: each.report.judged_at, default=None)


class FakeEvidence:
    async def keep(self, address: str, source: str, evidence: Evidence, until: datetime) -> None: ...

    async def of(self, address: str, source: str, now: datetime) -> Evidence | None:
        del address, source, now
        return None

    async def keep_each(self, source: str, said: Mapping[str, Evidence], until: datetime) -> None: ...

    async def of_each(self, addresses: Collection[str], source: str, now: datetime) -> Mapping[str, Evidence]:
        del addresses, source, now
        return {}

    async def known(self, addresses: Collection[str], source: str, now: datetime) -> Collection[str]:
        del addresses, source, now
        return ()

    async def park(self, run_id: str, kept: KeptReading, until: datetime) -> None: ...

    async def parked(self, run_id: str, now: datetime) -> BundleReading | None:
        del run_id, now
        return None

    async def read_before(self, zip_key: str, now: datetime) -> KeptReading | None:
        del zip_key, now
        return None


@dataclass
class FakeDialogs:
    """The store of open dialogs."""

    kept: dict[str, OpenDialog] = field(default_factory=dict)

    def only(self) -> OpenDialog:
        (opened,) = self.kept.values()
        return opened

    async def keep(self, dialog: OpenDialog) -> None:
        self.kept[dialog.id] = dialog

    async def get(self, dialog_id: str, now: datetime) -> OpenDialog | None:
        opened = self.kept.get(dialog_id)
        return opened if opened and opened.expires > now else None

    async def waiting(self, conversation_id: str, actor_id: str, name: str, now: datetime) -> OpenDialog | None:
        fitting = [each for each in self.kept.values() if each.expires > now and each.name == name
                   and (each.conversation.id, each.actor_id) == (conversation_id, actor_id)]
        return fitting[-1] if fitting else None

    async def close(self, dialog_id: str) -> None:
        self.kept.pop(dialog_id, None)


@dataclass
class FakeDoctor:
    """Finds nothing to examine. ``broken`` is raised instead; while ``gate`` is shut no answer comes."""

    broken: Exception | None = None
    gate: asyncio.Event | None = None
    asked: list[Room] = field(default_factory=list)

    async def __call__(self, room: Room) -> Examination:
        self.asked.append(room)
        if self.gate:
            await self.gate.wait()
        if self.broken:
            raise self.broken
        return Examination(room, START, ())


@dataclass
class World:
    """Everything round the desk, and turns to come to it with."""

    clock: FakeClock = field(default_factory=FakeClock)
    messenger: FakeMessenger = field(default_factory=FakeMessenger)
    rooms: FakeRooms = field(default_factory=FakeRooms)
    runs: FakeRuns = field(default_factory=FakeRuns)
    reports: FakeReports = field(default_factory=FakeReports)
    dialogs: FakeDialogs = field(default_factory=FakeDialogs)
    doctor: FakeDoctor = field(default_factory=FakeDoctor)
    background: Background = field(default_factory=Background)
    subscriptions: FakeSubscriptions = field(default_factory=FakeSubscriptions)
    people: FakePeople = field(default_factory=FakePeople)
    fleet: FakeFleetStore = field(default_factory=FakeFleetStore)
    sweeps: FakeSweeps = field(default_factory=FakeSweeps)
    alerts: FakeAlertBoard = field(default_factory=FakeAlertBoard)
    policy: Policy = field(default_factory=lambda: Policy(admins=grants_of([OPERATOR.id])))
    membership: FakeMembership = field(default_factory=FakeMembership)
    audit: FakeAudit = field(default_factory=FakeAudit)
    known_rooms: FakeKnownRooms = field(default_factory=FakeKnownRooms)
    recognition: FakeRecognition = field(default_factory=FakeRecognition)
    patterns: tuple[str, ...] = ()
    patience: float = PATIENCE
    details: FakeDetails = field(default_factory=FakeDetails)
    memory: FakeMemory = field(default_factory=FakeMemory)
    file_saver: FakeFileSaver | None = field(default_factory=FakeFileSaver)
    limits: Limits = field(default_factory=no_limits)
    schedule: str = "*/30 * * * *"
    locale: str = ""
    time_zone: str = ""
    ids: "count[int]" = field(default_factory=lambda: count(1))

    @property
    def services(self) -> Services:
        """New each time, as after a restart: nothing but the stores remembers."""
        likely = LikelyRooms(self.patterns, self.known_rooms, self.recognition, self.clock, patience=self.patience)
        runs = OnlyRooms(FakeRunStarter(self.runs, self.messenger, self.clock), likely, self.audit, self.clock)
        return Services(
            runs=runs, likely_rooms=likely, kept_runs=self.runs, reports=self.reports,
            evidence=FakeEvidence(), open_dialogs=self.dialogs, rooms=self.rooms, messenger=self.messenger,
            catalogue=CATALOGUE, clock=self.clock, audit=self.audit, known_rooms=self.known_rooms, details=self.details,
            memory=self.memory,
            door=Doorkeeper(self.policy, self.membership, self.audit, self.clock), new_id=self.new_id, dialogs=DIALOGS,
            permissions=NOT_TOLD, examine_permissions=self.doctor, setup=Setup("a cloud", "graph.example", "t"),
            background=self.background, subscriptions=self.subscriptions, people=self.people, fleet=self.fleet,
            kept_sweeps=self.sweeps, sweeps=self.sweeps, alerts=self.alerts, sweep_schedule=self.schedule,
            file_saver=self.file_saver, limits=self.limits,
        )

    def new_id(self) -> str:
        return f"id{next(self.ids):06d}"

    def turn(self, *, actor: Actor = OPERATOR, where: Conversation = CHAT, card: str = "", activity: str = "") -> Turn:
        return Turn(actor, where, activity or f"activity-{self.new_id()}", self.clock(), card, self.locale,
                    self.time_zone)

    def said(self, text: str, *, actor: Actor = OPERATOR, where: Conversation = CHAT, activity: str = "") -> Said:
        return Said(text, self.turn(actor=actor, where=where, activity=activity))

    def pressed(self, payload: dict[str, object], *, actor: Actor = OPERATOR, where: Conversation = CHAT,
                card: str = "card-1") -> Pressed:
        return Pressed(payload, self.turn(actor=actor, where=where, card=card))

    def uploaded(self, text: str = "", *, actor: Actor = OPERATOR, activity: str = "") -> Uploaded:
        turn = self.turn(actor=actor, activity=activity)
        return Uploaded("LogCollection_7.zip", "https://contoso.sharepoint.com/x?tempauth=s3cret", text, turn)

    async def keep_report(self, report_id: str = "report-1", room: Room = AARE, run_id: str = "run-1", *,
                          cause: Cause = Cause.MFA_REQUIRED, findings: tuple[Finding, ...] = (),
                          confidence: Confidence = Confidence.HIGH) -> KeptReport:
        await self.reports.keep(report_id, run_id, report_of(room, cause, self.clock(), findings, confidence))
        return self.reports.kept[report_id]

    async def keep_run(self, run_id: str = "run-1", rooms: tuple[Room, ...] = (AARE,), card: str = "card-1",
                       state: RunState = RunState.DONE) -> Run:
        run = Run(run_id, CHAT, OPERATOR.id, f"key of {run_id}", self.clock(), rooms, state=state, card_id=card)
        assert await self.runs.accept(run)
        return run


def finding_of(cause: Cause, status: Status = Status.FAIL, summary: str = "14 sign-ins were stopped.") -> Finding:
    return Finding(f"sign_in.{cause.value}", "Signs in", Severity.CRITICAL, status, summary, cause=cause)


def report_of(room: Room, cause: Cause, at: datetime, findings: tuple[Finding, ...] = (),
              confidence: Confidence = Confidence.HIGH) -> Report:
    diagnosis = Diagnosis(cause, confidence, f"The room suffers from {cause.value}.", "Seen 14 times.",
                          "Exclude the room.", "Identity team", tuple(each.id for each in findings))
    return Report(room, at, diagnosis, findings)


def _never_judged(*_facts: object) -> None:
    raise AssertionError("a turn never runs checks")


def _check(check_id: str, title: str) -> Check:
    return Check(check_id, title, f"{title}.\n\n## Why it matters\nIt does.\n", Severity.HIGH, (),
                 _never_judged)  # type: ignore[arg-type]  # never called


CATALOGUE: Catalogue = {each.id: each for each in (
    _check("mailbox.exists", "Has a mailbox"), _check("sign_in.mfa", "Signs in without MFA"),
    _check("sign_in.password_expiry", "Password has not expired"),
)}


def texts(card: Card | None) -> str:
    """Every word that a card shows, and every button's title."""
    return "\n".join(_texts(card))


def _texts(element: object) -> list[str]:
    if isinstance(element, list):
        return [text for each in element for text in _texts(each)]
    if not isinstance(element, dict):
        return []
    own = [str(element[key]) for key in ("text", "title", "label", "value") if key in element]
    return own + [text for key, each in element.items() if key not in ("data", "fallback") for text in _texts(each)]


def payloads(card: Card | None) -> dict[str, dict[str, object]]:
    """What each button of a card sends, by its title."""
    found: dict[str, dict[str, object]] = {}
    _find_payloads(card, found)
    return found


def _find_payloads(element: object, found: dict[str, dict[str, object]]) -> None:
    if isinstance(element, list):
        for each in element:
            _find_payloads(each, found)
    elif isinstance(element, dict):
        if element.get("type") == "Action.Execute":
            found[element.get("tooltip") or element["title"]] = element["data"]
        for key, value in element.items():
            if key not in ("data", "fallback"):
                _find_payloads(value, found)


GONE = MessageGoneError("the chat was deleted")
