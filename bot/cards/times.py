"""Moments and spans as a reader understands them: in their own zone, with the day named."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from babel.dates import format_date

from bot.words import _, n_, n_in_, spoken

_UNITS = (86_400, 3_600, 60, 1)


def zone(name: str) -> tzinfo:
    """The zone of an IANA name; UTC for any other name, which is then written beside the time."""
    if not name or not name.isprintable():
        return UTC
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):  # unknown, a Windows name, a folder of the zone files, too long
        return UTC


def known_zone(name: str) -> str:
    """The IANA name, or that of UTC where it is none."""
    return name if getattr(zone(name), "key", "") else "UTC"


def moment(at: datetime, time_zone: str = "") -> str:
    """``Sun 22 Nov 2026, 16:14 CET``."""
    there = local(at, time_zone)
    return f"{_whole_day(there)}, {there:%H:%M} {zone_name(there)}"


def brief(at: datetime, time_zone: str = "") -> str:
    """``Sun 22 Nov, 16:14``, where the year and the zone stand beside it."""
    there = local(at, time_zone)
    return f"{_day_of_year(there)}, {there:%H:%M}"


def day(there: datetime) -> str:
    """``Sun 22``, of a moment that is in the reader's zone already."""
    return _written(there, _("EEE d"))


def date(there: datetime) -> str:
    """``22 Nov``, of a moment that is in the reader's zone already."""
    return _written(there, _("d MMM"))


def period(start: datetime, end: datetime, time_zone: str = "") -> str:
    """``Sun 15 Nov 2026, 16:14 to Sun 22 Nov 2026, 16:14 CET``; the day once where both are on it."""
    first, last = local(start, time_zone), local(end, time_zone)
    begins, ends = f"{_whole_day(first)}, {first:%H:%M}", f"{last:%H:%M} {zone_name(last)}"
    if first.date() != last.date():
        ends = f"{_whole_day(last)}, {ends}"
    return _("{start} to {end}", start=begins, end=ends)


def later(at: datetime, after: datetime, time_zone: str = "") -> str:
    """A moment beside an earlier one that is written out: ``16:11`` on the same day, else ``Sun 22 Nov, 16:11``."""
    there, before = local(at, time_zone), local(after, time_zone)
    clock = f"{there:%H:%M}"
    if zone_name(there) != zone_name(before):
        clock = f"{clock} {zone_name(there)}"
    if there.date() == before.date():
        return clock
    return f"{_whole_day(there) if there.year != before.year else _day_of_year(there)}, {clock}"


def exact(at: datetime) -> str:
    """The form support asks for: ``2026-11-22T15:14:04Z``."""
    return local(at, "").strftime("%Y-%m-%dT%H:%M:%SZ")


def span(length: timedelta) -> str:
    """The largest unit that says it: ``3 days``, ``2 hours``, ``15 minutes``, ``40 seconds``."""
    return _largest(length, (days_in_words, hours_in_words, _minutes, _seconds))


def span_after(length: timedelta) -> str:
    """As :func:`span`, behind words such as *after* and *in*, upon which other languages bend it."""
    return _largest(length, (_days_after, _hours_after, _minutes_after, _seconds_after))


def _largest(length: timedelta, said: Sequence[Callable[[int], str]]) -> str:
    seconds = max(int(length.total_seconds()), 0)
    place = next((place for place, size in enumerate(_UNITS) if seconds >= 2 * size or seconds == size), -1)
    return said[place](seconds // _UNITS[place])


def days_in_words(number: int) -> str:
    """``3 days``."""
    return n_("{n} day", "{n} days", number)


def hours_in_words(number: int) -> str:
    """``2 hours``."""
    return n_("{n} hour", "{n} hours", number)


def _minutes(number: int) -> str:
    return n_("{n} minute", "{n} minutes", number)


def _seconds(number: int) -> str:
    return n_("{n} second", "{n} seconds", number)


def _days_after(number: int) -> str:
    # For translators: behind words such as "after" and "in", as are hours, minutes and seconds.
    return n_in_("after", "{n} day", "{n} days", number)


def _hours_after(number: int) -> str:
    return n_in_("after", "{n} hour", "{n} hours", number)


def _minutes_after(number: int) -> str:
    return n_in_("after", "{n} minute", "{n} minutes", number)


def _seconds_after(number: int) -> str:
    return n_in_("after", "{n} second", "{n} seconds", number)


def local(at: datetime, time_zone: str) -> datetime:
    """The moment in that zone; in UTC where the zone is unknown, or leads out of the calendar."""
    try:
        return at.astimezone(zone(time_zone))
    except OverflowError:  # the first or last day of the calendar
        return at.astimezone(UTC)


def _whole_day(there: datetime) -> str:
    # For translators: a date as patterns of CLDR write it, as are the others like it.
    return _written(there, _("EEE d MMM y"))


def _day_of_year(there: datetime) -> str:
    return _written(there, _("EEE d MMM"))


def _written(there: datetime, pattern: str) -> str:
    return format_date(there, pattern, locale=spoken())


def zone_name(there: datetime) -> str:
    """``CET``, or ``UTC+0530`` where the zone has no name of letters."""
    name = there.tzname() or "UTC"
    return name if name[0].isalpha() else f"UTC{name}"
