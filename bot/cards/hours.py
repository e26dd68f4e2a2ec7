"""A device's history hour by hour, and code by code, as a picture of it is drawn."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.cards.text import in_english
from bot.cards.wording import meaning_of
from bot.words import _, mark
from checks.facts.heartbeats import EVERY
from checks.history import Condition, History, Mark, MarkKind, Stretch

MOST_HOURS = 7 * 24
HOUR = timedelta(hours=1)
_MOMENT = timedelta(seconds=1)
_MOSTLY = HOUR / 2

_NAMELESS: Mapping[MarkKind, str] = {
    MarkKind.SIGN_IN: mark("Sign-in"), MarkKind.NETWORK: mark("Network"),
    MarkKind.FEDERATION: mark("Federation service"), MarkKind.HARDWARE: mark("Hardware"),
    MarkKind.APP: mark("Teams app"),
}
_UNLISTED: Mapping[MarkKind, str] = {
    MarkKind.SIGN_IN: mark("a sign-in was refused, with a code that nobody has listed"),
    MarkKind.NETWORK: mark("the network let no sign-in through"),
    MarkKind.FEDERATION: mark("the federation service gave no token"),
    MarkKind.HARDWARE: mark("the device reports that some of it does not work"),
    MarkKind.APP: mark("an error of the Teams app"),
}
_APP_STATES: Mapping[str, str] = {"licenseError": mark("the Teams app found no licence that lets it in")}


@dataclass(frozen=True, slots=True)
class Hours:
    """How each hour from ``start`` on was, the beginning of an hour in UTC; None where no heartbeat log tells it."""

    start: datetime
    conditions: tuple[Condition | None, ...]

    @property
    def end(self) -> datetime:
        return self.start + len(self.conditions) * HOUR

    def place(self, at: datetime) -> int:
        """In which of the hours, counted from 0, the moment lies; below 0 before the first."""
        return (at - self.start) // HOUR


@dataclass(frozen=True, slots=True)
class CodeSeen:
    """Everything that was logged with one code, the oldest mark first."""

    kind: MarkKind
    code: str
    marks: tuple[Mark, ...]

    @property
    def count(self) -> int:
        return sum(mark.count for mark in self.marks)

    @property
    def last(self) -> datetime:
        return max(mark.end for mark in self.marks)

    @property
    def name(self) -> str:
        """The code, or what it is about where it has none."""
        return self.code or _(_NAMELESS[self.kind])

    @property
    def meaning(self) -> str:
        """What the code stands for; of an unlisted one, what it was written down for."""
        return in_english(meaning_of(self.code)) or _(_APP_STATES.get(self.code) or _UNLISTED[self.kind])


def hours_of(history: History, most: int = MOST_HOURS) -> Hours:
    """The newest ``most`` hours at most; at least one."""
    end = _whole(history.ends) + HOUR
    # counted first: a log may begin on the first day of the calendar
    number = min(max((end - _whole(history.begins)) // HOUR, 1), most)
    start = end - number * HOUR
    lasted: list[dict[Condition, timedelta]] = [{} for _ in range(number)]
    for condition, begun, until in spans(history.stretches):
        first, last = max((begun - start) // HOUR, 0), min((until - start) // HOUR, len(lasted) - 1)
        for place in range(first, last + 1):
            hour = start + place * HOUR
            within = min(until, hour + HOUR) - max(begun, hour)
            if within > timedelta(0):
                lasted[place][condition] = lasted[place].get(condition, timedelta(0)) + within
    return Hours(start, tuple(map(_condition, lasted)))


def spans(stretches: Sequence[Stretch]) -> Iterator[tuple[Condition, datetime, datetime]]:
    """How it was from when to when. What a heartbeat says holds until the next one is due, or came."""
    for place, each in enumerate(stretches):
        following = stretches[place + 1].start if place + 1 < len(stretches) else each.end + EVERY
        until = each.end if each.condition is Condition.SILENT else min(each.end + EVERY, following)
        yield each.condition, each.start, max(until, each.start + _MOMENT)


def codes_seen(history: History) -> list[CodeSeen]:
    """Every code, those of the present or last trouble first, then the most frequent."""
    rows: dict[tuple[MarkKind, str], list[Mark]] = {}
    for each in history.marks:
        rows.setdefault((each.kind, each.code), []).append(each)
    found = [CodeSeen(kind, code, tuple(marks)) for (kind, code), marks in rows.items()]
    begun = history.first_bad
    return sorted(found, key=lambda seen: (begun is not None and seen.last < begun, -seen.count, seen.name))


def _condition(lasted: Mapping[Condition, timedelta]) -> Condition | None:
    """An hour in which anything was unwell is never called well, nor one in which mostly nothing was heard."""
    if not lasted:
        return None
    if Condition.PARTLY in lasted or lasted.keys() >= {Condition.WELL, Condition.UNWELL}:
        return Condition.PARTLY
    if Condition.UNWELL in lasted:
        return Condition.UNWELL
    silent = lasted.get(Condition.SILENT, timedelta(0))
    return Condition.WELL if Condition.WELL in lasted and silent <= _MOSTLY else Condition.SILENT


def _whole(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
