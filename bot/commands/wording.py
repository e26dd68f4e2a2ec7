"""What Teams and keyboards leave in a sentence, taken out before it is read.

Only what nobody can see is taken out (no-break spaces, zero-width characters, the tags that Teams puts round an
address). No letter is ever replaced by another one that looks like it.
"""

import html
import re
import unicodedata

from bot.cards.text import in_english
from bot.words import _, n_

INVISIBLE = frozenset("\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
"""Characters without width: soft hyphen, zero-width space and joiners, direction marks, byte order mark."""

TURNS_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that make what follows run in another direction, so that it is not read as it is stored."""

_LONGEST_QUOTE = 80

_TAG = re.compile(r"</?(?:a|at|b|br|div|em|font|i|li|ol|p|span|strong|u|ul)(?:\s[^<>]*)?/?>", re.ASCII | re.IGNORECASE)
_BREAKING_TAG = re.compile(r"<(?:br|/p|/div|/li)\s*/?>", re.ASCII | re.IGNORECASE)
_MARKDOWN_LINK = re.compile(r"\[([^\[\]\n]*)\]\(mailto:[^()\s]*\)", re.ASCII | re.IGNORECASE)


def plain(text: str) -> str:
    """The sentence as a person reads it: no tags, no entities, ordinary spaces, nothing invisible.

    Line breaks stay. Halves of broken characters become U+FFFD, so that the result can always be written as UTF-8.
    """
    untagged = _TAG.sub("", _BREAKING_TAG.sub("\n", text))
    seen = _MARKDOWN_LINK.sub(r"\1", html.unescape(untagged))
    return _tidy("".join(map(_visible, seen)))


def _visible(character: str) -> str:
    if character == "\n" or " " < character <= "~":
        return character
    if character in INVISIBLE:
        return ""
    kind = unicodedata.category(character)
    if kind == "Cs":
        return "\ufffd"
    if kind in ("Zl", "Zp") or character in "\r\x0b\x0c\x85":
        return "\n"
    return " " if kind in ("Zs", "Cc") else character


def _tidy(text: str) -> str:
    lines = (re.sub(" {2,}", " ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def shortened(text: str) -> str:
    """The beginning of a sentence on one line, to be shown to whoever said it, in the order it is stored."""
    line = " ".join("".join(each for each in text if each not in TURNS_DIRECTION).split())
    return line if len(line) <= _LONGEST_QUOTE else f"{line[:_LONGEST_QUOTE - 1]}…"


def together(*sentences: str) -> str:
    """Sentences, those of them that say something, one behind the other."""
    return " ".join(filter(None, sentences))


def odd_characters(text: str) -> str:
    """The characters outside plain ASCII, each shown with its name and number; empty when there is none."""
    odd = list(dict.fromkeys(each for each in text if each > "~"))
    named = ", ".join(map(_named, odd[:3]))
    left = len(odd) - 3
    return n_("{named} and {n} more", "{named} and {n} more", left, named=named) if left > 0 else named


def _named(character: str) -> str:
    name = in_english(unicodedata.name(character, "")) or _("an unnamed character")
    number = f"U+{ord(character):04X}"
    shown = f"“{character}”, " if character.isprintable() and not unicodedata.combining(character) else ""
    return f"{shown}{name} ({number})"
