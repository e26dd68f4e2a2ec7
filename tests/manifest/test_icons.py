"""The app's icons, pixel by pixel, as Teams wants them."""

import json
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cards.png import SIGNATURE, Pixels
from manifest.icons import ACCENT, coloured, outlined

FOLDER = Path(__file__).parents[2] / "manifest"
PADDING = 48
WHITE, NOTHING = (255, 255, 255, 255), 0
DRAWN = {"color.png": coloured(), "outline.png": outlined()}

Pixel = tuple[int, int, int, int]
"""Red, green, blue and how opaque."""


def chunks(made: bytes) -> Iterator[tuple[bytes, bytes]]:
    assert made.startswith(SIGNATURE)
    at = len(SIGNATURE)
    while at < len(made):
        length, name = struct.unpack(">I4s", made[at:at + 8])
        content = made[at + 8:at + 8 + length]
        assert struct.unpack(">I", made[at + 8 + length:at + 12 + length]) == (zlib.crc32(name + content),)
        yield name, content
        at += 12 + length


def rows_of(made: bytes) -> list[list[Pixel]]:
    """The pixels of a PNG with a palette and one unfiltered byte a pixel."""
    found = dict(chunks(made))
    width, height, *form = struct.unpack(">IIBBBBB", found[b"IHDR"])
    assert form == [8, 3, 0, 0, 0]
    palette = [tuple(found[b"PLTE"][at:at + 3]) for at in range(0, len(found[b"PLTE"]), 3)]
    alphas = [*found[b"tRNS"], *[255] * (len(palette) - len(found[b"tRNS"]))]
    unpacked = zlib.decompress(found[b"IDAT"])
    lines = [unpacked[at:at + width + 1] for at in range(0, len(unpacked), width + 1)]
    assert len(lines) == height
    assert {line[0] for line in lines} == {0}
    return [[(*palette[place], alphas[place]) for place in line[1:]] for line in lines]


def drawn(pixels: Pixels) -> list[list[Pixel]]:
    """What the script draws, without packing it."""
    def pixel(place: int) -> Pixel:
        return (*pixels.colours[place - 1], 255) if place else (0, 0, 0, 0)
    return [[pixel(place) for place in row] for row in pixels.rows]


def test_the_files_are_what_the_script_draws() -> None:
    for name, pixels in DRAWN.items():
        assert rows_of((FOLDER / name).read_bytes()) == drawn(pixels), f"python -m manifest.icons, for {name}"


@pytest.mark.parametrize(("name", "side"), [("color.png", 192), ("outline.png", 32)])
def test_an_icon_is_as_large_as_teams_wants_it(name: str, side: int) -> None:
    rows = rows_of((FOLDER / name).read_bytes())
    assert len(rows) == side
    assert {len(row) for row in rows} == {side}


def test_the_coloured_icon_is_opaque() -> None:
    assert {pixel[3] for row in rows_of((FOLDER / "color.png").read_bytes()) for pixel in row} == {255}


def test_nothing_of_the_symbol_is_cropped_whatever_shape_teams_crops_it_to() -> None:
    rows = rows_of((FOLDER / "color.png").read_bytes())
    inside = range(PADDING, 192 - PADDING)
    around = {pixel for y, row in enumerate(rows) for x, pixel in enumerate(row) if x not in inside or y not in inside}
    assert around == {(*ACCENT, 255)}
    symbol = [[rows[y][x] for x in inside] for y in inside]
    assert {pixel for row in symbol for pixel in row} - around
    edges = (symbol[0], symbol[-1], [row[0] for row in symbol], [row[-1] for row in symbol])
    assert all(set(edge) - around for edge in edges), "the symbol is as large as it may be"


def test_the_ground_is_the_accent_colour_of_the_manifest() -> None:
    template = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
    assert template["accentColor"] == "#{:02X}{:02X}{:02X}".format(*ACCENT)


def test_the_coloured_icon_has_soft_edges() -> None:
    assert len(DRAWN["color.png"].colours) > len({"ground", "frame", "screen", "mark", "people"})


def test_the_outline_is_white_or_nothing_at_all() -> None:
    pixels = [pixel for row in rows_of((FOLDER / "outline.png").read_bytes()) for pixel in row]
    assert [pixel for pixel in pixels if pixel != WHITE and pixel[3] != NOTHING] == []
    shown = pixels.count(WHITE) / len(pixels)
    assert 0.2 < shown < 0.6  # lines, not a blot


def test_the_outline_has_no_padding() -> None:
    rows = rows_of((FOLDER / "outline.png").read_bytes())
    edges = (rows[0], rows[-1], [row[0] for row in rows], [row[-1] for row in rows])
    assert all(WHITE in edge for edge in edges)
