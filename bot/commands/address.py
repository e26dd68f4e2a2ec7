"""Whether a word is the full address of a room, and if it nearly is, what is wrong with it."""

import re
import unicodedata

from bot.commands.wording import TURNS_DIRECTION, odd_characters, shortened
from bot.words import _

# Microsoft Entra's limits of a user principal name (Microsoft Learn, "Password policies and account restrictions").
_LONGEST_NAME, _LONGEST_DOMAIN = 64, 48
_NAME = re.compile(r"[A-Za-z0-9'._!#^~-]+", re.ASCII)
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?", re.ASCII)


class OddAddressError(ValueError):
    """A word that is meant as an address and is none. The message is a sentence for whoever wrote it."""


def looks_like_address(word: str) -> bool:
    """Whether a person would take the word for an address, whatever character stands for its at sign."""
    return "@" in word or any("@" in unicodedata.normalize("NFKC", each) for each in word if each > "~")


def address(word: str) -> str:
    """The address in lower case. Raises :class:`OddAddressError` with what is odd about it."""
    odd = _oddity(word)
    if odd:
        raise OddAddressError(_("“{word}” is not an address I can use: {odd}.", word=shortened(word), odd=odd))
    return word.lower()


def _oddity(word: str) -> str:
    turns = [each for each in word if each in TURNS_DIRECTION]
    if turns:
        # For translators: stands behind “… is not an address I can use:”, as do the others that begin so.
        return _("it holds a character that makes text run in another direction, {characters}",
                 characters=odd_characters("".join(turns)))
    if not word.isascii():
        return _("it holds characters that are not plain letters, digits or signs: {characters}",
                 characters=odd_characters(word))
    name, *domains = word.split("@")
    if not domains:
        return _("it has no @")
    if len(domains) != 1:
        return _("it has more than one @")
    return _odd_name(name) or _odd_domain(domains[0])


def _odd_name(name: str) -> str:
    if not name:
        return _("there is nothing before the @")
    if len(name) > _LONGEST_NAME:
        return _("it has {length} characters before the @, and Entra allows {most}", length=len(name),
                 most=_LONGEST_NAME)
    if name.startswith(".") or name.endswith(".") or ".." in name:
        return _("a dot must stand between two other characters")
    wrong = _NAME.sub("", name)
    return _("it holds “{character}”", character=wrong[0]) if wrong else ""


def _odd_domain(domain: str) -> str:
    if not domain:
        return _("there is no domain after the @")
    if len(domain) > _LONGEST_DOMAIN:
        return _("its domain has {length} characters, and Entra allows {most}", length=len(domain),
                 most=_LONGEST_DOMAIN)
    labels = domain.split(".")
    if len(labels) == 1:
        return _("its domain has no ending, such as {example} has", example="contoso.com")
    if not all(map(_LABEL.fullmatch, labels)):
        return _("“{domain}” is not a domain", domain=domain)
    return ""
