"""Looks at the rooms of a run: asks Graph or reads the upload, judges, and keeps the report."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.access_ports import Audit
from bot.commands.address import OddAddressError, address
from bot.file_ports import Download, DownloadError, Fetched, Locate, Upload
from bot.likely_rooms import LikelyRooms, NotRoomsError
from bot.ports import (
    Clock,
    CollectorsFor,
    EvidenceStore,
    Fault,
    KeptReading,
    KeptReport,
    ReadBundle,
    Reports,
    Run,
    Runs,
    StoreAwayError,
)
from bot.run_lines import named_line, refused_line
from bot.telemetry import count_report
from bot.turns import Conversation
from bot.words import mark
from checks import engine
from checks.collector import NOTHING, READER_VERSION, BundleReading, Evidence, UnreadableBundleError
from checks.engine import Observer, Outcome
from checks.facts.account import Account
from checks.facts.asked import Asked, Topic
from checks.facts.base import Facts
from checks.facts.home import Home
from checks.model import Report, Room
from checks.registry import Catalogue

log = logging.getLogger(__name__)

EVIDENCE_FOR = timedelta(hours=24)
"""How long facts of one source wait to be joined with those of the other."""
_GRAPH, _BUNDLE = "graph", "bundle"
_READ_WITHIN = 300.0
_TOO_LATE = Fault(mark("The zip can no longer be read: its download address has been used or has expired."),
                  mark("Send the zip again."))
_TOO_SLOW = Fault(mark("The zip could not be fetched and read within five minutes."),
                  mark("Send it again; if that does not help, collect the logs of a shorter time."))
UNEXPECTED = Fault(mark("The zip could not be read because of a fault in Roomcheck."),
                   mark("Send it again; if that does not help, show the operator this time and Roomcheck's log."))

MakeReport = Callable[[Room, Outcome, datetime], Report]


def report_id(run_id: str, index: int) -> str:
    """The id of a run's report on its room at ``index``, the same however often the step is repeated."""
    return f"{run_id}-{index}"


def given(cloud: str, topics: frozenset[Topic] = frozenset()) -> Evidence:
    """What a run knows beforehand: in which cloud the tenant lives, and the topics that are asked for."""
    return Evidence(Facts([Home(cloud), *([Asked(topics)] if topics else [])]))


@dataclass(frozen=True, slots=True)
class Sources:
    """Where evidence comes from, and who judges it."""

    collectors_for: CollectorsFor
    download: Download
    read_bundle: ReadBundle
    catalogue: Catalogue
    make_report: MakeReport
    locate: Locate
    cloud: str = "global"


class Examiner:
    """Every method may be repeated after a crash: what is kept already is not done again."""

    def __init__(self, sources: Sources, runs: Runs, reports: Reports, evidence: EvidenceStore, clock: Clock, *,
                 likely_rooms: LikelyRooms, audit: Audit) -> None:
        self._sources, self._runs, self._reports = sources, runs, reports
        self._evidence, self._clock, self._likely_rooms = evidence, clock, likely_rooms
        self._audit = audit

    @property
    def checks(self) -> int:
        """How many checks every room gets."""
        return len(self._sources.catalogue)

    async def reading(self, run: Run) -> BundleReading | None:
        """What the run's upload held, if it has been read and not expired."""
        return await self._evidence.parked(run.id, self._clock())

    async def read_upload(self, run: Run) -> None:
        """Fetch and read the upload; name the room its logs name, or note why nothing could be read.

        The same file is not read twice while its reading is kept.
        """
        found = await self._read(run)
        if isinstance(found, Fault):
            await self._runs.note_fault(run.id, found)
        else:
            kept, rooms = found.kept, _rooms_of(found.kept.reading, run)
            # Kept last: whoever finds the reading after a crash can rely on the rest.
            await self._runs.name_rooms(run.id, rooms, kept.read_at if found.again else None)
            if {room.address for room in rooms} - {room.address for room in run.rooms}:
                await self._audit.keep(named_line(run, rooms, self._clock()))
            await self._evidence.park(run.id, kept, self._clock() + EVIDENCE_FOR)
        await self._runs.forget_url(run.id)

    async def _read(self, run: Run) -> "_Found | Fault":
        if not run.upload or not run.upload.can_be_fetched:
            return _TOO_LATE
        try:
            async with asyncio.timeout(_READ_WITHIN), self._fetched(run.upload, run.conversation) as file:
                before = await self._evidence.read_before(_zip_key(file), self._clock())
                return _Found(before or await self._read_anew(file), again=before is not None)
        except DownloadError as why:
            return Fault(str(why), why.remedy, why.elsewhere)
        except UnreadableBundleError as why:
            return Fault(str(why), why.remedy)
        except TimeoutError:
            return _TOO_SLOW
        except StoreAwayError:
            raise
        except Exception:
            log.exception("the upload of run %s could not be read", run.id)
            return UNEXPECTED

    @asynccontextmanager
    async def _fetched(self, upload: Upload, conversation: Conversation) -> AsyncIterator[Fetched]:
        address = await self._sources.locate(upload.post, conversation) if upload.post else upload.url
        async with self._sources.download(address) as file:
            yield file

    async def _read_anew(self, file: Fetched) -> KeptReading:
        read_at = self._clock()
        reading = await self._sources.read_bundle(file.path)
        return KeptReading(reading, read_at, _zip_key(file) if reading.will_hold else "")

    async def report(self, run: Run, index: int, observe: Observer) -> KeptReport:
        """The report on one room of the run, kept. Raises :class:`~bot.likely_rooms.NotRoomsError`."""
        known = await self._reports.get(report_id(run.id, index))
        if known:
            return known
        room = run.rooms[index]
        outcome = await (self._bundle(run, room) if run.upload else self._graph(run, room, observe))
        report = self._sources.make_report(room, outcome, self._clock())
        await self._reports.keep(report_id(run.id, index), run.id, report)
        count_report(report)
        return KeptReport(report_id(run.id, index), run.id, report, run.asked, run.read_before)

    async def kept(self, run: Run) -> Sequence[KeptReport | None]:
        """The run's reports so far, in the rooms' order."""
        return [await self._reports.get(report_id(run.id, index)) for index in range(len(run.rooms))]

    async def _graph(self, run: Run, room: Room, observe: Observer) -> Outcome:
        # An account that did not exist when the run was begun may do so now, and be anybody's.
        if refusals := await self._likely_rooms.admit([room], run.asked_by):
            await self._audit.keep(refused_line(run, refusals, self._clock()))
            raise NotRoomsError(refusals)
        now = self._clock()
        logs = await self._evidence.of(room.address, _BUNDLE, now) or NOTHING
        known = logs.joined(given(self._sources.cloud, run.asked))
        outcome = await engine.run(room, self._sources.collectors_for(room), self._sources.catalogue, known=known,
                                   observe=observe, now=now)
        # What was asked for is known beforehand and so is not among what was collected, which alone is kept.
        # Gaps alone must not push out facts that an earlier run could still get.
        if outcome.collected.facts:
            await self._evidence.keep(room.address, _GRAPH, outcome.collected, self._clock() + EVIDENCE_FOR)
        return outcome

    async def _bundle(self, run: Run, room: Room) -> Outcome:
        now = self._clock()
        reading = await self._evidence.parked(run.id, now)
        if reading is None:
            raise LookupError("what the upload held has expired")
        # of two zips, the one that saw further says how things stand, whichever is sent last
        before = await self._evidence.of(room.address, _BUNDLE, now)
        if before is None or reading.evidence.facts.now >= before.facts.now:
            await self._evidence.keep(room.address, _BUNDLE, reading.evidence, now + EVIDENCE_FOR)
        seen = await self._seen_in_graph(room, now)
        case = seen.joined(reading.evidence).joined(given(self._sources.cloud))
        return Outcome(engine.judge(self._sources.catalogue, case), reading.evidence, case)

    async def _seen_in_graph(self, room: Room, now: datetime) -> Evidence:
        """What Graph said of the room; nothing of an account that is not looked at. Whose zip it is only its own words
        say, and whoever sends it may have written them.
        """
        seen = await self._evidence.of(room.address, _GRAPH, now) or NOTHING
        is_nobody = Account in seen.facts and not seen.facts[Account].found
        return seen if is_nobody or await self._likely_rooms.knows(room.address) else NOTHING


@dataclass(frozen=True, slots=True)
class _Found:
    """What an upload holds; ``again`` where another run has read the same file."""

    kept: KeptReading
    again: bool


def _zip_key(file: Fetched) -> str:
    return f"{READER_VERSION}:{file.digest}"


def _rooms_of(reading: BundleReading, run: Run) -> Sequence[Room]:
    """The room that the logs name; else the one the message named; else none."""
    try:
        return [Room(address(reading.alias), reading.display_name)]
    except OddAddressError:
        return [Room(room.address, room.display_name or reading.display_name) for room in run.rooms]
