"""The logs of one bundle, gathered from all its entries: copies joined, damage noted, times that cannot be left out.

A record stamped later than the bundle is read was written while the device's clock was ahead. Where the record that was
written last is such a one, the clock is ahead still, and no record of the bundle can be placed in time.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from checks.collector import UnreadableBundleError
from checks.model import Window
from checks.sources.bundle import evtx, remedies, text_log
from checks.sources.bundle.archive import DamagedEntryError, Member
from checks.sources.bundle.evtx import EventRecord, Structure
from checks.sources.bundle.inventory import TITLES, Log, identified, log_of_channel, named_like
from checks.sources.bundle.text_log import TextLine

AAD_EVENTS = frozenset({1081, 1084, 1088, 1097, 1098})
ROOM_SYSTEM_EVENTS = frozenset({2000, 2001, 3000, 3001, 4000})
_KEPT = {Log.AAD: AAD_EVENTS, Log.HEARTBEATS: ROOM_SYSTEM_EVENTS}
_EARLIEST = datetime(2010, 1, 1, tzinfo=UTC)
_FARTHEST_LEAD = timedelta(days=3660)
TOLERATED_LEAD = timedelta(minutes=5)
"""So much a device's clock may differ from ours, as in Kerberos, before what it writes is doubted."""


@dataclass(slots=True)
class LogContents:
    """What was found of one log. ``oldest`` and ``newest`` count every record of it, of whatever event.

    ``ahead`` are its records that were stamped later than they were read, of which those that facts come from are kept
    in ``untimely``; ``ahead_at_last`` says whether the one written last is among them.
    """

    records: list[EventRecord] = field(default_factory=list)
    lines: list[tuple[str, TextLine]] = field(default_factory=list)
    oldest: datetime | None = None
    newest: datetime | None = None
    damage: list[str] = field(default_factory=list)
    empty: bool = False
    computers: list[frozenset[str]] = field(default_factory=list)
    seen: set[tuple[int, datetime]] = field(default_factory=set)
    ahead: int = 0
    furthest: datetime | None = None
    untimely: list[EventRecord] = field(default_factory=list)
    ahead_at_last: bool = False
    _last: int = -1

    @property
    def found(self) -> bool:
        """Was anything of it read that can be placed in time?"""
        return self.oldest is not None

    def saw(self, at: datetime) -> None:
        self.oldest = min(self.oldest or at, at)
        self.newest = max(self.newest or at, at)

    def saw_ahead(self, at: datetime) -> None:
        self.ahead += 1
        self.furthest = max(self.furthest or at, at)

    def wrote(self, number: int, *, ahead: bool) -> None:
        """Notes a record by its number, which grows as the log is written."""
        if number >= self._last:
            self._last, self.ahead_at_last = number, ahead


@dataclass(slots=True)
class Logs:
    """Entries are given to :meth:`add` one by one; only the records and lines that facts come from are kept.

    ``read_at`` is the moment of reading.
    """

    by_log: dict[Log, LogContents] = field(default_factory=lambda: {log: LogContents() for log in Log})
    entries: int = 0
    encrypted: int = 0
    damaged: list[str] = field(default_factory=list)
    read_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __getitem__(self, log: Log) -> LogContents:
        return self.by_log[log]

    def add(self, member: Member) -> None:
        """Read one entry, if it is a log. Raises ``UnreadableBundleError`` when a limit is passed."""
        self.entries += 1
        if member.encrypted:
            self.encrypted += 1
            self._lost(member, "it is protected with a password")
            return
        log = identified(member)
        if log is Log.APP:
            self._add_text(member)
        elif log:
            self._add_events(log, member)
        elif named := named_like(member.path):
            self._add_unread(named, member)

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

    def window(self, log: Log) -> Window:
        """From a log's oldest record to the bundle's newest. The log must have been found."""
        oldest = self[log].oldest
        if oldest is None:
            raise ValueError(f"{log} was not found")
        return Window(min(oldest, self.now), self.now, log.value)

    def check_one_device(self) -> None:
        """Raises ``UnreadableBundleError`` when the bundle holds the same log of two computers."""
        for contents in self.by_log.values():
            first, *others = contents.computers or [frozenset()]
            for other in others:
                if not first & other:
                    names = " and ".join(sorted({min(first), min(other)}))
                    raise UnreadableBundleError(f"The zip holds the logs of several devices ({names}).",
                                                "Send one zip for each room.")

    def _add_unread(self, log: Log, member: Member) -> None:
        """An entry that has a log's name, but no record by which to know it: an empty log, or a damaged one."""
        content = member.content()
        if not content.complaint and (not content.data or evtx.is_empty(content.data)):
            self[log].empty = True
        else:
            self._lost(member, content.complaint or "it holds no readable record")

    def _lost(self, member: Member, why: str) -> None:
        self.damaged.append(f"{member.path}: {why}")
        log = named_like(member.path)
        if log:
            self[log].damage.append(f"{member.path}: {why}")

    def _add_events(self, log: Log, member: Member) -> None:
        content, contents = member.content(), self[log]
        count, implausible = 0, 0
        computers = set()
        for record in evtx.records(content.data, member.path):
            count += 1
            if log_of_channel(record.channel) is not log:
                continue
            if not self._is_possible(record.at):
                implausible += 1
                continue
            computers.add(record.computer.casefold())
            self._keep(log, record)
        if computers:
            contents.computers.append(frozenset(computers))
        complaints = [content.complaint, *_complaints(count, evtx.structure(content.data)),
                      f"{implausible:,} records have an impossible time" if implausible else ""]
        contents.damage += [f"{member.path}: {complaint}" for complaint in complaints if complaint]

    def _keep(self, log: Log, record: EventRecord) -> None:
        contents, ahead = self[log], self._is_ahead(record.at)
        contents.wrote(record.id, ahead=ahead)
        if (record.id, record.at) in contents.seen:
            return
        (contents.saw_ahead if ahead else contents.saw)(record.at)
        if ahead or record.event_id in _KEPT[log]:
            contents.seen.add((record.id, record.at))
        if record.event_id in _KEPT[log]:
            (contents.untimely if ahead else contents.records).append(record)

    def _is_possible(self, at: datetime) -> bool:
        """Whether a clock may show this time; what lies ten years ahead is damage."""
        return _EARLIEST <= at <= self.read_at + _FARTHEST_LEAD

    def _is_ahead(self, at: datetime) -> bool:
        return at > self.read_at + TOLERATED_LEAD

    def _add_text(self, member: Member) -> None:
        contents = self[Log.APP]
        try:
            for line in text_log.lines(member.blocks()):
                if not line.at or not self._is_possible(line.at):
                    continue
                contents.wrote(line.number, ahead=self._is_ahead(line.at))
                if self._is_ahead(line.at):
                    contents.saw_ahead(line.at)
                else:
                    contents.saw(line.at)
                    if text_log.names_an_error(line.text):
                        contents.lines.append((member.path, line))
        except DamagedEntryError as damage:
            contents.damage.append(f"{member.path}: {damage}")


def _complaints(read: int, stated: Structure) -> Iterator[str]:
    """What is wrong with an event log of which ``read`` records were read."""
    if read < stated.stated or stated.lost_blocks:
        yield f"{read:,} of {max(read, stated.stated):,} records could be read"
    if stated.lost_blocks:
        yield f"{stated.lost_blocks:,} blocks of up to 64 KiB are unreadable; nobody can say how many records they held"
    if stated.altered_blocks:
        yield f"{stated.altered_blocks:,} blocks do not match their checksum, so records in them may be wrong"


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
        f"The zip holds no log that Roomcheck knows: none of its {logs.entries:,} files is {TITLES[Log.AAD]}, "
        f"{TITLES[Log.HEARTBEATS]} or {TITLES[Log.APP]}.", remedies.SEND_A_BUNDLE)
