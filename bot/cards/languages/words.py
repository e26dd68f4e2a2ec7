"""What an alert is written in: every word of its own, in one language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.cards.times import local, zone_name
from bot.fleet import Change
from checks.model import Cause, Severity

_UNITS = (86_400, 3_600, 60, 1)


@dataclass(frozen=True, slots=True)
class Plural:
    """A noun with its number: ``{}`` stands for the number."""

    one: str
    many: str

    def of(self, number: int, thousands: str) -> str:
        return (self.one if number == 1 else self.many).format(f"{number:,}".replace(",", thousands))


@dataclass(frozen=True, slots=True)
class Words:
    """One language. ``code`` is its ISO 639-1 code, ``name`` what it calls itself.

    Braces stand for what is filled in: ``{moment}`` and ``{clock}`` for a time, ``{span}`` for how long, ``{cause}``,
    ``{room}``, ``{rooms}``, ``{person}``, ``{since}``, and ``{}`` for a number or, in ``at_least``, for a span or for
    *since*. ``units`` are days, hours, minutes and seconds. ``changes`` are in few words, ``causes`` names and no
    sentences.
    """

    code: str
    name: str
    thousands: str
    date: str
    days: tuple[str, ...]
    months: tuple[str, ...]
    units: tuple[Plural, Plural, Plural, Plural]
    changes: Mapping[Change, str]
    severities: Mapping[Severity, str]
    causes: Mapping[Cause, str]
    severity: str
    calmer: str
    seen: str
    since: str
    at_least: str
    before: str
    was: str
    again: str
    taken: str
    in_english: str
    do_first: str
    who: str
    building: str
    check_now: str
    evidence: str
    snooze: str
    acknowledge: str
    history: str
    admin_centre: str
    check_these: str
    fleet: str
    rooms: Plural
    more_rooms: Plural
    some_again: str
    all_again: str
    room_again: str
    rooms_again: str

    def number(self, number: int) -> str:
        return f"{number:,}".replace(",", self.thousands)

    def count(self, number: int, noun: Plural) -> str:
        return noun.of(number, self.thousands)

    def moment(self, at: datetime, time_zone: str) -> str:
        """A moment in the reader's zone, with the day named and the zone beside it."""
        there = local(at, time_zone)
        date = self.date.format(weekday=self.days[there.weekday()], day=there.day, month=self.months[there.month - 1],
                                year=there.year)
        return f"{date}, {there:%H:%M} {zone_name(there)}"

    def began(self, *, at_least: bool) -> str:
        """The word before the moment at which something began, in the middle of a sentence; ``at_least`` where it may
        have begun earlier.
        """
        since = self.since.lower()
        return self.at_least.format(since) if at_least else since

    def clock(self, at: datetime, beside: datetime, time_zone: str) -> str:
        """Only the time of day where ``beside``, which is written out near it, is of the same day."""
        there = local(at, time_zone)
        return f"{there:%H:%M}" if there.date() == local(beside, time_zone).date() else self.moment(at, time_zone)

    def span(self, length: timedelta) -> str:
        """The largest unit that says it."""
        seconds = max(int(length.total_seconds()), 0)
        place = next((place for place, size in enumerate(_UNITS) if seconds >= 2 * size or seconds == size), 3)
        return self.count(seconds // _UNITS[place], self.units[place])
