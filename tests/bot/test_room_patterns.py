"""Patterns of rooms' addresses, and those that would let people in."""

import pytest

from bot.room_patterns import fits_any, room_pattern


@pytest.mark.parametrize(("pattern", "address", "fits"), [
    ("room-*@contoso.com", "room-42@contoso.com", True), ("ROOM-*@Contoso.com", "Room-42@contoso.com", True),
    ("room-*@contoso.com", "my-room-42@contoso.com", False), ("room-*@contoso.com", "room-42@contoso.com.evil.example",
                                                             False),
    ("mr-*@contoso.com", "mr-7@contoso.com", True), ("*-room@*.contoso.com", "bern-room@ch.contoso.com", True),
    ("room-??@contoso.com", "room-42@contoso.com", True), ("room-??@contoso.com", "room-420@contoso.com", False),
    ("board@contoso.com", "board@contoso.com", True), ("room-*@contoso.com", "anna.keller@contoso.com", False),
])
def test_a_pattern_fits_whole_addresses(pattern: str, address: str, *, fits: bool) -> None:
    assert fits_any(address, [room_pattern(pattern)]) is fits


def test_no_pattern_fits_nothing() -> None:
    assert not fits_any("room-42@contoso.com", ())


@pytest.mark.parametrize(("pattern", "why"), [
    ("*", "no pattern of addresses"), ("room-*", "no pattern of addresses"), ("@contoso.com", "no pattern"),
    ("[!x]*@contoso.com", "no pattern"), ("room *@contoso.com", "no pattern"), ("a@b@contoso.com", "no pattern"),
    ("room-*@*", "names no domain"), ("*@contoso.com", "people's addresses too"), ("**@contoso.com", "people's"),
    ("a*@contoso.com", "people's"), ("?*?@contoso.com", "people's"), ("a*n*n*a@contoso.com", "people's"),
    ("*ann*@contoso.com", "begin or end"), ("?anna*@contoso.com", "people's"), ("an*keller*@contoso.com", "people's"),
])
def test_what_would_let_people_in_is_no_pattern(pattern: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        room_pattern(pattern)
