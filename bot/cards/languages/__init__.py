"""The languages of alerts. What the catalogue says of a room stays English, and is marked so beside another one."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.cards.languages.english import ENGLISH
from bot.cards.languages.french import FRENCH
from bot.cards.languages.german import GERMAN
from bot.cards.languages.italian import ITALIAN
from bot.cards.languages.words import Words

__all__ = ["ENGLISH", "LANGUAGES", "Words", "words_of"]

LANGUAGES: Mapping[str, Words] = MappingProxyType({each.code: each for each in (ENGLISH, GERMAN, FRENCH, ITALIAN)})
"""By their ISO 639-1 codes."""


def words_of(language: str) -> Words:
    """The words of a language; the English ones for any that is not spoken here."""
    return LANGUAGES.get(language, ENGLISH)
