"""The records of Windows event logs, as ``evtx`` reads them: it is fast, and survives damage.

A log is read chunk by chunk, as it comes out of the zip. Most records only have to be known by their number, time and
event; those that facts come from are read whole.
"""

import io
import re
import struct
import sys
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple
from zlib import crc32

import orjson
from evtx import PyEvtxParser

from checks.facts.base import NEVER
from checks.sources.bundle.chunks import CHUNK, FILE_HEADER, MAGIC

_EVENT = '"EventID":'
_EVENT_ID = re.compile(r'"EventID":(?:\{"#attributes":\{[^}]*\},"#text":)?"?(\d{1,9})[,"}]', re.ASCII)
_CHANNEL = '"Channel":"'
_ZONE = " UTC"


def _file_header() -> bytes:
    head = struct.pack("<8sQQQIHHHH76x", MAGIC, 0, 0, 1, 128, 1, 3, FILE_HEADER, 1)
    return (head + struct.pack("<II", 0, crc32(head))).ljust(FILE_HEADER, b"\0")


_FILE_HEADER = _file_header()
"""Every chunk is given to the parser as a log of its own, whose header is whole whatever became of the real one."""


class Glimpse(NamedTuple):
    """What is known of a record before it is read whole. A tuple, since a log has tens of thousands.

    ``written`` is when it was written, as text: of one log, the later is the greater. ``rendered`` is the whole record
    as JSON.
    """

    number: int
    written: str
    event_id: int
    channel: str
    rendered: str

    @property
    def at(self) -> datetime:
        return moment_of(self.written)


class EventRecord(NamedTuple):
    """One record. ``fields`` are the event's data in order, by name; classic events name them all ``Data``. A tuple, as
    above.
    """

    entry: str
    id: int
    event_id: int
    at: datetime
    channel: str
    computer: str
    fields: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """All of its data, a line each."""
        return self.fields[0][1] if len(self.fields) == 1 else "\n".join([text for _, text in self.fields])

    def located(self, quote: Callable[[str], str]) -> str:
        """Where the record can be seen again; ``quote`` makes the entry's path fit to be kept."""
        return f"{quote(self.entry)}#{self.id}"

    def field(self, name: str) -> str:
        """The first datum of that name, or nothing."""
        return next((text for found, text in self.fields if found == name), "")


def glimpses(chunk: bytes) -> list[Glimpse]:
    """The records of a chunk that can be read, in its order. Damaged ones are left out, whatever the damage."""
    found: list[Glimpse] = []
    channel = before = ""
    for each in _rendered(chunk):
        rendered: str = each["data"]
        # looked for once, since a crafted record can hold the words a thousand times
        begin = rendered.find(_EVENT) + len(_EVENT)
        end = rendered.find(",", begin)
        event, begin = rendered[begin:end], rendered.find(_CHANNEL, end)
        if not (before and rendered.startswith(before, begin)):
            channel = _channel(rendered, begin)
            before = f'{_CHANNEL}{channel}"' if channel else ""
        if channel and event.isdecimal():
            found.append(Glimpse(each["event_record_id"], each["timestamp"], int(event), channel, rendered))
        elif known := _known(each["event_record_id"], each["timestamp"], rendered):
            found.append(known)
    return found


def _channel(rendered: str, begin: int) -> str:
    """The channel of the record; nothing where a letter of it is escaped."""
    begin += len(_CHANNEL)
    channel = rendered[begin:rendered.find('"', begin)]
    return "" if "\\" in channel else channel


def moment_of(written: str) -> datetime:
    """When a record was written; before everything where that is no time."""
    try:
        return datetime.fromisoformat(written.removesuffix(_ZONE))
    except ValueError:
        return NEVER


def channel_of(begin: bytes) -> str:
    """The channel of the first readable record in a chunk of which these bytes are the beginning, or nothing."""
    return next((each.channel for each in glimpses(begin.ljust(CHUNK, b"\0"))), "")


def read(glimpse: Glimpse, entry: str) -> EventRecord | None:
    """The whole record; None when it cannot be placed or cited, for it has no id, time or channel."""
    try:
        event = orjson.loads(glimpse.rendered)["Event"]
        system = event["System"]
        fields = _fields(event.get("EventData") or event.get("UserData"))
        return EventRecord(
            entry, int(system["EventRecordID"]), _event_id(system["EventID"]), _time(system["TimeCreated"]),
            sys.intern(system["Channel"]), sys.intern(system["Computer"] or ""), fields)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return None


def _rendered(chunk: bytes) -> Iterator[dict[str, Any]]:
    """The records as the parser gives them: number, time, and all of it as JSON."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        try:
            parser = PyEvtxParser(io.BytesIO(_FILE_HEADER + chunk), number_of_threads=1, skip_errors=True)
            for found in parser.records_json():
                if found:
                    yield found
        except (OSError, RuntimeError):
            # what cannot even be opened has no records; the log's headers tell how many are missing
            return


def _known(number: int, written: str, rendered: str) -> Glimpse | None:
    """A record of which the first look does not tell what it is: its event's number has qualifiers or is a text, or a
    letter in its channel is escaped.
    """
    event = _EVENT_ID.match(rendered, rendered.find(_EVENT))
    channel = _channel(rendered, rendered.find(_CHANNEL))
    if event and channel:
        return Glimpse(number, written, int(event[1]), channel, rendered)
    whole = read(Glimpse(0, "", 0, "", rendered), "")
    return Glimpse(whole.id, whole.at.isoformat(), whole.event_id, whole.channel, rendered) if whole else None


def _event_id(value: Any) -> int:
    """A number; a classic event wraps it with its qualifiers, a forwarded one writes it as text."""
    return int(value["#text"] if isinstance(value, dict) else value)


def _time(value: Any) -> datetime:
    at = datetime.fromisoformat(value["#attributes"]["SystemTime"])
    if at.tzinfo is UTC:
        return at
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _fields(data: Any) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    _gather("Data", data, found)
    return tuple(found)


def _gather(name: str, value: Any, found: list[tuple[str, str]]) -> None:
    """Every text or number in the event's data, however it is nested. Equal texts of a classic event are kept once: a
    heartbeat says the same for days.
    """
    if isinstance(value, dict):
        for key, part in value.items():
            # by far most data are named texts
            if type(part) is str and key != "#text":
                found.append((sys.intern(key), part))
            elif key != "#attributes":
                _gather(name if key == "#text" else key, part, found)
    elif isinstance(value, str):
        found.append((sys.intern(name), sys.intern(value)))
    elif isinstance(value, list):
        for part in value:
            _gather(name, part, found)
    elif value is not None:
        found.append((sys.intern(name), str(value)))
