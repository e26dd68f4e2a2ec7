"""From a written check to the finished card, its buttons and the next step."""

import asyncio
import sqlite3

import pytest

from checks.facts.access_forecast import AccessForecast
from demo.employees import EMPLOYEE_MARK
from tests.walks.conftest import Walk, buttons, judged, room, says, words

BLOCKED, WELL = room("Lugano Ceresio"), room("Zurich Aare")
ASK = "Ask Conditional Access"


async def test_a_check_is_answered_on_one_card_with_one_cause(walk: Walk) -> None:
    async with walk.chat() as person:
        await person.say(f"check {BLOCKED.address}")
        done = await person.until(judged(person, "Conditional Access"))
        await person.quiet(0.5)
        assert list(person.posted.values()) == [done]
        assert "Block sign-ins from outside Switzerland" in words(done.card)


async def test_the_same_message_delivered_again_is_answered_once(walk: Walk) -> None:
    async with walk.chat() as person:
        await asyncio.gather(*(person.say(f"check {BLOCKED.address}", id="one-activity") for _ in range(3)))
        await person.until(judged(person, "Conditional Access"))
        await person.quiet(1.0)
        assert len(person.posted) == 1


async def test_every_button_of_a_report_gives_an_answer(walk: Walk) -> None:
    async with walk.chat() as person:
        await person.say(f"check {BLOCKED.address}")
        done = await person.until(judged(person, "Conditional Access"))
        pressed = {title: each for title, each in buttons(done.card).items() if each["type"] == "Action.Execute"}
        assert len(pressed) > 5
        for title, action in pressed.items():
            answer = await person.press(done, action)
            assert (answer["statusCode"], bool(answer["value"])) == (200, True), title


async def test_check_again_repaints_the_same_message_for_everyone(walk: Walk) -> None:
    async with walk.chat() as person:
        await person.say(f"check {BLOCKED.address}")
        done = await person.until(judged(person, "Conditional Access"))
        await person.quiet(1.0)
        paints, again = done.paints, buttons(done.card)["Check again"]
        await asyncio.gather(person.press(done, again), person.press(done, again))
        await person.until(lambda: done.paints >= paints + 2 and judged(person, "Conditional Access")())
        await person.quiet(0.5)
        assert (len(person.posted), done.paints) == (1, paints + 2)


async def test_conditional_access_is_asked_on_the_same_message_and_need_not_be_asked_again(walk: Walk) -> None:
    async with walk.chat() as person:
        await person.say(f"check {BLOCKED.address}")
        done = await person.until(judged(person, "Conditional Access"))
        await person.quiet(1.0)
        await person.press(done, buttons(done.card)[ASK])
        await person.until(lambda: judged(person, "Conditional Access")() if ASK not in buttons(done.card) else None)
        await person.quiet(0.5)
        assert len(person.posted) == 1
        assert f"Would look at {AccessForecast.title}" not in words(done.card)


async def test_what_if_is_made_only_when_it_is_asked_for(walk: Walk) -> None:
    unasked = f"Would look at {AccessForecast.title}"
    async with walk.chat() as person:
        await person.say(f"check {WELL.address}")
        done = await person.until(judged(person, "nothing is failing"))
        assert unasked in words(done.card)
        await person.quiet(0.5)
        await person.press(done, buttons(done.card)[ASK])
        await person.until(lambda: (unasked not in words(done.card) and "Looked at" in words(done.card)) or None)
        assert ASK not in buttons(done.card)
        assert len(person.posted) == 1


async def test_what_if_is_asked_in_a_sentence(walk: Walk) -> None:
    async with walk.chat() as person:
        await person.say(f"what-if {BLOCKED.address}")
        done = await person.until(judged(person, "Conditional Access"))
        assert ASK not in buttons(done.card)


async def test_a_part_of_a_name_that_fits_two_rooms_is_asked_about(walk: Walk) -> None:
    async with walk.chat() as person:
        await person.say("check zurich")
        asked = await person.until(says(person, "Zurich Limmat"))
        await person.press(asked, buttons(asked.card)["Check: Zurich Limmat"])
        await person.until(judged(person, "room-zurich-limmat@contoso.com"))
        assert len(person.posted) == 1


@pytest.mark.parametrize("name", ["leman", "LÉMAN", "room-geneva", "room geneva l"])
async def test_a_room_is_found_by_its_name_or_address_whatever_the_accents(walk: Walk, name: str) -> None:
    async with walk.chat() as person:
        await person.say(f"check {name}")
        await person.until(judged(person, "Geneva Léman is disabled"))


async def test_a_mistyped_address_is_asked_about_beside_its_report(walk: Walk) -> None:
    async with walk.chat() as person:
        await person.say("check room-geneva-lemman@contoso.com")
        question = await person.until(says(person, "Did you mean room-geneva-leman@contoso.com?"))
        await person.until(judged(person, "does not exist"))
        await person.press(question, buttons(question.card)["Check: Geneva Léman"])
        await person.until(judged(person, "Geneva Léman is disabled"))


async def test_a_question_that_is_closed_has_no_buttons_left(walk: Walk) -> None:
    async with walk.chat() as person:
        await person.say("check zurich")
        asked = await person.until(says(person, "Zurich Limmat"))
        await person.press(asked, buttons(asked.card)["Close"])
        closed = await person.until(says(person, "Closed."))
        assert (buttons(closed.card), len(person.posted)) == ({}, 1)


async def test_several_rooms_share_one_card(walk: Walk) -> None:
    names = ("Lugano Ceresio", "Zug Rigi", "Zurich Aare")
    async with walk.chat() as person:
        await person.say(f"check {', '.join(room(name).address for name in names)}")
        done = await person.until(says(person, "Zug Rigi has no licence"))
        await person.until(lambda: all(name in words(done.card) for name in names))
        await person.quiet(1.0)
        assert len(person.posted) == 1


@pytest.mark.parametrize("kind", ["channel", "groupChat"])
async def test_the_mention_of_the_bot_is_all_it_hears_among_others(walk: Walk, kind: str) -> None:
    place = {"id": "19:rooms@thread.tacv2;messageid=1", "conversationType": kind, "isGroup": True}
    async with walk.chat(place) as person:
        await person.say(f"check {BLOCKED.address}")
        await person.quiet(1.0)
        assert not person.posted
        await person.mention(f"check {BLOCKED.address}")
        await person.until(judged(person, "Conditional Access"))


@pytest.mark.parametrize("said", [
    "chekc room", "", " ", "\u202echeck", "x" * 30_000, "check", "check ceo@", "rëport röom", "\U0001f600",
    "check " + " ".join(f"room-{number}@contoso.com" for number in range(500)), "check nowhere at all",
])
async def test_anything_else_is_answered_and_never_with_silence(walk: Walk, said: str) -> None:
    async with walk.chat() as person:
        await person.say(said)
        await person.until(lambda: bool(person.posted))
        await person.quiet(0.3)
        assert len(person.posted) == 1


async def test_the_last_report_is_shown_with_when(walk: Walk) -> None:
    async with walk.chat() as person:
        await person.say(f"report {BLOCKED.address}")
        await person.until(says(person, "No report yet"))
        await person.say(f"check {BLOCKED.address}")
        await person.until(judged(person, "Conditional Access"))
        await person.say(f"report {BLOCKED.address}")
        shown = await person.until(lambda: judged(person, "Judged")() if len(person.posted) > 2 else None)
        assert "Conditional Access" in words(shown.card)


async def test_no_employee_is_ever_shown_or_kept(walk: Walk) -> None:
    async with walk.chat() as person:
        for scenario in (BLOCKED, room("Thun Niesen")):
            await person.say(f"check {scenario.address}")
            await person.until(judged(person, scenario.display_name))
            await person.send_file(walk.bundle(scenario))
            await person.until(judged(person, "log of the device"))
        shown = " ".join(words(each.activity) for each in person.posted.values())
    assert EMPLOYEE_MARK not in shown.casefold()
    with sqlite3.connect(walk.home / "bot" / "roomcheck.sqlite") as connection:
        kept = "\n".join(connection.iterdump()).casefold()
    assert EMPLOYEE_MARK not in kept
