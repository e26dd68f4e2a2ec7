"""Alerts on their way while the clock is set forward or back: each is told once, whatever it waited for."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.fleet import Quiet, Snooze
from bot.outbox import CLAIM_FOR
from bot.ports import NotDeliveredError
from bot.store.tables import deliveries
from bot.turns import Conversation, Message
from tests.bot.fakes import START, FakeClock
from tests.bot.run_parts import until
from tests.bot.store.test_outbox import CHANNEL, HOUR, Helpdesk, Teams, broke, desk

__all__ = ["desk"]
JUMPS = (30 * HOUR, -30 * HOUR)


async def snoozed(desk: Helpdesk) -> None:
    await desk.watches()
    await desk.subscriptions.snooze(Snooze(CHANNEL.id, "room-1@contoso.com", START + 4 * HOUR, "anna"))
    await desk.sends(broke())


async def quiet(desk: Helpdesk) -> None:
    await desk.watches(quiet=Quiet(time(14), time(18), "UTC"))
    await desk.sends(broke())


async def refused(desk: Helpdesk) -> None:
    """Once now, and once more before the clock is right again."""
    await desk.watches()
    desk.teams.faults = {CHANNEL.id: [NotDeliveredError("down")] * 2}
    await desk.sends(broke())


async def held(desk: Helpdesk) -> None:
    await desk.watches()
    desk.teams.faults = {CHANNEL.id: [NotDeliveredError("busy", HOUR)]}
    await desk.sends(broke())


async def claimed(desk: Helpdesk) -> None:
    """By somebody who has died since."""
    await desk.watches()
    await desk.released(broke())
    await desk.store.hand_out(await desk.subscriptions.every(), 5, desk.clock())
    assert await desk.store.claim(desk.clock(), desk.clock() + CLAIM_FOR)


@pytest.mark.parametrize("jump", JUMPS, ids=["forward", "back"])
@pytest.mark.parametrize("waits", [snoozed, quiet, refused, held, claimed])
async def test_what_waits_is_told_once(desk: Helpdesk, waits: Callable[[Helpdesk], Awaitable[None]],
                                       jump: timedelta) -> None:
    await waits(desk)
    assert desk.teams.posts == []
    await desk.sends(later=jump)
    await desk.sends(later=-jump)
    for _ in range(3):
        await desk.sends(later=4 * HOUR)
    if jump > timedelta(0):
        await desk.sends(later=jump)  # what was put off while the clock was ahead
    assert desk.teams.places() == [CHANNEL.id]
    assert await desk.store.waiting() == 0


class Jumping(Teams):
    """Keeps the first message until it is told to go on; the clock is set forward while the second one is taken."""

    def __init__(self) -> None:
        super().__init__()
        self.clock, self.first, self.go_on = FakeClock(), asyncio.Event(), asyncio.Event()

    async def post(self, conversation: Conversation, message: Message) -> str:
        if not self.first.is_set():
            self.first.set()
            await self.go_on.wait()
        elif not self.posts:
            self.clock.pass_by(HOUR)
        return await super().post(conversation, message)


async def test_what_is_on_its_way_is_not_sent_again_when_the_clock_is_set_forward(engine: AsyncEngine) -> None:
    teams = Jumping()
    desk = Helpdesk(engine, teams, teams.clock)
    await desk.watches()
    await desk.released(broke(1), broke(2))
    sending = asyncio.create_task(desk.outbox.send_due())

    async def claimed_again() -> bool:
        async with engine.connect() as connection:
            return 2 in (await connection.execute(select(deliveries.c.attempts))).scalars().all()

    await until(claimed_again)
    teams.go_on.set()
    await sending
    assert len(teams.posts) == 2
