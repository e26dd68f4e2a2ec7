"""Who a Teams message mentions, and its text without the mention of the bot."""

import html
import re
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

_TAG = re.compile(r"<(/?)at(?:\s[^<>]*)?>", re.IGNORECASE)
_NO_BREAK_SPACES = str.maketrans({"\u00a0": " ", "\u2007": " ", "\u202f": " "})


@dataclass(frozen=True, slots=True)
class Mention:
    """One ``mention`` entity: the id of who is mentioned, and the markup that stands for it in the text."""

    id: str
    markup: str


def mentions(entities: object) -> tuple[Mention, ...]:
    """The mentions among an activity's ``entities``; whatever is not one is passed over."""
    if not isinstance(entities, list):
        return ()
    return tuple(found for entity in entities if (found := _mention(entity)))


def _mention(entity: object) -> Mention | None:
    if not isinstance(entity, Mapping) or entity.get("type") != "mention":
        return None
    mentioned: Any = entity.get("mentioned")
    who = mentioned.get("id") if isinstance(mentioned, Mapping) else None
    markup = entity.get("text")
    return Mention(who, markup) if isinstance(who, str) and isinstance(markup, str) else None


def without_bot(text: str, found: Iterable[Mention], bot_id: str) -> str:
    """The text as a person would read it, less the bot's own mentions. Someone else's mention stays as its name.

    A room may be called like the bot, so mentions are taken in their order, never by name alone.
    """
    waiting: dict[str, deque[bool]] = defaultdict(deque)
    for mention in found:
        waiting[_name(_TAG.sub("", mention.markup))].append(mention.id == bot_id)
    return plain("".join(_spoken_parts(text, waiting)))


def plain(text: str) -> str:
    """HTML entities and no-break spaces as the characters they stand for, the ends trimmed."""
    return html.unescape(text).translate(_NO_BREAK_SPACES).strip()


def _spoken_parts(text: str, waiting: Mapping[str, deque[bool]]) -> Iterable[str]:
    start, inside = 0, False
    for tag in _TAG.finditer(text):
        part = text[start:tag.start()]
        closes = inside and bool(tag[1])
        yield _mentioned_name(part, waiting) if closes else part
        start, inside = tag.end(), not tag[1]
    yield text[start:]


def _mentioned_name(markup: str, waiting: Mapping[str, deque[bool]]) -> str:
    is_bot = waiting.get(_name(markup))
    return "" if is_bot and is_bot.popleft() else markup


def _name(markup: str) -> str:
    return " ".join(plain(markup).split()).casefold()
