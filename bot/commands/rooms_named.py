"""Which rooms a sentence names: full addresses, and parts of display names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.commands.address import OddAddressError, address, looks_like_address
from bot.commands.wording import TURNS_DIRECTION, odd_characters, shortened
from bot.words import _

_LONGEST_NAME = 100
_SEPARATOR = re.compile(r"[,;\n]| (?:and|&) ", re.ASCII | re.IGNORECASE)
_QUOTES = '"“”„«»'
_PIECE = re.compile(rf"[{_QUOTES}]([^{_QUOTES}\n]*)[{_QUOTES}]|([^{_QUOTES}]+)|.", re.DOTALL)
# Full stop, apostrophe and exclamation mark may begin an address, so they are no mere punctuation there.
_BEFORE_AN_ADDRESS = ' \t`*"“”„«»\u2018\u2019()[]{}<>:?\u202a\u202c\u202d\u2066\u2068\u2069'
_ROUND_A_WORD = f"{_BEFORE_AN_ADDRESS}'.!"
_BEFORE_A_NAME = frozenset({"the", "for", "of", "on", "von", "für", "zu"})
_AFTER_A_NAME = frozenset({"please", "pls", "again", "now", "thanks", "bitte", "danke"})


@dataclass(frozen=True, slots=True)
class RoomsNamed:
    """``rooms`` in the order they were named, each once; ``faults`` are sentences about what could not be used."""

    rooms: tuple[str, ...]
    faults: tuple[str, ...] = ()

    @property
    def addresses(self) -> tuple[str, ...]:
        return tuple(room for room in self.rooms if "@" in room)


def rooms_named(text: str) -> RoomsNamed:
    """The rooms in a plain sentence (see :func:`bot.commands.wording.plain`) that holds nothing else."""
    rooms: dict[str, str] = {}
    faults: dict[str, None] = {}
    for wording in _wordings(text):
        try:
            room = address(wording) if looks_like_address(wording) else _name(wording)
            rooms.setdefault(room.casefold(), room)
        except OddAddressError as odd:
            faults[str(odd)] = None
    return RoomsNamed(tuple(rooms.values()), tuple(faults))


def addresses_in(text: str) -> RoomsNamed:
    """The addresses in a plain sentence about anything; its other words are left alone."""
    return rooms_named(" ".join(word for word in re.split(r"[\s,;]+", text) if looks_like_address(word)))


def _wordings(text: str) -> Iterator[str]:
    """Each address and each part of a name, as it was written."""
    for piece in _PIECE.finditer(text):
        quoted, free = piece.group(1), piece.group(2) or ""
        if quoted is not None and quoted.strip():
            yield _bare(quoted) if looks_like_address(quoted) else quoted.strip()
        for part in _SEPARATOR.split(f" {free} "):
            yield from _words_of(part)


def _words_of(part: str) -> Iterator[str]:
    """Addresses stand for themselves; the words between them belong together. ``Name <address>`` is the address."""
    name: list[str] = []
    for word in part.split():
        if not looks_like_address(word):
            name.append(word)
            continue
        if not word.startswith("<"):
            yield from _joined(name)
        name = []
        yield _bare(word)
    yield from _joined(name)


def _bare(word: str) -> str:
    quoted = word.startswith("'") and word.rstrip(_ROUND_A_WORD.replace("'", "")).endswith("'")
    inner = word[quoted:].lstrip(_BEFORE_AN_ADDRESS).rstrip(_ROUND_A_WORD)
    return inner[len("mailto:"):] if inner.lower().startswith("mailto:") else inner


def _joined(words: list[str]) -> Iterator[str]:
    while words and words[0].lower() in _BEFORE_A_NAME:
        words = words[1:]
    while words and words[-1].lower().strip(_ROUND_A_WORD) in _AFTER_A_NAME:
        words = words[:-1]
    name = " ".join(words).strip(_ROUND_A_WORD)
    if name:
        yield name


def _name(wording: str) -> str:
    turns = "".join(each for each in wording if each in TURNS_DIRECTION)
    if turns:
        raise OddAddressError(_("A name holds a character that makes text run in another direction, {characters}. "
                                "Please type it by hand.", characters=odd_characters(turns)))
    if len(wording) > _LONGEST_NAME:
        raise OddAddressError(_("“{name}” is too long for the name of a room.", name=shortened(wording)))
    return wording
