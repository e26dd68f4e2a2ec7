"""The logs of one bundle, gathered from all its entries: copies joined, damage noted, times that cannot be left out.

A record stamped later than the bundle is read was written while the device's clock was ahead. Where the record that was
written last is such a one, the clock is ahead still, and no record of the bundle can be placed in time.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice

from checks.collector import UnreadableBundleError
from checks.facts.reading import counted
from checks.model import Window
from checks.sources.bundle import evtx, text_log
from checks.sources.bundle.entry import Stream
from checks.sources.bundle.event_log import EventLog
from checks.sources.bundle.evtx import Glimpse
from checks.sources.bundle.inventory import (
    Log,
    channel_of,
    is_anothers,
    is_app_log,
    is_called_event_log,
    is_event_log,
    log_of_channel,
    named_like,
    names_ours,
)
from checks.sources.bundle.log_contents import KEPT, Kind, LogContents, line_length
from checks.sources.bundle.newest import Newest
from checks.sources.bundle.span import Span
from checks.sources.bundle.text_log import TextLine

_EARLIEST = datetime(2010, 1, 1, tzinfo=UTC)
_FARTHEST_LEAD = timedelta(days=3660)
_ONE_MOMENT = timedelta(hours=1)
_LINES_AT_ONCE = 10_000
TOLERATED_LEAD = timedelta(minutes=5)
"""So much a device's clock may differ from ours, as in Kerberos, before what it writes is doubted."""


@dataclass(slots=True)
class Logs:
    """Entries are given to :meth:`add` one by one; only the records and lines that facts come from are kept.

    ``read_at`` is the moment of reading. ``damaged`` tells what could not be read, of which ``hidden`` may have held
    any log. What has a log's name and is none counts only where the log is not found.
    """

    by_log: dict[Log, LogContents] = field(default_factory=lambda: {log: LogContents() for log in Log})
    entries: int = 0
    encrypted: int = 0
    damaged: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    read_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    _instead: list[tuple[Log, str]] = field(default_factory=list)
    _latest: datetime = field(init=False)
    _ahead_from: datetime = field(init=False)

    def __post_init__(self) -> None:
        self._latest, self._ahead_from = self.read_at + _FARTHEST_LEAD, self.read_at + TOLERATED_LEAD

    def close(self, complaints: Iterable[str]) -> None:
        """To be called when every entry was added; ``complaints`` are what is wrong with the zip itself."""
        for complaint in complaints:
            self.damaged.append(complaint)
            self.hidden.append(complaint)
        for log, why in self._instead:
            if not self[log].found:
                self.damaged.append(why)
                self[log].unread.append(why)

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
        """The newest record of the bundle, or the moment of reading if earlier. Raises ``ValueError`` without any."""
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
        """Raises ``UnreadableBundleError`` when the bundle holds the logs of two computers."""
        for contents in self.by_log.values():
            first, *others = contents.computers or [frozenset()]
            for other in others:
                if not first & other:
                    raise _several(first, other)
        aad, room = self[Log.AAD], self[Log.HEARTBEATS]
        first, other = (frozenset[str]().union(*each.computers) for each in (aad, room))
        # a device that was renamed has one name after the other
        if first and other and not first & other and aad.overlaps(room):
            raise _several(first, other)

    def _add_empty(self, path: str) -> None:
        log = named_like(path)
        if log:
            self[log].empty = True

    def _add_event_log(self, stream: Stream) -> None:
        named = named_like(stream.path)
        if not named and is_anothers(stream):
            return
        channel = channel_of(stream)
        log = log_of_channel(channel)
        if log is None and channel and not (named or names_ours(stream)):
            return
        event_log, span, computers, left_out = EventLog(stream), Span(), set[str](), 0
        for chunk, sound in event_log.glimpses():
            # a log whose first record or chunk is damaged is known by a later one
            log = log or next(filter(None, (log_of_channel(glimpse.channel) for glimpse in chunk)), None)
            if log:
                of_log = [glimpse for glimpse in chunk if log_of_channel(glimpse.channel) is log]
                possible = self._saw(span, of_log) if sound else self._saw_in_doubt(span, of_log)
                left_out += len(of_log) - len(possible) + self._keep(log, possible, stream.path, computers)
            elif not named:
                return
        span.cut = stream.cut or event_log.lost_its_end
        span.damage = self._close(log, stream.path, event_log, [stream.complaint, _left_out(left_out, "record")])
        if log:
            self[log].spans.append(span)
            self[log].computers += [frozenset(computers)] if computers else []

    def _saw(self, span: Span, glimpses: Sequence[Glimpse]) -> Sequence[Glimpse]:
        """Note when the records were written; returns those of a possible time. Of most chunks no more than the first
        and the last has to be read for that.
        """
        if not glimpses:
            return glimpses
        written = [glimpse.written for glimpse in glimpses]
        first, last = evtx.moment_of(min(written)), evtx.moment_of(max(written))
        if first >= _EARLIEST and last <= self._ahead_from:
            span.saw([(first, -1), (last, -1), (glimpses[-1].at, glimpses[-1].number)], self._ahead_from)
            return glimpses
        possible = [glimpse for glimpse in glimpses if self._is_possible(glimpse.at)]
        span.saw([(glimpse.at, glimpse.number) for glimpse in possible], self._ahead_from)
        return possible

    def _saw_in_doubt(self, span: Span, glimpses: Sequence[Glimpse]) -> Sequence[Glimpse]:
        """As :meth:`_saw`, of a chunk that is not what was written: a record has its time twice, and one altered bit
        in one of them would misplace it by years.
        """
        agreed = [glimpse for glimpse in glimpses if self._is_possible(glimpse.at) and _agrees(glimpse)]
        span.saw([(glimpse.at, glimpse.number) for glimpse in agreed], self._ahead_from)
        return agreed

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
                self[log].keep(record, kinds[glimpse.event_id], ahead=self._is_ahead(record.at))
            else:
                left_out += 1
        return left_out

    def _close(self, log: Log | None, path: str, event_log: EventLog, more: Iterable[str]) -> str:
        """What was wrong with an event log that has been read; noted, where nothing of it could be. ``log`` is None
        where none of its records is of one that Roomcheck reads.
        """
        named = log or named_like(path)
        if named and event_log.is_empty and not any(more):
            self[named].empty = True
        elif event_log.count and log:
            told = "; ".join(each for each in (*event_log.complaints(), *more) if each)
            return f"{path}: {told}" if told else ""
        elif event_log.count and named:
            self._instead.append((named, f"{path}: its records are of another log"))
        elif not event_log.is_empty:
            self._lost(path, next(filter(None, more), "it holds no readable record"))
        return ""

    def _lost(self, path: str, why: str) -> None:
        self.damaged.append(f"{path}: {why}")
        log = named_like(path)
        (self[log].unread if log else self.hidden).append(f"{path}: {why}")

    def _add_text(self, stream: Stream) -> None:
        """Lines of the newer layout may mean two times: all of one file mean the one, or all the other."""
        contents, one, other = self[Log.APP], Span(), Span()
        errors, left_out, complaint = Newest[TextLine](line_length), 0, ""
        try:
            for lines in _batches(text_log.lines(stream.blocks())):
                dated = [line for line in lines if self._is_possible(line.at) and self._is_possible(line.or_else)]
                left_out += len(lines) - len(dated)
                one.saw([(line.at, line.number) for line in dated], self._ahead_from)
                other.saw([(line.or_else, line.number) for line in dated], self._ahead_from)
                for line in filter(text_log.tells_of_an_error, dated):
                    errors.add(line.number, line.at, line)
        except text_log.TooManyLinesError as many:
            complaint = str(many)
        span = other if len(other.ahead) < len(one.ahead) else one
        span.cut = stream.cut
        contents.spans.append(span)
        for line in errors.items():
            at = line.at if span is one else line.or_else
            if not self._is_ahead(at):
                contents.keep_line(stream.path, line._replace(at=at), at)
        if not (span.newest or span.ahead):
            self._instead.append((Log.APP, f"{stream.path}: no line of it has a time that Roomcheck reads"))
        told = "; ".join(filter(None, (stream.complaint, complaint, _left_out(left_out, "line"))))
        span.damage = f"{stream.path}: {told}" if told else ""

    def _is_possible(self, at: datetime) -> bool:
        """Whether a clock may show this time; what lies ten years ahead is damage."""
        return _EARLIEST <= at <= self._latest

    def _is_ahead(self, at: datetime) -> bool:
        return at > self._ahead_from


def _batches(lines: Iterator[TextLine]) -> Iterator[list[TextLine]]:
    while batch := list(islice(lines, _LINES_AT_ONCE)):
        yield batch


def _left_out(count: int, thing: str) -> str:
    return f"left out: {counted(count, thing)} with an impossible time" if count else ""


def _agrees(glimpse: Glimpse) -> bool:
    record = evtx.read(glimpse, "")
    return record is not None and abs(record.at - glimpse.at) <= _ONE_MOMENT


def _several(first: frozenset[str], other: frozenset[str]) -> UnreadableBundleError:
    names = " and ".join(sorted({min(first), min(other)}))
    return UnreadableBundleError(f"The zip holds the logs of several devices (computers {names}).",
                                 "Send one zip for each room.")
