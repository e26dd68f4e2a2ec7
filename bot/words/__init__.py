"""Roomcheck's own words, in the language of whoever reads them.

Each is written in English where it is used, and looked up in the catalogue of the language that is being spoken. Which
one that is goes with the task, as the context variable it is: a turn speaks its reader's, a run that of whoever asked
for it, an alert its subscription's. What the checks say is no part of it, and stays English.
"""

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from gettext import NullTranslations

from babel.numbers import format_decimal

from bot.words.catalogues import SOURCE, catalogue

COMPLETE = (SOURCE, "de")
"""The languages in which everything can be said, by their ISO 639-1 codes. Others have the words of alerts."""


@dataclass(frozen=True, slots=True)
class Speech:
    """A language by its code, and its catalogue."""

    code: str
    catalogue: NullTranslations


ENGLISH = Speech(SOURCE, NullTranslations())
_speech: ContextVar[Speech] = ContextVar("speech", default=ENGLISH)


def language_of(locale: object) -> str:
    """The language to answer in for a locale such as ``de-CH``: English for one that is not complete, or is none."""
    code = str(locale or "").partition("-")[0].lower()
    return code if code in COMPLETE else SOURCE


def spoken() -> str:
    """The code of the language that is being spoken."""
    return _speech.get().code


@contextlib.contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language while inside; English where there is no catalogue of it."""
    with using(Speech(language, found) if (found := catalogue(language)) else ENGLISH):
        yield


@contextlib.contextmanager
def using(speech: Speech) -> Iterator[None]:
    """Speak out of this catalogue while inside."""
    before = _speech.set(speech)
    try:
        yield
    finally:
        _speech.reset(before)


def mark(message: str) -> str:
    """The message as it is, to be said later: this is how a constant comes into the catalogues."""
    return message


def _(message: str, /, **filled: object) -> str:
    """The message in the language that is being spoken, with its ``{names}`` filled in. What they are filled with may
    come from outside, the message itself never. Nothing is said of nothing: gettext would answer with its header.
    """
    said = _speech.get().catalogue.gettext(message) if message else ""
    return said.format(**filled) if filled else said


def in_(context: str, message: str, /, **filled: object) -> str:
    """As :func:`_`, of a message that other languages say differently by context, such as ``button`` or ``after``."""
    said = _speech.get().catalogue.pgettext(context, message)
    return said.format(**filled) if filled else said


def n_(one: str, many: str, number: int, /, **filled: object) -> str:
    """As :func:`_`, of a message about a number of things, which it writes as ``{n}``."""
    said = _speech.get().catalogue.ngettext(one, many, number)
    return said.format(n=number_in_words(number), **filled)


def n_in_(context: str, one: str, many: str, number: int, /, **filled: object) -> str:
    """As :func:`n_`, by context as :func:`in_`."""
    said = _speech.get().catalogue.npgettext(context, one, many, number)
    return said.format(n=number_in_words(number), **filled)


def number_in_words(number: float, digits: int = 0) -> str:
    """The number as the language writes it, with so many digits behind the point: ``1,200``."""
    if spoken() == SOURCE:
        return f"{number:,.{digits}f}"
    pattern = f"#,##0.{'0' * digits}" if digits else "#,##0"
    return str(format_decimal(number, pattern, locale=spoken()))
