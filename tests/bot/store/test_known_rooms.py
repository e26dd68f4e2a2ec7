"""Accounts that are known as rooms': by sweeps, by what was recognised, by what was allowed; and for how long."""

from datetime import timedelta

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.access import SqlKnownRooms
from bot.store.retention import KEEP_RECOGNISED, remove_expired
from bot.store.tables import room_states
from checks.likeness import Likeness
from tests.bot.store.stored import HOUR, NOW
from tests.bot.store.test_retention import state

ROOM = "room-42@contoso.com"


@pytest.fixture
def known(engine: AsyncEngine) -> SqlKnownRooms:
    return SqlKnownRooms(engine)


async def test_what_is_kept_is_known_whatever_the_case(known: SqlKnownRooms) -> None:
    assert await known.likeness(ROOM) is None
    await known.keep("Room-42@contoso.com", Likeness.LICENCE, "ada", NOW)
    assert await known.likeness("ROOM-42@contoso.com") is Likeness.LICENCE
    assert await known.forget("Room-42@Contoso.com")
    assert await known.likeness(ROOM) is None
    assert not await known.forget(ROOM)


async def test_what_is_allowed_takes_the_place_of_what_was_recognised(known: SqlKnownRooms) -> None:
    await known.keep(ROOM, Likeness.PLACE, "ada", NOW)
    await known.keep(ROOM, Likeness.ALLOWED, "ann", NOW)
    assert await known.likeness(ROOM) is Likeness.ALLOWED


async def test_what_a_sweep_found_is_known_and_stays_so(known: SqlKnownRooms, engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(insert(room_states).values(state(ROOM, NOW)))
    assert await known.likeness(ROOM) is Likeness.SWEPT
    await known.keep(ROOM, Likeness.ALLOWED, "ann", NOW)
    assert await known.forget(ROOM)
    assert await known.likeness(ROOM) is Likeness.SWEPT


@pytest.mark.parametrize(("likeness", "age", "left"), [
    (Likeness.LICENCE, KEEP_RECOGNISED - HOUR, True), (Likeness.LICENCE, KEEP_RECOGNISED + HOUR, False),
    (Likeness.GROUP, KEEP_RECOGNISED + HOUR, False), (Likeness.ALLOWED, KEEP_RECOGNISED * 3, True),
])
async def test_what_is_not_asked_for_in_a_long_time_is_forgotten_unless_it_was_allowed(
        known: SqlKnownRooms, engine: AsyncEngine, likeness: Likeness, age: timedelta, *, left: bool) -> None:
    await known.keep(ROOM, likeness, "ada", NOW - age)
    await remove_expired(engine, NOW)
    assert (await known.likeness(ROOM) is likeness) is left


async def test_what_is_asked_for_is_known_for_longer(known: SqlKnownRooms, engine: AsyncEngine) -> None:
    await known.keep(ROOM, Likeness.LICENCE, "ada", NOW - KEEP_RECOGNISED - HOUR)
    await known.see(ROOM, NOW)
    await known.see("unknown@contoso.com", NOW)
    await remove_expired(engine, NOW)
    assert await known.likeness(ROOM) is Likeness.LICENCE
    assert await known.likeness("unknown@contoso.com") is None
