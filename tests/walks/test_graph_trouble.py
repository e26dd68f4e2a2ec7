"""Whatever Graph does, the room gets a card: what could be judged is judged, and the rest says what to grant."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.walks.conftest import Walk, judged, room, walking, words

DISABLED, BLOCKED = room("Geneva Léman"), room("Lugano Ceresio")


@pytest.fixture
async def walk(tmp_path: Path) -> AsyncIterator[Walk]:
    """Rooms that are known by their names: of others it has to be read first that they are rooms."""
    async with walking(tmp_path, ROOMCHECK_ROOM_PATTERNS="room-*@contoso.com") as made:
        yield made


async def test_one_refused_permission_costs_only_its_own_checks(walk: Walk) -> None:
    walk.faults.denied.add("AuditLog.Read.All")
    async with walk.chat() as person:
        await person.say(f"check {DISABLED.address}")
        done = await person.until(judged(person, "is disabled"))
        assert "AuditLog.Read.All" in words(done.card)


async def test_a_tenant_without_sign_in_logs_is_never_called_healthy(walk: Walk) -> None:
    walk.faults.unlicensed = True
    async with walk.chat() as person:
        await person.say(f"check {room('Zurich Aare').address}")
        done = await person.until(judged(person, "Zurich Aare"))
        assert "P1" in words(done.card)
        assert "nothing is failing" not in words(done.card)


async def test_everything_refused_is_undetermined_and_says_what_to_grant(walk: Walk) -> None:
    walk.faults.denied.add("/")
    async with walk.chat() as person:
        await person.say(f"check {BLOCKED.address}")
        done = await person.until(judged(person, BLOCKED.address))
        assert "User.Read.All" in words(done.card)


async def test_graph_down_is_said(walk: Walk) -> None:
    walk.faults.down = True
    async with walk.chat() as person:
        await person.say(f"check {BLOCKED.address}")
        await person.until(judged(person, BLOCKED.address), within=60)


async def test_a_room_of_another_tenant_is_told_as_such(walk: Walk) -> None:
    async with walk.chat() as person:
        await person.say("check room-1@fabrikam.com")
        await person.until(judged(person, "is not in this tenant"))
