"""The bots whose turns are counted do what is counted: each turn is answered by one reply, and strangers are not."""

import pytest

from bench.turn_load import around
from bench.turns import CONTESTANTS, started


@pytest.mark.parametrize("name", ["roomcheck echo", "stock"])
async def test_bot_checks_who_speaks_and_replies_once(name: str) -> None:
    [contestant] = [each for each in CONTESTANTS if each.name == name]
    async with around() as here, started(contestant, here, core=-1) as bot:
        bot.wake()
        replies = here.replies
        assert await bot.person.say() < 300
        assert here.replies == replies + 1
        await bot.person.must_check_tokens()
