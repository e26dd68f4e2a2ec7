"""Every word of our own on a card comes from the catalogues, and what the checks say is marked as English."""

import ast
import importlib
import inspect
import json
import pkgutil
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest
from babel.messages.pofile import read_po

from bot import cards
from bot.cards import closed_card
from bot.cards.alert import alert_summary, recovery_line
from bot.cards.areas import AREAS
from bot.cards.help import COMMANDS
from bot.cards.names import CAUSES, CHANGES, LANGUAGES, SEVERITIES
from bot.cards.parts import DOES_NOT_FIT, MOST_BYTES, heading, paragraph, size, walk
from bot.cards.text import in_english, read_literal
from bot.fleet import Change
from bot.turns import Card
from bot.words import COMPLETE, Speech, _, speaking, using
from bot.words.catalogues import FOLDER
from checks import catalog
from checks.model import Cause, Severity
from tests.bot.cards.brackets import CLOSES, OPENS, Brackets, bracketed
from tests.bot.cards.fleet_samples import FIRST_SEEN, alert, alert_cards, fleet_cards, many, recovery
from tests.bot.cards.samples import every_card

_SHOWN = ("text", "title", "label", "placeholder", "tooltip", "altText", "fallbackText")
_CANNOT_TELL = frozenset({"title", "label", "tooltip", "altText", "fallbackText"})
"""Where a card has one text without a place for its language: the checks' words may stand there unmarked."""
_OTHERS_TEXT = re.compile("hostile_|crowded_|long_words|alerts?_.*(german|french|italian)")
"""Cards that are full of somebody else's text, or speak a language of their own."""
_BRACKETED = re.compile(f"{OPENS}[^{CLOSES}]*({CLOSES}|$)")
_WORD = re.compile(r"[^\W\d_]{2,}")

# Data on the samples: whose words these are, nobody translates.
_ROOMS = (r"Kilimanjaro( \(4th floor\)| annex)?|Zugspitze|Ben Nevis|kili|"
          r"(Zurich, Europaallee|Zurich|Geneva|Lugano|Bern)( \d+)?|bern, zurich")
_PEOPLE = r"Anna Meier|Anna Keller|Beat Frei|[0-9a-f]{8}-[0-9a-f-]{27,}"
_ADDRESSES = r"[\w.-]+@contoso\.com|graph\.microsoft\.com|@Roomcheck"
_TIMES = r"\b(CEST|CET|UTC|IST)\b|Europe/Berlin"
_RECORDS = (r"auditLogs/signIns/[\w-]+|users/\S+/mailboxSettings|Skype Room System\.evtx#\d+|\b[0-9a-f]{32}\b|"
            r"AADSTS\d+|0x[0-9A-F]+|licenseError|MailboxNotEnabledForRESTAPI|LogCollection_2026\.zip|"
            r"\w+\.(\w+\.)?All\b|\b[a-z_]+\.[a-z_]+[0-9]*\b")
_TYPED = "|".join(sorted({re.escape(word) for example, _, _ in COMMANDS for word in example.split()}, key=len,
                         reverse=True))
_GIVEN = "|".join(map(re.escape, (
    # what whoever asks for the card hands over, in words of its own
    "Fetching LogCollection_2026.zip", "It was collected on MTR-KILI-01.",
    "Microsoft Graph did not answer. Check again in a few minutes.",
    "The tenant has no Entra ID P1 licence, so the sign-in logs cannot be read.",
    "Every room is looked at every 30 minutes.", "Rooms are looked at only when somebody writes sweep.",
    "every 30 minutes", "this channel", "this chat",
    "Write quiet hours as two times of day that differ, for example: quiet 18:00-07:00",
    "Teams says that the bot is no longer in this channel.", "The zip is encrypted.", "Send it without a password.",
    "This channel sees no evidence; that is shown in our personal chat.", "I have posted it there, about Kilimanjaro.",
    "Only operators may check rooms. Ask whoever runs Roomcheck to add you.", "chekc room-42", "check room-42",
    "report room-42", "A zip is kept", "It is of Kilimanjaro.", "Have it read", "Until tomorrow.",
    "What do people in the room see?", "Choose what fits best. If several fit, take the first.", "Sign-in banner",
    "Meetings missing", "Name missing", "Join unavailable",
    # what is typed, as an example
    "Zurich Aare", "app.py audit --room",
    # the titles of Microsoft's pages
    "What Teams Rooms support", "Conditional Access for Teams Rooms",
    # what the audit has kept
    "You are not on the list of people who may have rooms checked.", "That file is not a zip.", "zurich-",
)))
_DATA = re.compile("|".join((_GIVEN, _ROOMS, _ADDRESSES, _PEOPLE, _TIMES, _RECORDS, *LANGUAGES.values(),
                             rf"(?<!\w)({_TYPED})(?!\w)")))


def drawn() -> dict[str, Card]:
    made = every_card() | fleet_cards() | {"closed": closed_card()}
    return {name: card for name, card in made.items() if not _OTHERS_TEXT.match(name)}


with using(Speech("de", Brackets())):
    DRAWN = drawn()
    SAID = (alert_summary([alert()]), alert_summary(many(3)), recovery_line([recovery(alert())]),
            recovery_line([recovery(FIRST_SEEN)]), recovery_line([*map(recovery, many(5))]))


def texts(element: Any, *, english: bool = False) -> Iterator[tuple[str, str, bool]]:
    """Every shown text of a card: where it stands, as people read it, and whether it is marked as English."""
    if isinstance(element, list):
        for each in element:
            yield from texts(each, english=english)
    elif isinstance(element, dict):
        english = element.get("lang", "en" if english else "de") == "en"
        for key in _SHOWN:
            if isinstance(element.get(key), str):
                escaped = key == "fallbackText" or element.get("type") == "TextBlock"
                yield key, read_literal(element[key]) if escaped else element[key], english
        for key, value in element.items():
            if key != "data":
                yield from texts(value, english=english)


def bare(text: str) -> str:
    """What is left of a text without the words of the catalogues and without data; empty where that is no word."""
    left = _DATA.sub("", _BRACKETED.sub(" ", text.replace("\u200b", "")))
    return left.strip() if _WORD.search(left) else ""


@pytest.mark.parametrize("name", DRAWN)
def test_a_card_holds_no_words_but_those_of_the_catalogues(name: str) -> None:
    found = {text: bare(text) for key, text, english in texts(DRAWN[name]) if not english and key not in _CANNOT_TELL}
    assert not {text: left for text, left in found.items() if left}


# What stands on any of the cards marked as English, the longest first.
CHECKS_SAY = sorted({text.replace("\u200b", "") for made in DRAWN.values() for _key, text, english in texts(made)
                     if english and _WORD.search(text)}, key=len, reverse=True)


def without_what_the_checks_say(text: str) -> str:
    left = text.replace("\u200b", "")
    end = left.rpartition(CLOSES)[2]
    if end.endswith("…") and any(each.startswith(end[:-1]) for each in CHECKS_SAY):
        left = left.removesuffix(end)
    for each in CHECKS_SAY:
        left = left.replace(each, "")
    return left


@pytest.mark.parametrize("name", DRAWN)
def test_where_no_language_can_be_told_only_what_the_checks_say_is_english(name: str) -> None:
    found = [text for key, text, _english in texts(DRAWN[name]) if key in _CANNOT_TELL]
    assert not [text for text in found if bare(without_what_the_checks_say(text))]


@pytest.mark.parametrize("line", SAID)
def test_a_line_holds_no_words_but_those_of_the_catalogues(line: str) -> None:
    assert OPENS in line
    assert not bare(line)


def test_a_word_outside_of_the_catalogues_is_found() -> None:
    with using(Speech("de", Brackets())):
        made = [heading("Planted"), paragraph(f"{_('Check now')} planted"), paragraph(_("Planted")),  # no message
                paragraph(_("Check now")), paragraph(in_english("Planted"))]
    found = [bool(bare(text)) for _key, text, english in texts(made) if not english]
    assert found == [True, True, True, False]
    assert not bare("⟦Seen⟧ Kilimanjaro annex, 16:14 CET: room-42@contoso.com")


def builders() -> dict[str, CodeType]:
    """Every function of the cards' modules that makes a card."""
    found: dict[str, CodeType] = {}
    for each in pkgutil.iter_modules(cards.__path__):
        module = importlib.import_module(f"bot.cards.{each.name}")
        for name, made in inspect.getmembers(module, inspect.isfunction):
            if made.__module__ == module.__name__ and name.endswith("_card"):
                found[name] = made.__code__
    return found


def called(draw: Callable[[], object]) -> set[CodeType]:
    """The functions that run while something is drawn."""
    seen: set[CodeType] = set()

    def note(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call":
            seen.add(frame.f_code)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        draw()
    finally:
        sys.setprofile(before)
    return seen


def test_every_card_there_is_is_drawn_here() -> None:
    seen = called(drawn)
    assert len(builders()) > 25
    assert {name for name, code in builders().items() if code not in seen} == set()


@pytest.mark.parametrize("language", COMPLETE)
def test_every_card_can_be_drawn_in_every_complete_language(language: str) -> None:
    with speaking(language):
        made = every_card() | fleet_cards()
    for name, each in made.items():
        assert _OTHERS_TEXT.match(name) or each["lang"] == language
        assert size(each) <= MOST_BYTES, name
        assert not re.search(r"⟦|\{[a-z_]+\}", json.dumps(each["body"], ensure_ascii=False)), name


@pytest.mark.parametrize("name", DRAWN)
def test_the_mark_of_english_leaves_no_trace(name: str) -> None:
    assert not re.search("[\ufdd0\ufdd1]", json.dumps(DRAWN[name], ensure_ascii=False))


def test_text_from_outside_marks_nothing() -> None:
    with using(Speech("de", Brackets())):
        made = paragraph(in_english("a\ufdd1b"), "c\ufdd0d", "e\ufdd1", "f \ufdd0g\ufdd1")
    assert [(each["text"], each.get("lang")) for each in made["inlines"]] == [
        ("ab", "en"), ("cd", None), ("e", None), ("f g", None)]


@pytest.mark.parametrize("name", [name for name in DRAWN if re.match("report|evidence|finding|fix|explain|area", name)])
def test_a_card_of_what_the_checks_say_tells_once_that_it_is_english(name: str) -> None:
    says = bracketed("What the checks say is in English.")
    told = [text for _key, text, _english in texts(DRAWN[name]) if text == says]
    marked = any(english for _key, _text, english in texts(DRAWN[name]))
    assert len(told) == marked


def test_english_cards_mark_nothing_and_tell_nothing_of_it() -> None:
    for name, made in (every_card() | fleet_cards()).items():
        if not _OTHERS_TEXT.match(name):
            assert [each["lang"] for each in walk(made) if "lang" in each] == ["en"], name
            assert "is in English" not in json.dumps(made)


def test_tables_of_words_hold_everything_there_is() -> None:
    assert set(CAUSES) == set(Cause)
    assert set(CHANGES) == set(Change)
    assert set(SEVERITIES) == set(Severity)
    assert set(AREAS) == {each.name for each in pkgutil.iter_modules(catalog.__path__)}
    for named in (CAUSES, CHANGES, SEVERITIES, AREAS):
        assert len(set(named.values())) == len(named)


_SAYING = frozenset({"_", "n_", "in_", "n_in_", "mark"})
_SENTENCE = re.compile(r"[^\W\d_]{2,}[^\w]* [^\w]*[^\W\d_]{2,}|^[A-Z][a-z]+($|[ .:!?])")
_NO_WORDS = frozenset({
    "Container", "Column", "Image", "Input.Text", "Input.ChoiceSet", "Action.Execute", "Action.Submit",
    "Action.OpenUrl", "Action.ToggleVisibility",  # elements of a card
    *(example for example, _, _ in COMMANDS), "app.py audit", "app.py audit --room ",
    "room-42@contoso.com, Zurich Aare",  # what is typed
    *LANGUAGES.values(), "Links", "Route",
})
_UNSEEN = {
    "fix.py": "the ticket is English as a whole: _ticket, _asked, _cited, _findings, _records and _record write it",
    "text.py": "names of kinds of characters",
}


def bare_sentences(source: str) -> Iterator[str]:
    """What reads like words for people and is no message: no docstring, no key of a table, and in no call that makes it
    one.
    """
    tree = ast.parse(source)
    said = {part for each in ast.walk(tree) for part in _said_elsewhere(each)}
    for each in ast.walk(tree):
        if isinstance(each, ast.Constant) and isinstance(each.value, str) and each not in said \
                and _SENTENCE.search(each.value):
            yield each.value


def _said_elsewhere(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Expr(value=told):
            yield told
        case ast.Dict(keys=keys):
            yield from filter(None, keys)
        case ast.Call(func=ast.Name(id=name), args=arguments) if name in _SAYING:
            yield from (part for each in arguments for part in ast.walk(each))


@pytest.mark.parametrize("path", sorted(Path(*cards.__path__).glob("*.py")), ids=lambda path: path.name)
def test_no_sentence_is_written_without_the_catalogues(path: Path) -> None:
    found = set(bare_sentences(path.read_text("utf-8"))) - _NO_WORDS
    assert path.name in _UNSEEN or not {each for each in found if not each.startswith("powershell ")}


@pytest.mark.parametrize("source", [
    'quiet("Planted")', 'quiet(f"Judged {at}")', 'quiet("two words")', 'A = "Planted here"',
    'quiet(_("a b", c="Planted"))',
])
def test_a_sentence_without_the_catalogues_is_found(source: str) -> None:
    assert [*bare_sentences(source)]


@pytest.mark.parametrize("source", [
    '"""Two words."""', 'quiet(_("Two words"))', 'A = mark("Two words")', 'A = {"Two words": 1}',
    'n_("{n} word", "{n} words", 2)',
])
def test_what_is_a_message_or_a_docstring_is_no_bare_sentence(source: str) -> None:
    assert not [*bare_sentences(source)]


def alerts_in(language: str) -> Brackets:
    """What alerts ask of the catalogues."""
    brackets = Brackets()
    with using(Speech(language, brackets)):
        alert_cards()
        for each in (alert(change) for change in Change):
            alert_summary([each])
        recovery_line([recovery(alert())])
        recovery_line([recovery(FIRST_SEEN)])
        recovery_line([*map(recovery, many(5))])
    return brackets


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "en"])
def test_alerts_say_everything_in_each_of_their_languages(language: str) -> None:
    written = read_po((FOLDER / f"{language}.po").open("rb"), locale=language)
    said = {(each.context or "", each.id if isinstance(each.id, str) else each.id[0])
            for each in written if each.id and all(each.string if isinstance(each.string, tuple) else [each.string])}
    tables = {("", each) for names in (CAUSES, CHANGES, SEVERITIES) for each in names.values()}
    units = {("after", f"{{n}} {each}") for each in ("day", "hour", "minute", "second")}
    whole = alerts_in(language).asked | tables | units | {("", DOES_NOT_FIT)}
    assert whole - said == set()
    assert language in COMPLETE or said <= whole


@pytest.mark.parametrize("language", COMPLETE)
def test_a_severity_is_called_the_same_on_every_card(language: str) -> None:
    with speaking(language):
        evidence, alert_ = (json.dumps(made, ensure_ascii=False) for made in (
            every_card()["finding"], alert_cards()["alert"]))
        assert f'"{_("critical")}"' in evidence
        assert _("Severity: {severity}", severity=_("critical")) in alert_
        assert _("critical").islower()
