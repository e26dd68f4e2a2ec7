"""Patterns of addresses that are taken for rooms', such as ``room-*@contoso.com``."""

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase

_PART = re.compile(r"[a-z0-9'._!#^~*?-]+")
_LETTER = re.compile(r"[a-z0-9]")
_OWN_WORDS = re.compile(r"[^*?]{3}")


def room_pattern(written: str) -> str:
    """The pattern in lower case; ``*`` stands for any characters, ``?`` for one. Raises ValueError for what is none,
    with a sentence's end.

    A pattern that says nothing of the name before the @ would take everybody for a room, and one that only says what
    the name holds somewhere, as *ann* does, those who are called so.
    """
    name, _, domain = written.lower().partition("@")
    if not (_PART.fullmatch(name) and _PART.fullmatch(domain)):
        raise ValueError("is no pattern of addresses such as room-*@contoso.com")
    if not _LETTER.search(domain):
        raise ValueError("names no domain behind the @, such as room-*@contoso.com does")
    if not (_OWN_WORDS.match(name) or _OWN_WORDS.search(name[-3:])):
        raise ValueError("fits people's addresses too: before the @ it must begin or end with three "
                         "characters that are rooms' own, such as room-*@contoso.com does")
    return f"{name}@{domain}"


def fits_any(address: str, patterns: Iterable[str]) -> bool:
    """Whether the whole address fits one of the patterns."""
    return any(fnmatchcase(address.lower(), pattern) for pattern in patterns)
