"""A small picture as PNG, written with the standard library: a palette, one byte a pixel, nothing but what it takes."""

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_EIGHT_BITS, _PALETTE = 8, 3
_UNFILTERED = b"\x00"

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Pixels:
    """Rows of one byte a pixel: 0 is transparent, any other the place of its colour in ``colours``, from 1 on."""

    rows: tuple[bytes, ...]
    colours: tuple[Colour, ...]

    @property
    def width(self) -> int:
        return len(self.rows[0])

    @property
    def height(self) -> int:
        return len(self.rows)


def png(pixels: Pixels) -> bytes:
    """The picture's file. Equal pixels give equal bytes, as long as the same zlib packs them."""
    header = struct.pack(">IIBBBBB", pixels.width, pixels.height, _EIGHT_BITS, _PALETTE, 0, 0, 0)
    palette = bytes(part for colour in ((0, 0, 0), *pixels.colours) for part in colour)
    packed = zlib.compress(b"".join(_UNFILTERED + row for row in pixels.rows), 9)
    chunks: Sequence[tuple[bytes, bytes]] = (
        (b"IHDR", header), (b"PLTE", palette), (b"tRNS", b"\x00"), (b"IDAT", packed), (b"IEND", b""))
    return SIGNATURE + b"".join(_chunk(name, content) for name, content in chunks)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
