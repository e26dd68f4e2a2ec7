"""Golden cards are written anew with ``make golden``.

A picture on a card is a file of its own beside it: packed, it depends on the library that packs it, so the card names
it by its size and a digest of its pixels, and only those are compared.
"""

import base64
import hashlib
import json
import os
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest

from bot.cards.png import SIGNATURE
from bot.turns import Card

HERE = Path(__file__).parent
OURS = "data:image/png;base64,"


def chunks(png: bytes) -> dict[str, bytes]:
    """What a PNG holds, by the chunks' names, each of which may come once. Fails on anything odd."""
    assert png.startswith(SIGNATURE)
    place, found = len(SIGNATURE), dict[str, bytes]()
    while place < len(png):
        length, name = struct.unpack_from(">I4s", png, place)
        content = png[place + 8:place + 8 + length]
        assert struct.unpack_from(">I", png, place + 8 + length) == (zlib.crc32(name + content),)
        assert name.decode() not in found
        found[name.decode()] = content
        place += 12 + length
    return found


def pixels(png: bytes) -> tuple[int, int, bytes]:
    """Width, height, and the colours of all pixels, four bytes each."""
    parts = chunks(png)
    width, height, depth, kind = struct.unpack_from(">IIBB", parts["IHDR"])
    assert (depth, kind) == (8, 3)
    raw = zlib.decompress(parts["IDAT"])
    assert len(raw) == height * (width + 1)
    assert not any(raw[::width + 1])
    colours = [parts["PLTE"][place:place + 3] for place in range(0, len(parts["PLTE"]), 3)]
    seen = [colour + (parts["tRNS"][place:place + 1] or b"\xff") for place, colour in enumerate(colours)]
    return width, height, b"".join(seen[each] for y in range(height) for each in raw[y * (width + 1) + 1:][:width])


def png_of(url: str) -> bytes:
    """The picture of a card's image."""
    assert url.startswith(OURS)
    return base64.b64decode(url.removeprefix(OURS), validate=True)


def named(png: bytes) -> str:
    """A picture by its size and its pixels."""
    width, height, seen = pixels(png)
    return f"{width} x {height} pixels, sha256 {hashlib.sha256(seen).hexdigest()}"


class Golden:
    """Cards kept as files, so that a change of a card is read as a diff."""

    def __init__(self, *, update: bool) -> None:
        self._update = update

    def holds(self, name: str, card: Card) -> None:
        """Compare with the file, or write it when that was asked for."""
        path, picture, found = HERE / f"{name}.golden.json", HERE / f"{name}.golden.png", list[bytes]()
        bare = _without_pictures(card, found)
        assert len(found) <= 1
        if self._update:
            path.write_text(json.dumps(bare, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
            _write(picture, found)
        assert json.loads(path.read_text(encoding="utf-8")) == bare, f"{path.name} differs: make golden, then read it"
        assert [named(each.read_bytes()) for each in [picture] if each.exists()] == [named(each) for each in found]


def _write(path: Path, found: list[bytes]) -> None:
    """The picture, unless the file shows it already."""
    if not found:
        path.unlink(missing_ok=True)
    elif not path.exists() or named(path.read_bytes()) != named(found[0]):
        path.write_bytes(found[0])


def _without_pictures(element: Any, found: list[bytes]) -> Any:
    """The card with its pictures named; they are added to ``found``."""
    if isinstance(element, list):
        return [_without_pictures(each, found) for each in element]
    if not isinstance(element, dict):
        return element
    made = {key: _without_pictures(value, found) for key, value in element.items()}
    if made.get("type") == "Image":
        found.append(png_of(made["url"]))
        made["url"] = named(found[-1])
    return made


@pytest.fixture
def golden() -> Golden:
    return Golden(update=bool(os.environ.get("UPDATE_GOLDEN")))
