"""Finding rooms in a list by what a person writes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.room_search import MOST, fitting, near, near_address, spelling
from checks.model import Room

AARE = Room("room-zurich-aare@contoso.com", "Zürich Aare")
LIMMAT = Room("room-zurich-limmat@contoso.com", "Zürich Limmat")
LEMAN = Room("room-geneva-leman@contoso.com", "Geneva Le\N{COMBINING ACUTE ACCENT}man")
NAMELESS = Room("lab.7@contoso.com")
ROOMS = (LIMMAT, LEMAN, NAMELESS, AARE)


@pytest.mark.parametrize(("text", "found"), [
    ("leman", (LEMAN,)), ("L\N{LATIN CAPITAL LETTER E WITH ACUTE}MAN", (LEMAN,)), ("zürich", (AARE, LIMMAT)),
    ("zurich", (AARE, LIMMAT)), ("room", (LEMAN, AARE, LIMMAT)), ("room zurich a", (AARE,)), ("LAB 7", (NAMELESS,)),
    ("zürich\N{NO-BREAK SPACE}l", (LIMMAT,)), ("bern", ()), ("contoso", ()), (" ", ()),
    ("\N{COMBINING ACUTE ACCENT}", ()),
])
def test_names_and_addresses_are_searched_whatever_their_case_and_accents(text: str, found: tuple[Room, ...]) -> None:
    assert fitting(text, ROOMS) == found


def test_a_room_called_so_wins_over_those_that_contain_it() -> None:
    longer = Room("aare-2@contoso.com", "Zürich Aare 2")
    assert fitting("zurich aare", (longer, *ROOMS)) == (AARE,)


def test_no_more_than_a_person_can_choose_from_and_always_in_one_order() -> None:
    many = [Room(f"r{number}@contoso.com", f"Room {number:02}") for number in range(60)]
    assert fitting("room", many) == fitting("room", many[::-1]) == tuple(many[:MOST])


@pytest.mark.parametrize(("text", "found"), [
    ("zurihc aare", AARE), ("lemann", LEMAN), ("limat", LIMMAT), ("geneve leman", LEMAN), ("room-zurich-are", AARE),
])
def test_a_slip_finds_the_nearest_name(text: str, found: Room) -> None:
    assert near(text, ROOMS)[0] == found


@pytest.mark.parametrize("text", ["oslo", "", "x", "\N{SLIGHTLY SMILING FACE}\N{SLIGHTLY SMILING FACE}"])
def test_what_is_like_nothing_finds_nothing(text: str) -> None:
    assert near(text, ROOMS) == ()


@pytest.mark.parametrize(("written", "meant"), [
    ("room-zurich-are@contoso.com", (AARE,)), ("room-zurich-aare@contso.com", (AARE,)),
    ("zurich-limmat@contoso.com", (LIMMAT,)), ("nobody@contoso.com", ()), ("room-zurich-aare@fabrikam.com", ()),
    (AARE.address, ()), ("lab.8@contoso.com", ()),
])
def test_a_mistyped_address_is_one_much_like_another(written: str, meant: tuple[Room, ...]) -> None:
    assert near_address(written, ROOMS) == meant


def test_swapped_digits_are_a_slip_and_another_number_is_another_room() -> None:
    numbered = [Room(f"room-{number}@contoso.com") for number in (24, 41)]
    assert near_address("room-42@contoso.com", numbered) == (numbered[0],)


@given(st.text(), st.text(), st.text())
def test_any_text_can_be_searched_for(text: str, name: str, address: str) -> None:
    rooms = [Room(f"{address}@contoso.com", name)]
    assert set(fitting(text, rooms)) | set(near(text, rooms)) | set(near_address(text, rooms)) <= set(rooms)
    assert spelling(spelling(text)) == spelling(text)
