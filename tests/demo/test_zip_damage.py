import io
import zlib
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

import pytest

from demo import zip_damage

NAMES = ("Windows\\a.evtx", "b.evtx", "c.txt")


@pytest.fixture
def packed() -> bytes:
    target = io.BytesIO()
    with ZipFile(target, "w") as written:
        for number, name in enumerate(NAMES):
            written.writestr(ZipInfo(name, (2026, 3, 2, 9, 14, 26)), f"{name} {number}".encode() * 1000, ZIP_DEFLATED)
    return target.getvalue()


def test_without_its_end_nothing_but_the_list_of_contents_is_gone(packed: bytes) -> None:
    cut = zip_damage.without_end(packed)
    assert packed.startswith(cut)
    assert cut.count(b"PK\x03\x04") == 3
    assert b"PK\x01\x02" not in cut
    with pytest.raises(BadZipFile):
        ZipFile(io.BytesIO(cut))


def test_a_zip_that_is_cut_inside_an_entry_has_the_entries_before_it(packed: bytes) -> None:
    cut = zip_damage.cut_inside(packed, "b.evtx")
    assert packed.startswith(cut)
    assert cut.count(b"PK\x03\x04") == 2


@pytest.mark.parametrize("name", NAMES)
def test_one_checksum_is_wrong_and_the_bytes_are_right(packed: bytes, name: str) -> None:
    altered = zip_damage.wrong_crc(packed, name)
    with ZipFile(io.BytesIO(altered)) as found, ZipFile(io.BytesIO(packed)) as whole:
        assert found.testzip() == name
        info = found.getinfo(name)
        begin = info.header_offset + 30 + len(name.encode())
        inflated = zlib.decompressobj(-15).decompress(altered[begin:begin + info.compress_size])
        assert inflated == whole.read(name)
    assert sum(one != other for one, other in zip(packed, altered, strict=True)) == 8


def test_a_copy_is_the_same_under_another_name(packed: bytes) -> None:
    with ZipFile(io.BytesIO(zip_damage.with_copy(packed, "b.evtx", "old/b.evtx"))) as found:
        assert found.testzip() is None
        assert found.namelist() == [*NAMES, "old/b.evtx"]
        assert found.read("old/b.evtx") == found.read("b.evtx")
        assert found.getinfo("old/b.evtx").date_time == found.getinfo("b.evtx").date_time


def test_what_is_not_there_cannot_be_damaged(packed: bytes) -> None:
    with pytest.raises(KeyError):
        zip_damage.wrong_crc(packed, "nothing")
