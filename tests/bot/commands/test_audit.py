"""``audit``: who asked what, for admins, and where nobody else sees it."""

from dataclasses import replace
from datetime import timedelta
from typing import get_args

import pytest

from bot.access_ports import Asked
from bot.actions import pack
from bot.authorise import Policy, grants_of
from bot.cards.audit import MOST_LINES, did
from bot.commands.model import Acknowledge, BeginDialog, Command, ContinueDialog, ShowAudit
from bot.desk import Desk
from bot.fleet import NOT_KNOWN, Alert, Change
from bot.incoming import UnusableUpload
from bot.turns import Conversation
from checks.model import Room
from tests.bot.commands.test_detail import CHANNEL
from tests.bot.fakes import AARE, BERN, CHAT, GROUP, LIMMAT, OPERATOR, START, STRANGER, World, texts

LINE = Asked(START, STRANGER.id, "tenant-1", CHAT.id, "personal", "Check", (AARE.address,), allowed=True, name="Eve")


@pytest.fixture
def world() -> World:
    return World()


def an_alert(id_: str, room: Room) -> Alert:
    return Alert(id_, "s0", room, "Zurich", Change.BROKE, NOT_KNOWN, NOT_KNOWN, START, START, "e1", "r-1")


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


@pytest.mark.parametrize("where", [CHANNEL, GROUP], ids=["channel", "group chat"])
@pytest.mark.parametrize("pressed", [False, True])
async def test_among_others_it_is_shown_to_nobody(world: World, pressed: bool, where: Conversation) -> None:
    desk, press = Desk(world.services), world.pressed(pack(ShowAudit(AARE.address)), where=where)
    answer = await (desk.pressed(press) if pressed else desk.said(world.said(f"audit {AARE.address}", where=where)))
    assert answer.message
    told = texts(answer.message.card)
    assert f"Write this in our personal chat: audit {AARE.address}" in told
    assert OPERATOR.name not in told


async def test_it_is_for_admins(world: World) -> None:
    world.policy = Policy(operators=grants_of([OPERATOR.id]))
    assert "You are not on the list" in await said(world, "audit")
    assert not world.audit.lines[-1].allowed


async def test_a_strangers_words_are_noted_as_written_and_looked_up_nowhere(world: World) -> None:
    await Desk(world.services).said(world.said("check bern, oslo", actor=STRANGER))
    (line,) = world.audit.lines
    assert (line.command, line.allowed, line.rooms) == ("Check", False, ("bern", "oslo"))
    assert not world.rooms.reads


async def test_names_of_rooms_are_noted_as_addresses(world: World) -> None:
    await said(world, "watch bern, oslo")
    (line,) = world.audit.lines
    assert (line.command, line.allowed, line.rooms) == ("Watch", True, (BERN.address, "oslo"))


async def test_all_rooms_of_the_card_are_noted_for_whoever_takes_them(world: World) -> None:
    world.alerts.shown["card-1"] = [an_alert("a1", AARE), an_alert("a2", LIMMAT), an_alert("a3", AARE)]
    world.fleet.alerts = {each.id: each for each in (*world.alerts.shown["card-1"], an_alert("a4", BERN))}
    await Desk(world.services).pressed(world.pressed(pack(Acknowledge("a1"))))
    await Desk(world.services).pressed(world.pressed(pack(Acknowledge("a4")), card="card-2"))
    assert [line.rooms for line in world.audit.lines] == [(AARE.address, LIMMAT.address), (BERN.address,)]


async def test_a_step_of_a_dialog_is_noted_with_its_room(world: World) -> None:
    desk = Desk(world.services)
    await desk.pressed(world.pressed(pack(BeginDialog("guided_fix", AARE.address))))
    await desk.pressed(world.pressed(pack(ContinueDialog(world.dialogs.only().id, "all_steps", {}))))
    await desk.said(world.said("never mind"))
    assert [(line.command, line.rooms) for line in world.audit.lines] == [("BeginDialog", (AARE.address,))] * 3


@pytest.mark.parametrize("words", ["watches", "a word to a colleague"])
async def test_words_that_no_open_dialog_answers_are_noted_as_none_of_its_steps(world: World, words: str) -> None:
    desk = Desk(world.services)
    await desk.pressed(world.pressed(pack(BeginDialog("guided_fix", AARE.address))))
    world.audit.lines.clear()
    await desk.said(world.said(words))
    assert "BeginDialog" not in [line.command for line in world.audit.lines]


async def test_a_file_that_is_refused_is_noted(world: World) -> None:
    await Desk(world.services).unusable(UnusableUpload("That file is not a zip.", "Send a zip.", world.turn()))
    (line,) = world.audit.lines
    assert (line.command, line.allowed, line.why) == ("UnusableUpload", False, "That file is not a zip.")
    assert (line.person, line.name) == (OPERATOR.id, OPERATOR.name)


@pytest.mark.parametrize("command", [*(each.__name__ for each in get_args(Command)), "UnusableUpload"])
def test_every_command_has_words(command: str) -> None:
    assert " " in did(command)
