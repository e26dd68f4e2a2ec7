"""How available rooms were: which share of the time that is known, how often they broke, and how long they took to
recover. Pure.

A room's time is known from when the fleet's sweeps first judged it; what was before counts neither as good nor as bad.
Of a room that is not watched any more nothing is known. Overlapping outages of a room count once.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.fleet import Outage, Watched
from checks.model import Cause, Room

_NONE = timedelta(0)
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Share:
    """Of so much time that is ``known`` of one or more rooms, so much they were ``broken``, in so many ``outages``."""

    known: timedelta = _NONE
    broken: timedelta = _NONE
    outages: int = 0

    @property
    def available(self) -> float | None:
        """From 0 to 1; None where no time is known."""
        return 1 - self.broken / self.known if self.known else None

    def __add__(self, other: "Share") -> "Share":
        return Share(self.known + other.known, self.broken + other.broken, self.outages + other.outages)


@dataclass(frozen=True, slots=True)
class RoomShare:
    room: Room
    building: str
    share: Share


@dataclass(frozen=True, slots=True)
class Availability:
    """The rooms' availability from ``start`` to ``end``.

    ``rooms`` and ``buildings`` stand with the least available first; rooms without a building are in none. ``causes``
    are how many outages each had, the most frequent first. ``to_recover`` is the mean length of the outages that ended
    in the window, from when they began, None where none did. ``at_once`` is, for each of equal parts of the window, how
    many rooms were broken on average while any room's time is known, None where none is.
    """

    start: datetime
    end: datetime
    whole: Share
    rooms: tuple[RoomShare, ...]
    buildings: tuple[tuple[str, Share], ...]
    causes: tuple[tuple[Cause, int], ...]
    to_recover: timedelta | None
    at_once: tuple[float | None, ...]


def availability(outages: Sequence[Outage], watched: Sequence[Watched], start: datetime, end: datetime,
                 parts: int) -> Availability:
    """Of the rooms ``watched``, from ``start`` to ``end``; an outage that has not ended lasts until ``end``."""
    by_room = _by_room(outages, {each.room.address for each in watched})
    rooms = [RoomShare(each.room, each.building, share_of(by_room.get(each.room.address, ()), each.since, start, end))
             for each in watched]
    broken = [(each.since, by_room[each.room.address]) for each in watched if each.room.address in by_room]
    first = min((each.since for each in watched), default=end)
    concerned = [each for several in by_room.values() for each in several if _spans([each], start, start, end)]
    return Availability(
        start, end, _sum(each.share for each in rooms), tuple(sorted(rooms, key=lambda each: _rank(each.share))),
        _buildings(rooms), _causes(concerned), mean_time_to_recover(concerned, start, end),
        tuple(_at_once(broken, max(begun, first), until) if first < until else None
              for begun, until in _parts(start, end, parts)))


def share_of(outages: Sequence[Outage], since: datetime, start: datetime, end: datetime) -> Share:
    """One room's share, known ``since`` then."""
    spans = broken_spans(outages, since, start, end)
    known = max(end - max(start, since), _NONE)
    return Share(known, sum((until - begun for begun, until in spans), _NONE), len(spans))


def mean_time_to_recover(outages: Iterable[Outage], start: datetime, end: datetime) -> timedelta | None:
    """Of the outages that ended in the window, each with its whole length; None where none did."""
    lengths = [max(each.ended - each.began, _NONE) for each in outages if each.ended and start < each.ended <= end]
    return sum(lengths, _NONE) / len(lengths) if lengths else None


def broken_spans(outages: Sequence[Outage], since: datetime, start: datetime, end: datetime) -> list[Span]:
    """When one room was broken, each time once, in order, within the window and the time that is known."""
    return _merged(_spans(outages, since, start, end))


def _by_room(outages: Iterable[Outage], known: set[str]) -> Mapping[str, list[Outage]]:
    found: dict[str, list[Outage]] = {}
    for each in outages:
        if each.room.address in known:
            found.setdefault(each.room.address, []).append(each)
    return found


def _spans(outages: Iterable[Outage], since: datetime, start: datetime, end: datetime) -> list[Span]:
    """The outages' times as far as they lie in the window and are known; those that do not are left out."""
    cut = ((max(each.began, start, since), min(each.ended or end, end)) for each in outages)
    return [(begun, until) for begun, until in cut if begun < until]


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for begun, until in sorted(spans):
        if merged and begun <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], until)
        else:
            merged.append((begun, until))
    return merged


def _rank(share: Share) -> tuple[bool, float, int]:
    """The least available first, what is not known last."""
    return share.available is None, share.available or 0.0, -share.outages


def _sum(shares: Iterable[Share]) -> Share:
    return sum(shares, Share())


def _buildings(rooms: Iterable[RoomShare]) -> tuple[tuple[str, Share], ...]:
    sums: dict[str, Share] = {}
    for each in rooms:
        if each.building:
            sums[each.building] = sums.get(each.building, Share()) + each.share
    return tuple(sorted(sums.items(), key=lambda each: (_rank(each[1]), each[0])))


def _causes(outages: Iterable[Outage]) -> tuple[tuple[Cause, int], ...]:
    """Each cause of an outage once."""
    found = Counter(cause for each in outages for cause in dict.fromkeys(each.causes))
    return tuple(sorted(found.items(), key=lambda each: (-each[1], each[0])))


def _parts(start: datetime, end: datetime, number: int) -> Iterator[Span]:
    length = (end - start) / number
    for place in range(number):
        yield start + place * length, start + (place + 1) * length


def _at_once(broken: Iterable[tuple[datetime, Sequence[Outage]]], start: datetime, end: datetime) -> float:
    """How many of the rooms, each with since when it is known, were broken on average."""
    return _sum(share_of(outages, since, start, end) for since, outages in broken).broken / (end - start)
