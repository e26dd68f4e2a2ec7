"""Answers in a language in which all words of the catalogues stand in brackets, and what stands outside of those."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from bot.turns import Message
from bot.words import Speech
from tests.bot.cards.brackets import CLOSES, OPENS, Brackets

_SHOWN = ("text", "title", "label", "placeholder", "tooltip", "altText")
_BRACKETED = re.compile(f"{OPENS}[^{CLOSES}]*(?:{CLOSES}|$)")
_IDS = re.compile(r"\b[a-z_]+\.[a-z_]+\b")
_WORD = re.compile(r"[^\W\d_]{2,}")
BRACKETED = Speech("de", Brackets())


def foreign_words(message: Message) -> list[str]:
    """The words of a message, as people see it, that are neither of the catalogues nor marked as English."""
    shown = list(_shown(message.card))
    ours = [message.text, getattr(message.file, "description", ""), *(text for text, english in shown if not english)]
    marked = sorted({text for text, english in shown if english and text}, key=len, reverse=True)
    return [word for text in ours for word in _WORD.findall(_left(text.replace("\u200b", ""), marked))]


def _left(text: str, marked: Sequence[str]) -> str:
    """What the catalogues do not say. A button's tooltip has no place to mark as English what is marked elsewhere."""
    left = _BRACKETED.sub(" ", text)
    for each in marked:
        left = left.replace(each, " ")
    return _IDS.sub(" ", left)


def _shown(element: Any, *, english: bool = False) -> Iterator[tuple[str, bool]]:
    """Every text of a card that people see, with whether it is marked as English."""
    if isinstance(element, list):
        for each in element:
            yield from _shown(each, english=english)
    elif isinstance(element, dict):
        english = english or element.get("lang") == "en"
        yield from ((element[key].replace("\\", ""), english) for key in _SHOWN if isinstance(element.get(key), str))
        for key, value in element.items():
            if key not in ("data", "fallback"):
                yield from _shown(value, english=english)
