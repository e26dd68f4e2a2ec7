"""The languages of alerts, as people call them. Their words stand in ``bot.words``."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.words import mark

NAMES: Mapping[str, str] = MappingProxyType({
    "english": "en", "german": "de", "french": "fr", "italian": "it",
    "englisch": "en", "deutsch": "de", "französisch": "fr", "italienisch": "it",
    "anglais": "en", "allemand": "de", "français": "fr", "francais": "fr", "italien": "it",
    "inglese": "en", "tedesco": "de", "francese": "fr", "italiano": "it",
    "en": "en", "de": "de", "fr": "fr", "it": "it",
})
"""What each is called, in lower case, with its ISO 639-1 code."""

SPOKEN: Mapping[str, str] = MappingProxyType({
    "en": mark("English"), "de": mark("German"), "fr": mark("French"), "it": mark("Italian"),
})
"""The English names by code."""

UNSPOKEN = frozenset({
    "arabic", "chinese", "czech", "danish", "dutch", "finnish", "greek", "hebrew", "hindi", "hungarian", "japanese",
    "korean", "norwegian", "polish", "portuguese", "romanian", "russian", "spanish", "swedish", "turkish", "ukrainian",
    "español", "espanol", "nederlands", "polski", "português", "portugues", "svenska", "rumantsch", "romansh",
})
"""Some that a person may ask for in vain."""


def alert_language_of(locale: str) -> str:
    """The language of a locale such as ``de-CH``; English for any that is not spoken."""
    code = locale.partition("-")[0].lower()
    return code if code in SPOKEN else "en"
