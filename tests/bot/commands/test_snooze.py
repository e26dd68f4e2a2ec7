"""No alerts of a room for a while."""

from datetime import UTC, datetime, time, timedelta

import pytest

from bot.actions import pack
from bot.commands.model import Snooze, Watch, Which
from bot.commands.snooze import ends
from bot.desk import Desk
from bot.fleet import RoomState
from tests.bot.fakes import AARE, CHAT, START, World, payloads, texts


@pytest.fixture
def world() -> World:
    return World(time_zone="Europe/Zurich")


async def said(world: World, text: str) -> str:
    answer = await Desk(world.services).said(world.said(text))
    return texts(answer.message.card) if answer.message else ""


def until(world: World) -> datetime:
    (snooze,) = world.subscriptions.put_off
    assert (snooze.conversation_id, snooze.address) == (CHAT.id, AARE.address)
    return snooze.until


@pytest.mark.parametrize(("words", "end"), [
    ("4h", START + timedelta(hours=4)), ("30m", START + timedelta(minutes=30)),
    ("for 2 days", START + timedelta(days=2)),
    ("until 18:00", datetime(2026, 11, 22, 17, 0, tzinfo=UTC)), ("until 9", datetime(2026, 11, 23, 8, 0, tzinfo=UTC)),
    ("until tomorrow", datetime(2026, 11, 23, 7, 0, tzinfo=UTC)),
    ("until tomorrow 6pm", datetime(2026, 11, 23, 17, 0, tzinfo=UTC)),
])
async def test_how_long_in_the_readers_zone(world: World, words: str, end: datetime) -> None:
    assert "No alert about" in await said(world, f"snooze aare {words}")
    assert until(world) == end


async def test_across_a_change_of_the_clocks_a_time_of_day_stays_one() -> None:
    before = datetime(2026, 10, 24, 20, 0, tzinfo=UTC)
    assert ends(Snooze("a", until=time(8), tomorrow=True), before, "Europe/Zurich") == datetime(
        2026, 10, 25, 7, 0, tzinfo=UTC)


async def test_the_newest_snooze_holds_and_can_be_ended(world: World) -> None:
    await said(world, "snooze aare 4h")
    await said(world, "snooze aare 30m")
    assert until(world) == START + timedelta(minutes=30)
    assert "sent to this chat again" in await said(world, "unsnooze aare")
    assert not world.subscriptions.put_off
    assert "was not snoozed" in await said(world, "unsnooze aare")


async def test_a_room_that_is_not_watched_is_said(world: World) -> None:
    assert "does not watch this room anyway" in await said(world, "snooze aare 4h")
    await said(world, "watch all")
    assert "does not watch this room anyway" not in await said(world, "snooze aare 4h")


async def test_a_name_of_several_rooms_keeps_how_long(world: World) -> None:
    await said(world, "snooze zurich 3 days")
    (_, question), = world.messenger.posted
    await Desk(world.services).pressed(world.pressed(payloads(question.card)["Snooze: Zurich Aare"]))
    assert until(world) == START + timedelta(days=3)


async def test_a_button_on_an_alert_answers_in_a_line_so_that_the_alert_stays(world: World) -> None:
    answer = await Desk(world.services).pressed(world.pressed(pack(Snooze(AARE.address, timedelta(hours=4)))))
    assert answer.message
    assert answer.message.card is None
    assert f"unsnooze {AARE.address}" in answer.message.text


async def test_a_room_that_sweeps_know_is_called_by_its_name(world: World) -> None:
    world.fleet.rooms = [RoomState(AARE)]
    answer = await Desk(world.services).pressed(world.pressed(pack(Snooze(AARE.address, timedelta(hours=4)))))
    assert answer.message
    assert f"No alert about {AARE.display_name} is" in answer.message.text
    assert f"Alerts about {AARE.display_name} are" in await said(world, f"unsnooze {AARE.address}")


async def test_a_button_without_a_time_is_refused(world: World) -> None:
    answer = await Desk(world.services).pressed(world.pressed(pack(Snooze(AARE.address))))
    assert answer.message
    assert "from a minute to 30 days" in texts(answer.message.card)
    assert not world.subscriptions.put_off


async def test_watches_shows_snoozes_until_they_end(world: World) -> None:
    await Desk(world.services).pressed(world.pressed(pack(Watch(Which(everything=True)))))
    await said(world, "snooze aare 4h")
    assert "Until Sun 22 Nov 2026, 20:00 CET" in await said(world, "watches")
    world.clock.pass_by(timedelta(hours=5))
    assert "Until" not in await said(world, "watches")
