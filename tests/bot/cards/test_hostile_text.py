"""Text from outside, planted into everything that a card shows, and nothing of it becomes anything but text."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import pytest

import bot.cards
from bot.admission import NotBegunError
from bot.cards import (
    GLOBAL,
    card_message,
    code_card,
    explain_card,
    line_message,
    offer_card,
)
from bot.cards.answers import fault_card, private_card
from bot.cards.areas import area_card, by_area
from bot.cards.text import literal, read_literal
from bot.commands.model import ShowReport, Unclear
from bot.commands.replies import not_begun, not_understood, offered, too_fast, went_wrong
from bot.limits import HeldBack
from bot.turns import Card, Message
from checks.model import Room
from checks.permissions import NOT_TOLD
from tests.bot.cards.fleet_samples import hostile_fleet_cards
from tests.bot.cards.samples import catalogue, hostile, hostile_cards

PLANTED = (
    "[click](https://evil.example)", "<at>Everyone</at>", "**x**", "a\nb\r\nc", "\x1b[31mred", "\u202egnp.exe",
    "\x00", "\x9b31m", "\u2028", "\u2066x", "![x](https://evil.example/p.png)", "{{DATE(2026-11-22T15:14:04Z)}}",
    "<script>x</script>", "&lt;at&gt;Everyone&lt;/at&gt;", "https://evil.example", "\u200b\u200f\ufeff", "\ud800",
    "\ufdd0a\ufdd1" * 85,
)
OF_OUR_OWN_WORDS = {"catalogue_card", "area_of_catalogue_card", "closed_card", "doctor_begun_card", "help_card",
                    "welcome_card", "code_card", "explain_card"}
"""Cards that show nothing from outside: what their words are made of is in the repository."""
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\u200e\u200f\ufeff\ud800-\udfff]")


def other_cards(text: str) -> dict[str, Card]:
    """The builders that are not among the samples, and what the commands make of the rest."""
    room, kept = Room(text, text, text), hostile(text)
    areas = {f"area {number}": area_card(kept, area) for number, area in enumerate(by_area(kept.report.findings))}
    return areas | {
        "offer": offer_card(text, text, [(text, ShowReport(text)), (text, ShowReport("room-1@contoso.com"))], text),
        "fault": fault_card(room, text, text), "private": private_card(text, text, personal_chat=text),
    }


def messages(text: str) -> list[Message]:
    return [went_wrong(text, text, personal_chat=text), not_understood(Unclear(text, (text,), text)),
            offered(text, text, [(text, ShowReport(text))], text), line_message(text), card_message({}, text),
            not_begun(NotBegunError(text, text, Room(text, text, text))), not_begun(NotBegunError(text, text)),
            too_fast(HeldBack(False, 1, True))]


def cards(text: str) -> dict[str, Card]:
    made = hostile_cards(text) | hostile_fleet_cards(text) | other_cards(text)
    said = {f"message {number}": each.card for number, each in enumerate(messages(text)) if each.card}
    return made | said


def strings(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every string of a card with where it stands, payloads of buttons included."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list):
        for each in value:
            yield from strings(each, path)
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from strings(key, (*path, "a key"))
            yield from strings(each, (*path, f"{value.get('type', '')}.{key}"))


@pytest.mark.parametrize("planted", PLANTED)
def test_what_is_planted_stays_text_on_every_card(planted: str) -> None:
    for name, card in cards(f"Room {planted} 42").items():
        for path, shown in strings(card):
            field = path[-1]
            lines = shown.split("\n") if field == "Input.Text.value" else [shown]
            assert not any(map(_UNSEEN.search, lines)), (name, path)
            assert "{{" not in shown or any(step.endswith(".data") for step in path), "a payload is never drawn"
            if field in {"TextBlock.text", "AdaptiveCard.fallbackText"}:
                assert literal(read_literal(shown)) == shown, (name, path)
                assert "<at>" not in shown
            if field.endswith(".url"):
                assert "evil.example" not in shown, (name, path)


@pytest.mark.parametrize("planted", PLANTED)
def test_what_is_planted_stays_text_in_every_message(planted: str) -> None:
    for message in messages(f"Room {planted} 42"):
        assert not _UNSEEN.search(message.summary)
        assert not _UNSEEN.search(message.text)


def test_no_card_mentions_anybody() -> None:
    """Teams makes a mention of ``<at>`` only where a card's ``msteams`` names an entity for it."""
    for name, card in cards("<at>Everyone</at>").items():
        steps = {step for path, _ in strings(card) for step in path}
        assert not {step for step in steps if step.endswith((".entities", ".msteams"))}, name


def builders() -> set[str]:
    """Every function of the cards that makes a whole one."""
    modules = [importlib.import_module(each.name) for each in pkgutil.walk_packages(bot.cards.__path__, "bot.cards.")]
    return {name for module in modules for name, each in inspect.getmembers(module, inspect.isfunction)
            if name.endswith("_card") and not name.startswith("_") and each.__module__ == module.__name__}


def test_every_card_is_among_those_that_are_planted() -> None:
    made = "".join(map(inspect.getsource, (hostile_cards, hostile_fleet_cards, other_cards)))
    planted = set(re.findall(r"\b(\w+_card)\(", made))
    assert builders() - OF_OUR_OWN_WORDS - planted == set()
    assert builders() >= OF_OUR_OWN_WORDS


def test_cards_of_our_own_words_hold_no_markup_either() -> None:
    check = next(iter(catalogue(3).values()))
    for card in (explain_card(check, NOT_TOLD), code_card(50076, check.id, GLOBAL)):
        assert not [shown for _, shown in strings(card) if _UNSEEN.search(shown)]
