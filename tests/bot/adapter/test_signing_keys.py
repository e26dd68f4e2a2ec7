"""When keys are fetched, and when not."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from aiohttp import ClientSession

from bot.adapter.signing_keys import SigningKeys
from tests.bot.adapter.conftest import FakeBotService, make_key


@dataclass
class Hands:
    """A clock that stands until it is moved."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(name="hands")
def _hands() -> Hands:
    return Hands()


@pytest.fixture(name="keys")
async def _keys(bot_service: FakeBotService, hands: Hands) -> AsyncIterator[SigningKeys]:
    async with ClientSession() as http:
        yield SigningKeys(f"{bot_service.url}/metadata", lambda: http, hands)


async def test_known_key_is_fetched_once_a_day(keys: SigningKeys, bot_service: FakeBotService, hands: Hands) -> None:
    assert await keys.find("first")
    hands.now = 24 * 3600 - 1
    assert await keys.find("first")
    assert bot_service.fetches == 1
    hands.now = 24 * 3600
    assert await keys.find("first")
    assert bot_service.fetches == 2


async def test_rotated_key_is_learnt_within_a_minute(
        keys: SigningKeys, bot_service: FakeBotService, hands: Hands) -> None:
    assert await keys.find("first")
    bot_service.keys = {"second": make_key()}
    assert await keys.find("second") is None
    hands.now = 60
    assert await keys.find("second")
    assert await keys.find("first") is None


async def test_made_up_ids_do_not_hammer_the_key_server(
        keys: SigningKeys, bot_service: FakeBotService, hands: Hands) -> None:
    found = await asyncio.gather(*(keys.find(f"made-up-{number}") for number in range(50)))
    assert not any(found)
    hands.now = 59
    await keys.find("another")
    assert bot_service.fetches == 1


async def test_old_keys_stay_while_the_key_server_is_down(
        keys: SigningKeys, bot_service: FakeBotService, hands: Hands) -> None:
    assert await keys.find("first")
    bot_service.broken, hands.now = True, 48 * 3600
    assert await keys.find("first")


async def test_first_fetch_that_failed_is_tried_again_soon(
        keys: SigningKeys, bot_service: FakeBotService, hands: Hands) -> None:
    bot_service.broken = True
    assert await keys.find("first") is None
    bot_service.broken = False
    assert await keys.find("first") is None
    hands.now = 5
    assert await keys.find("first")


async def test_key_of_an_unknown_kind_hides_no_other(keys: SigningKeys) -> None:
    assert await keys.find("odd") is None
    assert await keys.find("first")
