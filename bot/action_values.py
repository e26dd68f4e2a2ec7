"""What a button's payload may carry: each kind of value as JSON, and read back. What comes back is untrusted."""

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import time, timedelta
from typing import Any

from bot.commands.languages import SPOKEN
from bot.commands.model import Hours, Which
from bot.fleet import Extent
from bot.turns import Detail
from checks.facts.asked import Topic
from checks.model import Severity

LONGEST_TEXT = 320
MOST_ROOMS = 20
LONGEST_WAIT = timedelta(days=1)
LONGEST_SNOOZE = timedelta(days=30)


class RefusedError(Exception):
    """A value that no button of ours carries."""


_TOPICS = frozenset({Topic.ACCESS})
"""What a button can ask for beyond an ordinary check."""
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:@+-]{0,127}")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])", re.ASCII)


def an_id(raw: object) -> str:
    if not isinstance(raw, str) or not _ID.fullmatch(raw):
        raise RefusedError
    return raw


def id_or_empty(raw: object) -> str:
    return "" if raw == "" else an_id(raw)


def text_or_empty(raw: object) -> str:
    if not isinstance(raw, str) or len(raw) > LONGEST_TEXT or not raw.isprintable():
        raise RefusedError
    return raw


def a_text(raw: object) -> str:
    text = text_or_empty(raw)
    if not text.strip():
        raise RefusedError
    return text


def texts(raw: object) -> tuple[str, ...]:
    if not isinstance(raw, list) or not 0 < len(raw) <= MOST_ROOMS:
        raise RefusedError
    return tuple(a_text(each) for each in raw)


def topics(raw: object) -> frozenset[Topic]:
    if not isinstance(raw, list) or not all(isinstance(each, str) and each in _TOPICS for each in raw):
        raise RefusedError
    return frozenset(map(Topic, raw))


def wait(raw: object) -> timedelta:
    return _seconds(raw, LONGEST_WAIT)


def snooze(raw: object) -> timedelta:
    return _seconds(raw, LONGEST_SNOOZE)


def _seconds(raw: object, longest: timedelta) -> timedelta:
    if type(raw) is not int or not 0 <= raw <= longest.total_seconds():
        raise RefusedError
    return timedelta(seconds=raw)


def flag(raw: object) -> bool:
    if not isinstance(raw, bool):
        raise RefusedError
    return raw


def severity(raw: object) -> Severity:
    return Severity(_one_of(raw, frozenset(Severity)))


def extent(raw: object) -> Extent:
    return Extent(_one_of(raw, frozenset(Extent)))


def detail_or_none(raw: object) -> Detail | None:
    return None if raw is None else Detail(_one_of(raw, frozenset(Detail)))


def language_or_empty(raw: object) -> str:
    return _one_of(raw, frozenset({"", *SPOKEN}))


def _one_of(raw: object, words: frozenset[str]) -> str:
    if not isinstance(raw, str) or raw not in words:
        raise RefusedError
    return raw


def clock_or_none(raw: object) -> time | None:
    return None if raw is None else _clock(raw)


def hours_or_none(raw: object) -> Hours | None:
    if raw is None:
        return None
    if not isinstance(raw, str):
        raise RefusedError
    start, _, end = raw.partition("-")
    return Hours(_clock(start), _clock(end))


def _clock(raw: object) -> time:
    found = _CLOCK.fullmatch(raw) if isinstance(raw, str) else None
    if not found:
        raise RefusedError
    return time(int(found[1]), int(found[2]))


def which(raw: object) -> Which:
    """Exactly one of rooms, a building and everything."""
    if not isinstance(raw, dict) or raw.keys() != {each.name for each in fields(Which)}:
        raise RefusedError
    made = Which(texts(raw["rooms"]) if raw["rooms"] != [] else (), text_or_empty(raw["building"]),
                 flag(raw["everything"]))
    if (bool(made.rooms), bool(made.building.strip()), made.everything).count(True) != 1:
        raise RefusedError
    return made


def as_json(value: object) -> Any:
    """A value of a command as a payload carries it."""
    written = _WRITTEN.get(type(value))
    return written(value) if written else value


_WRITTEN: Mapping[type[Any], Callable[[Any], Any]] = {
    timedelta: lambda length: int(length.total_seconds()),
    time: lambda clock: clock.strftime("%H:%M"),
    Hours: lambda hours: f"{as_json(hours.start)}-{as_json(hours.end)}",
    Which: lambda rooms: {each.name: as_json(getattr(rooms, each.name)) for each in fields(rooms)},
    tuple: list,
    frozenset: sorted,
}
