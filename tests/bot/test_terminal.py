"""Cards as text: everything a card says and offers, and nothing that steers the terminal."""

import io

import pytest
from rich.console import Console

from bot.actions import FIELD, unpack
from bot.cards.parts import walk, without_pictures
from bot.commands.model import ContinueDialog, ShowFix
from bot.terminal import ActionChoice, Field, draw
from bot.turns import Card
from tests.bot.cards.fleet_samples import fleet_cards
from tests.bot.cards.samples import every_card, hostile_cards

CARDS = every_card() | {f"hostile {name}": made for name, made in hostile_cards().items()}


def printed(card: Card, width: int = 100, *, pressable: bool = True) -> tuple[str, list[ActionChoice]]:
    out = io.StringIO()
    drawn, choices = draw(card, pressable=pressable)
    Console(file=out, width=width, color_system=None).print(drawn)
    return out.getvalue(), choices


@pytest.mark.parametrize("name", CARDS)
def test_every_action_has_a_number_that_is_drawn(name: str) -> None:
    text, choices = printed(CARDS[name])
    offered = [each for each in walk(CARDS[name]) if each.get("type") in {"Action.Execute", "Action.OpenUrl"}]
    assert [each.number for each in choices] == list(range(1, len(offered) + 1))
    assert all(f"[{each.number}]" in text for each in choices)
    assert sorted(map(repr, offered)) == sorted(repr(dict(each.action)) for each in choices)


@pytest.mark.parametrize("name", CARDS)
@pytest.mark.parametrize("width", [30, 100])
def test_everything_said_is_drawn(name: str, width: int) -> None:
    drawn = "".join(char for char in printed(CARDS[name], width)[0] if char.isalnum())
    for element in walk(without_pictures(CARDS[name])):
        if element.get("type") == "TextRun":
            said = [word for word in element["text"].replace("\u200b", " ").split() if word.isascii()]
            assert all("".join(char for char in word if char.isalnum()) in drawn for word in said)


def test_numbers_go_on_from_those_of_another_card() -> None:
    out = io.StringIO()
    drawn, choices = draw(CARDS["report_failing"], first=42)
    Console(file=out, width=100, color_system=None).print(drawn)
    assert [each.number for each in choices] == list(range(42, 42 + len(choices)))
    assert "[42]" in out.getvalue()
    assert "[1]" not in out.getvalue()


def test_a_field_says_what_it_is_filled_in_with() -> None:
    _, choices = printed(fleet_cards()["watch_rooms_again"])
    filled = {each.id.removeprefix(FIELD): each.filled for each in next(each.inputs for each in choices if each.inputs)}
    assert filled == {"rooms": "bern, zurich", "least": "high", "quiet": "18", "language": "de"}


def test_numbers_go_up_as_one_reads() -> None:
    text, choices = printed(CARDS["report_failing"])
    places = [text.index(f"[{each.number}]") for each in choices]
    assert places == sorted(places)
    assert unpack(dict(choices[[each.title for each in choices].index("How to fix")].action["data"])) == ShowFix("r-1")


def test_folded_parts_follow_the_body_under_their_title() -> None:
    text, _ = printed(CARDS["report_failing"])
    assert text.index("What failed") < text.index("6 checks passed") < text.index("Has a room mailbox")
    assert text.index("Has a room mailbox") < text.index("] How to fix")


def test_nothing_steers_the_terminal() -> None:
    hostile = "\x1b[31mred\x1b]0;title\x07 [bold]markup[/bold] \x9b2J \u202e"
    for card in hostile_cards(hostile).values():
        text, _ = printed(card)
        assert not any(char in text for char in "\x1b\x07\x9b\u202e")
    assert "[bold]markup[/bold]" in printed(hostile_cards(hostile)["error"])[0]


def test_a_card_that_is_not_ours_cannot_steer_it_either() -> None:
    card = {"type": "AdaptiveCard", "body": [
        {"type": "TextBlock", "text": "\x1b[2J[red]x[/red]"}, {"type": "Image", "url": "x"}, {"type": "RichTextBlock"},
        {"type": "Input.Text", "id": "a", "value": "\x1b[2Jy"},
        {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "\x1b[2J[red]w[/red]"}]},
    ], "actions": [{"type": "Action.Execute", "title": "\x1b[2Jz"}]}
    text, choices = printed(card)
    assert "\x1b" not in text
    assert "[red]x[/red]" in text
    assert "[red]w[/red]" in text
    assert choices[0].title == "[2Jz"


def test_a_button_asks_for_the_fields_that_belong_to_it() -> None:
    _, choices = printed(CARDS["ask_room"])
    assert choices[0].inputs == (Field(f"{FIELD}room", "Address of the room's account"),)
    payload = dict(choices[0].action["data"]) | {choices[0].inputs[0].id: "room-42@contoso.com"}
    assert unpack(payload) == ContinueDialog("run-1", "name_room", {"room": "room-42@contoso.com"})
    assert all(not each.inputs for each in printed(CARDS["ticket"])[1])


@pytest.mark.parametrize("name", CARDS)
def test_where_nothing_can_be_pressed_no_button_is_drawn(name: str) -> None:
    text, choices = printed(CARDS[name], 300, pressable=False)
    pages = [each for each in walk(CARDS[name]) if each.get("type") == "Action.OpenUrl"]
    assert not choices
    assert "[1]" not in text
    assert all(f"{each['title']}: {each['url']}" in text for each in pages)


def test_a_fold_of_buttons_alone_goes_with_them() -> None:
    assert "More to do" in printed(CARDS["report_healthy"])[0]
    assert "More to do" not in printed(CARDS["report_healthy"], pressable=False)[0]
    assert "6 checks passed" in printed(CARDS["report_healthy"], pressable=False)[0]


def test_texts_to_copy_are_printed() -> None:
    text, _ = printed(CARDS["ticket"])
    assert text.count("Account object id") == 1
    assert "Text for Identity team" in printed(CARDS["fix"])[0]
    assert "Please exclude the account" in printed(CARDS["fix"])[0]
