"""Which texts name a room, and which name another whose address is alike."""

import json

import pytest

from bot.store.naming import pattern_of, words

NAMED = pattern_of(["room@contoso.com"])


@pytest.mark.parametrize("text", [
    "room@contoso.com", "It is ROOM@contoso.com.", "Resource 'room@contoso.com' does not exist", "room@contoso.com.zip",
    "<room@contoso.com>", "smtp:room@contoso.com", json.dumps({"said": "Seen:\nroom@contoso.com"}),
    json.dumps([{"room@contoso.com": 1}]), "{room@contoso.com is no JSON",
])
def test_what_names_it(text: str) -> None:
    assert any(NAMED.search(each) for each in words(text))


@pytest.mark.parametrize("text", [
    "room@contoso.com.au", "room@contoso.company", "room@contoso.com-x", "a.room@contoso.com", "big-room@contoso.com",
    "o'room@contoso.com", json.dumps({"said": "room@contoso.com.au"}), "room@contoso_com",
])
def test_what_names_another(text: str) -> None:
    assert not any(NAMED.search(each) for each in words(text))


def test_values_that_are_decoded_already_are_searched_as_well() -> None:
    assert any(NAMED.search(each) for each in words([{"rooms": [{"address": "x\nroom@contoso.com"}]}, None, 7]))
