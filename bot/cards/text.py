"""Text from outside, made harmless: what came from a log, a name or Graph is only ever shown, never obeyed.

Rich text (``TextRun``) knows no markdown, so :func:`plain` is enough there. Headings, fallback texts and messages do
know markdown: there :func:`literal` is needed.
"""

import json
import re
import secrets
import unicodedata

from bot.words import spoken
from bot.words.catalogues import SOURCE

_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]",
)
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_PILED_UP = re.compile(r"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{2})"
                       r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+")
TEXT_FUNCTION = re.compile(r"([{}])(?=\1)")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!~|&@:/])")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()<>#+\-.!~|&@:/])")
LONGEST_WHOLE = 32
"""Characters of a word that stays whole: no break may get into an id that somebody copies."""
_WORD = re.compile(r"[^\s-]+")
_MARKS = re.compile(r"[!-,./:-@\[-`{-~]{1,24}(?=.)")
_BETWEEN_MARKS = re.compile("[^\u200b!-,./:-@\\[-`{-~]+")
_PIECE = re.compile(r".{1,24}")
ELLIPSIS = "…"
BREAK = "\u200b"
"""Lets a line break inside a word, unseen."""
_UNFORGEABLE = "".join(secrets.choice([chr(code) for code in range(0xFDD2, 0xFDF0)]) for _ in range(12))
_OPENS, _CLOSES = f"\ufdd0{_UNFORGEABLE}", f"\ufdd1{_UNFORGEABLE}"
_ENGLISH = re.compile(f"{_OPENS}(.*?){_CLOSES}", re.DOTALL)
"""Noncharacters, which Unicode keeps for a program's own use; :func:`plain` leaves none in what is shown. They are
drawn anew by each process: text from outside that marked itself would take the place of a thousand pieces.
"""


def in_english(text: str) -> str:
    """The checks' own text, which stays English, so marked among words of another language: on a card a piece of text
    says its language, for screen readers. Where that cannot be said, the mark leaves no trace.
    """
    if spoken() == SOURCE or not text:
        return text
    return f"{_OPENS}{text.replace(_OPENS, '').replace(_CLOSES, '')}{_CLOSES}"


def by_language(text: str) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether :func:`in_english` marked it."""
    return [(piece, bool(place % 2)) for place, piece in enumerate(_ENGLISH.split(text)) if piece or not text]


def plain(text: str, longest: int = 2_000) -> str:
    """The text on one line, without controls, direction marks, invisible characters or card functions (``{{DATE()}}``).

    Longer than ``longest`` characters it is cut, visibly.
    """
    spaced = " ".join(text[: 8 * longest].split())
    seen = spaced if spaced.isascii() and spaced.isprintable() else _seen(spaced)
    return cut(" ".join(TEXT_FUNCTION.sub(r"\1 ", seen).split()), longest)


def _seen(text: str) -> str:
    """Only what a reader sees of it. Of printable ASCII that is all, which a card is mostly made of."""
    shown = "".join(char for char in text if unicodedata.category(char) not in _UNSEEN)
    return _PILED_UP.sub(r"\1", _INVISIBLE.sub("", shown))


def breakable(text: str, longest: int = LONGEST_WHOLE) -> str:
    """The text with places to break in words too long for a phone, since rich text breaks none by itself.

    Words, and parts of words between punctuation, of at most ``longest`` characters stay whole.
    """
    if all(len(word) <= longest for word in text.split()):  # as in most texts, and ten times as fast
        return text
    return _WORD.sub(lambda word: _broken(word[0], longest), text)


def _broken(word: str, longest: int) -> str:
    if len(word) <= longest:
        return word
    marked = _MARKS.sub(lambda marks: marks[0] + BREAK, word)
    return _BETWEEN_MARKS.sub(
        lambda part: part[0] if len(part[0]) <= longest else BREAK.join(_PIECE.findall(part[0])), marked)


def literal(text: str, longest: int = 2_000) -> str:
    """As :func:`plain`, with every mark of markdown, links, mentions and HTML escaped."""
    return _MARKDOWN.sub(r"\\\1", plain(text, longest))


def read_literal(text: str) -> str:
    """What a reader sees of :func:`literal`'s result."""
    return _ESCAPED.sub(r"\1", text)


def cut(text: str, longest: int) -> str:
    """The text in at most that many characters, ending in an ellipsis when something is missing."""
    return text if len(text) <= longest else text[: max(longest - 1, 0)].rstrip() + ELLIPSIS


def encoded(text: str) -> int:
    """How many bytes of JSON the text takes, however it is written."""
    return len(json.dumps(text)) - 2


def cut_encoded(text: str, most: int) -> str:
    """The text in at most that many bytes of JSON, ending in an ellipsis when something is missing."""
    if encoded(text) <= most:
        return text
    taken, left = [], most - encoded(ELLIPSIS)
    for char in text:
        left -= encoded(char)
        if left < 0:
            break
        taken.append(char)
    return "".join(taken).rstrip() + ELLIPSIS


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: ``1 check``, ``2 checks``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
