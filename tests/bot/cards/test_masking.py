"""Nobody recognises an IP address on a masked card, however it is written; all else stays as it was."""

import json
from ipaddress import IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards.masking import masked, masked_message
from bot.cards.parts import MOST_BYTES, card, heading, paragraph, quiet, run, size
from bot.cards.text import BREAK
from bot.turns import Message
from checks.ip_addresses import masked_text
from tests.bot.cards.fleet_samples import fleet_cards
from tests.bot.cards.samples import every_card

CARDS = every_card() | fleet_cards()


@pytest.mark.parametrize(("text", "shown"), [
    ("203.0.113.7", "203.0.x.x"),
    ("Signed in from 203.0.113.7.", "Signed in from 203.0.x.x."),
    ("(198.51.100.250:443)", "(198.51.x.x:443)"),
    ("clientIP=203.0.113.7;", "clientIP=203.0.x.x;"),
    ("203\\.0\\.113\\.7", "203\\.0.x.x"),
    (f"203.{BREAK}0.{BREAK}113.{BREAK}7", f"203.{BREAK}0.x.x"),
    ("203.0.113.…", "203.0.x.x"),
    ("203.0.113…", "203.0.x.x"),
    ("2001:db8::1", "2001:db8:x"),
    ("2001:0DB8:0:0:8:800:200C:417A is blocked", "2001:db8:x is blocked"),
    ("[2001:db8::7]:443", "[2001:db8:x]:443"),
    ("ip:2001:db8::1: refused", "ip:2001:db8:x: refused"),
    ("from 2001:db8::1.", "from 2001:db8:x."),
    ("2001\\:db8\\:\\:1", "2001:db8:x"),
    (f"2001:{BREAK}db8:{BREAK}0:{BREAK}1:{BREAK}2:{BREAK}3:{BREAK}4:{BREAK}5", "2001:db8:x"),
    ("2001:db8:0:1:2…", "2001:db8:x…"),
    ("::ffff:203.0.113.7", "::ffff:203.0.x.x"),
    ("::ffff:cb00:7107", "0:0:x"),
    ("fe80::1%eth0", "fe80:0:x%eth0"),
])
def test_an_address_is_masked(text: str, shown: str) -> None:
    assert masked_text(text) == shown


@pytest.mark.parametrize("text", [
    "The device runs app 5.4.208.0 on Windows 10.0.22631.4460.",
    "The app was updated from version 4.19.57.0 to version 5.4.208.0 on Sun 22 Nov 2026, 16:14 CET.",
    "AppVersion=5.4.208.0", "2026-11-22T16:14:05Z", "12:30:45", "aa:bb:cc:dd:ee:ff", "1.2.3", "1.2.3.4.5", "300.1.1.1",
    "on 127.0.0.1:3978", "127\\.0\\.0\\.1", "std::add", "Graph::failed", "a::bar", ":: and ::1",
    "check room-42@contoso.com", "https://login.microsoftonline.com/",
    "9f6a2c4e-0000-4000-8000-123456789abc", "S-1-5-21-1-2-3",
])
def test_what_is_no_address_stays(text: str) -> None:
    assert masked_text(text) == text


@given(st.ip_addresses(v=4).filter(lambda each: not str(each).startswith(("127.", "0.0.0.0"))))  # noqa: S104 - a text
def test_no_ipv4_address_is_whole(address: object) -> None:
    shown = masked_text(f"from {address}, twice")
    assert str(address) not in shown
    assert shown == f"from {'.'.join(str(address).split('.')[:2])}.x.x, twice"


@given(st.integers(2, 2**128 - 1).map(IPv6Address), st.booleans())
def test_no_ipv6_address_is_whole(address: IPv6Address, exploded: bool) -> None:
    written = address.exploded if exploded else str(address)
    shown = masked_text(f"from {written}, twice")
    groups = [group.lstrip("0") or "0" for group in address.exploded.split(":")[:2]]
    assert shown == f"from {':'.join(groups)}:x, twice"


def test_every_text_of_a_card_is_masked_wherever_it_stands() -> None:
    long = "2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff"
    made = card([heading("At 203.0.113.7"), paragraph(run("203.0.113.7", large=True)), quiet(f"x-{long}/{long}")],
                fallback=f"203.0.113.7 and {long}")
    shown = json.dumps(masked(made), ensure_ascii=False).replace(BREAK, "").replace("\\", "")
    assert not any(part in shown for part in ("113.7", "aaaa", "ffff"))
    assert shown.count("203.0.x.x") == 3


@pytest.mark.parametrize("name", CARDS)
def test_a_card_without_addresses_stays_as_it_was(name: str) -> None:
    made = CARDS[name]
    assert masked(made) == made
    assert size(masked(made)) <= MOST_BYTES


def test_what_a_button_sends_comes_back_as_it_was() -> None:
    pressed = {"type": "Action.Execute", "title": "From 203.0.113.7", "data": {"room": "203.0.113.7"}}
    assert masked({"actions": [pressed]}) == {"actions": [{**pressed, "title": "From 203.0.x.x"}]}


def test_a_message_is_masked_as_a_whole() -> None:
    message = masked_message(Message({"body": ["203.0.113.7"]}, "From 203.0.113.7", "203.0.113.7"))
    assert message == Message({"body": ["203.0.x.x"]}, "From 203.0.x.x", "203.0.x.x")
    assert masked_message(Message(None, "none")) == Message(None, "none")
