"""The catalogues: whole where they are meant to be, of today, and never a way for text from outside."""

from collections.abc import Iterator, Sequence
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from string import Formatter

import pytest
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.words import (
    COMPLETE,
    Speech,
    _,
    in_,
    language_of,
    mark,
    n_,
    n_in_,
    number_in_words,
    speaking,
    spoken,
    using,
)
from bot.words.catalogues import FOLDER, LANGUAGES, SOURCE, catalogue
from bot.words.kept import NOT_LISTED, said_anew
from bot.words.renew import messages, renewed

OTHERS = [each for each in COMPLETE if each != SOURCE]


def written(language: str) -> Iterator[tuple[str, list[str], list[str]]]:
    """The context of each message of a catalogue, its forms, and what is said for them."""
    for each in read_po((FOLDER / f"{language}.po").open("rb"), locale=language):
        if each.id:
            yield each.context or "", forms(each.id), forms(each.string)


def forms(text: str | Sequence[str] | None) -> list[str]:
    """Of one thing and of many, where the number matters."""
    return [text or ""] if text is None or isinstance(text, str) else [*text]


def slots(message: str) -> list[str]:
    return sorted(name for _words, name, _spec, _conversion in Formatter().parse(message) if name is not None)


@pytest.mark.parametrize(("path", "text"), [*renewed()], ids=lambda each: each.name if isinstance(each, Path) else "")
def test_a_catalogue_holds_the_messages_of_the_code(path: Path, text: str) -> None:
    assert path.read_text("utf-8") == text, "make words, then translate what is new"


@pytest.mark.parametrize("language", OTHERS)
def test_a_complete_language_says_everything(language: str) -> None:
    known = {(context, message[0]) for context, message, said in written(language) if all(said)}
    assert {(each.context or "", forms(each.id)[0]) for each in messages() if each.id} - known == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_fills_in_what_the_message_does(language: str) -> None:
    for _context, message, said in written(language):
        for place, each in enumerate(said):
            wanted = slots(message[place])
            if each and len(said) > 1 and place == 0:  # one thing may be told without its number
                assert set(wanted) - {"n"} <= set(slots(each)) <= {*wanted, "n"}, (message[0], each)
            elif each:
                assert slots(each) == wanted, (message[0], each)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_begins_and_ends_as_the_message_does(language: str) -> None:
    for _context, (message, *_many), said in written(language):
        for each in filter(None, said):
            assert (each[0] == " ", each[-1] == " ") == (message[0] == " ", message[-1] == " "), (message, each)


def german(*said: tuple[str | tuple[str, str], str | tuple[str, str], str | None]) -> Speech:
    """A catalogue of these messages alone."""
    made, compiled = Catalog(locale="de", fuzzy=False), BytesIO()
    for message, translation, context in said:
        made.add(message, translation, context=context)
    write_mo(compiled, made)
    compiled.seek(0)
    return Speech("de", GNUTranslations(compiled))


def test_one_and_many_are_told_apart_and_numbers_grouped_as_the_language_does() -> None:
    with using(german((("{n} room", "{n} rooms"), ("{n} Raum", "{n} Räume"), None))):
        assert [n_("{n} room", "{n} rooms", number) for number in (0, 1, 2, 1_200)] == [
            "0 Räume", "1 Raum", "2 Räume", "1.200 Räume"]
        assert (number_in_words(1_234.56, 1), number_in_words(0.5, 2)) == ("1.234,6", "0,50")
    assert n_("{n} room", "{n} rooms", 1_200) == "1,200 rooms"
    assert (number_in_words(1_234.56, 1), number_in_words(0.5, 2)) == ("1,234.6", "0.50")


def test_one_word_may_be_said_in_several_ways() -> None:
    days = ("{n} day", "{n} days")
    with using(german(("Open", "Öffnen", "button"), ("Open", "Offen", None), (days, ("{n} Tag", "{n} Tage"), None),
                      (days, ("{n} Tag", "{n} Tagen"), "after"))):
        assert (in_("button", "Open"), _("Open"), in_("state", "Open")) == ("Öffnen", "Offen", "Open")
        assert (n_(*days, 3), n_in_("after", *days, 3), n_in_("before", *days, 3)) == ("3 Tage", "3 Tagen", "3 days")
    assert (in_("button", "Open"), n_in_("after", *days, 1)) == ("Open", "1 day")


@pytest.mark.parametrize("text", [
    "{x}", "{0}", "{said.__class__}", "{said!r:>99}", "{", "}", "{{DATE(1)}}", "%s %(x)s"])
@pytest.mark.parametrize("language", ["en", "de"])
def test_what_is_filled_in_is_never_read_as_a_message(text: str, language: str) -> None:
    with speaking(language):
        assert text in _("You wrote: {said}", said=text)
        assert text in n_("{n} room of {said}", "{n} rooms of {said}", 2, said=text)
        assert _(text) == text
        assert mark(text) == text


@pytest.mark.parametrize("locale", ["", None, "xx", "de_DE", "fr-FR", "it", "../../de", "DE", "de-CH", 7, "d" * 9_999])
def test_a_locale_that_nobody_speaks_is_answered_in_english(locale: object) -> None:
    assert language_of(locale) == ("de" if locale in {"DE", "de-CH"} else "en")


@pytest.mark.parametrize("language", ["", "xx", "../de", "de/../de", "EN"])
def test_a_language_without_a_catalogue_is_english(language: str) -> None:
    assert catalogue(language) is None
    with speaking("de"), speaking(language):
        assert (spoken(), _("Healthy")) == ("en", "Healthy")


def test_a_language_is_spoken_until_it_is_left() -> None:
    with speaking("fr"):
        with speaking("it"):
            assert (spoken(), _("Working again")) == ("it", "Funziona di nuovo")
        assert (spoken(), _("Working again")) == ("fr", "Fonctionne à nouveau")
    assert (spoken(), _("Working again")) == ("en", "Working again")


def test_nothing_is_said_of_nothing() -> None:
    with speaking("de"):
        assert _("") == ""


@pytest.mark.parametrize("text", ["x" * 50_000, NOT_LISTED * 3_000, f"{NOT_LISTED} " * 3_000])
def test_a_long_text_that_was_kept_is_told_and_cut(text: str) -> None:
    with speaking("de"):
        assert sum(len(piece) for piece, _ours in said_anew(text)) <= 4_000


def test_a_gap_may_be_called_as_the_message_is() -> None:
    assert _("{message} of {number}", message="a", number="b") == "a of b"
