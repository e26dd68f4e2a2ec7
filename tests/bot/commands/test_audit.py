"""``audit``: who asked what, for admins, and where nobody else sees it."""

from dataclasses import replace
from datetime import timedelta
from typing import get_args

import pytest

from bot.access_ports import Asked
from bot.actions import pack
from bot.authorise import Policy, grants_of
from bot.cards.audit import MOST_LINES, did
from bot.commands.model import Command, ShowAudit
from bot.desk import Desk
from bot.incoming import UnusableUpload
from tests.bot.fakes import AARE, CHAT, GROUP, LIMMAT, OPERATOR, START, STRANGER, World, texts

LINE = Asked(START, STRANGER.id, "tenant-1", CHAT.id, "personal", "Check", (AARE.address,), allowed=True, name="Eve")


@pytest.fixture
def world() -> World:
    return World()


async def said(world: World, text: str) -> str:
    answer = await Desk(world.services).said(world.said(text))
    assert answer.message
    return texts(answer.message.card)


async def test_it_says_who_asked_what_about_a_room_and_from_where(world: World) -> None:
    world.audit.lines = [LINE, replace(LINE, rooms=(LIMMAT.address,), name="Somebody Else")]
    shown = await said(world, f"audit {AARE.address}")
    assert "Have a room checked" in shown
    assert "Eve, in a personal chat," in shown
    assert "allowed" in shown
    assert "Somebody Else" not in shown


async def test_without_a_room_it_shows_all_and_a_denial_with_its_reason(world: World) -> None:
    world.audit.lines = [replace(LINE, name="", allowed=False, why="You are not on the list.")]
    shown = await said(world, "audit")
    assert STRANGER.id in shown
    assert AARE.address in shown
    assert "denied" in shown
    assert "You are not on the list." in shown


@pytest.mark.parametrize(("older", "told"), [(0, False), (1, True)])
async def test_the_newest_are_shown_and_how_to_get_the_rest(world: World, older: int, told: bool) -> None:
    lines = MOST_LINES - 1 + older
    world.audit.lines = [replace(LINE, at=START + timedelta(minutes=number)) for number in range(lines)]
    shown = await said(world, f"audit {AARE.address}")  # which is a line of its own
    assert shown.count("Eve,") == MOST_LINES - 1
    assert (f"app.py audit --room {AARE.address}" in shown) is told


@pytest.mark.parametrize("pressed", [False, True])
async def test_among_others_it_is_shown_to_nobody(world: World, pressed: bool) -> None:
    desk, press = Desk(world.services), world.pressed(pack(ShowAudit(AARE.address)), where=GROUP)
    answer = await (desk.pressed(press) if pressed else desk.said(world.said(f"audit {AARE.address}", where=GROUP)))
    assert answer.message
    told = texts(answer.message.card)
    assert f"Write this in our personal chat: audit {AARE.address}" in told
    assert OPERATOR.name not in told


async def test_it_is_for_admins(world: World) -> None:
    world.policy = Policy(operators=grants_of([OPERATOR.id]))
    assert "You are not on the list" in await said(world, "audit")
    assert not world.audit.lines[-1].allowed


async def test_a_file_that_is_refused_is_noted(world: World) -> None:
    await Desk(world.services).unusable(UnusableUpload("That file is not a zip.", "Send a zip.", world.turn()))
    (line,) = world.audit.lines
    assert (line.command, line.allowed, line.why) == ("UnusableUpload", False, "That file is not a zip.")
    assert (line.person, line.name) == (OPERATOR.id, OPERATOR.name)


@pytest.mark.parametrize("command", [*(each.__name__ for each in get_args(Command)), "UnusableUpload"])
def test_every_command_has_words(command: str) -> None:
    assert " " in did(command)
