"""Whom the bot looks at: no colleague, and every room that its directory no longer shows as one."""

import contextlib
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from demo.connector import Teams
from demo.identifiers import group_id
from demo.rooms import ROOMS
from demo.scenario import MEETING_ROOMS, Scenario
from demo.tenant import Tenant
from tests.bot.run_parts import until
from tests.walks.conftest import Walk, buttons, judged, room, says, walking, words

COLLEAGUE = "persona-0001@contoso.com"
REFUSED = "does not look like a room's account"
WELL, MISSING = room("Zurich Aare"), room("Basel Rhein")
PATIENT = replace(WELL, licences=(), mailbox=None, place=None, teams=None)
"""It has lost everything that shows a room, but its address and its group."""


def looked_into(asked: Sequence[str]) -> list[str]:
    """The requests for sign-ins, for devices and whatever else is asked of a room once it is looked at."""
    words = ("signIns", "Devices", "/authentication/", "roleAssignments", "userConfigurations", "conditionalAccess")
    return [each for each in asked if any(word in each for word in words)]


async def refused(person: Teams) -> None:
    await person.until(says(person, REFUSED))
    await person.quiet(0.5)


async def test_a_colleague_is_not_looked_at(walk: Walk) -> None:
    async with walk.chat() as person:
        await person.say(f"check {COLLEAGUE}")
        await refused(person)
        assert not looked_into(walk.asked)
        assert len(person.posted) == 1


async def test_of_several_the_rooms_are_looked_at_and_the_colleague_is_not(walk: Walk) -> None:
    async with walk.chat() as person:
        await person.say(f"check {COLLEAGUE}, {WELL.address}")
        await refused(person)
        await person.until(judged(person, "nothing is failing"))
        theirs = next(each for each in walk.tenant.employees if each.address == COLLEAGUE)
        into = looked_into(walk.asked)
        assert [each for each in into if WELL.object_id in each]
        assert not [each for each in into if theirs.object_id in each or COLLEAGUE in each]


async def test_a_zip_that_says_it_is_a_colleagues_is_no_key(walk: Walk) -> None:
    async with walk.chat() as person:
        await person.send_file(walk.bundle(replace(WELL, address=COLLEAGUE)))
        done = await person.until(judged(person, COLLEAGUE))
        await person.quiet(0.5)
        assert not walk.asked
        answer = await person.press(done, buttons(done.card)["Check again"])
        assert REFUSED in words(answer["value"])
        await person.say(f"check {COLLEAGUE}")
        await refused(person)
        assert not looked_into(walk.asked)


async def test_an_account_that_does_not_exist_is_called_so(walk: Walk) -> None:
    async with walk.chat() as person:
        await person.say(f"check {MISSING.address}")
        await person.until(judged(person, "does not exist"))


async def test_an_admin_allows_a_colleague_and_takes_it_back(walk: Walk) -> None:
    async with walk.chat() as person:
        await person.say(f"check {COLLEAGUE}")
        await refused(person)
        denial = await person.until(says(person, REFUSED))
        await person.press(denial, buttons(denial.card)[f"Allow {COLLEAGUE}"])
        await person.say(f"check {COLLEAGUE}")
        await person.until(judged(person, COLLEAGUE))
        await person.say(f"disallow {COLLEAGUE}")
        await person.until(says(person, "Nobody can have it checked any more"))


async def test_a_graph_that_is_away_lets_nobody_in(walk: Walk) -> None:
    walk.faults.down = True
    async with walk.chat() as person:
        await person.say(f"check {COLLEAGUE}")
        await person.until(says(person, "I cannot tell whether"))
        assert not looked_into(walk.asked)


@pytest.mark.parametrize("given", [
    {"ROOMCHECK_ROOM_PATTERNS": "room-*@contoso.com"}, {"ROOMCHECK_ROOM_GROUPS": group_id(MEETING_ROOMS)},
], ids=["pattern", "group"])
async def test_the_patient_that_lost_everything_is_looked_at(tmp_path: Path, given: dict[str, str]) -> None:
    async with walking(tmp_path, _tenant(PATIENT), **given) as walk, walk.chat() as person:
        await person.say(f"check {PATIENT.address}")
        await person.until(judged(person, "licence"))


async def test_the_patient_that_was_known_before_is_looked_at(tmp_path: Path) -> None:
    async with walking(tmp_path, _tenant(WELL)) as walk, walk.chat() as person:
        await person.say(f"check {WELL.address}")
        await person.until(judged(person, "nothing is failing"))
        await until(lambda: _has_ended(tmp_path))  # else the next bot takes the run up, and the room waits for it
    async with walking(tmp_path, _tenant(PATIENT)) as walk, walk.chat() as person:
        await person.say(f"check {PATIENT.address}")
        await person.until(judged(person, "licence"))


async def test_without_any_of_these_the_patient_looks_like_a_colleague(tmp_path: Path) -> None:
    """Else the tests before this one show nothing."""
    async with walking(tmp_path, _tenant(PATIENT)) as walk, walk.chat() as person:
        await person.say(f"check {PATIENT.address}")
        told = await person.until(says(person, REFUSED))
        assert f"allow {PATIENT.address}" in words(told.card)


def _has_ended(home: Path) -> bool:
    with contextlib.closing(sqlite3.connect(home / "bot" / "roomcheck.sqlite")) as connection:
        return bool(connection.execute("select 1 from runs where state = 'done'").fetchone())


def _tenant(first: Scenario) -> Tenant:
    return Tenant(datetime.now(UTC), (first, *ROOMS[1:]))
