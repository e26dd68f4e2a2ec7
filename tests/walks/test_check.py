"""From a written check to the finished card, its buttons and the next step."""

import asyncio
import sqlite3

from tests.walks.conftest import Walk, buttons, room, says, words

BLOCKED = room("Lugano Ceresio")


async def test_a_check_is_answered_on_one_card_with_one_cause(walk: Walk) -> None:
    async with walk.chat() as person:
        await person.say(f"check {BLOCKED.address}")
        done = await person.until(says(person, "Conditional Access"))
        await person.quiet(0.5)
        assert list(person.posted.values()) == [done]
        assert "Block sign-ins from outside Switzerland" in words(done.card)


async def test_the_same_message_delivered_twice_is_answered_once(walk: Walk) -> None:
    async with walk.chat() as person:
        await asyncio.gather(*(person.say(f"check {BLOCKED.address}", id="one-activity") for _ in range(3)))
        await person.until(says(person, "Conditional Access"))
        await person.quiet(1.0)
        assert len(person.posted) == 1


async def test_every_button_of_a_report_gives_an_answer(walk: Walk) -> None:
    async with walk.chat() as person:
        await person.say(f"check {BLOCKED.address}")
        done = await person.until(says(person, "Conditional Access"))
        pressed = buttons(done.card)
        executed = {title: action for title, action in pressed.items() if action["type"] == "Action.Execute"}
        assert len(executed) >= 5
        for title, action in executed.items():
            answer = await person.press(done, action)
            assert answer["statusCode"] == 200, title
            assert answer["value"], title


async def test_check_again_repaints_the_same_message_for_everyone(walk: Walk) -> None:
    async with walk.chat() as person:
        await person.say(f"check {BLOCKED.address}")
        done = await person.until(says(person, "Conditional Access"))
        paints = done.paints
        again = buttons(done.card)["Check again"]
        await asyncio.gather(person.press(done, again), person.press(done, again))
        await person.until(lambda: done.paints >= paints + 2 and says(person, "Conditional Access")())
        await person.quiet(0.5)
        assert len(person.posted) == 1


async def test_a_part_of_a_name_that_fits_two_rooms_is_asked_about(walk: Walk) -> None:
    async with walk.chat() as person:
        await person.say("check zurich")
        asked = await person.until(says(person, "Zurich Limmat"))
        choice = next(action for title, action in buttons(asked.card).items() if "Limmat" in title)
        await person.press(asked, choice)
        await person.until(says(person, "room-zurich-limmat@contoso.com"))


async def test_several_rooms_share_one_card(walk: Walk) -> None:
    async with walk.chat() as person:
        await person.say(f"check {BLOCKED.address}, {room('Zug Rigi').address} and {room('Zurich Aare').address}")
        done = await person.until(says(person, "Open the report") if False else says(person, "Zug Rigi"))
        await person.until(lambda: all(name in words(done.card) for name in ("Lugano Ceresio", "Zurich Aare")))
        await person.quiet(1.0)
        assert len(person.posted) == 1


async def test_the_mention_of_the_bot_is_all_it_hears_in_a_channel(walk: Walk) -> None:
    channel = {"id": "19:rooms@thread.tacv2;messageid=1", "conversationType": "channel", "isGroup": True}
    async with walk.chat(channel) as person:
        await person.say(f"check {BLOCKED.address}")
        await person.quiet(1.0)
        assert not person.posted
        await person.mention(f"check {BLOCKED.address}")
        await person.until(says(person, "Conditional Access"))


async def test_anything_else_is_answered_with_the_nearest_commands(walk: Walk) -> None:
    async with walk.chat() as person:
        for said in ("chekc room", "", "\u202echeck", "x" * 30_000, "check " + " ".join(f"r{n}@contoso.com" for n in range(500))):
            before = len(person.posted)
            await person.say(said)
            await person.until(lambda count=before: len(person.posted) > count)


async def test_no_employee_and_no_address_of_a_download_is_ever_shown_or_kept(walk: Walk) -> None:
    async with walk.chat() as person:
        for scenario in (BLOCKED, room("Thun Niesen")):
            await person.say(f"check {scenario.address}")
            await person.until(says(person, scenario.display_name))
        await person.send_file(walk.bundle(BLOCKED))
        await person.until(says(person, "device"))
        await person.quiet(1.0)
        shown = " ".join(words(each.activity) for each in person.posted.values())
    database = walk.home / "bot" / "roomcheck.sqlite"
    with sqlite3.connect(database) as connection:
        kept = "\n".join(connection.iterdump())
    for place in (shown, kept):
        assert "/files/" not in place
        assert "employee" not in place.casefold()
