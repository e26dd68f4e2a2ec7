"""Which rooms of a list a text means, or comes near to. Case, accents and the signs between words do not count."""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence

from checks.model import Room

MOST = 25
"""How many rooms a search gives at most."""

_MOST_NEAR = 3
_NEAR_NAME, _NEAR_ADDRESS = 0.6, 0.8
_BETWEEN_WORDS = re.compile(r"[\s._-]+")


def spelling(text: str) -> str:
    """The text as it is compared."""
    letters = (each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    return _BETWEEN_WORDS.sub(" ", "".join(letters).casefold()).strip()


def fitting(text: str, rooms: Iterable[Room]) -> tuple[Room, ...]:
    """The rooms called so; else those whose name, or address before the @, contains the text; by name."""
    wanted = spelling(text)
    found = _by_name(room for room in rooms if any(wanted in name for name in _names(room))) if wanted else []
    return tuple([room for room in found if wanted in _names(room)] or found)[:MOST]


def begins_in(text: str, room: Room) -> bool:
    """Whether the text stands in the room's name, or in its address before the @, from the beginning of a word on."""
    return any(f" {spelling(text)}" in f" {name}" for name in _names(room))


def near(text: str, rooms: Iterable[Room]) -> tuple[Room, ...]:
    """At most three rooms with a name, or a word of it, that is spelled much like the text, the nearest first."""
    called: dict[str, list[Room]] = {}
    for room in _by_name(rooms):
        for name in _names(room):
            for form in dict.fromkeys((name, *name.split())):
                called.setdefault(form, []).append(room)
    forms = difflib.get_close_matches(spelling(text), called, n=_MOST_NEAR, cutoff=_NEAR_NAME)
    return tuple(dict.fromkeys(room for form in forms for room in called[form]))[:_MOST_NEAR]


def near_address(address: str, rooms: Sequence[Room]) -> tuple[Room, ...]:
    """At most three rooms that a mistyped address may mean; none when a room has that very address.

    Rooms are often numbered, so another number means another room: only its digits in another order are a slip.
    """
    if any(room.address == address for room in rooms):
        return ()
    found = [room for room in _by_name(rooms) if _is_slip(address, room.address)]
    found.sort(key=lambda room: -_likeness(address, room.address))
    return tuple(found[:_MOST_NEAR])


def _is_slip(written: str, meant: str) -> bool:
    pairs = zip(written.partition("@")[::2], meant.partition("@")[::2], strict=True)
    return _digits(written) == _digits(meant) and all(_likeness(*pair) >= _NEAR_ADDRESS for pair in pairs)


def _likeness(one: str, other: str) -> float:
    matcher = difflib.SequenceMatcher(None, one, other)
    return matcher.ratio() if matcher.real_quick_ratio() >= _NEAR_ADDRESS else 0.0


def _digits(text: str) -> list[str]:
    return sorted(each for each in text if each.isdecimal())


def _names(room: Room) -> tuple[str, ...]:
    return tuple(filter(None, (spelling(room.display_name), spelling(room.address.partition("@")[0]))))


def _by_name(rooms: Iterable[Room]) -> list[Room]:
    return sorted(rooms, key=lambda room: (spelling(room.display_name), room.address))
