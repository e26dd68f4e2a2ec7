"""The Teams app's own log, in two layouts: ``Logs.txt``, whose lines begin with a date as JavaScript writes it, and the
newer app's ``MSTeams_*.log``, whose lines begin with an ISO date and the number of a thread.

Of the first, the zone's name behind the offset may be in any language; only the numbers are read. What follows a dated
line without a date of its own belongs to it.
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import NamedTuple

_LONGEST_LINE = 64 * 1024
_MOST_LINES = 3_000_000
_Times = tuple[datetime, datetime]
_MONTHS = {"Jan": 1, "Feb": 2, "Mar": 3, "Apr": 4, "May": 5, "Jun": 6,
           "Jul": 7, "Aug": 8, "Sep": 9, "Oct": 10, "Nov": 11, "Dec": 12}
_HOUR = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([A-Z][a-z]{2}) (\d{2}) (\d{4}) (\d{2}) GMT([+-]\d{2})(\d{2})(?!\d)", re.ASCII)
_TO_HOUR, _TO_SECOND, _TO_ZONE, _TO_END = 18, 22, 24, 34
_PAST_THE_HOUR = {f":{minute:02}:{second:02}": timedelta(minutes=minute, seconds=second)
                  for minute in range(60) for second in range(60)}
_NEWER = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?)([+-]\d{2}:\d{2}|Z) 0x[0-9a-f]{4,16}\s",
                    re.ASCII)


class TextLine(NamedTuple):
    """``number`` counts from 1. ``at`` is the line's own time, or that of the last dated line before it; ``or_else`` is
    another time that it may mean, or the same. A tuple, since a log has hundreds of thousands.
    """

    number: int
    at: datetime
    or_else: datetime
    text: str


class TooManyLinesError(Exception):
    """A file has more lines than are read. The message says how many were, for a person to read."""


def has_the_layout(head: bytes) -> bool:
    """Does a file that begins so look like the app's log?"""
    return any(True for _ in lines([head]))


def tells_of_an_error(line: TextLine) -> bool:
    """May the line tell of a failing step?"""
    return _names_an_error(line.text)


def _names_an_error(text: str) -> bool:
    return "errorStep" in text or "licenseError" in text


def lines(blocks: Iterable[bytes]) -> Iterator[TextLine]:
    """Of a file given in blocks, every dated line that may name an error and every one that begins another minute, and
    the last: the others tell nothing. What stands before the first date has no time and is left out. Very long lines
    are cut. Raises what ``blocks`` raises, and :class:`TooManyLinesError`.
    """
    times: _Times | None = None
    number, minute, skipped = 0, "", ""
    for number, text in enumerate(_texts(blocks), 1):
        if minute and text.startswith(minute) and not _names_an_error(text):
            skipped = text
            continue
        times = _date(text) or _date(skipped) or times
        minute, skipped = text[:_TO_SECOND] if text[_TO_HOUR:_TO_HOUR + 1] == ":" else "", ""
        if number > _MOST_LINES:
            raise TooManyLinesError(f"only its first {_MOST_LINES:,} lines were read")
        if times and text:
            yield TextLine(number, *times, text)
    if last := _date(skipped):
        yield TextLine(number, *last, skipped)


def _date(text: str) -> _Times | None:
    """The time with which a line begins. The hour is worked out once for all its lines."""
    text = text.removeprefix("\ufeff")
    past = _PAST_THE_HOUR.get(text[_TO_HOUR:_TO_ZONE])
    hour = _hour(text[:_TO_HOUR] + text[_TO_ZONE:_TO_END]) if past is not None else None
    if past is not None and hour is not None:
        return hour + past, hour + past
    return _newer_date(text)


@lru_cache(maxsize=256)
def _hour(text: str) -> datetime | None:
    """The beginning of the hour; None for digits that are no date, such as hour 99: a line like any other."""
    found = _HOUR.match(text)
    if not found or found[1] not in _MONTHS:
        return None
    day, year, hour, ahead, minutes = map(int, found.groups()[1:])
    try:
        zone = timezone(timedelta(hours=ahead, minutes=-minutes if found[5].startswith("-") else minutes))
        return datetime(year, _MONTHS[found[1]], day, hour, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _newer_date(text: str) -> _Times | None:
    """The newer app writes the time in UTC and the zone's offset behind it, which is not to be added (seen in published
    logs, where the name of the file has the local time). In case another version means what it writes, that is the time
    to fall back on.
    """
    found = _NEWER.match(text)
    try:
        return (datetime.fromisoformat(found[1] + "Z"), datetime.fromisoformat(found[1] + found[2]).astimezone(UTC)) \
            if found else None
    except (ValueError, OverflowError):
        # digits that are no date
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
