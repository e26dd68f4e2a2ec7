"""How little of a bundle is read: bytes are counted where they come out of the file, and where they are inflated."""

import io
import random
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from checks.facts.heartbeats import Heartbeats
from checks.facts.network_faults import NetworkFaults
from checks.facts.sign_ins import SignIns
from checks.sources.bundle.archive import opened
from checks.sources.bundle.cost import MIB, Budget, Limits
from checks.sources.bundle.entry import Entry, Stream
from checks.sources.bundle.logs import Logs
from checks.sources.bundle.newest import MOST_RECORDS, Newest
from checks.sources.bundle.reading import read
from tests.checks.sources.bundle.bundles import (
    AAD_PATH,
    BEAT_PATH,
    NOW,
    aad,
    beats,
    facts_of,
    log_of,
    refused,
    room_system,
    zipped,
)

NOISE = random.Random(4).randbytes(4 * MIB)  # noqa: S311 - noise, no secret
FOREIGN = log_of(*(room_system(1, [f"{number} {random.Random(number).randbytes(300).hex()}"])  # noqa: S311 - as above
                   for number in range(2000))).replace("Skype Room System".encode("utf-16-le"),
                                                       "Any Other Channel".encode("utf-16-le"))


class CountingFile(io.FileIO):
    """Counts the bytes that are taken out of the file."""

    taken = 0

    def read(self, size: int | None = -1) -> bytes:
        found = super().read(-1 if size is None else size)
        self.taken += len(found)
        return found


def cost_of(path: Path) -> tuple[int, int]:
    """How many bytes reading took out of the file, and how many it inflated."""
    with CountingFile(path) as file:
        archive = opened(path, file, Limits())
        logs = Logs(read_at=NOW)
        for stream in archive.files():
            logs.add(stream)
        return file.taken, archive._budget.inflated


def test_of_what_no_check_needs_only_the_beginning_is_read(tmp_path: Path) -> None:
    path = tmp_path / "bundle.zip"
    path.write_bytes(zipped({f"{number}/Events.evtx": FOREIGN for number in range(9)} | {"x.bin": NOISE}))
    taken, inflated = cost_of(path)
    assert taken < 10 * 20 * 1024
    assert inflated < 10 * 64 * 1024
    assert inflated < len(FOREIGN)


def test_a_log_that_facts_come_from_is_inflated_once(tmp_path: Path) -> None:
    path = tmp_path / "bundle.zip"
    log = log_of(*beats(600))
    path.write_bytes(zipped({BEAT_PATH: log}))
    _, inflated = cost_of(path)
    assert inflated == len(log)


def stream_of(content: bytes, how: int = zipfile.ZIP_DEFLATED, limits: Limits | None = None) -> Stream:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", how) as archive:
        archive.writestr("x", content)
    return Stream("x", Entry.listed(archive.infolist()[0]), target, Budget(limits or Limits(), len(content)))


@pytest.mark.parametrize("how", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
@pytest.mark.parametrize("content", [b"", b"x", bytes(3 * MIB), NOISE, NOISE[:65536], bytes(65536 * 3 + 1)])
def test_a_stream_gives_every_byte_once_in_order_however_it_is_asked(content: bytes, how: int) -> None:
    stream = stream_of(content, how)
    assert stream.peek(10) == content[:10]
    assert stream.peek(100_000) == content[:100_000]
    assert stream.read(7) == content[:7]
    assert b"".join(stream.blocks()) == content[7:]
    assert (stream.read(1), stream.complaint) == (b"", "")


def test_streams_of_one_zip_are_read_side_by_side() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", NOISE)
        archive.writestr("b", NOISE[::-1])
    first, second = (Stream("x", Entry.listed(each), target, Budget(Limits(), 1 << 23)) for each in archive.infolist())
    pairs = [(first.read(50_000), second.read(50_000)) for _ in range(20)]
    assert b"".join(pair[0] for pair in pairs) == NOISE[:1_000_000]
    assert b"".join(pair[1] for pair in pairs) == NOISE[::-1][:1_000_000]


def test_a_stream_ends_where_a_file_may_go_no_further() -> None:
    stream = stream_of(NOISE, limits=Limits(entry_bytes=MIB))
    assert b"".join(stream.blocks()) == NOISE[:MIB]
    assert "only its first 1 MB" in stream.complaint


def test_only_the_newest_are_kept_each_once_in_their_order() -> None:
    newest = Newest[str](len, most=3)
    for number in [5, 1, 9, 9, 2, 7, 3, 8, 6]:
        newest.add(number, NOW + timedelta(minutes=number), str(number))
    assert newest.items() == ["9", "7", "8"]
    assert newest.whole_from() == NOW + timedelta(minutes=7)


def test_of_two_with_one_key_the_first_stays() -> None:
    newest = Newest[str](len, most=3)
    newest.add("copy", NOW, "first")
    newest.add("copy", NOW + timedelta(hours=1), "second")
    assert newest.items() == ["first"]


def test_nothing_is_left_out_of_what_is_few() -> None:
    newest = Newest[str](len, most=3)
    for number in range(3):
        newest.add(number, NOW, str(number))
    assert (newest.items(), newest.whole_from()) == (["0", "1", "2"], None)


def test_long_texts_leave_room_for_fewer() -> None:
    newest = Newest[str](len)
    for number in range(100):
        newest.add(number, NOW + timedelta(minutes=number), str(number) + " " * MIB)
    kept = newest.items()
    assert 0 < len(kept) < 100
    assert kept[-1].startswith("99 ")


def test_equal_times_do_not_make_it_grow() -> None:
    newest = Newest[str](len, most=10)
    for number in range(1000):
        newest.add(number, NOW, str(number))
    assert len(newest.items()) == 10


def test_many_of_one_kind_do_not_push_out_another(tmp_path: Path) -> None:
    many = [aad(1084, [("Result", "int32", 12007)], NOW - timedelta(seconds=number)) for number in range(15_000)]
    early = NOW - timedelta(days=2)
    facts = facts_of(tmp_path, {AAD_PATH: log_of(refused(early), *reversed(many)), BEAT_PATH: log_of(*beats(9))})
    assert len(facts[Heartbeats].items) == 9
    assert [attempt.at for attempt in facts[SignIns].items] == [early]
    assert [window.start for window in facts[SignIns].covers] == [early]
    assert len(facts[NetworkFaults].items) == MOST_RECORDS
    assert [window.start for window in facts[NetworkFaults].covers] == [NOW - timedelta(seconds=MOST_RECORDS - 1)]


@pytest.mark.parametrize("name", ["AAD%4Operational.evtx", "(12) EventLogs\\Events.evtx", "a/b\\c/d/e/f/g/x"])
@pytest.mark.parametrize("wrap", [lambda files: files, lambda files: {"in.zip": zipped(files)}])
def test_a_log_is_found_at_any_depth(tmp_path: Path, name: str,
                                     wrap: Callable[[dict[str, bytes]], dict[str, bytes]]) -> None:
    files = {name: log_of(refused())}
    for number in range(5):
        files = {f"{number}/deeper/{key}": content for key, content in wrap(files).items()}
    path = tmp_path / "bundle.zip"
    path.write_bytes(zipped(files))
    assert SignIns in read(path).evidence.facts
