"""What a log says about people is taken out before anything is kept.

Taken out: e-mail addresses and user names other than the room's own, user names in Windows profile paths, security
ids, tokens, passwords and other secrets, the queries of web addresses. Kept: codes, ids, hosts, IP addresses; but of
public ones their first half alone, since a log does not say whose they are.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from checks.ip_addresses import masked_text
from checks.private_words import ADDRESS, PROFILE, REMOVED, without_credentials

_ENCODED_ADDRESS = re.compile(r"[\w.+-]{1,64}%40[\w.-]+", re.IGNORECASE)
_USER = re.compile(
    r"(?P<name>\b(?:user(?:[ _-]?name)?|upn|login[_ ]?hint|account(?:[ _]?name)?|sign-?in[ _]?name)\"?\s*[:=]\s*)"
    r"(?P<value>\"[^\"]*\"|'[^']*'|[^,;\r\n]+)", re.IGNORECASE)
_USER_NAMED = re.compile(
    r"(?P<name>\buser(?: account)?\s+)(?P<value>\"[^\"]+\"|'[^']+'|\{[^}]+\}|.{1,80}?(?= does not exist))",
    re.IGNORECASE)
_DOMAIN_USER = re.compile(r"(?<![\w\\/:.])[A-Za-z][\w.-]{0,30}\\+[\w.$-]+(?![\w\\/])")
_SID = re.compile(r"\bS-1-(?:\d+-){2,}\d+\b")
_LONG_SECRET = re.compile(r"(?<![\w+=~/.-])(?=[\w+=~.-]*\d)(?=[\w+=~.-]*[A-Za-z])[\w+=~.-]{60,}")
_VERSION = re.compile(r"\d{1,5}(?:\.\d{1,5}){1,4}")
LONGEST_QUOTE = 300
_LONGEST_READ = 4000


def visible(text: str) -> str:
    """The text in one line, without control, direction and other invisible characters."""
    if not text.isprintable():
        spaced = "".join(" " if sign.isspace() else sign for sign in text)
        text = "".join(sign for sign in spaced if not unicodedata.category(sign).startswith("C"))
    return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class Redactor:
    """``own`` are the names of the room itself, which may stay: its address, its alias and its display name."""

    own: frozenset[str]

    @classmethod
    def sparing(cls, *names: str) -> Self:
        """A redactor that leaves these names alone; empty ones are ignored."""
        return cls(frozenset(name.strip().casefold() for name in names if name.strip()))

    def quote(self, text: str, longest: int = LONGEST_QUOTE) -> str:
        """The text as it may be kept: redacted, in one line, and short."""
        return _quoted(self, text[:_LONGEST_READ], longest)

    def version(self, text: str, longest: int = LONGEST_QUOTE) -> str:
        """A version as it may be kept: one of four numbers would pass for an IP address."""
        return text if _VERSION.fullmatch(text) else self.quote(text, longest)

    def text(self, text: str) -> str:
        """The text without people and secrets."""
        text = without_credentials(text)
        text = PROFILE.sub(lambda found: found["folder"] + self._unless_own(found["name"]), text)
        text = _USER.sub(lambda found: found["name"] + self._unless_own(found["value"]), text)
        text = _USER_NAMED.sub(lambda found: found["name"] + self._unless_own(found["value"]), text)
        text = ADDRESS.sub(lambda found: self._unless_own(found[0]), text)
        text = _ENCODED_ADDRESS.sub(lambda found: self._unless_own(found[0].replace("%40", "@")), text)
        text = _SID.sub(REMOVED, text)
        text = _DOMAIN_USER.sub(lambda found: self._unless_own(found[0]), text)
        return masked_text(_LONG_SECRET.sub(REMOVED, text), public_only=True)

    def _unless_own(self, name: str) -> str:
        return name if name.strip("\"'{} .").casefold() in self.own else REMOVED


@lru_cache(maxsize=4096)
def _quoted(redactor: Redactor, text: str, longest: int) -> str:
    """Heartbeats say the same for days, so what was said before is not redacted anew."""
    line = visible(redactor.text(text))
    return line if len(line) <= longest else line[:longest - 1] + "\u2026"
