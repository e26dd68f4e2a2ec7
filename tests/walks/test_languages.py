"""Everybody is spoken to in their own language, side by side, over a restart too; and a card in that of who asked."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from demo.bundles import bundle_for, file_name
from demo.connector import Posted, Teams, teams
from demo.graph_faults import Faults
from demo.graph_server import simulated_graph
from demo.tenant import Tenant
from tests.walks.conftest import Walk, bot, buttons, room

AARE, BLOCKED = room("Zurich Aare"), room("Lugano Ceresio")
GERMAN, ENGLISH = "de-CH", "en-GB"
CHANNEL = {"id": "19:rooms@thread.tacv2;messageid=1", "conversationType": "channel", "isGroup": True}
AGAIN, EVIDENCE, FIX, SWEEP = "check_again", "show_evidence", "show_fix", "begin_sweep"


def by_verb(card: Any) -> Mapping[str, Mapping[str, Any]]:
    """The buttons of a card by what they do, which is called alike in every language."""
    return {str(each.get("verb")): each for each in buttons(card).values()}


def offers(person: Teams, verb: str) -> Callable[[], Posted | None]:
    """The newest message with such a button, as something to wait for."""
    def newest() -> Posted | None:
        return next((each for each in reversed(person.posted.values()) if verb in by_verb(each.card)), None)
    return newest


def languages(person: Teams) -> set[str]:
    """The languages of all cards that this person has been shown."""
    return {each.card["lang"] for each in person.posted.values() if each.card}


async def asks_everything(walk: Walk, locale: str, scope: str) -> Teams:
    """Somebody writes, is not understood, has a room checked, presses buttons and sends a bad zip."""
    async with walk.chat({"id": scope, "conversationType": "personal"}) as person:
        person.locale = locale
        for text in ("help", "quux", "check nowhere at all", f"check {BLOCKED.address}"):
            await person.say(text)
        done = await person.until(offers(person, AGAIN), within=60)
        for verb in (FIX, EVIDENCE, AGAIN):
            answer = await person.press(done, by_verb(done.card)[verb])
            assert answer["value"]["lang"] == locale[:2]
        bad = walk.home / f"{scope}.zip"
        bad.write_bytes(b"PK")
        before = len(person.posted)
        await person.send_file(bad)
        await person.until(lambda: len(person.posted) > before and list(person.posted.values())[-1].paints, within=60)
        return person


async def test_two_readers_are_answered_each_in_their_own_language(walk: Walk) -> None:
    german, english = await asyncio.gather(asks_everything(walk, GERMAN, "one"), asks_everything(walk, ENGLISH, "two"))
    assert languages(german) == {"de"}
    assert languages(english) == {"en"}


async def test_another_language_is_answered_in_english(walk: Walk) -> None:
    async with walk.chat() as person:
        person.locale = "rm-CH"
        await person.say("help")
        assert languages(person) == {"en"}


async def test_whoever_presses_is_answered_in_their_language_on_a_card_of_another(walk: Walk) -> None:
    async with walk.chat(CHANNEL) as place:
        place.locale = GERMAN
        await place.mention(f"check {BLOCKED.address}")
        done = await place.until(offers(place, AGAIN), within=60)
        assert done.card
        assert done.card["lang"] == "de"
        place.locale = ENGLISH
        answer = await place.press(done, by_verb(done.card)[FIX])
        assert answer["value"]["lang"] == "en"
        assert done.card["lang"] == "de"
        await place.press(done, by_verb(done.card)[AGAIN])
        await place.until(lambda: done.card and done.card["lang"] == "en" and AGAIN in by_verb(done.card), within=60)


async def test_a_sweep_is_shown_in_the_language_of_who_asked(walk: Walk) -> None:
    async with walk.chat() as person:
        painted = noted(person)
        person.locale = GERMAN
        await person.say("sweep")
        await person.until(offers(person, SWEEP), within=60)
        assert set(painted) == {"de"}


def noted(person: Teams) -> list[str]:
    """Notes the language of every card that is posted or painted from now on."""
    painted: list[str] = []

    def note(posted: Posted) -> None:
        if posted.card:
            painted.append(posted.card["lang"])
    person.on_paint = note
    return painted


class Restarted:
    """A tenant and a conversation that outlive the bot."""

    def __init__(self, home: Path, graph: str, faults: Faults, person: Teams) -> None:
        self.home, self.graph, self.faults, self.person = home, graph, faults, person


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Restarted]:
    faults = Faults()
    async with simulated_graph(tenant=Tenant(datetime.now(UTC)), faults=faults) as graph, teams("") as person:
        yield Restarted(tmp_path, graph, faults, person)


async def test_a_run_goes_on_in_its_language_after_a_restart(place: Restarted) -> None:
    person, painted = place.person, noted(place.person)
    known = {"ROOMCHECK_ROOM_PATTERNS": AARE.address}  # so that Graph need not answer for the run to begin
    place.faults.delay = timedelta(minutes=5)
    async with bot(place.home, place.graph, [], given=known) as person.endpoint:
        person.locale = GERMAN
        await person.say(f"check {AARE.address}")
        await person.until(lambda: painted)
    place.faults.delay = timedelta(0)
    assert offers(person, AGAIN)() is None
    before = len(painted)
    async with bot(place.home, place.graph, [], given=known) as person.endpoint:
        await person.until(offers(person, AGAIN), within=60)
    assert len(painted) > before
    assert set(painted) == {"de"}


async def test_a_zip_is_read_and_asked_about_in_the_language_of_its_sender(walk: Walk) -> None:
    async with walk.chat() as person:
        painted = noted(person)
        person.locale = GERMAN
        sent = walk.home / file_name(BLOCKED)
        sent.write_bytes(bundle_for(BLOCKED, walk.now))
        await person.send_file(sent)
        await person.until(offers(person, AGAIN), within=60)
        assert set(painted) == {"de"}
