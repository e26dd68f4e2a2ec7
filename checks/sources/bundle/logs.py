"""The logs of one bundle, gathered from all its entries: copies joined, damage noted, times that cannot be left out.

A record stamped later than the bundle is read was written while the device's clock was ahead. Where the record that was
written last is such a one, the clock is ahead still, and no record of the bundle can be placed in time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from checks.collector import UnreadableBundleError
from checks.facts.reading import counted
from checks.model import Window
from checks.sources.bundle import evtx, remedies, text_log
from checks.sources.bundle.entry import Stream
from checks.sources.bundle.event_log import EventLog
from checks.sources.bundle.evtx import Glimpse
from checks.sources.bundle.inventory import (
    TITLES,
    Log,
    channel_of,
    is_anothers,
    is_app_log,
    is_called_event_log,
    is_event_log,
    log_of_channel,
    named_like,
)
from checks.sources.bundle.log_contents import KEPT, Kind, LogContents

_EARLIEST = datetime(2010, 1, 1, tzinfo=UTC)
_FARTHEST_LEAD = timedelta(days=3660)
_LINES_AT_ONCE = 10_000
TOLERATED_LEAD = timedelta(minutes=5)
"""So much a device's clock may differ from ours, as in Kerberos, before what it writes is doubted."""


@dataclass(slots=True)
class Logs:
    """Entries are given to :meth:`add` one by one; only the records and lines that facts come from are kept.

    ``read_at`` is the moment of reading. ``damaged`` tells what could not be read, of which ``hidden`` may have held
    any log.
    """

    by_log: dict[Log, LogContents] = field(default_factory=lambda: {log: LogContents() for log in Log})
    entries: int = 0
    encrypted: int = 0
    damaged: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    read_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    _latest: datetime = field(init=False)
    _ahead_from: datetime = field(init=False)

    def __post_init__(self) -> None:
        self._latest, self._ahead_from = self.read_at + _FARTHEST_LEAD, self.read_at + TOLERATED_LEAD

    def note_damage(self, complaints: Iterable[str]) -> None:
        """What is wrong with the zip itself."""
        for complaint in complaints:
            self.damaged.append(complaint)
            self.hidden.append(complaint)

    def __getitem__(self, log: Log) -> LogContents:
        return self.by_log[log]

    def add(self, stream: Stream) -> None:
        """Read one entry, if it is a log. Raises ``UnreadableBundleError`` when a limit is passed."""
        self.entries += 1
        if stream.encrypted:
            self.encrypted += 1
        if not stream.peek(1) and not stream.complaint:
            self._add_empty(stream.path)
        elif is_event_log(stream):
            self._add_event_log(stream)
        elif is_app_log(stream):
            self._add_text(stream)
        elif is_called_event_log(stream.path):
            self._add_event_log(stream)
        elif named_like(stream.path) or stream.complaint:
            self._lost(stream.path, stream.complaint or "it holds no readable record")

    @property
    def now(self) -> datetime:
        """The newest record of the whole bundle, or the moment of reading when that is earlier.

        Raises ``ValueError`` when nothing was read.
        """
        return min(self.read_at, max(contents.newest for contents in self.by_log.values() if contents.newest))

    @property
    def present(self) -> datetime:
        """The newest record that can be placed in time; the moment of reading where none can."""
        placed = any(contents.newest for contents in self.by_log.values())
        return self.now if placed and not self.clock_is_ahead else self.read_at

    @property
    def clock_is_ahead(self) -> bool:
        """Whether the device's clock was still ahead when it wrote the last of its records."""
        return any(contents.ahead_at_last for contents in self.by_log.values())

    @property
    def furthest(self) -> datetime | None:
        """The latest time on a record that is ahead of its time; None without one."""
        return max((contents.furthest for contents in self.by_log.values() if contents.furthest), default=None)

    def window(self, log: Log, *kinds: Kind) -> Window:
        """From a log's oldest record to the bundle's newest, or from when on all records of these kinds could be kept
        (of all kinds, where none is named). Of a damaged log, nobody knows what stood behind the newest that could be
        read. The log must have been found.
        """
        contents = self[log]
        oldest = contents.whole_from(kinds or tuple(Kind)) or contents.oldest
        if oldest is None or contents.newest is None:
            raise ValueError(f"{log} was not found")
        end = min(contents.newest, self.now) if contents.damage else self.now
        return Window(min(oldest, end), end, log.value)

    def check_one_device(self) -> None:
        """Raises ``UnreadableBundleError`` when the bundle holds the same log of two computers."""
        for contents in self.by_log.values():
            first, *others = contents.computers or [frozenset()]
            for other in others:
                if not first & other:
                    names = " and ".join(sorted({min(first), min(other)}))
                    raise UnreadableBundleError(f"The zip holds the logs of several devices ({names}).",
                                                "Send one zip for each room.")

    def _add_empty(self, path: str) -> None:
        log = named_like(path)
        if log:
            self[log].empty = True

    def _add_event_log(self, stream: Stream) -> None:
        if is_anothers(stream):
            return
        channel = channel_of(stream)
        log = log_of_channel(channel)
        if log is None and channel:
            return
        event_log, computers, impossible = EventLog(stream), set[str](), 0
        for chunk in event_log.glimpses():
            # a log whose first chunk is damaged is known by a later one
            log = log or log_of_channel(chunk[0].channel)
            if log is None:
                return
            of_log = [glimpse for glimpse in chunk if log_of_channel(glimpse.channel) is log]
            possible = self._saw(log, of_log)
            impossible += len(of_log) - len(possible) + self._keep(log, possible, stream.path, computers)
        left_out = f"left out: {counted(impossible, 'record')} with an impossible time" if impossible else ""
        self._close(log or named_like(stream.path), stream.path, event_log, [stream.complaint, left_out])
        if log and computers:
            self[log].computers.append(frozenset(computers))

    def _saw(self, log: Log, glimpses: Sequence[Glimpse]) -> Sequence[Glimpse]:
        """Note when the records were written; returns those of a possible time. Of most chunks no more than the first
        and the last has to be read for that.
        """
        if not glimpses:
            return glimpses
        written = [glimpse.written for glimpse in glimpses]
        first, last = evtx.moment_of(min(written)), evtx.moment_of(max(written))
        if first >= _EARLIEST and last <= self._ahead_from:
            self[log].saw([(first, -1), (last, -1), (glimpses[-1].at, glimpses[-1].number)], self._ahead_from)
            return glimpses
        possible = [glimpse for glimpse in glimpses if self._is_possible(glimpse.at)]
        self[log].saw([(glimpse.at, glimpse.number) for glimpse in possible], self._ahead_from)
        return possible

    def _keep(self, log: Log, glimpses: Iterable[Glimpse], path: str, computers: set[str]) -> int:
        """Keep the records that facts come from; the first of any event tells the computer. Returns how many of them
        had to be left out, since they say another time than stands over them, and no possible one.
        """
        kinds, left_out = KEPT[log], 0
        for glimpse in glimpses:
            if computers and glimpse.event_id not in kinds:
                continue
            record = evtx.read(glimpse, path)
            if record:
                computers.add(record.computer.casefold())
            if glimpse.event_id not in kinds:
                continue
            if record and self._is_possible(record.at):
                self[log].keep(record, kinds[glimpse.event_id], ahead=self._is_ahead(glimpse.at))
            else:
                left_out += 1
        return left_out

    def _close(self, log: Log | None, path: str, event_log: EventLog, more: Iterable[str]) -> None:
        """Note what was wrong with an event log that has been read."""
        if log and event_log.is_empty and not any(more):
            self[log].empty = True
        elif event_log.count and log:
            told = "; ".join(each for each in (*more, *event_log.complaints()) if each)
            self[log].damage += [f"{path}: {told}"] if told else []
        elif not event_log.is_empty:
            self._lost(path, next(filter(None, more), "it holds no readable record"))

    def _lost(self, path: str, why: str) -> None:
        self.damaged.append(f"{path}: {why}")
        log = named_like(path)
        (self[log].damage if log else self.hidden).append(f"{path}: {why}")

    def _add_text(self, stream: Stream) -> None:
        contents, written = self[Log.APP], list[tuple[datetime, int]]()
        for line in text_log.lines(stream.blocks()):
            # a line that may mean two times means the one that has come
            at = line.or_else if line.at and line.at > self._ahead_from else line.at
            if not at or not _EARLIEST <= at <= self._latest:
                continue
            written.append((at, line.number))
            if text_log.names_an_error(line.text) and not self._is_ahead(at):
                contents.keep_line(stream.path, line._replace(at=at), at)
            if len(written) == _LINES_AT_ONCE:
                contents.saw(written, self._ahead_from)
                written = []
        contents.saw(written, self._ahead_from)
        if stream.complaint:
            contents.damage.append(f"{stream.path}: {stream.complaint}")

    def _is_possible(self, at: datetime) -> bool:
        """Whether a clock may show this time; what lies ten years ahead is damage."""
        return _EARLIEST <= at <= self._latest

    def _is_ahead(self, at: datetime) -> bool:
        return at > self._ahead_from


def nothing_known(logs: Logs) -> UnreadableBundleError:
    """The error for a bundle without a single readable record or line of a log that Roomcheck knows."""
    if not logs.entries and not logs.damaged:
        return UnreadableBundleError("The zip is empty.", remedies.SEND_AGAIN)
    if logs.entries and logs.encrypted == logs.entries:
        return UnreadableBundleError("The zip is protected with a password.", remedies.SEND_A_BUNDLE)
    if logs.damaged:
        return UnreadableBundleError(f"The zip's logs cannot be read ({logs.damaged[0]}).", remedies.COLLECT_AGAIN)
    if any(contents.empty for contents in logs.by_log.values()):
        return UnreadableBundleError("The zip's logs are there, but they are empty.", remedies.COLLECT_AGAIN)
    return UnreadableBundleError(
        f"The zip holds no log that Roomcheck knows: it holds neither {TITLES[Log.AAD]}, "
        f"nor {TITLES[Log.HEARTBEATS]}, nor {TITLES[Log.APP]}.", remedies.SEND_A_BUNDLE)
