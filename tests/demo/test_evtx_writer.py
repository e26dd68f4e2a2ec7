import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pyevtx  # type: ignore[import-not-found]  # a C module without type stubs
import pytest
from evtx import PyEvtxParser
from Evtx.Evtx import Evtx  # type: ignore[import-untyped]  # published without type stubs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demo.evtx_writer import DataItem, EvtxWriter

AAD = "4DE9BC9C-B27A-43C9-8994-0915F1A5E24F"
CHANNEL = "Microsoft-Windows-AAD/Operational"
BEGIN = datetime(2024, 11, 15, 15, 2, 3, 694986, tzinfo=UTC)
NAMESPACE = "{http://schemas.microsoft.com/win/2004/08/events/event}"

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]) | st.sampled_from("第一会议室Ā😀<>&\"'\r\n\t"),
                max_size=300)
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Zs", "Zl", "Zp"]), min_size=1, max_size=60)
TIMES = st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone itself
                     timezones=st.just(UTC))
DATA = st.lists(st.one_of(
    st.tuples(st.just("string"), TEXTS), st.tuples(st.just("uint32"), st.integers(0, 2**32 - 1)),
    st.tuples(st.just("int32"), st.integers(-2**31, 2**31 - 1)),
    st.tuples(st.just("hexint32"), st.integers(0, 2**32 - 1)),
), min_size=1, max_size=4)
MANIFEST = st.fixed_dictionaries({
    "channel": WORDS, "event_id": st.integers(0, 65535), "time": TIMES, "computer": WORDS,
    "data": DATA.map(lambda found: [(f"Name{index}", *item) for index, item in enumerate(found)]),
    "level": st.integers(0, 5), "task": st.integers(0, 65535), "keywords": st.integers(0, 2**64 - 1),
    "user_sid": st.none() | st.just("S-1-5-21-1004336348-1177238915-682003330-1001"),
    "activity": st.none() | st.uuids(),
})
CLASSIC = st.fixed_dictionaries({
    "channel": WORDS, "event_id": st.integers(0, 65535), "time": TIMES, "computer": WORDS,
    "strings": st.lists(TEXTS, min_size=1, max_size=3), "level": st.integers(0, 5), "qualifiers": st.integers(0, 65535),
})


def written(records: list[dict[str, Any]], **how: Any) -> bytes:
    target = io.BytesIO()
    write(target, records, **how)
    return target.getvalue()


def write(target: io.BytesIO, records: list[dict[str, Any]], **how: Any) -> None:
    with EvtxWriter(target, **how) as log:
        for record in records:
            if "strings" in record:
                log.classic(provider="SRS-App", **record)
            else:
                log.manifest(provider="Microsoft-Windows-AAD", guid=AAD, **record)


def read(content: bytes) -> list[dict[str, Any]]:
    parser = PyEvtxParser(io.BytesIO(content), number_of_threads=1, validate_checksums=True)
    return [json.loads(record["data"])["Event"] for record in parser.records_json() if record]


def plain_records(count: int, text: str = "x" * 300) -> list[dict[str, Any]]:
    return [{"channel": CHANNEL, "event_id": 1098, "time": BEGIN + timedelta(seconds=second), "computer": "MTR-1",
             "data": [("Error", "uint32", second), ("ErrorMessage", "string", text)]} for second in range(count)]


def shown(kind: str, value: str | int, digits: int = 8) -> str | int:
    return f"0x{value:0{digits}x}" if kind == "hexint32" else value


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(MANIFEST | CLASSIC, min_size=1, max_size=6), st.sampled_from([1, 2]))
def test_evtx_reads_back_what_was_written(records: list[dict[str, Any]], minor: int) -> None:
    for number, (event, record) in enumerate(zip(read(written(records, minor=minor)), records, strict=True), 1):
        system = event["System"]
        assert (system["Channel"], system["Computer"], system["Level"]) == (
            record["channel"], record["computer"], record["level"])
        when = datetime.fromisoformat(system["TimeCreated"]["#attributes"]["SystemTime"])
        assert when == record["time"]
        assert system["EventRecordID"] == number
        if "strings" in record:
            assert_classic(event, record)
        else:
            assert_manifest(event, record)


def assert_manifest(event: dict[str, Any], record: dict[str, Any]) -> None:
    system = event["System"]
    assert (system["EventID"], system["Task"]) == (record["event_id"], record["task"])
    assert int(system["Keywords"], 16) == record["keywords"]
    assert system["Provider"]["#attributes"] == {"Name": "Microsoft-Windows-AAD", "Guid": AAD}
    assert (system["Security"] or {}).get("#attributes", {}).get("UserID") == record["user_sid"]
    activity = (system["Correlation"] or {}).get("#attributes", {}).get("ActivityID")
    assert activity == (str(record["activity"]).upper() if record["activity"] else None)
    assert event["EventData"] == {name: shown(kind, value, digits=1) for name, kind, value in record["data"]}


def assert_classic(event: dict[str, Any], record: dict[str, Any]) -> None:
    assert event["System"]["EventID"] == {"#attributes": {"Qualifiers": record["qualifiers"]},
                                          "#text": record["event_id"]}
    strings = record["strings"]
    assert event["EventData"]["Data"]["#text"] == (strings[0] if len(strings) == 1 else strings)


@settings(max_examples=30, deadline=None)
@given(st.lists(MANIFEST | CLASSIC, min_size=1, max_size=4))
def test_libevtx_reads_back_what_was_written(tmp_path_factory: pytest.TempPathFactory,
                                             records: list[dict[str, Any]]) -> None:
    path = tmp_path_factory.mktemp("log") / "log.evtx"
    path.write_bytes(written(records))
    log = pyevtx.open(str(path))
    try:
        assert log.number_of_records == len(records)
        for found, record in zip(log.records, records, strict=True):
            expected = record.get("strings") or [without_negative(kind, value) for _, kind, value in record["data"]]
            assert texts_in(found.xml_string) == [as_in_xml(value) for value in expected]
            assert found.event_identifier & 0xFFFF == record["event_id"]
    finally:
        log.close()


@settings(max_examples=30, deadline=None)
@given(st.lists(MANIFEST, min_size=1, max_size=4))
def test_python_evtx_reads_back_manifest_records(tmp_path_factory: pytest.TempPathFactory,
                                                 records: list[dict[str, Any]]) -> None:
    path = tmp_path_factory.mktemp("log") / "log.evtx"
    path.write_bytes(written(records))
    with Evtx(str(path)) as log:
        assert log.get_file_header().verify()
        assert all(chunk.verify() for chunk in log.chunks())
        for found, record in zip(log.records(), records, strict=True):
            expected = [as_in_xml(shown(kind, value)) for _, kind, value in record["data"]]
            assert texts_in(found.xml()) == expected


def without_negative(kind: str, value: str | int) -> str | int:
    """The library libevtx writes a negative Int32 as the sign and the value without its highest bit; only the lowest
    one, of which nothing would be left, it writes right.
    """
    if isinstance(value, int) and -2**31 < value < 0:
        return f"-{(value & 0xFFFFFFFF) - 2**31}"
    return shown(kind, value)


def as_in_xml(value: str | int) -> str:
    """An XML parser reads every line end as a line feed."""
    return str(value).replace("\r\n", "\n").replace("\r", "\n")


def texts_in(xml: str) -> list[str]:
    root = ET.fromstring(xml)  # noqa: S314 - XML of a log that this test wrote
    return [data.text or "" for data in root.iter(f"{NAMESPACE}Data")]


def test_records_run_over_into_further_chunks() -> None:
    records = plain_records(1000)
    content = written(records)
    assert len(content) > 0x1000 + 3 * 0x10000
    assert [event["EventData"]["Error"] for event in read(content)] == list(range(1000))
    assert [event["System"]["EventRecordID"] for event in read(content)] == list(range(1, 1001))


def test_names_of_a_record_that_did_not_fit_are_written_again_in_the_next_chunk() -> None:
    long = "y" * 30_000
    records = [{**record, "data": [(f"Only{index}", "string", long)]} for index, record in enumerate(plain_records(3))]
    assert [event["EventData"] for event in read(written(records))] == [{f"Only{index}": long} for index in range(3)]


def test_a_dirty_log_says_so_and_counts_only_its_first_chunk(tmp_path: Path) -> None:
    path = tmp_path / "dirty.evtx"
    path.write_bytes(written(plain_records(1000), dirty=True))
    with Evtx(str(path)) as log:
        header = log.get_file_header()
        assert header.is_dirty()
        assert header.verify()
        assert (header.chunk_count(), len(list(header.chunks(include_inactive=True)))) == (1, 15)
    assert len(read(path.read_bytes())) == 1000


def test_inline_records_have_texts_for_numbers() -> None:
    records = [*plain_records(1, text="第一会议室"), {"channel": "Skype Room System", "event_id": 2001, "time": BEGIN,
                                                   "computer": "MTR-1", "strings": ["one", "two"]}]
    first, second = read(written(records, inline=True))
    assert first["System"]["EventID"] == "1098"
    assert first["EventData"] == {"Error": "0", "ErrorMessage": "第一会议室"}
    assert second["EventData"]["Data"]["#text"] == ["one", "two"]


def test_an_empty_log_has_no_records() -> None:
    assert read(written([])) == []


def test_what_an_exception_left_is_no_log() -> None:
    target = io.BytesIO()
    with pytest.raises(ValueError, match="64 KiB"):
        write(target, [*plain_records(1000), *plain_records(1, text="x" * 33_000)])
    assert not any(target.getvalue()[:0x1000])


@pytest.mark.parametrize("text", ["a\0b", "x" * 33_000, "x" * 32_760, "\ud800"])
def test_what_a_log_cannot_hold_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"64 KiB|NUL|surrogates"):
        written(plain_records(1, text=text))


def test_a_time_without_a_zone_is_refused() -> None:
    data: list[DataItem] = [("Error", "uint32", 1)]
    log = EvtxWriter(io.BytesIO())
    with pytest.raises(ValueError, match="zone"):
        log.manifest(provider="P", guid=AAD, channel=CHANNEL, event_id=1, time=BEGIN.replace(tzinfo=None),
                     computer="C", data=data)
