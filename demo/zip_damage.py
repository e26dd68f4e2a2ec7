"""What accidents make of a zip: pure functions from its bytes to its bytes.

Every function raises ``KeyError`` for an entry that the zip does not have.
"""

import struct
from io import BytesIO
from zipfile import ZipFile, ZipInfo

_CRC_IN_LOCAL_HEADER, _CRC_IN_DIRECTORY = 14, 16
_DIRECTORY_ENTRY = 46


def without_end(content: bytes) -> bytes:
    """A download that broke off before the list of contents; every file in it is whole."""
    with ZipFile(BytesIO(content)) as packed:
        return content[:packed.start_dir]


def cut_inside(content: bytes, name: str) -> bytes:
    """A download that broke off in the middle of this entry; what was packed after it is gone."""
    with ZipFile(BytesIO(content)) as packed:
        entry = packed.getinfo(name)
        return content[:entry.header_offset + entry.compress_size // 2]


def wrong_crc(content: bytes, name: str) -> bytes:
    """The entry's bytes do not have the checksum that the zip states, in either place; they themselves are whole."""
    altered = bytearray(content)
    with ZipFile(BytesIO(content)) as packed:
        entry, at = packed.getinfo(name), packed.start_dir
    raw = name.encode()
    while altered[at + _DIRECTORY_ENTRY:at + _DIRECTORY_ENTRY + len(raw)] != raw:
        at += _DIRECTORY_ENTRY + sum(struct.unpack_from("<3H", altered, at + 28))
    for place in (entry.header_offset + _CRC_IN_LOCAL_HEADER, at + _CRC_IN_DIRECTORY):
        struct.pack_into("<I", altered, place, entry.CRC ^ 0xFFFFFFFF)
    return bytes(altered)


def with_copy(content: bytes, name: str, copy: str) -> bytes:
    """The entry is there a second time, under another name."""
    target = BytesIO(content)
    with ZipFile(target, "a") as packed:
        entry = packed.getinfo(name)
        packed.writestr(ZipInfo(copy, entry.date_time), packed.read(entry), entry.compress_type)
    return target.getvalue()
