"""Records of every kind that the writer makes, and how three readers give them back, in one neutral form."""

import io
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from xml.etree import ElementTree as ET

from evtx import PyEvtxParser

from demo.evtx_values import DataItem
from demo.evtx_writer import EvtxWriter

GUID = "4DE9BC9C-B27A-43C9-8994-0915F1A5E24F"
SID = "S-1-5-21-1004336348-1177238915-682003330-1001"
BEGIN = datetime(2024, 11, 15, 15, 2, 3, 694986, tzinfo=UTC)
NAMESPACE = "{http://schemas.microsoft.com/win/2004/08/events/event}"
_SIGNS = "abc XYZ 0123456789 <>&\"'\r\n\t;ßéĀ第一会议室😀🎥"


@dataclass(frozen=True, slots=True)
class Written:
    """A record as it is given to the writer. Classic ones have ``strings``, manifest ones ``fields``."""

    id: int
    event_id: int
    time: datetime
    level: int
    channel: str
    computer: str
    fields: tuple[DataItem, ...] = ()
    strings: tuple[str, ...] | None = None
    task: int = 0
    keywords: int = 0
    sid: str = ""
    activity: str = ""
    qualifiers: int = 0

    def write(self, log: EvtxWriter) -> None:
        about: Mapping[str, Any] = {"event_id": self.event_id, "time": self.time, "level": self.level,
                                    "channel": self.channel, "computer": self.computer}
        if self.strings is not None:
            log.classic(provider="SRS-App", strings=self.strings, qualifiers=self.qualifiers, **about)
        else:
            log.manifest(provider="Microsoft-Windows-AAD", guid=GUID, data=self.fields, task=self.task,
                         keywords=self.keywords, user_sid=self.sid or None, activity=self.activity or None, **about)


@dataclass(frozen=True, slots=True)
class Told:
    """A record as a reader gives it: numbers as numbers, GUIDs in upper case without braces, data as texts."""

    id: int
    event_id: int
    time: datetime
    level: int
    channel: str
    computer: str
    provider: str
    guid: str
    task: int
    keywords: int
    sid: str
    activity: str
    qualifiers: int
    fields: tuple[tuple[str, str], ...]


def mixed(count: int, seed: int = 4, first_id: int = 1) -> list[Written]:
    """As many records, two thirds of them of a manifest provider, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable choice, and no secret
    return [_classic(chance, number) if number % 3 == 0 else _manifest(chance, number)
            for number in range(first_id, first_id + count)]


def _text(chance: random.Random) -> str:
    return "".join(chance.choices(_SIGNS, k=chance.choice((0, 1, 7, 60, 400))))


def _classic(chance: random.Random, number: int) -> Written:
    strings = tuple(_text(chance) for _ in range(chance.choice((0, 1, 1, 1, 2, 5))))
    return Written(number, chance.randrange(65536), _time(chance, number), chance.randrange(6), "Skype Room System",
                   "MTR-第一", strings=strings, keywords=1 << 55, qualifiers=chance.choice((0, 0, 16384)))


def _manifest(chance: random.Random, number: int) -> Written:
    fields = tuple((f"Name{index}", *_datum(chance)) for index in range(chance.randrange(6)))
    return Written(number, chance.randrange(65536), _time(chance, number), chance.randrange(6),
                   "Microsoft-Windows-AAD/Operational", "MTR-1", fields, task=chance.randrange(65536),
                   keywords=chance.getrandbits(64), sid=chance.choice((SID, "S-1-5-18", "")),
                   activity=chance.choice((_guid(chance), "")))


def _time(chance: random.Random, number: int) -> datetime:
    return BEGIN + timedelta(minutes=number, microseconds=chance.randrange(1_000_000))


def _guid(chance: random.Random) -> str:
    return str(UUID(int=chance.getrandbits(128), version=4)).upper()


def _datum(chance: random.Random) -> Any:
    return chance.choice((
        ("string", _text(chance)), ("string", _text(chance)), ("uint32", chance.getrandbits(32)),
        ("int32", chance.getrandbits(32) - 2**31), ("hexint32", chance.getrandbits(32)),
        ("uint64", chance.getrandbits(64)), ("hexint64", chance.getrandbits(64)), ("guid", _guid(chance)),
        ("sid", SID)))


def written(records: Sequence[Written], **how: Any) -> bytes:
    target = io.BytesIO()
    with EvtxWriter(target, **how) as log:
        for record in records:
            record.write(log)
    return target.getvalue()


def expected(record: Written) -> Told:
    """What any reader ought to give."""
    classic = record.strings is not None
    fields = tuple(("Data", text) for text in record.strings or ()) if classic else tuple(
        (name, shown(kind, value)) for name, kind, value in record.fields)
    return Told(record.id, record.event_id, record.time, record.level, record.channel, record.computer,
                "SRS-App" if classic else "Microsoft-Windows-AAD", "" if classic else GUID, record.task,
                record.keywords, record.sid, record.activity, record.qualifiers, fields)


def shown(kind: str, value: str | int) -> str:
    return f"{value:#x}" if kind.startswith("hexint") else str(value)


def by_evtx(log: bytes) -> list[Told]:
    """As ``evtx`` reads it, every checksum being checked."""
    parser = PyEvtxParser(io.BytesIO(log), number_of_threads=1, validate_checksums=True)
    return [_of_json(json.loads(record["data"])["Event"]) for record in parser.records_json() if record]


def _of_json(event: Mapping[str, Any]) -> Told:
    system, event_id = event["System"], event["System"]["EventID"]
    wrapped = isinstance(event_id, dict)
    provider = system["Provider"]["#attributes"]
    return Told(
        int(system["EventRecordID"]), int(event_id["#text"] if wrapped else event_id),
        datetime.fromisoformat(system["TimeCreated"]["#attributes"]["SystemTime"]), int(system["Level"]),
        system["Channel"], system["Computer"], provider["Name"], provider.get("Guid", "").strip("{}"),
        int(system["Task"]), int(system["Keywords"], 16), _attribute(system["Security"], "UserID"),
        _attribute(system["Correlation"], "ActivityID").strip("{}"),
        int(event_id["#attributes"]["Qualifiers"]) if wrapped else 0, tuple(_fields(event["EventData"])))


def _attribute(element: Mapping[str, Any] | None, name: str) -> str:
    return str((element or {}).get("#attributes", {}).get(name, ""))


def _fields(event_data: Mapping[str, Any] | None) -> Iterator[tuple[str, str]]:
    for name, value in (event_data or {}).items():
        texts = value["#text"] if isinstance(value, dict) else value
        yield from ((name, _number_or_text(str(text))) for text in (texts if isinstance(texts, list) else [texts]))


def of_xml(xml: str) -> Told:
    """A record as its XML gives it. An XML parser reads every line end as a line feed."""
    system, *rest = ET.fromstring(xml)  # noqa: S314 - XML of a log that a test wrote
    found = {part.tag.removeprefix(NAMESPACE): part for part in system}
    text = {name: part.text or "" for name, part in found.items()}
    provider = found["Provider"].attrib
    fields = tuple((part.get("Name", "Data"), _number_or_text(part.text or "")) for part in rest[0])
    return Told(
        int(text["EventRecordID"]), int(text["EventID"]),
        datetime.fromisoformat(found["TimeCreated"].attrib["SystemTime"]), int(text["Level"]), text["Channel"],
        text["Computer"], provider["Name"], provider.get("Guid", "").strip("{}").upper(), int(text["Task"]),
        int(text["Keywords"], 16), found["Security"].get("UserID", ""),
        found["Correlation"].get("ActivityID", "").strip("{}").upper(),
        int(found["EventID"].get("Qualifiers") or 0), fields)


def _number_or_text(text: str) -> str:
    """Hexadecimal numbers without the zeros before them, GUIDs without braces: readers differ, and a forwarded record
    has texts for both.
    """
    if text.startswith("0x"):
        return f"{int(text, 16):#x}"
    return text[1:-1].upper() if text.startswith("{") and text.endswith("}") and len(text) == len(GUID) + 2 else text


def in_xml(told: Told) -> Told:
    """The record as XML can hold it."""
    return replace(told, fields=tuple((name, text.replace("\r\n", "\n").replace("\r", "\n"))
                                      for name, text in told.fields))
