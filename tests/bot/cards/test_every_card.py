"""What holds of every card: the schema, the size, the buttons, and that text from outside is only text."""

import json
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft6Validator

from bot.actions import unpack
from bot.cards import (
    LINKS,
    area_of_catalogue_card,
    catalogue_card,
    evidence_card,
    finding_card,
    fix_card,
    progress_card,
    report_card,
    rooms_card,
    ticket_card,
)
from bot.cards.links import is_allowed
from bot.cards.parts import DOES_NOT_FIT, MOST_ACTIONS, MOST_BYTES, heading, size, walk
from bot.cards.text import literal, plain, read_literal
from bot.cards.timeline import MOST_PICTURE_BYTES
from bot.commands.model import Unclear
from bot.progress import Progress, RoomProgress
from bot.turns import Card
from tests.bot.cards.conftest import chunks, png_of
from tests.bot.cards.fleet_samples import fleet_cards, hostile_fleet_cards
from tests.bot.cards.samples import (
    AREAS,
    HOSTILE,
    NOW,
    ROOM,
    catalogue,
    crowded,
    every_card,
    full,
    hostile_cards,
)

SCHEMA = Draft6Validator(json.loads((files("adaptive_cards") / "schemas/schema-1.5.json").read_text("utf-8")))
HOSTILE_CARDS = hostile_cards() | hostile_fleet_cards(HOSTILE)
CARDS = every_card() | fleet_cards() | {f"hostile {name}": made for name, made in HOSTILE_CARDS.items()}
KNOWN = {
    "AdaptiveCard": "", "TextBlock": "text", "RichTextBlock": "", "TextRun": "text", "Container": "", "ColumnSet": "",
    "Column": "", "ActionSet": "", "Input.Text": "value", "Input.ChoiceSet": "", "a choice": "title",
    "Image": "altText",
    "Action.Execute": "title", "Action.Submit": "title", "Action.OpenUrl": "title", "Action.ToggleVisibility": "title",
}


def check(card: Card) -> None:
    assert card["version"] == "1.5"
    assert card["fallbackText"]
    assert size(card) <= MOST_BYTES
    for element in walk(card):
        if element.get("type") in {"AdaptiveCard", "ActionSet"}:
            assert len(element.get("actions", [])) <= MOST_ACTIONS
        if element.get("type") in {"Action.Execute", "Action.Submit"}:
            assert not isinstance(unpack(element["data"]), Unclear), element
        if element.get("type") == "Action.OpenUrl":
            assert is_allowed(element["url"])
        if element.get("type") == "Image":
            assert list(chunks(png_of(element["url"]))) == ["IHDR", "PLTE", "tRNS", "IDAT", "IEND"]
            assert len(element["url"]) <= MOST_PICTURE_BYTES
            assert element["altText"]
    ids = [element["id"] for element in walk(card) if "id" in element]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", CARDS)
def test_card_holds_the_rules(name: str) -> None:
    check(CARDS[name])


@pytest.mark.parametrize("name", CARDS)
def test_card_holds_the_schema(name: str) -> None:
    assert not [error.message for error in SCHEMA.iter_errors(without_languages(CARDS[name]))]


def without_languages(element: Any) -> Any:
    """The card without the languages of its pieces: Microsoft's renderer knows one on every element since version 1.1
    (CardElement.langProperty), of which the published schema has that of the whole card alone.
    """
    if isinstance(element, list):
        return [without_languages(each) for each in element]
    if not isinstance(element, dict):
        return element
    return {key: value if key == "data" else without_languages(value) for key, value in element.items()
            if key != "lang" or element.get("type") == "AdaptiveCard"}


@pytest.mark.parametrize("name", CARDS)
def test_a_language_is_told_as_microsofts_renderer_reads_it(name: str) -> None:
    told = [(element.get("type"), element["lang"]) for element in walk(CARDS[name]) if "lang" in element]
    assert told[0][0] == "AdaptiveCard"
    assert {language for _kind, language in told[1:]} <= {"en"}
    assert {kind for kind, _language in told[1:]} <= {"TextRun", "TextBlock"}


@pytest.mark.parametrize("name", CARDS)
def test_buttons_submit_the_same_where_execute_is_unknown(name: str) -> None:
    for element in walk(CARDS[name]):
        if element.get("type") == "Action.Execute" and "fallback" in element:
            assert element["fallback"]["type"] == "Action.Submit"
            assert element["fallback"]["data"] == element["data"]
            assert element["verb"] == element["data"]["verb"]


@pytest.mark.parametrize("name", CARDS)
def test_only_elements_whose_text_is_harmless_are_used(name: str) -> None:
    for element in walk(CARDS[name]):
        kind = element.get("type", "a choice")
        assert kind in KNOWN
        if kind == "TextBlock":
            assert element["wrap"]
        assert "backgroundImage" not in element


@pytest.mark.parametrize("name", CARDS)
def test_state_is_never_told_by_colour_alone(name: str) -> None:
    body = CARDS[name]["body"][0]["items"]
    assert body[0]["style"] == "heading"
    assert any(char.isalpha() for char in body[0]["text"])


def texts(card: Card) -> list[tuple[str, str]]:
    """Every shown text with the kind of element that shows it."""
    kinds = [(element.get("type", "a choice"), element) for element in walk(card)]
    return [(kind, element[KNOWN[kind]]) for kind, element in kinds if KNOWN.get(kind) in element]


@settings(max_examples=20, deadline=None)
@given(st.text(st.characters() | st.sampled_from("*_[](){}<>@#`~\n\u202e\u200b"), max_size=80))
def test_no_text_from_outside_becomes_anything_else(text: str) -> None:
    for card in (hostile_cards(text) | hostile_fleet_cards(text)).values():
        for kind, shown in texts(card):
            assert "{{" not in shown
            assert kind == "Input.Text" or "\n" not in shown
            assert not any(char in shown for char in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x1b\x00")
            assert kind != "TextBlock" or literal(read_literal(shown)) == shown


def test_fallback_text_is_escaped() -> None:
    assert all("[press](" not in card["fallbackText"] for card in HOSTILE_CARDS.values())


def test_hostile_text_is_shown_in_full_as_it_is() -> None:
    shown = [text.replace("\u200b", "") for _, text in texts(hostile_cards()["report"])]
    assert plain(HOSTILE) in shown


@pytest.mark.parametrize("text", ["Konferenzraum " * 30, "東京" * 200, "😀" * 400, '\\"' * 400, "a"])
@pytest.mark.parametrize("number", [0, 1, 6, 60, 70])
def test_too_much_still_fits(number: int, text: str) -> None:
    kept = crowded(number, text)
    rooms = tuple(RoomProgress(kept.report.room, 22, report=kept) for _ in range(max(number, 2)))
    made = [report_card(kept), evidence_card(kept), fix_card(kept), ticket_card(kept),
            rooms_card(Progress("run-8", NOW, rooms)), catalogue_card(catalogue(number))]
    made += [finding_card(kept, kept.report.findings[0].id)] if number else []
    made += [evidence_card(kept, "area")] if number else []
    made += [area_of_catalogue_card("teams", list(catalogue(number).values())[:15])]
    for card in made:
        check(card)
        assert not [error.message for error in SCHEMA.iter_errors(card)]


def test_the_report_of_a_whole_catalogue_is_not_cut() -> None:
    kept = full(70)
    assert len(kept.report.findings) == 70
    for card in (report_card(kept), *(evidence_card(kept, area) for area in AREAS), catalogue_card(catalogue(70)),
                 progress_card(Progress("run-1", NOW, (RoomProgress(ROOM, 70, kept.report.findings),)))):
        check(card)
        shown = [text for kind, text in texts(card) if kind == "TextRun"]
        assert DOES_NOT_FIT not in shown
        assert not [text for text in shown if text.endswith("…")]


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 80), st.text(max_size=400))
def test_any_report_fits(number: int, text: str) -> None:
    kept = crowded(number, text)
    for card in (report_card(kept), evidence_card(kept), ticket_card(kept)):
        check(card)


@pytest.mark.parametrize("url", [
    "http://learn.microsoft.com/", "https://learn.microsoft.com.evil.example/", "https://evil.example/",
    "https://learn.microsoft.com@evil.example/", "https://learn.microsoft.com:8443/", "javascript:alert(1)",
    "https://learn.microsoft.com\\@evil.example", "https://[", "//learn.microsoft.com/", "", "https://learn.microsoft.com/\n",
    "https://micrоsoft.com/",  # noqa: RUF001 - a Cyrillic letter
])
def test_other_addresses_are_no_links(url: str) -> None:
    assert not is_allowed(url)


@pytest.mark.parametrize("cloud", LINKS)
def test_each_cloud_links_to_its_own_pages(cloud: str) -> None:
    links = LINKS[cloud]
    page = links.account("6B1C9D0E-2f34-4a5b-8c6d-7e8f9a0b1c2d")
    assert is_allowed(page)
    assert page.endswith("/userId/6b1c9d0e-2f34-4a5b-8c6d-7e8f9a0b1c2d")
    assert links.account("../../x") == ""
    assert bool(links.connectivity_test) == (cloud == "global")


def elements(card: Card, kind: str) -> list[dict[str, Any]]:
    return [element for element in walk(card) if element.get("type") == kind]


def test_what_was_cut_ends_visibly() -> None:
    shown = [element["text"] for element in elements(report_card(crowded(60, "東京" * 200)), "TextRun")]
    assert any(text.endswith("…") for text in shown)
    assert any("more" in text for text in shown)


def test_a_heading_knows_no_markdown() -> None:
    assert heading("[a](b)\n# **c**")["text"] == r"\[a\]\(b\) \# \*\*c\*\*"
