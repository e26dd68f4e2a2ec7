"""Texts of the app's log: real lines of both layouts, with dates, fields, ends and encodings that nobody writes."""

import codecs
from collections.abc import Iterator

from hypothesis import strategies as st

from checks.sources.bundle import text_log
from tests.checks.sources.bundle.bundles import APP_PATH
from tests.checks.sources.bundle.hostile.good import APP_LINE
from tests.checks.sources.bundle.hostile.raw_zip import Entry, assembled
from tests.checks.sources.bundle.hostile.texts import ONE_MORE
from tests.fuzz import zips

Draw = st.DrawFn
_NEWER = "2024-11-20T11:30:00.123456+01:00 0x00001234 <INFO> errorStep: get_skype_license, errorCode: Failed"
_LINES = [APP_LINE.format(minute=minute).rstrip("\n") for minute in (0, 30, 59)] + [_NEWER, "", *ONE_MORE.values()]
_PIECES = ["errorStep: ", "licenseError", "errorCode: ", ",", ":", "GMT+9999", "GMT-0000", " 24:", " 99:99:99", "9999",
           "0000", "0001-01-01T00:00:00Z 0x0000 ", "9999-12-31T23:59:59.999999999-23:59 0xffff ", "\u0662", "\u202e",
           "\ufeff", "\x00", "\r", "\x85", "\u2028", "user=", "\\users\\", "eyJ", "password=", "a@b.ch ", "{}",
           "x" * 70_000]
_ENDS = ("\n", "\r\n", "\r", "\n\n", "\x0b", "")
_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp1252")
_LONGEST = 200_000


def attempt(text: bytes) -> None:
    """A reading and its card whatever the text; and how it comes in pieces changes nothing."""
    cut = len(text) // 3 + 4
    assert _read([text]) == _read([text[:cut], text[cut:cut + 1], text[cut + 1:]])
    zips.attempt(assembled([Entry(APP_PATH.encode(), text), zips.SMALL[3]]))


def _read(blocks: list[bytes]) -> list[text_log.TextLine]:
    return list(text_log.lines(filter(None, blocks)))


@st.composite
def text_logs(draw: Draw) -> bytes:
    """A hostile log of the app."""
    lines = draw(st.lists(_line() | st.text(max_size=80), max_size=25))
    ends = draw(st.lists(st.sampled_from(_ENDS), min_size=1, max_size=3))
    text = "".join(_joined(lines, ends))[:_LONGEST]
    raw = text.encode(draw(st.sampled_from(_ENCODINGS)), "replace")
    marked = draw(st.sampled_from((b"", b"", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))) + raw
    return draw(zips.spliced(marked)) if draw(st.booleans()) else marked


def _joined(lines: list[str], ends: list[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield line
        yield ends[number % len(ends)]


@st.composite
def _line(draw: Draw) -> str:
    """A real line with pieces put over some of its places."""
    line = draw(st.sampled_from(_LINES))
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, min(len(line), 120)))
        gone = draw(st.sampled_from((0, 0, 1, 4, 20)))
        line = line[:at] + draw(st.sampled_from(_PIECES) | st.text(max_size=6)) + line[at + gone:]
    return line
