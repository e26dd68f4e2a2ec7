"""The Teams app's own log, ``Logs.txt``: lines that begin with a date as JavaScript writes it.

The zone's name behind the offset may be in any language; only the numbers are read. What follows a dated line without
a date of its own belongs to it.
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

_LONGEST_LINE = 64 * 1024
_MONTHS = {"Jan": 1, "Feb": 2, "Mar": 3, "Apr": 4, "May": 5, "Jun": 6,
           "Jul": 7, "Aug": 8, "Sep": 9, "Oct": 10, "Nov": 11, "Dec": 12}
_DATED = re.compile(
    r"\ufeff?(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([A-Z][a-z]{2}) (\d{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) "
    r"GMT([+-]\d{2})(\d{2})(?!\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class TextLine:
    """``number`` counts from 1. ``at`` is the line's own time, or that of the last dated line before it."""

    number: int
    at: datetime | None
    text: str


def has_the_layout(head: bytes) -> bool:
    """Does a file that begins so look like the app's log?"""
    return any(line.at for line in lines([head]))


def names_an_error(text: str) -> bool:
    """May the line tell of a failing step?"""
    return "errorStep" in text or "licenseError" in text


def lines(blocks: Iterable[bytes]) -> Iterator[TextLine]:
    """The lines of a file given in blocks, very long ones cut. Raises what ``blocks`` raises."""
    at: datetime | None = None
    for number, text in enumerate(_texts(blocks), 1):
        at = _date(text) or at
        yield TextLine(number, at, text)


def _date(text: str) -> datetime | None:
    found = _DATED.match(text)
    if not found or found[1] not in _MONTHS:
        return None
    day, year, hour, minute, second, ahead, minutes = map(int, found.groups()[1:])
    try:
        zone = timezone(timedelta(hours=ahead, minutes=-minutes if found[7].startswith("-") else minutes))
        return datetime(year, _MONTHS[found[1]], day, hour, minute, second, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        # digits that are no date, such as hour 99: a line like any other
        return None


def _texts(blocks: Iterable[bytes]) -> Iterator[str]:
    decoder: codecs.IncrementalDecoder | None = None
    rest = ""
    for block in blocks:
        decoder = decoder or _decoder(block)
        *whole, rest = (rest + decoder.decode(block)).split("\n")
        yield from (line.rstrip("\r")[:_LONGEST_LINE] for line in whole)
        rest = rest[:_LONGEST_LINE]
    if rest:
        yield rest.rstrip("\r")


def _decoder(head: bytes) -> codecs.IncrementalDecoder:
    encoding = "utf-16" if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8"
    return codecs.getincrementaldecoder(encoding)(errors="replace")
