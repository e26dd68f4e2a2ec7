import io
import random
import struct
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from checks.collector import BundleReading, UnreadableBundleError
from checks.facts.heartbeats import Heartbeats
from checks.facts.sign_ins import SignIns
from checks.model import GapReason
from checks.sources.bundle.cost import MIB, Limits
from checks.sources.bundle.entry import shown_path
from checks.sources.bundle.reading import read
from checks.sources.bundle.salvage import salvaged
from tests.checks.sources.bundle.bundles import AAD_PATH, BEAT_PATH, beats, log_of, reading_of, refused, zipped

BEATS = log_of(*beats(3))
NOISE = random.Random(7).randbytes(3 * MIB)  # noqa: S311 - noise, no secret
GOOD = {BEAT_PATH: BEATS, AAD_PATH: log_of(refused())}


def unreadable(folder: Path, content: bytes, limits: Limits | None = None) -> str:
    path = folder / "upload.zip"
    path.write_bytes(content)
    with pytest.raises(UnreadableBundleError) as raised:
        read(path, limits or Limits())
    assert raised.value.remedy
    return str(raised.value)


@pytest.mark.parametrize(("content", "says"), [
    (b"", "empty"),
    (zipped({}), "empty"),
    (b"\r\n <!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
    (b"\xef\xbb\xbf<HTML>", "web page"),
    (b"PK\x03\x04" + bytes(16), "cut off"),
    (zipped(GOOD)[:200], "the zip ends before"),
    (BEATS, "single event log"),
    (b"7z\xbc\xaf\x27\x1c" + bytes(99), "7z"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"\x1f\x8b\x08", "gzip"),
    (b"MSCF" + bytes(99), "cabinet"),
    (random.Random(1).randbytes(70_000), "not a zip"),  # noqa: S311 - noise, no secret
    (zipped({"readme.txt": "hello", "x.evtx": log_of()}), "no log that Roomcheck knows"),
    (zipped({BEAT_PATH: log_of()}), "empty"),
    (zipped({BEAT_PATH: b""}), "empty"),
    (zipped({BEAT_PATH: b"\0" * 5000}), "cannot be read"),
])
def test_what_is_no_bundle_is_named(tmp_path: Path, content: bytes, says: str) -> None:
    assert says in unreadable(tmp_path, content)


def test_a_zip_without_its_end_is_read_and_said_to_be_cut_off(tmp_path: Path) -> None:
    evidence = reading_of_bytes(tmp_path, zipped(GOOD)[:-30]).evidence
    assert {Heartbeats, SignIns} <= evidence.facts.keys()
    [detail] = {gap.detail for gap in evidence.gaps if gap.source == "bundle.app_log"}
    assert "its list of contents is missing" in detail


def test_of_a_zip_that_was_cut_off_everything_before_the_cut_is_read(tmp_path: Path) -> None:
    whole = zipped(GOOD)
    second = whole.index(b"PK\x03\x04", 4)
    evidence = reading_of_bytes(tmp_path, whole[:second + 600]).evidence
    assert len(evidence.facts[Heartbeats].items) == 3
    [detail] = {gap.detail for gap in evidence.gaps if gap.fact == SignIns.title}
    assert "the zip ends before its bytes do" in detail


def streamed(files: Mapping[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip written without moving back, whose files have their sizes behind them."""
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise OSError

    target = Pipe()
    with zipfile.ZipFile(target, "w", how) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize("make", [zipped, streamed])
def test_files_are_found_without_a_list_of_contents_however_they_were_written(
        tmp_path: Path, make: Callable[[Mapping[str, bytes]], bytes]) -> None:
    content = make({"readme.txt": b"hello", **GOOD})
    cut = content[:content.index(b"PK\x01\x02")]
    assert {Heartbeats, SignIns} <= reading_of_bytes(tmp_path, cut).evidence.facts.keys()


def test_a_header_inside_a_stored_zip_is_no_file_of_the_outer_one(tmp_path: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(AAD_PATH, log_of(refused()))
        archive.writestr("inner.zip", zipped({BEAT_PATH: BEATS}))
    content = target.getvalue()
    evidence = reading_of_bytes(tmp_path, content[:content.rindex(b"PK\x01\x02")]).evidence
    [first, *_] = evidence.facts[Heartbeats].items
    assert first.cite.locator.startswith("inner.zip/")
    assert SignIns in evidence.facts


def test_each_file_of_a_zip_without_a_list_is_found_once_and_ends_where_it_ends() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("inner.zip", zipped(GOOD))
        archive.writestr("b.evtx", BEATS)
    found = list(salvaged(target))
    assert [(entry.name, entry.stored) for entry in found] == [("inner.zip", len(zipped(GOOD))), ("b.evtx", len(BEATS))]


def test_a_file_whose_size_stands_behind_it_ends_where_it_ends() -> None:
    content = streamed({"a.evtx": BEATS, "b.txt": b"x" * 70_000}, how=zipfile.ZIP_STORED)
    first, second = salvaged(io.BytesIO(content))
    assert (first.name, first.stored) == ("a.evtx", len(BEATS))
    assert second.name == "b.txt"


def reading_of_bytes(folder: Path, content: bytes, limits: Limits | None = None) -> BundleReading:
    path = folder / "bundle.zip"
    path.write_bytes(content)
    return read(path, limits or Limits())


def with_flag(content: bytes, only: bytes = b"") -> bytes:
    """The zip with its entries (or the one of that name) marked as encrypted."""
    altered = bytearray(content)
    for signature, flag, name in ((b"PK\x03\x04", 6, 30), (b"PK\x01\x02", 8, 46)):
        at = -1
        while (at := altered.find(signature, at + 1)) >= 0:
            if altered[at + name:at + name + len(only)] == only:
                altered[at + flag] |= 1
    return bytes(altered)


def test_an_encrypted_zip_is_named(tmp_path: Path) -> None:
    assert "password" in unreadable(tmp_path, with_flag(zipped(GOOD)))


def test_one_encrypted_entry_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "bundle.zip"
    path.write_bytes(with_flag(zipped(GOOD), only=AAD_PATH.encode()))
    evidence = read(path).evidence
    assert Heartbeats in evidence.facts
    assert SignIns not in evidence.facts
    [gap] = [gap for gap in evidence.gaps if gap.fact == SignIns.title]
    assert gap.reason is GapReason.DAMAGED
    assert "password" in gap.detail


@pytest.mark.parametrize("name", [
    "../../../../tmp/escaped.evtx", "/etc/escaped.evtx", r"..\..\escaped.evtx", r"C:\Windows\escaped.evtx",
    "a/./b//../escaped.evtx", "\u202eescaped.evtx",
])
def test_a_name_that_leads_elsewhere_is_only_a_name(tmp_path: Path, name: str) -> None:
    before = sorted(tmp_path.parent.rglob("*"))
    reading = reading_of(tmp_path, {name: BEATS})
    locator = reading.evidence.facts[Heartbeats].items[0].cite.locator
    assert locator.endswith("escaped.evtx#3")
    assert ".." not in locator
    assert ":" not in locator
    assert not locator.startswith("/")
    assert sorted(tmp_path.parent.rglob("*")) == sorted([*before, tmp_path / "bundle.zip"])


@pytest.mark.parametrize(("name", "expected"), [
    (r"Windows\EventLog/x.evtx", "Windows/EventLog/x.evtx"), ("", "unnamed"), ("../..", "unnamed"), ("C:", "unnamed"),
    ("a\r\nb\tc", "abc"), ("x" * 999, "x" * 200),
])
def test_how_a_name_is_shown(name: str, expected: str) -> None:
    assert shown_path(name) == expected


@pytest.mark.parametrize("wrap", [
    lambda inner: {"Inner.zip": inner},
    lambda inner: {"a/b.bin": zipped({"c/d.zip": inner})},
])
def test_zips_in_zips_are_read(tmp_path: Path, wrap: Callable[[bytes], dict[str, bytes]]) -> None:
    reading = reading_of(tmp_path, {**wrap(zipped({"x/Events.evtx": BEATS}))})
    [first, *_] = reading.evidence.facts[Heartbeats].items
    assert first.cite.locator.endswith("x/Events.evtx#3")


def test_of_a_large_zip_inside_only_the_beginning_is_read_and_said_so(tmp_path: Path) -> None:
    inner = zipped({"a.evtx": BEATS, "noise.bin": NOISE, "b.evtx": log_of(refused())})
    evidence = reading_of_bytes(tmp_path, zipped({"in.zip": inner}), Limits(nested_bytes=MIB)).evidence
    assert len(evidence.facts[Heartbeats].items) == 3
    [detail] = {gap.detail for gap in evidence.gaps if gap.fact == SignIns.title}
    assert "in.zip: of this zip within the zip, only the first 1 MB were read" in detail


def test_zips_nested_deeper_are_left_alone(tmp_path: Path) -> None:
    content = zipped(GOOD)
    for _ in range(40):
        content = zipped({"in.zip": content})
    assert "deep" in unreadable(tmp_path, content)


def test_a_damaged_zip_inside_costs_only_itself(tmp_path: Path) -> None:
    files = {"broken.zip": zipped(GOOD)[:500], BEAT_PATH: BEATS}
    assert len(reading_of(tmp_path, {**files}).evidence.facts[Heartbeats].items) == 3


def test_a_bomb_is_refused_before_it_is_read(tmp_path: Path) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("Logs.txt", "w") as entry:
        for _ in range(100):
            entry.write(b"Wed Jan 20 2021 13:20:53 GMT-0700" + bytes(MIB))
    inside = zipped({"App/Microsoft/Teams/inner.zip": bomb.getvalue(), "Teams/Logs.txt": bytes(80 * MIB)})
    assert "larger than Roomcheck reads" in unreadable(tmp_path, bomb.getvalue(), Limits(ratio=20))
    assert "larger than Roomcheck reads" in unreadable(tmp_path, inside)


def test_more_than_the_total_is_refused_however_well_it_is_packed(tmp_path: Path) -> None:
    noise = random.Random(2).randbytes(3 * MIB)  # noqa: S311 - noise, no secret
    files = {f"{number}/Teams/Logs.txt": noise for number in range(3)}
    assert "larger" in unreadable(tmp_path, zipped({**files}), Limits(total_bytes=8 * MIB))


def test_thousands_of_entries_are_refused(tmp_path: Path) -> None:
    files: dict[str, bytes | str] = {f"{number}.txt": "" for number in range(3000)}
    assert "more than 2,999 files" in unreadable(tmp_path, zipped(files), Limits(entries=2999))
    assert Heartbeats in reading_of(tmp_path, {**files, BEAT_PATH: BEATS}).evidence.facts


def test_an_entry_longer_than_allowed_is_read_as_far_as_that_and_said_so(tmp_path: Path) -> None:
    path = tmp_path / "bundle.zip"
    path.write_bytes(zipped({BEAT_PATH: log_of(*beats(6000))}))
    evidence = read(path, Limits(entry_bytes=MIB)).evidence
    assert 0 < len(evidence.facts[Heartbeats].items) < 6000
    assert any("only its first 1 MB" in gap.detail for gap in evidence.gaps if gap.reason is GapReason.DAMAGED)


def test_a_wrong_checksum_in_one_entry_costs_at_most_that_entry(tmp_path: Path) -> None:
    content = bytearray(zipped(GOOD))
    for signature, crc in ((b"PK\x03\x04", 14), (b"PK\x01\x02", 16)):
        first = content.find(signature)
        struct.pack_into("<I", content, first + crc, 0xDEADBEEF)
    path = tmp_path / "bundle.zip"
    path.write_bytes(bytes(content))
    evidence = read(path).evidence
    assert SignIns in evidence.facts
    details = [gap.detail for gap in evidence.gaps if gap.fact == Heartbeats.title]
    assert len(evidence.facts[Heartbeats].items) == 3
    assert len(details) == 1
    assert "do not match their checksum" in details[0]


def test_a_compression_that_is_not_read_is_named(tmp_path: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr(BEAT_PATH, BEATS)
    assert "compressed in a way" in unreadable(tmp_path, target.getvalue())
