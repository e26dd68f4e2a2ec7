"""Moments and spans as a reader understands them: in their own zone, with the day named."""

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from bot.cards.text import count

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


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
    return f"{_day(there)}, {there:%H:%M} {zone_name(there)}"


def brief(at: datetime, time_zone: str = "") -> str:
    """``Sun 22 Nov, 16:14``, where the year and the zone stand beside it."""
    there = local(at, time_zone)
    return f"{_day(there).rpartition(' ')[0]}, {there:%H:%M}"


def day(there: datetime) -> str:
    """``Sun 22``, of a moment that is in the reader's zone already."""
    return f"{_DAYS[there.weekday()]} {there.day}"


def date(there: datetime) -> str:
    """``22 Nov``, of a moment that is in the reader's zone already."""
    return f"{there.day} {_MONTHS[there.month - 1]}"


def period(start: datetime, end: datetime, time_zone: str = "") -> str:
    """``Sun 15 Nov 2026, 16:14 to Sun 22 Nov 2026, 16:14 CET``; the day once where both are on it."""
    first, last = local(start, time_zone), local(end, time_zone)
    if first.date() == last.date():
        return f"{_day(first)}, {first:%H:%M} to {last:%H:%M} {zone_name(last)}"
    return f"{_day(first)}, {first:%H:%M} to {_day(last)}, {last:%H:%M} {zone_name(last)}"


def later(at: datetime, after: datetime, time_zone: str = "") -> str:
    """A moment beside an earlier one that is written out: ``16:11`` on the same day, else ``Sun 22 Nov, 16:11``."""
    there, before = local(at, time_zone), local(after, time_zone)
    clock = f"{there:%H:%M}"
    if zone_name(there) != zone_name(before):
        clock = f"{clock} {zone_name(there)}"
    if there.date() == before.date():
        return clock
    day = _day(there) if there.year != before.year else _day(there).rpartition(" ")[0]
    return f"{day}, {clock}"


def exact(at: datetime) -> str:
    """The form support asks for: ``2026-11-22T15:14:04Z``."""
    return local(at, "").strftime("%Y-%m-%dT%H:%M:%SZ")


def span(length: timedelta) -> str:
    """The largest unit that says it: ``3 days``, ``2 hours``, ``15 minutes``, ``40 seconds``."""
    seconds = max(int(length.total_seconds()), 0)
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= 2 * size or seconds == size:
            return count(seconds // size, unit)
    return count(seconds, "second")


def local(at: datetime, time_zone: str) -> datetime:
    """The moment in that zone; in UTC where the zone is unknown, or leads out of the calendar."""
    try:
        return at.astimezone(zone(time_zone))
    except OverflowError:  # the first or last day of the calendar
        return at.astimezone(UTC)


def _day(there: datetime) -> str:
    return f"{_DAYS[there.weekday()]} {there.day} {_MONTHS[there.month - 1]} {there.year}"


def zone_name(there: datetime) -> str:
    """``CET``, or ``UTC+0530`` where the zone has no name of letters."""
    name = there.tzname() or "UTC"
    return name if name[0].isalpha() else f"UTC{name}"
