"""Alerts on their way when something comes between: other alerts, long waits, deleted threads, cards nobody takes."""

import asyncio
from dataclasses import replace
from datetime import time

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.fleet import Change, Extent, Quiet, Sight, Snooze, Standing
from bot.ports import MessageGoneError, NotDeliveredError
from bot.store.fleet import SqlFleet
from bot.turns import Conversation, Message
from checks.model import Cause, Severity
from tests.bot.fakes import START
from tests.bot.store.test_outbox import (
    ANNA,
    BOB,
    CHANNEL,
    HOUR,
    MFA,
    MINUTE,
    OTHER,
    Helpdesk,
    Teams,
    broke,
    desk,
    recovered,
)

__all__ = ["desk"]
LICENCE = Sight(Standing.BROKEN, Cause.LICENCE_MISSING, Severity.MEDIUM, ("licence.x",))


async def test_a_recovery_is_told_wherever_the_breaking_was_however_little_was_wrong_at_last(desk: Helpdesk) -> None:
    await desk.watches(least=Severity.HIGH)
    await desk.sends(broke())
    changed = replace(broke(sweep="s2", change=Change.CAUSE_CHANGED, after=LICENCE), before=MFA)
    await desk.sends(changed, later=HOUR)
    await desk.sends(replace(recovered(sweep="s3"), before=LICENCE), later=HOUR)
    assert len(desk.teams.posts) == 3
    assert sorted(card for card, _message in desk.teams.paints) == ["card-1", "card-2"]


async def test_an_alert_that_was_snoozed_for_days_is_tried_as_often_as_any_other(desk: Helpdesk) -> None:
    await desk.watches()
    await desk.subscriptions.snooze(Snooze(CHANNEL.id, "room-1@contoso.com", START + 48 * HOUR, "anna"))
    await desk.sends(broke())
    desk.teams.faults = {CHANNEL.id: [NotDeliveredError("busy", MINUTE)]}
    await desk.sends(later=48 * HOUR)
    await desk.sends(later=HOUR)
    assert desk.teams.places() == [CHANNEL.id]


async def test_a_recovery_whose_thread_was_deleted_is_told_in_the_channel(desk: Helpdesk) -> None:
    await desk.watches()
    await desk.sends(broke())
    desk.teams.faults = {CHANNEL.id: [MessageGoneError("the thread is gone")]}
    await desk.sends(recovered(), later=HOUR)
    assert desk.teams.places() == [CHANNEL.id, CHANNEL.id]
    (kept,) = await desk.subscriptions.of(CHANNEL.id)
    assert not kept.disabled


async def test_a_recovery_is_told_though_teams_will_not_take_the_card_anew(engine: AsyncEngine) -> None:
    class NoCards(Teams):
        async def update(self, _conversation: Conversation, _activity_id: str, _message: Message) -> None:
            raise NotDeliveredError("too large", final=True)

    desk = Helpdesk(engine, NoCards())
    await desk.watches()
    await desk.sends(broke())
    await desk.sends(recovered(), later=HOUR)
    assert len(desk.teams.posts) == 2


async def test_after_quiet_hours_what_came_last_is_told_last_and_below_the_first(desk: Helpdesk) -> None:
    await desk.watches(quiet=Quiet(time(14), time(18), "UTC"))
    rooms = range(1, 5)
    await desk.sends(*map(broke, rooms))
    later = [broke(room, sweep="s2", change=Change.CAUSE_CHANGED, after=LICENCE) for room in rooms]
    await desk.sends(*(replace(each, before=MFA, at=START + HOUR) for each in later), later=HOUR)
    for _ in range(3):
        await desk.sends(later=4 * HOUR)
    for room in rooms:
        (first, _card, what), (then, _card, what_else) = (
            each for each in desk.teams.posts if f"Room {room}:" in each[2].summary)
        assert "Stopped working" in what.summary
        assert "Another cause" in what_else.summary
        assert (first, ";messageid=" in then) == (CHANNEL.id, True)


async def test_several_messages_are_on_their_way_at_once(engine: AsyncEngine) -> None:
    class SlowTeams(Teams):
        now, most = 0, 0

        async def post(self, conversation: Conversation, message: Message) -> str:
            self.now += 1
            self.most = max(self.most, self.now)
            await asyncio.sleep(0.2)
            self.now -= 1
            return await super().post(conversation, message)

    teams = SlowTeams()
    desk = Helpdesk(engine, teams)
    for number in range(8):
        await desk.watches(replace(CHANNEL, id=f"19:{number}@thread.tacv2"))
    await desk.sends(broke())
    assert len(teams.posts) == 8
    assert teams.most > 1


async def test_quiet_hours_put_off_thousands_of_alerts_at_once(desk: Helpdesk) -> None:
    await desk.watches(quiet=Quiet(time(14), time(18), "UTC"))
    await desk.released(*map(broke, range(2000)))
    asked: list[object] = []
    event.listen(desk.engine.sync_engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    await desk.sends()
    assert 0 < len(asked) < 50, "one change for many of them, not one for each"
    await desk.sends(later=4 * HOUR)
    ((_place, _card, message),) = desk.teams.posts
    assert "2,000" in message.summary or "2000" in message.summary


async def test_an_acknowledgement_repaints_a_card_once_and_takes_no_other_rooms(
        desk: Helpdesk, engine: AsyncEngine) -> None:
    await desk.watches()
    await desk.watches(OTHER, extent=Extent.BUILDING, target="Zurich")
    await desk.sends(*(replace(broke(number), building="Zurich" if number < 6 else "Bern") for number in range(20)))
    card = next(card for place, card, _message in desk.teams.posts if place == OTHER.id)
    shown = [each.id for each in await desk.outbox.showing(OTHER.id, card)]
    taken = await SqlFleet(engine).acknowledge([*shown, "unknown"], ANNA, START)
    again = await SqlFleet(engine).acknowledge(shown, BOB, START + HOUR)
    assert [(each.room.address, each.acknowledged_by, each.acknowledged_id) for each in again] == [
        (f"room-{number}@contoso.com", ANNA.name, ANNA.id) for number in range(6)]
    assert taken == again
    assert await SqlFleet(engine).alert(broke(6).id) == replace(broke(6), building="Bern")
    await desk.outbox.repaint(shown)
    assert len(desk.teams.paints) == 2, "the card of each place, once"


@pytest.mark.parametrize("claims", [2, 9])
async def test_whoever_comes_second_to_a_message_takes_another(desk: Helpdesk, claims: int) -> None:
    await desk.watches()
    await desk.released(*map(broke, range(4)))
    await desk.store.hand_out(await desk.subscriptions.every(), 5, desk.clock())
    found = await asyncio.gather(*(desk.store.claim(desk.clock(), desk.clock() + HOUR) for _ in range(claims)))
    assert sorted(len(each) for each in found) == sorted([1] * min(claims, 4) + [0] * (claims - 4))
