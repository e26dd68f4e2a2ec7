"""The catalogues: a file of gettext's for each language beside this one, read when it is first spoken.

``make words`` brings them to the messages that the code holds. English needs none: its words are the messages.
"""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = "en"
"""The language that messages are written in."""
FOLDER = Path(__file__).parent
LANGUAGES = tuple(sorted(each.stem for each in FOLDER.glob("*.po")))
"""The codes of all languages that have a catalogue."""


def load() -> None:
    """Read all of them now. Whoever is first to speak a language would otherwise keep everybody else waiting."""
    for language in LANGUAGES:
        catalogue(language)


@cache
def catalogue(language: str) -> NullTranslations | None:
    """The catalogue of a language by its ISO 639-1 code; None where there is none."""
    if language == SOURCE:
        return NullTranslations()
    if language not in LANGUAGES:
        return None
    with (FOLDER / f"{language}.po").open("rb") as written:
        messages = read_po(written, locale=language)
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return GNUTranslations(compiled)
